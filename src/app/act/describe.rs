//! What a person says of facts and offers.

use crate::base::{FeatureIdx, OfferIdx};
use crate::import::sidecar::said::FactSaid;

/// One thing a person does there.
#[derive(Clone, PartialEq, Debug)]
pub enum DescribeAct {
    /// Opens the screen at a fact.
    At(FeatureIdx),
    /// Says something of a fact.
    Fact(FeatureIdx, Box<FactSaid>),
    /// Names an offer.
    Title(OfferIdx, String),
    /// Saves it beside the model.
    Save,
}
