//! What data at hand shows of a feature, and what it tells of it where nobody said: a name, whether numbers are whole or
//! yes and no, a scale. A draft of a data dictionary and what is shown without one are the same.

use crate::model::{CustomerModel, Feature, FeatureKind};

/// What was seen of a feature in data at hand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Seen {
    /// The column it came from, where the table has another name for it than the model; else empty.
    pub column: String,
    /// The least and the greatest number; `None` for a choice, or where every cell is empty.
    pub range: Option<(f64, f64)>,
    /// Whether every number is whole.
    pub whole: bool,
}

/// Numbers as far from zero as this stand for "none" in a library, and are the end of no scale.
const SENTINEL: f64 = 1e30;
/// Cuts closer than this may be one number, rounded.
const ONE_CUT: f64 = 1e-3;
/// How far a scale of fractions goes on beyond a cut, as part of the scale.
const BEYOND: f64 = 0.02;

/// Whether a number can be the end of a scale.
pub fn on_a_scale(x: f64) -> bool {
    x.abs() < SENTINEL
}

/// The features of a model, described by what was seen of each where nobody said. A scale is never narrower than what the
/// model knows: the range in its file, and a value on both sides of each cut. O(features + cuts).
pub fn described(model: &CustomerModel, seen: &[Seen]) -> Vec<Feature> {
    let names: std::collections::BTreeSet<&str> =
        model.features().iter().flat_map(|(_, f)| [f.id.as_str(), f.label.as_str()]).collect();
    let one = |(idx, feature): (crate::base::FeatureIdx, &Feature)| match seen.get(idx.index()) {
        Some(seen) => {
            let taken = names.contains(seen.column.as_str()) && seen.column != feature.id;
            tell(feature, model.cuts(idx).thresholds(), seen, taken)
        }
        None => feature.clone(),
    };
    model.features().iter().map(one).collect()
}

fn tell(feature: &Feature, cuts: &[f64], seen: &Seen, taken: bool) -> Feature {
    let mut told = feature.clone();
    let column = seen.column.trim();
    if !feature.told.label && feature.label == feature.id && !column.is_empty() && !taken {
        column.clone_into(&mut told.label);
    }
    let Some(range) = seen.range.filter(|(a, b)| on_a_scale(*a) && on_a_scale(*b)) else { return told };
    let cuts: Vec<f64> = cuts.iter().copied().filter(|&t| on_a_scale(t)).collect();
    let whole = seen.whole && can_be_whole(feature, &cuts);
    let known = scale(feature.range.filter(|_| !feature.told.range), range, &cuts, whole || feature.is_whole());
    if !feature.told.kind && feature.kind == FeatureKind::Number && whole {
        told.kind = if known == (0.0, 1.0) { FeatureKind::YesNo } else { FeatureKind::Count };
        told.step = feature.step.or((told.kind == FeatureKind::Count).then_some(1.0));
    }
    if !feature.told.range && !feature.kind.is_choice() {
        told.range = (told.kind != FeatureKind::YesNo).then_some(known);
    }
    told
}

/// Whether what the model knows leaves room for whole numbers alone: two cuts between the same two whole numbers tell
/// fractions apart, unless one of them is a whole number but for how it is rounded.
fn can_be_whole(feature: &Feature, cuts: &[f64]) -> bool {
    let fraction = |x: f64| (x - x.round()).abs() > ONE_CUT.max(1e-6 * x.abs());
    let apart = |pair: &[f64]| {
        pair[1] - pair[0] > ONE_CUT && pair[0].floor() == pair[1].floor() && pair.iter().all(|&x| fraction(x))
    };
    let said = feature.range.is_some_and(|(a, b)| fraction(a) || fraction(b));
    !said && feature.step.is_none_or(|step| step.fract() == 0.0) && !cuts.windows(2).any(apart)
}

