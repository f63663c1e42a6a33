//! The data dictionary: what a model may know of a customer, said so that a person understands it.

use crate::base::{FeatureIdx, suggest};

/// One fact about a customer that the model may use.
#[derive(Clone, PartialEq, Debug)]
pub struct Feature {
    /// The name in files; unique in the dictionary.
    pub id: String,
    /// What a person reads: "Orders in 90 days".
    pub label: String,
    /// The heading it stands under: "Shopping". Empty for none.
    pub group: String,
    /// One sentence more, for a tooltip. May be empty.
    pub description: String,
    /// What sort of value it has.
    pub kind: FeatureKind,
    /// What it is counted in: "€", "days". Empty for none.
    pub unit: String,
    /// The least and the greatest value that make sense on a slider; `None` if nobody said.
    pub range: Option<(f64, f64)>,
    /// The step between values that exist: 1 for counts, 0.01 for money; `None` for any number.
    pub step: Option<f64>,
    /// Where it comes from: "web shop", "newsletter tool". Empty if nobody said.
    pub source: String,
    /// The purpose it was collected for: the id or label of one of the model's purposes, or any text where the model
    /// lists none. Empty if nobody said.
    pub purpose: String,
    /// Whether somebody worked it out, instead of the customer giving it.
    pub inferred: bool,
    /// How intrusive it is to use it, in somebody's opinion; `None` if nobody said.
    pub intrusive: Option<Intrusive>,
    /// How sensitive it is.
    pub sensitivity: Sensitivity,
    /// Whether it is a protected attribute in the sense of equality law.
    pub protected: bool,
    /// Whether the customer can change it, and in which direction.
    pub actionability: Actionability,
    /// Whether the model reads a value of zero as missing, as LightGBM does with `zero_as_missing`.
    pub zero_is_missing: bool,
    /// Numbers that stand for "not known" in the data: 0 for a model trained on a sparse matrix, or a marker such as
    /// -999. The model's file does not tell them; its data dictionary or the call does.
    pub missing_values: Vec<f64>,
    /// For a choice whose model knows levels by CatBoost's hash of their labels: the hash of each level, in order. A
    /// label is then the level that has its hash, and one whose hash is not here is another level, as CatBoost
    /// itself takes it. `None` where labels are matched as they stand.
    pub level_hashes: Option<Vec<u32>>,
    /// For a fact that a table holds as levels of another column: 1 where that column holds one of them, else 0.
    /// `None` where the fact has a column of its own.
    pub one_of: Option<OneOf>,
    /// What of this a person said, in a data dictionary; the rest a table of customers may tell.
    pub told: Told,
}

/// What of a feature's description a person said. Where nobody did, what a table shows stands in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// The label.
    pub label: bool,
    /// The kind: number, count, yes or no.
    pub kind: bool,
    /// The range.
    pub range: bool,
}

/// Who said it is no part of what is said: features that are described alike are equal.
impl PartialEq for Told {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Told {}

impl Told {
    /// Everything.
    pub const ALL: Self = Self { label: true, kind: true, range: true };
}

/// How intrusive it is to use a fact: an opinion, so with whose it is and since when.
#[derive(Clone, PartialEq, Debug)]
pub struct Intrusive {
    /// In points, from 0 on; points of several facts are added up.
    pub weight: f64,
    /// Who said so.
    pub by: String,
    /// The day it was said, in whole days since 1970-01-01.
    pub on: i32,
}

/// Levels of a column that together are a fact: how one-hot columns come about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneOf {
    /// The column's name.
    pub column: String,
    /// The levels; at least one.
    pub levels: Vec<String>,
}

impl Feature {
    /// A feature of which only its name and kind are known; the name serves as label. A date has steps of a day.
    pub fn bare(id: impl Into<String>, kind: FeatureKind) -> Self {
        let id = id.into();
        Self {
            step: (kind == FeatureKind::Date).then_some(1.0),
            label: id.clone(),
            id,
            group: String::new(),
            description: String::new(),
            kind,
            unit: String::new(),
            range: None,
            source: String::new(),
            purpose: String::new(),
            inferred: false,
            intrusive: None,
            sensitivity: Sensitivity::Unstated,
            protected: false,
            actionability: Actionability::Unstated,
            zero_is_missing: false,
            missing_values: Vec::new(),
            level_hashes: None,
            one_of: None,
            told: Told::default(),
        }
    }

    /// Whether a number stands for "not known" in the data.
    #[inline]
    pub fn counts_as_missing(&self, x: f64) -> bool {
        !self.missing_values.is_empty() && self.missing_values.contains(&x)
    }

    /// Says that a number stands for "not known" in the data, too.
    pub fn count_as_missing(&mut self, number: f64) {
        if !self.missing_values.contains(&number) {
            self.missing_values.push(number);
        }
    }

    /// Whether some numbers stand for "not known".
    pub fn has_missing_numbers(&self) -> bool {
        self.zero_is_missing || !self.missing_values.is_empty()
    }

    /// The levels of a choice; none for numbers.
    pub fn levels(&self) -> &[String] {
        match &self.kind {
            FeatureKind::Choice { levels } => levels,
            _ => &[],
        }
    }

