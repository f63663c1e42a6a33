//! A balance of many customers for a spreadsheet: a line per number, every table of the page in one.

use crate::ask::groups::Shown;
use crate::base::Result;
use crate::report::csv::csv;
use crate::view::balance::everybody::Told;
use crate::view::groups;

/// Lines on their way.
struct Lines(Vec<[String; 6]>);

impl Lines {
    fn add(&mut self, table: &str, of: &str, (attribute, group): (&str, &str), measure: &str, value: &dyn ToString) {
        let words = [table, of, attribute, group, measure].map(str::to_owned);
        let [a, b, c, d, e] = words;
        self.0.push([a, b, c, d, e, value.to_string()]);
    }
}

const ALL: (&str, &str) = ("", "");

/// Every number: which table it is of, of what (several ids with a space between), of which group of customers, what it
/// measures, and the number; a count that is held back is a word as in JSON.
///
/// # Errors
/// As [`csv`].
pub fn everybody(told: &Told<'_>) -> Result<String> {
    let (model, answer) = (told.inputs.model(), told.answer);
    let mut lines = Lines(Vec::new());
    lines.add("whole", "", ALL, "customers", &answer.rows);
    for (offer, given) in model.offer_ids().zip(&answer.whole.given) {
        lines.add("whole", &model.offer(offer).id, ALL, "given", given);
    }
    for (table, list) in [("drop_one", &answer.drop_one), ("elimination", &answer.elimination)] {
        for kept in list {
            lines.add(table, &model.features().get(kept.without).id, ALL, "same", &kept.same);
        }
    }
    for (at, kept) in answer.purposes.iter().enumerate() {
        let id = &kept.without.id;
        lines.add("purposes", id, ALL, "same", &kept.same);
        let asked = answer.asked.get(at).copied().unwrap_or_default();
        for (measure, n) in [
            ("granted", asked.granted),
            ("refused", asked.refused),
            ("not_asked", asked.not_asked),
            ("not_known", asked.unknown),
        ] {
            lines.add("purposes", id, ALL, measure, &n);
        }
        if let Some(fate) = told.proven.and_then(|proven| proven.sets.get(at)) {
            for (measure, n) in [
                ("proven", fate.proven),
                ("refuted", fate.refuted),
                ("barred", fate.barred),
                ("unsettled", fate.unsettled),
                ("proven_by_scores", fate.by_scores),
            ] {
                lines.add("purposes", id, ALL, measure, &n);
            }
        }
        for parted in &answer.by {
            by_group(&mut lines, told, "purposes", id, parted, parted.purposes.get(at));
        }
    }
    for (at, point) in answer.frontier.iter().enumerate() {
        let ids: Vec<&str> = point.refused.iter().map(|p| p.id.as_str()).collect();
        let id = ids.join(" ");
        lines.add("frontier", &id, ALL, "intrusiveness", &point.intrusiveness);
        lines.add("frontier", &id, ALL, "same", &point.count.same);
        lines.add("frontier", &id, ALL, "outcomes_known", &point.count.known);
        if point.count.known > 0 {
            lines.add("frontier", &id, ALL, "accepted", &point.count.accepted);
        }
        lines.add("frontier", &id, ALL, "most_kept", &u8::from(point.pareto));
        for (offer, auc) in model.offer_ids().zip(&point.auc) {
            if let Some(auc) = auc {
                lines.add("frontier", &id, ("offer", &model.offer(offer).id), "auc", auc);
            }
        }
        for parted in &answer.by {
            by_group(&mut lines, told, "frontier", &id, parted, parted.points.get(at));
        }
    }
    for precision in &answer.precision {
        let id = &model.features().get(precision.feature).id;
        lines.add("precision", id, ALL, "cuts", &precision.cuts);
        lines.add("precision", id, ALL, "cells_used", &precision.cells_used);
    }
    for offer in model.offer_ids().filter(|o| model.offer(*o).contact.is_some()) {
        let (id, counted) = (&model.offer(offer).id, answer.contacted[offer.index()]);
        let counts = [("given", counted.given), ("at_most_already", counted.over), ("not_known", counted.unknown)];
        counts.iter().for_each(|(measure, n)| lines.add("contact", id, ALL, measure, n));
        for parted in &answer.by {
            let attribute = groups::id(model, &parted.division);
            let shown = parted.contacted.get(offer.index()).map_or(&[][..], Vec::as_slice);
            for (group, shown) in parted.groups.iter().zip(shown) {
                let of = (attribute, &*groups::group(model, &parted.division, group));
                let counts = [("given", shown.given), ("at_most_already", shown.over), ("not_known", shown.unknown)];
                counts.iter().for_each(|(measure, n)| lines.add("contact", id, of, measure, &word(*n)));
            }
        }
    }
    csv(["table", "of", "attribute", "group", "measure", "value"], lines.0)
}

fn by_group(
    lines: &mut Lines,
    told: &Told<'_>,
    table: &str,
    id: &str,
    parted: &crate::ask::everybody::Parted,
    shown: Option<&Vec<crate::ask::everybody::GroupShown>>,
) {
    let model = told.inputs.model();
    for (group, shown) in parted.groups.iter().zip(shown.map_or(&[][..], Vec::as_slice)) {
        let name = groups::group(model, &parted.division, group);
        let of = (groups::id(model, &parted.division), name.as_str());
        lines.add(table, id, of, "customers", &group.n);
        lines.add(table, id, of, "same", &word(shown.same));
        lines.add(table, id, of, "outcomes_known", &word(shown.known));
        lines.add(table, id, of, "accepted", &word(shown.accepted));
    }
}

fn word(shown: Shown) -> String {
    match shown {
        Shown::Count(n) => n.to_string(),
        Shown::Few => "few".to_owned(),
        Shown::AllButFew => "all_but_few".to_owned(),
        Shown::Withheld => "held_back".to_owned(),
    }
}
