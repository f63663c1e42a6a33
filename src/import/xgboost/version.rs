//! The version of the library that wrote a file, and what hangs on it.

#[derive(Clone, Copy)]
pub(super) struct Version<'a>(&'a [u32]);

impl<'a> Version<'a> {
    /// The numbers as the file has them.
    pub(super) fn of(list: &'a [u32]) -> Self {
        Self(list)
    }

    /// Says so where the version is not among those that were checked.
    pub(super) fn check(self, warnings: &mut Vec<String>) {
        let (low, high): (&[u32], &[u32]) = (&[1, 6], &[3, 5]);
        let age = match self.0 {
            [] => "an unknown version",
            list if list < low => "a version before 1.6",
            list if list >= high => "a version after 3.4",
            _ => return,
        };
        warnings.push(format!("written by {age} of XGBoost; 1.6 to 3.4 were checked against the library"));
    }

    /// Whether labels are written with their lengths in bytes. Before, they were counted in letters.
    pub(super) fn counts_bytes(self) -> bool {
        self.0 >= &[3, 4][..]
    }

    /// Whether the library limits a chance before it takes its log-odds.
    pub(super) fn limits_base_score(self) -> bool {
        self.0 >= &[3, 2][..]
    }

    /// The version as it follows a name; empty if it is not known.
    pub(super) fn text(self) -> String {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        if numbers.is_empty() { String::new() } else { format!(" {}", numbers.join(".")) }
    }
}
