//! How a file is refused, in XGBoost's own places.

use super::super::words::{DAMAGED, UNLIKE, is_limit, plain};
use crate::base::{Error, Kind, Result};

const LATER: &str = "a later version may have written it: save it again with XGBoost 1.6 to 3.4";

pub(super) fn whole(text: Option<&String>, otherwise: usize, place: &str) -> Result<usize> {
    let Some(text) = text else { return Ok(otherwise) };
    text.trim().parse().map_err(|_| unlike("expected a whole number from 0 on").at(place))
}

pub(super) fn unsupported(what: impl Into<String>, place: impl Into<String>, hint: &str) -> Error {
    Error::new(Kind::Unsupported, what).at(place).hint(hint)
}

/// What is otherwise than XGBoost 1.6 to 3.4 write it; `what` may be serde's message.
pub(super) fn unlike(what: &str) -> Error {
    let error = Error::new(Kind::Format, plain(what));
    match what {
        _ if is_limit(what) => error.past_limit(),
        _ if what.starts_with("unknown field") => error.hint(LATER),
        _ => error.hint(UNLIKE),
    }
}

/// What a later version may have begun to write.
pub(super) fn later(what: impl Into<String>) -> Error {
    Error::new(Kind::Unsupported, what).hint(LATER)
}

/// What says two things that cannot both be so.
pub(super) fn damaged(what: impl Into<String>, place: impl Into<String>) -> Error {
    Error::new(Kind::Format, what).at(place).hint(DAMAGED)
}
