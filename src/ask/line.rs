//! The line of a model with one outcome: from which response on it is sent. A person says it; until then it stands where
//! the average customer does.

use crate::base::OfferIdx;
use crate::model::{CustomerModel, Line};
use crate::score::margin::node_means;

/// Where a model's own line comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineFrom {
    /// Somebody said it, beside the model or in its file.
    Said,
    /// The response of the average customer, by cover, to two digits.
    Average,
    /// One half of all chance, or 0: the file has no covers, so no average.
    Half,
}

/// The line that a model starts with, and where it comes from; `None` for a model with several offers, of which one
/// comes first by order and not by a line. O(nodes).
pub fn own_line(model: &CustomerModel) -> Option<(Line, LineFrom)> {
    let [only] = model.offers() else { return None };
    let link = model.link();
    if let Some(line) = only.line.and_then(|response| Line::at(link, response)) {
        return Some((line, LineFrom::Said));
    }
    let average = average(model).map(|margin| link.apply(margin));
    if let Some(line) = average.and_then(|response| Line::at(link, two_digits(response, link.is_probability()))) {
        return Some((line, LineFrom::Average));
    }
    Some((Line::at_margin(link, half(model)), LineFrom::Half))
}

/// The margin at which a chance is one half: 0 where a logistic link makes chances of scores, 0.5 where scores are
/// chances; 0 where they are no chances.
fn half(model: &CustomerModel) -> f64 {
    model.link().invert(0.5).filter(|_| model.link().is_probability()).unwrap_or(0.0)
}

/// The margin of the average customer by cover; `None` without covers. O(nodes).
fn average(model: &CustomerModel) -> Option<f64> {
    let only = OfferIdx(0);
    let weight = model.leaf_weight(only);
    let means = model.trees_of(only).map(|(_, tree)| node_means(tree).first().map(|mean| mean * weight));
    Some(model.offer(only).base_score + means.sum::<Option<f64>>()?)
}

/// To two digits that count, which a person can read and say; as it is where a chance would become none or all.
fn two_digits(response: f64, is_chance: bool) -> f64 {
    let short: f64 = format!("{response:.1e}").parse().unwrap_or(response);
    if is_chance && !(short > 0.0 && short < 1.0) { response } else { short }
}

#[cfg(test)]
mod tests {
    use super::two_digits;

    #[test]
    fn two_digits_that_count() {
        assert_eq!(two_digits(0.070_9, true), 0.071);
        assert_eq!(two_digits(0.996, true), 0.996);
        assert_eq!(two_digits(-12_345.6, false), -12_000.0);
        assert_eq!(two_digits(0.0, false), 0.0);
    }
}
