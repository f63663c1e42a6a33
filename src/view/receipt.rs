//! Consent receipt of one customer: what is used for what, by which basis, for how long, and what the files do not say.

use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{Basis, Consent, CustomerModel, Profile, Purpose};
use crate::view::phrase::{Name, Phrase, dated, fact_name, list, offer_name};

/// What the page is called.
pub const TITLE: &str = "Consent receipt";
/// A table's caption and columns: the purposes.
pub const PURPOSES: [&str; 6] =
    ["What is used for what", "Purpose", "Rests on", "Decided", "Facts are kept for", "Facts used"];
/// A table's caption and columns: the offers that a purpose is needed for.
pub const OFFERS: [&str; 3] = ["What may not be sent without", "Purpose", "Offers"];
/// What stands above what was told for each purpose.
pub const TOLD: &str = "What was told";
/// What stands above the facts that no purpose names.
pub const WITHOUT: &str = "Used for no purpose that is named";
/// What stands above what the files do not say.
pub const BLANKS: &str = "Blanks: what the files do not say";
/// What fills a blank.
pub const BLANK: &str = "[blank: the files do not say]";
/// Of a purpose that nobody asked the customer about.
pub const NEVER_ASKED: &str = "never asked";
/// What this cannot tell.
pub const LIMITS: &str = "What this cannot tell: whether what was agreed to was understood, whether a basis holds in law, \
                          or what else is done with these facts outside of this model. It says what the model's \
                          dictionary and the customer's record say, and no more.";

/// What a receipt has to name and no file of Candour's says, as a person reads it.
pub const NOT_SAID: [&str; 7] = [
    "who is responsible, with an address",
    "how consent is taken back",
    "which notice was shown, and when",
    "where the facts are stored",
    "who else receives them",
    "which law applies",
    "which authority takes complaints",
];

/// What is said of one purpose.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The purpose.
    pub purpose: Purpose,
    /// Its facts that the model or a rule asks for.
    pub features: Vec<FeatureIdx>,
    /// What the customer decided; `None` where nothing is known of it.
    pub consent: Option<Consent>,
    /// The offers that may not be sent without it.
    pub offers: Vec<OfferIdx>,
}

/// A receipt in words and rows.
#[derive(Clone, PartialEq, Debug)]
pub struct ReceiptView {
    /// Whose it is.
    pub customer: String,
    /// The day of the receipt, since 1970-01-01.
    pub on: i32,
    /// What weighs most, in a sentence or two.
    pub lead: Phrase,
    /// The purposes, in the dictionary's order.
    pub entries: Vec<Entry>,
    /// A row each: label, basis, decision, how long facts are kept, facts.
    pub rows: Vec<[String; 5]>,
    /// What was told for each purpose, where the dictionary says it.
    pub told: Vec<(String, String)>,
    /// The offers that may not be sent without a purpose, a row each.
    pub offers: Vec<[String; 2]>,
    /// Facts that are used for no purpose that is named.
    pub without: Vec<String>,
    /// What the files do not say.
    pub blanks: Vec<String>,
}

