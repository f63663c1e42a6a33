//! One cell of text as a value of one feature: the same rules for tables, the command line and typed input.

use crate::base::date::{self, Read};
use crate::base::{Error, Hint, Kind, Result, Way, cityhash, suggest};
use crate::model::{Feature, FeatureKind, Value};

/// Words that stand for "not known" where a number is expected, besides an empty cell.
const MISSING_WORDS: [&str; 6] = ["nan", "na", "n/a", "null", "none", "?"];
/// The word for a value that is known and not to be used.
pub const WITHHELD_WORD: &str = "withheld";

/// Reads a cell. A choice's own labels come first, so that a level named "NA" is that level; then codes, where the
/// model has no labels but codes; then the words for missing.
///
/// # Errors
/// [`Kind::Data`] that says what was expected and what kind of thing was found, never the value itself.
pub fn parse(text: &str, feature: &Feature) -> Result<Value> {
    if let Some(hashes) = &feature.level_hashes {
        return Ok(by_hash(text, feature, hashes));
    }
    let text = text.trim();
    if let FeatureKind::Choice { levels } = &feature.kind {
        return parse_level(text, feature, levels);
    }
    if is_missing(text) {
        return Ok(Value::Missing);
    }
    if feature.kind == FeatureKind::YesNo {
        return match text.to_lowercase().as_str() {
            "1" | "1.0" | "yes" | "true" => Ok(Value::Number(1.0)),
            "0" | "0.0" | "no" | "false" => Ok(Value::Number(0.0)),
            _ => Err(Error::new(Kind::Data, "expected yes or no, found something else")
                .hint("write 1 or 0, yes or no, or nothing where it is not known")),
        };
    }
    if feature.kind == FeatureKind::Date {
        return parse_date(text);
    }
    match text.parse::<f64>() {
        Ok(x) if x.is_nan() => Ok(Value::Missing),
        Ok(x) => Ok(Value::Number(x)),
        Err(_) => Err(no_number(text)),
    }
}

fn parse_date(text: &str) -> Result<Value> {
    let fail = |found: &str, hint: &str| {
        Err(Error::new(Kind::Data, format!("expected a date such as 2026-03-01, found {found}")).hint(hint))
    };
    match date::read(text) {
        Read::Day(day) => Ok(Value::Number(f64::from(day))),
        Read::Time => fail("a date with a time of day", "cut the time of day off, or set it to midnight"),
        Read::Ambiguous => fail("one that could be day and month or month and day", "write it as year-month-day"),
        Read::NoDay => fail("one that is no day of the calendar", "is it year-month-day, or day.month.year?"),
        Read::Other => match text.parse::<f64>() {
            Ok(x) if x.is_nan() => Ok(Value::Missing),
            Ok(x) => day(x).map(Value::Number),
            Err(_) => fail("text", "write it as year-month-day, or nothing where it is not known"),
        },
    }
}

/// A number of days since 1970-01-01, as the model was trained with.
pub(in crate::data) fn day(x: f64) -> Result<f64> {
    if x.fract() == 0.0 && x.abs() <= f64::from(date::DAYS_MAX) {
        return Ok(x);
    }
    Err(Error::new(Kind::Data, "expected a date, found a number that is no count of days since 1970-01-01")
        .hint("write dates as year-month-day"))
}

/// The refusal of a text where a number should be, with what it looks like; nothing of it is repeated.
pub(super) fn no_number(text: &str) -> Error {
    let error =
        |what: &str, hint: &str| Error::new(Kind::Data, format!("expected a number, found {what}")).hint(hint);
    if date::read(text) != Read::Other {
        let hint =
            "give the number that the model was trained with; days since 1970-01-01 are a feature of kind Date";
        return error("a date", hint);
    }
    let digits = |t: &str| t.bytes().any(|b| b.is_ascii_digit());
    if text.replacen(',', ".", 1).parse::<f64>().is_ok() {
        return error("text", "write numbers with a decimal point, not a comma");
    }
    let separators = [',', '.', ' ', '\'', '\u{a0}', '\u{202f}', '\u{2019}'];
    if digits(text) && text.replace(separators, "").parse::<f64>().is_ok() {
        return error("separators of thousands", "write numbers without them, with a decimal point");
    }
    let unit = text.trim_matches(|c: char| !c.is_ascii_digit() && !['.', ',', '-', '+'].contains(&c));
    if unit != text && digits(unit) && unit.replace(separators, "").parse::<f64>().is_ok() {
        return error("text", "write the number alone, without a unit or sign around it");
    }
    error("text", "write a number, or nothing where it is not known")
}

