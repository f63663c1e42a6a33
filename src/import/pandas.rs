//! The level labels that pandas columns had, as LightGBM and others write them: a JSON list of lists. Labels are counted
//! while they are read, so that few bytes do not become much memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Number;

use crate::model::builder::{FEATURES_MAX, LEVELS_ALL_MAX};

/// The lists, the labels as Python writes them into a table. O(bytes).
///
/// # Errors
/// JSON that is no list of lists of texts, numbers, true, false and null; more of them than the limits.
pub(super) fn levels(json: &str) -> serde_json::Result<Vec<Vec<String>>> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let mut left = LEVELS_ALL_MAX;
    let lists = Lists(&mut left).deserialize(&mut reader)?;
    reader.end().map(|()| lists)
}

/// All lists; how many labels there may still be.
struct Lists<'a>(&'a mut usize);

impl<'de> DeserializeSeed<'de> for Lists<'_> {
    type Value = Vec<Vec<String>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Lists<'_> {
    type Value = Vec<Vec<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of lists")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut lists = Vec::new();
        while let Some(list) = seq.next_element_seed(List(&mut *self.0))? {
            if lists.len() == FEATURES_MAX {
                return Err(A::Error::custom(format!("more than {FEATURES_MAX} lists of labels, the limit")));
            }
            lists.push(list);
        }
        Ok(lists)
    }
}

/// One list of them.
struct List<'a>(&'a mut usize);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = Vec<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut labels = Vec::new();
        while let Some(label) = seq.next_element_seed(Label)? {
            let Some(left) = self.0.checked_sub(1) else {
                return Err(A::Error::custom(format!("more than {LEVELS_ALL_MAX} labels in all, the limit")));
            };
            *self.0 = left;
            labels.push(label);
        }
        Ok(labels)
    }
}

/// One label.
struct Label;

impl<'de> DeserializeSeed<'de> for Label {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Label {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false or null")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E>(self, yes: bool) -> Result<String, E> {
        Ok(if yes { "True" } else { "False" }.to_owned())
    }

    fn visit_i64<E>(self, n: i64) -> Result<String, E> {
        Ok(n.to_string())
    }

    fn visit_u64<E>(self, n: u64) -> Result<String, E> {
        Ok(n.to_string())
    }

    fn visit_f64<E>(self, x: f64) -> Result<String, E> {
        Ok(Number::from_f64(x).map_or_else(|| x.to_string(), |n| n.to_string()))
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_as_python_writes_them() {
        let found =
            levels(r#"[["a", "zwölf"], [1, -2, 2.0, 1e-7, 1e300], [true, false, null], []]"#).expect("labels");
        let value: Vec<String> = ["2.0", "1e-7", "1e300"]
            .map(|t| serde_json::from_str::<serde_json::Value>(t).expect("a number").to_string())
            .to_vec();
        assert_eq!(found[0], ["a", "zwölf"]);
        assert_eq!(found[1], [vec!["1".to_owned(), "-2".to_owned()], value].concat());
        assert_eq!(found[2], ["True", "False", "null"]);
        assert!(found[3].is_empty());
        for wrong in ["[1]", "[[[1]]]", "[[{}]]", "[[1]] x", "[[1]", "7"] {
            assert!(levels(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_label_too_many_is_refused_while_it_is_read() {
        // what follows is never looked at: it is no JSON
        let text = format!("[[{}], [1], ?", vec!["1"; LEVELS_ALL_MAX].join(","));
        let error = levels(&text).expect_err("too many").to_string();
        assert!(error.starts_with("more than 2000000 labels in all, the limit"), "{error}");
        let lists = format!("[{}, ?", vec!["[]"; FEATURES_MAX + 1].join(","));
        let error = levels(&lists).expect_err("too many").to_string();
        assert!(error.starts_with("more than 100000 lists of labels, the limit"), "{error}");
    }
}
