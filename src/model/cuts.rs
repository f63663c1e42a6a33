//! The keystone: where the model can change its answer, and nowhere else.
//!
//! Each feature's axis is cut at the finitely many thresholds its splits name; the model is constant in every cell
//! between two cuts. A value's **code** is the number of cuts at or below it, so `x < cut[k]` if and only if
//! `code(x) <= k`. A choice has one code per level. Two codes are reserved per feature: a level the model never
//! saw, and missing.

use super::feature::Feature;
use super::profile::Value;
use super::rounding::Rounding;

/// A value's code on one feature's axis.
pub type Cell = u32;

/// The code of a withheld value, on every feature: no cell at all.
pub const WITHHELD: Cell = u32::MAX;

/// LightGBM's `kZeroThreshold`, a float32 literal, as float64: what counts as zero where zero is missing.
pub const ZERO_BAND: f64 = 1e-35f32 as f64;

/// The cuts of one feature.
#[derive(Clone, PartialEq, Debug)]
pub struct Cuts {
    thresholds: Vec<f64>,
    n_levels: u32,
    choice: bool,
    /// Some numbers are missing values.
    markers: bool,
    zero_is_missing: bool,
    /// Numbers that stand for "not known", rounded as the model rounds.
    missing_values: Vec<f64>,
}

impl Cuts {
    /// Cuts of a feature at thresholds that are sorted and distinct.
    pub(super) fn new(feature: &Feature, thresholds: Vec<f64>, rounding: Rounding) -> Self {
        Self {
            markers: feature.zero_is_missing || !feature.missing_values.is_empty(),
            missing_values: feature.missing_values.iter().map(|&x| rounding.apply(x)).collect(),
            thresholds,
            n_levels: feature.levels().len() as u32,
            choice: feature.kind.is_choice(),
            zero_is_missing: feature.zero_is_missing,
        }
    }

    /// Where the model can change its answer, ascending; none for a choice.
    pub fn thresholds(&self) -> &[f64] {
        &self.thresholds
    }

    /// The number of cells that values fall in: levels, or stretches between cuts. The codes `0..n` are theirs.
    pub fn n_cells(&self) -> u32 {
        if self.choice { self.n_levels } else { self.thresholds.len() as u32 + 1 }
    }

    /// The reserved code of a level the model never saw.
    pub fn other(&self) -> Cell {
        self.n_cells()
    }

    /// The reserved code of a missing value.
    pub fn missing(&self) -> Cell {
        self.n_cells() + 1
    }

    /// All codes but [`WITHHELD`]: cells, other, missing.
    pub fn n_codes(&self) -> u32 {
        self.n_cells() + 2
    }

    /// The code of a value that was already rounded as the model rounds. O(log cuts).
    pub fn code(&self, value: Value) -> Cell {
        match value {
            Value::Number(x) => self.code_of(x),
            // a code that stands for "not known"
            Value::Level(level) if self.markers && self.missing_values.contains(&f64::from(level)) => self.missing(),
            Value::Level(level) if level < self.n_levels => level,
            Value::Level(_) | Value::OtherLevel => self.other(),
            Value::Missing => self.missing(),
            Value::Withheld => WITHHELD,
        }
    }

    /// [`code`](Self::code) of a number.
    #[inline]
    pub fn code_of(&self, x: f64) -> Cell {
        if x.is_nan() || (self.markers && self.is_marker(x)) {
            return self.missing();
        }
        self.thresholds.partition_point(|&t| t <= x) as u32
    }

    /// Numbers that stand for "not known", rounded as the model rounds; without the band of `zero_is_missing`.
    pub fn missing_values(&self) -> &[f64] {
        &self.missing_values
    }

    /// Whether a number, rounded as the model rounds, stands for "not known".
    pub fn is_marker(&self, x: f64) -> bool {
        (self.zero_is_missing && x.abs() <= ZERO_BAND) || self.missing_values.contains(&x)
    }

    /// The numbers of a cell as `low <= x < high`, with infinities at the ends. Only for numbers.
    pub fn bounds(&self, cell: Cell) -> (f64, f64) {
        let at = |i: usize| self.thresholds.get(i).copied();
        let low = (cell > 0).then(|| at(cell as usize - 1)).flatten().unwrap_or(f64::NEG_INFINITY);
        (low, at(cell as usize).unwrap_or(f64::INFINITY))
    }
}

#[cfg(test)]
mod tests {
    use super::super::feature::FeatureKind;
    use super::*;

    #[test]
    fn codes_at_and_beside_every_cut() {
        let cuts = Cuts::new(&Feature::bare("x", FeatureKind::Number), vec![-1.0, 0.0, 2.5], Rounding::F64);
        for (k, &t) in cuts.thresholds().iter().enumerate() {
            for x in [t.next_down(), t, t.next_up(), -0.0, 0.0, f64::NEG_INFINITY, f64::INFINITY] {
                assert_eq!(cuts.code(Value::Number(x)) <= k as u32, x < t, "x {x:?} against cut {t}");
            }
        }
        assert_eq!(cuts.code(Value::Missing), 5);
        assert_eq!(cuts.code(Value::Number(f64::NAN)), 5);
        assert_eq!(cuts.bounds(0), (f64::NEG_INFINITY, -1.0));
        assert_eq!(cuts.bounds(2), (0.0, 2.5));
        assert_eq!(cuts.bounds(3), (2.5, f64::INFINITY));
    }

    #[test]
    fn zero_band_is_missing_where_the_model_says_so() {
        let mut feature = Feature::bare("x", FeatureKind::Number);
        feature.zero_is_missing = true;
        let cuts = Cuts::new(&feature, vec![1.0], Rounding::F64);
        let band = f64::from(1e-35f32);
        for (x, missing) in [(0.0, true), (-0.0, true), (band, true), (-band, true), (band.next_up(), false)] {
            assert_eq!(cuts.code(Value::Number(x)) == cuts.missing(), missing, "{x:e}");
        }
    }

    #[test]
    fn markers_are_missing_as_the_model_rounds_them() {
        let mut feature = Feature::bare("x", FeatureKind::Number);
        feature.missing_values = vec![-999.1, 0.0];
        let cuts = Cuts::new(&feature, vec![1.0], Rounding::F32);
        for (x, missing) in [(f64::from(-999.1f32), true), (-0.0, true), (1e-35, false), (-999.0, false)] {
            assert_eq!(cuts.code(Value::Number(x)) == cuts.missing(), missing, "{x:e}");
        }
    }

    #[test]
    fn a_level_out_of_the_list_is_other() {
        let kind = FeatureKind::Choice { levels: vec!["a".into(), "b".into()] };
        let cuts = Cuts::new(&Feature::bare("x", kind), vec![], Rounding::F64);
        assert_eq!([Value::Level(1), Value::Level(2), Value::OtherLevel].map(|v| cuts.code(v)), [1, 2, 2]);
        assert_eq!(cuts.code(Value::Missing), 3);
    }
}
