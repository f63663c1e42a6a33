//! One refusal in words: what comes first then, how far what is first today leads, how sure that is.

use crate::ask::Inputs;
use crate::ask::balance::Stays;
use crate::ask::refusals::{Refusals, Refused, Subject, Use, Way, Ways, Whatever};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::explain::exact::Bounds;
use crate::model::{Basis, Consent, CustomerModel, Feature, Line, Link, Profile, RankBy, Sensitivity, Value};
use crate::score::Recommendation;
use crate::view::line::Placing;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, dated, fact_name, letter, list};
use crate::view::value;
use crate::view::words::balance as words;

/// So many decisive values are told in a row.
const TOLD: usize = 2;

/// A lead below this, in points, is told instead of how the chance changed.
const CLOSE: f64 = 5.0;

/// Where the search for one row stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Searched {
    /// Under way, or waiting for its turn.
    Working,
    /// Nothing more comes by itself.
    Done,
    /// A person stopped it.
    Stopped,
}

/// How sure a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sure {
    /// Proven for every value.
    Proven,
    /// It depends on the refused facts.
    Depends,
    /// The truth lies between bounds.
    Open,
    /// Nothing to prove, or nothing yet.
    Nothing,
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct RefusalRow {
    /// Its place in [`Refusals::rows`].
    pub place: usize,
    /// The facts that its switch withholds.
    pub features: Vec<FeatureIdx>,
    /// How far they are used.
    pub used: Use,
    /// "Running the shop".
    pub label: String,
    /// "agreed 2025-03-12", "never asked".
    pub decided: String,
    /// Whether that asks for somebody: never asked or refused, and used all the same.
    pub is_amiss: bool,
    /// Whether it stands before others: never asked, or refused, whether its facts are used just now or not, so that no row
    /// moves when it is switched.
    pub is_first: bool,
    /// The facts, with their marks.
    pub facts: String,
    /// What comes first then.
    pub offer: Option<OfferIdx>,
    /// "A", "sent".
    pub letter: String,
    /// "62 %"
    pub response: String,
    /// "instead of A"; empty if what comes first is the same.
    pub instead: String,
    /// "3.3 points less", "E is barred then".
    pub note: String,
    /// Whether an offer is barred then that is not barred now.
    pub has_barred: bool,
    /// The average lead.
    pub lead: Option<f64>,
    /// The lead over every value.
    pub bounds: Option<Bounds>,
    /// "−2.5 to +17.8"; the average alone until there are bounds.
    pub range: String,
    /// How sure it is.
    pub sure: Sure,
    /// "A stays first: proven".
    pub verdict: String,
    /// Whether anything is known of every value.
    pub is_searched: bool,
    /// Whether a longer search may settle more.
    pub may_settle: bool,
    /// The row as one sentence, for those who do not see it.
    pub about: String,
}

impl RefusalRow {
    /// How sure it is, as it is taken along: a search that is under way leaves no trace on paper.
    pub fn taken_verdict(&self) -> &str {
        if self.is_searched { &self.verdict } else { words::NOT_SEARCHED }
    }
}

/// One refusal taken in one way.
#[derive(Clone, PartialEq, Debug)]
pub struct WayCell {
    /// "averaged over the training customers".
    pub way: String,
    /// What comes first then.
    pub offer: Option<OfferIdx>,
    /// "A", "sent".
    pub letter: String,
    /// "62 %"
    pub response: String,
    /// Whether that is another than in the first way.
    pub is_other: bool,
}

/// Every refusal taken in every way: of each row the ways, side by side.
pub fn ways(inputs: &Inputs, line: Option<Line>, answer: &Ways) -> Vec<Vec<WayCell>> {
    let model = inputs.model();
    let placing = Placing::of(model, line.or_else(|| inputs.line()));
    let measure = Measure::of(model, Scale::Points, 1.0);
    let first = |ranked: &Recommendation| ranked.winner().map(|w| w.offer);
    let n = answer.ways.first().map_or(0, |(_, rows)| rows.len());
    let cell = |row: usize, (way, rows): &(Way, Vec<Recommendation>)| {
        let one = rows[row].winner().or_else(|| rows[row].ranked.first().filter(|_| placing.is_line()));
        WayCell {
            way: match way {
                Way::Cover => words::BY_COVER.to_owned(),
                Way::Background(n) => words::by_background(*n),
                Way::Missing => words::AS_MISSING.to_owned(),
            },
            offer: first(&rows[row]).filter(|_| !placing.is_line()),
            letter: placing.short(first(&rows[row])),
            response: one.map_or_else(|| "nothing".to_owned(), |one| measure.response(one.response)),
            is_other: first(&rows[row]) != first(&answer.ways[0].1[row]),
        }
    };
    (0..n).map(|row| answer.ways.iter().map(|way| cell(row, way)).collect()).collect()
}

