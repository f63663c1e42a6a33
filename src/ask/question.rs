//! What can be asked, and of what.

use std::sync::Arc;

use super::line::{LineFrom, own_line};
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result, TreeIdx, Way};
use crate::explain::{Explainer, Precision};
use crate::model::{CustomerModel, Line, Profile, Value};
use crate::score::margin::node_means;
use crate::score::{Absence, Background};

/// Which definition of absence an explanation uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AbsenceKind {
    /// Averaged along the trees by training cover.
    ByCover,
    /// Averaged over reference rows.
    ByBackground,
}

/// What questions are asked of: a model prepared for one definition of absence. Immutable; shared between threads.
#[derive(Clone, Debug)]
pub struct Inputs {
    model: Arc<CustomerModel>,
    background: Option<Background>,
    explainer: Explainer,
    /// What each tree says on average, by cover; `None` without covers.
    tree_means: Vec<Option<f64>>,
    line: Option<(Line, LineFrom)>,
}

impl Inputs {
    /// Prepares a model: by background if there is one, else by cover.
    ///
    /// # Errors
    /// [`Kind::Question`] if there is no background and the model stores no covers.
    pub fn new(model: CustomerModel, background: Option<Background>) -> Result<Self> {
        if background.is_none() && !model.has_covers() {
            return Err(no_covers());
        }
        let absence = background.as_ref().map_or(Absence::ByCover, Absence::ByBackground);
        let model = Arc::new(model);
        let explainer = Explainer::of(model.clone()).absence(absence);
        let tree_means = model.trees().iter().map(|tree| node_means(tree).first().copied()).collect();
        let line = own_line(&model);
        Ok(Self { model, background, explainer, tree_means, line })
    }

    /// The same, explaining many customers at once with these numbers.
    #[must_use]
    pub fn precision(self, precision: Precision) -> Self {
        Self { explainer: self.explainer.precision(precision), ..self }
    }

    /// The same for the same model [described otherwise](CustomerModel::described): what was prepared is shared.
    #[must_use]
    pub fn described(&self, model: CustomerModel) -> Self {
        let model = Arc::new(model);
        Self { explainer: self.explainer.described(Arc::clone(&model)), model, ..self.clone() }
    }

    /// The model.
    pub fn model(&self) -> &CustomerModel {
        &self.model
    }

    /// The line that the model starts with; `None` where there are several offers.
    pub fn line(&self) -> Option<Line> {
        self.line.map(|(line, _)| line)
    }

    /// Where [`line`](Self::line) comes from.
    pub fn line_from(&self) -> Option<LineFrom> {
        self.line.map(|(_, from)| from)
    }

    /// What a tree says on average of the training customers, in margin; `None` if the model has no covers.
    pub fn tree_mean(&self, tree: TreeIdx) -> Option<f64> {
        self.tree_means[tree.index()]
    }

    /// The prepared explainer.
    pub fn explainer(&self) -> &Explainer {
        &self.explainer
    }

    /// The definition of absence, with its rows.
    pub fn absence(&self) -> Absence<'_> {
        self.background.as_ref().map_or(Absence::ByCover, Absence::ByBackground)
    }

    /// Which definition of absence, and over how many reference rows.
    pub fn absence_kind(&self) -> (AbsenceKind, usize) {
        match &self.background {
            None => (AbsenceKind::ByCover, 0),
            Some(background) => (AbsenceKind::ByBackground, background.n_rows()),
        }
    }
}

/// Why does this customer get this?
#[derive(Clone, PartialEq, Debug)]
pub struct ExplainQuestion {
    /// The customer as they really are.
    pub original: Vec<Value>,
    /// The customer as asked: the same, or with facts changed.
    pub values: Vec<Value>,
    /// The offer to explain; the recommended one if `None` (the first, if the customer may get none).
    pub offer: Option<OfferIdx>,
    /// From where on the only offer of a model is sent; the model's own line if `None`.
    pub line: Option<Line>,
}

impl ExplainQuestion {
    /// Why a customer, as they really are, gets what comes first for them.
    pub fn of(customer: &Profile) -> Self {
        Self { original: customer.values.clone(), values: customer.values.clone(), offer: None, line: None }
    }

    /// Features whose value differs from the original.
    pub fn changed(&self) -> Vec<FeatureIdx> {
        let pairs = self.values.iter().zip(&self.original).enumerate();
        pairs.filter(|(_, (a, b))| !a.same(**b)).map(|(i, _)| FeatureIdx::new(i)).collect()
    }

    /// Whether two questions are the same to the last bit.
    pub fn same(&self, other: &Self) -> bool {
        let equal = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b));
        (self.offer, self.line) == (other.offer, other.line)
            && equal(&self.values, &other.values)
            && equal(&self.original, &other.original)
    }
}

/// A model without covers, asked by cover.
pub(super) fn no_covers() -> Error {
    without_background("the model stores no covers, so absence by cover has no meaning")
}

/// Something that only reference customers can tell.
pub(super) fn without_background(what: &str) -> Error {
    Error::new(Kind::Question, what).hint("give a background: a table of reference customers").way(Way::Background)
}
