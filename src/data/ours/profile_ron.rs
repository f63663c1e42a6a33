//! One customer as a RON file, readable and editable by a person; documented in `docs/formats.md`.

use std::collections::BTreeMap;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::consent_ron::{self, ConsentEntry};
use super::pairs::Pairs;
use crate::base::date;
use crate::base::few::Texts;
use crate::base::ours::{self, Format};
use crate::base::{Error, FeatureIdx, Kind, Warned};
use crate::data::cell;
use crate::model::profile::Pronoun;
use crate::model::{CustomerModel, Feature, FeatureKind, Profile, Value};

const FORMAT: Format = Format::new("candour_profile", "a profile", 1, "docs/formats.md shows a whole profile");

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    candour_profile: u32,
    name: String,
    #[serde(default)]
    fictional: bool,
    #[serde(default)]
    pronoun: PronounWord,
    #[serde(default)]
    story: String,
    /// By feature id; a feature that is left out, or `None`, is not known.
    values: Pairs<Given>,
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    withheld: Texts,
    /// By purpose id; a purpose that is left out is one of which nothing is known.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    consents: Pairs<ConsentEntry>,
}

/// What stands for a value.
enum Given {
    Nothing,
    Number(f64),
    Text(String),
    YesNo(bool),
    /// A bare word, or ().
    Bare,
    /// A list, a map, a letter: nothing of it is kept.
    Other,
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Number(x) => serializer.serialize_f64(*x),
            Self::Text(text) => serializer.serialize_str(text),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Bare | Self::Other => serializer.serialize_unit(),
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Given;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a value")
            }

            fn visit_bool<E>(self, yes: bool) -> Result<Given, E> {
                Ok(Given::YesNo(yes))
            }

            fn visit_i64<E>(self, n: i64) -> Result<Given, E> {
                Ok(Given::Number(n as f64))
            }

            fn visit_u64<E>(self, n: u64) -> Result<Given, E> {
                Ok(Given::Number(n as f64))
            }

            fn visit_f64<E>(self, x: f64) -> Result<Given, E> {
                Ok(Given::Number(x))
            }

            fn visit_char<E>(self, _: char) -> Result<Given, E> {
                Ok(Given::Other)
            }

            fn visit_str<E>(self, text: &str) -> Result<Given, E> {
                Ok(Given::Text(text.to_owned()))
            }

            fn visit_bytes<E>(self, _: &[u8]) -> Result<Given, E> {
                Ok(Given::Other)
            }

            fn visit_none<E>(self) -> Result<Given, E> {
                Ok(Given::Nothing)
            }

            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Given, D::Error> {
                Given::deserialize(inner)
            }

            fn visit_unit<E>(self) -> Result<Given, E> {
                Ok(Given::Bare)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Given, D::Error> {
                Given::deserialize(inner)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Given, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Given::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Given::Other)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// How sentences speak of a customer, as files say it.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PronounWord {
    /// she, her
    She,
    /// he, his
    He,
    /// they, their
    #[default]
    They,
}

impl From<PronounWord> for Pronoun {
    fn from(word: PronounWord) -> Self {
        match word {
            PronounWord::She => Self::She,
            PronounWord::He => Self::He,
            PronounWord::They => Self::They,
        }
    }
}

impl From<Pronoun> for PronounWord {
    fn from(pronoun: Pronoun) -> Self {
        match pronoun {
            Pronoun::She => Self::She,
            Pronoun::He => Self::He,
            Pronoun::They => Self::They,
        }
    }
}

