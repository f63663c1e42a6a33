//! Answers, and how each is worked out.

use super::question::{ExplainQuestion, Inputs};
use super::scenarios::ranking;
use crate::base::{FeatureIdx, OfferIdx, TreeIdx};
use crate::explain::change::{CHANGES_MAX, change_shares};
use crate::explain::curve::{ResponseCurve, Stretch, curve_from, just_below};
use crate::explain::{Attribution, Interactions};
use crate::model::{CustomerModel, Feature, FeatureKind, Line, Value};
use crate::score::margin::{margins_of, node_means};
use crate::score::{
    Certificate, Codes, MergedPath, PathEnd, Recommendation, TreePath, leaf_values, margins, merged_path, recommend,
    replay, tree_path,
};

/// Why a customer gets what they get.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What was asked.
    pub question: ExplainQuestion,
    /// From where on the only offer is sent; `None` where there are several.
    pub line: Option<Line>,
    /// The ranking for the customer as asked.
    pub now: Recommendation,
    /// The ranking for the customer as they really are.
    pub before: Recommendation,
    /// The offer that is explained.
    pub focus: OfferIdx,
    /// Where its margin comes from.
    pub attribution: Attribution,
    /// The offer it is compared with (the runner-up; the winner if another one is explained) and where that one's
    /// margin comes from.
    pub rival: Option<Attribution>,
    /// What would happen along each feature, in the model's order.
    pub curves: Vec<ResponseCurve>,
    /// What all trees of the offer together ask of the customer.
    pub merged: MergedPath,
    /// Per tree of the offer: what it adds to the margin, and what it adds on average (by cover; `None` without).
    pub trees: Vec<(TreeIdx, f64, Option<f64>)>,
    /// Changes of one fact that bring another offer first, nearest first.
    pub switches: Vec<Switch>,
    /// What each changed fact did to each offer's margin, by changed fact and offer; `None` if too many are changed to
    /// tell apart.
    pub change_shares: Option<Vec<Vec<f64>>>,
    /// The ranking with each changed fact changed alone; empty where fewer than two are changed, or too many.
    pub alone: Vec<Recommendation>,
    /// Every path walked a second time.
    pub certificate: Certificate,
}

impl Explanation {
    /// Features whose value differs from the original.
    pub fn changed(&self) -> Vec<FeatureIdx> {
        self.question.changed()
    }
}

/// The nearest value of one feature at which another offer comes first, in one direction.
#[derive(Clone, PartialEq, Debug)]
pub struct Switch {
    /// The feature.
    pub feature: FeatureIdx,
    /// The nearest value that exists (on the feature's step) where it switches.
    pub to: Value,
    /// Numbers: whether the value must be at least (`true`) or at most that; choices: `None`.
    pub at_least: Option<bool>,
    /// Numbers: the values `low <= x < high` round it at which the same comes first, infinite where there is no end; a
    /// stretch in which no value exists ends nothing. Choices: NaN.
    pub stays: (f64, f64),
    /// What comes first there; `None` if the customer may get nothing.
    pub winner: Option<OfferIdx>,
    /// Responses there, by offer.
    pub responses: Vec<f64>,
    /// How far away it is, as a share of the feature's range; a level counts as a quarter.
    pub distance: f64,
}

