//! The value of a fact as text that a person types over.

use super::value::{brief, value};
use crate::base::Result;
use crate::data;
use crate::model::{Feature, FeatureKind, Value};

/// A value as it stands in a field in which it is typed: every digit, no unit.
pub fn text(feature: &Feature, now: Value) -> String {
    match now {
        Value::Number(x) if feature.kind == FeatureKind::Date => brief(feature, x),
        Value::Number(x) if feature.kind != FeatureKind::YesNo => x.to_string(),
        now => value(feature, now),
    }
}

/// Reads a value that a person typed.
///
/// # Errors
/// [`Kind::Data`](crate::base::Kind::Data) that says what was expected, never what was typed.
pub fn read(feature: &Feature, text: &str) -> Result<Value> {
    data::typed(text, feature, (&value(feature, Value::Missing), &value(feature, Value::Withheld)))
}

/// What can be typed that holds a text, `most` at most: levels, yes and no, "not known"; nothing for a number. Those
/// that begin with it come first.
pub fn suggestions(feature: &Feature, text: &str, most: usize) -> Vec<String> {
    let text = text.trim().to_lowercase();
    let yes_no = [0.0, 1.0].map(|x| value(feature, Value::Number(x)));
    let list: &[String] = match feature.kind {
        FeatureKind::Choice { .. } => feature.levels(),
        FeatureKind::YesNo => &yes_no,
        FeatureKind::Number | FeatureKind::Count | FeatureKind::Date => return Vec::new(),
    };
    let missing = value(feature, Value::Missing);
    let place = |word: &str| word.to_lowercase().find(&text);
    let all = || list.iter().map(String::as_str).chain([missing.as_str()]);
    let starts = all().filter(|word| place(word) == Some(0));
    let holds = all().filter(|word| place(word).is_some_and(|at| at > 0));
    starts.chain(holds).take(most).map(str::to_owned).collect()
}
