//! What the first bytes of a file say it is, where that belongs to no reader: files of other programs, and fields of
//! files of ours.

use super::ours::without_mark;

/// How many first bytes are looked at.
pub const HEAD: usize = 1 << 16;
/// How many of them may hold the fields that tell what a file of ours is.
const FIELDS: usize = 4096;

const UNPACK: &str = "unpack it and open the file inside";

/// Files of other programs: how they begin, what they are, and a way out where there is one for whatever was expected.
const FOREIGN: [(&[u8], &str, Option<&str>); 12] = [
    (b"\x1f\x8b", "a gzip archive inside a gzip archive", None),
    (b"BZh91AY&SY", "a file packed with bzip2", Some(UNPACK)),
    (b"\xFD7zXZ\0", "a file packed with xz", Some(UNPACK)),
    (b"\x28\xB5\x2F\xFD", "a file packed with zstd", Some(UNPACK)),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", Some(UNPACK)),
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
    if is_tar(head) {
        return Some(("a tar archive", Some(UNPACK)));
    }
    FOREIGN.iter().find(|(sign, ..)| head.starts_with(sign)).map(|&(_, what, way)| (what, way))
}

/// Whether it begins with the block of a tar archive: its sum, which the block itself holds as octal digits, fits. It
/// has no other sign in the oldest dialect.
fn is_tar(head: &[u8]) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let Some(block) = head.first_chunk::<512>() else { return false };
    let digits = block[SUM].trim_ascii().split(|&b| matches!(b, 0 | b' ')).next().unwrap_or(&[]);
    let written = std::str::from_utf8(digits).ok().and_then(|text| u32::from_str_radix(text, 8).ok());
    // the field itself counts as spaces
    let outside = block.iter().enumerate().filter(|(at, _)| !SUM.contains(at)).map(|(_, &byte)| u32::from(byte));
    written == Some(outside.sum::<u32>() + SUM.len() as u32 * u32::from(b' '))
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
    fn a_tar_archive_is_known_by_its_sum_in_every_dialect() {
        let block = |magic: &[u8], sum: &str| {
            let mut block = vec![0; 1024];
            block[..5].copy_from_slice(b"model");
            block[148..156].copy_from_slice(b"        ");
            block[257..257 + magic.len()].copy_from_slice(magic);
            let found: u32 = block[..512].iter().map(|&b| u32::from(b)).sum();
            let text = if sum.is_empty() { format!("{found:06o}\0 ") } else { sum.to_owned() };
            block[148..156].copy_from_slice(text.as_bytes());
            block
        };
        for magic in [&b""[..], b"ustar\x0000", b"ustar  \0"] {
            assert_eq!(foreign(&block(magic, "")).map(|(what, _)| what), Some("a tar archive"));
        }
        assert_eq!(foreign(&block(b"ustar\x0000", "000001\0 ")), None);
        assert_eq!(foreign(&block(b"", "")[..511]), None);
        assert_eq!(foreign(&vec![b' '; 1024]), None);
        assert_eq!(foreign(&vec![0; 1024]), None);
    }

    #[test]
    fn words_in_texts_and_comments_are_no_fields() {
        let head = "// a: \"\n/* b */(c: \"d \\\" e\", f: r#\"g \" h\"#, for: \"i\", j: \"open";
        assert_eq!(without_texts(head).trim(), "(c: , f: , for: , j:");
    }
}
