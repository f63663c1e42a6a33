//! Sight: what the model does with one customer. Codes, margins, paths, absence, ranking, the replay certificate.
//!
//! Pure: the same input gives the same answer bit for bit. Cannot fail; needs a valid model and values that fit it.

pub mod absence;
pub mod codes;
pub mod cover;
pub mod margin;
pub mod path;
pub mod rank;
pub mod replay;
pub mod sets;

pub use absence::{Absence, Background};
pub use codes::Codes;
pub use cover::covers;
pub use margin::{leaf_values, margins};
pub use path::{MergedPath, PathEnd, Region, TreePath, merged_path, tree_path};
pub use rank::{Ranked, Recommendation, recommend};
pub use replay::{Certificate, replay};
pub use sets::{Absent, Sets};
