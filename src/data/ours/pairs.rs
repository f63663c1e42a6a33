//! A map of a RON file from names in its own order, repeated keys and all, so that they can be refused.

use serde::{Deserialize, Serialize};

use crate::base::few;
use crate::model::builder::FEATURES_MAX;

/// The keys with their values.
#[derive(Clone, PartialEq, Debug)]
pub struct Pairs<T>(pub Vec<(String, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Pairs<T> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Pairs<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(k, v)| (k, v)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map from names to what is said of them")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Pairs<T>, A::Error> {
                few::entries(map, FEATURES_MAX).map(Pairs)
            }
        }

        deserializer.deserialize_map(Visitor(std::marker::PhantomData))
    }
}
