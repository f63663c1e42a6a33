//! Why: the sentence, the reasons that add up, what made no difference, and what this does not show.

use super::fact;
use super::measure::{Measure, Scale};
use super::phrase::{Name, Phrase, list, lower_first};
use super::{letter, value};
use crate::ask::{AbsenceKind, Explanation, Inputs, Record, Switch};
use crate::base::{FeatureIdx, number};
use crate::explain::Attribution;
use crate::model::{CustomerModel, Profile, Sensitivity};

/// How many reasons stand by themselves before "everything else".
pub const REASONS: usize = 6;

/// The reasons as steps from the average to this customer.
#[derive(Clone, PartialEq, Debug)]
pub struct Waterfall {
    /// What the axis counts: "chance to accept".
    pub axis: String,
    /// Positions on the axis (margins) with their labels.
    pub ticks: Vec<(f64, String)>,
    /// From the start to the end.
    pub rows: Vec<Step>,
    /// What the numbers at the bars count.
    pub unit: &'static str,
}

/// One row of a waterfall.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// "Average basket"; the start and the end say whose score it is.
    pub label: String,
    /// "38.40 €"; at the start and the end the response.
    pub value: String,
    /// "+9.1"; empty at the start and the end.
    pub share: String,
    /// The margin before and after it; equal at the start and the end.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// What sort of row it is.
    pub kind: StepKind,
    /// "sensitive", "protected": what a committee looks for.
    pub marks: Vec<&'static str>,
}

/// What sort of row of a waterfall it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepKind {
    /// Where the explanation starts.
    Start,
    /// One fact.
    Fact(FeatureIdx),
    /// All facts that have no row of their own, this many.
    Rest(usize),
    /// Where it ends: the customer.
    End,
}

/// Everything the right-hand side says above its tabs and at its foot.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    /// "Why free delivery?"
    pub heading: String,
    /// How strong it is and what comes second.
    pub strength: Phrase,
    /// The reasons in a sentence.
    pub sentence: Phrase,
    /// The reasons as steps.
    pub waterfall: Waterfall,
    /// What "everything else" holds that a committee looks for.
    pub rest_note: Option<String>,
    /// The nearest change that brings another offer first.
    pub nearest: Option<Nearest>,
    /// What made no difference.
    pub no_difference: Phrase,
    /// How good such scores have been, or that it is not known.
    pub record: Phrase,
    /// The proof in a line: adds up, replayed.
    pub proof: Phrase,
    /// How the number is worked out, a line each.
    pub computed: Vec<String>,
    /// What this screen cannot tell.
    pub limits: Phrase,
}

/// The nearest change that brings another offer first.
#[derive(Clone, PartialEq, Debug)]
pub struct Nearest {
    /// The sentence.
    pub sentence: Phrase,
    /// What to set to see it.
    pub switch: Switch,
}

/// The order of an attribution's rows: features whose share is not 0, greatest first.
pub fn order(attribution: &Attribution) -> Vec<FeatureIdx> {
    let mut features: Vec<FeatureIdx> =
        (0..attribution.shares.len()).map(FeatureIdx::new).filter(|f| attribution.shares[f.index()] != 0.0).collect();
    let size = |f: &FeatureIdx| attribution.shares[f.index()].abs();
    features.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
    features
}

/// Shares in the unit shown: as they are, or as the change of the response along the way in [`order`].
pub fn shown_shares(attribution: &Attribution, measure: &Measure) -> Vec<f64> {
    if measure.scale() == Scale::Points {
        return attribution.shares.clone();
    }
    let mut shown = vec![0.0; attribution.shares.len()];
    let mut margin = attribution.base_value;
    for feature in order(attribution) {
        let next = margin + attribution.shares[feature.index()];
        shown[feature.index()] = measure.link().apply(next) - measure.link().apply(margin);
        margin = next;
    }
    shown
}

/// What a score starts from, in words.
pub fn start_name(inputs: &Inputs) -> String {
    match inputs.absence_kind() {
        (AbsenceKind::ByCover, _) => "Average customer".to_owned(),
        (AbsenceKind::ByBackground, n) => {
            format!("Average of {}", number::count(n, "reference customer", "reference customers"))
        }
    }
}

