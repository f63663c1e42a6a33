//! CatBoost's own formats: JSON, as `save_model(…, format="json")` writes it, and the binary `.cbm`.
//!
//! Followed as the library itself does (facts from CatBoost's documentation, its export and its evaluator): numbers
//! compare in float32 as `x > border`; a one-hot split asks whether the label's hash is one value; a leaf's values
//! stand side by side, one per output; the margin is scale · sum of leaves + bias. Where training saw no NaN, or
//! treats it as it is, no border is below a NaN; else it stands below all borders or above all. Covers are the
//! weights of training rows. Features that are encoded by statistics of the target (CTR), by text or by embeddings
//! are refused.
//!
//! Either reader fills one `Parts`, and everything that can be checked whatever the format is checked here, once.
//! Places are named as the JSON names them. O(bytes + nodes) time and memory.

mod binary;
mod features;
mod flatbuffer;
mod info;
mod json;
mod parts;
mod trees;

pub(super) use self::binary::MAGIC;
use self::info::link_of;
use self::parts::Parts;
use self::trees::build;
use crate::base::{Error, Kind, Result, Warned};
use crate::model::builder::OFFERS_MAX;
use crate::model::{Aggregate, CustomerModel, Link, ModelBuilder, Offer, Provenance, Rounding};

/// Reads a CatBoost model from JSON; `name` becomes its title.
///
/// # Errors
/// [`Kind::Format`] with the place that is wrong or missing, [`Kind::Unsupported`] for encodings and losses that
/// cannot be honoured exactly, [`Kind::Invalid`] with tree, split or leaf where the pieces do not fit together.
pub fn read_json(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    convert(&json::read(bytes)?, name)
}

/// Reads a CatBoost model from its binary format, `.cbm`; `name` becomes its title.
///
/// # Errors
/// As [`read_json`].
pub fn read_binary(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    convert(&binary::read(bytes)?, name)
}

fn convert(parts: &Parts, name: &str) -> Result<Warned<CustomerModel>> {
    let mut warnings = Vec::new();
    parts.refuse_encodings()?;
    let (features, at, nameless) = parts.dictionary(&mut warnings)?;
    let Parts { n_outputs, scale, bias, info, .. } = parts;
    let (n_outputs, scale) = (*n_outputs, *scale);
    let loss = info.loss()?;
    let link = link_of(loss.as_ref())?;
    if n_outputs > OFFERS_MAX {
        return Err(Error::new(Kind::Invalid, format!("{n_outputs} outputs, the limit is {OFFERS_MAX}")).past_limit());
    }
    if !bias.is_empty() && bias.len() != n_outputs {
        let what = format!("{} biases for {n_outputs} outputs", bias.len());
        return Err(Error::new(Kind::Invalid, what).at("\"scale_and_bias\""));
    }
    if !scale.is_finite() {
        return Err(Error::new(Kind::Invalid, "the scale is not a finite number").at("\"scale_and_bias\""));
    }
    let ids = info.ids(n_outputs, &mut warnings)?;
    let offers = (0..n_outputs)
        .map(|i| Offer {
            title: info.title(loss.as_ref(), link, i, n_outputs),
            base_score: bias.get(i).copied().unwrap_or(0.0),
            ..Offer::bare(ids[i].clone(), Aggregate::Sum)
        })
        .collect();
    let trees = build(&parts.trees, n_outputs, scale, &at, &mut warnings)?;
    match (&loss, link) {
        (None, _) => warnings.push("the file does not say what was trained: scores only order customers".into()),
        (Some(loss), _) if loss.name == "LogLinQuantile" => {
            warnings
                .push("the loss LogLinQuantile makes scores the logarithm of the value, as CatBoost predicts".into());
        }
        (_, Link::Ranking) => {
            warnings.push(super::ONLY_ORDERS.to_owned());
        }
        _ => {}
    }
    let covered = trees.iter().any(|t| !t.covers.is_empty());
    let builder = ModelBuilder {
        features,
        offers,
        link,
        rounding: Rounding::F32,
        trees,
        provenance: Provenance {
            format: info.format(parts.format),
            objective: loss.map(|l| l.name).unwrap_or_default(),
            training: String::new(),
            cover: if covered { "training rows".into() } else { String::new() },
            nameless,
            stopped: None,
            codes_are_numbers: false,
        },
        ..ModelBuilder::new(name)
    };
    Ok(Warned { value: builder.build()?, warnings })
}
