//! A map of two facts in words: which offer comes first at every pair of their values, and what all of them would score.

use std::sync::Arc;

use super::curve::{limits, values_text};
use super::fact::slider_range;
use crate::base::{FeatureIdx, OfferIdx};
use crate::explain::curve::just_below;
use crate::explain::{Axis, Place, ResponseMap};
use crate::model::{CustomerModel, Feature, FeatureKind, Profile, Value};
use crate::view::letter;
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, fact_name, offer_name};
use crate::view::value;

/// How much of an axis what is not known takes, where it is shown, and the gap before it.
const NOT_KNOWN: (f64, f64) = (0.13, 0.03);

/// A map in words.
#[derive(Clone, Debug)]
pub struct MapView {
    /// "Orders in 90 days and average basket".
    pub title: String,
    /// What it shows, and where the customer stands.
    pub lead: Phrase,
    /// The first fact runs to the right, the second upwards.
    pub axes: [AxisView; 2],
    /// What comes first in each cell, by place of the first axis, then of the second.
    pub winners: Vec<Option<OfferIdx>>,
    /// The offers that come first somewhere: "D Early access to the sale".
    pub offers: Vec<(Option<OfferIdx>, String)>,
    /// What it cannot tell.
    pub limits: Phrase,
    answer: Arc<ResponseMap>,
    names: Vec<String>,
    measure: Measure,
    placing: Placing,
}

/// One axis of a map.
#[derive(Clone, PartialEq, Debug)]
pub struct AxisView {
    /// Which fact.
    pub feature: FeatureIdx,
    /// "Average basket".
    pub label: String,
    /// What its numbers count: "€"; may be empty.
    pub unit: String,
    /// The places in which a value exists, in order.
    pub places: Vec<PlaceView>,
    /// Neighbouring places between which nothing else comes first, joined.
    pub bands: Vec<Band>,
    /// The ends of the axis, where it is one of numbers: positions and texts.
    pub ends: Vec<(f64, String)>,
    /// Whether its places are names, each with a label of its own.
    pub named: bool,
    /// Where the customer stands, from 0 to 1; `None` if the fact must not be used.
    pub now: Option<f64>,
    /// Where the real customer stands.
    pub before: Option<f64>,
    /// Which place the customer is in.
    pub here: Option<usize>,
    /// The numbers from 0 to 1.
    range: (f64, f64),
    span: f64,
}

/// One place of an axis.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaceView {
    /// Its number in the answer.
    at: usize,
    /// Where it begins on the axis, from 0 to 1.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// "6 to 8".
    pub text: String,
    /// The first value that exists in it.
    pub least: Value,
    /// The last one.
    pub most: Value,
    low: f64,
    high: f64,
}

/// Places that look the same on the map.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    /// The places, from the first to past the last.
    pub places: std::ops::Range<usize>,
    /// Where it begins on the axis, from 0 to 1.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// "6 to 8".
    pub text: String,
    /// The first value that exists in it, short, to stand at the axis; the name of a level.
    pub mark: String,
}

impl MapView {
    /// What comes first at a place of each axis.
    pub fn winner(&self, [i, j]: [usize; 2]) -> Option<OfferIdx> {
        self.winners[i * self.axes[1].places.len() + j]
    }

    /// What comes first, as short as can be.
    pub fn short(&self, winner: Option<OfferIdx>) -> String {
        self.placing.short(winner)
    }

    /// What comes first in a band of each axis.
    pub fn winner_of_bands(&self, [i, j]: [usize; 2]) -> Option<OfferIdx> {
        self.winner([self.axes[0].bands[i].places.start, self.axes[1].bands[j].places.start])
    }

    /// The cell at a position, from 0 to 1 on each axis.
    pub fn cell(&self, position: [f64; 2]) -> [usize; 2] {
        [0, 1].map(|k| {
            let places = &self.axes[k].places;
            places.partition_point(|p| p.to <= position[k]).min(places.len().saturating_sub(1))
        })
    }

    /// The cell that the customer is in; the first on an axis whose fact must not be used.
    pub fn here(&self) -> [usize; 2] {
        [0, 1].map(|k| self.axes[k].here.unwrap_or(0))
    }

