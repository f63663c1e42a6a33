//! How intrusive facts are, as a RON file that a committee writes; documented in `docs/formats.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pairs::Pairs;
use crate::base::date::{self, Read};
use crate::base::ours::{self, Format};
use crate::base::{Error, Kind, Result};
use crate::model::{CustomerModel, Weights};

const FORMAT: Format = Format::new("candour_weights", "weights", 1, "docs/formats.md shows a whole file of weights");

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    candour_weights: u32,
    by: String,
    on: String,
    /// By feature id or label.
    weights: Pairs<f64>,
}

/// Reads the weights of a model's facts.
///
/// # Errors
/// [`Kind::Format`] with line and column; [`Kind::Unsupported`] for another version; [`Kind::Data`] where nobody is named
/// or the day is none, and with the fact: a name that the model does not have (with the nearest) or that stands twice, a
/// weight that is no number from 0 on.
pub fn read(bytes: &[u8], model: &CustomerModel) -> Result<Weights> {
    let file: File = FORMAT.read(bytes, |file: &File| file.candour_weights)?;
    let refuse = |place: &str, what: &str, hint: &str| Err(Error::new(Kind::Data, what).at(place).hint(hint));
    if file.by.trim().is_empty() {
        return refuse("field \"by\"", "names nobody", "weights are an opinion: say whose it is");
    }
    let Read::Day(on) = date::read(&file.on) else {
        return refuse(
            "field \"on\"",
            "expected a day of the calendar, found another text",
            "write it as 2026-11-12",
        );
    };
    let mut points = BTreeMap::new();
    for (name, points_of) in file.weights.0 {
        let place = format!("weights \"{name}\"");
        let idx = model.features().find(&name).ok_or_else(|| {
            let hint = model.features().hint(&name);
            Error::new(Kind::Data, format!("the model has no feature \"{name}\"")).at(place.clone()).hint(hint)
        })?;
        if !(points_of.is_finite() && points_of >= 0.0) {
            return refuse(&place, "expected a number from 0 on, found another", "more points are more intrusive");
        }
        // -0 is no other weight
        if points.insert(idx, points_of + 0.0).is_some() {
            return refuse(&place, "is there twice", "keep one of the two entries");
        }
    }
    Ok(Weights { by: file.by, on, points })
}

/// Weights as a file, with the facts by id in the model's order.
pub fn write(weights: &Weights, model: &CustomerModel) -> String {
    let of = |(idx, points): (&_, &f64)| (model.features().get(*idx).id.clone(), *points);
    let file = File {
        candour_weights: FORMAT.version,
        by: weights.by.clone(),
        on: date::iso(weights.on),
        weights: Pairs(weights.points.iter().map(of).collect()),
    };
    ours::write(&file, 2, false)
}
