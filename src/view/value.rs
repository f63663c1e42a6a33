//! Values and conditions as people say them: "38.4 €", "5 or more", "Beauty or Fashion", "not known".

use super::cut::Cut;
use crate::base::{FeatureIdx, date, number};
use crate::model::cuts::ZERO_BAND;
use crate::model::tree::LevelSet;
use crate::model::{CustomerModel, Dictionary, Feature, FeatureKind, Rounding, Side, Split, Test, Value};
use crate::score::Region;
use crate::score::codes::rounded;

/// From here on steps are nobody's: a float64 has no room for them.
const STEPS: f64 = 1e15;

/// Whether the values on both sides of a threshold are those of the fact's step.
fn stepped(feature: &Feature, threshold: f64) -> bool {
    feature.step.is_some() && threshold.abs() < STEPS
}

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

/// A value with its unit, beside what is said of its kind: with as many digits as it takes to stand on its own side of
/// every cut of the model. 70.999999 is not shown as 71 where something changes at 71.
pub fn beside_cuts(model: &CustomerModel, idx: FeatureIdx, given: Value) -> String {
    let feature = model.features().get(idx);
    let Value::Number(x) = given else { return value(feature, given) };
    if is_plain(feature, x) {
        return value(feature, given);
    }
    let digits = (digits_of(x)..=17).find(|&digits| same_cell(model, idx, x, decimal(x, digits, 0).unwrap_or(x)));
    // with a step, it is shown with at most six decimals, and past all steps with fewer digits
    let is_fine = feature.step.is_some() && (x.abs() >= STEPS || !same_cell(model, idx, x, (x * 1e6).round() / 1e6));
    match digits {
        Some(digits) if digits > digits_of(x) || is_fine => united(feature, &number::significant(x, digits)),
        _ => value(feature, given),
    }
}

/// A value that a search chose, as a person would write it: it chose a cell, and a number in it that nobody writes, such
/// as 4.964500000000002 right above a cut. The shortest decimal about there that is in the same cell scores the same.
pub fn as_chosen(model: &CustomerModel, idx: FeatureIdx, given: Value) -> Value {
    let feature = model.features().get(idx);
    let Value::Number(x) = given else { return given };
    if is_plain(feature, x) {
        return given;
    }
    let in_range = |x: f64| feature.range.is_none_or(|(low, high)| low <= x && x <= high);
    let fits = |at: &f64| same_cell(model, idx, x, *at) && (in_range(*at) || !in_range(x));
    let about = |digits: usize| [0, 1, -1].into_iter().filter_map(move |by| decimal(x, digits, by));
    Value::Number((digits_of(x)..=17).flat_map(about).find(fits).unwrap_or(x))
}

/// [`as_chosen`] with its unit.
pub fn chosen(model: &CustomerModel, idx: FeatureIdx, given: Value) -> String {
    beside_cuts(model, idx, as_chosen(model, idx, given))
}

/// Whether a number is said by its kind or its step alone.
fn is_plain(feature: &Feature, x: f64) -> bool {
    let on_step = stepped(feature, x) && feature.snap(x).to_bits() == x.to_bits();
    matches!(feature.kind, FeatureKind::YesNo | FeatureKind::Date) || on_step || beside_zero(x).is_some()
}

/// Whether the model takes two numbers of a fact for the same.
fn same_cell(model: &CustomerModel, idx: FeatureIdx, a: f64, b: f64) -> bool {
    let code = |x: f64| model.cuts(idx).code(rounded(model.rounding(), Value::Number(x)));
    code(a) == code(b)
}

/// The decimal of so many significant digits that is nearest to a number, or so many of them above.
fn decimal(x: f64, digits: usize, by: i64) -> Option<f64> {
    let text = format!("{:.*e}", digits.max(1) - 1, x);
    let (mantissa, power) = text.split_once('e')?;
    let mantissa: i64 = mantissa.replace('.', "").parse().ok()?;
    let power = power.parse::<i64>().ok()? - (digits.max(1) as i64 - 1);
    format!("{}e{power}", mantissa + by).parse().ok()
}

/// What is said of a number right beside what counts as zero, where a search may end that looks for more than 0.
fn beside_zero(x: f64) -> Option<&'static str> {
    let beside = x.abs() > ZERO_BAND && x.abs() < 1.001 * ZERO_BAND;
    beside.then_some(if x > 0.0 { "just above 0" } else { "just below 0" })
}

