//! A response curve and a map of two facts as JSON for programs. Documented field by field in `docs/json.md`.

use serde::Serialize;

use super::curve::Sheet;
use crate::explain::{Axis, Place, ResponseCurve, ResponseMap, Stretch};
use crate::model::{CustomerModel, Feature, Value};
use crate::report::parts_json::{Fact, Head, Num, RegionWords, print};
use crate::score::rank;
use crate::view::curve::{self, first_value, values_text};
use crate::view::map::MapView;

#[derive(Serialize)]
struct CurveFile<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    feature: &'a str,
    label: &'a str,
    unit: &'a str,
    range: Option<[Num; 2]>,
    step: Option<Num>,
    stretches: Vec<StretchPart<'a>>,
    switches: Vec<SwitchPart<'a>>,
    sentences: Vec<String>,
    limits: String,
}

#[derive(Serialize)]
struct StretchPart<'a> {
    #[serde(flatten)]
    values: RegionWords,
    first: Option<Fact>,
    now: bool,
    before: bool,
    recommended: Option<&'a str>,
    offers: Vec<OfferPart<'a>>,
    text: String,
}

#[derive(Serialize)]
struct OfferPart<'a> {
    offer: &'a str,
    margin: Num,
    response: Num,
    worth: Num,
    barred: Option<&'a str>,
}

#[derive(Serialize)]
struct SwitchPart<'a> {
    at: Num,
    first: Option<Fact>,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

/// Values as a region of one feature.
fn region(feature: &Feature, value: Value, low: f64, high: f64) -> RegionWords {
    let finite = |x: f64| x.is_finite().then_some(Num(x));
    let level = |l: u32| feature.levels().get(l as usize).cloned();
    match value {
        Value::Number(_) => RegionWords::Numbers { at_least: finite(low), below: finite(high) },
        Value::Level(l) => RegionWords::Levels { levels: level(l).into_iter().collect(), other_level: false },
        Value::OtherLevel => RegionWords::Levels { levels: Vec::new(), other_level: true },
        Value::Missing | Value::Withheld => RegionWords::Missing { missing: true },
    }
}

/// A curve as JSON.
pub fn curve(sheet: &Sheet<'_>, found: &ResponseCurve) -> String {
    let model = sheet.inputs.model();
    let feature = model.features().get(found.feature);
    let at = found.feature.index();
    let id = |offer: Option<crate::base::OfferIdx>| offer.map(|o| model.offer(o).id.as_str());
    let here = |s: &Stretch, value: Value| value != Value::Withheld && std::ptr::eq(s, found.at(value));
    let known = |value: Value| match value {
        // what is not known has no first value
        Value::Missing | Value::OtherLevel => None,
        other => Some(other),
    };
    let first = |s: &Stretch| {
        first_value(feature, model.rounding(), s.value, s.low, s.high).and_then(known).map(|v| Fact::of(feature, v))
    };
    let part = |s: &Stretch| StretchPart {
        values: region(feature, s.value, s.low, s.high),
        first: first(s),
        now: here(s, sheet.values[at]),
        before: here(s, sheet.profile.values[at]),
        recommended: id(s.winner),
        offers: offers(model, s, sheet.values, at),
        text: values_text(feature, model.rounding(), s.value, s.low, s.high),
    };
    let pairs = found.stretches.windows(2).filter(|p| p[0].winner != p[1].winner && !p[1].low.is_nan());
    let said = sheet.curve(found);
    print(&CurveFile {
        head: sheet.head("curve"),
        feature: &feature.id,
        label: &feature.label,
        unit: &feature.unit,
        range: feature.range.map(|(a, b)| [Num(a), Num(b)]),
        step: feature.step.map(Num),
        stretches: found.stretches.iter().chain(&found.other).chain([&found.missing]).map(part).collect(),
        switches: pairs
            .map(|p| SwitchPart {
                at: Num(p[1].low),
                first: first(&p[1]),
                from: id(p[0].winner),
                to: id(p[1].winner),
            })
            .collect(),
        sentences: said.switches,
        limits: said.limits.text(),
    })
}

