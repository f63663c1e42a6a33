//! The line of one outcome: from which response on it is sent.

use super::link::Link;

/// From which response on an outcome is sent, and the margin at which it is: a customer stands above the line exactly
/// where the margin reaches [`margin`](Self::margin), which is exactly where the response reaches
/// [`response`](Self::response).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    margin: f64,
    response: Option<f64>,
}

impl Line {
    /// The line at a response: the least margin whose response is at least this. `None` where there is none: for a
    /// chance that is not between 0 and 1, a rate that is not above 0, and where other offers decide the response too
    /// ([`Link::Softmax`]). O(1): the float is found by halving.
    pub fn at(link: Link, response: f64) -> Option<Self> {
        let near = link.invert(response).filter(|_| !link.is_probability() || (response > 0.0 && response < 1.0))?;
        let reaches = |margin: f64| link.apply(margin) >= response;
        let mut width = near.abs().max(1.0) * f64::EPSILON;
        while reaches(near - width) || !reaches(near + width) {
            width *= 2.0;
            if !width.is_finite() {
                return None;
            }
        }
        let (mut below, mut above) = (near - width, near + width);
        loop {
            let between = below + (above - below) / 2.0;
            if between <= below || between >= above {
                return Some(Self { margin: above, response: Some(response) });
            }
            if reaches(between) {
                above = between;
            } else {
                below = between;
            }
        }
    }

    /// The line at a margin.
    pub fn at_margin(link: Link, margin: f64) -> Self {
        Self { margin, response: (link != Link::Softmax).then(|| link.apply(margin)) }
    }

    /// The least margin above the line.
    pub fn margin(self) -> f64 {
        self.margin
    }

    /// The least response above the line; `None` where one margin alone has none.
    pub fn response(self) -> Option<f64> {
        self.response
    }

    /// Whether a margin stands above the line; exactly on it is above.
    pub fn is_reached(self, margin: f64) -> bool {
        margin >= self.margin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_margin_of_a_response() {
        let links = [
            Link::Identity { probability: true },
            Link::Logistic { scale: 1.0 },
            Link::Logistic { scale: 0.37 },
            Link::Exp,
            Link::Softplus,
            Link::SignedSquare,
        ];
        for link in links {
            for response in [0.001, 0.071, 0.2, 0.5, 0.93, 0.999] {
                let line = Line::at(link, response).expect("every link has these");
                assert!(link.apply(line.margin()) >= response, "{link:?} {response}");
                assert!(link.apply(line.margin().next_down()) < response, "{link:?} {response}");
                assert!(line.is_reached(line.margin()) && !line.is_reached(line.margin().next_down()));
            }
        }
        // one that is computed to one half lies a hair below 0
        let half = Line::at(Link::Logistic { scale: 1.0 }, 0.5).expect("a chance").margin();
        assert!((-1e-15..=0.0).contains(&half), "{half}");
        for none in [0.0, 1.0, -0.1, 1.5, f64::NAN] {
            assert_eq!(Line::at(Link::Logistic { scale: 1.0 }, none), None, "{none}");
            assert_eq!(Line::at(Link::Identity { probability: true }, none), None, "{none}");
        }
        assert_eq!(Line::at(Link::Softmax, 0.5), None);
        assert_eq!(Line::at_margin(Link::Softmax, 0.5).response(), None);
    }
}
