//! The front door for programs: files opened, customers scored and explained, with one call each.
//!
//! Thin on purpose: what is answered here is answered by [`crate::ask`], and what a call leaves at its default is a
//! field or a builder there. Everything that is re-exported at the crate's root is met here first.

mod explained;
mod files;

pub use explained::{Explained, Reason};

use crate::ask::{
    self, EnoughQuestion, ExplainQuestion, Importance, ImportanceQuestion, Inputs, PlanQuestion,
    importance as important, own_line,
};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::explain::exact::{Enough, PlanAnswer};
use crate::explain::{ResponseCurve, response_curve};
use crate::model::{CustomerModel, Profile};
use crate::score::{Absence, Background, Codes, Recommendation, margins, recommend};

/// Ranks the offers for one customer.
///
/// ```
/// use candour::{CustomerModel, Profile};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/retailer.ron")?;
/// let maya = Profile::open("models/profiles/maya.ron", &model)?;
/// let ranking = candour::score(&model, &maya)?;
/// let first = ranking.winner().expect("she may get most offers");
/// assert_eq!(model.offer(first.offer).id, "free_delivery");
/// assert_eq!(format!("{:.2}", first.response), "0.63");
/// // a rule of the model keeps the last one from her
/// let last = ranking.ranked.last().expect("there are six");
/// assert_eq!(model.offer(last.offer).id, "win_back");
/// assert!(last.barred_by.is_some());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Kind::Question`] for a customer of another model.
pub fn score(model: &CustomerModel, customer: &Profile) -> Result<Recommendation> {
    fits(model, customer.values.len())?;
    let margins = margins(model, &Codes::of(model, &customer.values), Absence::ByCover);
    Ok(recommend(model, &customer.values, &margins))
}

/// Says why a customer gets what comes first for them, starting from the average of the customers the model was
/// trained on.
///
/// The model is prepared for each call. For many customers prepare it once, with [`Inputs::by_cover`]; to start from
/// customers of your own, with [`Inputs::by_background`]; for the numbers alone there is
/// [`Explainer`](crate::Explainer).
///
/// ```
/// use candour::{CustomerModel, Profile};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/retailer.ron")?;
/// let maya = Profile::open("models/profiles/maya.ron", &model)?;
/// let why = candour::explain(&model, &maya)?;
/// let reasons = why.reasons();
/// assert_eq!(reasons[0].feature.label, "Orders in 90 days");
/// assert!(reasons[0].share > 0.0);
/// // nothing is left over
/// let answer = why.answer();
/// assert!(answer.attribution.residual.abs() < 1e-10 && answer.certificate.holds());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Kind::Question`] for a model whose file stores no covers, and for a customer of another model.
pub fn explain(model: &CustomerModel, customer: &Profile) -> Result<Explained> {
    Inputs::by_cover(model)?.explain(customer)
}

/// Searches for the cheapest change after which another offer comes first, or proves that there is none.
///
/// Which offer, what may change and how long to search are fields of [`PlanQuestion`], which [`ask::plan()`] answers.
///
/// ```
/// use candour::{CustomerModel, Profile};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/retailer.ron")?;
/// let maya = Profile::open("models/profiles/maya.ron", &model)?;
/// let found = candour::counterfactual(&model, &maya)?;
/// let plan = found.plan.expect("there is one");
/// assert_eq!(plan.changes.len(), 1);
/// let change = &plan.changes[0];
/// assert_eq!(model.features().get(change.feature).id, "days_since_order");
/// assert_eq!(change.to, candour::Value::Number(23.0));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Kind::Question`] for a customer who withholds a fact, or of another model.
pub fn counterfactual(model: &CustomerModel, customer: &Profile) -> Result<PlanAnswer> {
    fits(model, customer.values.len())?;
    ask::plan(model, &PlanQuestion::of(model, customer), &Progress::default())
}

/// Finds the smallest set of facts that alone guarantees what comes first, whatever all others are.
///
/// What the others may be and how long to search are fields of [`EnoughQuestion`], which [`ask::enough`] answers.
///
/// ```
/// use candour::explain::exact::Settled;
/// use candour::{CustomerModel, Profile};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/one_tree.ron")?;
/// let maya = Profile::open("models/profiles/maya.ron", &model)?;
/// let enough = candour::enough(&model, &maya)?;
/// assert_eq!(enough.status, Settled::Optimal);
/// assert!(enough.kept.len() <= enough.of);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Kind::Question`] for a customer who withholds a fact or may get nothing, or of another model.
pub fn enough(model: &CustomerModel, customer: &Profile) -> Result<Enough> {
    fits(model, customer.values.len())?;
    ask::enough(model, &EnoughQuestion::of(model, customer), &Progress::default())
}

