//! What shape a JSON text has: rows are objects, one after the other or in a list. Data frames write other shapes, too,
//! which are told by their names; and a word that is not JSON for a number that is not known.

use std::borrow::Cow;

use crate::base::{Error, Kind, Result};

const ROWS: &str = "write rows: to_json(path, orient=\"records\", lines=True)";

/// Checks that a text that begins with `head` can be rows. `known` says which names are expected.
///
/// # Errors
/// [`Kind::Format`] with the shape that it has instead.
pub(super) fn check(head: &[u8], known: &dyn Fn(&str) -> bool) -> Result<()> {
    match shape(head, known) {
        Some(what) => {
            Err(Error::new(Kind::Format, format!("expected one object per customer, found {what}")).hint(ROWS))
        }
        None => Ok(()),
    }
}

fn shape(head: &[u8], known: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    let start = head.trim_ascii_start();
    if let Some(rest) = start.strip_prefix(b"[") {
        let list = rest.trim_ascii_start().starts_with(b"[");
        return list.then_some("rows without names, as data frames write them with orient=\"values\"");
    }
    let (name, value) = first_pair(start)?;
    match (name.as_str(), value.first()?) {
        (_, b'[') if value[1..].trim_ascii_start().starts_with(b"{") => {
            Some("an object around the rows: only the list in it is a table")
        }
        ("columns" | "index" | "data", b'[') => {
            Some("names and rows apart, as data frames write them with orient=\"split\"")
        }
        ("schema", b'{') => Some("a schema and rows, as data frames write them with orient=\"table\""),
        (_, b'{') => {
            let inner = first_pair(value).map(|(name, _)| name);
            Some(if known(&name) || !inner.is_some_and(|inner| known(&inner)) {
                "an object per column, as data frames write them with orient=\"columns\""
            } else {
                "an object that holds those of all rows, as data frames write them with orient=\"index\""
            })
        }
        (_, b'[') => Some("a list per column"),
        _ => None,
    }
}

/// The first name of an object, and the text that begins with its value.
fn first_pair(text: &[u8]) -> Option<(String, &[u8])> {
    let rest = text.strip_prefix(b"{")?;
    let mut names = serde_json::Deserializer::from_slice(rest).into_iter::<String>();
    let name = names.next()?.ok()?;
    let rest = rest.get(names.byte_offset()..)?.trim_ascii_start().strip_prefix(b":")?;
    Some((name, rest.trim_ascii_start()))
}

/// The same object with `null` where it has `NaN`, as Python writes a number that is not known.
pub(super) fn without_nan(object: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(object, b"NaN").is_none() {
        return object.into();
    }
    let mut out = Vec::with_capacity(object.len() + 16);
    let (mut text, mut at) = (false, 0);
    while let Some(&byte) = object.get(at) {
        match byte {
            b'\\' if text => {
                out.push(byte);
                at += 1;
                out.extend(object.get(at));
            }
            b'N' if !text && object[at..].starts_with(b"NaN") => {
                out.extend_from_slice(b"null");
                at += 2;
            }
            _ => {
                text ^= byte == b'"';
                out.push(byte);
            }
        }
        at += 1;
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_have_their_names() {
        let known = |name: &str| name == "age";
        let cases: [(&[u8], Option<&str>); 10] = [
            (b"{\"age\": 1}", None),
            (b"[{\"age\": 1}]", None),
            (b"[[1, 2]]", Some("values")),
            (b"{\"columns\": [\"age\"]}", Some("split")),
            (b"{\"schema\": {}}", Some("table")),
            (b"{\"age\": {\"0\": 1}}", Some("columns")),
            (b" {\"0\": {\"age\": 1}}", None),
            (b"{\"0\": {\"age\": 1}}", Some("index")),
            (b"{\"age\": [1, 2]}", Some("list per column")),
            (b"{\"data\": [ {\"age\": 1}]}", Some("around the rows")),
        ];
        for (text, expected) in cases {
            let found = shape(text, &known);
            match (text.starts_with(b" "), expected) {
                (true, _) => assert!(found.is_some_and(|f| f.contains("index")), "spaces before change nothing"),
                (false, None) => assert_eq!(found, None),
                (false, Some(name)) => assert!(found.is_some_and(|f| f.contains(name)), "{found:?}"),
            }
        }
    }

    #[test]
    fn a_word_in_a_text_stays() {
        let object = br#"{"a": NaN, "b": "NaN \" NaN", "NaN": 1}"#;
        assert_eq!(&*without_nan(object), br#"{"a": null, "b": "NaN \" NaN", "NaN": 1}"#);
        assert!(matches!(without_nan(br#"{"a": 1}"#), Cow::Borrowed(_)));
    }
}
