//! Every refusal beside the others, in sentences and rows: what one customer would get without each purpose.

use crate::ask::balance::{ChosenBy, Refusal, Stays};
use crate::ask::refusals::{Refusals, Refused, Subject, Use, Whatever};
use crate::ask::{AbsenceKind, Inputs};
use crate::base::{FeatureIdx, OfferIdx, date, number};
use crate::explain::exact::Bounds;
use crate::model::{Basis, Consent, CustomerModel, Feature, Line, Link, Profile, RankBy, Sensitivity, Value};
use crate::score::Recommendation;
use crate::view::caption::{Caption, Stamp};
use crate::view::line::Placing;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, Phrase, fact_name, letter, list, offer_name, upper_first};
use crate::view::value;
use crate::view::words::balance as words;

/// So many decisive values are told in a row.
const TOLD: usize = 2;
/// A lead below this, in points, is told instead of how the chance changed.
const CLOSE: f64 = 5.0;
/// So many purposes are told of in the sentence at the top.
const FINDINGS: usize = 2;

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
    /// Whether a longer search may settle more.
    pub may_settle: bool,
    /// The row as one sentence, for those who do not see it.
    pub about: String,
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
struct Leads {
    factor: f64,
    decimals: usize,
    unit: &'static str,
}

impl Leads {
    fn of(model: &CustomerModel, line: Option<Line>, largest: f64) -> Self {
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
struct Saying<'a> {
    model: &'a CustomerModel,
    name: Name,
    placing: Placing,
    measure: Measure,
    leads: Leads,
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
    rows.sort_by_key(|row| !row.is_amiss);
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
        lead: saying.lead(profile, answer, known),
        question: if saying.placing.is_line() {
            "May it be used?".to_owned()
        } else {
            format!("May it be used for {possessive} offers?")
        },
        trial: trial(profile, answer, possessive),
        then: first.to_owned(),
        over,
        unit: format!("{}, whatever the refused facts are", saying.leads.unit),
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
fn decided(profile: &Profile, of: &Subject) -> (String, bool) {
    let Subject::Purpose(purpose) = of else { return (String::new(), false) };
    match (profile.consents.get(&purpose.id), purpose.basis) {
        (Some(Consent::Granted { on }), _) => (format!("agreed {}", date::iso(*on)), false),
        (Some(Consent::Refused { on }), _) => (format!("refused {}", date::iso(*on)), true),
        (_, Basis::Contract) => ("needed for the contract".to_owned(), false),
        (_, Basis::Obligation) => ("a law asks for it".to_owned(), false),
        (Some(Consent::NotAsked), _) => ("never asked".to_owned(), true),
        (None, _) => ("not known".to_owned(), false),
    }
}

impl Saying<'_> {
    fn first(&self, ranked: &Recommendation) -> Option<OfferIdx> {
        ranked.winner().map(|w| w.offer)
    }

    /// The response of what comes first, or of the only offer, which a line has below it too.
    fn response(&self, ranked: &Recommendation) -> String {
        let one = ranked.winner().or_else(|| ranked.ranked.first().filter(|_| self.placing.is_line()));
        one.map_or_else(|| "nothing".to_owned(), |one| self.measure.response(one.response))
    }

    fn short(&self, ranked: &Recommendation) -> String {
        self.placing.short(self.first(ranked))
    }

    fn instead(&self, before: &Recommendation, after: &Recommendation) -> String {
        match (self.first(before), self.first(after)) {
            (a, b) if a == b => String::new(),
            _ if self.placing.is_line() => format!("{} {}", words::INSTEAD, self.short(before)),
            (None, Some(_)) => format!("{} nothing", words::INSTEAD),
            (a, _) => format!("{} {}", words::INSTEAD, self.placing.short(a)),
        }
    }

    /// Whose lead the bars are, and what is at either side of the line.
    fn over(&self, answer: &Refusals) -> (String, [String; 2]) {
        if let Some(at) = self.placing.at() {
            let ends = ["← below your line".to_owned(), "above it →".to_owned()];
            return (format!("How far above your line of {at}, then"), ends);
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

    fn row(&self, profile: &Profile, place: usize, row: &Refused, known: Known<'_>) -> RefusalRow {
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
        let gets =
            if self.placing.is_line() { format!("{letter}, {response}") } else { format!("{letter}, {response}") };
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
            let text = if known.searched == Searched::Stopped { words::STOPPED } else { words::SEARCHING };
            return (Sure::Nothing, text.to_owned());
        };
        let who = first.map_or_else(String::new, letter);
        match &found.stays {
            Stays::Proven if self.placing.is_line() => {
                let side = if first.is_some() { "Stays above" } else { "Stays below" };
                (Sure::Proven, format!("{side} your line: proven"))
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
        let with = list(&told);
        if self.placing.is_line() {
            let side = if first.is_some() { "Below" } else { "Above" };
            return format!("{side} your line with {with}");
        }
        let mut all: Vec<OfferIdx> = found.brings.iter().map(|(o, _)| *o).chain(first).collect();
        all.sort_unstable();
        all.dedup();
        let letters: Vec<String> = all.into_iter().map(letter).collect();
        format!("{}: {} with {with}", value::or_list(&letters, 6), letter(*offer))
    }

    fn out(&self, answer: &Refusals) -> OutRow {
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

    /// Purposes never asked but used; then what is proven to make no difference; then what would change it.
    fn lead(&self, profile: &Profile, answer: &Refusals, known: &[Known<'_>]) -> Phrase {
        let Name { short, subject, possessive, .. } = &self.name;
        let is_used = |row: &&Refused| matches!(row.used, Use::All | Use::Part);
        let mut said: Vec<Phrase> = Vec::new();
        let amiss: Vec<&Refused> = answer.rows.iter().filter(is_used).filter(|r| decided(profile, &r.of).1).collect();
        for row in amiss.iter().take(FINDINGS) {
            let n = row.features.len();
            let was = match decided(profile, &row.of).0.as_str() {
                "never asked" => format!("{subject} {} never asked", if *subject == "they" { "were" } else { "was" }),
                decided => format!("{subject} {decided}"),
            };
            let help = if n == 1 { "helps" } else { "help" };
            let what = if self.placing.is_line() {
                format!("decide about {short}")
            } else {
                format!("choose {short}’s offers")
            };
            said.push(Phrase::default().strong(format!(
                "{} of “{}” {help} to {what}, and {was}.",
                upper_first(&counted(n)),
                self::subject(self.model, &row.of)
            )));
        }
        if amiss.len() > FINDINGS {
            let more = number::count(amiss.len() - FINDINGS, "more purpose is", "more purposes are");
            said.push(Phrase::default().strong(format!("{} used without a yes.", upper_first(&more))));
        }
        let same = answer
            .rows
            .iter()
            .zip(known)
            .filter(|(row, _)| is_used(row))
            .filter(|(_, k)| k.whatever.is_some_and(|w| w.stays == Stays::Proven));
        let same: Vec<String> = same.map(|(row, _)| self::subject(self.model, &row.of)).collect();
        let of_what = if answer.rows.iter().any(|r| matches!(r.of, Subject::Fact(_))) { "fact" } else { "purpose" };
        let other = if amiss.is_empty() { "" } else { "other " };
        let gets = if self.placing.is_line() {
            "the outcome".to_owned()
        } else {
            format!("what {subject} {} first", if *subject == "they" { "get" } else { "gets" })
        };
        match same.len() {
            0 => {}
            1 => said.push(
                Phrase::default().strong(same[0].clone()).plain(format!(" makes no difference to {gets}: proven.")),
            ),
            n => said.push(Phrase::from(format!(
                "{} {other}{of_what}s make no difference to {gets}: proven.",
                upper_first(&spelled(n))
            ))),
        }
        let changes: Vec<&Refused> =
            answer.rows.iter().filter(is_used).filter(|r| self.first(&r.before) != self.first(&r.after)).collect();
        let would = |row: &&Refused| match self.first(&row.after) {
            _ if self.placing.is_line() => format!(
                "{subject} would come {}",
                self.placing.side(self.first(&row.after).is_some()).unwrap_or_default()
            ),
            Some(offer) => format!("{subject} would get {}", offer_name(self.model, offer)),
            None => format!("{subject} would get nothing"),
        };
        if let [one, more @ ..] = changes.as_slice() {
            let mut phrase =
                Phrase::of("Without ").strong(self::subject(self.model, &one.of)).plain(format!(" {}", would(one)));
            if !more.is_empty() {
                phrase = phrase.plain(format!(
                    ", and without {} more, each alone, not what {subject} {} now",
                    number::count(more.len(), of_what, &format!("{of_what}s")),
                    if *subject == "they" { "get" } else { "gets" }
                ));
            }
            said.push(phrase.plain("."));
        } else if !answer.rows.is_empty() {
            said.push(Phrase::from(format!("No single refusal changes {gets} on average.")));
        }
        if answer.now != answer.given {
            let text = format!("All this is with what is refused in this trial; {possessive} record stays.");
            said.push(Phrase::from(text));
        }
        // the finding comes first and strong
        if let Some(first) = said.first_mut().filter(|_| amiss.is_empty()) {
            *first = Phrase::default().strong(first.text());
        }
        said.into_iter().fold(Phrase::default(), Phrase::then)
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

/// A small number as a word.
fn spelled(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| number::fixed(n as f64, 0), |word| (*word).to_owned())
}

/// "four facts".
fn counted(n: usize) -> String {
    format!("{} {}", spelled(n), if n == 1 { "fact" } else { "facts" })
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
            .unit(self.unit.clone())
            .note(format!("Ring: {}.", self.assumed))
            .note(format!("Bar: {}; {}.", words::EXACT, words::LEFT_OUT))
            .note(self.limits.text())
    }
}
