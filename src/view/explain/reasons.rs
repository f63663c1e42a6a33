//! The reasons as steps that add up: from the average customer to this one, on the margin's own axis.

use super::fact;
use crate::ask::{AbsenceKind, Explanation, Inputs, Typical, Usual};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::explain::Attribution;
use crate::model::{Dictionary, Profile};
use crate::view::letter;
use crate::view::line::Placing;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, list, lower_first};
use crate::view::value::{self, NOBODY_SAID, is_said};

/// How many reasons stand by themselves before "everything else", where there is no room for more.
pub const REASONS: usize = 6;

/// The reasons as steps from the average to this customer.
#[derive(Clone, PartialEq, Debug)]
pub struct Waterfall {
    /// What the axis counts: "chance to accept".
    pub axis: String,
    /// Positions on the axis (margins) with their labels.
    pub ticks: Vec<(f64, String)>,
    /// From the start to the end; every fact that has a share, but for those that [`few`](Self::few) put together.
    pub rows: Vec<Step>,
    /// What the numbers at the bars count.
    pub unit: &'static str,
    /// What they count, and against what: "score points, against the average customer".
    pub against: String,
    /// Whose score it is: its colour.
    pub offer: OfferIdx,
    /// The line of the only offer: its margin, and where it stands in words.
    pub line: Option<(f64, String)>,
    /// What "everything else" holds that a committee looks for; `None` where there is no such row.
    pub rest_note: Option<String>,
    /// Whether anybody said of any fact whether it is sensitive or protected.
    is_said: bool,
    measure: Measure,
}

/// One row of a waterfall.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// "Average basket"; the start and the end say whose score it is.
    pub label: String,
    /// "38.40 €"; at the start and the end the response.
    pub value: String,
    /// What is usual, where that is known: "74.46 €", "most: Fashion". Empty otherwise.
    pub usual: String,
    /// "+9.1"; empty at the start and the end.
    pub share: String,
    /// The same as a number, in the unit shown; 0 at the start and the end.
    pub amount: f64,
    /// The margin before and after it; equal at the start and the end.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// What sort of row it is.
    pub kind: StepKind,
    /// "sensitive", "protected": what a committee looks for.
    pub marks: Vec<&'static str>,
}

/// What sort of row of a waterfall it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepKind {
    /// Where the explanation starts.
    Start,
    /// One fact.
    Fact(FeatureIdx),
    /// All facts that have no row of their own, this many.
    Rest(usize),
    /// Where it ends: the customer.
    End,
}

/// The order of an attribution's rows: features whose share is not 0, greatest first.
pub fn order(attribution: &Attribution) -> Vec<FeatureIdx> {
    let mut features: Vec<FeatureIdx> =
        (0..attribution.shares.len()).map(FeatureIdx::new).filter(|f| attribution.shares[f.index()] != 0.0).collect();
    let size = |f: &FeatureIdx| attribution.shares[f.index()].abs();
    features.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
    features
}

/// Shares in the unit shown: as they are, or as the change of the response along the way in [`order`].
pub fn shown_shares(attribution: &Attribution, measure: &Measure) -> Vec<f64> {
    if measure.scale() == Scale::Points {
        return attribution.shares.clone();
    }
    let mut shown = vec![0.0; attribution.shares.len()];
    let mut margin = attribution.base_value;
    for feature in order(attribution) {
        let next = margin + attribution.shares[feature.index()];
        shown[feature.index()] = measure.link().apply(next) - measure.link().apply(margin);
        margin = next;
    }
    shown
}

/// What a score starts from, in words.
pub fn start_name(inputs: &Inputs) -> String {
    match inputs.absence_kind() {
        (AbsenceKind::ByCover, _) if inputs.model().has_counted_covers() => "Average reference customer".to_owned(),
        (AbsenceKind::ByCover, _) => "Average customer".to_owned(),
        (AbsenceKind::ByBackground, n) => {
            format!("Average of {}", number::count(n, "reference customer", "reference customers"))
        }
    }
}

