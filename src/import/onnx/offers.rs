//! From the outputs of a graph to offers and a link: which sums are whose margin, and what makes a response of it.

use std::rc::Rc;

use super::scores::{Linear, Scores, Stage};
use super::trees::{Ensemble, FileKind, FileTree, Label};
use super::value::Value;
use crate::base::{Error, Kind, Result};
use crate::model::builder::OFFERS_MAX;
use crate::model::{Aggregate, Link, Offer};

/// By how much sums of float32 chances may miss what they stand for.
const CHANCE_SLACK: f64 = 1e-6;

/// Which sums are offers, and what follows them.
#[derive(Debug)]
pub(super) struct Plan {
    margins: Vec<Linear>,
    stage: Stage,
    /// The logistic's factor.
    scale: f64,
    /// Whether they come from a classifier.
    classes: bool,
    /// Whether the one margin is the second of two classes whose scores add up to one.
    chance_of_two: bool,
}

/// Chooses the offers from what the graph gives out.
///
/// # Errors
/// [`Kind::Unsupported`] if outputs give out scores in different forms, [`Kind::Invalid`] past the limit of offers.
pub(super) fn plan(outputs: &[(String, Value)], warnings: &mut Vec<String>) -> Result<Plan> {
    let scores: Vec<(&str, &Scores)> = outputs
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Scores(scores) => Some((name.as_str(), &**scores)),
            _ => None,
        })
        .collect();
    let Some(&(first_name, first)) = scores.first() else {
        return Err(Error::new(Kind::Unsupported, "no output gives out scores"));
    };
    let stage = first.stage;
    let mut columns: Vec<Linear> = Vec::new();
    for &(name, other) in &scores {
        let same = other.stage == stage && (stage != Stage::Softmax || same_sums(&other.all, &first.all));
        if !same {
            let what = format!("the outputs \"{first_name}\" and \"{name}\" give out scores in two forms");
            return Err(Error::new(Kind::Unsupported, what)
                .at("the graph's outputs")
                .hint("export it with one of them"));
        }
        // the same scores may be given out twice, as a table and as a map
        let repeats = other.picks.len() == columns.len() && other.columns().zip(&columns).all(|(a, b)| a.is_sum(b));
        let known = if repeats { columns.len() } else { 0 };
        let n = columns.len();
        for column in other.columns().skip(known) {
            if !columns[..n].contains(column) {
                columns.push(column.clone());
            }
            if columns.len() > OFFERS_MAX {
                let what = format!("more than {OFFERS_MAX} classes or targets, the limit");
                return Err(Error::new(Kind::Invalid, what).past_limit());
            }
        }
    }
    if stage == Stage::Softmax {
        if columns.len() < first.all.len() {
            let what = "the file gives out only some of the classes; all are shown, since each depends on the others";
            warnings.push(what.into());
        }
        columns = (*first.all).clone();
    }
    if columns.len() > OFFERS_MAX {
        let what = format!("{} classes or targets, the limit is {OFFERS_MAX}", columns.len());
        return Err(Error::new(Kind::Invalid, what).past_limit());
    }
    let classes = scores.iter().all(|(_, s)| s.classes);
    let mut chance_of_two = false;
    // two classes whose scores say the same are one margin, that of the second
    if let ([a, b], Stage::Sum | Stage::Logistic) = (columns.as_slice(), stage)
        && !b.terms.is_empty()
        && classes
    {
        let sum = a.sum_if_constant(b);
        if sum == Some(0.0) || (sum == Some(1.0) && stage == Stage::Sum) || a.terms.is_empty() && a.constant == 0.0 {
            chance_of_two = sum == Some(1.0);
            columns.remove(0);
        }
    }
    let scale = match stage {
        Stage::Logistic => common_scale(&mut columns),
        _ => 1.0,
    };
    Ok(Plan { margins: columns, stage, scale, classes, chance_of_two })
}

fn same_sums(a: &Rc<Vec<Linear>>, b: &Rc<Vec<Linear>>) -> bool {
    Rc::ptr_eq(a, b) || a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| x.is_sum(y))
}

/// A positive factor that all trees share belongs to the logistic, so that leaves stay as the file has them.
fn common_scale(columns: &mut [Linear]) -> f64 {
    let mut factors = columns.iter().flat_map(|c| &c.terms).map(|t| t.2);
    let Some(scale) = factors.next() else { return 1.0 };
    if scale <= 0.0 || scale == 1.0 || !scale.is_finite() || factors.any(|f| f != scale) {
        return 1.0;
    }
    for column in columns {
        column.constant /= scale;
        column.terms.iter_mut().for_each(|t| t.2 = 1.0);
    }
    scale
}

/// Targets and factors of a tree operator, for one offer.
pub(super) type Factors = Vec<(u32, f64)>;

impl Plan {
    /// How many offers there are.
    pub(super) fn n_offers(&self) -> usize {
        self.margins.len()
    }