    /// The least value that exists (on the step) and is at least `low`; `low` itself without a step.
    pub fn first_from(&self, low: f64) -> f64 {
        let Some(step) = self.step.filter(|_| low.is_finite()) else { return low };
        let k = ((low - self.origin()) / step).ceil();
        // division rounds: the right one is a step away at most
        let near = [k - 1.0, k, k + 1.0].map(|k| on_grid(self.origin(), step, k));
        near.into_iter().find(|&x| x >= low).unwrap_or(low)
    }

    /// The greatest value that exists (on the step) and is below `high`; the number just below it without a step.
    pub fn last_below(&self, high: f64) -> f64 {
        let Some(step) = self.step.filter(|_| high.is_finite()) else { return high.next_down() };
        let k = ((high - self.origin()) / step).floor();
        let near = [k + 1.0, k, k - 1.0].map(|k| on_grid(self.origin(), step, k));
        near.into_iter().find(|&x| x < high).unwrap_or_else(|| high.next_down())
    }

    /// The nearest value that exists.
    pub fn snap(&self, x: f64) -> f64 {
        match self.step {
            Some(step) if x.is_finite() => on_grid(self.origin(), step, ((x - self.origin()) / step).round()),
            _ => x,
        }
    }

    /// The grid of values runs through the low end of the range where that is a multiple of the step, else through 0.
    fn origin(&self) -> f64 {
        match (self.range, self.step) {
            (Some((low, _)), Some(step)) if ((low / step) - (low / step).round()).abs() > 1e-6 => low,
            _ => 0.0,
        }
    }

    /// Whether values are whole numbers.
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, FeatureKind::Count | FeatureKind::YesNo | FeatureKind::Date)
            || self.step.is_some_and(|s| s >= 1.0 && s.fract() == 0.0)
    }
}

/// The k-th value of a grid, free of the noise that multiplying by 0.1 leaves.
fn on_grid(origin: f64, step: f64, k: f64) -> f64 {
    let value = origin + k * step;
    let decimals = i32::try_from(crate::base::number::decimals_for(step, 1)).unwrap_or(0) + 2;
    let scale = 10f64.powi(decimals);
    let rounded = (value * scale).round() / scale;
    if rounded.is_finite() { rounded } else { value }
}

/// What sort of value a feature has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FeatureKind {
    /// Any number, on a slider.
    Number,
    /// A whole number, with a stepper beside its slider.
    Count,
    /// A date: whole days since 1970-01-01, with a stepper beside its slider.
    Date,
    /// 0 or 1, a switch.
    YesNo,
    /// One of a list of levels; a value is a position in it.
    Choice {
        /// The labels, in the order of their codes.
        levels: Vec<String>,
    },
}

impl FeatureKind {
    /// Whether values are levels, not numbers.
    pub fn is_choice(&self) -> bool {
        matches!(self, Self::Choice { .. })
    }
}

/// How sensitive a fact is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sensitivity {
    /// The dictionary does not say.
    Unstated,
    /// Says little about a person.
    Low,
    /// Personal data as most are.
    Personal,
    /// Money, health, family, whereabouts: what people mind being used.
    Sensitive,
}

/// Whether a customer can change a fact, and in which direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actionability {
    /// The dictionary does not say.
    Unstated,
    /// Can go either way.
    Free,
    /// Can only grow, as an age does.
    UpOnly,
    /// Can only shrink.
    DownOnly,
    /// Cannot be changed by the customer.
    Immutable,
}

/// The features of a model in order, found by name.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Dictionary {
    features: Vec<Feature>,
}

impl Dictionary {
    /// A dictionary of features in the model's order. Names must be unique; the builder checks it.
    pub fn new(features: Vec<Feature>) -> Self {
        Self { features }
    }

    /// The features by themselves, in the model's order.
    pub fn into_features(self) -> Vec<Feature> {
        self.features
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// All features, in the model's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FeatureIdx, &Feature)> + Clone {
        self.features.iter().enumerate().map(|(i, f)| (FeatureIdx::new(i), f))
    }

    /// The feature at a position.
    pub fn get(&self, idx: FeatureIdx) -> &Feature {
        &self.features[idx.index()]
    }

    /// The position of a feature by its id, or by its label if no id is it. O(features).
    pub fn find(&self, name: &str) -> Option<FeatureIdx> {
        let by_id = self.features.iter().position(|f| f.id == name);
        by_id.or_else(|| self.features.iter().position(|f| f.label == name)).map(FeatureIdx::new)
    }

    /// A hint for a name that is not here.
    pub fn hint(&self, name: &str) -> crate::base::Hint {
        suggest::hint(name, "feature", self.features.iter().map(|f| f.id.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_exist_beside_a_threshold() {
        let mut money = Feature::bare("basket", FeatureKind::Number);
        money.step = Some(0.1);
        assert_eq!(money.first_from(46.15), 46.2);
        assert_eq!(money.last_below(46.15), 46.1);
        assert_eq!(money.first_from(46.2), 46.2);
        assert_eq!(money.last_below(46.2), 46.1);
        let mut count = Feature::bare("orders", FeatureKind::Count);
        count.step = Some(1.0);
        assert_eq!((count.first_from(4.5), count.last_below(4.5)), (5.0, 4.0));
        assert_eq!((count.first_from(5.0), count.last_below(5.0)), (5.0, 4.0));
        let any = Feature::bare("x", FeatureKind::Number);
        assert_eq!((any.first_from(0.3), any.last_below(0.3)), (0.3, 0.3f64.next_down()));
    }
}
