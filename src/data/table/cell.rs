//! One cell of text as a value of one feature: the same rules for tables, the command line and typed input.

use unicode_normalization::UnicodeNormalization as _;

use super::level::{Finder, Found};
use super::words::boolean;
pub use super::words::is_missing;
use crate::base::date::{self, Read};
use crate::base::{Error, Hint, Kind, Result, Way, suggest};
use crate::model::{Feature, FeatureKind, Value};

/// The word for a value that is known and not to be used.
pub const WITHHELD_WORD: &str = "withheld";

/// Reads a cell. A choice's own labels come first, so that a level named "NA" is that level; then codes, where the
/// model has no labels but codes; then the words for missing.
///
/// # Errors
/// [`Kind::Data`] that says what was expected and what kind of thing was found, never the value itself.
pub fn parse(text: &str, feature: &Feature) -> Result<Value> {
    if feature.kind.is_choice() {
        return parse_level(text, feature);
    }
    let text = text.trim();
    if is_missing(text) || is_marker(text, feature) {
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
    match (text.parse::<f64>(), boolean(text)) {
        (Ok(x), _) if x.is_nan() => Ok(Value::Missing),
        (Ok(x), _) => within(text, x).map(Value::Number),
        // as the libraries read a column of booleans
        (Err(_), Some(yes)) => Ok(Value::Number(f64::from(u8::from(yes)))),
        (Err(_), None) => Err(no_number(text)),
    }
}

/// Whether a text is a number that counts as missing for a feature.
pub(super) fn is_marker(text: &str, feature: &Feature) -> bool {
    !feature.missing_values.is_empty() && text.parse().is_ok_and(|x| feature.counts_as_missing(x))
}

/// The number that a text was parsed to, unless it is one that a float64 cannot hold: too great, or so near zero that
/// it became zero. `inf` is what it says.
pub(super) fn within(text: &str, x: f64) -> Result<f64> {
    let digits =
        |from: u8| text.bytes().take_while(|b| !matches!(b, b'e' | b'E')).any(|b| (from..=b'9').contains(&b));
    let lost = if x == 0.0 { text.len() > 1 && digits(b'1') } else { x.is_infinite() && digits(b'0') };
    if !lost {
        return Ok(x);
    }
    let what = if x == 0.0 { "nearer to zero" } else { "greater" };
    Err(Error::new(Kind::Data, format!("expected a number, found one {what} than a float64 can hold"))
        .hint("write it in another unit, or nothing where it is not known"))
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
    let is_number = |t: &str| t.bytes().any(|b| b.is_ascii_digit()) && t.parse::<f64>().is_ok();
    if parts_thousands(text) {
        return error("separators of thousands", "write numbers without them, with a decimal point");
    }
    let (whole, behind) = text.split_once(',').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let first = whole.trim_start_matches(['+', '-']);
    if behind.len() == 3
        && digits(behind)
        && digits(first)
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
    {
        return error(
            "a comma before three digits, which could part decimals or thousands",
            "write numbers with a decimal point and without separators of thousands",
        );
    }
    if is_number(&text.replacen(',', ".", 1)) {
        return error("text", "write numbers with a decimal point, not a comma");
    }
    if text.strip_prefix(['\'', '\u{2019}']).is_some_and(is_number) {
        return error("an apostrophe before a number", "spreadsheets mark text so: save the column as numbers");
    }
    let unit = text.trim_matches(|c: char| !c.is_ascii_digit() && !['.', ',', '-', '+'].contains(&c));
    if unit != text && (is_number(&unit.replacen(',', ".", 1)) || parts_thousands(unit)) {
        return error("text", "write the number alone, without a unit or sign around it");
    }
    error("text", "write a number, or nothing where it is not known")
}

/// Whether a text is a number with separators of thousands: groups of three digits, all parted by the same sign, which
/// no decimals follow that could be written with it.
fn parts_thousands(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let three = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    [",", ".", " ", "'", "\u{a0}", "\u{202f}", "\u{2019}"].iter().any(|sign| {
        let decimals = if matches!(*sign, "," | ".") { [",", "."].iter().find(|other| *other != sign) } else { None };
        let whole = match decimals {
            Some(point) => digits.split_once(*point).map_or(digits, |(whole, _)| whole),
            None => digits.split_once(['.', ',']).map_or(digits, |(whole, _)| whole),
        };
        let mut groups = whole.split(*sign);
        let first = groups.next().unwrap_or("");
        let rest: Vec<&str> = groups.collect();
        // a single point or comma may part decimals
        let least = if decimals.is_some() && whole == digits { 2 } else { 1 };
        (1..=3).contains(&first.len())
            && first.bytes().all(|b| b.is_ascii_digit())
            && rest.len() >= least
            && rest.into_iter().all(three)
    })
}

fn parse_level(text: &str, feature: &Feature) -> Result<Value> {
    let finder = Finder::new(feature);
    if finder.itself(text).is_none() && is_marker(text.trim(), feature) {
        return Ok(Value::Missing);
    }
    match finder.text(text) {
        Found::Level(level, _) if feature.counts_as_missing(f64::from(level)) => Ok(Value::Missing),
        Found::Level(level, _) => Ok(Value::Level(level)),
        Found::Missing => Ok(Value::Missing),
        Found::OtherCode => Ok(Value::OtherLevel),
        Found::Doubt(doubt) => Err(doubt.error()),
        // no label is wrong: one that has none of the hashes is another level
        Found::Code(_) | Found::Unseen if finder.hashed() => Ok(Value::OtherLevel),
        // a near miss is a misspelling of the model's own word; the text itself is a person's value and stays out
        Found::Code(_) | Found::Unseen => {
            Err(no_level(feature, suggest::nearest(text.trim(), finder.labels().iter().copied())))
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

/// The refusal of a column of which most cells are no level.
pub(super) fn mostly_unseen(feature: &Feature, unseen: usize, known: usize) -> Error {
    let what = format!("the first of {unseen} cells that are none of the levels, of {known} that are known");
    Error { what, ..no_level(feature, None) }
}

/// Longer words than this are no misspelling of another.
const LENGTH_MAX: usize = 200;

/// The level that a text misspells beyond doubt: the same but for capitals and what stands between letters, or one
/// letter off in a word of five letters or more. Codes such as `A41`, marks such as `A-`, and short words such as
/// `jan` differ on purpose.
pub(super) fn misspelt<'a>(text: &str, levels: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| {
        let chars: Vec<char> = folded(s).chars().collect();
        let between =
            |i: usize| i > 0 && chars[i - 1].is_alphabetic() && chars.get(i + 1).is_some_and(|c| c.is_alphabetic());
        let apart = |i: usize| chars[i].is_whitespace() || ['-', '_', '.'].contains(&chars[i]) && between(i);
        (0..chars.len()).filter(|&i| !apart(i)).map(|i| chars[i]).collect::<String>()
    };
    // a letter by itself, or two, is a mark that differs on purpose: "plan A" and "plan D"
    let mark = |s: &str| {
        let words = s.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.clone().count() > 1 && words.clone().any(|word| word.chars().count() <= 2)
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
        if near.is_none()
            && !mark(text)
            && !mark(level)
            && word(&written)
            && word(&meant)
            && strsim::damerau_levenshtein(&written, &meant) == 1
        {
            near = Some(level);
        }
    }
    near
}

/// A text in small letters, composed (NFC), with one sign for each sort of dash, quotation mark and space: what
/// programs put for each other on a text's way through them.
pub(super) fn folded(text: &str) -> String {
    let sign = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    text.nfc().map(sign).flat_map(char::to_lowercase).collect()
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
