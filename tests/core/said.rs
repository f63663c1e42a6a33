//! What is said of values holds: every sentence that names a value of a fact is read back, and customers with the values
//! that it names, and with those beside them, are scored.

use candour::ask::{self, EnoughQuestion, ExplainQuestion, Explanation, Inputs, PlanQuestion, plan as search};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx};
use candour::data::cell;
use candour::model::tree::LevelSet;
use candour::model::{
    ChangeRules, Comparison, CustomerModel, Feature, FeatureKind, Node, Profile, Rounding, Side, Split, Test, Tree,
    Value,
};
use candour::score::{Absence, Codes, Region, margins, recommend, tree_path};
use candour::view::{self, Measure, Scale};
use rand::Rng;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{builder, offer};

const SEEDS: u64 = 60;
/// What LightGBM writes for zero.
const ZERO: f64 = 1e-35f32 as f64;

/// A number as it is said, and what it takes to type it: the digits and the power of the last.
#[derive(Clone, Copy, Debug)]
struct Said {
    number: f64,
    unit: f64,
    about: bool,
}

/// The values that a text names: from one bound to the other, each perhaps not included.
#[derive(Clone, Debug)]
enum Values {
    Any,
    Unknown,
    Levels(Vec<String>, bool),
    Between(Option<(Said, bool)>, Option<(Said, bool)>),
    But(Box<Self>, Vec<Said>),
}

fn number(text: &str) -> Said {
    if let Some(sign) = text.strip_prefix("just ") {
        let number = if sign == "above 0" { 1.0005 * ZERO } else { -1.0005 * ZERO };
        return Said { number, unit: ZERO, about: true };
    }
    let about = text.starts_with("about ");
    let text = text.trim_start_matches("about ").replace('\u{2212}', "-");
    let (text, times) = match text.strip_suffix("\u{A0}million") {
        Some(text) => (text.to_owned(), 1e6),
        None => (text, 1.0),
    };
    // the unit of money and of days
    let text = text.trim_end_matches("\u{A0}€").trim_end_matches("\u{A0}days").trim_end_matches("\u{A0}day");
    let plain = text.replace('\u{A0}', "");
    let number: f64 = plain.parse().unwrap_or_else(|_| panic!("no number: {text}"));
    let (mantissa, power) = plain.split_once('e').unwrap_or((&plain, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, rest)| rest.len() as i32);
    let unit = 10f64.powi(power.parse::<i32>().expect("a power") - decimals) * times;
    Said { number: number * times, unit, about }
}