    /// Both values of a cell as ranges, and what every offer would score there.
    pub fn about(&self, [i, j]: [usize; 2]) -> String {
        let [a, b] = [&self.axes[0].places[i], &self.axes[1].places[j]];
        let responses = self.answer.responses(a.at, b.at);
        let mut order: Vec<usize> = (0..responses.len()).collect();
        order.sort_by(|x, y| responses[*y].total_cmp(&responses[*x]).then(x.cmp(y)));
        let each: Vec<String> = order
            .iter()
            .take(8)
            .map(|&o| format!("{}\u{A0}{}", letter(OfferIdx::new(o)), self.measure.response(responses[o])))
            .collect();
        let first = match self.winner([i, j]) {
            Some(winner) if !self.placing.is_line() => format!("{} comes first", self.names[winner.index()]),
            winner => self.placing.clause(winner),
        };
        format!(
            "{}: {}\n{}: {}\n{first}\n{}",
            self.axes[0].label,
            a.text,
            self.axes[1].label,
            b.text,
            each.join(" · ")
        )
    }

    /// The values to set for a cell: those at a position in it, or else the nearest to the present ones.
    pub fn values(
        &self,
        model: &CustomerModel,
        cell: [usize; 2],
        position: Option<[f64; 2]>,
        now: &[Value],
    ) -> [Value; 2] {
        [0, 1].map(|k| {
            let axis = &self.axes[k];
            let place = &axis.places[cell[k]];
            let (Value::Number(least), Value::Number(most)) = (place.least, place.most) else { return place.least };
            let feature = model.features().get(axis.feature);
            let wanted = match (position, now[axis.feature.index()]) {
                (Some(at), _) if !axis.named => {
                    Some(feature.snap(axis.range.0 + at[k] / axis.span * (axis.range.1 - axis.range.0)))
                }
                (_, Value::Number(x)) => Some(x),
                _ => None,
            };
            Value::Number(wanted.map_or(least, |x| x.clamp(least, most.max(least))))
        })
    }
}

/// Says a map of a customer with these values; the profile's are the real ones.
pub fn map(
    model: &CustomerModel,
    profile: &Profile,
    answer: Arc<ResponseMap>,
    values: &[Value],
    measure: &Measure,
) -> MapView {
    let mut axes = answer.axes().map(|axis| axis_view(model, axis, values, &profile.values));
    let n = [0, 1].map(|k| axes[k].places.len());
    let at = |i: usize, j: usize| answer.winner(axes[0].places[i].at, axes[1].places[j].at);
    let winners: Vec<Option<OfferIdx>> =
        (0..n[0]).flat_map(|i| (0..n[1]).map(move |j| (i, j))).map(|(i, j)| at(i, j)).collect();
    let same_columns = |i: usize| winners[(i - 1) * n[1]..i * n[1]] == winners[i * n[1]..(i + 1) * n[1]];
    let same_rows = |j: usize| (0..n[0]).all(|i| winners[i * n[1] + j - 1] == winners[i * n[1] + j]);
    let bands = [bands(model, &axes[0], same_columns), bands(model, &axes[1], same_rows)];
    for (axis, bands) in axes.iter_mut().zip(bands) {
        axis.bands = bands;
    }
    let mut first: Vec<Option<OfferIdx>> = winners.clone();
    first.sort_unstable();
    first.dedup();
    let placing = Placing::of(model, answer.line());
    let name = |o: Option<OfferIdx>| match (placing.side(o.is_some()), o) {
        (Some(side), o) => format!("{}: {side}", placing.short(o)),
        (None, Some(o)) => offer_name(model, o),
        (None, None) => "– no offer may be had".to_owned(),
    };
    let who = Name::of(profile);
    MapView {
        title: format!("{} and {}", axes[0].label, fact_name(model.features().get(axes[1].feature))),
        lead: lead(model, &axes, &first, &who, placing, name),
        offers: first.iter().map(|&o| (o, name(o))).collect(),
        limits: limits(&who),
        names: model.offer_ids().map(|o| offer_name(model, o)).collect(),
        measure: *measure,
        placing,
        winners,
        axes,
        answer,
    }
}