/// The reasons as steps; `all` shows every fact that has a share.
pub fn waterfall(
    inputs: &Inputs,
    profile: &Profile,
    explanation: &Explanation,
    measure: &Measure,
    all: bool,
) -> Waterfall {
    let model = inputs.model();
    let attribution = &explanation.attribution;
    let shown = shown_shares(attribution, measure);
    let order = order(attribution);
    // a single fact left over gets its own row instead of "everything else, 1 fact"
    let n_rows = if all || order.len() <= REASONS + 1 { order.len() } else { REASONS };
    let mut rows = Vec::with_capacity(n_rows + 3);
    let mut margin = attribution.base_value;
    let anchor = |label: String, margin: f64, kind: StepKind| Step {
        label,
        value: measure.margin(margin),
        share: String::new(),
        from: margin,
        to: margin,
        kind,
        marks: Vec::new(),
    };
    rows.push(anchor(start_name(inputs), margin, StepKind::Start));
    for &feature in &order[..n_rows] {
        let entry = model.features().get(feature);
        let to = margin + attribution.shares[feature.index()];
        rows.push(Step {
            label: entry.label.clone(),
            value: value::value(entry, explanation.question.values[feature.index()]),
            share: measure.share(shown[feature.index()]),
            from: margin,
            to,
            kind: StepKind::Fact(feature),
            marks: fact::marks(entry),
        });
        margin = to;
    }
    if n_rows < order.len() {
        let rest = &order[n_rows..];
        let to = margin + rest.iter().map(|f| attribution.shares[f.index()]).sum::<f64>();
        rows.push(Step {
            label: "Everything else".to_owned(),
            value: number::count(rest.len(), "fact", "facts"),
            share: measure.share(rest.iter().map(|f| shown[f.index()]).sum()),
            from: margin,
            to,
            kind: StepKind::Rest(rest.len()),
            marks: Vec::new(),
        });
    }
    let name = Name::of(profile);
    let label = if explanation.changed().is_empty() { name.short } else { format!("{} in this what-if", name.short) };
    let mut end = anchor(label, attribution.margin, StepKind::End);
    if model.link() == crate::model::Link::Softmax {
        // the response depends on the other offers' margins too
        end.value = format!("{} ({})", end.value, measure.response(explanation.now.of(explanation.focus).1.response));
    }
    rows.push(end);
    let ticks = ticks(&rows, measure);
    let axis = axis_title(measure, &letter(explanation.focus), model.offers().len() > 1);
    Waterfall { axis, ticks, rows, unit: measure.share_unit() }
}

fn axis_title(measure: &Measure, letter: &str, several: bool) -> String {
    use crate::model::Link;
    let of = if several { format!(" of {letter}") } else { String::new() };
    match measure.link() {
        Link::Identity { probability: true } if several => format!("Chance to accept {letter}"),
        Link::Identity { probability: true } => "Chance".into(),
        Link::Logistic { .. } => format!("Chance{of} (spaced by score)"),
        Link::Softmax | Link::Ranking => format!("Score{of}"),
        Link::Identity { probability: false } => format!("Expected value{of}"),
        Link::Exp => format!("Expected value{of} (spaced by score)"),
    }
}

/// Labelled positions on the margin axis: round responses where the link has them, else round margins.
fn ticks(rows: &[Step], measure: &Measure) -> Vec<(f64, String)> {
    use crate::model::Link;
    let ends = rows.iter().flat_map(|r| [r.from, r.to]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let pad = ((high - low) * 0.08).max(1e-9 * low.abs().max(high.abs()).max(1.0));
    let (low, high) = (low - pad, high + pad);
    if let Link::Logistic { .. } = measure.link() {
        const CHANCES: [f64; 21] = [
            0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98,
            0.99, 0.995, 0.999, 0.9999,
        ];
        let list: Vec<(f64, String)> = CHANCES
            .iter()
            .filter_map(|&c| Some((measure.link().invert(c)?, number::percent(c))))
            .filter(|(m, _)| *m >= low && *m <= high)
            .collect();
        if list.len() >= 2 {
            return list;
        }
    }
    let step = nice_step((high - low) / 4.0);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first.saturating_add(12)))
        .map(|k| {
            let m = k as f64 * step;
            let text = match measure.link() {
                Link::Identity { probability: true } => {
                    let decimals = number::decimals_for(step * 100.0, 1);
                    format!("{}\u{A0}%", number::fixed(m * 100.0, decimals))
                }
                Link::Exp | Link::Logistic { .. } => measure.margin(m),
                _ => number::fixed(m, number::decimals_for(step, 1)),
            };
            (m, text)
        })
        .collect()
}

