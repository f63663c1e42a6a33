//! One cell of text as a value of one feature: the same rules for tables, the command line and typed input.

use crate::base::{Error, Kind, Result, cityhash, suggest};
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
    match text.parse::<f64>() {
        Ok(x) if x.is_nan() => Ok(Value::Missing),
        Ok(x) => Ok(Value::Number(x)),
        Err(_) => {
            let decimal_comma = text.replacen(',', ".", 1).parse::<f64>().is_ok();
            let error = Error::new(Kind::Data, "expected a number, found text");
            Err(error.hint(if decimal_comma {
                "write numbers with a decimal point, not a comma"
            } else {
                "write a number, or nothing where it is not known"
            }))
        }
    }
}

fn parse_level(text: &str, feature: &Feature, levels: &[String]) -> Result<Value> {
    if let Some(level) = levels.iter().position(|l| l == text) {
        return Ok(Value::Level(level as u32));
    }
    if is_missing(text) {
        return Ok(Value::Missing);
    }
    if let Ok(number) = text.parse::<f64>() {
        // "3.0" is the label "3"
        if let Some(level) = levels.iter().position(|l| l.parse::<f64>() == Ok(number)) {
            return Ok(Value::Level(level as u32));
        }
        // without labels levels are codes; the library cuts decimals off and knows no negative ones
        let codes = levels.iter().enumerate().all(|(i, l)| l.parse() == Ok(i));
        if codes {
            let code = number.trunc();
            let known = code > -1.0 && code < levels.len() as f64;
            return Ok(if known { Value::Level(code as u32) } else { Value::OtherLevel });
        }
    }
    // a near miss is a misspelling of the model's own word; the text itself is a person's value and stays out
    let hint = match suggest::nearest(text, levels.iter().map(String::as_str)) {
        Some(level) => format!("did you mean \"{level}\"?"),
        None if levels.len() <= 12 => format!("levels: {}", levels.join(", ")),
        None => format!("`candour inspect` lists the levels of \"{}\"", feature.id),
    };
    Err(Error::new(Kind::Data, format!("expected one of {} levels, found another text", levels.len())).hint(hint))
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