/// Reads a profile for a model. Features that the file leaves out are not known; the warnings list them.
///
/// # Errors
/// [`Kind::Format`] with line and column, [`Kind::Data`] with the feature: a name the model does not have (with the
/// nearest), text in a number, an unknown level; or with the purpose: one that the model does not have, no day.
pub fn read(bytes: &[u8], model: &CustomerModel) -> crate::base::Result<Warned<Profile>> {
    let file: File = FORMAT.read(bytes, |file: &File| file.candour_profile).map_err(|error| {
        let named = bytes.windows(FORMAT.field.len()).any(|w| w == FORMAT.field.as_bytes());
        if named { error } else { error.hint("a profile file starts with (candour_profile: 1,") }
    })?;
    let features = model.features();
    let mut values = vec![Value::Missing; features.len()];
    let mut given = vec![false; features.len()];
    // an id stands before a label, the first of equal ones before others
    let listed = || features.iter().collect::<Vec<_>>().into_iter().rev();
    let mut at: BTreeMap<&str, FeatureIdx> = listed().map(|(idx, f)| (f.label.as_str(), idx)).collect();
    at.extend(listed().map(|(idx, f)| (f.id.as_str(), idx)));
    for (name, value) in &file.values.0 {
        let place = format!("feature \"{name}\"");
        let idx = at.get(name.as_str()).copied().ok_or_else(|| {
            Error::new(Kind::Data, "the model has no such feature").at(place.clone()).hint(features.hint(name))
        })?;
        if given[idx.index()] {
            return Err(Error::new(Kind::Data, "stands twice").at(place).hint("keep one of the two"));
        }
        values[idx.index()] = value_of(value, features.get(idx)).map_err(|e| e.at(place))?;
        given[idx.index()] = true;
    }
    for name in file.withheld.iter() {
        let idx = at.get(name).copied().ok_or_else(|| {
            Error::new(Kind::Data, "the model has no such feature")
                .at(format!("withheld \"{name}\""))
                .hint(features.hint(name))
        })?;
        values[idx.index()] = Value::Withheld;
        given[idx.index()] = true;
    }
    let absent: Vec<&str> =
        features.iter().filter(|(i, _)| !given[i.index()] && model.uses(*i)).map(|(_, f)| f.label.as_str()).collect();
    let warnings = if absent.is_empty() {
        Vec::new()
    } else {
        vec![format!("not in the file, so taken as not known: {}", absent.join(", "))]
    };
    let consents = consent_ron::consents(&file.consents, model)?;
    let pronoun = file.pronoun.into();
    let profile =
        Profile { name: file.name, fictional: file.fictional, pronoun, story: file.story, values, consents };
    Ok(Warned { value: profile, warnings })
}

fn value_of(value: &Given, feature: &Feature) -> crate::base::Result<Value> {
    match value {
        Given::Nothing => Ok(Value::Missing),
        // it must not become "not known" in silence
        Given::Bare => Err(Error::new(Kind::Data, "expected a number or a text, found a bare word or ()")
            .hint("put texts in quotes; write true, false, or None for not known")),
        Given::Text(text) => cell::parse(text, feature),
        Given::YesNo(yes) => cell::parse(if *yes { "yes" } else { "no" }, feature),
        Given::Number(x) if feature.kind.is_choice() => cell::parse(&x.to_string(), feature),
        Given::Number(x) => number(*x, feature),
        Given::Other => {
            let what = "expected a number, a text, true, false or None, found a list or a map";
            Err(Error::new(Kind::Data, what).hint("each feature has one value"))
        }
    }
}

fn number(x: f64, feature: &Feature) -> crate::base::Result<Value> {
    if x.is_nan() {
        return Ok(Value::Missing);
    }
    if feature.kind == FeatureKind::Date {
        return cell::day(x).map(Value::Number);
    }
    if feature.kind == FeatureKind::YesNo && x != 0.0 && x != 1.0 {
        return Err(Error::new(Kind::Data, "expected true or false, found another number")
            .hint("write true, false, or () where it is not known"));
    }
    Ok(Value::Number(x))
}

/// Writes a profile; [`read`] with the same model gives an equal one back (but a level that the model does not
/// know, which becomes not known).
pub fn write(model: &CustomerModel, profile: &Profile) -> String {
    let mut values = Vec::new();
    let mut withheld = Vec::new();
    for (idx, feature) in model.features().iter() {
        let value = match profile.value(idx) {
            Value::Number(x) if feature.kind == FeatureKind::YesNo => Given::YesNo(x != 0.0),
            Value::Number(x) if feature.kind == FeatureKind::Date && date::of_number(x).is_some() => {
                Given::Text(date::iso(x as i32))
            }
            Value::Number(x) => Given::Number(x),
            Value::Level(level) => Given::Text(feature.levels()[level as usize].clone()),
            Value::Missing | Value::OtherLevel => Given::Nothing,
            Value::Withheld => {
                withheld.push(feature.id.clone());
                continue;
            }
        };
        values.push((feature.id.clone(), value));
    }
    let file = File {
        candour_profile: FORMAT.version,
        name: profile.name.clone(),
        fictional: profile.fictional,
        pronoun: profile.pronoun.into(),
        story: profile.story.clone(),
        values: Pairs(values),
        withheld: withheld.iter().collect(),
        consents: consent_ron::entries(&profile.consents),
    };
    ours::write(&file, usize::MAX, false)
}
