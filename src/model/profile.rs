//! One customer: a value for each feature of a model.

use super::purpose::Consents;
use crate::base::FeatureIdx;

/// A customer's value of one feature.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// A number; never NaN, the readers make that [`Missing`](Self::Missing).
    Number(f64),
    /// A level of a choice, by its position.
    Level(u32),
    /// A level code that the model has never seen; it is in no split's set.
    OtherLevel,
    /// Not known: the model follows what it learned for that.
    Missing,
    /// Known, and not to be used: an absent player. The model's answer is averaged over what it could have been.
    Withheld,
}

impl Value {
    /// Equal also in the sign of zero and in every bit: for keys.
    pub fn same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (a, b) => a == b,
        }
    }
}

/// One customer.
#[derive(Clone, PartialEq, Debug)]
pub struct Profile {
    /// A name, or the label of the row it came from.
    pub name: String,
    /// Whether the person is made up, as the sample profiles are.
    pub fictional: bool,
    /// How sentences speak of the customer.
    pub pronoun: Pronoun,
    /// Who this is, in a sentence or two. May be empty.
    pub story: String,
    /// One value per feature, in the model's order.
    pub values: Vec<Value>,
    /// What the customer decided about purposes.
    pub consents: Consents,
}

impl Profile {
    /// The value of a feature.
    pub fn value(&self, idx: FeatureIdx) -> Value {
        self.values[idx.index()]
    }
}

/// How sentences speak of a customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pronoun {
    /// she, her
    She,
    /// he, his
    He,
    /// they, their: also where nothing is said
    #[default]
    They,
}
