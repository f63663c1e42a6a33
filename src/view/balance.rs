//! Balance, one customer: what refusing changes, in sentences and rows.

pub mod chosen;
pub mod counted;
pub mod everybody;
pub mod everyone;
pub mod felt;
pub mod finding;
pub mod frontier;
pub mod needed;
pub mod refusals;
pub mod rows;
mod table;
pub mod weights;
pub mod worth;

use crate::ask::balance::{Balance, BalanceQuestion, ChosenBy, Refusal, Stays};
use crate::ask::{AbsenceKind, Inputs};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::explain::exact::{Bounds, Settled};
use crate::model::{Consent, CustomerModel, Link, Profile};
use crate::score::Recommendation;
use crate::view::line::Placing;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, Phrase, dated, fact_name, letter, list, lower_first, offer_name};
use crate::view::value;

/// What the page is called.
pub const TITLE: &str = "What each permission is worth";
/// A table's caption and columns: the offers.
pub const OFFERS: [&str; 4] = ["The offers", "Offer", "All used", "With these facts refused"];
/// A table's caption and columns: what the offers can be.
pub const POSSIBLE: [&str; 4] = ["Whatever the refused facts are", "Offer", "At least", "At most"];
/// A table's caption and columns: the purposes. The last says what would come first, or stand above the line.
pub const PURPOSES: [&str; 4] = ["Each purpose refused alone", "Purpose", "Decided", "Facts"];
/// What this cannot tell.
pub const LIMITS: &str = "What this cannot tell: what the customer wants, or whether what was agreed to was understood. \
                          The model was trained on these facts; refusing them for one person does not make it forget them.";

/// An answer in words and rows.
#[derive(Clone, PartialEq, Debug)]
pub struct BalanceView {
    /// What refusing changes, in a sentence.
    pub lead: Phrase,
    /// What takes the place of a refused fact, and who said so.
    pub assumed: String,
    /// Per offer: its name, what it is with everything known, and with what is refused left out.
    pub offers: Vec<[String; 3]>,
    /// Per offer: its name, and what it is at least and at most, whatever the refused facts are.
    pub possible: Vec<[String; 3]>,
    /// Whether what comes first stays so; empty where nothing is refused.
    pub stays: Phrase,
    /// Which facts were not needed; empty where that was not asked.
    pub needed: Phrase,
    /// What the last column of the purposes is called.
    pub then: &'static str,
    /// Per purpose: its label, what was decided, its facts, what would come first.
    pub purposes: Vec<[String; 4]>,
}

