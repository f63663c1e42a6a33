//! Where a model divides numbers, as a person would write it: by the shortest decimal that divides the same two
//! neighbouring values.
//!
//! What is compared in float32 has the float32 numbers as its values. Of what is compared in float64, the decimals of
//! up to 15 digits are, for no two of them are one float64; the noise that arithmetic leaves behind them is nobody's
//! value. Nor is anything so near to zero that LightGBM takes it for zero: a library that writes the cut above zero as
//! 1e-35 means "more than 0".

use crate::base::number;
use crate::model::Rounding;
use crate::model::cuts::ZERO_BAND;

/// How many digits a cut may have; with more it is said to be "about" somewhere.
const DIGITS: usize = 9;
/// How many digits are shown of it then.
const DIGITS_ABOUT: usize = 7;
/// The decimals of so many digits are told apart by float64.
const DIGITS_F64: usize = 15;

/// A cut as a person would write it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::view) struct Cut {
    /// The number that is written.
    at: f64,
    /// With how many significant digits.
    digits: usize,
    /// Whether the number written lies below the cut: "2.5 or less" and not "below 2.5".
    below: bool,
    /// Whether the cut lies only about there.
    about: bool,
}

impl Cut {
    /// The cut of a fact between the numbers `x < threshold` and all others, as a model that rounds so compares them.
    pub(in crate::view) fn of(rounding: Rounding, threshold: f64) -> Self {
        let exact = |(at, digits): (f64, usize), below| Self { at, digits, below, about: false };
        if !threshold.is_finite() {
            return exact((threshold, 1), false);
        }
        if threshold.next_down().abs() <= ZERO_BAND || threshold.abs() <= ZERO_BAND {
            return exact((0.0, 1), threshold > 0.0);
        }
        let shorter = |(left, right): (Written, Written)| {
            if left.1 < right.1 { exact(left, true) } else { exact(right, false) }
        };
        let in_f64 = shorter(beside_f64(threshold));
        match rounding {
            // a rule may ask for a number that the trees cannot tell from its neighbours
            Rounding::F32 if rounding.apply(threshold) == threshold || in_f64.digits > DIGITS => {
                shorter(beside_f32(threshold))
            }
            _ if in_f64.digits <= DIGITS => in_f64,
            _ => Self { at: threshold, digits: DIGITS_ABOUT, below: false, about: true },
        }
    }

    /// The same cut with as many digits as there are, where a short form says too little.
    pub(in crate::view) fn in_full(self) -> Self {
        Self { digits: if self.about { DIGITS_F64 } else { self.digits }, ..self }
    }

    /// "2.5": the number alone, without a unit.
    pub(in crate::view) fn number(&self) -> String {
        number::significant(self.at, self.digits)
    }

    fn with(&self, unit: &str) -> String {
        let about = if self.about { "about " } else { "" };
        let unit = if unit.is_empty() { String::new() } else { format!("{}{unit}", number::NBSP) };
        format!("{about}{}{unit}", self.number())
    }

    /// "2.5 or more", "more than 2.5": what lies above the cut.
    pub(in crate::view) fn above(&self, unit: &str) -> String {
        if self.below { format!("more than {}", self.with(unit)) } else { format!("{} or more", self.with(unit)) }
    }

    /// "from 2.5 on", "above 2.5": where what lies above it begins.
    pub(in crate::view) fn onset(&self, unit: &str, on: &str) -> String {
        if self.below { format!("above {}", self.with(unit)) } else { format!("from {}{on}", self.with(unit)) }
    }

    /// "below 2.5", "2.5 or less": what lies below it.
    pub(in crate::view) fn below(&self, unit: &str) -> String {
        if self.below { format!("{} or less", self.with(unit)) } else { format!("below {}", self.with(unit)) }
    }

    /// "2.5 to below 7", "more than 2.5 and below 7": what lies between two cuts.
    pub(in crate::view) fn between(low: Self, high: Self, unit: &str) -> String {
        let (low, high) = if low.number() == high.number() && (low.about || high.about) {
            (low.in_full(), high.in_full())
        } else {
            (low, high)
        };
        match (low.below, high.below) {
            (false, true) if low.number() == high.number() => high.with(unit),
            (false, true) => format!("{} to {}", low.with(""), high.with(unit)),
            (false, false) => format!("{} to {}", low.with(""), high.below(unit)),
            (true, true) => format!("more than {} and at most {}", low.with(""), high.with(unit)),
            (true, false) => format!("more than {} and {}", low.with(""), high.below(unit)),
        }
    }
}

/// A number and how many significant digits it is written with.
type Written = (f64, usize);

