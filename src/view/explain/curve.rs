//! A response curve in words: stretch by stretch what every offer would score, and where exactly another comes first.

use crate::explain::{Place, ResponseCurve, Stretch};
use crate::model::{CustomerModel, Feature, Profile, Rounding, Value};
use crate::view::letter;
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, fact_name, upper_first};
use crate::view::value;

/// A curve in words.
#[derive(Clone, PartialEq, Debug)]
pub struct CurveView {
    /// "Orders in 90 days".
    pub title: String,
    /// What it shows, and the value now.
    pub lead: Phrase,
    /// Where it switches, a sentence each; that it does not, if it does not.
    pub switches: Vec<String>,
    /// The heads of the columns: the values, what comes first, then every offer's letter.
    pub head: Vec<String>,
    /// The letters and titles of the offers.
    pub offers: Vec<(String, String)>,
    /// A row for each stretch in which a value exists, then what is not known.
    pub rows: Vec<Row>,
    /// What it cannot tell.
    pub limits: Phrase,
}

/// One stretch.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// "6 to 8".
    pub values: String,
    /// Whether the customer is there now.
    pub now: bool,
    /// Whether the real customer is there.
    pub before: bool,
    /// The letter of what comes first, or a dash.
    pub first: String,
    /// The response of every offer.
    pub responses: Vec<String>,
}

/// The first value of a place that exists on the feature's step and within its range; `None` if none does.
pub fn first_value(feature: &Feature, rounding: Rounding, value: Value, low: f64, high: f64) -> Option<Value> {
    let Value::Number(inside) = value else { return Some(value) };
    let (from, to) = (rounding.least(low), rounding.least(high));
    let (least, most) = feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let first = match (least > low, low.is_finite()) {
        (true, _) => feature.first_from(least),
        (false, true) if feature.step.is_some() => feature.first_from(from),
        (false, true) => inside,
        // without a low end there is no first: the last stands for it
        (false, false) if high.is_finite() => feature.last_below(to),
        (false, false) => inside,
    };
    (first < to && least <= first && first <= most).then_some(Value::Number(first))
}

/// The values of a place in words: "6 to 8", "Beauty", "not known".
pub fn values_text(feature: &Feature, rounding: Rounding, value: Value, low: f64, high: f64) -> String {
    match value {
        Value::Number(_) => value::interval(feature, rounding, low, high),
        other => value::value(feature, other),
    }
}

/// The values of a place in words.
pub fn place_text(feature: &Feature, rounding: Rounding, place: &Place) -> String {
    values_text(feature, rounding, place.value, place.low, place.high)
}

/// Says a curve of a customer with these values; `original` are the real ones.
pub fn curve(
    model: &CustomerModel,
    profile: &Profile,
    curve: &ResponseCurve,
    values: &[Value],
    measure: &Measure,
) -> CurveView {
    let feature = model.features().get(curve.feature);
    let name = Name::of(profile);
    let placing = Placing::of(model, curve.line);
    let (now, before) = (values[curve.feature.index()], profile.value(curve.feature));
    let here = |s: &Stretch, at: Value| at != Value::Withheld && std::ptr::eq(s, curve.at(at));
    let shown = |s: &&Stretch| {
        first_value(feature, model.rounding(), s.value, s.low, s.high).is_some() || here(s, now) || here(s, before)
    };
    let stretches: Vec<&Stretch> =
        curve.stretches.iter().filter(shown).chain(&curve.other).chain([&curve.missing]).collect();
    let rows = stretches
        .iter()
        .map(|s| Row {
            values: values_text(feature, model.rounding(), s.value, s.low, s.high),
            now: here(s, now),
            before: here(s, before),
            first: placing.short(s.winner),
            responses: s.responses.iter().map(|&r| measure.response(r)).collect(),
        })
        .collect();
    let altered = !now.same(before);
    let was = if altered { format!(" (really {})", value::value(feature, before)) } else { String::new() };
    CurveView {
        title: feature.label.clone(),
        lead: Phrase::of("What every offer would score at every value of ")
            .strong(fact_name(feature))
            .plain(format!(", everything else of {} unchanged. Now: ", name.short))
            .strong(value::value(feature, now))
            .plain(format!("{was}. Exact: inside a row no score changes by a bit.")),
        switches: switches(model, feature, curve),
        head: [feature.label.clone(), placing.at().map_or_else(|| "First".to_owned(), |at| format!("From {at}"))]
            .into_iter()
            .chain(model.offer_ids().map(letter))
            .collect(),
        offers: model.offer_ids().map(|o| (letter(o), model.offer(o).title.clone())).collect(),
        rows,
        limits: limits(&name),
    }
}

/// Where another offer comes first along the curve.
fn switches(model: &CustomerModel, feature: &Feature, curve: &ResponseCurve) -> Vec<String> {
    let placing = Placing::of(model, curve.line);
    let mut list = Vec::new();
    let exists = |s: &&Stretch| first_value(feature, model.rounding(), s.value, s.low, s.high).is_some();
    let stretches: Vec<&Stretch> = curve.stretches.iter().filter(exists).collect();
    if feature.kind.is_choice() {
        for winner in stretches.iter().map(|s| s.winner).collect::<std::collections::BTreeSet<_>>() {
            let levels: Vec<String> =
                stretches.iter().filter(|s| s.winner == winner).map(|s| value::value(feature, s.value)).collect();
            let with = value::or_list(&levels, usize::MAX);
            list.push(match placing.is_line() {
                true => format!("{} with {with}", upper_first(&placing.short(winner))),
                false => format!("{} with {with}", placing.clause(winner)),
            });
        }
        return list;
    }
    for pair in stretches.windows(2).filter(|pair| pair[0].winner != pair[1].winner) {
        let at = value::onset(feature, model.rounding(), pair[1].low);
        list.push(format!(
            "Switches from {} to {} {at}",
            placing.short(pair[0].winner),
            placing.short(pair[1].winner)
        ));
    }
    if list.is_empty() {
        let clause = stretches.first().map_or_else(String::new, |s| upper_first(&placing.clause(s.winner)));
        list.push(format!("{clause} at every value: no value of this fact alone changes it"));
    }
    list
}

/// What a curve or a map cannot tell.
pub(super) fn limits(name: &Name) -> Phrase {
    Phrase::of("*What this cannot tell you:* ").plain(format!(
        "what {} would do. With other values the model would answer differently; that does not mean that {} would act \
         differently, and facts rarely change one at a time.",
        name.short, name.subject
    ))
}
