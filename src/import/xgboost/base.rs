//! The base score: as it is written, and as the margin that the library starts from.

use super::refuse::{unlike, unsupported};
use super::version::Version;
use crate::base::Result;

/// How the base score in the file becomes a margin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Base {
    AsIs,
    /// It is a chance: its log-odds.
    Logit,
    /// It is a rate or an amount: its logarithm.
    Log,
}

const PLACE: &str = "learner_model_param.base_score";

/// From 3.2 on a chance is held at least this far from 0 and from 1 before its log-odds are taken.
const LIMIT: f32 = 1e-6;

/// From here on `1 / chance - 1` has so few digits left in float32 that the library's own rounding shows in scores.
const COARSE: f32 = 0.99;

/// The base scores as margins: of all outputs, or of each.
pub(super) fn margins(text: &str, base: Base, version: Version<'_>) -> Result<Vec<f64>> {
    let listed = text.trim().starts_with('[');
    scores(text)?.into_iter().map(|written| base.margin(written, listed, version)).collect()
}

/// A number as text, or from 3.1 on a list of them in brackets.
fn scores(text: &str) -> Result<Vec<f64>> {
    let list = text.trim().strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    list.split(',')
        .map(|number| match number.trim().parse::<f64>() {
            Ok(x) if x.is_finite() => Ok(x),
            _ => Err(unlike("the base score is not a finite number").at(PLACE)),
        })
        .collect()
}

impl Base {
    fn margin(self, written: f64, listed: bool, version: Version<'_>) -> Result<f64> {
        match self {
            Self::AsIs => Ok(written),
            Self::Logit => {
                let chance = written as f32;
                match chance {
                    _ if chance > 0.0 && chance < 1.0 => {}
                    0.0 | 1.0 if version.limits_base_score() => {}
                    0.0 | 1.0 => {
                        let what = "the base score has no margin under this objective: it is a chance of 0 or 1";
                        let hint =
                            "XGBoost up to 3.1 refuses it too; later ones limit it: save it again with one of those";
                        return Err(unsupported(what, PLACE, hint));
                    }
                    _ => {
                        let what = "the base score has no margin under this objective: it is no chance from 0 to 1";
                        let hint = "XGBoost refuses it too: train with a base score between 0 and 1";
                        return Err(unsupported(what, PLACE, hint));
                    }
                }
                let limited = chance.clamp(LIMIT, 1.0 - LIMIT);
                Ok(log_odds(if version.limits_base_score() { limited } else { chance }, listed))
            }
            Self::Log if written > 0.0 => Ok(written.ln()),
            Self::Log => {
                let what = "the base score has no margin under this objective: its logarithm is not finite";
                let hint = "XGBoost itself has no finite score for anybody then: train with a base score above 0";
                Err(unsupported(what, PLACE, hint))
            }
        }
    }
}

/// The library holds a chance as float32 and gives its log-odds as float32. The eighth digit depends on where that
/// rounding is put: a score by itself (up to 3.0) is divided here in float64, a list of scores in float32, as the
/// references that this importer is held to do; both are within the library's own rounding. Near 1 that rounding is
/// no matter of the eighth digit any more, and is the library's own.
fn log_odds(chance: f32, listed: bool) -> f64 {
    if chance >= COARSE {
        return -f64::from(1.0 / chance - 1.0).ln();
    }
    if listed {
        return f64::from(chance / (1.0 - chance)).ln();
    }
    (f64::from(chance) / (1.0 - f64::from(chance))).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margin(text: &str, version: &[u32]) -> Vec<f64> {
        margins(text, Base::Logit, Version::of(version)).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-6 * expected.abs(), "{found} for {expected}");
    }

    /// What XGBoost 1.7.6, 2.1.4, 3.0.5, 3.1.3, 3.2.0 and 3.4.1 say of one leaf of 0 over these base scores.
    #[test]
    fn chances_near_0_and_1_are_what_each_version_makes_of_them() {
        let all = [
            ("1E-6", -13.81551),
            ("2E-6", -13.122361),
            ("0.9", 2.1972241),
            ("0.9999", 9.210175),
            ("0.99999", 11.511568),
            ("9.99998E-1", 13.109172),
            ("9.99999E-1", 13.74516),
        ];
        let before = [("1E-9", -20.723267), ("1E-7", -16.118095), ("9.9E-7", -13.82556), ("9.9999994E-1", 15.942385)];
        let since = [
            ("0", -13.81551),
            ("1E-9", -13.81551),
            ("1E-7", -13.81551),
            ("9.9E-7", -13.81551),
            ("9.9999994E-1", 13.74516),
            ("1", 13.74516),
        ];
        for (text, expected) in all.iter().chain(&before) {
            close(margin(text, &[1, 7, 6])[0], *expected);
            close(margin(&format!("[{text}]"), &[3, 1, 3])[0], *expected);
        }
        for (text, expected) in all.iter().chain(&since) {
            close(margin(&format!("[{text}]"), &[3, 2, 0])[0], *expected);
            close(margin(&format!("[{text}]"), &[3, 4, 1])[0], *expected);
        }
    }

    #[test]
    fn each_output_is_limited_by_itself() {
        let found = margin("[2.95E-1,0E0,1E0]", &[3, 2, 0]);
        close(found[0], -0.871_222_3);
        close(found[1], -13.81551);
        close(found[2], 13.74516);
    }

    #[test]
    fn what_the_library_refuses_is_refused() {
        let refused = |text: &str, base, version: &[u32]| {
            let error = margins(text, base, Version::of(version)).expect_err(text);
            format!("{error} | {}", error.hint.as_deref().unwrap_or_default())
        };
        for text in ["0", "1", "[0.5,0E0]"] {
            let said = refused(text, Base::Logit, &[3, 1, 3]);
            assert!(said.contains("it is a chance of 0 or 1 | XGBoost up to 3.1 refuses it too"), "{said}");
        }
        for version in [&[3, 2, 0][..], &[3, 1, 3]] {
            for text in ["-0.1", "1.5"] {
                let said = refused(text, Base::Logit, version);
                assert!(said.contains("it is no chance from 0 to 1"), "{said}");
            }
        }
        let said = refused("[0E0]", Base::Log, &[3, 2, 0]);
        assert!(said.contains("its logarithm is not finite | XGBoost itself has no finite score"), "{said}");
    }
}
