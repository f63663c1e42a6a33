//! Values as cell codes: the one place that rounds as the source library rounds.

use std::ops::Range;

use crate::base::FeatureIdx;
use crate::model::cuts::WITHHELD;
use crate::model::{Cell, Column, CustomerModel, Rounding, Side, Split, Test, Value};

/// A customer as the model sees them: one cell code per feature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Codes(Vec<Cell>);

impl Codes {
    /// Codes of values, one per feature in the model's order. O(features · log cuts).
    pub fn of(model: &CustomerModel, values: &[Value]) -> Self {
        let code = |(idx, &value): (usize, &Value)| {
            let idx = FeatureIdx::new(idx);
            model.cuts(idx).code(rounded(model.rounding(), value))
        };
        Self(values.iter().enumerate().map(code).collect())
    }

    /// Codes that are known already, in the model's order.
    pub fn from_cells(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self(cells.into_iter().collect())
    }

    /// The code of one feature.
    pub fn get(&self, feature: FeatureIdx) -> Cell {
        self.0[feature.index()]
    }

    /// The same customer with another code for one feature.
    #[must_use]
    pub fn with(&self, feature: FeatureIdx, code: Cell) -> Self {
        let mut other = self.clone();
        other.0[feature.index()] = code;
        other
    }

    /// All codes in the model's order.
    pub fn as_slice(&self) -> &[Cell] {
        &self.0
    }
}

/// The codes of one feature of many customers, in place of what stood in `codes`: as [`Codes::of`] row by row.
/// O(rows · log cuts).
pub fn of_column(
    model: &CustomerModel,
    feature: FeatureIdx,
    column: Column<'_>,
    rows: Range<usize>,
    codes: &mut Vec<Cell>,
) {
    let cuts = model.cuts(feature);
    let code = |value: Value| cuts.code(rounded(model.rounding(), value));
    codes.clear();
    match column {
        Column::Numbers(list) => match model.rounding() {
            Rounding::F64 => codes.extend(list[rows].iter().map(|&x| cuts.code_of(x))),
            Rounding::F32 => codes.extend(list[rows].iter().map(|&x| cuts.code_of(f64::from(x as f32)))),
        },
        Column::Levels(_) => codes.extend(rows.map(|row| code(column.value(row)))),
        Column::Missing => codes.resize(rows.len(), cuts.missing()),
        Column::Withheld => codes.resize(rows.len(), WITHHELD),
    }
}

/// A value as the model compares it.
pub fn rounded(rounding: Rounding, value: Value) -> Value {
    if let Value::Number(x) = value { Value::Number(rounding.apply(x)) } else { value }
}

/// Where a code goes at a split; `None` if it is withheld.
#[inline]
pub fn side(model: &CustomerModel, split: &Split, code: Cell) -> Option<Side> {
    if code == WITHHELD {
        return None;
    }
    let left = match &split.test {
        // codes past the cells are reserved: other and missing
        Test::Below { rank, .. } if code <= *rank => true,
        Test::Below { .. } if code < model.cuts(split.feature).other() => false,
        Test::In { levels } if code < model.cuts(split.feature).missing() => levels.contains(code),
        _ => return Some(split.missing),
    };
    Some(if left { Side::Left } else { Side::Right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float32_models_round_before_they_compare() {
        let x = 0.1f64;
        assert_eq!(rounded(Rounding::F32, Value::Number(x)), Value::Number(f64::from(0.1f32)));
        assert_eq!(rounded(Rounding::F64, Value::Number(x)), Value::Number(x));
        assert_eq!(rounded(Rounding::F32, Value::Missing), Value::Missing);
    }
}
