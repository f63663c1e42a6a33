//! How a model's file is to be read, where it can be read in more than one way.

use crate::model::Rounds;

/// How a model's file is to be read. What is not said is as the dictionary beside it says, else as the file is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reading {
    /// Which rounds of training answer, of a file that names the best one.
    pub rounds: Option<Rounds>,
    /// Numbers that stand for "not known" in the data: of the feature with this id or label, or of all that are no
    /// choices (of an XGBoost model all: there, numbers are codes of levels, too). Added to those of the dictionary.
    pub missing: Vec<(Option<String>, f64)>,
    /// All numbers that stand for "not known" of the features with these ids or labels: what a person said on screen goes
    /// before the dictionary.
    pub exactly: Vec<(String, Vec<f64>)>,
}
