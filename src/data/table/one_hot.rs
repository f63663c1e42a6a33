//! Cells of a column whose levels are features of their own: 1 where a cell is one of a feature's levels, else 0.

use super::cell;
use super::cells::Cell;
use super::level::{As, Finder, Found};
use super::matching::{FeatureMatch, Oddity};
use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::model::Feature;

/// The features that are levels of one column.
pub(super) struct OneHot<'f> {
    of: &'f Feature,
    finder: Finder<'f>,
    targets: Vec<Target>,
    missing: usize,
    unseen: usize,
    trimmed: usize,
}

struct Target {
    feature: FeatureIdx,
    /// Which of the finder's labels are this feature's.
    is: Vec<bool>,
    list: Vec<f64>,
}

impl<'f> OneHot<'f> {
    /// For features and the levels that each stands for; `of` is one of them.
    pub(super) fn new(of: &'f Feature, targets: &[(FeatureIdx, &'f [String])]) -> Self {
        let mut labels: Vec<&str> = targets.iter().flat_map(|(_, levels)| *levels).map(String::as_str).collect();
        labels.sort_unstable();
        labels.dedup();
        let target = |(feature, levels): &(FeatureIdx, &'f [String])| {
            let is = labels.iter().map(|label| levels.iter().any(|level| level == label)).collect();
            Target { feature: *feature, is, list: Vec::new() }
        };
        let targets = targets.iter().map(target).collect();
        Self { of, finder: Finder::of_labels(labels), targets, missing: 0, unseen: 0, trimmed: 0 }
    }

    /// How many features there are.
    pub(super) fn width(&self) -> usize {
        self.targets.len()
    }

    pub(super) fn take(&mut self, cell: &Cell<'_>) -> Result<()> {
        let found = match *cell {
            Cell::Missing => Found::Missing,
            Cell::Number(x) if x.is_nan() => Found::Missing,
            Cell::Number(x) => self.finder.number(x),
            Cell::Whole(x) => self.finder.whole(x.into()),
            Cell::Bool(yes) => self.finder.boolean(yes),
            Cell::Date(_) => {
                return Err(Error::new(Kind::Data, "expected the text of a level, found a date")
                    .hint(format!("\"{}\" is one level of this column", self.of.id)));
            }
            Cell::Text(text) => self.text(text)?,
        };
        let level = match found {
            Found::Missing => {
                self.missing += 1;
                self.targets.iter_mut().for_each(|t| t.list.push(f64::NAN));
                return Ok(());
            }
            Found::Level(level, how) => {
                self.trimmed += usize::from(how == As::Trimmed);
                Some(level as usize)
            }
            Found::Doubt(doubt) => return Err(doubt.error()),
            Found::Unseen | Found::OtherCode | Found::Code(_) => None,
        };
        self.unseen += usize::from(level.is_none());
        for target in &mut self.targets {
            target.list.push(f64::from(u8::from(level.is_some_and(|level| target.is[level]))));
        }
        Ok(())
    }

    fn text(&self, text: &str) -> Result<Found> {
        let found = self.finder.text(text);
        if found == Found::Unseen
            && let Some(meant) = cell::misspelt(text.trim(), self.finder.labels().iter().copied())
        {
            return Err(Error::new(Kind::Data, "expected the text of a level, found another text")
                .hint(format!("did you mean \"{meant}\"?")));
        }
        Ok(found)
    }

    /// The numbers since the last time, by feature.
    pub(super) fn hand_over(&mut self) -> impl Iterator<Item = (FeatureIdx, Vec<f64>)> {
        self.targets.iter_mut().map(|target| (target.feature, std::mem::take(&mut target.list)))
    }

    /// Says what was counted.
    pub(super) fn count(&self, features: &mut [FeatureMatch]) {
        for target in &self.targets {
            let found = &mut features[target.feature.index()];
            (found.missing, found.unseen) = (self.missing, self.unseen);
            if self.trimmed > 0 {
                found.oddities.push(Oddity::Trimmed(self.trimmed));
            }
        }
    }
}