/// Nothing personal at all.
#[derive(Clone, PartialEq, Debug)]
pub struct OutRow {
    /// What comes first then.
    pub offer: Option<OfferIdx>,
    /// "B", "sent".
    pub letter: String,
    /// "33 %"
    pub response: String,
    /// "instead of A".
    pub instead: String,
    /// Whose chance that is.
    pub note: String,
    /// Why there is no bar.
    pub why: String,
    /// Whether it is tried now.
    pub is_on: bool,
    /// The facts that it withholds.
    pub features: Vec<FeatureIdx>,
}

/// What a row knows of every value.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The bounds, where some are there.
    pub whatever: Option<&'a Whatever>,
    /// Where the search stands.
    pub searched: Searched,
}

/// How leads are written: in which unit, and never rounded inward.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leads {
    factor: f64,
    decimals: usize,
    pub unit: &'static str,
}

impl Leads {
    pub(super) fn of(model: &CustomerModel, line: Option<Line>, largest: f64) -> Self {
        let only = model.offers().len() == 1;
        let by_response =
            if only { line.is_some_and(|l| l.response().is_some()) } else { model.link() != Link::Softmax };
        if by_response && model.link().is_probability() && (only || model.rank_by() == RankBy::Response) {
            return Self { factor: 100.0, decimals: 1, unit: "points" };
        }
        let unit = match (by_response, model.rank_by()) {
            (false, _) => "score points",
            (true, RankBy::ResponseTimesValue) if !only => "by what offers are ranked by",
            (true, _) => Measure::of(model, Scale::Points, 1.0).response_name(),
        };
        Self { factor: 1.0, decimals: number::decimals_for(largest, 2).clamp(1, 6), unit }
    }

    fn near(self, x: f64) -> String {
        number::signed(x * self.factor, self.decimals)
    }

    fn outward(self, x: f64, up: bool) -> String {
        let size = 10f64.powi(self.decimals as i32);
        let scaled = x * self.factor * size;
        let rounded = if up { scaled.ceil() } else { scaled.floor() } / size;
        number::signed(if rounded == 0.0 { 0.0 } else { rounded }, self.decimals)
    }

    fn size(self, x: f64) -> String {
        let text = number::fixed(x.abs() * self.factor, self.decimals);
        if self.unit == "points" { format!("{text} points") } else { text }
    }
}

/// What all rows share.
pub(super) struct Saying<'a> {
    pub model: &'a CustomerModel,
    pub name: Name,
    pub placing: Placing,
    pub measure: Measure,
    pub leads: Leads,
}

/// What a fact is called in a list, with its marks.
pub fn marked(feature: &Feature) -> String {
    let mut text = fact_name(feature);
    if feature.sensitivity == Sensitivity::Sensitive {
        text += "\u{A0}◆";
    }
    if feature.protected {
        text += "\u{A0}◇";
    }
    text
}

/// Facts as a list, with their marks.
pub fn marked_list(model: &CustomerModel, facts: &[FeatureIdx]) -> String {
    facts.iter().map(|&f| marked(model.features().get(f))).collect::<Vec<_>>().join(", ")
}

/// What is refused as one, by name.
pub fn subject(model: &CustomerModel, of: &Subject) -> String {
    match of {
        Subject::Purpose(purpose) => purpose.label.clone(),
        Subject::Rest => words::NO_PURPOSE.to_owned(),
        Subject::Fact(f) => model.features().get(*f).label.clone(),
    }
}

/// What a refusal is called among steps: "refusal of Running the shop"; the same where it is taken back.
pub fn title(model: &CustomerModel, features: &[FeatureIdx], is_refused: bool) -> String {
    let whole = crate::ask::refusals::subjects(model);
    let one = whole.iter().find(|(_, of)| of.as_slice() == features);
    let of = match one {
        Some((of, _)) => subject(model, of),
        None if features.len() == crate::ask::refusals::asked_for(model).len() => "everything personal".to_owned(),
        None => number::count(features.len(), "fact", "facts"),
    };
    if is_refused { format!("refusal of {of}") } else { format!("use of {of}") }
}

/// What of a fact is another than in the record: "Average basket 52.10 € → withheld".
pub fn change(feature: &Feature, was: Value, is: Value) -> String {
    format!("{} {} → {}", feature.label, value::value(feature, was), value::value(feature, is))
}

/// "agreed 2025-03-12", and whether it asks for somebody where the facts are used.
pub(super) fn decided(profile: &Profile, of: &Subject) -> (String, bool) {
    let Subject::Purpose(purpose) = of else { return (String::new(), false) };
    match (profile.consents.get(&purpose.id), purpose.basis) {
        (Some(Consent::Granted { on }), _) => (dated("agreed", *on), false),
        (Some(Consent::Refused { on }), _) => (dated("refused", *on), true),
        (_, Basis::Contract) => ("needed for the contract".to_owned(), false),
        (_, Basis::Obligation) => ("a law asks for it".to_owned(), false),
        (Some(Consent::NotAsked), _) => ("never asked".to_owned(), true),
        (None, _) => ("not known".to_owned(), false),
    }
}

