//! A value as a person types it into a field: what a cell of a table may be, and around it what people write for each
//! other: a unit, groups of three digits, a decimal comma, "not known", a level in small letters or its first ones.

use super::cell;
use crate::base::Result;
use crate::model::{Feature, FeatureKind, Value};

/// Reads what was typed; `said` are the words that the screen has for "not known" and "withheld".
///
/// # Errors
/// [`Kind::Data`](crate::base::Kind::Data) that says what was expected, never what was typed.
pub fn typed(text: &str, feature: &Feature, said: (&str, &str)) -> Result<Value> {
    let text = text.trim();
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is(said.0) {
        return Ok(Value::Missing);
    }
    if is(said.1) || is(cell::WITHHELD_WORD) {
        return Ok(Value::Withheld);
    }
    let found = cell::parse(text, feature);
    if found.is_ok() {
        return found;
    }
    match feature.kind {
        FeatureKind::Choice { .. } => level(text, feature).map_or(found, |level| Ok(Value::Level(level))),
        FeatureKind::Number | FeatureKind::Count => match plain(without_unit(text, &feature.unit)) {
            // what remains of it is refused as it stands: the hint is about that
            Some(number) => cell::parse(&number, feature),
            None => cell::parse(without_unit(text, &feature.unit), feature),
        },
        FeatureKind::Date | FeatureKind::YesNo => found,
    }
}

/// The one level that is the same but for capitals, or the only one that begins so.
fn level(text: &str, feature: &Feature) -> Option<u32> {
    let text = text.to_lowercase();
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut places = (0..).zip(feature.levels()).filter(|(_, l)| fits(&l.to_lowercase())).map(|(i, _)| i);
        places.next().filter(|_| places.next().is_none())
    };
    if text.is_empty() {
        return None;
    }
    only(&|level| level == text).or_else(|| only(&|level| level.starts_with(&text)))
}

/// A text without the unit before or behind it; of a unit's plural the last letter may be missing.
fn without_unit<'t>(text: &'t str, unit: &str) -> &'t str {
    let one = unit.strip_suffix('s').filter(|_| unit.len() > 2).unwrap_or(unit);
    let text = [unit, one]
        .iter()
        .filter(|unit| !unit.is_empty())
        .find_map(|unit| {
            let cut = text.len().checked_sub(unit.len()).filter(|cut| text.is_char_boundary(*cut));
            let behind = cut.filter(|cut| text[*cut..].eq_ignore_ascii_case(unit)).map(|cut| &text[..cut]);
            behind.or_else(|| text.strip_prefix(unit))
        })
        .unwrap_or(text);
    text.trim()
}

/// A number with groups of three digits or a decimal comma, as a program writes it; `None` where a sign could part
/// either, or where it is none.
fn plain(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let is_group = |c: char| c.is_whitespace() || ['\'', '\u{2019}'].contains(&c);
    let grouped = digits.contains(is_group);
    // the last of points and commas parts the decimals, if it stands there once and alone decides
    let last = digits.rfind(['.', ',']);
    let (whole, decimals) = match last {
        None => (digits, None),
        Some(place) => {
            let mark = digits.as_bytes()[place] as char;
            let (whole, decimals) = (&digits[..place], &digits[place + 1..]);
            let other = if mark == ',' { '.' } else { ',' };
            match (whole.matches(mark).count(), whole.contains(other) || grouped) {
                (0, true) => (whole, Some(decimals)),
                (0, false) if mark == '.' || decimals.len() != 3 => (whole, Some(decimals)),
                // one comma before three digits
                (0, false) => return None,
                (_, false) => (digits, None),
                (_, true) => return None,
            }
        }
    };
    let groups: Vec<&str> = whole.split(|c: char| is_group(c) || c == '.' || c == ',').collect();
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = match groups.as_slice() {
        [one] => !one.is_empty(),
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    if !fits || !groups.iter().all(|g| all_digits(g)) || !decimals.is_none_or(all_digits) {
        return None;
    }
    let point = decimals.map_or_else(String::new, |decimals| format!(".{decimals}"));
    Some(format!("{sign}{}{point}", groups.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: (&str, &str) = ("not known", "withheld");

    #[test]
    fn what_people_write_is_read() {
        let mut euro = Feature::bare("x", FeatureKind::Number);
        euro.unit = "€".to_owned();
        let mut days = Feature::bare("x", FeatureKind::Count);
        days.unit = "days".to_owned();
        let levels = ["Beauty", "Fashion", "Fabric"].map(str::to_owned).to_vec();
        let choice = Feature::bare("x", FeatureKind::Choice { levels });
        let cases = [
            (&euro, "100", Value::Number(100.0)),
            (&euro, " 100 € ", Value::Number(100.0)),
            (&euro, "€100", Value::Number(100.0)),
            (&euro, "1 234,5", Value::Number(1234.5)),
            (&euro, "1\u{a0}234,50\u{a0}€", Value::Number(1234.5)),
            (&euro, "1.234,5", Value::Number(1234.5)),
            (&euro, "1,234.5", Value::Number(1234.5)),
            (&euro, "1,234,567", Value::Number(1_234_567.0)),
            (&euro, "1 234,567", Value::Number(1234.567)),
            (&euro, "1'234", Value::Number(1234.0)),
            (&euro, "12,5", Value::Number(12.5)),
            (&euro, "1.234", Value::Number(1.234)),
            (&euro, "−3", Value::Number(-3.0)),
            (&euro, "Not known", Value::Missing),
            (&euro, "withheld", Value::Withheld),
            (&euro, "", Value::Missing),
            (&days, "1 day", Value::Number(1.0)),
            (&days, "12 days", Value::Number(12.0)),
            (&choice, "fashion", Value::Level(1)),
            (&choice, "be", Value::Level(0)),
            (&choice, "not known", Value::Missing),
            (&Feature::bare("x", FeatureKind::YesNo), "Yes", Value::Number(1.0)),
        ];
        for (feature, text, expected) in cases {
            assert_eq!(typed(text, feature, SAID), Ok(expected), "{text:?}");
        }
        for (feature, text) in [
            (&euro, "1,234"),
            (&euro, "12 34"),
            (&euro, "1.2.3"),
            (&euro, "a lot"),
            (&choice, "fa"),
            (&choice, "Fasion"),
        ] {
            let error = typed(text, feature, SAID).expect_err(text);
            assert!(error.hint.is_some() && !error.to_string().contains(text), "{text:?}: {error}");
        }
    }
}
