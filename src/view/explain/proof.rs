//! Why to believe it, and how far: the proof, the working, and what became of customers with such a score.

use super::reasons::start_name;
use crate::ask::{AbsenceKind, Explanation, Inputs, Record};
use crate::base::number;
use crate::model::CustomerModel;
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, letter, lower_first};

/// What became of real customers with such a response: it belongs beside the number that it is about.
pub(super) fn record_phrase(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    record: Option<Option<Record>>,
) -> Phrase {
    if !measure.link().is_probability() {
        return Phrase::default();
    }
    let response = measure.response(explanation.now.of(explanation.focus).1.response);
    let several = model.offers().len() > 1;
    let title = Phrase::default().strong(format!("How far to trust {response}:"));
    match record {
        Some(Some(r)) if r.n >= LEAST => {
            let of_100 = |share: f64| number::fixed(share * 100.0, 0);
            let for_offer = if several { format!(" for {}", letter(explanation.focus)) } else { String::new() };
            // a what-if is nobody of whom anything could be measured
            let whom =
                if explanation.changed().is_empty() { "measured" } else { "measured on customers as they are" };
            title.plain(format!(
                " of {} given {}{for_offer}, {} of 100 {} ({whom}; {}).",
                number::count(r.n, "earlier customer", "earlier customers"),
                span(r.span),
                of_100(r.accepted as f64 / r.n as f64),
                if several { "accepted" } else { "had the outcome" },
                band(r.probably().unwrap_or((0.0, 1.0))),
            ))
        }
        Some(_) => title.plain(" too few earlier customers scored like this to say."),
        None => title.plain(
            " not known here. Open a table of customers with outcomes to see how often such chances came true.",
        ),
    }
}

/// Of fewer customers nothing is said.
pub(super) const LEAST: usize = 20;

/// "probably 24 to 38 of 100", never narrower than it is.
pub(super) fn band((low, high): (f64, f64)) -> String {
    format!("probably {} to {} of 100", (low * 100.0).floor(), (high * 100.0).ceil())
}

/// "58 to 68 %", with a decimal where the two are near each other.
fn span((low, high): (f64, f64)) -> String {
    let decimals = usize::from(high - low < 0.03);
    format!("{} to {}\u{A0}%", number::fixed(low * 100.0, decimals), number::fixed(high * 100.0, decimals))
}

/// Whether the reasons add up and every path was found again.
pub(super) fn is_proven(explanation: &Explanation) -> bool {
    let a = &explanation.attribution;
    a.residual.abs() <= 1e-9 * a.margin.abs().max(1.0) && explanation.certificate.holds()
}

pub(super) fn proof(explanation: &Explanation) -> Phrase {
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

pub(super) fn computed(inputs: &Inputs, explanation: &Explanation, measure: &Measure, name: &Name) -> Vec<String> {
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
            (AbsenceKind::ByCover, _) if model.has_counted_covers() => format!(
                "A fact that is not yet known is averaged in each tree over {}: the model's file does not say how many \
                 customers went each way, so they were counted (absent by cover).",
                model.provenance().cover
            ),
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
            "{} {} {} = {}{unit}. Left over by rounding: {:.1e}.",
            measure.raw(a.base_value),
            if sum < 0.0 { number::MINUS } else { '+' },
            measure.raw(sum.abs()),
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
        Link::Exp | Link::Softplus | Link::SignedSquare => {
            let link = match measure.link() {
                Link::Softplus => "softplus link",
                Link::SignedSquare => "the score is the value's square root",
                _ => "exponential link",
            };
            lines.push(format!(
                "A score of {} means an expected value of {response} ({link}).",
                measure.raw(a.margin)
            ));
        }
        Link::Identity { .. } | Link::Ranking => {}
    }
    lines
}
