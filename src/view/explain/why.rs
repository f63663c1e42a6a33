//! Why: the sentence, the reasons that add up, what made no difference, and what this does not show.

use super::blame::{Blame, blame};
use super::change::{Nearest, nearest};
use super::easiest::{Easiest, EasiestBy, easiest, how_many};
use super::proof::{computed, is_proven, proof, record_phrase};
use super::reasons::{Waterfall, order, waterfall};
use crate::ask::{Explanation, Inputs, Record, Typical};
use crate::base::{FeatureIdx, number};
use crate::model::{CustomerModel, Dictionary, Line, Profile, Sensitivity};
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, fact_name, letter, list, offer_name};
use crate::view::value;

/// A chance this near to the line is "only just" on its side.
const JUST: f64 = 0.02;

/// A share counts hardly if it is less than this of the largest.
const HARDLY: f64 = 0.01;

/// From which share of all that moves a score on it leans on something, and how many facts are named.
const LEANS: f64 = 0.2;
const NAMED: usize = 3;

/// Everything the right-hand side says above its tabs and at its foot.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    /// "Why free delivery?"
    pub heading: String,
    /// How strong it is and what comes second.
    pub strength: Phrase,
    /// The reasons in a sentence.
    pub sentence: Phrase,
    /// Which change did it; `None` where nothing is changed.
    pub blame: Option<Blame>,
    /// The reasons as steps, each fact by itself.
    pub waterfall: Waterfall,
    /// Which sensitive or inferred facts the reasons lean on, and how much; empty where they hardly do.
    pub leans: Phrase,
    /// The nearest change that brings another offer first.
    pub nearest: Option<Nearest>,
    /// The easiest changes, side by side.
    pub easiest: Easiest,
    /// How many facts made no or hardly any difference: "12 facts made no or hardly any difference"; empty if none did.
    pub no_difference_title: String,
    /// Which.
    pub no_difference: Phrase,
    /// How good such scores have been, or that it is not known; it belongs beside the score.
    pub record: Phrase,
    /// The proof in a line: adds up, replayed.
    pub proof: Phrase,
    /// Whether the proof holds; where it does not, that is said first.
    pub is_proven: bool,
    /// How the number is worked out, a line each.
    pub computed: Vec<String>,
    /// What this screen cannot tell.
    pub limits: Phrase,
}

impl Why {
    /// Puts what is usual among many customers beside this one's values.
    pub fn beside(&mut self, features: &Dictionary, typical: &Typical) {
        self.waterfall.beside(features, typical);
        let whom = number::count(typical.n(), "customer", "customers");
        self.computed.push(format!("An average beside a value is that of the {whom} opened here."));
    }
}

/// Everything the right-hand side says.
pub fn why(
    inputs: &Inputs,
    profile: &Profile,
    explanation: &Explanation,
    record: Option<Option<Record>>,
    measure: &Measure,
    by: EasiestBy,
) -> Why {
    let model = inputs.model();
    let name = Name::of(profile);
    let altered = !explanation.changed().is_empty();
    let several = model.offers().len() > 1;
    let (n_without, no_difference) = no_difference(model, explanation);
    Why {
        heading: heading(model, explanation, altered),
        strength: strength(model, explanation, measure, &name, altered),
        sentence: sentence(model, explanation, measure, &name),
        blame: blame(model, profile, explanation, measure),
        waterfall: waterfall(inputs, profile, explanation, measure),
        leans: leans(model, explanation),
        nearest: nearest(model, explanation, measure, &name),
        easiest: easiest(model, explanation, measure, by),
        no_difference_title: if n_without == 0 {
            String::new()
        } else {
            format!("{} made no or hardly any difference", number::count(n_without, "fact", "facts"))
        },
        no_difference,
        record: record_phrase(model, explanation, measure, record),
        proof: proof(explanation),
        is_proven: is_proven(explanation),
        computed: computed(inputs, explanation, measure, &name),
        limits: Phrase::of("*What this cannot tell you:* ").plain(if several {
            format!(
                "what makes {} accept, or whether the offer is right for {}. It shows how the model reaches its score, \
                 not causes.",
                name.short, name.object
            )
        } else {
            format!(
                "what brings the outcome about for {}, or what would be right for {}. It shows how the model reaches \
                 its score, not causes.",
                name.short, name.object
            )
        }),
    }
}