/// Answers an [`ExplainQuestion`]. O(leaves · d² + trees · features · cells) of the model.
pub fn explain(inputs: &Inputs, question: &ExplainQuestion) -> Explanation {
    let model = inputs.model();
    let absence = inputs.absence();
    let codes = Codes::of(model, &question.values);
    let leaves = leaf_values(model, &codes, absence);
    let all = margins_of(model, &leaves);
    let line = question.line.or(inputs.line());
    let now = recommend(model, &question.values, &all).from_line(line);
    let before_codes = Codes::of(model, &question.original);
    let before = if before_codes == codes {
        recommend(model, &question.original, &all).from_line(line)
    } else {
        recommend(model, &question.original, &margins(model, &before_codes, absence)).from_line(line)
    };
    let focus = question.offer.or(now.winner().map(|w| w.offer)).unwrap_or(OfferIdx(0));
    let rival = match now.winner() {
        Some(winner) if winner.offer != focus => Some(winner.offer),
        _ => now.runner_up().map(|r| r.offer),
    };
    let of = |offer: OfferIdx| inputs.explainer().attribute(&codes, offer, all[offer.index()]);
    let attribution = of(focus);
    let curves: Vec<ResponseCurve> = model
        .features()
        .iter()
        .map(|(feature, _)| curve_from(model, &question.values, &codes, feature, absence, line, &leaves))
        .collect();
    let weight = model.leaf_weight(focus);
    let trees = model
        .trees_of(focus)
        .map(|(i, _)| (i, leaves[i.index()] * weight, inputs.tree_mean(i).map(|m| m * weight)))
        .collect();
    let changed = question.changed();
    Explanation {
        question: question.clone(),
        focus,
        line,
        rival: rival.map(of),
        merged: merged_path(model, &codes, Some(focus)),
        trees,
        switches: switches(model, &question.values, &curves, now.winner().map(|w| w.offer)),
        change_shares: change_shares(model, &question.original, &question.values, &changed, absence),
        alone: alone(inputs, question, &changed),
        certificate: replay(model, &question.values, absence),
        attribution,
        curves,
        now,
        before,
    }
}

/// What comes first with each of the changes by itself. O(changes · trees · depth) where nothing is withheld.
fn alone(inputs: &Inputs, question: &ExplainQuestion, changed: &[FeatureIdx]) -> Vec<Recommendation> {
    if !(2..=CHANGES_MAX).contains(&changed.len()) {
        return Vec::new();
    }
    let one = |feature: &FeatureIdx| {
        let mut values = question.original.clone();
        values[feature.index()] = question.values[feature.index()];
        ranking(inputs, &values, question.line)
    };
    changed.iter().map(one).collect()
}

/// The nearest switch in each direction of each feature that the model uses or a rule asks about.
fn switches(
    model: &CustomerModel,
    values: &[Value],
    curves: &[ResponseCurve],
    winner: Option<OfferIdx>,
) -> Vec<Switch> {
    let mut found = Vec::new();
    for curve in curves {
        let feature = model.features().get(curve.feature);
        let range = feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let exists = |s: &&Stretch| nearest_inside(model, s, f64::NEG_INFINITY, feature, range).is_some();
        // where another comes first on both sides of a stretch
        let stays = |s: &Stretch| {
            let at = curve.stretches.partition_point(|t| t.low < s.low);
            let ends = |t: &&Stretch| t.winner != s.winner && exists(t);
            let below = curve.stretches[..at].iter().rev().find(ends).map_or(f64::NEG_INFINITY, |t| t.high);
            let above = curve.stretches[at..].iter().find(ends).map_or(f64::INFINITY, |t| t.low);
            (below, above)
        };
        let switch = |s: &Stretch, to: Value, at_least: Option<bool>, distance: f64| Switch {
            feature: curve.feature,
            to,
            at_least,
            stays: if s.low.is_nan() { (s.low, s.high) } else { stays(s) },
            winner: s.winner,
            responses: s.responses.clone(),
            distance,
        };
        match values[curve.feature.index()] {
            Value::Number(x) => {
                let (low, high) = feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
                let width = if (high - low).is_finite() && high > low { high - low } else { x.abs().max(1.0) };
                let step = |s: &Stretch| nearest_inside(model, s, x, feature, (low, high));
                let candidates = curve.stretches.iter().filter(|s| s.winner != winner);
                let above = candidates.clone().filter(|s| s.low > x).find_map(|s| Some((s, step(s)?)));
                let below = candidates.filter(|s| s.high <= x).rev().find_map(|s| Some((s, step(s)?)));
                for ((s, to), at_least) in above.map(|p| (p, true)).into_iter().chain(below.map(|p| (p, false))) {
                    found.push(switch(s, Value::Number(to), Some(at_least), (to - x).abs() / width));
                }
            }
            Value::Level(now) => {
                for s in curve.stretches.iter().filter(|s| s.winner != winner && s.value != Value::Level(now)) {
                    found.push(switch(s, s.value, None, 0.25));
                }
            }
            // what is not known can become known
            Value::Missing | Value::OtherLevel if feature.kind.is_choice() => {
                for s in curve.stretches.iter().filter(|s| s.winner != winner) {
                    found.push(switch(s, s.value, None, 0.25));
                }
            }
            Value::Missing if feature.kind == FeatureKind::YesNo => {
                for x in [0.0, 1.0].map(Value::Number) {
                    let s = curve.at(x);
                    if s.winner != winner {
                        found.push(switch(s, x, None, 0.25));
                    }
                }
            }
            Value::Missing => {
                // one value for each offer that would come first, the lowest
                let (low, high) = feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
                let mut seen = vec![winner];
                for s in &curve.stretches {
                    let to = nearest_inside(model, s, f64::NEG_INFINITY, feature, (low, high));
                    if let Some(to) = to.filter(|_| !seen.contains(&s.winner)) {
                        seen.push(s.winner);
                        found.push(switch(s, Value::Number(to), None, 0.25));
                    }
                }
            }
            Value::Withheld | Value::OtherLevel => {}
        }
    }
    found.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.feature.cmp(&b.feature)));
    found
}

