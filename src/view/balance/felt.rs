//! Balance, many customers: who feels it, group by group; who is sent too much, and what is used without being asked for.

use crate::ask::everybody::{Asked, Contacted, Everybody, GroupShown, Kept, Parted, Point};
use crate::ask::groups::{Group, Shown};
use crate::ask::proven::{Fate, Proven};
use crate::base::number;
use crate::model::{Contact, CustomerModel, Purpose};
use crate::view::groups::{attribute, group, one};
use crate::view::phrase::{list, offer_name};

use super::table::{GROUP, Rows, refused};

/// A count as far as it may be said; `least` is the smallest size.
pub fn count(shown: Shown, least: u64) -> String {
    match shown {
        Shown::Count(n) => n.to_string(),
        Shown::Few => format!("<{least}"),
        Shown::AllButFew => format!("all but <{least}"),
        Shown::Withheld => "not shown".to_owned(),
    }
}

/// The same of 100, where it may be said.
pub(super) fn of_100(part: Shown, whole: Shown, least: u64) -> String {
    match (part, whole) {
        (_, Shown::Count(0)) => "not known".to_owned(),
        (Shown::Count(n), Shown::Count(of)) => number::fixed(100.0 * n as f64 / of as f64, 1),
        _ => count(part, least),
    }
}

/// Who feels it: every division, for the sets of which none keeps more for as few points.
pub(super) fn felt(model: &CustomerModel, answer: &Everybody, least: u64) -> Vec<Rows> {
    let table = |parted: &Parted| {
        let row = |point: &Point, (of, shown): (&Group, &GroupShown)| {
            vec![
                refused(point),
                group(model, &parted.division, of),
                of.n.to_string(),
                of_100(shown.same, Shown::Count(of.n), least),
                of_100(shown.accepted, shown.known, least),
            ]
        };
        let points = answer.frontier.iter().zip(&parted.points).filter(|(point, _)| point.pareto);
        Rows {
            caption: format!("Who feels it, by {}", attribute(model, &parted.division.by)),
            heads: ["Refused", GROUP, "Customers", "Same offer, of 100", "Accepted, of 100"]
                .map(str::to_owned)
                .into(),
            rows: points.flat_map(|(p, shown)| parted.groups.iter().zip(shown).map(move |of| row(p, of))).collect(),
        }
    };
    answer.by.iter().map(table).collect()
}

/// What is said of groups that are not shown alone.
pub(super) fn notes(model: &CustomerModel, by: &[Parted], least: u64) -> Vec<String> {
    if by.is_empty() {
        return Vec::new();
    }
    let mut notes = vec![if least > 1 {
        format!(
            "Of groups below {least} people nothing is said, nor of fewer than {least} people inside a group, nor of \
             what would give either away by subtraction."
        )
    } else {
        "Small groups are not held back: the smallest size was set to 1.".to_owned()
    }];
    for parted in by {
        let name = attribute(model, &parted.division.by);
        match parted.groups.as_slice() {
            [only] if only.keys.len() > 1 => notes.push(format!(
                "By {name} nothing is shown: fewer than two groups would have {least} people, {} among them.",
                list(&only.keys.iter().map(|key| one(model, &parted.division, key)).collect::<Vec<_>>())
            )),
            [_] => notes.push(format!("By {name} nothing is shown: all customers are in one group.")),
            all => notes.extend(all.iter().filter(|of| of.keys.len() > 1).map(|of| {
                let together = group(model, &parted.division, of);
                format!("By {name}, \"{together}\" are shown together: one of them has fewer than {least} people.")
            })),
        }
    }
    notes
}

