//! How firm a recommendation is, and the gap between two offers as a ledger, as JSON.

use serde::Serialize;

use super::paper::Paper;
use crate::ask::{Decided, Explanation, Stays, Versus};
use crate::model::{CustomerModel, RankBy};
use crate::report::parts_json::{Fact, Num, RegionWords};
use crate::view::compare::compare;
use crate::view::firm::stays;

/// How far one fact can go.
#[derive(Serialize)]
pub(super) struct FirmPart<'a> {
    feature: &'a str,
    #[serde(flatten)]
    stays: Option<RegionWords>,
    nearest: Option<usize>,
    distance: Option<Num>,
    text: String,
}

/// How firm the recommendation is, fact by fact.
pub(super) fn firm<'a>(model: &'a CustomerModel, explanation: &Explanation) -> Vec<FirmPart<'a>> {
    let finite = |x: f64| x.is_finite().then_some(Num(x));
    let part = |firm: crate::ask::Firm| {
        let feature = model.features().get(firm.feature);
        FirmPart {
            feature: &feature.id,
            stays: match &firm.stays {
                Stays::Numbers { low, high } => {
                    Some(RegionWords::Numbers { at_least: finite(*low), below: finite(*high) })
                }
                Stays::Levels(levels) => Some(RegionWords::Levels {
                    levels: levels.iter().filter_map(|&l| feature.levels().get(l as usize).cloned()).collect(),
                    other_level: false,
                }),
                Stays::NotKnown => Some(RegionWords::Missing { missing: true }),
                Stays::Withheld => None,
            },
            nearest: firm.nearest,
            distance: firm.distance.map(Num),
            text: stays(feature, model.rounding(), &firm.stays),
        }
    };
    crate::ask::firm(model, explanation).into_iter().map(part).collect()
}

/// Two offers side by side.
#[derive(Serialize)]
pub(super) struct VersusPart<'a> {
    first: &'a str,
    second: &'a str,
    lines: Vec<LinePart<'a>>,
    decided_by: &'static str,
    text: String,
    decided: String,
}

#[derive(Serialize)]
struct LinePart<'a> {
    line: &'static str,
    feature: Option<&'a str>,
    value: Option<Fact>,
    /// What each offer has there.
    first: Option<Num>,
    second: Option<Num>,
    /// What it adds to the gap, and the gap after it.
    amount: Num,
    gap: Num,
    first_barred: Option<&'a str>,
    second_barred: Option<&'a str>,
}

/// The gap between two offers, line by line.
pub(super) fn versus<'a>(paper: &Paper<'a>, versus: &Versus) -> VersusPart<'a> {
    let model = paper.inputs.model();
    let [a, b] = &versus.ranked;
    let mut lines = Vec::new();
    let mut gap = 0.0;
    let mut line = |line: &'static str, feature, value, both: [f64; 2], amount: f64, after: Option<f64>| {
        gap = after.unwrap_or(gap + amount);
        let [first, second] = both.map(|x| Some(Num(x)));
        let (amount, gap) = (Num(amount), Num(gap));
        LinePart { line, feature, value, first, second, amount, gap, first_barred: None, second_barred: None }
    };
    let (first, second) = (&versus.first, &versus.second);
    lines.push(line("base", None, None, [first.base_value, second.base_value], versus.base, None));
    for &(f, share) in &versus.shares {
        let feature = model.features().get(f);
        let value = Fact::of(feature, paper.explanation.question.values[f.index()]);
        let both = [first.shares[f.index()], second.shares[f.index()]];
        lines.push(line("fact", Some(feature.id.as_str()), Some(value), both, share, None));
    }
    let left = [first.residual, second.residual];
    lines.push(line("residual", None, None, left, versus.residual, Some(versus.margin)));
    let link = versus.response - versus.margin;
    lines.push(line("link", None, None, [a.response, b.response], link, Some(versus.response)));
    if model.rank_by() == RankBy::ResponseTimesValue {
        let value = versus.worth - versus.response;
        lines.push(line("value", None, None, [a.worth, b.worth], value, Some(versus.worth)));
    }
    let reason = |r: &crate::score::Ranked| r.barred_by.map(|i| model.offer(r.offer).rules[i].reason.as_str());
    lines.push(LinePart {
        first: None,
        second: None,
        first_barred: reason(a),
        second_barred: reason(b),
        ..line("rules", None, None, [0.0, 0.0], 0.0, Some(versus.worth))
    });
    let said = compare(paper.inputs, paper.explanation, versus, &paper.screen.measure);
    VersusPart {
        first: &model.offer(a.offer).id,
        second: &model.offer(b.offer).id,
        lines,
        decided_by: match versus.decided {
            Decided::Worth => "worth",
            Decided::Order => "order",
            Decided::Rule => "rule",
            Decided::Neither => "neither",
        },
        text: said.sentence.text(),
        decided: said.decided.text(),
    }
}
