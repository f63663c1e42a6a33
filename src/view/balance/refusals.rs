//! Every refusal beside the others, in sentences and rows: what one customer would get without each purpose.

use super::finding;
use super::rows::{Known, Leads, OutRow, RefusalRow, Saying, Searched};
use crate::ask::balance::{ChosenBy, Refusal};
use crate::ask::refusals::{Refusals, Subject};
use crate::ask::{AbsenceKind, Inputs};
use crate::base::{OfferIdx, number};
use crate::model::{CustomerModel, Feature, Line, Profile, Sensitivity};
use crate::score::Recommendation;
use crate::view::caption::{Caption, Stamp};
use crate::view::line::Placing;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, Phrase, letter};
use crate::view::value;
use crate::view::words::balance as words;

/// All rows with what stands around them.
#[derive(Clone, PartialEq, Debug)]
pub struct RefusalsView {
    /// The finding, in one sentence or three.
    pub lead: Phrase,
    /// Over the switches: "May it be used for her offers?"
    pub question: String,
    /// "Her record stays.", and whose consents are not known.
    pub trial: String,
    /// Over what would be offered.
    pub then: String,
    /// Over the bars: whose lead.
    pub over: String,
    /// In which unit.
    pub unit: String,
    /// The same for a caption: "points of the chance".
    pub measured: &'static str,
    /// The rows: those that were never asked for or were refused first.
    pub rows: Vec<RefusalRow>,
    /// Nothing personal at all.
    pub out: OutRow,
    /// The least and the greatest of all bars, 0 among them.
    pub scale: (f64, f64),
    /// Under the bars, at the left and the right of the line.
    pub ends: [String; 2],
    /// What the ring is, and who said so.
    pub assumed: String,
    /// Whether any fact is marked sensitive, and any protected.
    pub marks: (bool, bool),
    /// Whether anybody named a purpose.
    pub has_purposes: bool,
    /// What it cannot tell.
    pub limits: Phrase,
    /// All offers.
    pub offers: OffersView,
}

/// All offers, before and after.
#[derive(Clone, PartialEq, Debug)]
pub struct OffersView {
    /// "What she would get"
    pub title: String,
    /// What the numbers are.
    pub note: String,
    /// The offers as asked, best first.
    pub rows: Vec<OfferRow>,
}

/// One offer.
#[derive(Clone, PartialEq, Debug)]
pub struct OfferRow {
    /// Which.
    pub offer: OfferIdx,
    /// Its letter.
    pub letter: String,
    /// Its title.
    pub title: String,
    /// With everything used; empty where nothing is withheld.
    pub before: String,
    /// As asked.
    pub now: String,
    /// Whether it may be had.
    pub is_on_offer: bool,
    /// Whether it comes first.
    pub is_first: bool,
}

/// Says an answer; `known` is of the rows, in the answer's order.
pub fn refusals(
    inputs: &Inputs,
    profile: &Profile,
    line: Option<Line>,
    answer: &Refusals,
    known: &[Known<'_>],
) -> RefusalsView {
    let model = inputs.model();
    let line = line.or_else(|| inputs.line());
    let bounds = known.iter().filter_map(|k| k.whatever?.lead);
    let ends = bounds.flat_map(|b| [b.low, b.high]).chain(answer.rows.iter().filter_map(|r| r.lead));
    let ends = ends.filter(|x| x.is_finite());
    let scale = ends.fold((0.0f64, 0.0f64), |(low, high), x| (low.min(x), high.max(x)));
    let saying = Saying {
        model,
        name: Name::of(profile),
        placing: Placing::of(model, line),
        measure: Measure::of(model, Scale::Points, 1.0),
        leads: Leads::of(model, line, scale.1.max(-scale.0)),
    };
    let nothing = Known { whatever: None, searched: Searched::Working };
    let mut rows: Vec<RefusalRow> = answer
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| saying.row(profile, i, row, known.get(i).copied().unwrap_or(nothing)))
        .collect();
    rows.sort_by_key(|row| !row.is_first);
    let (over, ends) = saying.over(answer);
    let asked: Vec<&Feature> =
        answer.rows.iter().flat_map(|r| &r.features).map(|&f| model.features().get(f)).collect();
    let has_purposes = answer.rows.iter().any(|row| matches!(row.of, Subject::Purpose(_)));
    let Name { subject, possessive, .. } = saying.name;
    let first = if saying.placing.is_line() { "If not" } else { "If not, would get" };
    let mut limits = Phrase::of("*What this cannot tell you:* ")
        .plain(format!("what {} wants, or whether {subject} understood what was agreed to. ", saying.name.short))
        .plain("The model was trained on these facts; refusing them for one person does not make it forget them.");
    if !value::is_said(model) {
        limits = limits.plain(format!(" {}", value::NOBODY_SAID));
    }
    RefusalsView {
        lead: finding::finding(&saying, profile, answer, known),
        question: if saying.placing.is_line() {
            "May it be used?".to_owned()
        } else {
            format!("May it be used for {possessive} offers?")
        },
        trial: trial(profile, answer, possessive),
        then: first.to_owned(),
        over,
        unit: format!("{}, whatever the refused facts are", saying.leads.unit),
        measured: if saying.leads.unit == "points" { "points of the chance" } else { saying.leads.unit },
        rows,
        out: saying.out(answer),
        scale,
        ends,
        assumed: assumed(inputs, answer.refusal),
        marks: (asked.iter().any(|f| f.sensitivity == Sensitivity::Sensitive), asked.iter().any(|f| f.protected)),
        has_purposes,
        limits,
        offers: saying.offers(answer),
    }
}

