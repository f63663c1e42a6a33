//! Answers worked out from the document, never saved: each with everything it depends on, compared exactly.
//!
//! What is shown is always said of the customer and model it was worked out for. While a slow answer is under way the
//! last one of the same model stays, and says that it is from before.

use std::sync::Arc;

use super::action::Tab;
use super::document::Document;
use super::job::{Jobs, Message, guarded};
use super::kept::Kept;
use super::state::Shown;
use crate::ask::{self, ExplainQuestion, Explanation, Inputs};
use crate::base::{FeatureIdx, OfferIdx, Result, TreeIdx};
use crate::model::Profile;
use crate::view::explain::{Manner, Screen};
use crate::view::map::MapView;
use crate::view::{self, Scale, compare, path};

/// Leaves above which an explanation is worked out beside the window instead of inside its frame (about 10 ms); pairs of
/// facts cost about ten times as much.
pub const LEAVES_IN_FRAME: usize = 150_000;
/// See [`LEAVES_IN_FRAME`].
const PAIRS_COST: usize = 10;

/// An answer with the model and the customer it is about.
#[derive(Clone, Debug)]
pub struct Known {
    /// The model.
    pub inputs: Arc<Inputs>,
    /// The customer as they really are.
    pub profile: Arc<Profile>,
    /// The answer, with its question.
    pub answer: Arc<Explanation>,
}

impl Known {
    /// Whether two are the same answer about the same customer.
    pub(super) fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.answer, &other.answer) && Arc::ptr_eq(&self.profile, &other.profile)
    }
}

/// What is worked out for what is shown.
#[derive(Debug)]
pub struct Derived {
    known: Option<Known>,
    /// Whether a thread is working on an explanation.
    pending: bool,
    screen: Option<(Known, Manner, bool, Arc<Screen>)>,
    tree: Option<(Known, TreeIdx, Arc<path::TreeView>)>,
    pairs: Option<(Known, Arc<compare::Pairs>)>,
    pending_pairs: bool,
    /// The map of two facts.
    pub(super) map: Kept<[FeatureIdx; 2], Option<MapView>>,
    /// Two offers side by side.
    pub(super) versus: Kept<OfferIdx, Option<compare::Comparison>>,
    /// See [`LEAVES_IN_FRAME`].
    pub leaves_in_frame: usize,
}

impl Default for Derived {
    fn default() -> Self {
        Self {
            known: None,
            pending: false,
            screen: None,
            tree: None,
            pairs: None,
            pending_pairs: false,
            map: Kept::default(),
            versus: Kept::default(),
            leaves_in_frame: LEAVES_IN_FRAME,
        }
    }
}

/// The question that a document asks now.
fn question(document: &Document) -> ExplainQuestion {
    let choice = &document.choice;
    ExplainQuestion { original: choice.profile.values.clone(), values: choice.values.clone(), offer: choice.focus }
}

impl Derived {
    /// Forgets everything: another model is open, or none.
    pub fn clear(&mut self) {
        let leaves_in_frame = self.leaves_in_frame;
        // what is under way comes home and is thrown away
        let (mut map, mut versus) = (std::mem::take(&mut self.map), std::mem::take(&mut self.versus));
        map.clear();
        versus.clear();
        let (pending, pending_pairs) = (self.pending, self.pending_pairs);
        *self = Self { pending, pending_pairs, map, versus, leaves_in_frame, ..Self::default() };
    }

    /// Makes sure that the explanation of what is shown exists or is under way.
    pub fn explain(&mut self, document: &Document, jobs: &Jobs) {
        if self.known.as_ref().is_some_and(|k| !Arc::ptr_eq(&k.inputs, &document.inputs)) {
            self.clear();
        }
        let (inputs, profile) = (Arc::clone(&document.inputs), Arc::clone(&document.choice.profile));
        let question = question(document);
        match &mut self.known {
            Some(known) if known.answer.question.same(&question) => known.profile = profile,
            _ if inputs.explainer().n_leaves() <= self.leaves_in_frame => {
                let answer = Arc::new(ask::explain(&inputs, &question));
                self.known = Some(Known { inputs, profile, answer });
            }
            _ if !self.pending => {
                self.pending = true;
                jobs.start("explain", move || {
                    let answer = guarded(|| Ok(Arc::new(ask::explain(&inputs, &question))));
                    Message::Explained { result: answer.map(|answer| Known { inputs, profile, answer }) }
                });
            }
            _ => {}
        }
    }

    /// Takes in a slow answer, if it is about the model that is open; an error is for the person.
    ///
    /// # Errors
    /// What stopped the work.
    pub fn explained(&mut self, document: Option<&Document>, result: Result<Known>) -> Result<()> {
        self.pending = false;
        let known = result?;
        if document.is_some_and(|d| Arc::ptr_eq(&d.inputs, &known.inputs)) {
            self.known = Some(known);
        }
        Ok(())
    }

