//! What a file says, in whichever format it says it.

use super::info::ModelInfo;
use super::trees::Ensemble;

/// What a file says, in whichever format it says it; nothing of it is checked against anything else.
pub(super) struct Parts {
    /// "CatBoost JSON"
    pub(super) format: &'static str,
    pub(super) numbers: Vec<NumberPart>,
    pub(super) categories: Vec<CategoryPart>,
    /// Labels with the hashes that the file lists for them.
    pub(super) labels: Vec<(u32, String)>,
    /// The first encoding that is neither a border nor one level, if the file has any.
    pub(super) encoding: Option<Encoding>,
    pub(super) trees: Ensemble,
    pub(super) n_outputs: usize,
    pub(super) scale: f64,
    /// One per output, or none.
    pub(super) bias: Vec<f64>,
    pub(super) info: ModelInfo,
}

/// What a feature may be encoded by that cannot be followed.
pub(super) enum Encoding {
    /// Statistics of the target over a categorical feature, if the file says which.
    Statistics(Option<u32>),
    /// What was made of a text or an embedding.
    Estimated,
}

/// A feature of numbers.
pub(super) struct NumberPart {
    /// Among the features of numbers.
    pub(super) index: u32,
    /// Among the columns of data.
    pub(super) column: u32,
    /// Empty if the file has none.
    pub(super) name: String,
    pub(super) has_nans: bool,
    pub(super) treatment: Treatment,
}

/// Where NaN stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Below all borders, or as it is, which no border is below either.
    Below,
    /// Above all borders, if training saw any.
    Above,
    /// Something that this version has not heard of.
    Unknown,
}

/// A feature of labels.
pub(super) struct CategoryPart {
    /// Among the features of labels.
    pub(super) index: u32,
    /// Among the columns of data.
    pub(super) column: u32,
    /// Empty if the file has none.
    pub(super) name: String,
    /// The hashes that one-hot splits ask for; empty where there is no such split.
    pub(super) hashes: Vec<u32>,
}
