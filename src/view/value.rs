//! Values and conditions as people say them: "38.4 €", "5 or more", "Beauty or Fashion", "not known".

use crate::base::{FeatureIdx, date, number};
use crate::model::tree::LevelSet;
use crate::model::{Comparison, CustomerModel, Dictionary, Feature, FeatureKind, Side, Split, Test, Value};
use crate::score::Region;

/// A value with its unit.
pub fn value(feature: &Feature, value: Value) -> String {
    match value {
        Value::Number(x) if feature.kind == FeatureKind::YesNo => if x == 0.0 { "no" } else { "yes" }.to_owned(),
        Value::Number(x) => with_unit(feature, x),
        Value::Level(level) => level_name(feature, level),
        Value::OtherLevel => "another one".to_owned(),
        Value::Missing => "not known".to_owned(),
        Value::Withheld => "withheld".to_owned(),
    }
}

/// A date as a person says it, "1 March 2026", if the feature is one and the number a day.
fn date(feature: &Feature, x: f64) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, day) = (feature.kind == FeatureKind::Date).then(|| date::of_number(x)).flatten()?;
    Some(format!("{day}\u{A0}{}\u{A0}{year}", MONTHS[month as usize - 1]))
}

/// A number without its unit, with the decimals of its step.
pub fn plain(feature: &Feature, x: f64) -> String {
    if let Some(date) = date(feature, x) {
        return date;
    }
    match feature.step {
        Some(step) if step.fract() == 0.0 && x.fract() == 0.0 => number::fixed(x, 0),
        Some(step) => {
            let decimals = number::decimals_for(step, 1);
            // money has cents or none
            let decimals = if decimals == 1 && is_currency(&feature.unit) { 2 } else { decimals };
            // a value between the steps keeps the decimals it has
            let short = number::short(x, 6);
            let own = short.split_once('.').map_or(0, |(_, rest)| rest.len());
            number::fixed(x, decimals.max(own))
        }
        None => number::trimmed(x, number::decimals_for(x, 6).max(1)),
    }
}

