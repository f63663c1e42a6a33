//! Lists of files that are counted while they are read: few bytes must not become much memory before they are refused.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A list of at most so many entries.
///
/// # Errors
/// Of the reader; more entries.
pub fn few<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MOST: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct List<T, const MOST: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for List<T, MOST> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(entry) = seq.next_element()? {
                if list.len() == MOST {
                    return Err(A::Error::custom(past(MOST)));
                }
                list.push(entry);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_seq(List::<T, MOST>(PhantomData))
}

/// [`few`] where there may be none.
///
/// # Errors
/// As [`few`].
pub fn few_or_none<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MOST: usize>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    struct Perhaps<T, const MOST: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Perhaps<T, MOST> {
        type Value = Option<Vec<T>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list, or nothing")
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            few::<D, T, MOST>(deserializer).map(Some)
        }
    }

    deserializer.deserialize_option(Perhaps::<T, MOST>(PhantomData))
}

/// What is said of a list of more than so many entries.
fn past(most: usize) -> String {
    format!("more than {most} entries, the limit")
}

/// The entries of a map in their order, at most so many.
///
/// # Errors
/// Of the reader; more entries.
pub fn entries<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    mut map: A,
    most: usize,
) -> Result<Vec<(String, T)>, A::Error> {
    let mut pairs = Vec::new();
    while let Some(pair) = map.next_entry()? {
        if pairs.len() == most {
            return Err(A::Error::custom(past(most)));
        }
        pairs.push(pair);
    }
    Ok(pairs)
}

/// A list of texts in little more memory than their letters take.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.all[start as usize..end as usize])
    }

    /// Each of them as a text of its own; how many there are was held against a limit before.
    pub fn to_vec(&self) -> Vec<String> {
        self.iter().map(str::to_owned).collect()
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut list = Self::default();
        for text in texts {
            list.all += text.as_ref();
            list.ends.push(list.all.len() as u32);
        }
        list
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of texts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Texts, A::Error> {
                let mut list = Texts::default();
                while seq.next_element_seed(Next(&mut list.all))?.is_some() {
                    let end =
                        u32::try_from(list.all.len()).map_err(|_| A::Error::custom("texts past every limit"))?;
                    list.ends.push(end);
                }
                Ok(list)
            }
        }

        deserializer.deserialize_seq(List)
    }
}

/// The next text of a list, which is added to those before it.
struct Next<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Next<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Next<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_they_were() {
        let list: Texts = ron::from_str("[\"a\", \"\", \"zwölf\\n\"]").expect("a list");
        assert_eq!(list.to_vec(), ["a", "", "zwölf\n"]);
        assert_eq!(list, ["a", "", "zwölf\n"].iter().collect());
        assert_eq!(ron::to_string(&list).expect("texts"), "[\"a\",\"\",\"zwölf\\n\"]");
    }

    #[test]
    fn one_too_many_is_refused() {
        #[derive(Deserialize, Debug)]
        struct File {
            #[serde(deserialize_with = "few::<_, _, 2>")]
            list: Vec<u8>,
        }
        let file: File = ron::from_str("(list: [1, 2])").expect("two");
        assert_eq!(file.list, [1, 2]);
        let error = ron::from_str::<File>("(list: [1, 2, 3])").expect_err("three").to_string();
        assert!(error.ends_with("more than 2 entries, the limit"), "{error}");
    }
}
