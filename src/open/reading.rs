//! How a model's file is to be read, where it can be read in more than one way.

use crate::model::Rounds;

/// How a model's file is to be read. What is not said is as the dictionary beside it says, else as the file is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// Which rounds of training answer, of a file that names the best one.
    pub rounds: Option<Rounds>,
}