fn lead(
    model: &CustomerModel,
    axes: &[AxisView; 2],
    first: &[Option<OfferIdx>],
    who: &Name,
    placing: Placing,
    name: impl Fn(Option<OfferIdx>) -> String,
) -> Phrase {
    let [a, b] = [0, 1].map(|k| fact_name(model.features().get(axes[k].feature)));
    let what = placing.at().map_or_else(
        || "Which offer comes first at every pair of values of ".to_owned(),
        |at| format!("On which side of the line of {at} every pair of values stands of "),
    );
    let mut lead = Phrase::default()
        .plain(what)
        .strong(a)
        .plain(" and ")
        .strong(b)
        .plain(format!(", everything else of {} unchanged. ", who.short));
    lead = match first {
        [one] if placing.is_line() => lead.strong(name(*one)).plain(" at every one of them."),
        [one] => lead.strong(name(*one)).plain(" comes first at every one of them."),
        _ => lead.plain("Exact: it switches where two regions meet, and nowhere else."),
    };
    match (axes[0].now.is_none(), axes[1].now.is_none()) {
        (false, false) => lead,
        (true, true) => lead.plain(" Both facts must not be used now, so there is no point for the customer."),
        (across, _) => lead.plain(format!(
            " {} must not be used now, so there is no point for the customer.",
            axes[usize::from(!across)].label
        )),
    }
}

/// Neighbours joined where nothing else comes first; levels stay by themselves, for each has its name.
fn bands(model: &CustomerModel, axis: &AxisView, same: impl Fn(usize) -> bool) -> Vec<Band> {
    let feature = model.features().get(axis.feature);
    let mut bands: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, place) in axis.places.iter().enumerate() {
        let number = |p: &PlaceView| matches!(p.least, Value::Number(_));
        match bands.last_mut() {
            Some(last) if !axis.named && number(place) && number(&axis.places[i - 1]) && same(i) => last.end = i + 1,
            _ => bands.push(i..i + 1),
        }
    }
    let band = |places: std::ops::Range<usize>| {
        let (first, last) = (&axis.places[places.start], &axis.places[places.end - 1]);
        let mark = match first.least {
            Value::Number(_) if !axis.named && first.low > axis.range.0 => {
                value::tick(feature, model.rounding(), first.low)
            }
            Value::Number(x) if !axis.named => value::brief(feature, x),
            _ => first.text.clone(),
        };
        let text = match first.least {
            Value::Number(_) if !axis.named => {
                values_text(feature, model.rounding(), first.least, first.low, last.high)
            }
            _ => first.text.clone(),
        };
        Band { from: first.from, to: last.to, text, mark, places }
    };
    bands.into_iter().map(band).collect()
}

fn axis_view(model: &CustomerModel, axis: &Axis, values: &[Value], real: &[Value]) -> AxisView {
    let feature = model.features().get(axis.feature);
    let both = [values, real].map(|v| v[axis.feature.index()]);
    let missing = both.contains(&Value::Missing);
    let span = if missing { 1.0 - NOT_KNOWN.0 - NOT_KNOWN.1 } else { 1.0 };
    let named = feature.kind.is_choice() || feature.kind == FeatureKind::YesNo;
    let (mut places, range, ends) = if named {
        (levels(feature, axis, span, both.contains(&Value::OtherLevel)), (0.0, 1.0), Vec::new())
    } else {
        let number = |v: Value| if let Value::Number(x) = v { Some(x).filter(|x| x.is_finite()) } else { None };
        let range = slider_range(model, feature, axis.feature, &both.map(number));
        let ends = vec![(0.0, value::brief(feature, range.0)), (span, value::brief(feature, range.1))];
        (stretches(model, feature, axis, range, span), range, ends)
    };
    if missing {
        let text = value::value(feature, Value::Missing);
        let at = axis.places.len() - 1;
        places.push(named_place(at, Value::Missing, text, (1.0 - NOT_KNOWN.0, 1.0)));
    }
    let here = |value: Value| {
        let at = axis.at(value)?;
        // a value that no step leads to stands in the place before
        Some(places.iter().rposition(|p| p.at <= at).unwrap_or(0))
    };
    let stands = |value: Value| match value {
        Value::Number(x) if !named => Some(((x - range.0) / (range.1 - range.0) * span).clamp(0.0, span)),
        _ => here(value).and_then(|i| places.get(i)).map(|p| f64::midpoint(p.from, p.to)),
    };
    AxisView {
        feature: axis.feature,
        label: feature.label.clone(),
        unit: feature.unit.clone(),
        now: stands(both[0]),
        before: stands(both[1]),
        here: here(both[0]),
        bands: Vec::new(),
        places,
        ends,
        named,
        range,
        span,
    }
}

