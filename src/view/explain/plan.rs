//! What would have to be different: the cheapest allowed change, or the proof that there is none.

use crate::ask::{PlanQuestion, Target, own_line};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::explain::exact::{Plan, PlanAnswer, Settled, Span};
use crate::model::{
    Actionability, ChangeRules, CustomerModel, Direction, Feature, FeatureKind, Profile, Rounding, Value,
};
use crate::view::phrase::{Name, Phrase, fact_name, list, offer_name};
use crate::view::{line, value};

/// What every plan leaves open.
pub const LIMITS: &str = "It says that the model would answer differently, not that a customer would act differently, \
                          and not that such a change can be made.";

/// What stands above the plans of a model with one offer.
pub fn ask_one(model: &CustomerModel) -> String {
    format!("The cheapest change after which {}", wanted(model, Target::default()))
}

/// No offer in particular.
pub const ANY: &str = "any other offer";
/// What is from before the latest change.
pub const BEFORE: &str = "Searching again; what you see is from just before the latest change.";
/// While only ranges are missing.
pub const RANGES: &str = "Working out how far each of them may go …";
/// While a search is under way.
pub const WORKING: &str = "Searching everything that may change …";
/// After the person stopped it.
pub const STOPPED: &str = "Stopped before it was settled.";
/// What effort is.
const COUNTED: &str = "Effort counts each change as a part of the fact's whole range, unless a price says otherwise.";
/// What prices are.
pub const PRICES: &str = "A price is what a change of 1 costs, of a level any change. Prices are a judgement, not a \
                          fact: at first a change across the whole range costs 1, whatever the fact.";

/// What a button for plans of so many changes says: "any number: 2 facts", "1 fact: none", "up to 3 facts: 2 facts".
pub fn choice(most: Option<usize>, answer: Option<&PlanAnswer>, working: bool) -> String {
    let facts = |n: usize| number::count(n, "fact", "facts");
    let name = match most {
        None => "any number".to_owned(),
        Some(1) => facts(1),
        Some(n) => format!("up to {}", facts(n)),
    };
    let found = match answer {
        None if working => "…".to_owned(),
        None => return name,
        Some(answer) => match (&answer.plan, answer.status) {
            (Some(_), Settled::Optimal) if most == Some(1) => "found".to_owned(),
            (Some(plan), Settled::Optimal) => facts(plan.changes.len()),
            (Some(plan), _) => format!("{}, perhaps less", facts(plan.changes.len())),
            (None, Settled::Unsettled) => "not settled".to_owned(),
            (None, _) => "none".to_owned(),
        },
    };
    format!("{name}: {found}")
}

/// How firm a recommendation is against changes of several facts at once, by the cheapest plan of any number.
pub fn several(model: &CustomerModel, answer: &PlanAnswer) -> Option<Phrase> {
    let label = |c: &crate::explain::exact::Change| fact_name(model.features().get(c.feature));
    Some(match (&answer.plan, answer.status) {
        (Some(plan), Settled::Optimal) if !plan.changes.is_empty() => {
            let facts: Vec<String> = plan.changes.iter().map(label).collect();
            Phrase::of("*Over all facts that may change,* ").plain(format!(
                "the nearest other answer changes {}: {}.",
                list(&facts),
                efforts(&rows(model, plan))
            ))
        }
        (None, Settled::Impossible) => {
            Phrase::of("*Over all facts that may change,* no other answer is within reach. Proven.")
        }
        (_, Settled::Unsettled) => Phrase::of("*Over all facts that may change,* ").plain(format!(
            "the nearest other answer takes changes of at least {}; more is not settled.",
            effort_of(answer.lower_bound)
        )),
        _ => return None,
    })
}

/// What is said of ranges that are not settled to be the widest, after the proof.
pub fn ranges(stopped: bool) -> &'static str {
    if stopped {
        " The ranges may be wider than shown: the search was stopped before all of them were settled."
    } else {
        " The ranges may be wider than shown: settling all of them takes too many steps."
    }
}