/// 1, 2 or 5 times a power of ten, at least `x`.
pub fn nice_step(x: f64) -> f64 {
    let power = 10f64.powf(x.abs().max(1e-300).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * power).find(|s| *s >= x * 0.999).unwrap_or(10.0 * power)
}

/// Everything the right-hand side says.
pub fn why(
    inputs: &Inputs,
    profile: &Profile,
    explanation: &Explanation,
    record: Option<Option<Record>>,
    measure: &Measure,
    all: bool,
) -> Why {
    let model = inputs.model();
    let name = Name::of(profile);
    let altered = !explanation.changed().is_empty();
    let several = model.offers().len() > 1;
    Why {
        heading: heading(model, explanation, altered),
        strength: strength(model, explanation, measure, &name, altered),
        sentence: sentence(model, explanation, measure, &name),
        waterfall: waterfall(inputs, profile, explanation, measure, all),
        rest_note: rest_note(model, explanation, all),
        nearest: nearest(model, explanation, measure, &name),
        no_difference: no_difference(model, explanation),
        // what became of real customers says little of one who does not exist
        record: if altered { Phrase::default() } else { record_phrase(several, explanation, measure, record) },
        proof: proof(explanation),
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
    let what_if = if altered { ", in this what-if" } else { "" };
    if model.offers().len() == 1 {
        return format!("Why this score{what_if}?");
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
    let who = if altered { format!("{}, as changed here,", name.short) } else { name.short.clone() };
    let response = measure.response(focus.response);
    let what = measure.response_name();
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let mut phrase = if focus.barred_by.is_some() {
        Phrase::of(&format!("{} is not on offer; it would score ", name_of_offer(model, explanation.focus)))
    } else {
        Phrase::default()
    };
    phrase = if focus.barred_by.is_some() {
        phrase.strong(response).plain(".")
    } else if model.offers().len() == 1 {
        Phrase::of(&format!("The model gives {who} {article} {what} of ")).strong(response).plain(".")
    } else if measure.link().is_probability() {
        Phrase::default().strong(format!("{response} chance")).plain(format!(" that {who} accepts."))
    } else {
        Phrase::of(&format!("The model gives {who} {article} {what} of ")).strong(response).plain(".")
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
            .strong(format!("{} {}", letter(second.offer), model.offer(second.offer).title))
            .plain(" with ")
            .strong(measure.response(second.response))
            .plain(lead);
    }
    phrase
}

fn name_of_offer(model: &CustomerModel, offer: crate::base::OfferIdx) -> &str {
    &model.offer(offer).title
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
        format!("{} ({})", lower_first(&feature.label), value::value(feature, explanation.question.values[f.index()]))
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
            Phrase::of(&format!("If {} ", name.possessive))
                .strong(lower_first(&feature.label))
                .plain(" were ")
                .strong(now)
                .plain(": ")
        }
        many => Phrase::of(&format!("With {} facts changed: ", many.len())),
    };
    let (main, other) = if up { (fors, against) } else { (against, fors) };
    let direction = if up { "higher" } else { "lower" };
    let lead = if phrase.is_empty() { "Mostly" } else { "mostly" };
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
            .plain(super::phrase::upper_first(name.possessive))
            .plain(" ")
            .strong(text(*f))
            .plain(format!(" {verb}."));
    }
    phrase
}

fn rest_note(model: &CustomerModel, explanation: &Explanation, all: bool) -> Option<String> {
    let order = order(&explanation.attribution);
    if all || order.len() <= REASONS + 1 {
        return None;
    }
    let notable: Vec<String> = order[REASONS..]
        .iter()
        .map(|f| model.features().get(*f))
        .filter(|f| f.protected || f.sensitivity == Sensitivity::Sensitive)
        .map(|f| {
            let word = if f.protected { "protected" } else { "sensitive" };
            format!("{} ({word})", lower_first(&f.label))
        })
        .collect();
    Some(if notable.is_empty() {
        let known = model.features().iter().any(|(_, f)| f.sensitivity != Sensitivity::Unstated || f.protected);
        if known {
            "“Everything else” holds nothing marked sensitive or protected.".to_owned()
        } else {
            "Whether “everything else” holds anything sensitive is not known: the model has no data dictionary."
                .to_owned()
        }
    } else {
        format!("“Everything else” includes {}.", list(&notable))
    })
}

