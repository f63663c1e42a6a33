//! What a change may do, as a RON file that a person writes; documented in `docs/formats.md`.
//!
//! It says of each fact what the data dictionary does not, or otherwise; what it leaves out stays as the dictionary
//! has it.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::pairs::Pairs;
use crate::base::few::{Texts, few};
use crate::base::ours::Format;
use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::model::builder::FEATURES_MAX;
use crate::model::{ChangeRules, CustomerModel, Direction};

const FORMAT: Format =
    Format::new("candour_rules", "rules of change", 1, "a rules file starts with (candour_rules: 1, features: {");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    // files of before there was a version are of the first
    #[serde(default = "first")]
    candour_rules: u32,
    #[serde(default)]
    features: Pairs<Entry>,
    #[serde(default, deserialize_with = "few::<_, _, FEATURES_MAX>")]
    one_hot: Vec<Texts>,
    #[serde(default, deserialize_with = "few::<_, _, FEATURES_MAX>")]
    at_most: Vec<(String, String)>,
}

fn first() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    min: Option<f64>,
    #[serde(default)]
    max: Option<f64>,
    #[serde(default)]
    whole: Option<bool>,
    #[serde(default)]
    price: Option<f64>,
    #[serde(default)]
    direction: Option<Word>,
}

#[derive(Deserialize)]
enum Word {
    Any,
    Up,
    Down,
    Fixed,
}

/// Reads rules for a model, on top of what its dictionary says.
///
/// # Errors
/// [`Kind::Format`] with line and column; [`Kind::Data`] with the feature: a name that the model does not have (with
/// the nearest) or that stands twice, a range that is empty, a price below 0, a level in a rule for numbers.
pub fn read(bytes: &[u8], model: &CustomerModel) -> Result<ChangeRules> {
    let file: File = FORMAT.read(bytes, |file: &File| file.candour_rules)?;
    let mut rules = ChangeRules::of(model);
    let mut seen = BTreeSet::new();
    for (name, entry) in &file.features.0 {
        let place = format!("feature \"{name}\"");
        let idx = find(model, name, &place)?;
        let refuse = |what: &str, hint: &str| Err(Error::new(Kind::Data, what).at(place.clone()).hint(hint));
        if !seen.insert(idx) {
            return refuse("is there twice", "keep one of the two entries");
        }
        let feature = model.features().get(idx);
        let freedom = &mut rules.freedoms[idx.index()];
        if feature.kind.is_choice() && (entry.min.is_some() || entry.max.is_some() || entry.whole.is_some()) {
            return refuse("has levels, which have no range", "leave out min, max and whole");
        }
        freedom.min = entry.min.unwrap_or(freedom.min);
        freedom.max = entry.max.unwrap_or(freedom.max);
        if freedom.min.is_nan() || freedom.max.is_nan() || freedom.min > freedom.max {
            return refuse("has a range with nothing in it", "min is the least value, max the greatest");
        }
        match entry.whole {
            Some(true) => freedom.step = Some(1.0),
            Some(false) if freedom.step.is_some_and(|s| s.fract() == 0.0) => freedom.step = None,
            _ => {}
        }
        if let Some(price) = entry.price {
            if !(price.is_finite() && price >= 0.0) {
                return refuse("has a price that is no number of at least 0", "a price is what a change of 1 costs");
            }
            freedom.price = price;
        }
        freedom.direction = match entry.direction {
            Some(Word::Any) => Direction::Any,
            Some(Word::Up) => Direction::Up,
            Some(Word::Down) => Direction::Down,
            Some(Word::Fixed) => Direction::Fixed,
            None => freedom.direction,
        };
    }
    let number = |name: &str, place: &str| {
        let idx = find(model, name, place)?;
        if model.features().get(idx).kind.is_choice() {
            return Err(Error::new(Kind::Data, format!("\"{name}\" has levels, expected numbers"))
                .at(place)
                .hint("only numbers can be compared, and only facts of 0 and 1 make a group"));
        }
        Ok(idx)
    };
    let mut grouped = BTreeSet::new();
    for (i, group) in file.one_hot.iter().enumerate() {
        let place = format!("one_hot, group {i}");
        let mut members = Vec::new();
        for name in group.iter() {
            let idx = number(name, &place)?;
            if !grouped.insert(idx) {
                return Err(Error::new(Kind::Data, format!("\"{name}\" is in a group already"))
                    .at(place)
                    .hint("a fact belongs to one group at most"));
            }
            members.push(idx);
        }
        if members.len() < 2 {
            return Err(Error::new(Kind::Data, "a group needs two facts at least")
                .at(place)
                .hint("list every column of the group"));
        }
        rules.one_hot.push(members);
    }
    for (i, (a, b)) in file.at_most.iter().enumerate() {
        let place = format!("at_most, pair {i}");
        let pair = (number(a, &place)?, number(b, &place)?);
        if pair.0 == pair.1 {
            return Err(Error::new(Kind::Data, "compares a fact with itself").at(place).hint("name two facts"));
        }
        rules.at_most.push(pair);
    }
    Ok(rules)
}

fn find(model: &CustomerModel, name: &str, place: &str) -> Result<FeatureIdx> {
    model.features().find(name).ok_or_else(|| {
        Error::new(Kind::Data, format!("the model has no feature \"{name}\""))
            .at(place)
            .hint(model.features().hint(name))
    })
}