/// The value nearest to `x` inside a stretch, on the feature's grid and within its range, if there is one.
pub(super) fn nearest_inside(
    model: &CustomerModel,
    s: &Stretch,
    x: f64,
    feature: &Feature,
    (low, high): (f64, f64),
) -> Option<f64> {
    let rounding = model.rounding();
    let value = match feature.step {
        None if s.low > x => s.low.max(low),
        _ if s.low > x => feature.first_from(rounding.least(s.low).max(low)),
        None if s.high.is_finite() => just_below(rounding, s.high),
        _ => feature.last_below(rounding.least(s.high)),
    };
    // also the lowest of all stretches has values, from the range's low end on
    let value = if value.is_finite() { value } else { feature.first_from(low) };
    let inside = rounding.least(s.low) <= value && value < rounding.least(s.high);
    (value.is_finite() && inside && low <= value && value <= high).then_some(value)
}

/// One tree, and the customer's way through it.
#[derive(Clone, Debug)]
pub struct TreeAnswer {
    /// The way.
    pub path: TreePath,
    /// The average below each node in margin, by cover, as it counts in the offer's margin; empty without covers.
    pub means: Vec<f64>,
    /// What the tree adds to the margin.
    pub value: f64,
    /// What a leaf counts: 1 for sums, 1 / trees for means.
    pub weight: f64,
}

/// Answers what one tree does with a customer. O(nodes).
pub fn tree(inputs: &Inputs, values: &[Value], tree: TreeIdx) -> TreeAnswer {
    let model = inputs.model();
    let codes = Codes::of(model, values);
    let path = tree_path(model, tree, &codes);
    let weight = model.leaf_weight(model.tree(tree).offer);
    let value = match &path.end {
        PathEnd::Leaf { value, .. } => *value,
        PathEnd::Open { .. } => crate::score::margin::tree_value(model, model.tree(tree), &codes, inputs.absence()),
    };
    let means = node_means(model.tree(tree)).into_iter().map(|m| m * weight).collect();
    TreeAnswer { path, means, value: value * weight, weight }
}

/// What pairs of facts do together.
#[derive(Clone, Debug)]
pub struct Together {
    /// Which offer.
    pub offer: OfferIdx,
    /// Pairs and what both do together (both halves), greatest first; only those that are not 0.
    pub pairs: Vec<(FeatureIdx, FeatureIdx, f64)>,
    /// All of them, with main effects on the diagonal.
    pub interactions: Interactions,
}

/// Answers what pairs of facts do together for one offer. O(leaves · d³).
pub fn together(inputs: &Inputs, values: &[Value], offer: OfferIdx) -> Together {
    let codes = Codes::of(inputs.model(), values);
    let margin = margins(inputs.model(), &codes, inputs.absence())[offer.index()];
    let attribution = inputs.explainer().attribute(&codes, offer, margin);
    let interactions = inputs.explainer().interact(&codes, &attribution);
    let features: Vec<FeatureIdx> = interactions.features().collect();
    let mut pairs = Vec::new();
    for (i, &a) in features.iter().enumerate() {
        for &b in &features[i + 1..] {
            let both = 2.0 * interactions.get(a, b);
            if both != 0.0 {
                pairs.push((a, b, both));
            }
        }
    }
    pairs.sort_by(|x, y| y.2.abs().total_cmp(&x.2.abs()));
    Together { offer, pairs, interactions }
}
