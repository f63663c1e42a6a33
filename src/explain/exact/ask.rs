//! What a search is asked, what it answers, and when it stops.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::fold::Folded;
use super::goal::Goal;
use super::space::Space;
use crate::base::progress::Progress;
use crate::model::{CustomerModel, Value};

/// Whether an answer is proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// Proven: nothing better exists.
    Optimal,
    /// Proven: there is none.
    Impossible,
    /// Stopped before it was settled: the truth lies between the bounds.
    Unsettled,
}

/// Whether to stop without an answer.
///
/// Time decides nothing but this, and what was ever told to stop is known as stopped: an answer for which
/// [`stopped`](Self::stopped) is false has the same bits on every machine.
pub(super) struct Until<'a> {
    ask: &'a dyn Fn() -> bool,
    stopped: Cell<bool>,
}

impl<'a> Until<'a> {
    /// Stops once a question is answered with yes.
    pub(super) fn new(ask: &'a dyn Fn() -> bool) -> Self {
        Self { ask, stopped: Cell::new(false) }
    }

    /// Whether to stop now; once it is so, it stays so.
    pub(super) fn over(&self) -> bool {
        let over = self.stopped.get() || (self.ask)();
        self.stopped.set(over);
        over
    }

    /// Whether anything was told to stop.
    pub(super) fn stopped(&self) -> bool {
        self.stopped.get()
    }
}

/// When time is up, for many searches together.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now; never if not said.
    pub fn after(budget: Option<Duration>) -> Self {
        Self(budget.and_then(|b| Instant::now().checked_add(b)))
    }

    /// Whether time is up.
    pub fn is_over(&self) -> bool {
        self.0.is_some_and(|at| Instant::now() >= at)
    }
}

/// Whether a budget of time is used up, or somebody asked to stop.
pub(super) fn spent(budget: Option<Duration>, progress: &Progress) -> impl Fn() -> bool {
    let deadline = Deadline::after(budget);
    move || progress.cancelled() || deadline.is_over()
}

/// A point that reaches the goal.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Reached {
    pub cost: f64,
    pub point: Vec<u32>,
    pub values: Vec<Value>,
}

/// What a search found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub best: Option<Reached>,
    /// Nothing cheaper than this exists; the cost of `best` if settled.
    pub lower: f64,
    pub settled: bool,
    pub nodes: u64,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Ask<'a> {
    pub model: &'a CustomerModel,
    pub values: &'a [Value],
    pub space: &'a Space,
    pub folded: &'a Folded,
    pub goal: &'a Goal,
    /// The most facts that may change.
    pub most_changes: Option<usize>,
    /// Only plans cheaper than this are of interest.
    pub below: f64,
    /// The first point that reaches the goal is as good as any.
    pub any: bool,
}