    /// Says the answer in words, if it was not said before in the same manner.
    pub fn say(&mut self, document: &Document, manner: Manner) {
        let Some(known) = &self.known else { return };
        let has_record = document.record.is_some();
        if self.screen.as_ref().is_some_and(|(k, m, r, _)| k.same(known) && *m == manner && *r == has_record) {
            return;
        }
        let answer = &known.answer;
        let response = answer.now.of(answer.focus).1.response;
        let record = document.record.as_ref().map(|r| r.at(answer.focus, response));
        let screen = view::explain::screen(&known.inputs, &known.profile, answer, record, manner);
        self.screen = Some((known.clone(), manner, has_record, Arc::new(screen)));
    }

    /// The answer for what is shown, or the last one while a newer is under way.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// Whether what is shown answers an older question than the document asks.
    pub fn is_stale(&self, document: &Document) -> bool {
        self.known.as_ref().is_some_and(|k| !k.answer.question.same(&question(document)))
    }

    /// The screen in words.
    pub fn screen(&self) -> Option<&Arc<Screen>> {
        self.screen.as_ref().map(|(_, _, _, screen)| screen)
    }

    /// The tree to draw: the open one, if it belongs to the offer explained, or the only one there is.
    fn tree_to_draw(&self, shown: &Shown) -> Option<TreeIdx> {
        let trees = &self.known.as_ref()?.answer.trees;
        let open = shown.tree.filter(|t| trees.iter().any(|(i, _, _)| i == t));
        open.or((trees.len() == 1).then(|| trees[0].0))
    }

    /// Makes sure that the drawn tree exists.
    pub fn prepare_tree(&mut self, shown: &Shown) {
        let (Some(tree), Some(known)) = (self.tree_to_draw(shown), self.known.clone()) else {
            self.tree = None;
            return;
        };
        if self.tree.as_ref().is_some_and(|(k, t, _)| k.same(&known) && *t == tree) {
            return;
        }
        let values = &known.answer.question.values;
        let answer = ask::tree(&known.inputs, values, tree);
        let measure = view::explain::measure(known.inputs.model(), &known.answer, Scale::Points);
        let view = path::tree(&known.inputs, values, &answer, &measure);
        self.tree = Some((known, tree, Arc::new(view)));
    }

    /// Makes sure that the pairs of facts exist or are under way.
    pub fn prepare_pairs(&mut self, jobs: &Jobs) {
        let Some(known) = self.known.clone() else { return };
        if self.pairs.as_ref().is_some_and(|(k, _)| k.same(&known)) || self.pending_pairs {
            return;
        }
        if known.inputs.explainer().n_leaves().saturating_mul(PAIRS_COST) <= self.leaves_in_frame {
            let view = Arc::new(pairs(&known));
            self.pairs = Some((known, view));
        } else {
            self.pending_pairs = true;
            jobs.start("pairs", move || {
                let result = guarded(|| Ok(Arc::new(pairs(&known))));
                Message::Paired { result: result.map(|view| (known, view)) }
            });
        }
    }

    /// Takes in pairs that were worked out beside the window.
    ///
    /// # Errors
    /// What stopped the work.
    pub fn paired(&mut self, result: Result<(Known, Arc<compare::Pairs>)>) -> Result<()> {
        self.pending_pairs = false;
        self.pairs = Some(result?);
        Ok(())
    }

    /// What the open tab needs beyond the explanation. Cheap when nothing changed.
    pub fn prepare(&mut self, shown: &Shown, jobs: &Jobs) {
        match shown.tab {
            Tab::Path => self.prepare_tree(shown),
            Tab::Together => match shown.map {
                Some(features) => self.prepare_map(features, jobs),
                None => self.prepare_pairs(jobs),
            },
            Tab::Compare => self.prepare_versus(shown, jobs),
            _ => {}
        }
    }

    /// The drawn tree in words, if it is that of the answer at hand.
    pub fn tree(&self) -> Option<Arc<path::TreeView>> {
        let known = self.known.as_ref()?;
        self.tree.as_ref().filter(|(k, _, _)| k.same(known)).map(|(_, _, view)| Arc::clone(view))
    }

    /// Pairs of facts in words, if they are those of the answer at hand.
    pub fn pairs(&self) -> Option<Arc<compare::Pairs>> {
        let known = self.known.as_ref()?;
        self.pairs.as_ref().filter(|(k, _)| k.same(known)).map(|(_, view)| Arc::clone(view))
    }
}

fn pairs(known: &Known) -> compare::Pairs {
    let answer = &known.answer;
    let together = ask::together(&known.inputs, &answer.question.values, answer.focus);
    let measure = view::explain::measure(known.inputs.model(), answer, Scale::Points);
    compare::pairs(known.inputs.model(), &together, &measure, 10)
}