/// The nearest switch that the customer or the shop could bring about: by a fact that can change and is not protected.
fn nearest(model: &CustomerModel, explanation: &Explanation, measure: &Measure, name: &Name) -> Option<Nearest> {
    let switch = explanation.switches.iter().find(|s| {
        let feature = model.features().get(s.feature);
        feature.actionability != crate::model::Actionability::Immutable && !feature.protected && s.winner.is_some()
    })?;
    Some(Nearest { sentence: switch_sentence(model, explanation, measure, name, switch), switch: switch.clone() })
}

/// "With an average basket of 46.20 € or more, B 15 % off comes first: B rises to 66 %, A falls to 61 %."
pub fn switch_sentence(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    name: &Name,
    switch: &Switch,
) -> Phrase {
    let feature = model.features().get(switch.feature);
    let to = switch_value(feature, switch);
    let mut phrase = Phrase::of(&format!("If {} ", name.possessive))
        .strong(lower_first(&feature.label))
        .plain(if switch.at_least.is_some() { " were " } else { " were instead " })
        .strong(to)
        .plain(", ");
    let Some(winner) = switch.winner else { return phrase.plain("there would be nothing to recommend.") };
    phrase = phrase.strong(format!("{} {}", letter(winner), model.offer(winner).title)).plain(" would come first");
    let moves: Vec<String> = [Some(winner), explanation.now.winner().map(|w| w.offer)]
        .into_iter()
        .flatten()
        .map(|offer| {
            let (now, then) = (explanation.now.of(offer).1.response, switch.responses[offer.index()]);
            let (a, b) = (measure.response(now), measure.response(then));
            match then.total_cmp(&now) {
                // what looks the same is not said to move
                _ if a == b => format!("{} stays at {a}", letter(offer)),
                std::cmp::Ordering::Greater => format!("{} rises from {a} to {b}", letter(offer)),
                _ => format!("{} falls from {a} to {b}", letter(offer)),
            }
        })
        .collect();
    phrase.plain(format!(": {}.", moves.join(", ")))
}

/// The nearest value that exists where it switches: "46.20 €", "Beauty".
pub fn switch_value(feature: &crate::model::Feature, switch: &Switch) -> String {
    match (switch.to, switch.at_least) {
        // without a step the value stands beside its threshold: never rounded across it
        (crate::model::Value::Number(x), Some(true)) if feature.step.is_none() => value::from_on(feature, x),
        (crate::model::Value::Number(x), Some(false)) if feature.step.is_none() => value::up_to(feature, x.next_up()),
        (to, _) => value::value(feature, to),
    }
}