/// A number as short as it can be, without its unit: for the ends of a track.
pub fn brief(feature: &Feature, x: f64) -> String {
    if let Some((year, month, day)) = date::of_number(x)
        && feature.kind == FeatureKind::Date
    {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    number::short(x, feature.step.map_or_else(|| number::decimals_for(x, 3), |s| number::decimals_for(s, 1)))
}

/// A number with its unit, which is singular for one: "1 day".
pub fn with_unit(feature: &Feature, x: f64) -> String {
    if let Some(date) = date(feature, x) {
        return date;
    }
    let text = plain(feature, x);
    let unit = feature.unit.as_str();
    if unit.is_empty() {
        return text;
    }
    let unit = if x == 1.0 && unit.len() > 2 { unit.strip_suffix('s').unwrap_or(unit) } else { unit };
    format!("{text}\u{A0}{unit}")
}

/// A threshold with its unit, with digits enough that it is not mistaken for a neighbour.
fn threshold_text(feature: &Feature, t: f64) -> String {
    if feature.step.is_some() {
        return with_unit(feature, t);
    }
    let text = number::trimmed(t, number::decimals_for(t, 9).max(1));
    if feature.unit.is_empty() { text } else { format!("{text}\u{A0}{}", feature.unit) }
}

fn is_currency(unit: &str) -> bool {
    matches!(unit, "€" | "£" | "$" | "CHF" | "kr" | "zł")
}

fn level_name(feature: &Feature, level: u32) -> String {
    feature.levels().get(level as usize).cloned().unwrap_or_else(|| "another one".to_owned())
}

/// Which facts of a customer lie outside the range that is known of them; one clause each, without the value.
pub fn outside(features: &Dictionary, values: &[Value]) -> Vec<String> {
    let one = |((_, feature), value): ((FeatureIdx, &Feature), &Value)| {
        let (&Value::Number(x), Some((low, high))) = (value, feature.range) else { return None };
        let range = || format!("{} to {}", plain(feature, low), with_unit(feature, high));
        (x < low || x > high).then(|| format!("{} lies outside {}, its range", feature.label, range()))
    };
    features.iter().zip(values).filter_map(one).collect()
}

/// "46.20 € or more", "above 46.2 €": the values from a number on.
pub fn from_on(feature: &Feature, low: f64) -> String {
    if let Some(first) = date(feature, feature.first_from(low)) {
        return format!("{first} or later");
    }
    if feature.step.is_some() {
        return format!("{} or more", with_unit(feature, feature.first_from(low)));
    }
    match tidy(low) {
        (t, true) => format!("above {}", threshold_text(feature, t)),
        (t, false) => format!("{} or more", threshold_text(feature, t)),
    }
}

/// "4 or fewer", "below 46.2 €": the values up to a number, it not included.
pub fn up_to(feature: &Feature, high: f64) -> String {
    // the first day that is too late
    if let Some(first) = date(feature, feature.first_from(high)) {
        return format!("before {first}");
    }
    if feature.step.is_some() {
        let last = feature.last_below(high);
        if feature.range.is_some_and(|(low, _)| last <= low) {
            return with_unit(feature, last);
        }
        let or = if feature.is_whole() && feature.unit.is_empty() { "fewer" } else { "less" };
        return format!("{} or {or}", with_unit(feature, last));
    }
    match tidy(high) {
        (t, true) => format!("at most {}", threshold_text(feature, t)),
        (t, false) => format!("below {}", threshold_text(feature, t)),
    }
}

/// A threshold without the last bit that "at most t" adds when it is held as "below the next number after t"; says
/// whether it had it.
fn tidy(threshold: f64) -> (f64, bool) {
    let digits = number::decimals_for(threshold, 9);
    let scale = 10f64.powi(i32::try_from(digits).unwrap_or(0));
    let round = (threshold * scale).round() / scale;
    if !round.is_finite() || (threshold - round).abs() > 1e-9 * round.abs() {
        return (threshold, false);
    }
    // a library writes the middle of two values with a last bit on top: x < 47.500000000000014 is x <= 47.5
    (round, threshold > round)
}

/// What one side of a split asks: "5 or more", "Beauty or Fashion".
pub fn condition(feature: &Feature, split: &Split, side: Side) -> String {
    match &split.test {
        Test::Below { threshold: f64::INFINITY, .. } => match side {
            Side::Left => "any value".to_owned(),
            Side::Right => "not known".to_owned(),
        },
        Test::Below { threshold, written, .. } => {
            if feature.kind == FeatureKind::YesNo && *threshold > 0.0 && *threshold <= 1.0 {
                return if side == Side::Left { "no" } else { "yes" }.to_owned();
            }
            let t = if *written == Comparison::LessOrEqual { threshold.next_down() } else { *threshold };
            match (side, feature.step.is_some(), written) {
                (Side::Left, true, _) => up_to(feature, *threshold),
                (Side::Right, true, _) => from_on(feature, *threshold),
                (Side::Left, false, Comparison::LessOrEqual) => format!("at most {}", threshold_text(feature, t)),
                (Side::Right, false, Comparison::LessOrEqual) => format!("above {}", threshold_text(feature, t)),
                (Side::Left, false, Comparison::Less) => format!("below {}", threshold_text(feature, t)),
                (Side::Right, false, Comparison::Less) => format!("{} or more", threshold_text(feature, t)),
            }
        }
        Test::In { levels } => levels_text(feature, levels, side),
    }
}

fn levels_text(feature: &Feature, set: &LevelSet, side: Side) -> String {
    let all = feature.levels().len() as u32;
    let (inside, outside): (Vec<u32>, Vec<u32>) = (0..all).partition(|&l| set.contains(l));
    let (meant, others) = if side == Side::Left { (inside, outside) } else { (outside, inside) };
    let names = |list: &[u32]| list.iter().map(|&l| level_name(feature, l)).collect::<Vec<_>>();
    if meant.len() <= 4 || meant.len() <= others.len() {
        or_list(&names(&meant), 6)
    } else {
        format!("not {}", or_list(&names(&others), 6))
    }
}

/// "a, b or c", and how many more.
pub fn or_list(names: &[String], most: usize) -> String {
    match names {
        [] => "none of them".to_owned(),
        [one] => one.clone(),
        _ if names.len() > most => {
            format!("{} or {} more", names[..most - 1].join(", "), names.len() - (most - 1))
        }
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A region of a merged path: "6 to 8", "46.20 € or more", "Beauty or Food", "not known", "any value".
pub fn region(model: &CustomerModel, feature_idx: FeatureIdx, region: &Region) -> String {
    let feature = model.features().get(feature_idx);
    match region {
        Region::Missing => "not known".to_owned(),
        Region::Levels(levels) => {
            let known: LevelSet = levels.iter().copied().filter(|&l| (l as usize) < feature.levels().len()).collect();
            levels_text(feature, &known, Side::Left)
        }
        Region::Cells { low, high } => {
            let cuts = model.cuts(feature_idx);
            interval(feature, cuts.bounds(*low).0, cuts.bounds(high - 1).1)
        }
    }
}

/// The numbers `low <= x < high`, in words.
pub fn interval(feature: &Feature, low: f64, high: f64) -> String {
    let open_below = low == f64::NEG_INFINITY || feature.range.is_some_and(|(l, _)| low <= l);
    let open_above = high == f64::INFINITY || feature.range.is_some_and(|(_, h)| high > h);
    if feature.kind == FeatureKind::YesNo {
        return match (open_below, open_above) {
            (true, true) => "yes or no".to_owned(),
            (true, false) => "no".to_owned(),
            _ => "yes".to_owned(),
        };
    }
    match (open_below, open_above) {
        (true, true) => "any value".to_owned(),
        (true, false) => up_to(feature, high),
        (false, true) => from_on(feature, low),
        (false, false) => {
            let (a, b) = match feature.step {
                Some(_) => (feature.first_from(low), feature.last_below(high)),
                None => (tidy(low).0, tidy(high).0),
            };
            if a >= b { with_unit(feature, a) } else { format!("{} to {}", plain(feature, a), with_unit(feature, b)) }
        }
    }
}

/// Where every fact is left without a word on how sensitive it is.
pub const NOBODY_SAID: &str = "Nobody has said which facts are sensitive or protected.";

/// Whether somebody said of any fact how sensitive it is, or that it is protected.
pub fn is_said(model: &CustomerModel) -> bool {
    model.features().iter().any(|(_, f)| f.sensitivity != crate::model::Sensitivity::Unstated || f.protected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(kind: FeatureKind, unit: &str, step: Option<f64>) -> Feature {
        let mut feature = Feature::bare("x", kind);
        feature.unit = unit.to_owned();
        feature.step = step;
        feature
    }

    #[test]
    fn values_and_conditions_in_words() {
        let money = feature(FeatureKind::Number, "€", Some(0.1));
        let days = feature(FeatureKind::Number, "days", Some(1.0));
        let count = feature(FeatureKind::Count, "", Some(1.0));
        let bare = feature(FeatureKind::Number, "", None);
        assert_eq!(value(&money, Value::Number(38.4)), "38.40\u{A0}€");
        assert_eq!(value(&days, Value::Number(1.0)), "1\u{A0}day");
        assert_eq!(from_on(&money, 46.15), "46.20\u{A0}€ or more");
        assert_eq!(up_to(&count, 4.5), "4 or fewer");
        assert_eq!(up_to(&bare, 2.5f64.next_up()), "at most 2.5");
        assert_eq!(from_on(&bare, 2.5f64.next_up()), "above 2.5");
        assert_eq!(from_on(&bare, 2.5), "2.5 or more");
        assert_eq!(interval(&count, 5.5, 8.5), "6 to 8");
        assert_eq!(interval(&count, f64::NEG_INFINITY, f64::INFINITY), "any value");
        let joined = Feature::bare("joined", FeatureKind::Date);
        assert_eq!(value(&joined, Value::Number(20_513.0)), "1\u{A0}March\u{A0}2026");
        assert_eq!(up_to(&joined, 20_512.5), "before 1\u{A0}March\u{A0}2026");
        assert_eq!(from_on(&joined, 20_512.5), "1\u{A0}March\u{A0}2026 or later");
        assert_eq!(interval(&joined, 20_512.5, 20_514.5), "1\u{A0}March\u{A0}2026 to 2\u{A0}March\u{A0}2026");
        assert_eq!(brief(&joined, 0.0), "1970-01-01");
        assert_eq!(or_list(&["a".into(), "b".into(), "c".into()], 6), "a, b or c");
    }
}
