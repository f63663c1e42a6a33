//! The customer browser.

/// Stops the scoring.
pub const STOP: &str = "Stop";
/// After it was stopped.
pub const NOT_SCORED: &str = "What each would get is not worked out: it was stopped.";
/// Begins it again.
pub const SCORE: &str = "Work it out";

/// While everybody is scored.
pub fn scoring(all: &str, percent: u64) -> String {
    format!("Working out what each of {all} would get … {percent}\u{A0}%")
}