/// What a text is among a choice's levels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// A level, by its label; or by its code where the model has no labels.
    Level(u32),
    /// Not known.
    Missing,
    /// A code where the model has no labels, and not one of its codes.
    OtherCode,
    /// None of the labels, but a whole number that could be the code of one.
    Code(u32),
    /// None of the labels.
    Unseen,
}

/// Looks a text without spaces around it up among levels. O(levels).
pub(super) fn find_level(text: &str, levels: &[String]) -> Found {
    if let Some(level) = levels.iter().position(|l| l == text) {
        return Found::Level(level as u32);
    }
    if is_missing(text) {
        return Found::Missing;
    }
    let Ok(number) = text.parse::<f64>() else { return Found::Unseen };
    // "3.0" is the label "3"
    if let Some(level) = levels.iter().position(|l| l.parse::<f64>() == Ok(number)) {
        return Found::Level(level as u32);
    }
    let inside = |code: f64| code > -1.0 && code < levels.len() as f64;
    // without labels levels are codes; the library cuts decimals off and knows no negative ones
    if levels.iter().enumerate().all(|(i, l)| l.parse() == Ok(i)) {
        let code = number.trunc();
        return if inside(code) { Found::Level(code as u32) } else { Found::OtherCode };
    }
    let labels = levels.iter().all(|l| l.parse::<f64>().is_err());
    if labels && number.fract() == 0.0 && inside(number) { Found::Code(number as u32) } else { Found::Unseen }
}

fn parse_level(text: &str, feature: &Feature, levels: &[String]) -> Result<Value> {
    match find_level(text, levels) {
        Found::Level(level) => Ok(Value::Level(level)),
        Found::Missing => Ok(Value::Missing),
        Found::OtherCode => Ok(Value::OtherLevel),
        // a near miss is a misspelling of the model's own word; the text itself is a person's value and stays out
        Found::Code(_) | Found::Unseen => {
            Err(no_level(feature, suggest::nearest(text, levels.iter().map(String::as_str))))
        }
    }
}

/// The refusal of a text where a level should be; `meant` is the level that is like it.
pub(super) fn no_level(feature: &Feature, meant: Option<&str>) -> Error {
    let levels = feature.levels();
    let hint: Hint = match meant {
        Some(level) => format!("did you mean \"{level}\"?").into(),
        None if levels.iter().enumerate().all(|(i, l)| l.parse() == Ok(i)) => {
            format!("the model knows no labels, only codes from 0 to {}: write codes", levels.len().saturating_sub(1))
                .into()
        }
        None if levels.len() <= 12 => format!("levels: {}", levels.join(", ")).into(),
        None => Way::Levels(feature.id.clone()).into(),
    };
    Error::new(Kind::Data, format!("expected one of {} levels, found another text", levels.len())).hint(hint)
}

/// Longer words than this are no misspelling of another.
const LENGTH_MAX: usize = 200;