/// The receipt of a customer on a day (since 1970-01-01). O(purposes · features).
pub fn receipt(model: &CustomerModel, profile: &Profile, on: i32) -> ReceiptView {
    let asked = |f| model.uses(f) || model.rules_ask(f);
    let used: Vec<FeatureIdx> = model.features().iter().map(|(f, _)| f).filter(|&f| asked(f)).collect();
    let entry = |purpose: Purpose| {
        let of = |f: &FeatureIdx| purpose.has(model.features().get(*f));
        let features = used.iter().copied().filter(of).collect();
        let needs = |o: &OfferIdx| model.offer(*o).needs.contains(&purpose.id);
        let offers = (0..model.offers().len()).map(OfferIdx::new).filter(needs).collect();
        let consent = profile.consents.get(&purpose.id).copied();
        Entry { features, consent, offers, purpose }
    };
    let entries: Vec<Entry> = model.purposes_in_use().into_iter().map(entry).collect();
    let is_named = |f: &FeatureIdx| entries.iter().any(|e| e.features.contains(f));
    let without: Vec<String> =
        used.iter().filter(|f| !is_named(f)).map(|&f| fact_name(model.features().get(f))).collect();
    let row = |e: &Entry| {
        let kept = if e.purpose.kept.is_empty() { BLANK.to_owned() } else { e.purpose.kept.clone() };
        [e.purpose.label.clone(), basis(e.purpose.basis).to_owned(), decided(e.consent), kept, facts(model, e)]
    };
    let rows = entries.iter().map(row).collect();
    let told = |e: &Entry| {
        let text = if e.purpose.text.is_empty() { BLANK } else { &e.purpose.text };
        (e.purpose.label.clone(), text.to_owned())
    };
    let told = entries.iter().map(told).collect();
    let needed = |e: &Entry| {
        let offers: Vec<String> = e.offers.iter().map(|&o| offer_name(model, o)).collect();
        (!offers.is_empty()).then(|| [e.purpose.label.clone(), list(&offers)])
    };
    let offers = entries.iter().filter_map(needed).collect();
    ReceiptView {
        customer: profile.name.clone(),
        on,
        lead: lead(profile, &entries, without.len()),
        told,
        offers,
        blanks: NOT_SAID.map(str::to_owned).to_vec(),
        entries,
        rows,
        without,
    }
}

fn lead(profile: &Profile, entries: &[Entry], without: usize) -> Phrase {
    let name = Name::of(profile);
    if entries.is_empty() {
        return Phrase::of("*The model's dictionary names no purpose.* ")
            .plain("What is used, and that nobody said for what, stands below.");
    }
    let agreed = entries.iter().filter(|e| matches!(e.consent, Some(Consent::Granted { .. }))).count();
    let of = number::count(entries.len(), "purpose", "purposes");
    let mut phrase = Phrase::of("").strong(format!("Of {of}, {} agreed to {agreed}.", name.short));
    let unasked = |decided: fn(Option<Consent>) -> bool| -> Vec<String> {
        let used = entries.iter().filter(|e| !e.features.is_empty() && decided(e.consent));
        used.map(|e| e.purpose.label.clone()).collect()
    };
    let never = unasked(|c| c == Some(Consent::NotAsked));
    if !never.is_empty() {
        let facts = if never.len() == 1 { "its facts are" } else { "their facts are" };
        phrase = phrase.plain(format!(" Never asked, and {facts} used by the model: {}.", list(&never)));
    }
    let refused = unasked(|c| matches!(c, Some(Consent::Refused { .. })));
    if !refused.is_empty() {
        phrase = phrase.plain(format!(" Refused, and asked for by the model: {}.", list(&refused)));
    }
    let unknown = unasked(|c| c.is_none());
    if !unknown.is_empty() {
        phrase = phrase.plain(format!(" The record does not say what was decided about {}.", list(&unknown)));
    }
    if without > 0 {
        let facts = number::count(without, "fact is", "facts are");
        phrase = phrase.plain(format!(" {facts} used for no purpose that is named."));
    }
    phrase
}

fn facts(model: &CustomerModel, entry: &Entry) -> String {
    let facts: Vec<String> = entry.features.iter().map(|&f| fact_name(model.features().get(f))).collect();
    if facts.is_empty() { "none that the model asks for".to_owned() } else { list(&facts) }
}

/// What a purpose rests on, in words.
pub const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Unstated => BLANK,
        Basis::Consent => "consent",
        Basis::Contract => "a contract",
        Basis::LegitimateInterest => "legitimate interest",
        Basis::Obligation => "a legal obligation",
    }
}

/// What a customer decided, in words.
pub fn decided(consent: Option<Consent>) -> String {
    match consent {
        Some(Consent::Granted { on }) => dated("agreed", on),
        Some(Consent::Refused { on }) => dated("refused", on),
        Some(Consent::NotAsked) => NEVER_ASKED.to_owned(),
        None => BLANK.to_owned(),
    }
}