/// What every offer would score at every value of one fact, everything else unchanged.
///
/// ```
/// use candour::{CustomerModel, Profile, Value};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/retailer.ron")?;
/// let maya = Profile::open("models/profiles/maya.ron", &model)?;
/// let curve = candour::curve(&model, &maya, "orders_90d")?;
/// let first_at = |orders: f64| curve.at(Value::Number(orders)).winner.map(|offer| model.offer(offer).id.as_str());
/// assert_eq!(first_at(7.0), Some("early_access"));
/// assert_eq!(first_at(8.0), Some("free_delivery"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Kind::Question`] if the model has no such feature, with the nearest name; for a customer of another model.
pub fn curve(model: &CustomerModel, customer: &Profile, feature: &str) -> Result<ResponseCurve> {
    fits(model, customer.values.len())?;
    let found = model.features().find(feature).ok_or_else(|| {
        Error::new(Kind::Question, "the model has no such feature")
            .at(format!("\"{feature}\""))
            .hint(model.features().hint(feature))
    })?;
    let codes = Codes::of(model, &customer.values);
    let line = own_line(model).map(|(line, _)| line);
    Ok(response_curve(model, &customer.values, &codes, found, Absence::ByCover, line))
}

/// Which facts matter most over all customers of a table, offer by offer.
///
/// Nobody is sampled. For some rows, one offer or a way to stop there is [`ask::importance()`].
///
/// ```
/// use candour::{CustomerModel, Table};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/retailer.ron")?;
/// let customers = Table::open("models/retailer_tested.csv", &model)?;
/// let found = candour::importance(&model, &customers)?;
/// assert_eq!(found.n_rows, 1000);
/// let of_first = &found.offers[0].features;
/// assert!(of_first.is_sorted_by(|a, b| a.mean_abs >= b.mean_abs));
/// println!("{} moves it most", model.features().get(of_first[0].feature).label);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Kind::Question`] for a model whose file stores no covers, and for customers of a model with another number of
/// features.
pub fn importance(model: &CustomerModel, customers: &crate::Table) -> Result<Importance> {
    fits(model, customers.matching().features.len())?;
    let question = ImportanceQuestion { rows: 0..customers.n_rows(), offer: None };
    important(&Inputs::by_cover(model)?, customers, &question, &Progress::default())
}

impl Inputs {
    /// Prepares a model whose reasons start from the average of the customers it was trained on.
    ///
    /// ```
    /// use candour::{CustomerModel, Inputs, Table};
    ///
    /// # fn main() -> candour::Result<()> {
    /// let model = CustomerModel::open("models/retailer.ron")?;
    /// let customers = Table::open("models/retailer_tested.csv", &model)?;
    /// let inputs = Inputs::by_cover(&model)?;
    /// for row in 0..3 {
    ///     let why = inputs.explain(&customers.profile(row))?;
    ///     assert!((0.0..=1.0).contains(&why.response()));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Inputs::new`].
    pub fn by_cover(model: &CustomerModel) -> Result<Self> {
        Self::new(model.clone(), None)
    }

    /// Prepares a model whose reasons start from the average of these customers.
    ///
    /// ```
    /// use candour::{CustomerModel, Inputs, Profile, Table};
    ///
    /// # fn main() -> candour::Result<()> {
    /// let model = CustomerModel::open("models/one_tree.ron")?;
    /// let customers = Table::open("models/retailer_tested.csv", &model)?;
    /// let maya = Profile::open("models/profiles/maya.ron", &model)?;
    /// let why = Inputs::by_background(&model, &customers)?.explain(&maya)?;
    /// assert!(why.answer().attribution.residual.abs() < 1e-10);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Inputs::new`].
    pub fn by_background(model: &CustomerModel, customers: &crate::Table) -> Result<Self> {
        fits(model, customers.matching().features.len())?;
        Self::new(model.clone(), Background::of(model, customers))
    }

    /// Says why a customer gets what comes first for them.
    ///
    /// # Errors
    /// [`Kind::Question`] for a customer of another model.
    pub fn explain(&self, customer: &Profile) -> Result<Explained> {
        self.answer(customer, &ExplainQuestion::of(customer))
    }

    /// Answers a question about a customer: another offer, or some of their facts changed.
    ///
    /// ```
    /// use candour::{CustomerModel, ExplainQuestion, Inputs, Profile};
    ///
    /// # fn main() -> candour::Result<()> {
    /// let model = CustomerModel::open("models/retailer.ron")?;
    /// let maya = Profile::open("models/profiles/maya.ron", &model)?;
    /// let question = ExplainQuestion { offer: model.find_offer("loyalty_upgrade"), ..ExplainQuestion::of(&maya) };
    /// let why = Inputs::by_cover(&model)?.answer(&maya, &question)?;
    /// assert_eq!(why.offer().title, "Loyalty upgrade");
    /// assert_eq!(format!("{:.2}", why.response()), "0.22");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Kind::Question`] for a customer of another model, or an offer that is not there.
    pub fn answer(&self, customer: &Profile, question: &ExplainQuestion) -> Result<Explained> {
        for values in [&customer.values, &question.original, &question.values] {
            fits(self.model(), values.len())?;
        }
        if question.offer.is_some_and(|offer| offer.index() >= self.model().offers().len()) {
            return Err(Error::new(Kind::Question, "the model has no such offer"));
        }
        Ok(Explained::new(self.clone(), customer.clone(), ask::explain(self, question)))
    }
}

/// Refuses a customer who was read for another model.
fn fits(model: &CustomerModel, found: usize) -> Result<()> {
    let expected = model.features().len();
    if found == expected {
        return Ok(());
    }
    let what = format!("the customer has {found} facts, and the model {expected} features");
    Err(Error::new(Kind::Question, what).hint("open the customer for this model"))
}
