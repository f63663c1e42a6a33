//! Something that can be recommended, and who may get it.

use crate::base::FeatureIdx;

/// One offer, scored by the trees that name it.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The name in files; unique.
    pub id: String,
    /// What a person reads: "Free delivery for a year".
    pub title: String,
    /// A sentence more. May be empty.
    pub description: String,
    /// What an acceptance is worth, in the model's currency; `None` if nobody said.
    pub value: Option<f64>,
    /// From which response on it is sent, in a model that has no other offer; `None` if nobody said.
    pub line: Option<f64>,
    /// Who may get it: all rules must hold.
    pub rules: Vec<Rule>,
    /// Whether it is a benefit or a burden to those who get it, in the opinion of whoever described it.
    pub nature: Nature,
    /// The ids of the purposes without which it may not be sent.
    pub needs: Vec<String>,
    /// How it is sent and how often at most; `None` if nobody said.
    pub contact: Option<Contact>,
    /// The model's constant for this offer, in margin.
    pub base_score: f64,
    /// Whether leaves are added or averaged.
    pub aggregate: Aggregate,
}

impl Offer {
    /// An offer of which only its name is known, which serves as title; no value, no rules, base score 0.
    pub fn bare(id: impl Into<String>, aggregate: Aggregate) -> Self {
        let id = id.into();
        Self {
            title: id.clone(),
            id,
            description: String::new(),
            value: None,
            line: None,
            rules: Vec::new(),
            nature: Nature::Unstated,
            needs: Vec::new(),
            contact: None,
            base_score: 0.0,
            aggregate,
        }
    }
}

/// What an offer is to those who get it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// The dictionary does not say.
    Unstated,
    /// A good.
    Benefit,
    /// A cost or a risk, as a credit is to somebody in debt.
    Burden,
    /// Neither.
    Neutral,
}

/// How an offer is sent, and how often at most.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// How: "email".
    pub channel: String,
    /// The most messages in the days below, at least 1.
    pub most: u32,
    /// The days in which they are counted, at least 1.
    pub days: u32,
    /// The column of a table that counts those already sent. Empty for none.
    pub counted_in: String,
}

/// Whether the leaves of an offer's trees are added or averaged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aggregate {
    /// Boosting: margin = base score + sum of leaves.
    Sum,
    /// Forests: margin = base score + sum of leaves / number of trees.
    Mean,
}

/// One condition of eligibility, decided before any score.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// The feature it looks at.
    pub feature: FeatureIdx,
    /// What must hold.
    pub condition: Condition,
    /// What a person reads when it does not hold: "needs a confirmed income".
    pub reason: String,
}

/// What a rule asks of a value. A missing or withheld value meets none of them but [`Known`](Self::Known)'s opposite.
#[derive(Clone, PartialEq, Debug)]
pub enum Condition {
    /// Neither missing nor withheld.
    Known,
    /// At least this number.
    AtLeast(f64),
    /// Below this number.
    Below(f64),
    /// One of these levels, by position.
    OneOf(Vec<u32>),
}
