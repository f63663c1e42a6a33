//! What is asked of one customer: the longer searches, the words, and other ways to refuse. Each holds all it is about.

use std::time::Duration;

use crate::app::basis::{Case, Shared};
use crate::ask::balance::{BalanceQuestion, Refusal};
use crate::ask::refusals::{self, Refusals, Whatever, WhateverQuestion};
use crate::ask::{self, EnoughQuestion, Target};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::data::Table;
use crate::explain::exact::Enough;
use crate::model::ChangeRules;
use crate::score::Background;
use crate::view::balance::rows::{self, Searched, WayCell};

/// What one search for bounds is about.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Search {
    pub(super) case: Case,
    pub(super) features: Vec<FeatureIdx>,
    pub(super) boxes: u64,
    pub(super) seconds: u64,
}

impl Search {
    /// Whether both are about the same, however far they looked.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.features == other.features && self.case == other.case
    }

    pub(super) fn answer(&self, progress: &Progress) -> Result<Whatever> {
        let (inputs, original) = (&self.case.inputs, &self.case.profile.values);
        let question = BalanceQuestion {
            values: refusals::used(&self.case.values, original, &self.features),
            refused: self.features.clone(),
            refusal: Refusal::usual(inputs),
            rules: ChangeRules::of(inputs.model()),
            line: self.case.line,
            boxes: self.boxes,
            budget: Some(Duration::from_secs(self.seconds)),
        };
        refusals::whatever(inputs, &WhateverQuestion { original: original.clone(), question }, progress)
    }
}

/// What the search for what is not needed is about: the customer with everything used.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Need {
    pub(super) case: Case,
    pub(super) seconds: u64,
}

impl Need {
    pub(super) fn answer(&self, progress: &Progress) -> Result<Enough> {
        let model = self.case.inputs.model();
        let question = EnoughQuestion {
            values: self.case.values.clone(),
            target: Target { offer: None, line: self.case.line },
            rules: ChangeRules::of(model),
            budget: Some(Duration::from_secs(self.seconds)),
            ranges: false,
        };
        ask::enough(model, &question, progress)
    }
}

/// What the screen says: of whom, the averages, and of every row what is known of all values.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Saying {
    pub(super) case: Case,
    pub(super) answer: Shared<Refusals>,
    pub(super) known: Vec<(Option<Shared<Whatever>>, Searched)>,
}

/// What other ways to refuse are about: the averages, and over whom else to average.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Otherwise {
    pub(super) case: Case,
    pub(super) answer: Shared<Refusals>,
    pub(super) table: Option<Shared<Table>>,
}

impl Otherwise {
    pub(super) fn answer(&self) -> Vec<Vec<WayCell>> {
        let (inputs, line) = (&self.case.inputs, self.case.line);
        let others = self.table.as_ref().and_then(|table| Background::of(inputs.model(), &**table));
        rows::ways(inputs, line, &refusals::ways(inputs, line, &self.answer.rows, others.as_ref()))
    }
}
