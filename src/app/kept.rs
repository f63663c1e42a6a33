//! One answer kept by its exact question: worked out in the frame where that is cheap, else beside the window.

use std::sync::Arc;

use super::derived::Known;
use super::job::{Jobs, Message, guarded};
use crate::base::Result;

/// What comes home: the answer with what it is about and what was asked.
pub type Home<Q, V> = (Known, Q, Arc<V>);

/// The last answer to a sort of question.
#[derive(Debug)]
pub struct Kept<Q, V> {
    last: Option<Home<Q, V>>,
    /// Whether a thread is working on one.
    pending: bool,
}

impl<Q, V> Default for Kept<Q, V> {
    fn default() -> Self {
        Self { last: None, pending: false }
    }
}

/// How a sort of question is answered.
#[derive(Debug)]
pub struct Work<Q, V> {
    /// What the thread is called.
    pub name: &'static str,
    /// Works it out.
    pub answer: fn(&Known, &Q) -> V,
    /// What brings it home.
    pub home: fn(Result<Home<Q, V>>) -> Message,
}

impl<Q, V> Kept<Q, V>
where
    Q: PartialEq + Clone + Send + 'static,
    V: Send + Sync + 'static,
{
    /// Forgets everything; what is under way comes home and is thrown away.
    pub fn clear(&mut self) {
        self.last = None;
    }

    /// Makes sure that the answer exists or is under way; `here` says whether it is worked out at once.
    pub fn prepare(&mut self, known: &Known, asked: &Q, here: bool, jobs: &Jobs, work: &Work<Q, V>) {
        if self.pending || self.last.as_ref().is_some_and(|(k, q, _)| k.same(known) && q == asked) {
            return;
        }
        let (known, asked) = (known.clone(), asked.clone());
        if here {
            let answer = Arc::new((work.answer)(&known, &asked));
            self.last = Some((known, asked, answer));
        } else {
            self.pending = true;
            let (answer, home) = (work.answer, work.home);
            jobs.start(work.name, move || {
                let result = guarded(|| Ok(Arc::new(answer(&known, &asked))));
                home(result.map(|answer| (known, asked, answer)))
            });
        }
    }

    /// Takes in what was worked out beside the window.
    ///
    /// # Errors
    /// What stopped the work.
    pub fn came(&mut self, result: Result<Home<Q, V>>) -> Result<()> {
        self.pending = false;
        self.last = Some(result?);
        Ok(())
    }

    /// The answer to a question about a model, and whether it is about the very customer shown; the last one while a
    /// newer is under way.
    pub fn get(&self, known: &Known, asked: &Q) -> Option<(&Arc<V>, bool)> {
        let (k, q, answer) = self.last.as_ref()?;
        (Arc::ptr_eq(&k.inputs, &known.inputs) && q == asked).then(|| (answer, k.same(known)))
    }
}