impl BalanceView {
    /// The sentences, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.lead.text(), self.assumed.clone(), self.stays.text(), self.needed.text()];
        lines.push(LIMITS.to_owned());
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// Says an answer; `chosen` is who said what takes the place of a refused fact.
pub fn balance(
    inputs: &Inputs,
    profile: &Profile,
    question: &BalanceQuestion,
    answer: &Balance,
    chosen: ChosenBy,
) -> BalanceView {
    let model = inputs.model();
    let placing = Placing::of(model, question.line.or_else(|| inputs.line()));
    let measure = Measure::of(model, Scale::Points, 1.0);
    let cell = |ranked: &Recommendation, offer| {
        let (place, one) = ranked.of(offer);
        match one.barred_by {
            Some(_) => "not on offer".to_owned(),
            None if placing.is_line() => measure.response(one.response),
            None => format!("{}. {}", place + 1, measure.response(one.response)),
        }
    };
    let row = |o: OfferIdx| [offer_name(model, o), cell(&answer.before, o), cell(&answer.after, o)];
    let offers = answer.before.ranked.iter().map(|r| row(r.offer)).collect();
    let refused = !question.refused.is_empty();
    BalanceView {
        lead: if refused { lead(model, &measure, placing, profile, question, answer) } else { nothing(profile) },
        assumed: assumed(inputs, question.refusal, chosen),
        offers,
        possible: if refused { possible(model, answer) } else { Vec::new() },
        stays: if refused { stays(model, placing, answer) } else { Phrase::default() },
        needed: needed(model, answer),
        then: if placing.is_line() { "The line" } else { "Would get first" },
        purposes: purposes(model, &measure, placing, profile, answer),
    }
}

fn nothing(profile: &Profile) -> Phrase {
    let text = format!("Below is what each purpose, refused alone, would change for {}.", Name::of(profile).short);
    Phrase::of("*Nothing is refused.* ").plain(text)
}

fn lead(
    model: &CustomerModel,
    measure: &Measure,
    placing: Placing,
    profile: &Profile,
    question: &BalanceQuestion,
    answer: &Balance,
) -> Phrase {
    let name = Name::of(profile);
    let facts = number::count(question.refused.len(), "fact", "facts");
    let first = |ranked: &Recommendation| ranked.winner().map(|w| (w.offer, measure.response(w.response)));
    let whose = format!("Without {facts}, {} ", name.short);
    if let Some(side) = placing.side(answer.after.winner().is_some()) {
        let is_same = first(&answer.before).is_some() == first(&answer.after).is_some();
        let response = |ranked: &Recommendation| measure.response(ranked.of(OfferIdx(0)).1.response);
        let does = if is_same { "stays" } else { "would come" };
        return Phrase::of("").plain(whose).strong(format!("{does} {side}")).plain(format!(
            ": {} instead of {}.",
            response(&answer.after),
            response(&answer.before)
        ));
    }
    match (first(&answer.before), first(&answer.after)) {
        (Some((a, before)), Some((b, after))) if a == b => Phrase::of("")
            .plain(whose)
            .strong("gets the same first")
            .plain(format!(": {}, {after} instead of {before}.", offer_name(model, a))),
        (before, Some((b, after))) => {
            let instead = before.map_or_else(
                || "nothing".to_owned(),
                |(a, response)| format!("{} ({response})", offer_name(model, a)),
            );
            Phrase::of("")
                .plain(whose)
                .strong(format!("would get {} first", offer_name(model, b)))
                .plain(format!(" ({after}) instead of {instead}."))
        }
        (_, None) => Phrase::of("").plain(whose).strong("would get nothing").plain("."),
    }
}

fn assumed(inputs: &Inputs, refusal: Refusal, chosen: ChosenBy) -> String {
    let (kind, rows) = inputs.absence_kind();
    let how = match refusal {
        Refusal::Cover => "averaged over the training customers, along the trees".to_owned(),
        Refusal::Background if kind == AbsenceKind::ByBackground => {
            format!("averaged over {}", number::count(rows, "reference customer", "reference customers"))
        }
        Refusal::Background => "averaged over reference customers".to_owned(),
        Refusal::Missing => {
            "taken as not known: the model has learned what people are like who do not say".to_owned()
        }
    };
    let who = match chosen {
        ChosenBy::Dictionary => "as the data dictionary says",
        ChosenBy::Asker => "as was asked for",
        ChosenBy::Nobody => "which is assumed: nobody said what the live system does",
        ChosenBy::Instead => {
            "in place of what the data dictionary says of the live system, which is not worked out here"
        }
    };
    format!("A refused fact is {how}, {who}; no rule of an offer knows it.")
}

fn possible(model: &CustomerModel, answer: &Balance) -> Vec<[String; 3]> {
    let row = |(o, b): (OfferIdx, &Bounds)| {
        let barred = answer.after.of(o).1.barred_by.is_some();
        let name = offer_name(model, o);
        let name = if barred { format!("{name} (not on offer then)") } else { name };
        let open = if b.settled { "" } else { " (not settled)" };
        [name, format!("{}{open}", outward(model, b.low, false)), format!("{}{open}", outward(model, b.high, true))]
    };
    model.offer_ids().zip(&answer.possible.margins).map(row).collect()
}

/// A bound, never rounded inward: a chance where each offer has its own, else the margin.
fn outward(model: &CustomerModel, margin: f64, up: bool) -> String {
    if model.link() != Link::Softmax && model.link().is_probability() {
        let percent = model.link().apply(margin) * 100.0;
        let rounded = if up { (percent * 10.0).ceil() } else { (percent * 10.0).floor() } / 10.0;
        return format!("{}\u{A0}%", number::fixed(rounded, 1));
    }
    let rounded = if up { (margin * 1000.0).ceil() } else { (margin * 1000.0).floor() } / 1000.0;
    number::fixed(rounded, 3)
}

fn stays(model: &CustomerModel, placing: Placing, answer: &Balance) -> Phrase {
    let first = answer.before.winner().map(|w| w.offer);
    let who = first.map_or_else(|| "The only offer".to_owned(), |o| offer_name(model, o));
    // what would have to be shown: "A Free delivery stays first", "The only offer stays above the line of 20 %"
    let place = placing.side(first.is_some()).unwrap_or_else(|| "first".to_owned());
    match &answer.stays {
        Stays::Proven => Phrase::of("")
            .plain(who)
            .strong(format!(" stays {place}: proven"))
            .plain(", for every value that the refused facts can have."),
        Stays::Refuted(other, values) => {
            let changed = answer.hidden.iter().zip(values).filter(|(f, _)| model.uses(**f));
            let fact = |(f, v): (&FeatureIdx, &crate::model::Value)| {
                let feature = model.features().get(*f);
                format!("{} {}", fact_name(feature), value::value(feature, *v))
            };
            let made: Vec<String> = changed.map(fact).collect();
            let other = other.map_or_else(
                || lower_first(&placing.would(answer.before.winner().is_none().then_some(OfferIdx(0)))),
                |o| format!("{} would come first", offer_name(model, o)),
            );
            Phrase::of("*It depends on the refused facts:* ")
                .plain(format!("{other} with these made-up values: {}.", list(&made)))
        }
        Stays::Unsettled => Phrase::of("*Not settled:* ")
            .plain(format!("whether {who} stays {place} whatever the refused facts are. More time may settle it.")),
        Stays::Barred => Phrase::of("")
            .plain(who)
            .strong(" is not on offer then")
            .plain(": a rule asks for a refused fact, whatever it is."),
        Stays::Nothing => Phrase::of("Nothing is recommended, with or without the refused facts."),
    }
}

fn needed(model: &CustomerModel, answer: &Balance) -> Phrase {
    let Some(enough) = &answer.enough else { return Phrase::default() };
    let n = enough.kept.len();
    if enough.status != Settled::Optimal {
        return Phrase::of("*Not settled:* ")
            .plain(format!("at least {} and at most {} of the facts are needed.", enough.at_least, enough.of));
    }
    let not: Vec<String> = not_needed(model, answer).iter().map(|&f| fact_name(model.features().get(f))).collect();
    let share = format!("{} of {} were not needed", not.len(), number::count(enough.of, "fact", "facts"));
    let phrase = Phrase::of("").strong(share);
    if not.is_empty() {
        return phrase.plain(": it takes all of them. Proven.");
    }
    phrase.plain(format!(
        ": the other {n} alone keep what comes first, whatever these are. Proven, and no smaller set is enough. Not \
         needed: {}.",
        list(&not)
    ))
}

/// The facts that the model asks for and that were not needed.
pub fn not_needed(model: &CustomerModel, answer: &Balance) -> Vec<FeatureIdx> {
    let Some(enough) = answer.enough.as_ref().filter(|e| e.status == Settled::Optimal) else { return Vec::new() };
    let kept = |f| enough.kept.iter().any(|k| k.feature == f);
    let asked = model.features().iter().map(|(f, _)| f).filter(|&f| model.uses(f) || model.rules_ask(f));
    asked.filter(|&f| !kept(f)).collect()
}

fn purposes(
    model: &CustomerModel,
    measure: &Measure,
    placing: Placing,
    profile: &Profile,
    answer: &Balance,
) -> Vec<[String; 4]> {
    let row = |alone: &crate::ask::balance::Alone| {
        let decided = match profile.consents.get(&alone.purpose.id) {
            Some(Consent::Granted { on }) => dated("agreed", *on),
            Some(Consent::Refused { on }) => dated("refused", *on),
            Some(Consent::NotAsked) => "never asked".to_owned(),
            None => "not known".to_owned(),
        };
        let facts: Vec<String> = alone.features.iter().map(|&f| fact_name(model.features().get(f))).collect();
        let before = answer.before.winner().map(|w| w.offer);
        let gets = match alone.after.winner() {
            winner if placing.is_line() => {
                let response = measure.response(alone.after.of(OfferIdx(0)).1.response);
                format!("{}, {response}", placing.short(winner.map(|w| w.offer)))
            }
            None => "nothing".to_owned(),
            Some(w) if Some(w.offer) == before => {
                format!("{}, {}", letter(w.offer), measure.response(w.response))
            }
            Some(w) => format!("{}, {}: another offer", letter(w.offer), measure.response(w.response)),
        };
        [alone.purpose.label.clone(), decided, list(&facts), gets]
    };
    answer.purposes.iter().map(row).collect()
}
