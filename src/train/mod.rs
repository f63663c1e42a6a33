//! Training: a table of customers with a known outcome becomes a customer model. Exact, repeatable, pure computing.
//!
//! Each tree is grown node by node. At a node every column becomes a small weighted table "value by class", on which
//! linfa-trees finds the best single cut (a stump); the cuts of all columns are then compared with exact counts, the
//! rows are divided here, and both halves are grown in turn. Asking linfa-trees for single cuts, and never for whole
//! trees, keeps three of its habits out: below the root it overlooks cuts between repeated values, it takes values
//! closer than 0.00001 for equal, and it drops splits whose sides have the same majority, although their
//! probabilities differ.
//!
//! - **Numbers** become their ranks before linfa sees them, so neither their size nor their spacing matters. A rank cut
//!   becomes a short number between the two neighbouring values.
//! - **Choices** are ordered by the rate of the class in the node; the best cut of that order is the best of all
//!   divisions in two. The side that more customers took is the right one, so levels that the node has not seen, and
//!   levels that nobody has seen, go where most go.
//! - **Missing** is learned: a number's missing values are tried below and above all known ones, a choice's count as
//!   one more level. "Known against not known" is a split like any other. Where a node has seen no missing value, it
//!   goes where most go.
//! - **Several classes**: one cut is found for each class against the rest, and the one with the greatest exact Gini
//!   decrease over all classes is taken.
//!
//! The answer depends on the table, the options and the seed alone, never on the number of threads.

mod forest;
mod grow;
mod set;

pub use forest::{Method, Options, train, train_trees};
pub use set::{ROWS_MAX, TrainingSet};

#[cfg(test)]
mod tests;