/// The reasons as steps, each fact that has a share in a row of its own.
pub fn waterfall(inputs: &Inputs, profile: &Profile, explanation: &Explanation, measure: &Measure) -> Waterfall {
    let model = inputs.model();
    let attribution = &explanation.attribution;
    let shown = shown_shares(attribution, measure);
    let order = order(attribution);
    let mut rows = Vec::with_capacity(order.len() + 2);
    let mut margin = attribution.base_value;
    rows.push(anchor(start_name(inputs), measure.margin(margin), margin, StepKind::Start));
    for &feature in &order {
        let entry = model.features().get(feature);
        let (to, amount) = (margin + attribution.shares[feature.index()], shown[feature.index()]);
        rows.push(Step {
            label: entry.label.clone(),
            value: value::value(entry, explanation.question.values[feature.index()]),
            usual: String::new(),
            share: measure.share(amount),
            amount,
            from: margin,
            to,
            kind: StepKind::Fact(feature),
            marks: fact::marks(entry),
        });
        margin = to;
    }
    let name = Name::of(profile);
    let label = if explanation.changed().is_empty() { name.short } else { format!("{}, so changed", name.short) };
    let mut end = measure.margin(attribution.margin);
    if model.link() == crate::model::Link::Softmax {
        // the response depends on the other offers' margins too
        end = format!("{end} ({})", measure.response(explanation.now.of(explanation.focus).1.response));
    }
    rows.push(anchor(label, end, attribution.margin, StepKind::End));
    let line = explanation.line.zip(Placing::of(model, explanation.line).at());
    let line = line.map(|(line, at)| (line.margin(), at));
    let ticks = ticks(&rows, line.as_ref(), measure);
    let axis = axis_title(measure, &letter(explanation.focus), model.offers().len() > 1);
    Waterfall {
        axis,
        ticks,
        rows,
        unit: measure.share_unit(),
        against: format!("{}, against the {}", measure.share_unit(), lower_first(&start_name(inputs))),
        offer: explanation.focus,
        line,
        rest_note: (!is_said(model)).then(|| NOBODY_SAID.to_owned()),
        is_said: is_said(model),
        measure: *measure,
    }
}

fn anchor(label: String, value: String, margin: f64, kind: StepKind) -> Step {
    let (usual, share) = (String::new(), String::new());
    Step { label, value, usual, share, amount: 0.0, from: margin, to: margin, kind, marks: Vec::new() }
}

impl Waterfall {
    /// How many facts have a row of their own.
    pub fn n_facts(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.kind, StepKind::Fact(_))).count()
    }

    /// Puts what is usual beside every value.
    pub fn beside(&mut self, features: &Dictionary, typical: &Typical) {
        for row in &mut self.rows {
            let StepKind::Fact(idx) = row.kind else { continue };
            let feature = features.get(idx);
            row.usual = match typical.usual(idx) {
                Some(Usual::Average(mean)) => average(feature, mean),
                Some(Usual::Most(most)) => format!("most: {}", value::value(feature, most)),
                None => String::new(),
            };
        }
    }

    /// The same with the facts that weigh most in rows of their own, `most` of them or the few more that one row less
    /// would not save, and all others in one, of which it is said what a committee looks for.
    #[must_use]
    pub fn few(&self, most: usize) -> Self {
        // a single fact left over gets its own row instead of "everything else, 1 fact"
        if self.n_facts() <= most + 1 {
            return self.clone();
        }
        let (first, last) = (most + 1, self.rows.len() - 1);
        let rest = &self.rows[first..last];
        let amount = rest.iter().map(|row| row.amount).sum();
        let together = Step {
            value: number::count(rest.len(), "fact", "facts"),
            share: self.measure.share(amount),
            amount,
            to: rest[rest.len() - 1].to,
            ..anchor("Everything else".to_owned(), String::new(), rest[0].from, StepKind::Rest(rest.len()))
        };
        let mut rows = self.rows[..first].to_vec();
        rows.extend([together, self.rows[last].clone()]);
        Self { rows, rest_note: Some(self.rest_note(rest)), ..self.clone() }
    }

    /// What a committee looks for in what has no row of its own.
    fn rest_note(&self, rest: &[Step]) -> String {
        let of = |mark: &str| rest.iter().filter(|row| row.marks.contains(&mark)).collect::<Vec<_>>();
        // what is both is told once, as protected
        let protected = of("protected");
        let sensitive: Vec<_> = of("sensitive").into_iter().filter(|row| !row.marks.contains(&"protected")).collect();
        let told =
            [(&protected, "protected"), (&sensitive, "sensitive")].into_iter().filter(|(rows, _)| !rows.is_empty());
        let told: Vec<String> = told
            .map(|(rows, word)| {
                let names: Vec<String> = rows.iter().map(|row| lower_first(&row.label)).collect();
                format!("{} ({word})", list(&names))
            })
            .collect();
        let amount: f64 = protected.iter().chain(&sensitive).map(|row| row.amount).sum();
        match (told.is_empty(), self.is_said) {
            (false, _) if protected.len() + sensitive.len() > 1 => {
                format!("“Everything else” holds {}: together {}.", told.join("; "), self.amount(amount))
            }
            (false, _) => format!("“Everything else” holds {}: {}.", told.join("; "), self.amount(amount)),
            (true, true) => "“Everything else” holds nothing marked sensitive or protected.".to_owned(),
            (true, false) => format!("{NOBODY_SAID} “Everything else” may hold some."),
        }
    }

    fn amount(&self, amount: f64) -> String {
        if amount == 0.0 { "0".to_owned() } else { self.measure.share(amount) }
    }
}

