//! Balance, many customers: for how many the offer stays, in sentences and rows.

use crate::ask::Inputs;
use crate::ask::balance::{ChosenBy, Refusal};
use crate::ask::everybody::{Everybody, EverybodyQuestion, Identifiable, Known, Point, Weighed};
use crate::ask::proven::Proven;
use crate::base::{FeatureIdx, OfferIdx, date, number};
use crate::model::{CustomerModel, Weights};

use super::felt;
use super::table::refused;
pub use super::table::{GROUP, Rows};
use crate::view::phrase::{fact_name, list, offer_name};

/// What the page is called.
pub const TITLE: &str = "What each permission is worth: all customers";
/// What this cannot tell.
pub const LIMITS: &str = "What this cannot tell: what the customers want, or what a model trained without these facts \
                          would do. Facts that go along with a refused one still speak for it. Points of intrusiveness \
                          are opinions added up.";
/// The most sets of purposes in the table; JSON has all.
const POINTS_SHOWN: usize = 32;

/// An answer in words and rows.
#[derive(Clone, PartialEq, Debug)]
pub struct EverybodyView {
    /// The finding, a sentence.
    pub lead: String,
    /// More sentences: how it was counted, what was assumed.
    pub notes: Vec<String>,
    /// The tables.
    pub tables: Vec<Rows>,
}

impl EverybodyView {
    /// The sentences, a line each.
    pub fn lines(&self) -> Vec<String> {
        let first = std::iter::once(&self.lead).chain(&self.notes);
        first.cloned().chain([LIMITS.to_owned()]).collect()
    }
}

/// An answer with what was asked.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The model.
    pub inputs: &'a Inputs,
    /// What was asked.
    pub question: &'a EverybodyQuestion,
    /// Who said what takes the place of a refused fact.
    pub chosen: ChosenBy,
    /// Whose weights these are.
    pub weighed: &'a Weighed,
    /// The answer.
    pub answer: &'a Everybody,
    /// How well the facts that were named tell customers apart.
    pub identifiable: Option<(&'a [Known], Identifiable)>,
    /// For how many customers it is proven, purpose by purpose; `None` where that was not asked.
    pub proven: Option<&'a Proven>,
}

/// Says an answer.
pub fn everybody(told: &Told<'_>) -> EverybodyView {
    let &Told { inputs, question, chosen, weighed, answer, identifiable, proven } = told;
    let model = inputs.model();
    let fact = |f: FeatureIdx| fact_name(model.features().get(f));
    let kept = |caption: &str, head: &str, rows: Vec<(String, u64)>| Rows {
        caption: caption.to_owned(),
        heads: vec![head.to_owned(), "Same offer".to_owned()],
        rows: rows.into_iter().map(|(name, n)| vec![name, n.to_string()]).collect(),
    };
    let facts = answer.drop_one.iter().map(|k| (fact(k.without), k.same)).collect();
    let path = answer.elimination.iter().map(|k| (fact(k.without), k.same)).collect();
    let purposes = answer.purposes.iter().map(|k| (k.without.label.clone(), k.same)).collect();
    let mut tables = vec![
        kept("Each purpose refused alone", "Without", purposes),
        frontier(&answer.frontier),
        ranked(model, &answer.frontier),
        kept("Each fact refused alone", "Without", facts),
        kept("Facts refused one after the other, the one that changes least first", "Without this one too", path),
        Rows {
            caption: "How finely each fact is asked for".to_owned(),
            heads: ["Fact", "Cuts", "Cells with customers"].map(str::to_owned).into(),
            rows: (answer.precision.iter())
                .map(|p| vec![fact(p.feature), p.cuts.to_string(), p.cells_used.to_string()])
                .collect(),
        },
    ];
    tables.extend(proven.map(|proven| felt::proven(answer, proven)));
    tables.extend(felt::felt(model, answer, question.least));
    tables.extend(felt::contacted(model, answer, question.least));
    tables.push(felt::asked(answer));
    tables.retain(|table| !table.rows.is_empty());
    let mut notes = vec![said_of_refusal(question.refusal, chosen).to_owned()];
    if !answer.every_set {
        notes.push(
            "There are too many purposes to look at every set: these are found by refusing one after the other."
                .into(),
        );
    }
    notes.extend(said_of_weights(weighed));
    notes.extend(proven.map(|proven| felt::said_of_proven(answer, proven)));
    notes.extend(felt::unasked(answer));
    notes.extend(felt::notes(model, &answer.by, question.least));
    if let Some((known, found)) = identifiable {
        let names: Vec<String> = known.iter().map(|k| fact(k.feature)).collect();
        notes.push(format!(
            "By {} the customers fall into {} groups of people who are alike. The smallest has {}; {} customers are in \
             groups below 5, {} in groups below 11.",
            list(&names),
            found.classes,
            found.smallest,
            found.below_5,
            found.below_11
        ));
    }
    EverybodyView { lead: lead(answer), notes, tables }
}

