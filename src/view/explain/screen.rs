//! The Explain screen as plain data: the customer, what they would get, and why.

use super::easiest::EasiestBy;
use super::fact::{self, Group};
use super::reasons::shown_shares;
use super::why::{self, Why};
use crate::ask::{Explanation, Inputs, Record};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{CustomerModel, Feature, Link, Profile, RankBy, Value};
use crate::score::Ranked;
use crate::view::letter;
use crate::view::line::Placing;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, Phrase, fact_name, offer_name, upper_first};
use crate::view::value;
use crate::view::words::explain as words;

/// How to say it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Manner {
    /// In which unit shares are shown.
    pub scale: Scale,
    /// By what the easiest changes are ordered.
    pub easiest_by: EasiestBy,
}

/// The whole screen.
#[derive(Clone, PartialEq, Debug)]
pub struct Screen {
    /// Whether the only outcome is sent from a line on; `false` where several offers are ordered.
    pub has_line: bool,
    /// Who this is: the name.
    pub who: String,
    /// "fictional customer", or nothing.
    pub kind: String,
    /// A sentence or two about the person. May be empty.
    pub story: String,
    /// The facts that are changed: "Average basket 52.10 € → 38.40 €".
    pub changes: Vec<(FeatureIdx, String)>,
    /// What a what-if changes in the outcome; `None` for the real customer.
    pub banner: Option<Banner>,
    /// The facts.
    pub groups: Vec<Group>,
    /// What the offers are called together: "What she would get".
    pub offers_title: String,
    /// What the bars show.
    pub offers_note: String,
    /// What stands below them: what the dotted mark is, and what a click does. Empty with one offer.
    pub offers_foot: String,
    /// The offers, ranked.
    pub offers: Vec<OfferCard>,
    /// Why.
    pub why: Why,
    /// How numbers are written.
    pub measure: Measure,
}

/// Said first and large when facts are changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Banner {
    /// Whether another offer comes first than for the real customer.
    pub winner_changed: bool,
    /// The sentence.
    pub sentence: Phrase,
    /// Which change did it, fact by fact; adds up to the whole difference.
    pub because: Phrase,
    /// That it is a trial, and whether the customer is one.
    pub trial: String,
    /// "Back to Maya as she is".
    pub back: String,
}

/// One offer's card.
#[derive(Clone, PartialEq, Debug)]
pub struct OfferCard {
    /// Which.
    pub offer: OfferIdx,
    /// Its letter.
    pub letter: String,
    /// "Free delivery for a year".
    pub title: String,
    /// A sentence more, for a tooltip.
    pub description: String,
    /// "64 %"; empty for an offer that may not be had, for which a chance would mislead.
    pub response: String,
    /// The bar's length, 0 to 1.
    pub bar: f32,
    /// The bar's length for the real customer, where facts are changed.
    pub bar_before: Option<f32>,
    /// "1st · 6.0 points ahead of B".
    pub place: String,
    /// "+9.0 points since the change"; empty if nothing is changed.
    pub change: String,
    /// "as she is 13 %, 4th": where it stands for the real customer; empty if nothing is changed.
    pub real: String,
    /// Places moved up (positive) or down against the real customer.
    pub moved: i32,
    /// Why the customer may not get it.
    pub barred: Option<String>,
    /// Whether it is the recommended one.
    pub wins: bool,
    /// Whether it is the one explained.
    pub focus: bool,
}

impl OfferCard {
    /// Why the customer may not get it, in a line of its own.
    pub fn not_on_offer(&self) -> Option<String> {
        self.barred.as_ref().map(|why| format!("Not on offer: {why}"))
    }