fn heading(model: &CustomerModel, explanation: &Explanation, altered: bool) -> String {
    let title = &model.offer(explanation.focus).title;
    let (place, ranked) = explanation.now.of(explanation.focus);
    let what_if = if altered { ", so changed" } else { "" };
    if model.offers().len() == 1 {
        let what = if ranked.is_below { "Why below the line" } else { "Why above the line" };
        return format!("{what}{what_if}?");
    }
    if ranked.barred_by.is_some() {
        return format!("{title}: not on offer{what_if}, and how it would score");
    }
    if place == 0 {
        format!("Why {title}{what_if}?")
    } else {
        format!("Why {title} comes {}{what_if}", number::ordinal(place + 1))
    }
}

fn strength(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    name: &Name,
    altered: bool,
) -> Phrase {
    let (place, focus) = explanation.now.of(explanation.focus);
    let who = if altered { format!("{}, so changed,", name.short) } else { name.short.clone() };
    let response = measure.response(focus.response);
    let what = measure.response_name();
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let mut phrase = if focus.barred_by.is_some() {
        Phrase::default().plain(format!("{} is not on offer; it would score ", model.offer(explanation.focus).title))
    } else {
        Phrase::default()
    };
    phrase = if focus.barred_by.is_some() {
        phrase.strong(response).plain(".")
    } else if let Some(line) = explanation.line {
        return against_line(model, explanation, measure, line, focus.response);
    } else if measure.link().is_probability() {
        Phrase::default()
            .strong(format!("{response} chance"))
            .plain(format!(" that {who} accepts {}.", letter(explanation.focus)))
    } else {
        Phrase::default().plain(format!("The model gives {who} {article} {what} of ")).strong(response).plain(".")
    };
    if place == 0
        && let (Some(second), Some(gap)) = (explanation.now.runner_up(), explanation.now.gap())
    {
        let by_worth = model.rank_by() == crate::model::RankBy::ResponseTimesValue;
        let lead = if by_worth {
            format!(" ({} of expected worth behind).", money(model, gap))
        } else if measure.distance(gap).bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            let unit = if measure.link().is_probability() { " points" } else { "" };
            format!(", {}{unit} behind.", measure.distance(gap))
        } else {
            ", practically equal.".to_owned()
        };
        phrase = phrase
            .plain(" Second: ")
            .strong(offer_name(model, second.offer))
            .plain(" with ")
            .strong(measure.response(second.response))
            .plain(lead);
    }
    phrase
}

/// How far from the line the only offer stands, and how many facts could bring it to the other side.
fn against_line(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    line: Line,
    response: f64,
) -> Phrase {
    let placing = Placing::of(model, explanation.line);
    let at = placing.at().unwrap_or_default();
    let now = measure.response(response);
    let apart = line.response().map(|line| (response - line).abs());
    let just = measure.link().is_probability() && apart.is_some_and(|apart| apart < JUST);
    let told =
        Phrase::default().strong(format!("{}{now} against the line of {at}.", if just { "Only just: " } else { "" }));
    told.plain(format!(" {}", how_many(model, explanation)))
}

fn money(model: &CustomerModel, amount: f64) -> String {
    format!("{}\u{A0}{}", number::fixed(amount, 2), model.currency())
}

/// The two facts that spoke most for the score and the one most against it.
fn sentence(model: &CustomerModel, explanation: &Explanation, measure: &Measure, name: &Name) -> Phrase {
    let attribution = &explanation.attribution;
    let order = order(attribution);
    let share = |f: &FeatureIdx| attribution.shares[f.index()];
    let text = |f: FeatureIdx| {
        let feature = model.features().get(f);
        format!("{} ({})", fact_name(feature), value::value(feature, explanation.question.values[f.index()]))
    };
    let tiny = order.first().map_or(0.0, |f| share(f).abs()) * 0.02;
    let up = attribution.margin >= attribution.base_value;
    let least = |wanted: bool| if wanted { 0.0 } else { tiny };
    let fors: Vec<FeatureIdx> = order.iter().copied().filter(|f| share(f) > least(up)).take(2).collect();
    let against: Vec<FeatureIdx> = order.iter().copied().filter(|f| share(f) < -least(!up)).take(2).collect();
    let mut phrase = match explanation.changed().as_slice() {
        [] => Phrase::default(),
        [one] => {
            let feature = model.features().get(*one);
            let now = value::value(feature, explanation.question.values[one.index()]);
            Phrase::default()
                .plain(format!("With {} ", name.possessive))
                .strong(fact_name(feature))
                .plain(" being ")
                .strong(now)
                .plain(", ")
        }
        many => Phrase::default().plain(format!("With {} facts changed, ", many.len())),
    };
    let (main, other) = if up { (fors, against) } else { (against, fors) };
    let direction = if up { "higher" } else { "lower" };
    let lead = if phrase.is_empty() { "Mostly" } else { "it is mostly" };
    if main.is_empty() {
        return phrase.plain(format!(
            "no fact moves this score from where it starts ({}).",
            measure.margin(attribution.base_value)
        ));
    }
    phrase = phrase.plain(format!("{lead} {direction} than average because of {} ", name.possessive));
    for (i, f) in main.iter().enumerate() {
        phrase = phrase.plain(if i == 0 { "" } else { " and " }).strong(text(*f));
    }
    phrase = phrase.plain(".");
    if let Some(f) = other.first() {
        let verb = if up { "spoke most against it" } else { "spoke most for it" };
        phrase = phrase
            .plain(" ")
            .plain(crate::view::phrase::upper_first(name.possessive))
            .plain(" ")
            .strong(text(*f))
            .plain(format!(" {verb}."));
    }
    phrase
}

