//! What happens to a number before it is compared.

/// What happens to a number before it is compared: a rule of the source library that belongs to the model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// Compared as float64.
    F64,
    /// Rounded to float32 first.
    F32,
}

impl Rounding {
    /// A number as it is compared.
    #[inline]
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Self::F64 => x,
            Self::F32 => f64::from(x as f32),
        }
    }
}
