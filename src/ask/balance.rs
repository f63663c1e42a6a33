//! What each permission is worth: the offers with everything known, and with what a customer refuses left out.
//!
//! Two answers stand side by side. One averages over what the refused facts could be, by a definition of absence that is
//! named; the other is free of any: what the offers can be over *all* values that the refused facts may have. A refused
//! fact is not known to the rules of an offer either.

use std::time::Duration;

use super::plan::{EnoughQuestion, enough};
use super::question::{Inputs, no_covers, without_background};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, OfferIdx, Result};
use crate::explain::exact::{CanLead, Enough, Goal, Possible, PossibleQuestion, possible};
use crate::model::{ChangeRules, CustomerModel, Line, OnRefusal, Purpose, Value};
use crate::score::{Absence, Codes, Recommendation, margins, recommend};

/// The most boxes that each search of a balance looks at, where nobody says otherwise.
pub const BOXES: u64 = 20_000;

/// What takes the place of a refused fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The average along the trees by training cover.
    Cover,
    /// The average over reference rows.
    Background,
    /// What the model learned of those of whom it is not known.
    Missing,
}

/// Who said what takes the place of a refused fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChosenBy {
    /// The dictionary, of the live system.
    Dictionary,
    /// Whoever asks.
    Asker,
    /// Nobody: it is assumed.
    Nobody,
    /// Nobody: the dictionary says what is not worked out here, a system that ranks nothing or an average that the model
    /// or the call has no rows for.
    Instead,
}

impl Refusal {
    /// What a model's dictionary says its live system does, or else what is assumed; and which of both.
    pub fn of(inputs: &Inputs) -> (Self, ChosenBy) {
        let assumed = Self::usual(inputs);
        match inputs.model().purposes().on_refusal {
            Some(OnRefusal::ByCover) if inputs.model().has_covers() => (Self::Cover, ChosenBy::Dictionary),
            Some(OnRefusal::ByBackground) if assumed == Self::Background => (assumed, ChosenBy::Dictionary),
            Some(OnRefusal::Missing) => (Self::Missing, ChosenBy::Dictionary),
            Some(_) => (assumed, ChosenBy::Instead),
            None => (assumed, ChosenBy::Nobody),
        }
    }

    /// What takes the place of whatever is withheld.
    pub fn usual(inputs: &Inputs) -> Self {
        match inputs.absence() {
            Absence::ByCover => Self::Cover,
            Absence::ByBackground(_) => Self::Background,
        }
    }

    /// What absence means where facts are refused so; what is withheld beside them is absent in the same way.
    ///
    /// # Errors
    /// [`Kind::Question`](crate::base::Kind::Question) by cover where the model stores none, and by background where there
    /// are no reference rows.
    pub fn absence(self, inputs: &Inputs) -> Result<Absence<'_>> {
        match (self, inputs.absence()) {
            (Self::Background, Absence::ByCover) => {
                Err(without_background("there are no reference customers to average over"))
            }
            (Self::Cover, Absence::ByCover) if !inputs.model().has_covers() => Err(no_covers()),
            (Self::Cover, _) if !inputs.model().has_covers() => {
                Err(no_covers().hint("ask for the average over the reference customers, who are there"))
            }
            (Self::Cover, _) => Ok(Absence::ByCover),
            (Self::Background | Self::Missing, absence) => Ok(absence),
        }
    }
}

/// What does refusing change?
#[derive(Clone, PartialEq, Debug)]
pub struct BalanceQuestion {
    /// The customer, with everything that is known.
    pub values: Vec<Value>,
    /// The facts that are refused, ascending, each once.
    pub refused: Vec<FeatureIdx>,
    /// What takes their place.
    pub refusal: Refusal,
    /// What they may be: ranges, steps, groups and pairs.
    pub rules: ChangeRules,
    /// The line of a model with one offer; its own if `None`.
    pub line: Option<Line>,
    /// The most boxes that each search looks at.
    pub boxes: u64,
    /// How long to search in all; without end if `None`.
    pub budget: Option<Duration>,
}

/// Whether what comes first stays so, whatever the refused facts are.
#[derive(Clone, PartialEq, Debug)]
pub enum Stays {
    /// Proven.
    Proven,
    /// There are values, all made up, with which another offer comes first (`None`: the only one is not sent, or is):
    /// those of the hidden facts, in their order.
    Refuted(Option<OfferIdx>, Vec<Value>),
    /// Stopped before it was settled.
    Unsettled,
    /// A rule asks for a refused fact, so it may not be had then, whatever the fact is.
    Barred,
    /// Nothing comes first with everything known.
    Nothing,
}

/// One purpose, refused alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Alone {
    /// Which.
    pub purpose: Purpose,
    /// Its facts that the model or a rule asks for.
    pub features: Vec<FeatureIdx>,
    /// The offers then.
    pub after: Recommendation,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Balance {
    /// The offers with everything known.
    pub before: Recommendation,
    /// The offers with what is refused left out.
    pub after: Recommendation,
    /// The facts that may be anything, ascending: those refused, and those withheld already.
    pub hidden: Vec<FeatureIdx>,
    /// What they can be over all values of those facts.
    pub possible: Possible,
    /// Whether what came first stays so.
    pub stays: Stays,
    /// Which facts alone keep what comes first; `None` where nothing does, or where a fact is withheld.
    pub enough: Option<Enough>,
    /// Each purpose of the model refused alone, in its order.
    pub purposes: Vec<Alone>,
}