fn named_place(at: usize, value: Value, text: String, (from, to): (f64, f64)) -> PlaceView {
    PlaceView { at, from, to, text, least: value, most: value, low: f64::NAN, high: f64::NAN }
}

/// Levels, or no and yes, side by side and all as wide.
fn levels(feature: &Feature, axis: &Axis, span: f64, other: bool) -> Vec<PlaceView> {
    let mut list: Vec<Value> = match feature.kind {
        FeatureKind::YesNo => vec![Value::Number(0.0), Value::Number(1.0)],
        _ => (0..feature.levels().len() as u32).map(Value::Level).collect(),
    };
    list.extend(other.then_some(Value::OtherLevel));
    let width = span / list.len().max(1) as f64;
    let place = |(i, &value): (usize, &Value)| {
        let at = axis.at(value)?;
        let ends = (i as f64 * width, (i as f64 + 1.0) * width);
        Some(named_place(at, value, value::value(feature, value), ends))
    };
    list.iter().enumerate().filter_map(place).collect()
}

/// The stretches in which a value exists, on the scale of their numbers.
fn stretches(model: &CustomerModel, feature: &Feature, axis: &Axis, range: (f64, f64), span: f64) -> Vec<PlaceView> {
    let position = |x: f64| ((x - range.0) / (range.1 - range.0) * span).clamp(0.0, span);
    let mut places: Vec<PlaceView> = Vec::new();
    for (at, place) in axis.known().iter().enumerate() {
        let Some((least, most)) = ends(model, feature, place, range) else { continue };
        if let Some(last) = places.last_mut() {
            last.to = position(place.low);
        }
        places.push(PlaceView {
            at,
            from: if places.is_empty() { 0.0 } else { position(place.low) },
            to: span,
            text: values_text(feature, model.rounding(), place.value, place.low, place.high),
            least: Value::Number(least),
            most: Value::Number(most),
            low: place.low,
            high: place.high,
        });
    }
    if places.is_empty() {
        // no step leads into the range: its low end stands for all of it
        let low = Value::Number(range.0);
        places.push(named_place(axis.at(low).unwrap_or(0), low, value::value(feature, low), (0.0, span)));
    }
    places
}

/// The first and the last value that exist in a place, within a range.
fn ends(model: &CustomerModel, feature: &Feature, place: &Place, (low, high): (f64, f64)) -> Option<(f64, f64)> {
    let rounding = model.rounding();
    let least = match place.value {
        Value::Number(_) if place.low > low && feature.step.is_some() => {
            feature.first_from(rounding.least(place.low))
        }
        Value::Number(inside) if place.low > low => inside,
        _ => feature.first_from(low),
    };
    let last = match feature.step {
        None if place.high.is_finite() => just_below(rounding, place.high),
        _ => feature.last_below(rounding.least(place.high)),
    };
    let most = last.min(high);
    (least < rounding.least(place.high) && least <= high && least <= most).then_some((least, most))
}

/// The rows of a map as letters, for a terminal: what comes first in every pair of bands.
pub fn letters(view: &MapView) -> Vec<(String, Vec<String>)> {
    let row = |(j, band): (usize, &Band)| {
        let of = |i: usize| view.short(view.winner_of_bands([i, j]));
        (band.text.clone(), (0..view.axes[0].bands.len()).map(of).collect())
    };
    // upwards, as it is drawn
    view.axes[1].bands.iter().enumerate().rev().map(row).collect()
}
