//! An explanation together with whom and what it is about, so that it can be said.

use crate::ask::{Explanation, Inputs};
use crate::model::{Feature, Offer, Profile};
use crate::report::explain::{json, page};
use crate::report::{Paper, html, text};

/// Why a customer gets what they get: in numbers, in a sentence, and as whole reports.
///
/// ```
/// use candour::{CustomerModel, Profile};
///
/// # fn main() -> candour::Result<()> {
/// let model = CustomerModel::open("models/retailer.ron")?;
/// let maya = Profile::open("models/profiles/maya.ron", &model)?;
/// let why = candour::explain(&model, &maya)?;
/// assert!(why.sentence().contains("her orders in 90 days (9)"));
/// // the same reports as `candour explain --format`
/// assert!(why.text().contains("What she would get"));
/// assert!(why.json().starts_with('{') && why.html().contains("<html"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Explained {
    inputs: Inputs,
    customer: Profile,
    answer: Explanation,
}

/// How far one fact moved the explained offer's score.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reason<'a> {
    /// The fact.
    pub feature: &'a Feature,
    /// Its attribution, in margin.
    pub share: f64,
}

impl Explained {
    pub(super) fn new(inputs: Inputs, customer: Profile, answer: Explanation) -> Self {
        Self { inputs, customer, answer }
    }

    /// The whole answer: ranking, attributions, curves, paths, proofs.
    pub fn answer(&self) -> &Explanation {
        &self.answer
    }

    /// The offer that is explained: what comes first, unless another one was asked about.
    pub fn offer(&self) -> &Offer {
        self.inputs.model().offer(self.answer.focus)
    }

    /// What the model says of that offer for this customer, after its link: a chance, where it gives chances.
    pub fn response(&self) -> f64 {
        self.answer.now.of(self.answer.focus).1.response
    }

    /// Every fact that moved that offer's score, the farthest first.
    pub fn reasons(&self) -> Vec<Reason<'_>> {
        let features = self.inputs.model().features().iter();
        let mut reasons: Vec<Reason<'_>> = features
            .zip(&self.answer.attribution.shares)
            .filter(|(_, share)| **share != 0.0)
            .map(|((_, feature), &share)| Reason { feature, share })
            .collect();
        reasons.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()));
        reasons
    }

    /// Why, in a few words, as the window says it first.
    pub fn sentence(&self) -> String {
        self.paper().screen.why.sentence.text()
    }

    /// All of it as plain text.
    pub fn text(&self) -> String {
        text::print(&page::explanation(&self.paper()))
    }

    /// All of it as JSON; `docs/formats.md` describes it.
    pub fn json(&self) -> String {
        json::explanation(&self.paper())
    }

    /// All of it as one HTML page that needs no other file.
    pub fn html(&self) -> String {
        html::print(&page::explanation(&self.paper()))
    }

    fn paper(&self) -> Paper<'_> {
        Paper::new(&self.inputs, &self.customer, &self.answer, None)
    }
}