/// Which sensitive or inferred facts a score leans on: where they are a share of all that moves it, up or down.
fn leans(model: &CustomerModel, explanation: &Explanation) -> Phrase {
    let attribution = &explanation.attribution;
    let size = |f: FeatureIdx| attribution.shares[f.index()].abs();
    let kind = |f: FeatureIdx| {
        let feature = model.features().get(f);
        match (feature.sensitivity == Sensitivity::Sensitive, feature.inferred) {
            (true, true) => Some("sensitive, inferred"),
            (true, false) => Some("sensitive"),
            (false, true) => Some("inferred"),
            (false, false) => None,
        }
    };
    let such: Vec<(FeatureIdx, &str)> =
        order(attribution).into_iter().filter_map(|f| Some((f, kind(f)?))).filter(|(f, _)| size(*f) > 0.0).collect();
    let (all, of) = (attribution.shares.iter().map(|s| s.abs()).sum::<f64>(), such.iter().map(|(f, _)| size(*f)));
    let share = of.sum::<f64>() / all;
    // of a score that nothing moves it is no number
    if share.is_nan() || share < LEANS {
        return Phrase::default();
    }
    let name = |(f, kind): &(FeatureIdx, &str)| format!("{} ({kind})", fact_name(model.features().get(*f)));
    let mut names: Vec<String> = such.iter().take(NAMED).map(name).collect();
    if such.len() > NAMED {
        names.push(format!("{} more", such.len() - NAMED));
    }
    Phrase::of("*Leans on sensitive or inferred facts:* ").plain(format!(
        "{} of what moves this score is {}.",
        number::percent(share),
        list(&names)
    ))
}

/// Facts without any effect on this score, and those with hardly any.
fn no_difference(model: &CustomerModel, explanation: &Explanation) -> (usize, Phrase) {
    let (mut unused, mut ruled, mut none, mut hardly) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // a small share here does not mean that other values are as harmless: such facts are told beside the changes
    let switches = |f: FeatureIdx| explanation.switches.iter().any(|s| s.feature == f);
    let shares = &explanation.attribution.shares;
    let largest = shares.iter().fold(0.0f64, |m, s| m.max(s.abs()));
    for (idx, feature) in model.features().iter() {
        let share = shares[idx.index()];
        let name = fact_name(feature);
        if explanation.question.values[idx.index()] == crate::model::Value::Withheld {
            // not to be used is not the same as making no difference
        } else if !model.uses(idx) && model.rules_ask(idx) {
            ruled.push(name);
        } else if !model.uses(idx) {
            unused.push(name);
        } else if share.abs() < HARDLY * largest && switches(idx) {
        } else if share == 0.0 {
            none.push(name);
        } else if share.abs() < HARDLY * largest {
            hardly.push(name);
        }
    }
    let mut phrase = Phrase::default();
    let mut say = |what: &str, names: &[String], after: &str| {
        if !names.is_empty() {
            let text = if names.len() > 5 {
                format!("{} and {} more", names[..4].join(", "), names.len() - 4)
            } else {
                list(names)
            };
            phrase =
                std::mem::take(&mut phrase).then(Phrase::default().strong(what).plain(format!(" {text}{after}.")));
        }
    };
    say("No effect on this score:", &none, "");
    say("Not used by the model:", &unused, "");
    say("Only decides who may get an offer:", &ruled, "");
    say("Hardly any effect here:", &hardly, "");
    if phrase.is_empty() {
        // those that have none here and yet could change it are told beside the changes
        let all = shares.iter().all(|share| *share != 0.0);
        return (0, if all { Phrase::of("Every fact had some effect on this score.") } else { Phrase::default() });
    }
    let n = unused.len() + ruled.len() + none.len() + hardly.len();
    (n, phrase.then(Phrase::of("With other values they may count; other facts may stand in for them.")))
}