/// Who is sent too much, and by group.
pub(super) fn contacted(model: &CustomerModel, answer: &Everybody, least: u64) -> Vec<Rows> {
    let limits: Vec<_> = (model.offer_ids())
        .filter_map(|offer| model.offer(offer).contact.as_ref().map(|contact| (offer, contact)))
        .collect();
    if limits.is_empty() {
        return Vec::new();
    }
    let heads = |more: &[&str]| {
        let all = ["Offer", "At most"].iter().chain(more).chain(&[
            "Given it first",
            "At that already, or above",
            "Not known",
        ]);
        all.map(|head| (*head).to_owned()).collect::<Vec<_>>()
    };
    let most = |contact: &Contact| {
        let times = number::count(contact.most as usize, "message", "messages");
        format!("{times} by {} in {}", contact.channel, number::count(contact.days as usize, "day", "days"))
    };
    let all = limits.iter().map(|(offer, contact)| {
        let Contacted { given, over, unknown } = answer.contacted[offer.index()];
        let counts = [given, over, unknown].map(|n| n.to_string());
        [offer_name(model, *offer), most(contact)].into_iter().chain(counts).collect()
    });
    let caption =
        "Who would be sent too much: customers who are given an offer first and were sent as much as may be"
            .to_owned();
    let mut tables = vec![Rows { caption: caption.clone(), heads: heads(&[]), rows: all.collect() }];
    for parted in &answer.by {
        let rows = limits.iter().flat_map(|(offer, contact)| {
            let shown = parted.contacted.get(offer.index()).map_or(&[][..], Vec::as_slice);
            parted.groups.iter().zip(shown).map(move |(of, shown)| {
                let counts = [shown.given, shown.over, shown.unknown].map(|n| count(n, least));
                let lead = [offer_name(model, *offer), most(contact), group(model, &parted.division, of)];
                lead.into_iter().chain(counts).collect()
            })
        });
        let caption = format!("{caption}, by {}", attribute(model, &parted.division.by));
        tables.push(Rows { caption, heads: heads(&[GROUP]), rows: rows.collect() });
    }
    tables
}

/// Purposes beside what customers decided about them.
pub(super) fn asked(answer: &Everybody) -> Rows {
    let row = |(kept, asked): (&Kept<Purpose>, &Asked)| {
        let counts = [asked.granted, asked.refused, asked.not_asked, asked.unknown].map(|n| n.to_string());
        std::iter::once(kept.without.label.clone()).chain(counts).collect()
    };
    let known = answer.asked.iter().any(|asked| asked.unknown < answer.rows);
    Rows {
        caption: "Facts that are used, and what was agreed".to_owned(),
        heads: ["Purpose", "Agreed", "Refused", "Never asked", "Not known"].map(str::to_owned).into(),
        rows: if known { answer.purposes.iter().zip(&answer.asked).map(row).collect() } else { Vec::new() },
    }
}

/// For how many what they are given stays, whatever the facts of a purpose are.
pub(super) fn proven(answer: &Everybody, proven: &Proven) -> Rows {
    let row = |(kept, fate): (&Kept<Purpose>, &Fate)| {
        let counts = [fate.proven, fate.refuted, fate.barred, fate.unsettled, fate.by_scores].map(|n| n.to_string());
        std::iter::once(kept.without.label.clone()).chain(counts).collect()
    };
    Rows {
        caption: "The same offer, whatever the facts of a purpose are".to_owned(),
        heads: ["Without", "Proven", "Refuted", "May not be had then", "Not settled", "Proven by scores alone"]
            .map(str::to_owned)
            .into(),
        rows: answer.purposes.iter().zip(&proven.sets).map(row).collect(),
    }
}

/// For how many one purpose at least makes no difference.
pub(super) fn said_of_proven(answer: &Everybody, proven: &Proven) -> String {
    let all: Vec<usize> = (0..answer.purposes.len()).collect();
    let open: u64 = proven.sets.iter().map(|fate| fate.unsettled).sum();
    let stopped = match (open, proven.stopped) {
        (0, _) => String::new(),
        (n, true) => format!(" {n} answers are not settled: the time was up."),
        (n, false) => format!(" {n} answers are not settled: the search was stopped by its size."),
    };
    format!(
        "Proven: {} of {} customers get the same offer without at least one of the purposes, whatever its facts \
         are; by scores alone, with rules on these facts set aside, {}.{stopped}",
        proven.at_least_one(&all),
        proven.rows,
        proven.at_least_one_by_scores(&all)
    )
}

/// What is used without being asked for, in a sentence for each purpose.
pub(super) fn unasked(answer: &Everybody) -> Vec<String> {
    let told = answer.purposes.iter().zip(&answer.asked).filter(|(_, asked)| asked.refused + asked.not_asked > 0);
    told.map(|(kept, asked)| {
        format!(
            "\"{}\" is used of all {} customers: {} agreed, {} refused, {} were never asked.",
            kept.without.label, answer.rows, asked.granted, asked.refused, asked.not_asked
        )
    })
    .collect()
}