    /// Its place, how many it moved, and how the real customer stands: "1st · ↑ 3 places; as she is 13 %, 4th".
    pub fn placed(&self) -> String {
        let moved = match (self.moved, self.moved.unsigned_abs() as usize) {
            (0, _) => String::new(),
            (by, places) => {
                format!("{} {}", if by > 0 { '↑' } else { '↓' }, number::count(places, "place", "places"))
            }
        };
        let parts = [moved, self.real.clone()].into_iter().filter(|part| !part.is_empty());
        let then = parts.collect::<Vec<_>>().join("; ");
        [self.place.clone(), then].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The whole card, for those who do not see it.
    pub fn about(&self) -> String {
        let Self { letter, title, response, place, real, .. } = self;
        if let Some(why) = &self.barred {
            return format!("{letter} {title}, not on offer, {why}");
        }
        let about = format!("{letter} {title}, {response}, {place}");
        let about = if real.is_empty() { about } else { format!("{about}, {real}") };
        match self.moved {
            0 => about,
            m if m > 0 => format!("{about}, moved up by {m}"),
            m => format!("{about}, moved down by {}", -m),
        }
    }
}

/// Says the whole screen. `record`: what became of customers with such a score; the outer `None` if no outcomes are
/// open.
pub fn screen(
    inputs: &Inputs,
    profile: &Profile,
    explanation: &Explanation,
    record: Option<Option<Record>>,
    manner: Manner,
) -> Screen {
    let model = inputs.model();
    let measure = measure(model, explanation, manner.scale);
    let name = Name::of(profile);
    let shares = shown_shares(&explanation.attribution, &measure);
    let changes = explanation
        .changed()
        .into_iter()
        .map(|f| {
            let feature = model.features().get(f);
            let question = &explanation.question;
            (f, changed_text(feature, question.original[f.index()], question.values[f.index()]))
        })
        .collect::<Vec<_>>();
    let single = model.offers().len() == 1;
    Screen {
        who: profile.name.clone(),
        kind: if profile.fictional { "fictional customer".to_owned() } else { String::new() },
        story: profile.story.clone(),
        banner: banner(model, profile, explanation, &measure),
        groups: fact::groups(model, explanation, &measure, &shares),
        offers_title: if single {
            "What the model says".to_owned()
        } else if changes.is_empty() {
            format!("What {} would get", name.subject)
        } else {
            format!("Offers for {}, so changed", name.short)
        },
        offers_note: offers_note(model, &measure, &name),
        offers_foot: match (single, changes.is_empty()) {
            (true, _) => String::new(),
            (false, true) => words::CLICK_OFFER.to_owned(),
            (false, false) => format!("Dotted mark: {} as {} {}. {}", name.short, name.subject, name.is, words::CLICK_OFFER),
        },
        has_line: Placing::of(model, explanation.line).is_line(),
        offers: offers(model, explanation, &measure, &name),
        why: why::why(inputs, profile, explanation, record, &measure, manner.easiest_by),
        changes,
        measure,
    }
}

/// "Average basket 52.10 € → 38.40 €".
pub fn changed_text(feature: &Feature, before: Value, now: Value) -> String {
    format!("{} {}", feature.label, fact::changed(feature, before, now))
}

/// The units for an explanation: decimals fit its largest share.
pub fn measure(model: &CustomerModel, explanation: &Explanation, scale: Scale) -> Measure {
    let largest = explanation.attribution.shares.iter().fold(0.0f64, |m, s| m.max(s.abs()));
    Measure::of(model, scale, largest)
}

fn offers_note(model: &CustomerModel, measure: &Measure, name: &Name) -> String {
    let what = if model.offers().len() == 1 {
        format!("The model's {} for {}.", measure.response_name(), name.short)
    } else if measure.link().is_probability() {
        let apart = match model.link() {
            Link::Softmax => "",
            _ => " Each offer is judged on its own: they do not add up to 100\u{A0}%.",
        };
        let accepts = if name.subject == "they" { "accept" } else { "accepts" };
        format!("Chance that {} {accepts}.{apart}", name.subject)
    } else {
        format!("The model's {} for {}.", measure.response_name(), name.short)
    };
    let order = match model.rank_by() {
        RankBy::ResponseTimesValue => format!(" Ranked by {} × value.", measure.response_name()),
        RankBy::Response => String::new(),
    };
    format!("{what}{order}")
}

fn banner(model: &CustomerModel, profile: &Profile, explanation: &Explanation, measure: &Measure) -> Option<Banner> {
    if explanation.changed().is_empty() {
        return None;
    }
    let name = &Name::of(profile);
    let back = format!("Back to {}", name.as_is());
    let mut trial = format!("A trial: nothing is saved in {} record.", name.possessive);
    if profile.fictional {
        trial += &format!(" {} is a made-up customer.", name.short);
    }
    let title = |offer: OfferIdx| offer_name(model, offer);
    let (now, before) = (explanation.now.winner(), explanation.before.winner());
    let same = now.map(|w| w.offer) == before.map(|w| w.offer);
    let because = because(model, explanation, measure);
    if let Some(sentence) = line_banner(model, explanation, measure, name) {
        return Some(Banner { winner_changed: !same, sentence, because, trial, back });
    }
    let real = name.as_is();
    let sentence = match (now, before) {
        (Some(n), Some(b)) if !same => Phrase::of("In this what-if ")
            .strong(title(n.offer))
            .plain(format!(" comes first. For {real}: "))
            .strong(title(b.offer))
            .plain("."),
        (Some(n), Some(_)) => {
            Phrase::of("What-if: ").strong(title(n.offer)).plain(format!(" still comes first, as for {real}."))
        }
        (None, Some(b)) => Phrase::of("In this what-if ")
            .strong("no offer is allowed")
            .plain(format!(". For {real}: "))
            .strong(title(b.offer))
            .plain("."),
        (Some(n), None) => Phrase::of("In this what-if ")
            .strong(title(n.offer))
            .plain(format!(" comes first. For {real} no offer is allowed.")),
        (None, None) => Phrase::of("What-if: no offer is allowed, as before."),
    };
    Some(Banner { winner_changed: !same, sentence, because, trial, back })
}

/// What the changes did to the side of the line that the customer stands on; `None` where there are several offers.
fn line_banner(model: &CustomerModel, explanation: &Explanation, measure: &Measure, name: &Name) -> Option<Phrase> {
    let placing = Placing::of(model, explanation.line);
    let ([now], [before]) = (explanation.now.ranked.as_slice(), explanation.before.ranked.as_slice()) else {
        return None;
    };
    let (is, was) = (placing.side(!now.is_below)?, placing.side(!before.is_below)?);
    let told = Phrase::of("In this what-if the model says ").strong(measure.response(now.response));
    let real = format!("For {}: {}", name.as_is(), measure.response(before.response));
    Some(if now.is_below == before.is_below {
        told.plain(format!(", still {is}. {real}."))
    } else {
        told.plain(", ").strong(is).plain(format!(". {real}, {was}."))
    })
}

/// What the changes did to the offer that comes first now and to the one that did before, fact by fact.
fn because(model: &CustomerModel, explanation: &Explanation, measure: &Measure) -> Phrase {
    let Some(shares) = &explanation.change_shares else { return Phrase::default() };
    let measure = &measure.points();
    let changed = explanation.changed();
    let (now, before) = (explanation.now.winner(), explanation.before.winner());
    let mut offers: Vec<OfferIdx> = [now, before].into_iter().flatten().map(|w| w.offer).collect();
    offers.dedup();
    let mut phrase = Phrase::default();
    for offer in offers {
        if explanation.before.of(offer).1.margin.to_bits() == explanation.now.of(offer).1.margin.to_bits() {
            continue;
        }
        let (was, is) = (explanation.before.of(offer).1.response, explanation.now.of(offer).1.response);
        let mut parts: Vec<(f64, String)> = changed
            .iter()
            .zip(shares)
            .map(|(f, share)| (share[offer.index()], fact_name(model.features().get(*f))))
            .filter(|(share, _)| *share != 0.0)
            .collect();
        parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let parts: Vec<String> =
            parts.iter().map(|(share, label)| format!("{label} {}", fact::share(measure, *share).text)).collect();
        let [was, is] = measure.both(was, is);
        let parts = parts.join(", ");
        phrase = phrase.strong(format!("{}: {was} → {is}", letter(offer))).plain(if parts.is_empty() {
            ". ".to_owned()
        } else {
            format!(" ({parts} {}). ", measure.share_unit())
        });
    }
    phrase
}

fn offers(model: &CustomerModel, explanation: &Explanation, measure: &Measure, name: &Name) -> Vec<OfferCard> {
    let altered = !explanation.changed().is_empty();
    let now = &explanation.now;
    // bars of values run from 0, or from the least if that is below, to the greatest of all, before and now
    let all = now.ranked.iter().chain(&explanation.before.ranked).map(|r| r.response);
    let (low, high) = if measure.link().is_probability() {
        (0.0, 1.0)
    } else {
        all.fold((0.0f64, f64::MIN_POSITIVE), |(l, h), r| (l.min(r), h.max(r)))
    };
    let bar = |response: f64| ((response - low) / (high - low)).clamp(0.0, 1.0) as f32;
    let winner = now.winner().map(|w| w.offer);
    now.ranked
        .iter()
        .enumerate()
        .map(|(i, ranked)| {
            let offer = model.offer(ranked.offer);
            let (place_before, before) = explanation.before.of(ranked.offer);
            let barred = ranked.barred_by.map(|r| offer.rules[r].reason.clone());
            let moved =
                if barred.is_some() || before.barred_by.is_some() { 0 } else { place_before as i32 - i as i32 };
            OfferCard {
                offer: ranked.offer,
                letter: letter(ranked.offer),
                title: offer.title.clone(),
                description: offer.description.clone(),
                response: if barred.is_some() { String::new() } else { measure.response(ranked.response) },
                bar: if barred.is_some() { 0.0 } else { bar(ranked.response) },
                bar_before: (altered && barred.is_none() && before.barred_by.is_none()).then(|| bar(before.response)),
                place: place(model, explanation, measure, i),
                change: if altered && barred.is_none() && before.barred_by.is_none() {
                    measure.change(before.response, ranked.response)
                } else {
                    String::new()
                },
                real: if altered { real(measure, name, before, place_before) } else { String::new() },
                moved,
                barred,
                wins: winner == Some(ranked.offer),
                focus: ranked.offer == explanation.focus,
            }
        })
        .collect()
}

/// Where an offer stands for the real customer: "as she is 13 %, 4th".
fn real(measure: &Measure, name: &Name, before: &Ranked, place: usize) -> String {
    let as_is = format!("as {} {}", name.subject, name.is);
    if before.barred_by.is_some() {
        return format!("{as_is} not on offer");
    }
    format!("{as_is} {}, {}", measure.response(before.response), number::ordinal(place + 1))
}

fn place(model: &CustomerModel, explanation: &Explanation, measure: &Measure, i: usize) -> String {
    let ranked = &explanation.now.ranked[i];
    if ranked.barred_by.is_some() {
        return "Not on offer".to_owned();
    }
    if let Some(side) = Placing::of(model, explanation.line).side(!ranked.is_below) {
        return upper_first(&side);
    }
    let mut text = number::ordinal(i + 1);
    if model.rank_by() == RankBy::ResponseTimesValue {
        text += &format!(" · worth {}\u{A0}{}", number::fixed(ranked.worth, 2), model.currency());
    } else if i == 0
        && let (Some(second), Some(gap)) = (explanation.now.runner_up(), explanation.now.gap())
    {
        let unit = if measure.link().is_probability() { " points" } else { "" };
        text += &format!(" · {}{unit} ahead of {}", measure.distance(gap), letter(second.offer));
    }
    text
}

/// A plain title for undo: "Average basket to 38.40 €".
pub fn change_title(model: &CustomerModel, feature: FeatureIdx, value: Value) -> String {
    let entry = model.features().get(feature);
    format!("{} to {}", fact_name(entry), value::value(entry, value))
}