fn offers<'a>(model: &'a CustomerModel, s: &Stretch, values: &[Value], at: usize) -> Vec<OfferPart<'a>> {
    let mut values = values.to_vec();
    values[at] = s.value;
    let part = |offer: crate::base::OfferIdx| {
        let entry = model.offer(offer);
        let response = s.responses[offer.index()];
        OfferPart {
            offer: &entry.id,
            margin: Num(s.margins[offer.index()]),
            response: Num(response),
            worth: Num(rank::worth(model, offer, response)),
            barred: rank::barred(model, offer, &values).map(|rule| entry.rules[rule].reason.as_str()),
        }
    };
    model.offer_ids().map(part).collect()
}

#[derive(Serialize)]
struct MapFile<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    axes: [AxisPart<'a>; 2],
    offers: Vec<&'a str>,
    recommended: Vec<Vec<Option<&'a str>>>,
    margins: Vec<Vec<Vec<Num>>>,
    responses: Vec<Vec<Vec<Num>>>,
    sentence: String,
    limits: String,
}

#[derive(Serialize)]
struct AxisPart<'a> {
    feature: &'a str,
    label: &'a str,
    unit: &'a str,
    range: Option<[Num; 2]>,
    step: Option<Num>,
    now: Option<usize>,
    before: Option<usize>,
    places: Vec<PlacePart>,
}

#[derive(Serialize)]
struct PlacePart {
    #[serde(flatten)]
    values: RegionWords,
    first: Option<Fact>,
    text: String,
}

/// A map as JSON, on one line: its tables are long.
pub fn map(sheet: &Sheet<'_>, found: &ResponseMap, said: &MapView) -> String {
    let model = sheet.inputs.model();
    let [first, second] = found.axes();
    let (n, m) = (first.places.len(), second.places.len());
    let grid = |of: &dyn Fn(usize, usize) -> Vec<f64>| -> Vec<Vec<Vec<Num>>> {
        let mut tables = vec![vec![Vec::with_capacity(m); n]; model.offers().len()];
        for (i, j) in (0..n).flat_map(|i| (0..m).map(move |j| (i, j))) {
            for (table, x) in tables.iter_mut().zip(of(i, j)) {
                table[i].push(Num(x));
            }
        }
        tables
    };
    let id = |i: usize, j: usize| found.winner(i, j).map(|o| model.offer(o).id.as_str());
    let file = MapFile {
        head: sheet.head("map"),
        axes: [first, second].map(|axis| axis_part(sheet, axis)),
        offers: model.offers().iter().map(|o| o.id.as_str()).collect(),
        recommended: (0..n).map(|i| (0..m).map(|j| id(i, j)).collect()).collect(),
        margins: grid(&|i, j| found.margins(i, j)),
        responses: grid(&|i, j| found.responses(i, j)),
        sentence: said.lead.text(),
        limits: said.limits.text(),
    };
    serde_json::to_string(&file).map(|text| text + "\n").unwrap_or_default()
}

fn axis_part<'a>(sheet: &Sheet<'a>, axis: &Axis) -> AxisPart<'a> {
    let (feature, rounding) = (sheet.inputs.model().features().get(axis.feature), sheet.inputs.model().rounding());
    let part = |place: &Place| PlacePart {
        values: region(feature, place.value, place.low, place.high),
        first: match place.value {
            Value::Missing | Value::OtherLevel => None,
            _ => curve::first_value(feature, rounding, place.value, place.low, place.high)
                .map(|v| Fact::of(feature, v)),
        },
        text: curve::place_text(feature, rounding, place),
    };
    AxisPart {
        feature: &feature.id,
        label: &feature.label,
        unit: &feature.unit,
        range: feature.range.map(|(a, b)| [Num(a), Num(b)]),
        step: feature.step.map(Num),
        now: axis.at(sheet.values[axis.feature.index()]),
        before: axis.at(sheet.profile.values[axis.feature.index()]),
        places: axis.places.iter().map(part).collect(),
    }
}
