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
        }
    }

    /// The margin that has this response; `None` where there is none, or where other offers decide it too.
    pub fn invert(self, response: f64) -> Option<f64> {
        let margin = match self {
            Self::Identity { .. } | Self::Ranking => response,
            Self::Logistic { scale } => (response / (1.0 - response)).ln() / scale,
            Self::Exp => response.ln(),
            Self::Softmax => return None,
        };
        margin.is_finite().then_some(margin)
    }

    /// All responses of all margins. Softmax subtracts the greatest margin first, so nothing overflows.
    pub fn responses(self, margins: &[f64]) -> Vec<f64> {
        if self != Self::Softmax {
            return margins.iter().map(|&m| self.apply(m)).collect();
        }
        let top = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let parts: Vec<f64> = margins.iter().map(|m| (m - top).exp()).collect();
        let sum: f64 = parts.iter().sum();
        parts.iter().map(|p| p / sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_and_their_inverses() {
        for link in [Link::Identity { probability: true }, Link::Logistic { scale: 2.0 }, Link::Exp] {
            let back = link.invert(link.apply(0.3)).expect("all three have an inverse");
            assert!((back - 0.3).abs() < 1e-12, "{link:?} came back as {back}");
        }
        assert_eq!(Link::Logistic { scale: 1.0 }.invert(1.0), None);
        let shares = Link::Softmax.responses(&[1000.0, 1000.0, -1000.0]);
        assert_eq!(shares, vec![0.5, 0.5, 0.0]);
    }
}