/// The last value below a threshold and the first that is not, among the decimals of 15 digits.
fn beside_f64(threshold: f64) -> (Written, Written) {
    let text = format!("{:.*e}", DIGITS_F64 - 1, threshold);
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: i64 = mantissa.replace('.', "").parse().unwrap_or(0);
    let power = power.parse::<i32>().unwrap_or(0) + 1 - DIGITS_F64 as i32;
    let written = |digits: i64, power: i32| {
        let at = format!("{digits}e{power}").parse().unwrap_or(threshold);
        let significant = digits.unsigned_abs().to_string().trim_end_matches('0').len();
        (at, significant.max(1))
    };
    let here = written(digits, power);
    let next = |by: i64| {
        // towards zero the last digit of a power of ten is worth ten times as much
        let finer = digits.abs() == 10i64.pow(DIGITS_F64 as u32 - 1) && by.signum() != digits.signum();
        if finer { written(digits * 10 + by, power - 1) } else { written(digits + by, power) }
    };
    if here.0 < threshold { (here, next(1)) } else { (next(-1), here) }
}

/// The same among the numbers of float32.
fn beside_f32(threshold: f64) -> (Written, Written) {
    let near = threshold as f32;
    let right = if f64::from(near) < threshold { near.next_up() } else { near };
    let written = |x: f32| {
        let text = format!("{x:e}");
        let digits = text.split('e').next().map_or(1, |m| m.bytes().filter(u8::is_ascii_digit).count());
        (text.parse().unwrap_or(f64::from(x)), digits)
    };
    (written(right.next_down()), written(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(rounding: Rounding, threshold: f64) -> [String; 2] {
        let cut = Cut::of(rounding, threshold);
        [cut.below(""), cut.above("")]
    }

    #[test]
    fn a_cut_is_the_shortest_number_that_divides_the_same_values() {
        use Rounding::{F32, F64};
        let seventy_one = f64::from(71.0f32);
        assert_eq!(sides(F32, seventy_one), ["below 71", "71 or more"]);
        // the next number after the greatest float32 below 71
        assert_eq!(sides(F32, f64::from(71.0f32.next_down()).next_up()), ["below 71", "71 or more"]);
        assert_eq!(sides(F32, f64::from(0.7f32)), ["below 0.7", "0.7 or more"]);
        assert_eq!(sides(F32, f64::from(2.5f32).next_up()), ["2.5 or less", "more than 2.5"]);
        assert_eq!(sides(F64, 47.500_000_000_000_014), ["47.5 or less", "more than 47.5"]);
        assert_eq!(sides(F64, 0.983_500_000_000_000_2_f64.next_up()), ["0.9835 or less", "more than 0.9835"]);
        assert_eq!(sides(F64, 70.999_999_99), ["below about 71", "about 71 or more"]);
        assert_eq!(sides(F64, 1.0 / 3.0), ["below about 0.3333333", "about 0.3333333 or more"]);
        assert_eq!(sides(F64, -1000.0f64.next_up()), ["below −1000", "−1000 or more"]);
        assert_eq!(sides(F64, 1e-20), ["below 1e−20", "1e−20 or more"]);
    }

    #[test]
    fn zero_is_zero_however_a_library_writes_it() {
        for rounding in [Rounding::F32, Rounding::F64] {
            for threshold in [ZERO_BAND.next_up(), ZERO_BAND, f64::MIN_POSITIVE] {
                assert_eq!(sides(rounding, threshold), ["0 or less", "more than 0"], "{threshold:e}");
            }
            for threshold in [0.0, -0.0, -ZERO_BAND, (-ZERO_BAND).next_up()] {
                assert_eq!(sides(rounding, threshold), ["below 0", "0 or more"], "{threshold:e}");
            }
        }
    }

    #[test]
    fn ends_that_do_not_count_are_said_to_be_none() {
        let between = |a: f64, b: f64| Cut::between(Cut::of(Rounding::F64, a), Cut::of(Rounding::F64, b), "€");
        assert_eq!(between(2.5, 7.0), "2.5 to below 7\u{A0}€");
        assert_eq!(between(2.5, 7.0f64.next_up()), "2.5 to 7\u{A0}€");
        assert_eq!(between(2.5f64.next_up(), 7.0), "more than 2.5 and below 7\u{A0}€");
        assert_eq!(between(2.5f64.next_up(), 7.0f64.next_up()), "more than 2.5 and at most 7\u{A0}€");
        assert_eq!(between(7.0, 7.0f64.next_up()), "7\u{A0}€");
        assert_eq!(between(0.0, ZERO_BAND.next_up()), "0\u{A0}€");
        assert_eq!(
            between(1.0 / 3.0, 1.0 / 3.0 + 1e-12),
            "about 0.333333333333333 to below about 0.333333333334333\u{A0}€"
        );
    }
}
