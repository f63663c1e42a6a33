//! What the first bytes of a file say it is, where that belongs to no reader: files of other programs, and fields of
//! files of ours.

use super::ours::without_mark;

/// How many first bytes are looked at.
pub const HEAD: usize = 1 << 16;
/// How many of them may hold the fields that tell what a file of ours is.
const FIELDS: usize = 4096;

/// Files of other programs: how they begin, what they are, and a way out where there is one for whatever was expected.
const FOREIGN: [(&[u8], &str, Option<&str>); 8] = [
    (b"\x1f\x8b", "a gzip archive inside a gzip archive", None),
    (b"PK\x03\x04", "a ZIP archive or an Office file", Some("unpack it, or export the sheet as CSV")),
    (b"\xD0\xCF\x11\xE0", "an Office file of before 2007", Some("export the sheet as CSV")),
    (b"ARROW1", "an Arrow or Feather file", None),
    (b"SQLite format 3", "a database", None),
    (b"\x89PNG", "a picture", None),
    (b"%PDF", "a PDF document", None),
    (b"\x7fELF", "a program", None),
];

/// What another program's file is, if it begins like one, and the way out.
pub fn foreign(head: &[u8]) -> Option<(&'static str, Option<&'static str>)> {
    FOREIGN.iter().find(|(sign, ..)| head.starts_with(sign)).map(|&(_, what, way)| (what, way))
}

/// Whether it begins as Parquet does.
pub fn is_parquet(head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}

/// Whether it begins as RON of ours does: with a bracket, an attribute or a comment, which no table does.
pub fn is_ron(head: &[u8]) -> bool {
    let start = without_mark(head).trim_ascii_start();
    [&b"("[..], b"#![", b"//", b"/*"].iter().any(|sign| start.starts_with(sign))
}

/// Whether RON has a field, or one whose name begins so, among its first ones.
pub fn has_field(head: &[u8], field: &str) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(FIELDS)]);
    head.contains(field) && without_texts(&head).contains(field)
}

/// The beginning of a RON file without its comments and texts, which may hold any word.
fn without_texts(head: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_texts_and_comments_are_no_fields() {
        let head = "// a: \"\n/* b */(c: \"d \\\" e\", f: r#\"g \" h\"#, for: \"i\", j: \"open";
        assert_eq!(without_texts(head).trim(), "(c: , f: , for: , j:");
    }
}
