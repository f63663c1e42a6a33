//! How a file is refused, in XGBoost's own places.

use crate::base::{Error, Kind, Result};

pub(super) const CUT_OFF: &str = "the file is cut off; fetch or save it again";
pub(super) const DAMAGED: &str = "the file is damaged or was edited; save it again with XGBoost";

pub(super) fn whole(text: Option<&String>, otherwise: usize, place: &str) -> Result<usize> {
    let Some(text) = text else { return Ok(otherwise) };
    text.trim()
        .parse()
        .map_err(|_| Error::new(Kind::Format, "expected a whole number from 0 on").at(place.to_owned()).hint(DAMAGED))
}

pub(super) fn unsupported(what: impl Into<String>, place: impl Into<String>, hint: &str) -> Error {
    Error::new(Kind::Unsupported, what).at(place).hint(hint)
}

pub(super) fn damaged(what: impl Into<String>, place: impl Into<String>) -> Error {
    Error::new(Kind::Format, what).at(place).hint(DAMAGED)
}
