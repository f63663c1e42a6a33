//! What was opened: models and tables, as they were read.

pub mod agreement;
pub mod describe;
pub mod files;
pub mod inspect;
pub mod matching;
pub mod waiting;

pub use files::{
    CustomersFile, dictionary_inside, dictionary_saved, notes, profile, session_people, shown, size_text, table,
    words_saved,
};
