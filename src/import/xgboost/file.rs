//! What an XGBoost file holds, field by field: one set of structs for its JSON and its UBJSON.
//!
//! Unknown fields are passed over, except where they could change what the trees answer.

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct File {
    pub(super) learner: Learner,
    #[serde(default)]
    pub(super) version: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct Learner {
    #[serde(default)]
    pub(super) attributes: Attributes,
    #[serde(default)]
    pub(super) feature_names: Vec<String>,
    #[serde(default)]
    pub(super) feature_types: Vec<String>,
    pub(super) gradient_booster: Booster,
    pub(super) learner_model_param: Parameters,
    pub(super) objective: Objective,
}

#[derive(Deserialize, Default)]
#[serde(expecting = "an object")]
pub(super) struct Attributes {
    #[serde(default)]
    pub(super) best_iteration: Option<String>,
}

/// `gbtree` has its forest in `model`; `dart` has a whole `gbtree` inside and the trees' weights beside it; from 3.4
/// on a forest may carry weights itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Booster {
    pub(super) name: String,
    #[serde(default)]
    pub(super) model: Option<Forest>,
    #[serde(default)]
    pub(super) gbtree: Option<Inner>,
    #[serde(default)]
    pub(super) weight_drop: Option<Vec<Decimal>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Inner {
    #[serde(default, rename = "name")]
    _name: IgnoredAny,
    pub(super) model: Forest,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Forest {
    /// What a linear booster has instead of trees; its name is what it is refused by.
    #[serde(default, rename = "weights")]
    _weights: IgnoredAny,
    #[serde(default, rename = "boosted_rounds")]
    _boosted_rounds: IgnoredAny,
    #[serde(default, rename = "param")]
    _param: IgnoredAny,
    #[serde(default)]
    pub(super) weight_drop: Option<Vec<Decimal>>,
    #[serde(default)]
    pub(super) trees: Vec<RawTree>,
    #[serde(default)]
    pub(super) tree_info: Vec<u32>,
    #[serde(default)]
    pub(super) gbtree_model_param: ForestParameters,
    #[serde(default)]
    pub(super) iteration_indptr: Vec<u64>,
    #[serde(default)]
    pub(super) cats: Categories,
}

#[derive(Deserialize, Default)]
#[serde(expecting = "an object")]
pub(super) struct ForestParameters {
    #[serde(default)]
    pub(super) num_trees: Option<String>,
    #[serde(default)]
    pub(super) num_parallel_tree: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct Parameters {
    pub(super) base_score: String,
    #[serde(default)]
    pub(super) num_class: Option<String>,
    pub(super) num_feature: String,
    #[serde(default)]
    pub(super) num_target: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct Objective {
    pub(super) name: String,
}

/// The level lists of categorical columns, from 3.1 on: texts as bytes with offsets, or numbers.
#[derive(Deserialize, Default)]
#[serde(expecting = "an object")]
pub(super) struct Categories {
    #[serde(default)]
    pub(super) enc: Vec<Encoding>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct Encoding {
    #[serde(default)]
    pub(super) offsets: Option<Vec<usize>>,
    #[serde(default)]
    pub(super) values: Vec<serde_json::Number>,
}

/// A tree's arrays, an entry per node.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct RawTree {
    pub(super) left_children: Vec<i32>,
    pub(super) right_children: Vec<i32>,
    pub(super) split_indices: Vec<u32>,
    /// The threshold of a split, the value of a leaf.
    pub(super) split_conditions: Vec<Real>,
    pub(super) default_left: Vec<Flag>,
    #[serde(default)]
    pub(super) sum_hessian: Vec<Real>,
    #[serde(default)]
    pub(super) split_type: Vec<u8>,
    #[serde(default)]
    pub(super) categories: Vec<i32>,
    #[serde(default)]
    pub(super) categories_nodes: Vec<u32>,
    #[serde(default)]
    pub(super) categories_segments: Vec<usize>,
    #[serde(default)]
    pub(super) categories_sizes: Vec<usize>,
    pub(super) tree_param: TreeParameters,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct TreeParameters {
    #[serde(default)]
    pub(super) num_deleted: Option<String>,
    #[serde(default)]
    pub(super) size_leaf_vector: Option<String>,
}

/// 0 or 1, or false or true, as versions differ.
#[derive(Clone, Copy)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Words;
        impl serde::de::Visitor<'_> for Words {
            type Value = Flag;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("0 or 1")
            }
            fn visit_bool<E>(self, flag: bool) -> std::result::Result<Flag, E> {
                Ok(Flag(flag))
            }
            fn visit_u64<E>(self, flag: u64) -> std::result::Result<Flag, E> {
                Ok(Flag(flag != 0))
            }
            fn visit_i64<E>(self, flag: i64) -> std::result::Result<Flag, E> {
                Ok(Flag(flag != 0))
            }
        }
        deserializer.deserialize_any(Words)
    }
}

/// A float32; `null` is not a number, which the file has where a number means nothing.
#[derive(Clone, Copy)]
pub(super) struct Real(pub(super) f32);

impl<'de> Deserialize<'de> for Real {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Words;
        impl<'de> serde::de::Visitor<'de> for Words {
            type Value = Real;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number")
            }
            fn visit_none<E>(self) -> std::result::Result<Real, E> {
                Ok(Real(f32::NAN))
            }
            fn visit_some<D: serde::Deserializer<'de>>(self, d: D) -> std::result::Result<Real, D::Error> {
                f32::deserialize(d).map(Real)
            }
        }
        deserializer.deserialize_option(Words)
    }
}