/// Facts without any effect on this score, and those with hardly any.
fn no_difference(model: &CustomerModel, explanation: &Explanation) -> Phrase {
    let (mut unused, mut ruled, mut none, mut hardly) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let shares = &explanation.attribution.shares;
    let largest = shares.iter().fold(0.0f64, |m, s| m.max(s.abs()));
    for (idx, feature) in model.features().iter() {
        let share = shares[idx.index()];
        let name = lower_first(&feature.label);
        if explanation.question.values[idx.index()] == crate::model::Value::Withheld {
            // not to be used is not the same as making no difference
        } else if !model.uses(idx) && model.rules_ask(idx) {
            ruled.push(name);
        } else if !model.uses(idx) {
            unused.push(name);
        } else if share == 0.0 {
            none.push(name);
        } else if share.abs() < 0.01 * largest {
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
        return Phrase::of("*Every fact* had some effect on this score.");
    }
    phrase.then(Phrase::of("With other values they may count; other facts may stand in for them."))
}

fn record_phrase(
    several: bool,
    explanation: &Explanation,
    measure: &Measure,
    record: Option<Option<Record>>,
) -> Phrase {
    let response = explanation.now.of(explanation.focus).1.response;
    if !measure.link().is_probability() {
        return Phrase::default();
    }
    match record {
        Some(Some(r)) if r.n >= 20 => Phrase::of("*How far to trust it:* of ")
            .plain(number::count(r.n, "earlier customer", "earlier customers"))
            .plain(format!(
                " put at {}, {} {}.",
                span(r.span),
                number::percent(r.accepted as f64 / r.n as f64),
                if several { "accepted" } else { "had the outcome" }
            )),
        Some(_) => Phrase::of("*How far to trust it:* too few earlier customers scored like this to say."),
        None => Phrase::of("*How far to trust it:* not known here. ").plain(format!(
            "Open a table of customers with outcomes to see how often {} came true.",
            measure.response(response)
        )),
    }
}

/// "58 to 68 %", with a decimal where the two are near each other.
fn span((low, high): (f64, f64)) -> String {
    let decimals = usize::from(high - low < 0.03);
    format!("{} to {}\u{A0}%", number::fixed(low * 100.0, decimals), number::fixed(high * 100.0, decimals))
}

fn proof(explanation: &Explanation) -> Phrase {
    let c = &explanation.certificate;
    let mut phrase = Phrase::default();
    let a = &explanation.attribution;
    let scale = a.margin.abs().max(1.0);
    phrase = if a.residual.abs() <= 1e-9 * scale {
        phrase.strong("Adds up exactly.")
    } else {
        phrase.strong(format!("Does not add up: {:e} is left over.", a.residual))
    };
    let n = c.paths - c.averaged;
    phrase = phrase.plain(if c.holds() {
        format!(" {} of {n} paths replayed, scores identical.", c.same_leaf)
    } else {
        format!(" Only {} of {n} tree paths end where the model says: do not rely on this.", c.same_leaf)
    });
    if c.averaged > 0 {
        phrase = phrase
            .plain(format!(" {} are averaged over what is withheld.", number::count(c.averaged, "path", "paths")));
    }
    phrase
}

fn computed(inputs: &Inputs, explanation: &Explanation, measure: &Measure, name: &Name) -> Vec<String> {
    use crate::model::{Aggregate, Link};
    let model = inputs.model();
    let a = &explanation.attribution;
    let offer = model.offer(explanation.focus);
    let n_trees = model.trees_of(explanation.focus).count();
    let sum: f64 = a.shares.iter().sum();
    let unit = if matches!(measure.link(), Link::Identity { probability: true }) { " %" } else { "" };
    let mut lines = vec![
        format!(
            "Start: {} ({}) is what the model would say knowing nothing about {}.",
            measure.raw(a.base_value) + unit,
            lower_first(&start_name(inputs)),
            name.object
        ),
        match inputs.absence_kind() {
            (AbsenceKind::ByCover, _) => {
                "A fact that is not yet known is averaged over the training customers in each tree (absent by cover)."
                    .to_owned()
            }
            (AbsenceKind::ByBackground, n) => format!(
                "A fact that is not yet known takes its value from each of {n} reference customers in turn (absent by \
                 background)."
            ),
        },
        format!(
            "Reasons: each fact's share is its exact Shapley value, the average of what learning it changes over \
             every order of learning the facts. Together {}{unit}.",
            if unit.is_empty() { measure.raw(sum) } else { number::signed(sum * 100.0, 2) }
        ),
        format!(
            "{} + ({}) = {}{unit}. Left over by rounding: {:.1e}.",
            measure.raw(a.base_value),
            measure.raw(sum),
            measure.raw(a.margin),
            a.residual
        ),
        format!(
            "The score is {} of {} leaves, one per tree{}.",
            if offer.aggregate == Aggregate::Mean { "the mean" } else { "the sum" },
            n_trees,
            if offer.base_score == 0.0 { String::new() } else { format!(", plus {}", measure.raw(offer.base_score)) }
        ),
    ];
    let response = measure.response(explanation.now.of(explanation.focus).1.response);
    match measure.link() {
        Link::Logistic { .. } => {
            lines.push(format!("A score of {} means a chance of {response} (logistic link).", measure.raw(a.margin)));
        }
        Link::Softmax => lines.push(format!(
            "A score of {} beside the other offers' scores means a chance of {response} (softmax link).",
            measure.raw(a.margin)
        )),
        Link::Exp => {
            lines.push(format!(
                "A score of {} means an expected value of {response} (exponential link).",
                measure.raw(a.margin)
            ));
        }
        Link::Identity { .. } | Link::Ranking => {}
    }
    lines
}
