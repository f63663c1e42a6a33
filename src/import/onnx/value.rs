//! What is known of a value that a node of a graph makes.

use std::rc::Rc;

use super::columns::Columns;
use super::proto::TensorProto;
use super::scores::Scores;

/// Why a value is not followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cause {
    /// `node 3 "Scaler"`
    pub place: String,
    /// The operator.
    pub op: String,
    /// What about it, if it is not the operator itself.
    pub why: String,
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Columns of the input.
    Columns(Rc<Columns>),
    /// Numbers of the file.
    Constant(Rc<TensorProto>),
    /// What the trees make.
    Scores(Rc<Scores>),
    /// Something that only names a class.
    Label(Rc<Cause>),
    /// Something else.
    Lost(Rc<Cause>),
}

impl Value {
    /// How many columns, terms or numbers it is; at least one.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Columns(columns) => columns.list.len(),
            Self::Scores(scores) => scores.size(),
            Self::Constant(tensor) => tensor.size(),
            Self::Label(_) | Self::Lost(_) => 1,
        }
    }
}

/// What an operator makes of its inputs, or why it is not followed.
pub(super) type Made = std::result::Result<Value, String>;
