//! The reasons as steps that add up: from the average customer to this one, on the margin's own axis.

use super::fact;
use crate::ask::{AbsenceKind, Explanation, Inputs};
use crate::base::{FeatureIdx, number};
use crate::explain::Attribution;
use crate::model::Profile;
use crate::view::letter;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::Name;
use crate::view::value;

/// How many reasons stand by themselves before "everything else".
pub const REASONS: usize = 6;

/// The reasons as steps from the average to this customer.
#[derive(Clone, PartialEq, Debug)]
pub struct Waterfall {
    /// What the axis counts: "chance to accept".
    pub axis: String,
    /// Positions on the axis (margins) with their labels.
    pub ticks: Vec<(f64, String)>,
    /// From the start to the end.
    pub rows: Vec<Step>,
    /// What the numbers at the bars count.
    pub unit: &'static str,
}

/// One row of a waterfall.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// "Average basket"; the start and the end say whose score it is.
    pub label: String,
    /// "38.40 €"; at the start and the end the response.
    pub value: String,
    /// "+9.1"; empty at the start and the end.
    pub share: String,
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

/// The reasons as steps; `all` shows every fact that has a share.
pub fn waterfall(
    inputs: &Inputs,
    profile: &Profile,
    explanation: &Explanation,
    measure: &Measure,
    all: bool,
) -> Waterfall {
    let model = inputs.model();
    let attribution = &explanation.attribution;
    let shown = shown_shares(attribution, measure);
    let order = order(attribution);
    // a single fact left over gets its own row instead of "everything else, 1 fact"
    let n_rows = if all || order.len() <= REASONS + 1 { order.len() } else { REASONS };
    let mut rows = Vec::with_capacity(n_rows + 3);
    let mut margin = attribution.base_value;
    let anchor = |label: String, margin: f64, kind: StepKind| Step {
        label,
        value: measure.margin(margin),
        share: String::new(),
        from: margin,
        to: margin,
        kind,
        marks: Vec::new(),
    };
    rows.push(anchor(start_name(inputs), margin, StepKind::Start));
    for &feature in &order[..n_rows] {
        let entry = model.features().get(feature);
        let to = margin + attribution.shares[feature.index()];
        rows.push(Step {
            label: entry.label.clone(),
            value: value::value(entry, explanation.question.values[feature.index()]),
            share: measure.share(shown[feature.index()]),
            from: margin,
            to,
            kind: StepKind::Fact(feature),
            marks: fact::marks(entry),
        });
        margin = to;
    }
    if n_rows < order.len() {
        let rest = &order[n_rows..];
        let to = margin + rest.iter().map(|f| attribution.shares[f.index()]).sum::<f64>();
        rows.push(Step {
            label: "Everything else".to_owned(),
            value: number::count(rest.len(), "fact", "facts"),
            share: measure.share(rest.iter().map(|f| shown[f.index()]).sum()),
            from: margin,
            to,
            kind: StepKind::Rest(rest.len()),
            marks: Vec::new(),
        });
    }
    let name = Name::of(profile);
    let label = if explanation.changed().is_empty() { name.short } else { format!("{} in this what-if", name.short) };
    let mut end = anchor(label, attribution.margin, StepKind::End);
    if model.link() == crate::model::Link::Softmax {
        // the response depends on the other offers' margins too
        end.value = format!("{} ({})", end.value, measure.response(explanation.now.of(explanation.focus).1.response));
    }
    rows.push(end);
    let ticks = ticks(&rows, measure);
    let axis = axis_title(measure, &letter(explanation.focus), model.offers().len() > 1);
    Waterfall { axis, ticks, rows, unit: measure.share_unit() }
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

/// Labelled positions on the margin axis: round responses where the link has them, else round margins.
fn ticks(rows: &[Step], measure: &Measure) -> Vec<(f64, String)> {
    use crate::model::Link;
    let ends = rows.iter().flat_map(|r| [r.from, r.to]);
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
