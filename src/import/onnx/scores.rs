//! What the trees make, as formulas: per column a sum over targets of tree operators, then one function.

use std::rc::Rc;

use super::trees::{Ensemble, Label, Post};

/// A constant plus factors times what targets of tree operators sum up to.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Linear {
    /// The constant.
    pub constant: f64,
    /// Operator, target and factor; each pair once, ascending.
    pub terms: Vec<(u32, u32, f64)>,
    /// The class it stands for, if any.
    pub label: Option<Rc<Label>>,
}

/// What follows the sums.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// Nothing.
    Sum,
    /// The logistic function of each.
    Logistic,
    /// The exponential of each.
    Exp,
    /// The softmax of all.
    Softmax,
}

/// Columns of scores.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scores {
    /// Every column that the function saw.
    pub all: Rc<Vec<Linear>>,
    /// Which of them these are, in order.
    pub picks: Vec<u32>,
    /// The function.
    pub stage: Stage,
    /// Whether they come from a classifier, so that sums may be chances.
    pub classes: bool,
    /// Whether they are a list without rows and columns: one column.
    pub flat: bool,
}

impl Linear {
    fn constant(constant: f64, label: Option<Rc<Label>>) -> Self {
        Self { constant, terms: Vec::new(), label }
    }

    /// Whether it is the same sum, whatever it stands for.
    pub(super) fn is_sum(&self, other: &Self) -> bool {
        self.constant == other.constant && self.terms == other.terms
    }

    /// This times a factor plus a constant.
    pub(super) fn scaled(&self, factor: f64, plus: f64) -> Self {
        Self {
            constant: self.constant * factor + plus,
            terms: self.terms.iter().map(|&(e, t, f)| (e, t, f * factor)).collect(),
            label: self.label.clone(),
        }
    }

    /// The sum of both; the label is this one's. O(terms).
    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut a, mut b) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if (x.0, x.1) == (y.0, y.1) => {
                    terms.push((x.0, x.1, x.2 + y.2));
                    a.next();
                    b.next();
                }
                (Some(x), Some(y)) if (x.0, x.1) > (y.0, y.1) => {
                    terms.push(**y);
                    b.next();
                }
                (Some(x), _) => {
                    terms.push(**x);
                    a.next();
                }
                (None, Some(y)) => {
                    terms.push(**y);
                    b.next();
                }
                (None, None) => break,
            }
        }
        Self { constant: self.constant + other.constant, terms, label: self.label.clone().or(other.label.clone()) }
    }

    /// The constant that both add up to, if their trees cancel out.
    pub(super) fn sum_if_constant(&self, other: &Self) -> Option<f64> {
        let sum = self.plus(other);
        sum.terms.iter().all(|t| t.2 == 0.0).then_some(sum.constant)
    }
}

impl Scores {
    /// The scores a tree operator makes.
    pub(super) fn of(ensemble: &Ensemble, index: u32) -> Self {
        let label = |k: usize| ensemble.labels.get(k).cloned().map(Rc::new);
        let classes = !ensemble.labels.is_empty();
        let term = |target: u32, factor: f64, base: f64, k: usize| Linear {
            constant: base,
            terms: vec![(index, target, factor)],
            label: label(k),
        };
        let all = if classes && ensemble.n_targets == 2 && ensemble.voted.len() == 1 {
            // one of two classes gets all votes, and means the second; the first is what is left of one if all votes
            // are positive, the opposite otherwise, as onnxruntime has it
            let base = ensemble.base[0];
            let score = term(ensemble.voted[0], 1.0, base, 1);
            let other = if ensemble.voted[0] == 1 {
                Linear::constant(0.0, label(0))
            } else if ensemble.votes.iter().all(|v| v.1 >= 0.0) && ensemble.post == Post::None {
                Linear { label: label(0), ..score.scaled(-1.0, 1.0) }
            } else {
                Linear { label: label(0), ..score.scaled(-1.0, 0.0) }
            };
            vec![other, score]
        } else if classes && ensemble.n_targets == 2 && is_opposite(ensemble) {
            vec![term(1, -1.0, ensemble.base[0], 0), term(1, 1.0, ensemble.base[1], 1)]
        } else {
            (0..ensemble.n_targets).map(|k| term(k as u32, 1.0, ensemble.base[k], k)).collect()
        };
        let stage = match ensemble.post {
            Post::None => Stage::Sum,
            Post::Logistic => Stage::Logistic,
            Post::Softmax => Stage::Softmax,
        };
        let picks = (0..all.len() as u32).collect();
        Self { all: Rc::new(all), picks, stage, classes, flat: false }
    }

    /// How much memory it stands for, in terms.
    pub(super) fn size(&self) -> usize {
        self.picks.len() + self.all.iter().map(|l| 1 + l.terms.len()).sum::<usize>()
    }

    /// The columns these are.
    pub(super) fn columns(&self) -> impl ExactSizeIterator<Item = &Linear> + Clone {
        self.picks.iter().map(|&p| &self.all[p as usize])
    }

    /// Other columns in their place.
    pub(super) fn with(&self, all: Vec<Linear>, stage: Stage) -> Self {
        let picks = (0..all.len() as u32).collect();
        Self { all: Rc::new(all), picks, stage, classes: self.classes, flat: self.flat }
    }

    /// Whether the columns are known to add up to one.
    pub(super) fn adds_up_to_one(&self) -> bool {
        let columns: Vec<&Linear> = self.columns().collect();
        match (self.stage, columns.as_slice()) {
            (Stage::Softmax, _) => {
                let mut picks = self.picks.clone();
                picks.sort_unstable();
                picks.dedup();
                picks.len() == self.picks.len() && picks.len() == self.all.len()
            }
            (Stage::Sum, [a, b]) => a.sum_if_constant(b) == Some(1.0),
            (Stage::Logistic, [a, b]) => a.sum_if_constant(b) == Some(0.0),
            _ => false,
        }
    }
}

/// Whether both classes get the same votes with opposite signs everywhere, as CatBoost writes two classes.
fn is_opposite(ensemble: &Ensemble) -> bool {
    use super::trees::FileKind;
    let leaves = ensemble.trees.iter().flat_map(|t| &t.nodes).filter_map(|n| match n.kind {
        FileKind::Leaf { from, to } => Some(&ensemble.votes[from..to]),
        FileKind::Split { .. } => None,
    });
    let mut negative = false;
    for votes in leaves {
        match votes {
            [(0, a), (1, b)] if *a == -*b => negative |= *a != 0.0,
            _ => return false,
        }
    }
    negative && ensemble.base[0] == -ensemble.base[1]
}
