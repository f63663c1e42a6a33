//! A path as a person types or pastes it: what it leads to, what stands there, how it goes on.

use std::path::{Path, PathBuf};

use crate::base::suggest;
use crate::data::file::{self, Entry};
use crate::open::kind;
use crate::view::words::path as words;

/// A name that goes on from what was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Next {
    /// The name, with a slash behind it if it is a folder.
    pub name: String,
    /// The whole of what would have been typed.
    pub text: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// Where a typed path leads, from the root: spaces and quotes around it, `~` for one's own folder and the `file://` of
/// file managers are understood.
pub fn path(text: &str) -> PathBuf {
    let text = plain(text);
    let home = || std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let path = match text.strip_prefix('~').map(|rest| rest.strip_prefix(['/', std::path::MAIN_SEPARATOR])) {
        Some(Some(rest)) => home().map(|home| home.join(rest)),
        None if text != "~" => None,
        _ if text == "~" => home(),
        _ => None,
    };
    let path = path.unwrap_or_else(|| PathBuf::from(&text));
    std::path::absolute(&path).unwrap_or(path)
}

/// What was typed without what stands around it: spaces, quotes, the `file://` of file managers.
fn plain(text: &str) -> String {
    let text = text.trim();
    let quoted = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    let text = quoted.unwrap_or(text);
    let Some(address) = text.strip_prefix("file:") else { return text.to_owned() };
    // file:///home/…, file://localhost/home/…, file:/home/…
    let path = address.strip_prefix("//").map_or(address, |rest| rest.strip_prefix("localhost").unwrap_or(rest));
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    // file:///C:/… of Windows
    let drive = path.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    drive.unwrap_or(&path).to_owned()
}

/// The folder part of what was typed, with its slash, and the start of a name behind it.
fn parts(text: &str) -> (String, String) {
    let plain = plain(text);
    let at = plain.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |i| i + 1);
    (plain[..at].to_owned(), plain[at..].to_owned())
}

/// What stands where a typed path leads: names that begin as it ends, those first that can be opened by their names, then
/// folders. Hidden ones only where a dot was typed.
pub fn nexts(text: &str) -> Vec<Next> {
    let (folder, start) = parts(text);
    if start == "~" {
        return Vec::new();
    }
    let start = start.to_lowercase();
    let found = file::entries(&path(if folder.is_empty() { "." } else { &folder }));
    let fits = |entry: &Entry| {
        let hidden = entry.name.starts_with('.') && !start.starts_with('.');
        !hidden && entry.name.to_lowercase().starts_with(&start)
    };
    let mut fitting: Vec<Entry> = found.into_iter().filter(fits).collect();
    let rank = |entry: &Entry| match (entry.is_folder, kind::is_opened_name(&entry.name)) {
        (false, true) => 0,
        (true, _) => 1,
        (false, false) => 2,
    };
    fitting.sort_by_key(rank);
    let next = |Entry { name, is_folder }| {
        let name = if is_folder { format!("{name}/") } else { name };
        Next { text: format!("{folder}{name}"), name, is_folder }
    };
    fitting.into_iter().map(next).collect()
}

/// How a typed path goes on as far as there is no choice; `None` where it does not.
pub fn completed(text: &str, nexts: &[Next]) -> Option<String> {
    let (folder, start) = parts(text);
    let mut names = nexts.iter().map(|next| next.name.as_str());
    let mut common = names.next()?.to_owned();
    for name in names {
        let same = common.chars().zip(name.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        common.truncate(same);
    }
    let longer = common.chars().count() > start.chars().count() || nexts.len() == 1 && common != start;
    longer.then(|| folder + &common)
}

/// What to do about a path that leads nowhere: where it was looked for, and what is called nearly so.
pub fn nowhere(path: &Path) -> String {
    let name = file::name(path);
    let folder = path.parent().unwrap_or(path);
    if let Some(there) = folder.ancestors().find(|folder| file::is_there(folder)).filter(|there| *there != folder) {
        return words::no_folder(&folder.display().to_string(), &there.display().to_string());
    }
    let entries = file::entries(folder);
    let near = suggest::nearest(&name, entries.iter().map(|entry| entry.name.as_str()));
    let opened = entries.iter().filter(|entry| !entry.is_folder && kind::is_opened_name(&entry.name));
    let opened: Vec<&str> = opened.map(|entry| entry.name.as_str()).take(words::NAMED).collect();
    words::nowhere(&folder.display().to_string(), near, &opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_understood_as_they_are_pasted() {
        let home = std::env::home_dir().expect("there is one");
        let here = std::env::current_dir().expect("there is one");
        let cases = [
            ("/data/a b.csv", PathBuf::from("/data/a b.csv")),
            ("  \"/data/a b.csv\" ", PathBuf::from("/data/a b.csv")),
            ("'/data/a b.csv'", PathBuf::from("/data/a b.csv")),
            ("file:///data/a%20b%C3%A9.csv", PathBuf::from("/data/a bé.csv")),
            ("file://localhost/data/a.csv", PathBuf::from("/data/a.csv")),
            ("~/a.csv", home.join("a.csv")),
            ("~", home),
            ("models/a.csv", here.join("models/a.csv")),
            // somebody else's folder is not looked up
            ("~else/a.csv", here.join("~else/a.csv")),
        ];
        for (text, expected) in cases {
            assert_eq!(path(text), expected, "{text}");
        }
    }

    #[test]
    fn paths_are_completed_as_far_as_there_is_no_choice() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["model.cbm", "model.txt", "mode.md", ".hidden.csv"] {
            std::fs::write(folder.path().join(name), "").expect("writable");
        }
        std::fs::create_dir(folder.path().join("models")).expect("writable");
        let at = |name: &str| format!("{}/{name}", folder.path().display());
        let names = |text: &str| nexts(text).into_iter().map(|next| next.name).collect::<Vec<_>>();
        assert_eq!(names(&at("")), ["model.cbm", "model.txt", "models/", "mode.md"]);
        assert_eq!(names(&at("MODEL.")), ["model.cbm", "model.txt"]);
        assert_eq!(names(&at(".")), [".hidden.csv"]);
        let on = |text: &str| completed(text, &nexts(text));
        assert_eq!(on(&at("m")), Some(at("mode")));
        assert_eq!(on(&at("mode")), None);
        assert_eq!(on(&format!("\"{}", at("model.c"))), None, "an open quote is no folder");
        assert_eq!(on(&format!("file://{}", at("model.c"))), Some(at("model.cbm")));
        assert_eq!(on(&at("models")), Some(at("models/")));
        assert_eq!(on(&at("none")), None);
    }

    #[test]
    fn what_leads_nowhere_says_where_it_looked() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("customers.csv"), "").expect("writable");
        let here = folder.path().display().to_string();
        let said = nowhere(&folder.path().join("customer.csv"));
        assert!(said.contains(&here) && said.contains("did you mean \"customers.csv\""), "{said}");
        let said = nowhere(&folder.path().join("other.onnx"));
        assert!(said.contains("customers.csv") && !said.contains("did you mean"), "{said}");
        let said = nowhere(&folder.path().join("none/other.onnx"));
        assert!(said.contains("none") && said.contains("no folder"), "{said}");
    }
}