/// The facts of a purpose that the model or a rule asks for.
pub fn facts_of(model: &CustomerModel, purpose: &Purpose) -> Vec<FeatureIdx> {
    let asked = |idx| model.uses(idx) || model.rules_ask(idx);
    model.features().iter().filter(|(idx, f)| purpose.has(f) && asked(*idx)).map(|(idx, _)| idx).collect()
}

/// The offers for a customer with these facts refused. A refused fact is not known to the rules.
///
/// # Errors
/// As [`Refusal::absence`].
pub fn without(
    inputs: &Inputs,
    values: &[Value],
    refused: &[FeatureIdx],
    refusal: Refusal,
) -> Result<Recommendation> {
    let model = inputs.model();
    let absence = refusal.absence(inputs)?;
    let left = if refusal == Refusal::Missing { Value::Missing } else { Value::Withheld };
    let mut values = values.to_vec();
    refused.iter().for_each(|f| values[f.index()] = left);
    Ok(recommend(model, &values, &margins(model, &Codes::of(model, &values), absence)))
}

/// What refusing changes, by average and whatever the refused facts are; nothing of what is enough or of purposes.
#[derive(Clone, PartialEq, Debug)]
pub struct Bounded {
    /// The offers with everything known.
    pub before: Recommendation,
    /// The offers with what is refused left out.
    pub after: Recommendation,
    /// The facts that may be anything, ascending: those refused, and those withheld already.
    pub hidden: Vec<FeatureIdx>,
    /// What the offers can be over all values of those facts.
    pub possible: Possible,
    /// Whether what came first stays so.
    pub stays: Stays,
}

/// Answers the half of a [`BalanceQuestion`] that bounds what can be; all of its budget is for that. With `margins` every
/// offer is bounded, and not only what comes first.
///
/// # Errors
/// As [`balance`].
pub fn bounded(inputs: &Inputs, question: &BalanceQuestion, margins: bool, progress: &Progress) -> Result<Bounded> {
    let model = inputs.model();
    let line = question.line.or_else(|| inputs.line());
    let of = |refused: &[FeatureIdx]| {
        without(inputs, &question.values, refused, question.refusal).map(|ranked| ranked.from_line(line))
    };
    let (before, after) = (of(&[])?, of(&question.refused)?);
    let first = before.winner().map(|w| w.offer);
    let only = (model.offers().len() == 1).then_some(OfferIdx(0));
    let other = only.zip(line).map(|(offer, line)| match first {
        Some(_) => Goal::Below(offer, line.margin()),
        None => Goal::AtLeast(offer, line.margin()),
    });
    let mut hidden = question.refused.clone();
    let withheld = question.values.iter().enumerate().filter(|(_, v)| **v == Value::Withheld);
    hidden.extend(withheld.map(|(i, _)| FeatureIdx::new(i)));
    hidden.sort_unstable();
    hidden.dedup();
    let asked = PossibleQuestion {
        values: question.values.clone(),
        hidden: hidden.clone(),
        first,
        other,
        margins,
        rules: question.rules.clone(),
        boxes: question.boxes,
        budget: question.budget,
    };
    let possible = possible(model, &asked, progress)?;
    let may_be_had = |offer| after.of(offer).1.barred_by.is_none();
    let stays = match first {
        Some(offer) if !may_be_had(offer) => Stays::Barred,
        None if only.is_none() => Stays::Nothing,
        _ => stays(&possible, only),
    };
    Ok(Bounded { before, after, hidden, possible, stays })
}

/// Answers a [`BalanceQuestion`]. The searches are exponential at worst, and stopped by boxes, time or a person.
///
/// # Errors
/// As [`without`], and [`Kind::Question`](crate::base::Kind::Question) for rules that do not fit.
pub fn balance(inputs: &Inputs, question: &BalanceQuestion, progress: &Progress) -> Result<Balance> {
    let model = inputs.model();
    let line = question.line.or_else(|| inputs.line());
    let only = (model.offers().len() == 1).then_some(OfferIdx(0));
    // what is possible and what is enough share the time
    let budget = question.budget.map(|all| all / 2);
    let question = &BalanceQuestion { budget, ..question.clone() };
    let of = |refused: &[FeatureIdx]| {
        without(inputs, &question.values, refused, question.refusal).map(|ranked| ranked.from_line(line))
    };
    let Bounded { before, after, hidden, possible, stays } = bounded(inputs, question, true, progress)?;
    let first = before.winner().map(|w| w.offer);
    let whole = question.values.iter().all(|v| *v != Value::Withheld);
    let enough = match first.filter(|_| whole) {
        None => None,
        Some(_) => {
            let asked = EnoughQuestion {
                values: question.values.clone(),
                target: super::plan::Target { offer: None, line: only.and(line) },
                rules: question.rules.clone(),
                budget,
                ranges: false,
            };
            Some(enough(model, &asked, progress)?)
        }
    };
    let alone = |purpose: Purpose| {
        let features = facts_of(model, &purpose);
        Ok(Alone { after: of(&features)?, purpose, features })
    };
    let purposes = model.purposes_in_use().into_iter().map(alone).collect::<Result<_>>()?;
    Ok(Balance { before, after, hidden, possible, stays, enough, purposes })
}

fn stays(possible: &Possible, only: Option<OfferIdx>) -> Stays {
    let mut all = Stays::Proven;
    for (offer, can) in &possible.others {
        match can {
            CanLead::Yes(values) => return Stays::Refuted(Some(*offer).filter(|_| only.is_none()), values.clone()),
            CanLead::Never => {}
            CanLead::Unsettled => all = Stays::Unsettled,
        }
    }
    all
}