fn read(feature: &Feature, text: &str) -> Values {
    if feature.kind.is_choice() {
        let (text, but) = text.strip_prefix("not ").map_or((text, false), |rest| (rest, rest != "known"));
        return match text {
            "not known" | "known" => Values::Unknown,
            "any" => Values::Any,
            "none of them" => Values::Levels(Vec::new(), false),
            _ => Values::Levels(text.replace(" or ", ", ").split(", ").map(str::to_owned).collect(), but),
        };
    }
    if let Some((text, but)) = text.split_once(", except ") {
        let but = but.replace(" or ", ", ").split(", ").map(number).collect();
        return Values::But(Box::new(read(feature, text)), but);
    }
    let at = |text: &str| Some((number(text), true));
    let but = |text: &str| Some((number(text), false));
    if let Some((side, end)) = text.split_once(", down to ") {
        return Values::Between(at(end), but(side.strip_prefix("below ").expect("a side")));
    }
    match text {
        "any value" | "yes or no" => return Values::Any,
        "not known" => return Values::Unknown,
        "no" => return Values::Between(None, at("0")),
        "yes" => return Values::Between(at("1"), None),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix("more than ") {
        return match (rest.split_once(" and below "), rest.split_once(" and at most ")) {
            (Some((a, b)), _) => Values::Between(but(a), but(b)),
            (_, Some((a, b))) => Values::Between(but(a), at(b)),
            _ => Values::Between(but(rest), None),
        };
    }
    if let Some(rest) = text.strip_prefix("below ") {
        return Values::Between(None, but(rest));
    }
    // as it was said before
    if let Some(rest) = text.strip_prefix("above ") {
        return Values::Between(but(rest), None);
    }
    if let Some(rest) = text.strip_prefix("at most ") {
        return Values::Between(None, at(rest));
    }
    if let Some(rest) = text.strip_suffix(" or more") {
        return Values::Between(at(rest), None);
    }
    if let Some(rest) = text.strip_suffix(" or less").or_else(|| text.strip_suffix(" or fewer")) {
        return Values::Between(None, at(rest));
    }
    if let Some((a, b)) = text.split_once(" to below ") {
        return Values::Between(at(a), but(b));
    }
    match text.split_once(" to ") {
        Some((a, b)) => Values::Between(at(a), at(b)),
        None => Values::Between(at(text), at(text)),
    }
}

impl Values {
    /// Whether a value is among them; `None` where the text only says about.
    fn has(&self, model: &CustomerModel, feature: FeatureIdx, value: Value) -> Option<bool> {
        let entry = model.features().get(feature);
        match (self, value) {
            (Self::Unknown, value) => Some(value == Value::Missing),
            (_, Value::Missing) => None,
            (Self::Any, _) => Some(true),
            (Self::Levels(names, but), Value::Level(level)) => {
                Some(names.contains(&entry.levels()[level as usize]) != *but)
            }
            (Self::Levels(..), _) => None,
            (Self::But(_, but), Value::Number(x)) if but.iter().any(|b| b.number == x) => Some(false),
            (Self::But(values, _), value) => values.has(model, feature, value),
            (Self::Between(low, high), Value::Number(x)) => {
                let seen = |x: f64| model.rounding().apply(x);
                let mut all = true;
                for (said, above) in [(low, true), (high, false)].into_iter().filter_map(|(s, a)| Some(((*s)?, a))) {
                    let ((said, included), x) = (said, seen(x));
                    let end = seen(said.number);
                    if said.about && (x - end).abs() <= said.unit {
                        return None;
                    }
                    all &= (included && x == end) || if above { x > end } else { x < end };
                }
                Some(all)
            }
            _ => None,
        }
    }

    /// The numbers it names.
    fn named(&self) -> Vec<Said> {
        match self {
            Self::Between(low, high) => [low, high].into_iter().filter_map(|s| s.map(|(said, _)| said)).collect(),
            Self::But(values, but) => values.named().into_iter().chain(but.iter().copied()).collect(),
            _ => Vec::new(),
        }
    }
}

/// What a person types to try a sentence: what it names and the numbers on both sides of that, near and far; zero and
/// what lies between. Only values that there are: on the steps of a fact and in its range, and none that LightGBM takes
/// for zero.
fn typed(model: &CustomerModel, feature: FeatureIdx, named: &[Said]) -> Vec<Value> {
    let entry = model.features().get(feature);
    if entry.kind.is_choice() {
        return (0..entry.levels().len() as u32).map(Value::Level).chain([Value::Missing]).collect();
    }
    let mut texts: Vec<String> = ["0", "-1", "1", "-1e30", "1e30", "71", "70.9", ""].map(str::to_owned).into();
    for said in named {
        let step = entry.step.unwrap_or(said.unit);
        for off in [0.0, step, 0.1 * said.unit, 0.5 * said.unit, 3.0 * step, 0.01 * said.number.abs()] {
            for x in [said.number - off, said.number + off] {
                texts.push(format!("{:.14e}", entry.snap(x)));
            }
        }
        if model.rounding() == Rounding::F32 {
            let near = said.number as f32;
            for x in [near.next_down().next_down(), near.next_down(), near, near.next_up()] {
                texts.push(format!("{:?}", entry.snap(f64::from(x))));
            }
        }
    }
    let (least, most) = entry.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let there = |value: &Value| match value {
        Value::Number(x) => {
            let on_step = entry.step.is_none() || x.abs() < 1e15 && entry.snap(*x).to_bits() == x.to_bits();
            on_step && least <= *x && *x <= most && (*x == 0.0 || x.abs() > ZERO) && x.is_finite()
        }
        _ => true,
    };
    texts.iter().filter_map(|text| cell::parse(text, entry).ok()).filter(there).collect()
}

/// Cuts as libraries write them.
fn cut(rng: &mut Xoshiro256PlusPlus, rounding: Rounding) -> (f64, Comparison) {
    let whole = f64::from(rng.gen_range(-3..90i32));
    let f32s = |x: f64| f64::from(x as f32);
    let near = |x: f64| f64::from((x as f32).next_down());
    let list = [
        0.0,
        ZERO,
        -ZERO,
        whole,
        whole + 0.5,
        whole + 0.25,
        whole.next_up(),
        f32s(whole),
        near(whole),
        f64::from((whole as f32).next_up()),
        whole / 10.0,
        f32s(whole / 10.0),
        0.1 + 0.2,
        1.0 / 3.0,
        f32s(1.0 / 3.0),
        70.999_999_99,
        47.500_000_000_000_01,
        3.7e23,
        -3.7e23,
        f32s(-3.743e23),
        1e-20,
        f32s(1e-20),
        123_456_789.125,
        16_777_217.0,
        2_500_000_000.0,
        whole * 1e-3,
    ];
    let at = *list.choose(rng).expect("some");
    let at = if rounding == Rounding::F32 { f32s(at) } else { at };
    if rng.gen_bool(0.5) { (at.next_up(), Comparison::LessOrEqual) } else { (at, Comparison::Less) }
}

fn features(rng: &mut Xoshiro256PlusPlus) -> Vec<Feature> {
    let mut list = vec![
        Feature::bare("any", FeatureKind::Number),
        Feature::bare("Whole", FeatureKind::Count),
        Feature::bare("money", FeatureKind::Number),
        Feature::bare("place", FeatureKind::Choice { levels: ["a", "b", "c", "d"].map(str::to_owned).into() }),
        Feature::bare("answer", FeatureKind::YesNo),
        Feature::bare("zero", FeatureKind::Number),
    ];
    list[1].step = Some(1.0);
    list[1].unit = if rng.gen_bool(0.5) { "days".to_owned() } else { String::new() };
    list[2].step = Some(0.1);
    list[2].unit = "€".to_owned();
    list[4].step = Some(1.0);
    list[4].range = Some((0.0, 1.0));
    if rng.gen_bool(0.5) {
        list[1].range = Some((0.0, 80.0));
        list[2].range = Some((0.0, 120.0));
        list[0].range = Some((-10.0, 100.0));
    }
    list[5].zero_is_missing = rng.gen_bool(0.5);
    if rng.gen_bool(0.3) {
        list[0].missing_values = vec![-9.0];
    }
    list
}

fn tree(rng: &mut Xoshiro256PlusPlus, features: &[Feature], offer: usize, rounding: Rounding) -> Tree {
    let mut tree = Tree { offer: OfferIdx::new(offer), nodes: Vec::new(), covers: Vec::new() };
    // a full tree of three levels, in the order of a heap
    for at in 0..15usize {
        let node = if at >= 7 {
            Node::Leaf { value: rng.gen_range(-1.0..1.0) }
        } else {
            let feature = rng.gen_range(0..features.len());
            let test = if features[feature].kind.is_choice() {
                Test::In { levels: (0..4).filter(|_| rng.gen_bool(0.5)).collect::<LevelSet>() }
            } else if features[feature].kind == FeatureKind::YesNo {
                Test::Below {
                    threshold: *[0.5, ZERO.next_up(), 1.0].choose(rng).expect("one"),
                    written: Comparison::Less,
                    rank: 0,
                }
            } else {
                let (threshold, written) = cut(rng, rounding);
                Test::Below { threshold, written, rank: 0 }
            };
            Node::Split(Split {
                feature: FeatureIdx::new(feature),
                test,
                missing: if rng.gen_bool(0.5) { Side::Left } else { Side::Right },
                left: candour::base::NodeIdx::new(2 * at + 1),
                right: candour::base::NodeIdx::new(2 * at + 2),
            })
        };
        tree.nodes.push(node);
    }
    tree.covers = (0..15usize).map(|at| 8.0 / f64::from(1u32 << (at + 1).ilog2())).collect();
    tree
}

fn model(seed: u64) -> CustomerModel {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let rounding = if seed.is_multiple_of(2) { Rounding::F64 } else { Rounding::F32 };
    let features = features(&mut rng);
    let offers: Vec<_> = ["a", "b", "c"].map(|id| offer(id, 0.0, candour::model::Aggregate::Sum)).into();
    let trees = (0..9).map(|i| tree(&mut rng, &features, i % 3, rounding)).collect();
    let mut parts = builder(features, offers, trees);
    parts.rounding = rounding;
    parts.build().expect("a valid model")
}

/// A customer whose values stand at cuts, beside them, or anywhere.
fn customer(rng: &mut Xoshiro256PlusPlus, model: &CustomerModel) -> Vec<Value> {
    let value = |(idx, feature): (FeatureIdx, &Feature)| {
        if rng.gen_bool(0.08) && feature.kind != FeatureKind::YesNo {
            return Value::Missing;
        }
        if feature.kind == FeatureKind::YesNo {
            return Value::Number(f64::from(u8::from(rng.gen_bool(0.5))));
        }
        let cuts: Vec<Said> = model
            .cuts(idx)
            .thresholds()
            .iter()
            .map(|&t| Said { number: t, unit: t.abs().max(1e-3) * 1e-6, about: false })
            .collect();
        *typed(model, idx, &cuts).choose(rng).expect("some")
    };
    model.features().iter().map(value).collect()
}

fn with(values: &[Value], feature: FeatureIdx, value: Value) -> Vec<Value> {
    let mut values = values.to_vec();
    values[feature.index()] = value;
    values
}

fn first(model: &CustomerModel, values: &[Value]) -> Option<OfferIdx> {
    let all = margins(model, &Codes::of(model, values), Absence::ByCover);
    recommend(model, values, &all).winner().map(|w| w.offer)
}

struct Trial {
    inputs: Inputs,
    profile: Profile,
    explanation: Explanation,
    measure: Measure,
}

impl Trial {
    fn model(&self) -> &CustomerModel {
        self.inputs.model()
    }

    /// Tries what a text says of a fact: `truth` is what the model says of a value, `None` where the text need not.
    fn says(&self, feature: FeatureIdx, what: &str, text: &str, truth: impl Fn(Value) -> Option<bool>) -> usize {
        let entry = self.model().features().get(feature);
        let said = read(entry, text);
        let mut tried = 0;
        for value in typed(self.model(), feature, &said.named()) {
            let (Some(said), Some(true_of)) = (said.has(self.model(), feature, value), truth(value)) else {
                continue;
            };
            tried += 1;
            assert_eq!(
                said,
                true_of,
                "{what} of \"{}\" ({:?}): \"{text}\" is false of {value:?}",
                entry.id,
                self.model().rounding()
            );
        }
        tried
    }
}

fn trial(seed: u64) -> Trial {
    let model = model(seed);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed + 1000);
    let values = customer(&mut rng, &model);
    let profile = Profile {
        name: "Ada".to_owned(),
        fictional: false,
        pronoun: candour::model::profile::Pronoun::They,
        story: String::new(),
        values: values.clone(),
        consents: Default::default(),
    };
    let inputs = Inputs::new(model, None).expect("covers");
    let explanation = ask::explain(&inputs, &ExplainQuestion::of(&profile));
    let measure = Measure::of(inputs.model(), Scale::Points, 1.0);
    Trial { inputs, profile, explanation, measure }
}

