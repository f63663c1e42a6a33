//! Why not the other: two offers' reasons side by side; and what pairs of facts do together.

use super::measure::Measure;
use super::phrase::Phrase;
use super::{fact, letter, value};
use crate::ask::{Explanation, Inputs, Together};
use crate::base::{FeatureIdx, number};
use crate::model::CustomerModel;

/// Two offers' reasons side by side.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The letters and titles of both.
    pub offers: [(String, String); 2],
    /// The sentence: where the lead comes from.
    pub sentence: Phrase,
    /// One row per fact, the one that separates them most first; the first row is the start, the last the result.
    pub rows: Vec<Row>,
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

/// Compares the offer explained with its rival; `None` if there is no other offer.
pub fn compare(inputs: &Inputs, explanation: &Explanation, measure: &Measure) -> Option<Comparison> {
    let model = inputs.model();
    let measure = &measure.points();
    let (a, b) = (&explanation.attribution, explanation.rival.as_ref()?);
    let mut order: Vec<FeatureIdx> = (0..a.shares.len())
        .map(FeatureIdx::new)
        .filter(|f| a.shares[f.index()] != 0.0 || b.shares[f.index()] != 0.0)
        .collect();
    let lead = |f: &FeatureIdx| a.shares[f.index()] - b.shares[f.index()];
    order.sort_by(|x, y| lead(y).abs().total_cmp(&lead(x).abs()).then(x.cmp(y)));
    let text = |x: f64| fact::share(measure, x).text;
    let anchor = |label: &str, x: f64, y: f64| Row {
        label: label.to_owned(),
        shares: [measure.margin(x), measure.margin(y)],
        lead: text(x - y),
        amount: x - y,
        feature: None,
    };
    let mut rows = vec![anchor(&super::reasons::start_name(inputs), a.base_value, b.base_value)];
    rows.extend(order.iter().map(|f| {
        let feature = model.features().get(*f);
        Row {
            label: format!("{}: {}", feature.label, value::value(feature, explanation.question.values[f.index()])),
            shares: [text(a.shares[f.index()]), text(b.shares[f.index()])],
            lead: text(lead(f)),
            amount: lead(f),
            feature: Some(*f),
        }
    }));
    rows.push(anchor("Score", a.margin, b.margin));
    let name = |o| (letter(o), model.offer(o).title.clone());
    let (first, second) = (name(a.offer), name(b.offer));
    let ahead = a.margin >= b.margin;
    let mut sentence = Phrase::default().strong(first.0.clone()).plain(if ahead { " leads " } else { " trails " });
    sentence = sentence.strong(second.0.clone()).plain(format!(
        " by {} {}",
        text(a.margin - b.margin).trim_start_matches(['+', '−']),
        measure.share_unit()
    ));
    if model.rank_by() == crate::model::RankBy::ResponseTimesValue {
        // the order is by response × value, which may disagree with the scores
        let worth = |o| number::fixed(explanation.now.of(o).1.worth, 2);
        let first = format!("By chance × value {} is worth {} and ", letter(a.offer), worth(a.offer));
        let second = format!("{} {} {}: that decides the order. ", letter(b.offer), worth(b.offer), model.currency());
        let mut all = Phrase::default().plain(first + &second);
        all.0.append(&mut sentence.0);
        sentence = all;
    }
    let toward = order.iter().copied().filter(|f| (lead(f) > 0.0) == ahead).take(2).collect::<Vec<_>>();
    if !toward.is_empty() {
        sentence = sentence.plain(", most of all because of ");
        for (i, f) in toward.iter().enumerate() {
            sentence = sentence
                .plain(if i == 0 { "" } else { " and " })
                .strong(super::phrase::lower_first(&model.features().get(*f).label));
        }
    }
    sentence = sentence
        .plain(format!(". The column {}−{} shows what each fact adds to that difference.", first.0, second.0));
    Some(Comparison { offers: [first, second], sentence, rows })
}

/// What pairs of facts do together.
#[derive(Clone, PartialEq, Debug)]
pub struct Pairs {
    /// One sentence above.
    pub lead: String,
    /// "Emails opened and visits in 30 days", the amount as text and in margin.
    pub rows: Vec<(String, String, f64)>,
    /// How many more there are.
    pub more: usize,
}

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
    Pairs { lead: lead.to_owned(), more: together.pairs.len() - rows.len(), rows }
}
