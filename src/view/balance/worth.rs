//! For how many customers the offer stays without each purpose and each fact, and what facts are asked for.

use super::counted::{Said, Shown, drawn, people};
use crate::ask::everybody::{Kept, Precision};
use crate::ask::proven::Fate;
use crate::base::{FeatureIdx, number};
use crate::model::{CustomerModel, FeatureKind, Purpose};
use crate::view::phrase::{list, upper_first};
use crate::view::value;

/// So few thresholds of a fact are told one by one.
const TOLD: usize = 3;

/// It.
#[derive(Clone, PartialEq, Debug)]
pub struct WorthView {
    /// "For how many of 1000 the same offer stays without it".
    pub title: String,
    /// What takes the place of what is refused.
    pub note: String,
    /// Each purpose, or each fact where there are no purposes.
    pub rows: Vec<WorthRow>,
    /// Each purpose, for how many it is proven; none where that was not asked.
    pub proven: Vec<WorthRow>,
    /// Whether it can be asked.
    pub can_prove: bool,
    /// What is folded: a title, and what is under it.
    pub folds: Vec<Fold>,
}

/// Something that is folded.
#[derive(Clone, PartialEq, Debug)]
pub struct Fold {
    /// Its title.
    pub title: String,
    /// Rows; empty where there are sentences.
    pub rows: Vec<WorthRow>,
    /// Sentences.
    pub lines: Vec<String>,
}

/// For how many it stays.
#[derive(Clone, PartialEq, Debug)]
pub struct WorthRow {
    /// Without what.
    pub name: String,
    /// "6 points"; empty along a path.
    pub points: String,
    /// Part of all, from 0 to 1.
    pub bar: f32,
    /// How many.
    pub n: String,
    /// All of it in a sentence.
    pub about: String,
}

/// Says what each permission is worth.
pub(super) fn worth(shown: &Shown<'_>, said: &Said<'_>) -> WorthView {
    let (model, answer) = (said.model, shown.answer);
    let keep = if said.placing.is_line() { "stay on their side of the line" } else { "the same offer stays" };
    let title = match said.placing.is_line() {
        true => format!("How many of {} {keep} without it", said.rows),
        false => format!("For how many of {} {keep} without it", said.rows),
    };
    let facts = |kept: &[Kept<FeatureIdx>], with_points: bool| {
        let row = |k: &Kept<FeatureIdx>| {
            let points = Some(shown.weights[k.without.index()]).filter(|_| with_points);
            row(said, upper_first(&said.fact(k.without)), points, k.same)
        };
        kept.iter().map(row).collect::<Vec<_>>()
    };
    let alone = facts(&answer.drop_one, true);
    let purposes: Vec<WorthRow> = answer
        .purposes
        .iter()
        .map(|kept| {
            let facts = crate::ask::balance::facts_of(model, &kept.without);
            let points = facts.iter().map(|f| shown.weights[f.index()]).sum();
            row(said, kept.without.label.clone(), Some(points), kept.same)
        })
        .collect();
    let fold = |title: &str, rows, lines| Fold { title: title.to_owned(), rows, lines };
    let mut folds = vec![
        fold(
            "Facts refused one after the other, the one that changes least first",
            facts(&answer.elimination, false),
            Vec::new(),
        ),
        fold(
            "How finely each fact is asked for",
            Vec::new(),
            answer.precision.iter().map(|p| precise(model, p)).collect(),
        ),
    ];
    let can_prove = !purposes.is_empty();
    let proven = if can_prove { proven(shown, said) } else { Vec::new() };
    let rows = if purposes.is_empty() {
        alone
    } else {
        folds.insert(0, fold("Each fact refused alone", alone, Vec::new()));
        purposes
    };
    folds.retain(|fold| !fold.rows.is_empty() || !fold.lines.is_empty());
    WorthView { title, note: "each refused alone, by average".to_owned(), rows, proven, can_prove, folds }
}

/// For how many what they are given is proven to stay, whatever the facts of a purpose are.
fn proven(shown: &Shown<'_>, said: &Said<'_>) -> Vec<WorthRow> {
    let purposes = shown.answer.purposes.iter().zip(shown.proven.into_iter().flat_map(|proven| &proven.sets));
    let of = |(kept, fate): (&Kept<Purpose>, &Fate)| {
        let mut row = row(said, kept.without.label.clone(), None, fate.proven);
        if fate.unsettled > 0 {
            row.name = format!("{} ({} not settled)", row.name, people(fate.unsettled));
        }
        row.about = format!("Without {}: {} of {} proven", row.name, row.n, said.rows);
        row
    };
    purposes.map(of).collect()
}

fn row(said: &Said<'_>, name: String, points: Option<f64>, same: u64) -> WorthRow {
    let points = points.map(|points| {
        let points = number::trimmed(points, 2);
        format!("{points} {}", if points == "1" { "point" } else { "points" })
    });
    let n = people(same);
    let told = points.as_ref().map(|points| format!(", {points}")).unwrap_or_default();
    WorthRow {
        about: format!("Without {name}{told}: {n} of {}", said.rows),
        points: points.unwrap_or_default(),
        bar: drawn(same) as f32 / said.rows.max(1) as f32,
        n,
        name,
    }
}

/// "Age is only ever asked whether it is below 30 or 58."
fn precise(model: &CustomerModel, precision: &Precision) -> String {
    let feature = model.features().get(precision.feature);
    let name = upper_first(&crate::view::phrase::fact_name(feature));
    let cells = number::count(precision.cells_used, "of them has customers", "of them have customers");
    if feature.kind.is_choice() {
        return format!("{name} is a choice of {}; {cells}.", number::fixed(precision.cuts as f64, 0));
    }
    if feature.kind == FeatureKind::YesNo {
        return format!("{name} is yes or no.");
    }
    let cuts = model.cuts(precision.feature).thresholds();
    if cuts.is_empty() {
        return format!("{name} is asked by a rule alone.");
    }
    if cuts.len() <= TOLD {
        let marks: Vec<String> = cuts.iter().map(|cut| value::first_on(feature, model.rounding(), *cut)).collect();
        let marks = match marks.as_slice() {
            [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
            _ => list(&marks),
        };
        return format!("{name} is only ever asked whether it is below {marks}.");
    }
    let places = number::count(cuts.len(), "place", "places");
    format!("{name} is cut at {places} into {} stretches; {cells}.", cuts.len() + 1)
}
