//! What several readers say and ask of texts: names in a message, what an output without a name is called.

use crate::base::{Error, Kind, Result};
use crate::model::Link;

/// What to know of a model whose link is [`Link::Ranking`].
pub(super) const ONLY_ORDERS: &str = "scores have no unit of their own: they only order customers";

/// What the one output of a model is called where its file has no name for it.
pub(super) fn outcome(link: Link) -> &'static str {
    match link {
        Link::Ranking => "The model's score",
        link if link.is_probability() => "The outcome the model predicts",
        _ => "The value the model predicts",
    }
}

/// A file of ours as text, without its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        Error::new(Kind::Format, "not UTF-8 text").at(format!("line {line}")).hint("save the file as UTF-8")
    })
}

/// Names for a message, the first few of many.
pub(super) fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// The beginning of a RON file without its comments and texts, which may hold any word.
pub(super) fn without_texts(head: &str) -> String {
    let mut bare = String::new();
    let mut rest = head;
    while let Some(first) = rest.chars().next() {
        let hashes = rest.strip_prefix('r').map_or(0, |r| r.len() - r.trim_start_matches('#').len());
        // where a text or comment ends, counted from its beginning; one that does not end in time is all that is left
        let end = if rest.starts_with("//") {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|at| at + 2)
        } else if rest.starts_with('r')
            && rest[1 + hashes..].starts_with('"')
            && !bare.ends_with(char::is_alphanumeric)
        {
            let close = format!("\"{}", "#".repeat(hashes));
            rest[2 + hashes..].find(&close).map(|at| 2 + hashes + at + close.len())
        } else if first == '"' {
            let mut escaped = false;
            let close = rest.char_indices().skip(1).find(|&(_, c)| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            close.map(|(at, _)| at + 1)
        } else {
            bare.push(first);
            Some(first.len_utf8())
        };
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    bare
}