/// A float32 as the shortest decimal that means it, which is what JSON holds and UBJSON does not: so both files give
/// the same model to the last bit.
#[derive(Clone, Copy)]
pub(super) struct Decimal(pub(super) f64);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Words;
        impl serde::de::Visitor<'_> for Words {
            type Value = Decimal;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number")
            }
            fn visit_f32<E>(self, x: f32) -> std::result::Result<Decimal, E> {
                Ok(Decimal(x.to_string().parse().unwrap_or(f64::from(x))))
            }
            fn visit_f64<E>(self, x: f64) -> std::result::Result<Decimal, E> {
                Ok(Decimal(x))
            }
            fn visit_u64<E>(self, x: u64) -> std::result::Result<Decimal, E> {
                Ok(Decimal(x as f64))
            }
            fn visit_i64<E>(self, x: i64) -> std::result::Result<Decimal, E> {
                Ok(Decimal(x as f64))
            }
        }
        deserializer.deserialize_any(Words)
    }
}

/// Whether JSON that is no model is the configuration that the library writes beside one: how it was trained, and no
/// trees.
pub(super) fn is_configuration(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Configuration {
        learner: Trained,
    }
    #[derive(Deserialize)]
    struct Trained {
        #[serde(rename = "learner_train_param")]
        _how: IgnoredAny,
        gradient_booster: Untrained,
    }
    #[derive(Deserialize)]
    struct Untrained {
        #[serde(default)]
        model: Option<IgnoredAny>,
    }
    serde_json::from_slice(json).is_ok_and(|found: Configuration| found.learner.gradient_booster.model.is_none())
}

/// JSON as the library's own parser takes it: its `NaN` and `Infinity`, which JSON does not know, as `null`. `None` if
/// there are none.
pub(super) fn without_bare_words(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut copied, mut at, mut quoted) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'N' | b'I' | b'-' if !quoted => {
                let rest = &bytes[at..];
                let word = ["NaN", "Infinity", "-Infinity", "-NaN"].iter().find(|w| rest.starts_with(w.as_bytes()));
                if let Some(word) = word {
                    out.extend_from_slice(&bytes[copied..at]);
                    out.extend_from_slice(b"null");
                    at += word.len();
                    copied = at;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&bytes[copied..]);
    Some(out)
}