/// The number behind the effort of a plan, for those who ask.
pub fn price(answer: &PlanAnswer) -> String {
    let said = |plan: &Plan| format!("{COUNTED} This one costs {}, the sum of price × change.", cost(plan.cost));
    answer.plan.as_ref().filter(|plan| !plan.changes.is_empty()).map_or_else(String::new, said)
}

/// An effort that is no fact's own, in words.
fn effort_of(cost: f64) -> String {
    format!("{} of a whole range", number::percent(cost))
}

/// "17 days more (4.7 % of its range)": how far a change goes.
fn effort(model: &CustomerModel, change: &crate::explain::exact::Change) -> String {
    let feature = model.features().get(change.feature);
    let (Value::Number(from), Value::Number(to)) = (change.from, change.to) else {
        return if feature.kind.is_choice() { "another level" } else { "known instead of not known" }.to_owned();
    };
    let by = (to - from).abs();
    match feature.kind {
        FeatureKind::YesNo => return "the other answer".to_owned(),
        FeatureKind::Date => {
            let days = number::count(by as usize, "day", "days");
            return format!("{days} {}", if to > from { "later" } else { "earlier" });
        }
        FeatureKind::Number | FeatureKind::Count | FeatureKind::Choice { .. } => {}
    }
    let less = if feature.is_whole() && feature.unit.is_empty() { "fewer" } else { "less" };
    let far = format!("{} {}", value::amount(feature, by), if to > from { "more" } else { less });
    match feature.range {
        Some((low, high)) if high > low && by <= high - low => {
            format!("{far} ({} of its range)", number::percent(by / (high - low)))
        }
        _ => far,
    }
}

/// How far the changes of a plan go, beside the button that tries it.
pub fn efforts(rows: &[PlanRow]) -> String {
    list(&rows.iter().map(|row| row.effort.clone()).collect::<Vec<_>>())
}

/// One row for those who do not see it.
pub fn row_name(cells: &[String; 4], effort: &str) -> String {
    format!("{}: now {}, then {}, {effort}, enough {}", cells[0], cells[1], cells[2], cells[3])
}

/// "What may change, and at what price: 7 of 23 facts".
/// Facts that the model does not look at are not counted.
pub fn levers_title(model: &CustomerModel, rules: &ChangeRules, edited: bool) -> String {
    let counts = |f: &FeatureIdx| model.uses(*f) || model.rules_ask(*f);
    let all = model.features().iter().map(|(f, _)| f).filter(counts).count();
    let whose = if edited { "as you said" } else { at_first(model) };
    format!(
        "What may change, and at what price: {} of {}, {whose}",
        levers(model, rules),
        number::count(all, "fact", "facts")
    )
}

/// How many facts that the model looks at may change.
fn levers(model: &CustomerModel, rules: &ChangeRules) -> usize {
    rules.levers().filter(|&f| model.uses(f) || model.rules_ask(f)).count()
}

/// Whose word it is what may change, as long as nobody said otherwise.
fn at_first(model: &CustomerModel) -> &'static str {
    let said = |f: &Feature| f.actionability != Actionability::Unstated || f.protected;
    if model.features().iter().any(|(_, f)| said(f)) {
        "as the data dictionary has it"
    } else {
        "as nobody has said what may not"
    }
}

/// What the dictionary says of changing a fact.
pub fn lever_note(feature: &Feature) -> &'static str {
    match feature.actionability {
        _ if feature.protected => "A protected attribute: it stays unless you say otherwise",
        Actionability::Immutable => "The data dictionary says that it cannot be changed",
        Actionability::UpOnly => "The data dictionary says that it can only grow",
        Actionability::DownOnly => "The data dictionary says that it can only shrink",
        Actionability::Free => "The data dictionary says that it can change",
        Actionability::Unstated => "The data dictionary does not say whether it can change",
    }
}

/// A direction in a word.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Any => "either way",
        Direction::Up => "only up",
        Direction::Down => "only down",
        Direction::Fixed => "stays",
    }
}

