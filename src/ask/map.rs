//! What happens along one fact, and over two.

use super::question::Inputs;
use crate::base::FeatureIdx;
use crate::explain::map::response_map;
use crate::explain::{ResponseCurve, ResponseMap, response_curve};
use crate::model::{Line, Value};
use crate::score::Codes;

/// Answers what every offer would score at every value of one fact, with a line of one's own or else the model's. O(trees · (depth + stretches)).
pub fn curve(inputs: &Inputs, values: &[Value], feature: FeatureIdx, line: Option<Line>) -> ResponseCurve {
    let model = inputs.model();
    response_curve(model, values, &Codes::of(model, values), feature, inputs.absence(), line.or(inputs.line()))
}

/// Answers what every offer would score at every value of two facts; `None` for one and the same fact. O(trees · (depth
/// + places)), where places are those of both facts multiplied.
pub fn map(inputs: &Inputs, values: &[Value], features: [FeatureIdx; 2], line: Option<Line>) -> Option<ResponseMap> {
    let model = inputs.model();
    response_map(model, values, &Codes::of(model, values), features, inputs.absence(), line.or(inputs.line()))
}

/// At most how many sums a map may take, in millions or so: whether it is worth waiting for. O(1).
pub fn map_cost(inputs: &Inputs, features: [FeatureIdx; 2]) -> usize {
    let model = inputs.model();
    let [a, b] = features.map(|f| model.cuts(f).n_codes() as usize);
    model.trees().len().saturating_mul(a).saturating_mul(b).saturating_add(inputs.explainer().n_leaves())
}
