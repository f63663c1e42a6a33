//! A search that is stopped at any moment at all says so: what does not is the whole answer.

use std::cell::Cell;

use super::ask::Until;
use super::plan::plan_until;
use super::sufficient::enough_until;
use super::{EnoughQuestion, Goal, PlanQuestion, Settled};
use crate::base::OfferIdx;
use crate::model::{ChangeRules, CustomerModel, Value};

/// How many moments of a search are tried.
const MOMENTS: u64 = 60;

fn model() -> CustomerModel {
    let file = include_bytes!("../../../tests/data/exact/xgb_binary.json");
    crate::import::load(file, "xgb_binary.json").expect("a model").value
}

/// A few of the customers that the model was trained with.
fn customers() -> Vec<Vec<Value>> {
    let text = include_str!("../../../tests/data/exact/data.csv");
    let number = |cell: &str| Value::Number(cell.parse().expect("a number"));
    text.lines().skip(1).take(3).map(|line| line.split(',').take(14).map(number).collect()).collect()
}

/// Asks with a clock that runs out after so many looks at it; says also how often it was looked at.
fn asked<T>(moment: u64, work: impl FnOnce(&Until<'_>) -> T) -> (T, u64) {
    let looks = Cell::new(0);
    let clock = || {
        looks.set(looks.get() + 1);
        looks.get() > moment
    };
    let answer = work(&Until::new(&clock));
    (answer, looks.get())
}

/// The moments at which a search of so many looks at the clock is stopped: not all of them if they are many.
fn moments(looks: u64) -> impl Iterator<Item = u64> {
    (0..looks).step_by(looks.div_ceil(MOMENTS).max(1) as usize)
}

#[test]
fn a_plan_does_not_depend_on_the_clock() {
    let model = model();
    let mut stopped = 0;
    for values in customers() {
        for most_changes in [None, Some(1), Some(2), Some(3)] {
            let now = Goal::AtLeast(OfferIdx(0), 0.0).reached(&model, &values);
            let goal = if now { Goal::Below(OfferIdx(0), 0.0) } else { Goal::AtLeast(OfferIdx(0), 0.0) };
            let rules = ChangeRules::of(&model);
            let question = PlanQuestion { values: values.clone(), goal, rules, most_changes, budget: None };
            let never = || false;
            let at = |until: &Until<'_>| plan_until(&model, &question, until, &Until::new(&never)).expect("a plan");
            let (whole, looks) = asked(u64::MAX, at);
            assert!(!whole.stopped && whole.status != Settled::Unsettled);
            for moment in moments(looks) {
                let (answer, _) = asked(moment, at);
                stopped += usize::from(answer.stopped);
                let at = format!("at most {most_changes:?} changes, stopped at {moment} of {looks}");
                assert_eq!(answer.stopped, answer.status == Settled::Unsettled, "{at}");
                assert!(answer.stopped || answer == whole, "{at}: {answer:?}, not {whole:?}");
                assert!(answer.lower_bound <= whole.lower_bound, "{at}");
            }
        }
    }
    assert!(stopped > 50, "only {stopped} were stopped");
}

#[test]
fn ranges_that_were_stopped_say_so() {
    let (model, values) = (model(), customers().swap_remove(0));
    let now = Goal::AtLeast(OfferIdx(0), 0.0).reached(&model, &values);
    let goal = if now { Goal::Below(OfferIdx(0), 0.0) } else { Goal::AtLeast(OfferIdx(0), 0.0) };
    let question = PlanQuestion { values, goal, rules: ChangeRules::of(&model), most_changes: None, budget: None };
    let never = || false;
    let (whole, looks) =
        asked(u64::MAX, |ranges| plan_until(&model, &question, &Until::new(&never), ranges).expect("a plan"));
    assert!(looks > 0 && !whole.stopped, "a plan of several changes");
    let (answer, _) = asked(0, |ranges| plan_until(&model, &question, &Until::new(&never), ranges).expect("a plan"));
    let (plan, best) = (answer.plan.expect("a plan"), whole.plan.expect("a plan"));
    assert!(answer.stopped && !plan.widest && answer.status == Settled::Optimal);
    assert_eq!(
        (plan.cost.to_bits(), &plan.values),
        (best.cost.to_bits(), &best.values),
        "the plan itself is the same"
    );
}

#[test]
fn what_is_enough_does_not_depend_on_the_clock() {
    let model = model();
    let mut stopped = 0;
    for values in customers() {
        let now = Goal::AtLeast(OfferIdx(0), 0.0).reached(&model, &values);
        let never = if now { Goal::Below(OfferIdx(0), 0.0) } else { Goal::AtLeast(OfferIdx(0), 0.0) };
        let question = EnoughQuestion { values, never, rules: ChangeRules::of(&model), budget: None, ranges: true };
        let at = |until: &Until<'_>| enough_until(&model, &question, until).expect("an answer");
        let (whole, looks) = asked(u64::MAX, at);
        assert!(!whole.stopped && whole.status == Settled::Optimal);
        for moment in moments(looks) {
            let (answer, after) = asked(moment, at);
            stopped += usize::from(answer.stopped);
            assert_eq!(after, moment + 1, "what was told to stop asks no more");
            assert!(answer.stopped, "stopped at {moment} of {looks}");
            assert!(moment > 0 || answer.nodes == 0, "stopped at once, {} boxes were looked at", answer.nodes);
            assert!(answer.at_least <= whole.at_least, "stopped at {moment} of {looks}");
            if answer.status == Settled::Optimal {
                let facts = |a: &super::Enough| a.kept.iter().map(|k| k.feature).collect::<Vec<_>>();
                assert_eq!(facts(&answer), facts(&whole), "only ranges were stopped, at {moment} of {looks}");
                assert!(!answer.widest, "stopped at {moment} of {looks}");
            }
        }
    }
    assert!(stopped > 50, "only {stopped} were stopped");
}
