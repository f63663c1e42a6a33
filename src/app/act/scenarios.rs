//! What a person does with scenarios and what was tried.

/// One thing a person does there.
#[derive(Clone, PartialEq, Debug)]
pub enum ScenariosAct {
    /// Pins what is shown.
    Pin,
    /// Gives one another name.
    Rename(u64, String),
    /// Removes one.
    Remove(u64),
    /// Shows one: its customer, its facts, its offer.
    GoTo(u64),
    /// Goes to a point of what was tried, by its number: 0 is before the first step.
    Travel(usize),
    /// Saves one as a profile file.
    SaveProfile(u64),
    /// Saves the comparison as CSV.
    SaveTable,
}
