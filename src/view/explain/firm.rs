//! How firm this is: for each fact the exact values at which the same offer stays first, the closest call first.

use super::change::switch_value;
use crate::ask::{Explanation, Firm, Stays, Switch, firm};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{CustomerModel, Feature, Profile, Rounding, Value};
use crate::view::line::Placing;
use crate::view::phrase::{Name, Phrase, fact_name, list, offer_name};
use crate::view::value;

/// How firm a recommendation is, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Firmness {
    /// The closest call, or that there is none.
    pub lead: Phrase,
    /// What several facts at once would have to do; nothing where nobody asked.
    pub several: Option<Phrase>,
    /// A row for each fact that can bring another offer first, the closest first.
    pub rows: Vec<Row>,
    /// The facts no value of which, alone, brings another offer first; empty if there are none.
    pub never: Phrase,
    /// What it does not say.
    pub limits: Phrase,
}

/// How far one fact can go.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Which fact.
    pub feature: FeatureIdx,
    /// "Orders in 90 days".
    pub fact: String,
    /// "9".
    pub now: String,
    /// What stays as it is: "stays first"; "sent" or "not sent" where there is a line.
    pub keeps: String,
    /// "7 or more": at these it does.
    pub stays: String,
    /// "6 or fewer → D", in each direction.
    pub switches: Vec<(String, String, Option<OfferIdx>)>,
    /// "3.3 % of its range"; empty for levels.
    pub distance: String,
}

impl Row {
    /// The value now, and those that keep the same offer first.
    pub fn told(&self) -> String {
        format!("now {}, {}: {};", self.now, self.keeps, self.stays)
    }

    /// The whole row, for those who do not see it.
    pub fn about(&self) -> String {
        let switches: Vec<String> = self.switches.iter().map(|(to, first, _)| format!("{first} {to}")).collect();
        format!("{}: now {}, {} {}; {}", self.fact, self.now, self.keeps, self.stays, switches.join(", "))
    }
}

/// Says how firm the recommendation is. `several` is what several facts at once would have to do, where somebody worked
/// it out.
pub fn firmness(
    model: &CustomerModel,
    profile: &Profile,
    explanation: &Explanation,
    several: Option<Phrase>,
) -> Firmness {
    let all = firm(model, explanation);
    let (some, none): (Vec<&Firm>, Vec<&Firm>) = all.iter().partition(|f| f.nearest.is_some());
    let rows: Vec<Row> = some.iter().map(|f| row(model, explanation, f)).collect();
    let names: Vec<String> = none
        .iter()
        .filter(|f| f.stays != Stays::Withheld)
        .map(|f| fact_name(model.features().get(f.feature)))
        .collect();
    let never = match names.as_slice() {
        [] => Phrase::default(),
        [one] => Phrase::of("*No value of this fact alone changes it:* ").plain(format!("{one}.")),
        _ => Phrase::of("*No value of these facts alone changes it:* ").plain(format!("{}.", list(&names))),
    };
    let name = Name::of(profile);
    Firmness {
        lead: lead(model, explanation, rows.first(), names.len()),
        several,
        rows,
        never,
        limits: Phrase::of("One fact at a time, everything else unchanged. ")
            .plain(format!("It says where the model would answer otherwise, not what {} would do.", name.short)),
    }
}

fn lead(model: &CustomerModel, explanation: &Explanation, closest: Option<&Row>, n_never: usize) -> Phrase {
    let placing = Placing::of(model, explanation.line);
    if let Some(side) = placing.side(explanation.now.winner().is_some()) {
        let stands = Phrase::default().plain("The customer stands ").strong(side);
        let Some(row) = closest else {
            return stands.plain(", whatever any single fact that may be used is set to within its range.");
        };
        let far = if row.distance.is_empty() { String::new() } else { format!(", {} away", row.distance) };
        let crosses =
            stands.plain(" and is closest to crossing it by ").strong(fact_name(model.features().get(row.feature)));
        return crosses.plain(format!("{far}.")).plain(cannot(n_never));
    }
    let Some(winner) = explanation.now.winner() else {
        return Phrase::of("No offer may be had now. ").plain(if closest.is_some() {
            "The values at which that changes:"
        } else {
            "No single fact changes that."
        });
    };
    let winner = offer_name(model, winner.offer);
    let Some(row) = closest else {
        return Phrase::default()
            .strong(winner)
            .plain(" stays first whatever any single fact that may be used is set to within its range.");
    };
    let far = if row.distance.is_empty() { String::new() } else { format!(", {} away", row.distance) };
    Phrase::default()
        .strong(winner)
        .plain(" is closest to losing its place by ")
        .strong(fact_name(model.features().get(row.feature)))
        .plain(format!("{far}."))
        .plain(cannot(n_never))
}

/// How many facts cannot change it alone.
fn cannot(n: usize) -> String {
    if n == 0 {
        String::new()
    } else {
        format!(" {} cannot change it alone.", number::count(n, "other fact", "other facts"))
    }
}

fn row(model: &CustomerModel, explanation: &Explanation, firm: &Firm) -> Row {
    let feature = model.features().get(firm.feature);
    let now = explanation.question.values[firm.feature.index()];
    let placing = Placing::of(model, explanation.line);
    let mut switches: Vec<(String, String, Option<OfferIdx>)> = Vec::new();
    let mine: Vec<&Switch> = explanation.switches.iter().filter(|s| s.feature == firm.feature).collect();
    for (i, s) in mine.iter().enumerate() {
        let to = match s.at_least {
            Some(_) => switch_value(model, s),
            // what brings the same offer first is said once
            None if mine[..i].iter().any(|t| t.winner == s.winner) => continue,
            None => {
                let same = mine.iter().filter(|t| t.winner == s.winner);
                value::or_list(&same.map(|t| value::value(feature, t.to)).collect::<Vec<_>>(), 6)
            }
        };
        switches.push((to, placing.short(s.winner), s.winner));
    }
    let keeps = if placing.is_line() {
        placing.short(explanation.now.winner().map(|w| w.offer))
    } else {
        "stays first".to_owned()
    };
    let distance = match (now, firm.distance) {
        (Value::Number(_), Some(d)) if !feature.kind.is_choice() && feature.range.is_some() => {
            format!("{} of its range", number::percent(d))
        }
        _ => String::new(),
    };
    Row {
        feature: firm.feature,
        fact: feature.label.clone(),
        now: value::beside_cuts(model, firm.feature, now),
        keeps,
        stays: stays(feature, model.rounding(), &firm.stays),
        switches,
        distance,
    }
}

/// Where the same offer stays first: "7 or more", "Beauty or Fashion".
pub fn stays(feature: &Feature, rounding: Rounding, stays: &Stays) -> String {
    match stays {
        Stays::Numbers { low, high } => value::interval(feature, rounding, *low, *high),
        Stays::Levels(levels) => {
            let names: Vec<String> = levels.iter().map(|&l| value::value(feature, Value::Level(l))).collect();
            value::or_list(&names, 6)
        }
        Stays::NotKnown => "while it is not known".to_owned(),
        Stays::Withheld => "not to be used".to_owned(),
    }
}