/// An average, with a digit more than the fact's own values have.
fn average(feature: &crate::model::Feature, mean: f64) -> String {
    let text = match feature.step {
        _ if feature.kind == crate::model::FeatureKind::Date => return value::with_unit(feature, mean.round()),
        Some(step) if step >= 1.0 => number::fixed(mean, 1),
        Some(step) => number::fixed(mean, number::decimals_for(step, 1).max(2)),
        None => number::trimmed(mean, number::decimals_for(mean, 4)),
    };
    if feature.unit.is_empty() { text } else { format!("{text}\u{A0}{}", feature.unit) }
}

fn axis_title(measure: &Measure, letter: &str, several: bool) -> String {
    use crate::model::Link;
    let of = if several { format!(" of {letter}") } else { String::new() };
    match measure.link() {
        Link::Identity { probability: true } if several => format!("Chance to accept {letter}"),
        Link::Identity { probability: true } => "Chance".into(),
        Link::Logistic { .. } => format!("Chance{of} (spaced by score)"),
        Link::Softmax | Link::Ranking => format!("Score{of}"),
        Link::Identity { probability: false } => format!("Expected value{of}"),
        Link::Exp | Link::Softplus | Link::SignedSquare => format!("Expected value{of} (spaced by score)"),
    }
}

/// Round chances between two margins that are near to one another; `None` where there are no two.
fn round_chances(low: f64, high: f64, measure: &Measure) -> Option<Vec<(f64, String)>> {
    let link = measure.link();
    let (from, to) = (link.apply(low), link.apply(high));
    let step = nice_step((to - from) / 4.0);
    let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
    let decimals = number::decimals_for(step * 100.0, 1);
    let tick = |k: i64| {
        let chance = k as f64 * step;
        Some((link.invert(chance)?, format!("{}\u{A0}%", number::fixed(chance * 100.0, decimals))))
    };
    let list: Vec<_> = (first..=last.min(first.saturating_add(12))).filter_map(tick).collect();
    (list.len() >= 2).then_some(list)
}

/// Labelled positions on the margin axis: round responses where the link has them, else round margins.
fn ticks(rows: &[Step], line: Option<&(f64, String)>, measure: &Measure) -> Vec<(f64, String)> {
    use crate::model::Link;
    let ends = rows.iter().flat_map(|r| [r.from, r.to]).chain(line.map(|line| line.0));
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let pad = ((high - low) * 0.08).max(1e-9 * low.abs().max(high.abs()).max(1.0));
    let (low, high) = (low - pad, high + pad);
    if let Link::Logistic { .. } = measure.link() {
        const CHANCES: [f64; 21] = [
            0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98,
            0.99, 0.995, 0.999, 0.9999,
        ];
        let list: Vec<(f64, String)> = CHANCES
            .iter()
            .filter_map(|&c| Some((measure.link().invert(c)?, number::percent(c))))
            .filter(|(m, _)| *m >= low && *m <= high)
            .collect();
        if list.len() >= 2 {
            return list;
        }
    }
    if let (Link::Logistic { .. }, Some(list)) = (measure.link(), round_chances(low, high, measure)) {
        return list;
    }
    let step = nice_step((high - low) / 4.0);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first.saturating_add(12)))
        .map(|k| {
            let m = k as f64 * step;
            let text = match measure.link() {
                Link::Identity { probability: true } => {
                    let decimals = number::decimals_for(step * 100.0, 1);
                    format!("{}\u{A0}%", number::fixed(m * 100.0, decimals))
                }
                Link::Exp | Link::Softplus | Link::SignedSquare | Link::Logistic { .. } => measure.margin(m),
                _ => number::fixed(m, number::decimals_for(step, 1)),
            };
            (m, text)
        })
        .collect()
}

/// 1, 2 or 5 times a power of ten, at least `x`.
pub fn nice_step(x: f64) -> f64 {
    let power = 10f64.powf(x.abs().max(1e-300).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * power).find(|s| *s >= x * 0.999).unwrap_or(10.0 * power)
}