/// The level that a text misspells beyond doubt: the same but for capitals and what stands between letters, or one
/// letter off in a word of five letters or more. Codes such as `A41`, marks such as `A-`, and short words such as
/// `jan` differ on purpose.
pub(super) fn misspelt<'a>(text: &str, levels: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| {
        let chars: Vec<char> = s.to_lowercase().chars().collect();
        let between =
            |i: usize| i > 0 && chars[i - 1].is_alphabetic() && chars.get(i + 1).is_some_and(|c| c.is_alphabetic());
        let apart = |i: usize| chars[i].is_whitespace() || ['-', '_', '.'].contains(&chars[i]) && between(i);
        (0..chars.len()).filter(|&i| !apart(i)).map(|i| chars[i]).collect::<String>()
    };
    // comparing takes the product of both lengths
    let word = |s: &str| (5..=LENGTH_MAX).contains(&s.chars().count()) && s.chars().all(char::is_alphabetic);
    let written = plain(text);
    let mut near = None;
    for level in levels {
        let meant = plain(level);
        if meant == written && !meant.is_empty() {
            return Some(level);
        }
        if near.is_none() && word(&written) && word(&meant) && strsim::damerau_levenshtein(&written, &meant) == 1 {
            near = Some(level);
        }
    }
    near
}

/// The level with this label's hash: as it stands, then without the spaces around it. A level whose label nobody
/// knows may also be named as it is shown. No label is wrong: one that has none of the hashes is another level.
fn by_hash(text: &str, feature: &Feature, hashes: &[u32]) -> Value {
    let find = |label: &str| {
        let hash = cityhash::level_hash(label);
        hashes.iter().position(|&h| h == hash).or_else(|| feature.levels().iter().position(|l| l == label))
    };
    let trimmed = text.trim();
    match find(text).or_else(|| find(trimmed)) {
        Some(level) => Value::Level(level as u32),
        None if is_missing(trimmed) => Value::Missing,
        None => Value::OtherLevel,
    }
}

/// Whether a text without spaces around it stands for "not known", where no level has that name.
pub fn is_missing(text: &str) -> bool {
    text.is_empty() || MISSING_WORDS.iter().any(|w| w.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(levels: &[&str]) -> Feature {
        let levels = levels.iter().map(|l| (*l).to_owned()).collect();
        Feature::bare("x", FeatureKind::Choice { levels })
    }

    #[test]
    fn cells_become_values() {
        let number = Feature::bare("x", FeatureKind::Number);
        let codes = choice(&["0", "1", "2"]);
        let named = choice(&["NA", "Beauty", "Food"]);
        let cases = [
            (&number, " 3.5 ", Value::Number(3.5)),
            (&number, "", Value::Missing),
            (&number, "NaN", Value::Missing),
            (&codes, "2.0", Value::Level(2)),
            (&codes, "-0.5", Value::Level(0)),
            (&codes, "-3", Value::OtherLevel),
            (&codes, "999", Value::OtherLevel),
            (&codes, "", Value::Missing),
            (&named, "NA", Value::Level(0)),
            (&named, "Food", Value::Level(2)),
        ];
        for (feature, text, expected) in cases {
            assert_eq!(parse(text, feature), Ok(expected), "{text:?}");
        }
        assert_eq!(parse("Yes", &Feature::bare("x", FeatureKind::YesNo)), Ok(Value::Number(1.0)));
    }

    #[test]
    fn labels_are_matched_by_hash_where_the_model_knows_no_others() {
        let mut feature = choice(&["red", "#3010176887"]);
        feature.level_hashes = Some(vec![3_052_168_893, 3_010_176_887]); // "red" and "2", by CatBoost
        let cases = [
            ("red", Value::Level(0)),
            (" red ", Value::Level(0)),
            ("2", Value::Level(1)),
            ("#3010176887", Value::Level(1)),
            ("2.0", Value::OtherLevel),
            ("Red", Value::OtherLevel),
            ("", Value::Missing),
            ("none", Value::Missing),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text, &feature), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn refusals_do_not_repeat_the_value() {
        let named = choice(&["Beauty", "Food"]);
        let error = parse("Beuty", &named).expect_err("misspelt");
        assert_eq!(error.hint.as_deref(), Some("did you mean \"Beauty\"?"));
        assert!(!error.to_string().contains("Beuty"));
        let error = parse("12,5", &Feature::bare("x", FeatureKind::Number)).expect_err("a comma");
        assert!(!error.to_string().contains("12"), "{error}");
        assert!(error.hint.is_some_and(|h| h.contains("decimal point")));
    }
}