/// How many significant digits a number without a step is shown with: six, and at least one decimal.
fn digits_of(x: f64) -> usize {
    let before = if x == 0.0 || !x.is_finite() { 0 } else { x.abs().log10().floor() as i32 + 2 };
    usize::try_from(before).map_or(6, |before| before.clamp(6, 10))
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
    if let Some(text) = beside_zero(x) {
        return text.to_owned();
    }
    match feature.step {
        // nothing lies so near to zero: a search ends there that looks for 0
        None if x.abs() <= ZERO_BAND => number::fixed(0.0, 0),
        Some(_) if x.abs() >= STEPS => number::significant(x, 7),
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
        None => number::significant(x, digits_of(x)),
    }
}

/// A number as short as it can be, without its unit: for the ends of a track.
pub fn brief(feature: &Feature, x: f64) -> String {
    if let Some((year, month, day)) = date::of_number(x)
        && feature.kind == FeatureKind::Date
    {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    match feature.step {
        Some(step) if x.abs() < STEPS => number::short(x, number::decimals_for(step, 1)),
        _ => number::significant(x, 3),
    }
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

/// A difference of two values, with its unit: "17 days", "7.80 €".
pub fn amount(feature: &Feature, by: f64) -> String {
    match feature.step {
        Some(_) => with_unit(feature, feature.snap(by)),
        None => united(feature, &number::significant(by, 3)),
    }
}

/// A text with the unit of a fact behind it.
fn united(feature: &Feature, text: &str) -> String {
    if feature.unit.is_empty() { text.to_owned() } else { format!("{text}\u{A0}{}", feature.unit) }
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

/// "46.20 € or more", "more than 46.2 €": the values from a number on, as a model that rounds so compares them.
pub fn from_on(feature: &Feature, rounding: Rounding, low: f64) -> String {
    if !stepped(feature, low) {
        return Cut::of(rounding, low).above(&feature.unit);
    }
    let or = if feature.kind == FeatureKind::Date { "later" } else { "more" };
    format!("{} or {or}", first_on(feature, rounding, low))
}

/// "4 or fewer", "below 46.2 €": the values up to a number, it not included.
pub fn up_to(feature: &Feature, rounding: Rounding, high: f64) -> String {
    if !stepped(feature, high) {
        return Cut::of(rounding, high).below(&feature.unit);
    }
    // the first day that is too late
    if feature.kind == FeatureKind::Date {
        return format!("before {}", first_on(feature, rounding, high));
    }
    let last = feature.last_below(rounding.least(high));
    if feature.range.is_some_and(|(low, _)| last <= low) {
        return with_unit(feature, last);
    }
    let or = if feature.is_whole() && feature.unit.is_empty() { "fewer" } else { "less" };
    format!("{} or {or}", with_unit(feature, last))
}

/// The first value that exists from a threshold on, with its unit.
pub fn first_on(feature: &Feature, rounding: Rounding, threshold: f64) -> String {
    with_unit(feature, feature.first_from(rounding.least(threshold)))
}

/// "below 47 days", "47 days or more": the side of a cut that something switches to. The number is that of the cut's
/// mark, whichever side is meant.
pub fn side(feature: &Feature, rounding: Rounding, threshold: f64, at_least: bool) -> String {
    if at_least {
        return from_on(feature, rounding, threshold);
    }
    if stepped(feature, threshold) && !matches!(feature.kind, FeatureKind::Date | FeatureKind::YesNo) {
        return format!("below {}", first_on(feature, rounding, threshold));
    }
    up_to(feature, rounding, threshold)
}

/// "from 47 days on", "above 2.5": where something begins along a scale.
pub fn onset(feature: &Feature, rounding: Rounding, threshold: f64) -> String {
    match stepped(feature, threshold) {
        true => format!("from {} on", first_on(feature, rounding, threshold)),
        false => Cut::of(rounding, threshold).onset(&feature.unit, " on"),
    }
}

/// The number of an [`onset`] alone, at an axis: "47".
pub fn tick(feature: &Feature, rounding: Rounding, threshold: f64) -> String {
    match stepped(feature, threshold) {
        true => brief(feature, feature.first_from(rounding.least(threshold))),
        false => Cut::of(rounding, threshold).number(),
    }
}

/// [`onset`] as short as it can be, to stand at a scale: "from 47", "above 2.5".
pub fn mark(feature: &Feature, rounding: Rounding, threshold: f64) -> String {
    match stepped(feature, threshold) {
        true => format!("from {}", tick(feature, rounding, threshold)),
        false => Cut::of(rounding, threshold).onset("", ""),
    }
}

/// What one side of a split asks: "5 or more", "Beauty or Fashion".
pub fn condition(feature: &Feature, rounding: Rounding, split: &Split, side: Side) -> String {
    match &split.test {
        Test::Below { threshold: f64::INFINITY, .. } => match side {
            Side::Left => "any value".to_owned(),
            Side::Right => "not known".to_owned(),
        },
        Test::Below { threshold, .. } => {
            if feature.kind == FeatureKind::YesNo && *threshold > 0.0 && *threshold <= 1.0 {
                return if side == Side::Left { "no" } else { "yes" }.to_owned();
            }
            let (low, high, text) = match side {
                Side::Left => (f64::NEG_INFINITY, *threshold, up_to(feature, rounding, *threshold)),
                Side::Right => (*threshold, f64::INFINITY, from_on(feature, rounding, *threshold)),
            };
            except(feature, rounding, low, high, text)
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
            let (low, high) = (cuts.bounds(*low).0, cuts.bounds(high - 1).1);
            except(feature, model.rounding(), low, high, interval(feature, model.rounding(), low, high))
        }
    }
}

/// Numbers in words, without those among them that stand for "not known": "2.5 or less, except 0".
fn except(feature: &Feature, rounding: Rounding, low: f64, high: f64, text: String) -> String {
    let zero = feature.zero_is_missing.then_some(0.0);
    let missing = zero.into_iter().chain(feature.missing_values.iter().copied());
    let inside = |x: &f64| low <= rounding.apply(*x) && rounding.apply(*x) < high;
    let mut names: Vec<String> = missing.filter(inside).map(|x| plain(feature, x)).collect();
    names.dedup();
    if names.is_empty() { text } else { format!("{text}, except {}", or_list(&names, usize::MAX)) }
}

/// The numbers `low <= x < high`, in words.
pub fn interval(feature: &Feature, rounding: Rounding, low: f64, high: f64) -> String {
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
        (true, false) => up_to(feature, rounding, high),
        (false, true) => from_on(feature, rounding, low),
        (false, false) if !stepped(feature, low) || !stepped(feature, high) => {
            Cut::between(Cut::of(rounding, low), Cut::of(rounding, high), &feature.unit)
        }
        (false, false) => {
            let a = feature.first_from(rounding.least(low));
            let b = feature.last_below(rounding.least(high));
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
    use Rounding::F64;

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
        assert_eq!(from_on(&money, F64, 46.15), "46.20\u{A0}€ or more");
        assert_eq!(up_to(&count, F64, 4.5), "4 or fewer");
        assert_eq!(up_to(&bare, F64, 2.5f64.next_up()), "2.5 or less");
        assert_eq!(from_on(&bare, F64, 2.5f64.next_up()), "more than 2.5");
        assert_eq!(from_on(&bare, F64, 2.5), "2.5 or more");
        assert_eq!(interval(&count, F64, 5.5, 8.5), "6 to 8");
        assert_eq!(interval(&count, F64, f64::NEG_INFINITY, f64::INFINITY), "any value");
        let joined = Feature::bare("joined", FeatureKind::Date);
        assert_eq!(value(&joined, Value::Number(20_513.0)), "1\u{A0}March\u{A0}2026");
        assert_eq!(up_to(&joined, F64, 20_512.5), "before 1\u{A0}March\u{A0}2026");
        assert_eq!(from_on(&joined, F64, 20_512.5), "1\u{A0}March\u{A0}2026 or later");
        assert_eq!(interval(&joined, F64, 20_512.5, 20_514.5), "1\u{A0}March\u{A0}2026 to 2\u{A0}March\u{A0}2026");
        assert_eq!(brief(&joined, 0.0), "1970-01-01");
        assert_eq!(or_list(&["a".into(), "b".into(), "c".into()], 6), "a, b or c");
    }
}