/// The least and the greatest of what was seen, of the range in the model's file, and of a value on both sides of each cut.
fn scale(own: Option<(f64, f64)>, seen: (f64, f64), cuts: &[f64], whole: bool) -> (f64, f64) {
    let own = own.filter(|(a, b)| on_a_scale(*a) && on_a_scale(*b)).unwrap_or(seen);
    let (mut low, mut high) = (own.0.min(seen.0), own.1.max(seen.1));
    let (Some(&first), Some(&last)) = (cuts.first(), cuts.last()) else { return (low, high) };
    if whole {
        return (low.min(first.ceil() - 1.0), high.max(last.ceil()));
    }
    let room = BEYOND * (high.max(last) - low.min(first));
    if first <= low {
        // money does not become negative because of a cut just above nothing
        low = if low >= 0.0 && first > 0.0 { (first - room).max(0.0) } else { first - room };
    }
    if last > high {
        high = last + room;
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(feature: &Feature, cuts: &[f64], range: (f64, f64), whole: bool) -> (FeatureKind, Option<(f64, f64)>) {
        let seen = Seen { column: "age".into(), range: Some(range), whole };
        let told = tell(feature, cuts, &seen, false);
        assert_eq!(told.id, "f0");
        (told.kind, told.range)
    }

    #[test]
    fn a_table_tells_what_nobody_said_and_never_less_than_the_model_knows() {
        let bare = Feature::bare("f0", FeatureKind::Number);
        let ranged = Feature { range: Some((17.0, 98.0)), ..bare.clone() };
        let count = |range| (FeatureKind::Count, Some(range));
        let number = |range| (FeatureKind::Number, Some(range));
        assert_eq!(told(&ranged, &[30.5], (20.0, 89.0), true), count((17.0, 98.0)));
        assert_eq!(told(&bare, &[30.5, 94.5], (20.0, 89.0), true), count((20.0, 95.0)));
        assert_eq!(told(&bare, &[0.5], (0.0, 1.0), true), (FeatureKind::YesNo, None));
        // one that nobody at hand has is still a yes or no
        assert_eq!(told(&bare, &[1e-35], (0.0, 0.0), true), (FeatureKind::YesNo, None));
        assert_eq!(told(&bare, &[0.5, 1.5], (0.0, 1.0), true), count((0.0, 2.0)));
        assert_eq!(told(&bare, &[3.2, 3.7], (0.0, 9.0), true), number((0.0, 9.0)), "fractions are told apart");
        assert_eq!(told(&bare, &[3.5, 3.5f64.next_up()], (0.0, 9.0), true), count((0.0, 9.0)));
        let at_most = f64::from(2.0f32.next_up());
        assert_eq!(told(&bare, &[at_most, 2.5], (0.0, 9.0), true), count((0.0, 9.0)), "2 is below both");
        assert_eq!(told(&bare, &[5.0], (0.2, 9.5), false), number((0.2, 9.5)));
        // nobody at hand is below the first cut, but somebody may be
        assert_eq!(told(&bare, &[10.0, 110.0], (20.0, 100.0), false), number((8.0, 112.0)));
        assert_eq!(told(&bare, &[1.0, 101.0], (20.0, 100.0), false), number((0.0, 103.0)));
    }

    #[test]
    fn a_stand_in_for_none_is_the_end_of_no_scale() {
        let bare = Feature::bare("f0", FeatureKind::Number);
        let none = f64::from(f32::MIN);
        assert_eq!(told(&bare, &[none, 3.25], (1.0, 4.5), false), (FeatureKind::Number, Some((1.0, 4.5))));
        let seen = Seen { column: String::new(), range: Some((none, 4.5)), whole: false };
        assert_eq!(tell(&bare, &[3.25], &seen, false), bare);
    }

    #[test]
    fn what_a_person_said_stays() {
        let said = Feature {
            label: "Years".into(),
            range: Some((0.0, 10.0)),
            told: crate::model::Told::ALL,
            ..Feature::bare("f0", FeatureKind::Number)
        };
        let seen = Seen { column: "age".into(), range: Some((0.0, 99.0)), whole: true };
        assert_eq!(tell(&said, &[50.5], &seen, false), said);
        // a name that another feature has is not given twice
        let bare = Feature::bare("f0", FeatureKind::Number);
        assert_eq!(tell(&bare, &[], &seen, true).label, "f0");
        assert_eq!(tell(&bare, &[], &seen, false).label, "age");
    }
}
