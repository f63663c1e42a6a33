//! Rounds of training, and which of them answer where it was stopped early.

/// Which rounds of training a model answers with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounds {
    /// Those up to the best one.
    Best,
    /// All that are in the file.
    All,
}

/// Training that was watched, and went on behind the round that came out best.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EarlyStop {
    /// The best round, counted from 1.
    pub best: usize,
    /// How many rounds the file has.
    pub rounds: usize,
    /// How many trees belong to the rounds up to the best: the first ones.
    pub trees: usize,
    /// Which rounds the model answers with.
    pub used: Rounds,
}
