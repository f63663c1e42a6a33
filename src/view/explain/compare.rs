//! Why not the other: two offers' reasons side by side; and what pairs of facts do together.

use super::fact;
use crate::ask::{Decided, Explanation, Inputs, Together, Versus};
use crate::base::{FeatureIdx, number};
use crate::model::{CustomerModel, Link, RankBy};
use crate::score::Ranked;
use crate::view::letter;
use crate::view::measure::Measure;
use crate::view::phrase::Phrase;
use crate::view::value;

/// Two offers' reasons side by side.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The letters and titles of both.
    pub offers: [(String, String); 2],
    /// The sentence: where the lead comes from.
    pub sentence: Phrase,
    /// One row per fact, the one that separates them most first; the first row is the start, the last the result.
    pub rows: Vec<Row>,
    /// From the scores to what decides the order, a row each: no amounts to add up, for each has a unit of its own.
    pub steps: Vec<Row>,
    /// What decides the order.
    pub decided: Phrase,
}

/// One fact's share in both offers.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// "Average basket 38.40 €".
    pub label: String,
    /// Its share in each, as text.
    pub shares: [String; 2],
    /// What it adds to the lead of the first over the second, as text.
    pub lead: String,
    /// The same, in margin.
    pub amount: f64,
    /// Which feature.
    pub feature: Option<FeatureIdx>,
}

/// Says two offers side by side.
pub fn compare(inputs: &Inputs, explanation: &Explanation, versus: &Versus, measure: &Measure) -> Comparison {
    let model = inputs.model();
    let points = &measure.points();
    let (a, b) = (&versus.first, &versus.second);
    let text = |x: f64| fact::share(points, x).text;
    let anchor = |label: &str, x: f64, y: f64, lead: f64| Row {
        label: label.to_owned(),
        shares: [points.margin(x), points.margin(y)],
        lead: text(lead),
        amount: lead,
        feature: None,
    };
    let mut rows = vec![anchor(&super::reasons::start_name(inputs), a.base_value, b.base_value, versus.base)];
    rows.extend(versus.shares.iter().map(|&(f, lead)| {
        let feature = model.features().get(f);
        Row {
            label: format!("{}: {}", feature.label, value::value(feature, explanation.question.values[f.index()])),
            shares: [text(a.shares[f.index()]), text(b.shares[f.index()])],
            lead: text(lead),
            amount: lead,
            feature: Some(f),
        }
    }));
    if versus.residual != 0.0 {
        rows.push(Row {
            label: "Rounding of floating point".to_owned(),
            shares: [a.residual, b.residual].map(number::tiny),
            lead: number::tiny(versus.residual),
            amount: versus.residual,
            feature: None,
        });
    }
    rows.push(anchor("Score", a.margin, b.margin, versus.margin));
    let name = |o| (letter(o), model.offer(o).title.clone());
    let (first, second) = (name(a.offer), name(b.offer));
    let ahead = a.margin >= b.margin;
    let sides = if ahead { " leads " } else { " trails " };
    let by = text(versus.margin).trim_start_matches(['+', '−']).to_owned();
    // what decides comes first: it may disagree with the scores
    let decided = decided(model, versus, measure);
    let mut sentence = decided
        .clone()
        .then(Phrase::default().strong(first.0.clone()))
        .plain(sides)
        .strong(second.0.clone())
        .plain(format!(" by {by} {}", points.share_unit()));
    let toward: Vec<FeatureIdx> =
        versus.shares.iter().filter(|(_, x)| *x != 0.0 && (*x > 0.0) == ahead).map(|(f, _)| *f).take(2).collect();
    if !toward.is_empty() {
        sentence = sentence.plain(", most of all because of ");
        for (i, f) in toward.iter().enumerate() {
            sentence = sentence
                .plain(if i == 0 { "" } else { " and " })
                .strong(crate::view::phrase::fact_name(model.features().get(*f)));
        }
    }
    sentence = sentence
        .plain(format!(". The column {}−{} shows what each fact adds to that difference.", first.0, second.0));
    Comparison { offers: [first, second], sentence, rows, steps: steps(model, versus, measure), decided }
}

/// From the scores to what decides the order: what the link makes of them, times value, who may have which.
fn steps(model: &CustomerModel, versus: &Versus, measure: &Measure) -> Vec<Row> {
    let [a, b] = &versus.ranked;
    let row = |label: String, shares: [String; 2], lead: String, amount: f64| Row {
        label,
        shares,
        lead,
        amount,
        feature: None,
    };
    let mut steps = Vec::new();
    let name = crate::view::phrase::upper_first(measure.response_name());
    if !matches!(model.link(), Link::Identity { .. } | Link::Ranking) {
        let label = format!("{name}: what these scores mean");
        let responses = [a.response, b.response].map(|r| measure.response(r));
        steps.push(row(label, responses, measure.difference(versus.response), versus.response));
    }
    if model.rank_by() == RankBy::ResponseTimesValue {
        let values = [a, b].map(|r| model.offer(r.offer).value.unwrap_or(0.0));
        let money = |x: f64| number::fixed(x, 2);
        let lead = number::signed(values[0] - values[1], 2);
        let unit = if model.currency().is_empty() { String::new() } else { format!(" in {}", model.currency()) };
        steps.push(row(format!("Value{unit}"), values.map(money), lead, values[0] - values[1]));
        let lead = number::signed(versus.worth, 2);
        steps.push(row(format!("{name} × value"), [a.worth, b.worth].map(money), lead, versus.worth));
    }
    if [a, b].iter().any(|r| !model.offer(r.offer).rules.is_empty()) {
        let may = |r: &Ranked| if r.barred_by.is_none() { "yes" } else { "no" }.to_owned();
        steps.push(row("May be had".to_owned(), [may(a), may(b)], String::new(), 0.0));
    }
    steps
}