impl Saying<'_> {
    pub(super) fn first(&self, ranked: &Recommendation) -> Option<OfferIdx> {
        ranked.winner().map(|w| w.offer)
    }

    /// The response of what comes first, or of the only offer, which a line has below it too.
    pub(super) fn response(&self, ranked: &Recommendation) -> String {
        let one = ranked.winner().or_else(|| ranked.ranked.first().filter(|_| self.placing.is_line()));
        one.map_or_else(|| "nothing".to_owned(), |one| self.measure.response(one.response))
    }

    pub(super) fn short(&self, ranked: &Recommendation) -> String {
        self.placing.short(self.first(ranked))
    }

    pub(super) fn instead(&self, before: &Recommendation, after: &Recommendation) -> String {
        match (self.first(before), self.first(after)) {
            (a, b) if a == b => String::new(),
            _ if self.placing.is_line() => format!("{} {}", words::INSTEAD, self.short(before)),
            (None, Some(_)) => format!("{} nothing", words::INSTEAD),
            (a, _) => format!("{} {}", words::INSTEAD, self.placing.short(a)),
        }
    }

    pub(super) fn row(&self, profile: &Profile, place: usize, row: &Refused, known: Known<'_>) -> RefusalRow {
        let model = self.model;
        let (decided, may_be_amiss) = decided(profile, &row.of);
        let (sure, verdict) = self.verdict(row, known);
        let bounds = known.whatever.and_then(|w| w.lead);
        let range = match bounds {
            Some(b) => format!("{} to {}", self.leads.outward(b.low, false), self.leads.outward(b.high, true)),
            None => row.lead.map_or_else(String::new, |lead| self.leads.near(lead)),
        };
        let label = subject(model, &row.of);
        let facts = match row.of {
            Subject::Fact(f) => {
                let feature = model.features().get(f);
                value::beside_cuts(model, f, profile.value(f)) + &marked(feature)[fact_name(feature).len()..]
            }
            _ => marked_list(model, &row.features),
        };
        let (instead, note) = (self.instead(&row.before, &row.after), self.note(row));
        let letter = self.short(&row.after);
        let response = self.response(&row.after);
        let is_open = bounds.is_some_and(|b| !b.settled);
        let is_done = known.searched == Searched::Done;
        let may_settle = is_done && known.whatever.is_some_and(|w| !w.settled);
        let used = match row.used {
            Use::All => "used",
            Use::Part => "partly used",
            Use::Nothing => "refused in this trial",
            Use::Unknown => "withheld in the record",
        };
        let mut about = vec![format!(
            "{label}{}, {used}",
            if decided.is_empty() { String::new() } else { format!(", {decided}") }
        )];
        let gets = words::first(&letter, &response);
        about.push(format!("without it {gets}{}{}", sep(" ", &instead), sep(", ", &note)));
        if !range.is_empty() {
            let is = if bounds.is_some() { "lead" } else { "average lead" };
            about.push(format!("{is} {range}{}", if is_open { ", not settled" } else { "" }));
        }
        about.push(verdict.clone());
        about.retain(|part| !part.is_empty());
        RefusalRow {
            place,
            features: row.features.clone(),
            used: row.used,
            label,
            decided,
            is_amiss: may_be_amiss && matches!(row.used, Use::All | Use::Part),
            is_first: may_be_amiss,
            facts,
            offer: self.first(&row.after).filter(|_| !self.placing.is_line()),
            letter,
            response,
            instead,
            note,
            has_barred: self.model.offer_ids().any(|o| is_barred(row, o)),
            lead: row.lead,
            bounds,
            range,
            sure,
            verdict,
            is_searched: known.whatever.is_some(),
            may_settle,
            about: format!("{}.", about.join(". ")),
        }
    }

    /// What else changes: what is barred then, how much less likely, what becomes of the offer that was first.
    fn note(&self, row: &Refused) -> String {
        let (before, after) = (&row.before, &row.after);
        if self.placing.is_line() {
            let [was, is] = [before, after].map(|r| r.of(OfferIdx(0)).1.response);
            let change = self.measure.change(was, is);
            return if was == is { "no change".to_owned() } else { change };
        }
        let barred: Vec<String> = self.model.offer_ids().filter(|o| is_barred(row, *o)).map(letter).collect();
        let Some(first) = before.winner() else { return String::new() };
        let now = after.of(first.offer).1;
        let is_first = self.first(after) == Some(first.offer);
        let told = match barred.len() {
            0 => String::new(),
            1 => format!("{} is barred then", barred[0]),
            _ => format!("{} are barred then", list(&barred)),
        };
        if !is_first {
            let falls = if now.response < first.response { "falls" } else { "comes" };
            let falls = format!("{} {falls} to {}", letter(first.offer), self.measure.response(now.response));
            return if now.barred_by.is_some() { told } else { joined(&[&falls, &told]) };
        }
        let close = row.lead.filter(|lead| self.leads.factor > 1.0 && lead * self.leads.factor < CLOSE);
        if let (Some(lead), Some(next)) = (close, after.runner_up()) {
            let ahead = format!("{} ahead of {}", self.leads.size(lead), letter(next.offer));
            return joined(&[&ahead, &told]);
        }
        if !told.is_empty() {
            return told;
        }
        let by = now.response - first.response;
        let distance = self.measure.distance(by);
        let unit = if self.measure.link().is_probability() { " points" } else { "" };
        match by {
            by if by == 0.0 || distance.parse::<f64>() == Ok(0.0) => "no change".to_owned(),
            by if by < 0.0 => format!("{distance}{unit} less"),
            _ => format!("{distance}{unit} more"),
        }
    }

    fn verdict(&self, row: &Refused, known: Known<'_>) -> (Sure, String) {
        let first = self.first(&row.before);
        let Some(found) = known.whatever else {
            let text = if known.searched == Searched::Stopped { words::NOT_SEARCHED } else { words::SEARCHING };
            return (Sure::Nothing, text.to_owned());
        };
        let who = first.map_or_else(String::new, letter);
        match &found.stays {
            Stays::Proven if self.placing.is_line() => {
                let side = if first.is_some() { "Stays above" } else { "Stays below" };
                (Sure::Proven, format!("{side} the line: proven"))
            }
            Stays::Proven => (Sure::Proven, format!("{who} stays first: proven")),
            Stays::Barred => (Sure::Proven, format!("{who} is barred then, whatever they are")),
            Stays::Nothing => (Sure::Nothing, "Nothing comes first, with or without them".to_owned()),
            Stays::Refuted(..) => (Sure::Depends, self.depends(first, found)),
            Stays::Unsettled => {
                let closing = if known.searched == Searched::Working { "Not settled yet" } else { "Not settled" };
                (Sure::Open, format!("{closing}: whether {who} stays first"))
            }
        }
    }

    /// "A, B or D: B with 49 % at a discount".
    fn depends(&self, first: Option<OfferIdx>, found: &Whatever) -> String {
        let fewest = found.brings.iter().min_by_key(|(offer, made)| (made.len(), offer.index()));
        let Some((offer, made)) = fewest else { return String::new() };
        let with = |(f, v): &(FeatureIdx, Value)| {
            let feature = self.model.features().get(*f);
            format!("{} {}", fact_name(feature), value::value(feature, *v))
        };
        let mut told: Vec<String> = made.iter().take(TOLD).map(with).collect();
        if made.len() > TOLD {
            told.push(format!("{} more", made.len() - TOLD));
        }
        // nothing made up brings it: the record's own values do, which are refused with the others
        let with =
            if told.is_empty() { format!("for {}", self.name.as_is()) } else { format!("with {}", list(&told)) };
        if self.placing.is_line() {
            let side = if first.is_some() { "Below" } else { "Above" };
            return format!("{side} the line {with}");
        }
        let mut all: Vec<OfferIdx> = found.brings.iter().map(|(o, _)| *o).chain(first).collect();
        all.sort_unstable();
        all.dedup();
        let letters: Vec<String> = all.into_iter().map(letter).collect();
        format!("{}: {} {with}", value::or_list(&letters, 6), letter(*offer))
    }

    pub(super) fn out(&self, answer: &Refusals) -> OutRow {
        let features = answer.rows.iter().flat_map(|r| r.features.iter().copied()).collect();
        let is_on = answer.rows.iter().all(|row| matches!(row.used, Use::Nothing | Use::Unknown));
        OutRow {
            offer: self.first(&answer.nothing).filter(|_| !self.placing.is_line()),
            letter: self.short(&answer.nothing),
            response: self.response(&answer.nothing),
            instead: self.instead(&answer.given, &answer.nothing),
            note: "the average customer’s".to_owned(),
            why: format!(
                "Nothing about {} is used, so nothing about {} can change it: everybody gets this.",
                self.name.object, self.name.object
            ),
            is_on,
            features,
        }
    }
}

/// Whether a rule bars an offer without the facts of a row that may be had with them.
fn is_barred(row: &Refused, offer: OfferIdx) -> bool {
    row.before.of(offer).1.barred_by.is_none() && row.after.of(offer).1.barred_by.is_some()
}

/// Short notes in a row.
fn joined(notes: &[&str]) -> String {
    notes.iter().filter(|note| !note.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

fn sep(before: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{before}{text}") }
}