#[test]
fn the_same_answer_is_the_same_answer() {
    let mut tried = 0;
    for trial in (0..SEEDS).map(trial) {
        let model = trial.model();
        for line in view::path::merged(&trial.inputs, &trial.explanation, &trial.measure).lines {
            let (Some(feature), Some(text)) = (line.feature, line.because.strip_prefix("same answer: ")) else {
                continue;
            };
            let (_, region) =
                trial.explanation.merged.regions.iter().find(|(f, _)| *f == feature).expect("on the path");
            tried += trial.says(feature, "the same answer", text, |value| {
                let code = Codes::of(model, &with(&trial.profile.values, feature, value)).get(feature);
                Some(match region {
                    Region::Missing => value == Value::Missing,
                    Region::Levels(levels) => levels.contains(&code),
                    Region::Cells { low, high } => (*low..*high).contains(&code),
                })
            });
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn a_branch_asks_what_it_says() {
    let mut tried = 0;
    for trial in (0..SEEDS).map(trial) {
        let model = trial.model();
        for (index, tree) in model.trees().iter().enumerate() {
            let index = candour::base::TreeIdx::new(index);
            let answer = ask::tree(&trial.inputs, &trial.profile.values, index);
            let said = view::path::tree(&trial.inputs, &trial.profile.values, &answer, &[], &trial.measure);
            for (node, said) in tree.nodes.iter().zip(&said.nodes) {
                let Node::Split(split) = node else { continue };
                for (text, side) in [(&said.left_text, Side::Left), (&said.right_text, Side::Right)] {
                    tried += trial.says(split.feature, "a branch", text, |value| {
                        let codes = Codes::of(model, &with(&trial.profile.values, split.feature, value));
                        let asked = candour::score::codes::side(model, split, codes.get(split.feature));
                        // a number that stands for "not known" goes where that goes
                        let known = codes.get(split.feature) != model.cuts(split.feature).missing();
                        known.then_some(asked == Some(side))
                    });
                }
            }
            // the way as it is told: each value beside what was asked of it
            for line in said.receipt.lines.iter().filter(|l| l.feature.is_some() && !l.because.contains("learned")) {
                let feature = line.feature.expect("a fact");
                let entry = model.features().get(feature);
                let shown = line.what.strip_prefix(&format!("{}: ", entry.label)).expect("a value");
                if let Value::Number(_) = trial.profile.value(feature) {
                    let shown = match shown {
                        "yes" => 1.0,
                        "no" => 0.0,
                        text => number(text).number,
                    };
                    let asked = read(entry, &line.because);
                    let holds = asked.has(model, feature, Value::Number(shown));
                    assert_ne!(holds, Some(false), "{}: {}", line.what, line.because);
                }
            }
            let _ = tree_path(model, index, &Codes::of(model, &trial.profile.values));
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn a_stretch_of_a_curve_is_where_it_says() {
    let mut tried = 0;
    for trial in (0..SEEDS).map(trial) {
        let model = trial.model();
        for curve in &trial.explanation.curves {
            let feature = curve.feature;
            let said = view::curve::curve(model, &trial.profile, curve, &trial.profile.values, &trial.measure);
            let mut here = 0;
            for row in &said.rows {
                // levels stand in rows of their own, also one that no tree knows
                if row.values == "another one" {
                    continue;
                }
                here += usize::from(row.now);
                tried += trial.says(feature, "a stretch", &row.values, |value| {
                    let all = margins(
                        model,
                        &Codes::of(model, &with(&trial.profile.values, feature, value)),
                        Absence::ByCover,
                    );
                    let there = recommend(model, &trial.profile.values, &all);
                    let shown: Vec<String> =
                        model.offer_ids().map(|o| trial.measure.response(there.of(o).1.response)).collect();
                    // what looks otherwise is not in the row; what looks the same may be
                    let number = matches!(value, Value::Number(_));
                    (number && shown != row.responses).then_some(false)
                });
            }
            assert_eq!(here, 1, "{}", said.lead.text());
            // every number stands in one row
            if model.features().get(feature).kind.is_choice() {
                continue;
            }
            let rows: Vec<Values> =
                said.rows.iter().map(|row| read(model.features().get(feature), &row.values)).collect();
            let named: Vec<Said> = rows.iter().flat_map(Values::named).collect();
            for value in typed(model, feature, &named).into_iter().filter(|v| *v != Value::Missing) {
                let has: Vec<_> = rows.iter().map(|row| row.has(model, feature, value)).collect();
                let about = has.contains(&None);
                let n = has.iter().filter(|h| **h == Some(true)).count();
                assert!(n == 1 || about, "{value:?} stands in {n} rows of {:?}", said.rows);
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn a_switch_is_where_it_says() {
    let (mut tried, mut switches) = (0, 0);
    for trial in (0..SEEDS).map(trial) {
        let model = trial.model();
        let changes = view::change::changes(model, &trial.profile, &trial.explanation, &trial.measure);
        for row in changes.rows {
            switches += 1;
            let feature = row.switch.feature;
            let at = |value: Value| first(model, &with(&trial.profile.values, feature, value));
            assert_eq!(at(row.switch.to), row.switch.winner, "{}", row.sentence.text());
            assert!(row.sentence.text().contains(&row.to), "one wording: {} / {}", row.sentence.text(), row.to);
            // what it says leads there; what lies on the other side of its number does not
            let now = match (trial.profile.value(feature), row.switch.to) {
                (Value::Number(now), Value::Number(to)) => Some((now, to)),
                _ => None,
            };
            tried += trial.says(feature, "a switch", &row.to, |value| {
                let there = at(value) == row.switch.winner;
                let between = match (now, value) {
                    (Some((now, to)), Value::Number(x)) => (now.min(to)..=now.max(to)).contains(&x),
                    _ => false,
                };
                (!there || between).then_some(there)
            });
        }
        for group in
            view::fact::groups(model, &trial.explanation, &trial.measure, &trial.explanation.attribution.shares)
        {
            for fact in group.facts {
                let view::fact::Control::Slider { track, keeps: Some(keeps), .. } = &fact.control else { continue };
                let feature = fact.feature;
                let at = |value: Value| first(model, &with(&trial.profile.values, feature, value));
                let now = at(trial.profile.value(feature));
                let text = keeps.text.split_once(": ").expect("values").1;
                tried += trial.says(feature, "what stays", text, |value| (at(value) != now).then_some(false));
                if let Some((_, text)) = keeps.still.split_once(": ") {
                    let codes = |value| Codes::of(model, &with(&trial.profile.values, feature, value));
                    let all = |value| margins(model, &codes(value), Absence::ByCover);
                    let real = all(trial.profile.value(feature));
                    tried += trial.says(feature, "what is the same", text, |value| {
                        (value != Value::Missing && all(value) != real).then_some(false)
                    });
                }
                for pair in track.windows(2) {
                    let (text, mark) = (&pair[1].starts_at, &pair[1].mark);
                    let (word, rest) = mark.split_once(' ').expect("a side and a number");
                    assert!(text.starts_with(word), "{text} / {mark}");
                    let (said, included) = (number(rest), word == "from");
                    for value in typed(model, feature, &[said]) {
                        let Value::Number(x) = value else { continue };
                        let (seen, end) = (model.rounding().apply(x), model.rounding().apply(said.number));
                        let above = seen > end || included && seen == end;
                        let near = (seen - end).abs() <= said.unit.max(1e-6 * end.abs()) && !said.about;
                        if near && above && x < pair[1].to {
                            assert_eq!(at(value), pair[1].winner, "{mark} is false of {x} ({})", fact.label);
                        } else if near && !above && x >= pair[0].from {
                            assert_eq!(at(value), pair[0].winner, "{mark} is false of {x} ({})", fact.label);
                        }
                    }
                }
            }
        }
        for row in view::firm::firmness(model, &trial.profile, &trial.explanation, None).rows {
            let at = |value: Value| first(model, &with(&trial.profile.values, row.feature, value));
            let now = at(trial.profile.value(row.feature));
            if row.stays != "while it is not known" {
                tried += trial
                    .says(row.feature, "how far it stays", &row.stays, |value| (at(value) != now).then_some(false));
            }
        }
    }
    assert!(tried > 1000 && switches > 100, "{tried} {switches}");
}

#[test]
fn a_chosen_value_is_said_in_its_cell() {
    let (mut tried, mut shorter) = (0, 0);
    for trial in (0..SEEDS).map(trial) {
        let model = trial.model();
        // of yes and no there are two numbers, which are said by their names
        let is_number = |f: &Feature| !f.kind.is_choice() && f.kind != FeatureKind::YesNo;
        for (idx, feature) in model.features().iter().filter(|(_, f)| is_number(f)) {
            let codes = |x: f64| {
                let seen = Codes::of(model, &with(&trial.profile.values, idx, Value::Number(x)));
                margins(model, &seen, Absence::ByCover)
            };
            let cuts = (0..model.cuts(idx).n_cells()).map(|cell| model.cuts(idx).bounds(cell).0);
            for cut in cuts.filter(|cut| cut.is_finite()) {
                let near = f64::from(cut as f32);
                let beside = [cut.next_down(), cut, cut.next_up(), cut.next_up().next_up()];
                let beside_f32 = [(cut as f32).next_down(), cut as f32, (cut as f32).next_up()].map(f64::from);
                for x in beside.into_iter().chain(beside_f32).chain([near * 1.000_000_4]) {
                    let chosen = view::value::as_chosen(model, idx, Value::Number(x));
                    let Value::Number(at) = chosen else { panic!("a number") };
                    let text = view::value::chosen(model, idx, Value::Number(x));
                    assert_eq!(codes(at), codes(x), "{}: {x:?} is set as {at:?}", feature.label);
                    assert!((at - x).abs() <= 2e-5 * x.abs(), "{x:?} is said far away, as {text}");
                    if x.abs() <= 1.01 * ZERO {
                        continue; // what lies beside zero is said without a number, and what lies nearer as zero
                    }
                    assert_eq!(codes(number(&text).number), codes(x), "{}: {x:?} is said as {text}", feature.label);
                    let real = view::value::beside_cuts(model, idx, Value::Number(x));
                    shorter += usize::from(text.chars().count() < real.chars().count());
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1000 && shorter > 100, "{tried} {shorter}");
}

#[test]
fn what_is_enough_is_enough() {
    let mut tried = 0;
    for trial in (0..SEEDS / 2).map(trial) {
        let model = trial.model();
        let rules = ChangeRules::of(model);
        let question = PlanQuestion { rules: rules.clone(), ..PlanQuestion::of(model, &trial.profile) };
        let now = first(model, &trial.profile.values);
        let answer = search::plan(model, &question, &Progress::default()).expect("a plan");
        let view = view::plan::plan(model, &trial.profile, &question, &answer);
        if let Some(plan) = &answer.plan {
            for row in &view.rows {
                tried += trial.says(row.feature, "a step", &row.suffices, |value| {
                    let there = first(model, &with(&plan.values, row.feature, value)) != now;
                    (value != Value::Missing && !there).then_some(false)
                });
                // the value to take is shown on its own side of every cut
                let shown = match row.to.as_str() {
                    "yes" => Some(1.0),
                    "no" => Some(0.0),
                    text if !model.features().get(row.feature).kind.is_choice() && text != "not known" => {
                        Some(number(text).number)
                    }
                    _ => None,
                };
                if let Some(x) = shown {
                    let values = with(&plan.values, row.feature, Value::Number(x));
                    assert_ne!(first(model, &values), now, "{} to {}", row.fact, row.to);
                }
            }
        }
        let question = EnoughQuestion { ranges: true, ..EnoughQuestion::of(model, &trial.profile) };
        let answer = search::enough(model, &question, &Progress::default()).expect("enough");
        for row in view::enough::enough(model, &trial.profile, &question, &answer).rows {
            let text = if row.within.is_empty() { &row.value } else { &row.within };
            if text == "not known" {
                continue;
            }
            tried += trial.says(row.feature, "enough", text, |value| {
                let there = first(model, &with(&trial.profile.values, row.feature, value)) == now;
                (value != Value::Missing && !there).then_some(false)
            });
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_map_says_where_it_is() {
    let mut tried = 0;
    for trial in (0..SEEDS / 2).map(trial) {
        let model = trial.model();
        let pair = [FeatureIdx::new(0), FeatureIdx::new(1)];
        let map = std::sync::Arc::new(ask::map(&trial.inputs, &trial.profile.values, pair, None).expect("two facts"));
        let view = view::map::map(model, &trial.profile, map, &trial.profile.values, &trial.measure);
        for (k, axis) in view.axes.iter().enumerate() {
            let Some(other) = view.axes[1 - k].here else { continue };
            for (i, place) in axis.places.iter().enumerate() {
                let cell = if k == 0 { [i, other] } else { [other, i] };
                tried += trial.says(axis.feature, "a place", &place.text, |value| {
                    let real = first(model, &with(&trial.profile.values, axis.feature, value));
                    (value != Value::Missing && real != view.winner(cell)).then_some(false)
                });
            }
        }
    }
    assert!(tried > 300, "{tried}");
}