/// What decides the order, in a sentence.
fn decided(model: &CustomerModel, versus: &Versus, measure: &Measure) -> Phrase {
    let [a, b] = &versus.ranked;
    let barred = |r: &Ranked| {
        let why = r.barred_by.map_or("", |rule| model.offer(r.offer).rules[rule].reason.as_str());
        format!("{} may not be had ({why})", letter(r.offer))
    };
    match versus.decided {
        Decided::Neither => Phrase::of("*Eligibility decides:* ").plain(format!("{}, {}.", barred(a), barred(b))),
        Decided::Rule => {
            let out = if a.barred_by.is_some() { a } else { b };
            Phrase::of("*Eligibility decides:* ").plain(format!("{}, whatever its score.", barred(out)))
        }
        Decided::Order => Phrase::of("*Equal in what offers are ranked by:* ")
            .plain("the one that stands first in the model's file leads."),
        Decided::Worth if model.rank_by() == RankBy::ResponseTimesValue => {
            let worth = |r: &Ranked| format!("{} is worth {}", letter(r.offer), number::fixed(r.worth, 2));
            let unit = if model.currency().is_empty() { String::new() } else { format!(" {}", model.currency()) };
            let what = format!("By {} × value", measure.response_name());
            Phrase::default().strong(what).plain(format!(
                " {} and {}{unit}: that decides the order.",
                worth(a),
                worth(b)
            ))
        }
        Decided::Worth => {
            let both = format!("{} and {}", measure.response(a.response), measure.response(b.response));
            let what = format!("The {} decides the order:", measure.response_name());
            Phrase::default().strong(what).plain(format!(" {both}."))
        }
    }
}

/// What pairs of facts do together.
#[derive(Clone, PartialEq, Debug)]
pub struct Pairs {
    /// One sentence above.
    pub lead: String,
    /// "Emails opened and visits in 30 days", the amount as text and in margin.
    pub rows: Vec<(String, String, f64)>,
    /// The two facts of every pair, strongest first.
    pub features: Vec<[FeatureIdx; 2]>,
    /// How many more there are.
    pub more: usize,
    /// What the picture shows, in a sentence.
    pub title: String,
    /// The facts that do most together with others, strongest first, for the picture.
    pub facts: Vec<(FeatureIdx, String)>,
    /// What two of them do together.
    pub cells: Vec<PairCell>,
}

/// What two facts of the picture do together.
#[derive(Clone, PartialEq, Debug)]
pub struct PairCell {
    /// Their places among the facts, ascending.
    pub places: [usize; 2],
    /// "+4.5".
    pub text: String,
    /// The same, in margin.
    pub amount: f64,
    /// All of it in a sentence.
    pub about: String,
}

/// How many facts the picture of pairs has.
const FACTS: usize = 7;

/// Says the strongest pairs.
pub fn pairs(model: &CustomerModel, together: &Together, measure: &Measure, most: usize) -> Pairs {
    let measure = measure.points();
    let label = |f: FeatureIdx| &model.features().get(f).label;
    let rows: Vec<_> = together
        .pairs
        .iter()
        .take(most)
        .map(|&(a, b, both)| (format!("{} × {}", label(a), label(b)), measure.share(both), both))
        .collect();
    let lead = if rows.is_empty() {
        "No two facts work together in this score: each counts by itself."
    } else {
        "What two facts do together beyond what each does alone. Part of their shares in the reasons, half in each."
    };
    let features = together.pairs.iter().map(|&(a, b, _)| [a, b]).collect();
    // those that do most with all others together
    let mut facts: Vec<(FeatureIdx, f64)> = Vec::new();
    for &(a, b, both) in &together.pairs {
        for f in [a, b] {
            match facts.iter_mut().find(|(g, _)| *g == f) {
                Some((_, sum)) => *sum += both.abs(),
                None => facts.push((f, both.abs())),
            }
        }
    }
    facts.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    facts.truncate(FACTS);
    let place = |f: FeatureIdx| facts.iter().position(|(g, _)| *g == f);
    let cell = |&(a, b, both): &(FeatureIdx, FeatureIdx, f64)| {
        let mut places = [place(a)?, place(b)?];
        places.sort_unstable();
        let verb = if both > 0.0 { "raise" } else { "lower" };
        let what = format!(
            "{} and {} together {verb} the score",
            label(a),
            crate::view::phrase::fact_name(model.features().get(b))
        );
        let text = measure.share(both);
        let about =
            format!("{what} beyond what each does alone: {text} {}. Click for their map", measure.share_unit());
        Some(PairCell { places, text, amount: both, about })
    };
    let cells: Vec<PairCell> = together.pairs.iter().filter_map(cell).collect();
    let words: Vec<String> = rows.iter().take(3).map(|(pair, text, _)| format!("{pair} {text}")).collect();
    Pairs {
        lead: lead.to_owned(),
        title: format!("Which facts work together: {}", words.join(", ")),
        more: together.pairs.len() - rows.len(),
        facts: facts.into_iter().map(|(f, _)| (f, label(f).clone())).collect(),
        cells,
        rows,
        features,
    }
}
