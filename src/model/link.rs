//! From margin to response: the third of the three steps base score, sum of leaves, link.

/// What makes a response of a margin.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Link {
    /// The margin is the response: a value, or a probability that a forest averaged.
    Identity {
        /// Whether it is a probability from 0 to 1.
        probability: bool,
    },
    /// `1 / (1 + exp(−scale · margin))`; the scale is LightGBM's `sigmoid`, else 1.
    Logistic {
        /// Factor on the margin; positive.
        scale: f64,
    },
    /// `exp(margin)`: a rate or an amount.
    Exp,
    /// `ln(1 + exp(margin))`: LightGBM's `cross_entropy_lambda`, the rate of an event of which one is enough.
    Softplus,
    /// The margin's square with the margin's sign: LightGBM's `reg_sqrt`, which learns square roots.
    SignedSquare,
    /// Shares of `exp(margin)` over all offers, which add up to 1.
    Softmax,
    /// The margin only orders offers and has no unit of its own.
    Ranking,
}

impl Link {
    /// Whether responses are chances from 0 to 1.
    pub fn is_probability(self) -> bool {
        matches!(self, Self::Identity { probability: true } | Self::Logistic { .. } | Self::Softmax)
    }

    /// The response of one margin by itself; for [`Softmax`](Self::Softmax) it needs all of them and this is
    /// `exp(margin)`, not yet divided.
    pub fn apply(self, margin: f64) -> f64 {
        match self {
            Self::Identity { .. } | Self::Ranking => margin,
            Self::Logistic { scale } => 1.0 / (1.0 + (-scale * margin).exp()),
            Self::Exp | Self::Softmax => margin.exp(),
            // the greater of the two addends first, so that nothing overflows
            Self::Softplus => margin.max(0.0) + (-margin.abs()).exp().ln_1p(),
            Self::SignedSquare => margin * margin.abs(),
        }
    }

    /// The margin that has this response; `None` where there is none, or where other offers decide it too.
    pub fn invert(self, response: f64) -> Option<f64> {
        let margin = match self {
            Self::Identity { .. } | Self::Ranking => response,
            Self::Logistic { scale } => (response / (1.0 - response)).ln() / scale,
            Self::Exp => response.ln(),
            Self::Softplus => response + (-(-response).exp()).ln_1p(),
            Self::SignedSquare => response.abs().sqrt().copysign(response),
            Self::Softmax => return None,
        };
        margin.is_finite().then_some(margin)
    }

    /// All responses of all margins. Softmax subtracts the greatest margin first, so nothing overflows.
    pub fn responses(self, margins: &[f64]) -> Vec<f64> {
        let mut responses = Vec::with_capacity(margins.len());
        self.responses_into(margins, &mut responses);
        responses
    }

    /// [`responses`](Self::responses) in place of what stood in a list.
    pub fn responses_into(self, margins: &[f64], responses: &mut Vec<f64>) {
        responses.clear();
        if self != Self::Softmax {
            responses.extend(margins.iter().map(|&m| self.apply(m)));
            return;
        }
        let top = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        responses.extend(margins.iter().map(|m| (m - top).exp()));
        let sum: f64 = responses.iter().sum();
        responses.iter_mut().for_each(|p| *p /= sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_and_their_inverses() {
        let identity = Link::Identity { probability: true };
        for link in [identity, Link::Logistic { scale: 2.0 }, Link::Exp, Link::Softplus, Link::SignedSquare] {
            for margin in [0.3, -2.5] {
                let back = link.invert(link.apply(margin)).expect("all of them have an inverse");
                assert!((back - margin).abs() < 1e-12, "{link:?} came back as {back}");
            }
        }
        assert_eq!(Link::SignedSquare.responses(&[-3.0, 2.0]), vec![-9.0, 4.0]);
        assert_eq!(Link::Softplus.apply(0.0), std::f64::consts::LN_2);
        assert_eq!(Link::Softplus.apply(800.0), 800.0);
        assert_eq!(Link::Softplus.invert(-1.0), None);
        assert_eq!(Link::Logistic { scale: 1.0 }.invert(1.0), None);
        let shares = Link::Softmax.responses(&[1000.0, 1000.0, -1000.0]);
        assert_eq!(shares, vec![0.5, 0.5, 0.0]);
    }
}