/// An answer in words and rows.
#[derive(Clone, PartialEq, Debug)]
pub struct PlanView {
    /// What was found, in a sentence.
    pub lead: Phrase,
    /// The changed facts.
    pub rows: Vec<PlanRow>,
    /// What comes of it: "B rises from 55 % to 66 %".
    pub outcome: Phrase,
    /// How far it is proven, and over what.
    pub proof: String,
    /// What to be careful about; may be empty.
    pub caution: String,
    /// What it cannot tell.
    pub limits: &'static str,
}

/// One changed fact.
#[derive(Clone, PartialEq, Debug)]
pub struct PlanRow {
    /// Which.
    pub feature: FeatureIdx,
    /// "Average basket".
    pub fact: String,
    /// "38.40 €".
    pub from: String,
    /// "46.20 €".
    pub to: String,
    /// What to set to see it.
    pub value: Value,
    /// "46.20 € or more": what suffices, all rows together.
    pub suffices: String,
    /// "17 days more (4.7 % of its range)": how far it goes.
    pub effort: String,
}

impl PlanView {
    /// All of it, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.lead.text()];
        for row in &self.rows {
            lines.push(format!(
                "  {}: {} → {}, {} (enough: {})",
                row.fact, row.from, row.to, row.effort, row.suffices
            ));
        }
        lines.extend([self.outcome.text(), self.proof.clone(), self.caution.clone(), self.limits.to_owned()]);
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// Says an answer.
pub fn plan(model: &CustomerModel, profile: &Profile, question: &PlanQuestion, answer: &PlanAnswer) -> PlanView {
    let what = wanted(model, question.target);
    let levers = levers(model, &question.rules);
    let facts = number::count(levers, "fact", "facts");
    let most = match question.most_changes {
        Some(most) => format!(" of at most {}", number::count(most, "fact", "facts")),
        None => String::new(),
    };
    let lead = match (&answer.plan, answer.status) {
        (Some(plan), _) if plan.changes.is_empty() => {
            Phrase::default().plain(format!("Nothing has to change: {what} already."))
        }
        (Some(plan), Settled::Optimal) => Phrase::of("The cheapest allowed change")
            .plain(format!("{most} after which {what} is of "))
            .strong(number::count(plan.changes.len(), "fact", "facts"))
            .plain("."),
        (Some(plan), _) => Phrase::of("*Not settled.* A change of ")
            .strong(number::count(plan.changes.len(), "fact", "facts"))
            .plain(format!(" was found after which {what}; a cheaper one may exist.")),
        (None, Settled::Unsettled) => {
            Phrase::of("*Not settled.* ").plain(format!("No change{most} was found yet after which {what}."))
        }
        (None, _) => Phrase::of("*No allowed change*")
            .plain(format!("{most} gets there: whatever happens, it is never so that {what}.")),
    };
    let proof = match (&answer.plan, answer.status) {
        (Some(plan), _) if plan.changes.is_empty() => String::new(),
        (Some(_), Settled::Optimal) => {
            format!("Proven: over every allowed value of {facts}, no change of less effort exists. {}", price(answer))
        }
        (Some(plan), _) => format!(
            "Between the bounds: the cheapest change of {facts} costs at least {} and at most {}. More time settles it. {COUNTED}",
            effort_of(answer.lower_bound),
            effort_of(plan.cost)
        ),
        (None, Settled::Unsettled) => {
            format!("If there is one, it costs at least {}. More time settles it.", effort_of(answer.lower_bound))
        }
        (None, _) => format!("Proven: over every allowed value of {facts} there is none."),
    };
    let open = answer.plan.as_ref().filter(|plan| !plan.widest && !plan.changes.is_empty());
    let proof = proof + open.map_or("", |_| ranges(answer.stopped && answer.status != Settled::Unsettled));
    let rows = answer.plan.as_ref().map_or_else(Vec::new, |plan| rows(model, plan));
    let outcome = answer.plan.as_ref().map_or_else(Phrase::default, |p| outcome(model, p));
    PlanView { lead, rows, outcome, proof, caution: caution(model, profile, question, answer), limits: LIMITS }
}

/// "B 15 % off comes first", "the score is at least 0".
pub fn wanted(model: &CustomerModel, target: Target) -> String {
    let line = target.line.or_else(|| own_line(model).map(|(line, _)| line));
    match (target.offer, line) {
        (_, Some(line)) if model.offers().len() == 1 => {
            format!("the customer is on the other side of the line of {}", line::at(model.link(), line))
        }
        (Some(offer), Some(line)) => {
            format!("{} is on the other side of {}", offer_name(model, offer), line::at(model.link(), line))
        }
        (Some(offer), None) => format!("{} comes first", offer_name(model, offer)),
        (None, _) => "another offer comes first".to_owned(),
    }
}

fn rows(model: &CustomerModel, plan: &Plan) -> Vec<PlanRow> {
    let row = |change: &crate::explain::exact::Change| {
        let feature = model.features().get(change.feature);
        PlanRow {
            feature: change.feature,
            fact: feature.label.clone(),
            from: value::beside_cuts(model, change.feature, change.from),
            to: value::chosen(model, change.feature, change.to),
            value: value::as_chosen(model, change.feature, change.to),
            effort: effort(model, change),
            suffices: span(feature, model.rounding(), &change.suffices),
        }
    };
    plan.changes.iter().map(row).collect()
}

/// "46.20 € or more", "Beauty or Fashion", "any value".
pub fn span(feature: &Feature, rounding: Rounding, span: &Span) -> String {
    match span {
        Span::Unknown => "not known".to_owned(),
        Span::Levels(levels) if levels.len() == feature.levels().len() => "any".to_owned(),
        Span::Levels(levels) => {
            let name = |l: &u32| value::value(feature, crate::model::Value::Level(*l));
            value::or_list(&levels.iter().map(name).collect::<Vec<_>>(), 6)
        }
        Span::Numbers { low, high } => {
            let high = high.map_or(f64::INFINITY, |high| rounding.next_up(high));
            value::interval(feature, rounding, low.unwrap_or(f64::NEG_INFINITY), high)
        }
    }
}

/// A cost, short.
pub fn cost(cost: f64) -> String {
    number::short(cost, number::decimals_for(cost, 2).max(2))
}

fn outcome(model: &CustomerModel, plan: &Plan) -> Phrase {
    let ranked = &plan.ranking;
    let measure = |offer: OfferIdx| {
        let response = ranked.of(offer).1.response;
        if model.link().is_probability() { number::percent(response) } else { number::short(response, 4) }
    };
    if model.offers().len() == 1 {
        let what = if model.link().is_probability() { "chance" } else { "value" };
        return Phrase::default().plain(format!("Then the {what} is ")).strong(measure(OfferIdx(0))).plain(".");
    }
    let Some(winner) = ranked.winner() else { return Phrase::default() };
    let mut phrase = Phrase::of("Then ")
        .strong(offer_name(model, winner.offer))
        .plain(format!(" comes first with {}", measure(winner.offer)));
    if let Some(second) = ranked.runner_up() {
        phrase = phrase.plain(format!(", before {} with {}", offer_name(model, second.offer), measure(second.offer)));
    }
    phrase.plain(".")
}

/// What a reader must know of a plan: facts that nobody changes, that need a customer to give up privacy, or that pull
/// against each other.
fn caution(model: &CustomerModel, profile: &Profile, question: &PlanQuestion, answer: &PlanAnswer) -> String {
    let Some(plan) = &answer.plan else { return String::new() };
    let name = Name::of(profile);
    let label = |f: FeatureIdx| fact_name(model.features().get(f));
    let unsaid: Vec<String> = plan
        .changes
        .iter()
        .filter(|c| {
            let feature = model.features().get(c.feature);
            feature.actionability == Actionability::Unstated
                && question.rules.of_feature(c.feature).direction == Direction::Any
        })
        .map(|c| label(c.feature))
        .collect();
    if unsaid.is_empty() {
        return String::new();
    }
    format!("Nobody has said whether {} can change {}.", name.short, list(&unsaid))
}
