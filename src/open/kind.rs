//! What a file is, decided once for all faces by its first bytes.

use crate::base::Result;
use crate::base::signs::HEAD;
use crate::data::{Source, form};
use crate::import::{self, Found};
use crate::model::CustomerModel;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A customer model.
    Model,
    /// A data dictionary, which stands beside a model or puts several side by side.
    Dictionary,
    /// A saved session.
    Session,
    /// One customer.
    Profile,
    /// A table of customers.
    Table,
    /// RON that does not say what it is: the reader of what is expected says what is wrong.
    Ron,
    /// Something else.
    Other,
}

impl FileKind {
    /// What bytes are, by the first ones.
    pub fn of(head: &[u8]) -> Self {
        match import::recognise(head) {
            Found::Model(_) => Self::Model,
            Found::Dictionary => Self::Dictionary,
            Found::Session => Self::Session,
            Found::Profile => Self::Profile,
            Found::Table(..) => Self::Table,
            Found::Ron => Self::Ron,
            Found::OtherModel(..) | Found::Other(..) => Self::Other,
        }
    }

    /// What a file is.
    ///
    /// # Errors
    /// [`crate::base::Kind::File`].
    pub fn of_source(source: &Source<'_>) -> Result<Self> {
        source.head(HEAD).map(|head| Self::of(&head))
    }

    /// What a file is that is opened beside a model: text of one column is a table if a feature is called like it.
    ///
    /// # Errors
    /// As [`of_source`](Self::of_source).
    pub fn beside(source: &Source<'_>, model: &CustomerModel) -> Result<Self> {
        let head = source.head(HEAD)?;
        Ok(match Self::of(&head) {
            Self::Model | Self::Ron | Self::Other if form::is_table_for(source, &head, model) => Self::Table,
            kind => kind,
        })
    }
}