    /// For one tree operator, each offer that it adds to, with targets and factors.
    pub(super) fn terms_of(&self, ensemble: u32) -> Vec<(usize, Factors)> {
        let factors = |margin: &Linear| -> Factors {
            margin.terms.iter().filter(|t| t.0 == ensemble && t.2 != 0.0).map(|t| (t.1, t.2)).collect()
        };
        self.margins.iter().map(factors).enumerate().filter(|(_, f)| !f.is_empty()).collect()
    }

    /// What makes a response of a margin, and what to say about it.
    pub(super) fn link(&self, bounds: &Bounds) -> (Link, Option<String>) {
        let link = match self.stage {
            Stage::Logistic => Link::Logistic { scale: self.scale },
            Stage::Exp => Link::Exp,
            Stage::Softmax => Link::Softmax,
            Stage::Sum if !self.classes => Link::Identity { probability: false },
            Stage::Sum if bounds.are_chances(self.chance_of_two) => Link::Identity { probability: true },
            Stage::Sum => Link::Ranking,
        };
        let raw = "the file gives out raw scores of a classifier, without the step to chances: they only order";
        (link, matches!(link, Link::Ranking).then(|| raw.to_owned()))
    }

    /// The offers; a class is called by its label.
    pub(super) fn offers(&self, link: Link) -> Vec<Offer> {
        let single = self.margins.len() == 1;
        self.margins
            .iter()
            .enumerate()
            .map(|(i, margin)| {
                let title = match margin.label.as_deref() {
                    Some(Label::Text(text)) if !text.trim().is_empty() => text.clone(),
                    Some(Label::Number(1) | Label::Text(_)) if single => crate::import::outcome(link).into(),
                    Some(Label::Number(n)) => format!("Class {n}"),
                    _ if single => crate::import::outcome(link).into(),
                    Some(Label::Text(_)) => format!("Class {i}"),
                    None => format!("Output {i}"),
                };
                let base_score = margin.constant;
                Offer { title, base_score, ..Offer::bare(i.to_string(), Aggregate::Sum) }
            })
            .collect()
    }
}

/// What the leaves of a tree add to one offer, per node; 0 for splits.
pub(super) fn leaf_values(ensemble: &Ensemble, tree: &FileTree, leaves: &[u32], factors: &[(u32, f64)]) -> Vec<f64> {
    let mut factor_of = vec![0.0; ensemble.n_targets];
    factors.iter().for_each(|&(target, factor)| factor_of[target as usize] = factor);
    let value = |&leaf: &u32| {
        let Some(FileKind::Leaf { from, to }) = tree.nodes.get(leaf as usize).map(|n| &n.kind) else { return 0.0 };
        let mut sum = 0.0;
        for &(target, weight) in &ensemble.votes[*from..*to] {
            let factor = factor_of[target as usize];
            if factor != 0.0 {
                sum += weight * (factor * ensemble.weight);
            }
        }
        sum
    };
    leaves.iter().map(value).collect()
}

/// The least and the greatest that offers' sums can be, and whether they add up to the same for everybody.
#[derive(Debug)]
pub(super) struct Bounds {
    low: Vec<f64>,
    high: Vec<f64>,
    /// The sum over all offers, if it is the same in every leaf.
    all: Option<f64>,
}

impl Bounds {
    /// Of constants alone.
    pub(super) fn of(plan: &Plan) -> Self {
        let constants: Vec<f64> = plan.margins.iter().map(|m| m.constant).collect();
        Self { all: Some(constants.iter().sum()), low: constants.clone(), high: constants }
    }

    /// Adds one tree: per offer, its leaves.
    pub(super) fn add(&mut self, leaves: &[u32], values: &[(usize, Vec<f64>)]) {
        let places = || (0..leaves.len()).filter(|&i| leaves[i] != u32::MAX);
        for (offer, values) in values {
            self.low[*offer] += places().map(|i| values[i]).fold(f64::INFINITY, f64::min);
            self.high[*offer] += places().map(|i| values[i]).fold(f64::NEG_INFINITY, f64::max);
        }
        let sums = || places().map(|i| values.iter().map(|(_, v)| v[i]).sum::<f64>());
        let (low, high) = (sums().fold(f64::INFINITY, f64::min), sums().fold(f64::NEG_INFINITY, f64::max));
        self.all = self.all.filter(|_| high - low <= CHANCE_SLACK).map(|all| all + high);
    }

    /// Whether the sums are chances for every customer there can be: each from 0 to 1, and all of them adding up to 1
    /// unless the one offer is the second of two.
    fn are_chances(&self, of_two: bool) -> bool {
        let range = |(low, high): (&f64, &f64)| *low >= -CHANCE_SLACK && *high <= 1.0 + CHANCE_SLACK;
        let whole = of_two || self.all.is_some_and(|all| (all - 1.0).abs() <= 10.0 * CHANCE_SLACK);
        whole && self.low.iter().zip(&self.high).all(range)
    }
}