fn trial(profile: &Profile, answer: &Refusals, possessive: &str) -> String {
    let mut purposes = answer.rows.iter().filter_map(|row| match &row.of {
        Subject::Purpose(purpose) => Some(profile.consents.get(&purpose.id)),
        _ => None,
    });
    let is_unknown = answer.rows.iter().any(|row| matches!(row.of, Subject::Purpose(_)))
        && purposes.all(|consent| consent.is_none());
    let record = format!("A trial; {possessive} record stays.");
    if is_unknown { format!("{record} Nobody’s consent is in these files.") } else { record }
}

/// What the ring is, and who said so.
fn assumed(inputs: &Inputs, refusal: Refusal) -> String {
    let (kind, rows) = inputs.absence_kind();
    let how = match kind {
        AbsenceKind::ByCover => "averaged over the training customers".to_owned(),
        AbsenceKind::ByBackground => {
            format!("averaged over {}", number::count(rows, "open customer", "open customers"))
        }
    };
    let (said, chosen) = Refusal::of(inputs);
    let who = match chosen {
        ChosenBy::Dictionary if said == refusal => ", as the data dictionary says",
        ChosenBy::Dictionary => "; the data dictionary says the live system takes them for not known",
        ChosenBy::Instead => "; the data dictionary says something else of the live system",
        ChosenBy::Asker | ChosenBy::Nobody => "; nobody said what the live system does",
    };
    format!("{how}{who}")
}

impl Saying<'_> {
    /// Whose lead the bars are, and what is at either side of the line.
    fn over(&self, answer: &Refusals) -> (String, [String; 2]) {
        if let Some(at) = self.placing.at() {
            let ends = ["← below the line".to_owned(), "above it →".to_owned()];
            return (format!("How far above the line of {at}, then"), ends);
        }
        let firsts: Vec<_> = answer.rows.iter().map(|row| self.first(&row.before)).collect();
        let one = firsts.first().copied().flatten().filter(|one| firsts.iter().all(|f| *f == Some(*one)));
        let (over, right) = match one {
            Some(offer) => {
                (format!("{}’s lead over the next offer, then", letter(offer)), format!("{} first →", letter(offer)))
            }
            None => ("Its lead over the next offer, then".to_owned(), "still first →".to_owned()),
        };
        (over, [words::ANOTHER_FIRST.to_owned(), right])
    }

    fn offers(&self, answer: &Refusals) -> OffersView {
        let Name { short, subject, .. } = &self.name;
        let differs = answer.now != answer.given;
        let response = |ranked: &Recommendation, o| match ranked.of(o).1.barred_by {
            Some(_) => "not on offer".to_owned(),
            None => self.measure.response(ranked.of(o).1.response),
        };
        let first = self.first(&answer.now);
        let rows = answer.now.ranked.iter().map(|one| OfferRow {
            offer: one.offer,
            letter: letter(one.offer),
            title: self.model.offer(one.offer).title.clone(),
            before: if differs { response(&answer.given, one.offer) } else { String::new() },
            now: response(&answer.now, one.offer),
            is_on_offer: one.barred_by.is_none(),
            is_first: first == Some(one.offer),
        });
        let what = match self.measure.link() {
            link if link.is_probability() && !self.placing.is_line() => format!("Chance that {short} accepts"),
            _ => format!("The model’s {} for {short}", self.measure.response_name()),
        };
        let how = if differs { "all used → as refused now" } else { "all used as today" };
        OffersView {
            title: if self.placing.is_line() {
                "What the model says".to_owned()
            } else {
                format!("What {subject} would get")
            },
            note: format!("{what}, {how}."),
            rows: rows.collect(),
        }
    }
}

impl RefusalsView {
    /// What it says of itself once it leaves the screen; `changes` are those of the what-if.
    pub fn caption<'a>(
        &self,
        model: &CustomerModel,
        profile: &Profile,
        changes: impl IntoIterator<Item = &'a str>,
        stamp: Stamp,
    ) -> Caption {
        Caption::new(super::TITLE, model, stamp)
            .customer(profile, changes)
            .unit(self.measured)
            .note(format!("Ring: {}.", self.assumed))
            .note(format!("Bar: {}; {}.", words::EXACT, words::LEFT_OUT))
            .note(self.limits.text())
    }
}