fn lead(answer: &Everybody) -> String {
    let rows = answer.rows;
    let least = answer.purposes.iter().rev().max_by_key(|k| k.same);
    match (least, answer.purposes.iter().min_by_key(|k| k.same)) {
        (Some(least), Some(most)) if answer.purposes.len() > 1 => format!(
            "Without \"{}\", {} of {rows} customers keep their offer; without \"{}\", {}.",
            least.without.label, least.same, most.without.label, most.same
        ),
        (Some(only), _) => {
            format!("Without \"{}\", {} of {rows} customers keep their offer.", only.without.label, only.same)
        }
        _ => {
            let free = answer.drop_one.iter().filter(|k| k.same == rows).count();
            let of = answer.drop_one.len();
            format!("{free} of {of} facts, each refused alone, change what none of {rows} customers is given.")
        }
    }
}

/// How well the responses tell who accepts, where outcomes are known, for the sets of which none keeps more for as few
/// points.
fn ranked(model: &CustomerModel, points: &[Point]) -> Rows {
    let offers: Vec<OfferIdx> =
        model.offer_ids().filter(|o| points.iter().any(|p| p.auc[o.index()].is_some())).collect();
    let cells = |p: &Point| {
        let of = |o: &OfferIdx| p.auc[o.index()].map_or("not known".to_owned(), |auc| number::fixed(100.0 * auc, 1));
        std::iter::once(refused(p)).chain(offers.iter().map(of)).collect()
    };
    let names = offers.iter().map(|o| offer_name(model, *o));
    Rows {
        caption:
            "Of 100 pairs of one who accepted and one who did not, in how many the first has the greater response"
                .to_owned(),
        heads: std::iter::once("Refused".to_owned()).chain(names).collect(),
        rows: if offers.is_empty() { Vec::new() } else { points.iter().filter(|p| p.pareto).map(cells).collect() },
    }
}

fn frontier(points: &[Point]) -> Rows {
    let mut shown: Vec<&Point> = points.iter().filter(|p| p.pareto || points.len() <= POINTS_SHOWN).collect();
    shown.sort_by(|a, b| b.intrusiveness.total_cmp(&a.intrusiveness));
    let cells = |p: &Point| {
        let accepted = match p.count.known {
            0 => "not known".to_owned(),
            known => format!("{} of {known}", p.count.accepted),
        };
        vec![
            refused(p),
            number::short(p.intrusiveness, 2),
            p.count.same.to_string(),
            accepted,
            if p.pareto { "yes".to_owned() } else { String::new() },
        ]
    };
    Rows {
        caption:
            "Sets of purposes refused together, the points of intrusiveness that are left, and where nothing keeps \
                  more for as few"
                .to_owned(),
        heads: ["Refused", "Points of intrusiveness", "Same offer", "Accepted", "Most kept"]
            .map(str::to_owned)
            .into(),
        rows: if points.len() < 2 { Vec::new() } else { shown.into_iter().map(cells).collect() },
    }
}

/// Whose weights these are, and of how many facts nobody gave any.
fn said_of_weights(weighed: &Weighed) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(Weights { by, on, points }) = &weighed.given {
        let left_out = match weighed.left_out {
            0 => String::new(),
            1 => "; 1 fact that is used is not among them and keeps its own".to_owned(),
            n => format!("; {n} facts that are used are not among them and keep their own"),
        };
        let of = match points.len() {
            1 => "1 fact".to_owned(),
            n => format!("{n} facts"),
        };
        notes.push(format!("Points of intrusiveness of {of} are the opinion of {by}, {}{left_out}.", date::iso(*on)));
    }
    if weighed.assumed > 0 {
        let of = if weighed.assumed == 1 { "1 fact" } else { &*format!("{} facts", weighed.assumed) };
        notes.push(format!(
            "Of {of} nobody said how intrusive they are: 1 point is assumed, 2 where personal, 4 where sensitive, 2 \
             more where protected."
        ));
    }
    notes
}

fn said_of_refusal(refusal: Refusal, chosen: ChosenBy) -> &'static str {
    match (refusal, chosen) {
        (Refusal::Cover, ChosenBy::Dictionary | ChosenBy::Asker) => "A refused fact is averaged by training cover.",
        (Refusal::Cover, _) => "It is assumed that a refused fact is averaged by training cover.",
        (Refusal::Background, ChosenBy::Dictionary | ChosenBy::Asker) => {
            "A refused fact is averaged over the reference customers."
        }
        (Refusal::Background, _) => "It is assumed that a refused fact is averaged over the reference customers.",
        (Refusal::Missing, _) => "A refused fact is taken as not known.",
    }
}
