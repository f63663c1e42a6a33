//! What a committee compares: rates of groups, how sure they are, and what is behind a gap. Pure, without words: counts
//! in, findings out. Everything over customers is counted in whole numbers, or rounded once per customer, so that parts
//! merge to the same bits.

pub mod compare;
pub mod density;
pub mod interval;
pub mod tally;
