//! Cells become columns: one builder for every form of table, with what was counted on the way.

use std::collections::BTreeMap;

use super::cells::Cell;
use super::levels::Levels;
use super::matching::{Asked, FeatureMatch, How, Matching};
use super::numbers::{Decimals, Numbers};
use super::one_hot::OneHot;
use super::plan::Plan;
use super::words;
use crate::base::date;
use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::model::columns::LEVEL_MISSING;
use crate::model::{self, Consent, Consents, Decision, Dictionary};

/// The most bytes that all row labels together may have.
const LABELS_MAX: usize = 1 << 30;

/// The values of one feature.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Column {
    /// NaN is missing.
    Numbers(Vec<f64>),
    /// With the codes above.
    Levels(Vec<u32>),
    /// The file has no such column; the model does not use it.
    Absent,
}

/// Row labels, as one text and where each ends.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Labels {
    text: String,
    ends: Vec<usize>,
}

impl Labels {
    fn push(&mut self, label: &str) {
        self.text.push_str(label.trim());
        self.ends.push(self.text.len());
    }

    /// Kept out of the loop over cells, most of which are numbers: the calendar would be worked out for each of them.
    #[inline(never)]
    fn take(&mut self, cell: &Cell<'_>) -> Result<()> {
        if self.text.len() > LABELS_MAX {
            let what = format!("row labels of more than {} MB, the limit", LABELS_MAX >> 20);
            return Err(Error::new(Kind::Data, what).hint("rename the column if it labels no rows"));
        }
        match *cell {
            Cell::Text(text) => self.push(text),
            Cell::Number(x) => self.push(&x.to_string()),
            Cell::Whole(x) => self.push(&x.to_string()),
            Cell::Bool(yes) => self.push(if yes { "true" } else { "false" }),
            Cell::Date(day) => self.push(&date::iso(day)),
            Cell::Missing => self.push(""),
        }
        Ok(())
    }

    pub(super) fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }

    fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Takes a row's label away. O(labels).
    fn remove(&mut self, row: usize) {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends.remove(row);
        self.text.replace_range(start..end, "");
        self.ends[row..].iter_mut().for_each(|later| *later -= end - start);
    }

    pub(super) fn find(&self, label: &str) -> Vec<usize> {
        (0..self.ends.len()).filter(|&row| self.get(row) == label).collect()
    }
}

/// What was kept of some rows.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Kept {
    /// One per feature.
    pub columns: Vec<Column>,
    pub labels: Option<Labels>,
    /// In the plan's order; NaN where the cell is no number.
    pub extra: Vec<Vec<f64>>,
    /// Per purpose of the plan, what each customer decided; empty where there is no column.
    pub asked: Vec<Vec<Decision>>,
    /// In the plan's order, where columns are kept as texts: which of the texts met so far each cell is.
    pub words: Vec<(Vec<u32>, Vec<String>)>,
}

/// The different texts of a column, and which of them each cell is.
#[derive(Default)]
struct Texts {
    codes: Vec<u32>,
    places: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Texts {
    /// The most different texts that are kept; what is past them all counts as one more.
    const MOST: usize = 1 << 10;

    #[inline(never)]
    fn take(&mut self, cell: &Cell<'_>) {
        let text = match *cell {
            Cell::Text(text) => text.trim().to_owned(),
            Cell::Number(x) => x.to_string(),
            Cell::Whole(x) => x.to_string(),
            Cell::Bool(yes) => if yes { "yes" } else { "no" }.to_owned(),
            Cell::Date(day) => date::iso(day),
            Cell::Missing => String::new(),
        };
        let code = if words::is_missing(&text) {
            LEVEL_MISSING
        } else if let Some(&code) = self.places.get(&text) {
            code
        } else {
            let code = self.texts.len().min(Self::MOST) as u32;
            if self.texts.len() <= Self::MOST {
                self.texts.push(text.clone());
                self.places.insert(text, code);
            }
            code
        };
        self.codes.push(code);
    }
}

impl Kept {
    /// As the world above sees a column.
    pub(super) fn column(&self, feature: FeatureIdx) -> model::Column<'_> {
        match &self.columns[feature.index()] {
            Column::Absent => model::Column::Missing,
            Column::Numbers(list) => model::Column::Numbers(list),
            Column::Levels(list) => model::Column::Levels(list),
        }
    }

    /// Takes a row away. O(values).
    pub(super) fn remove(&mut self, row: usize) {
        for column in &mut self.columns {
            match column {
                Column::Numbers(list) => {
                    list.remove(row);
                }
                Column::Levels(list) => {
                    list.remove(row);
                }
                Column::Absent => {}
            }
        }
        for list in &mut self.extra {
            list.remove(row);
        }
        for list in self.asked.iter_mut().filter(|list| !list.is_empty()) {
            list.remove(row);
        }
        for (list, _) in &mut self.words {
            list.remove(row);
        }
        self.labels.iter_mut().for_each(|labels| labels.remove(row));
    }

    /// What a row's customer decided, by purpose, as far as columns say it. O(purposes).
    pub(super) fn consents(&self, matching: &Matching, row: usize) -> Consents {
        let decided = |(asked, list): (&Asked, &Vec<Decision>)| {
            let consent = match list.get(row)? {
                Decision::NotAsked => Consent::NotAsked,
                Decision::Granted => Consent::Granted { on: None },
                Decision::Refused => Consent::Refused { on: None },
            };
            Some((asked.purpose.clone(), consent))
        };
        matching.asked.iter().zip(&self.asked).filter_map(decided).collect()
    }

    /// Gives back memory that was taken in advance.
    pub(super) fn shrink_to_fit(&mut self) {
        for column in &mut self.columns {
            match column {
                Column::Numbers(list) => list.shrink_to_fit(),
                Column::Levels(list) => list.shrink_to_fit(),
                Column::Absent => {}
            }
        }
        self.extra.iter_mut().for_each(Vec::shrink_to_fit);
        self.asked.iter_mut().for_each(Vec::shrink_to_fit);
        self.labels.iter_mut().for_each(Labels::shrink_to_fit);
    }
}

/// What takes cells, column by column of the file.
pub(super) struct Builder<'f> {
    features: &'f Dictionary,
    slots: Vec<Vec<Slot<'f>>>,
    decimals: Decimals,
}

/// A cell of a column that is kept beside the features; NaN where it is no number. Kept out of the loop over cells: what
/// other sorts of cells are would be worked out for each of them.
#[inline(never)]
fn extra(cell: &Cell<'_>, decimals: &mut Decimals, at: (usize, usize)) -> Result<f64> {
    Ok(match *cell {
        Cell::Number(x) => x,
        Cell::Whole(x) => x as f64,
        Cell::Bool(yes) => f64::from(u8::from(yes)),
        Cell::Date(day) => f64::from(day),
        Cell::Missing => f64::NAN,
        Cell::Text(text) => {
            let text = text.trim();
            match decimals.plain(text, false) {
                Some(x) => x,
                None => decimals.number(text, at)?.unwrap_or(f64::NAN),
            }
        }
    })
}

/// What a cell says of a purpose: yes, no, or nothing where nobody asked.
///
/// # Errors
/// [`Kind::Data`] without a place; the cell is not repeated.
#[inline(never)]
fn decision(cell: &Cell<'_>) -> Result<Decision> {
    let refused = || {
        Error::new(Kind::Data, "expected yes or no, found something else")
            .hint("it says what the customer decided: yes, no, or nothing where nobody asked")
    };
    let number = |x: f64| match x {
        1.0 => Ok(Decision::Granted),
        0.0 => Ok(Decision::Refused),
        _ => Err(refused()),
    };
    match *cell {
        Cell::Missing => Ok(Decision::NotAsked),
        Cell::Bool(true) => Ok(Decision::Granted),
        Cell::Bool(false) => Ok(Decision::Refused),
        Cell::Number(x) if x.is_nan() => Ok(Decision::NotAsked),
        Cell::Number(x) => number(x),
        Cell::Whole(x) => number(x as f64),
        Cell::Date(_) => Err(refused()),
        Cell::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "1" | "1.0" | "yes" | "true" => Ok(Decision::Granted),
            "0" | "0.0" | "no" | "false" => Ok(Decision::Refused),
            word if words::is_missing(word) => Ok(Decision::NotAsked),
            _ => Err(refused()),
        },
    }
}

enum Slot<'f> {
    Number(FeatureIdx, Numbers<'f>),
    Level(FeatureIdx, Levels<'f>),
    OneHot(OneHot<'f>),
    Label(Labels),
    Extra(Vec<f64>),
    Asked(Vec<Decision>, [usize; 2]),
    Words(Texts),
}

impl<'f> Builder<'f> {
    /// Prepares a builder for a file of `n_columns`; `comma` says whether numbers may have a decimal comma.
    pub(super) fn new(features: &'f Dictionary, plan: &'f Plan, n_columns: usize, comma: bool) -> Self {
        let mut slots: Vec<Vec<Slot<'f>>> = (0..n_columns).map(|_| Vec::new()).collect();
        let mut groups: BTreeMap<usize, Vec<(FeatureIdx, &'f [String])>> = BTreeMap::new();
        for ((idx, feature), (how, column)) in features.iter().zip(&plan.features) {
            let Some(column) = *column else { continue };
            if *how == How::OneHot {
                let levels = plan.levels.get(&idx.index()).map_or(&[][..], Vec::as_slice);
                groups.entry(column).or_default().push((idx, levels));
            } else if feature.kind.is_choice() {
                slots[column].push(Slot::Level(idx, Levels::new(feature)));
            } else {
                slots[column].push(Slot::Number(idx, Numbers::new(feature)));
            }
        }
        for (column, targets) in groups {
            slots[column].push(Slot::OneHot(OneHot::new(features.get(targets[0].0), &targets)));
        }
        if let Some(column) = plan.label {
            slots[column].push(Slot::Label(Labels::default()));
        }
        for &column in &plan.kept {
            slots[column].push(Slot::Extra(Vec::new()));
        }
        for &column in &plan.words {
            slots[column].push(Slot::Words(Texts::default()));
        }
        // one column may say it of two purposes
        for &column in plan.asked.iter().flatten() {
            if !slots[column].iter().any(|slot| matches!(slot, Slot::Asked(..))) {
                slots[column].push(Slot::Asked(Vec::new(), [0; 2]));
            }
        }
        Self { features, slots, decimals: Decimals::new(comma) }
    }

    /// Which columns of the file are wanted.
    pub(super) fn wanted(&self) -> Vec<bool> {
        self.slots.iter().map(|s| !s.is_empty()).collect()
    }

    /// How many cells are kept of a row.
    pub(super) fn width(&self) -> usize {
        let of = |slot: &Slot<'_>| if let Slot::OneHot(group) = slot { group.width() } else { 1 };
        self.slots.iter().flatten().map(of).sum()
    }

    /// Takes a cell.
    ///
    /// # Errors
    /// [`Kind::Data`] without a place, for a cell that is no value of its feature.
    pub(super) fn take(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<()> {
        let decimals = &mut self.decimals;
        for slot in &mut self.slots[column] {
            match slot {
                Slot::Number(_, numbers) => numbers.take(&cell, decimals, (row, column))?,
                Slot::Level(_, levels) => levels.take(&cell, row)?,
                Slot::OneHot(group) => group.take(&cell)?,
                Slot::Label(labels) => labels.take(&cell)?,
                Slot::Extra(list) => list.push(extra(&cell, decimals, (row, column))?),
                Slot::Words(texts) => texts.take(&cell),
                Slot::Asked(list, [granted, refused]) => {
                    let decision = decision(&cell)?;
                    *granted += usize::from(decision == Decision::Granted);
                    *refused += usize::from(decision == Decision::Refused);
                    list.push(decision);
                }
            }
        }
        Ok(())
    }

    /// Whether what a cell means hangs on cells that are still to come: it may be the code of a level, if no cell of
    /// its column is a level's label.
    pub(super) fn in_doubt(&self) -> bool {
        self.levels().any(Levels::in_doubt)
    }

    /// A builder for the same file that looks only into what is in doubt here.
    pub(super) fn ahead(&self) -> Self {
        let of = |slot: &Slot<'f>| match slot {
            Slot::Level(feature, levels) if levels.in_doubt() => {
                Some(Slot::Level(*feature, Levels::new(levels.of())))
            }
            _ => None,
        };
        let slots = self.slots.iter().map(|slots| slots.iter().filter_map(of).collect()).collect();
        Self { features: self.features, slots, decimals: Decimals::default() }
    }

    /// Whether every column of levels has a label.
    pub(super) fn labelled(&self) -> bool {
        self.levels().all(Levels::is_labelled)
    }

    /// Takes over what a builder that went ahead found: what it found no label of holds codes.
    pub(super) fn decide(&mut self, ahead: &Self) {
        for (own, other) in self.slots.iter_mut().zip(&ahead.slots) {
            let own = own.iter_mut().filter_map(|s| if let Slot::Level(_, l) = s { Some(l) } else { None });
            let other = other.iter().filter_map(|s| if let Slot::Level(_, l) = s { Some(l) } else { None });
            own.filter(|l| l.in_doubt()).zip(other).for_each(|(own, other)| own.decide(!other.is_labelled()));
        }
    }

    /// Forgets the lists, of which only the counts are wanted.
    pub(super) fn forget(&mut self) {
        for slot in self.slots.iter_mut().flatten() {
            if let Slot::Level(_, levels) = slot {
                levels.forget();
            }
        }
    }

    fn levels(&self) -> impl Iterator<Item = &Levels<'f>> {
        self.slots.iter().flatten().filter_map(|slot| if let Slot::Level(_, l) = slot { Some(l) } else { None })
    }

    /// Hands over what was kept since the last time. Nothing may be in doubt, unless no cell is to come.
    pub(super) fn hand_over(&mut self, plan: &Plan) -> Kept {
        let mut columns: Vec<Column> = self.features.iter().map(|_| Column::Absent).collect();
        let mut labels = None;
        let (mut extra, mut asked, mut words) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (column, slot) in self.slots.iter_mut().enumerate().flat_map(|(c, s)| s.iter_mut().map(move |s| (c, s))) {
            match slot {
                Slot::Number(feature, numbers) => {
                    columns[feature.index()] = Column::Numbers(numbers.hand_over());
                }
                Slot::Level(feature, levels) => columns[feature.index()] = Column::Levels(levels.hand_over()),
                Slot::OneHot(group) => {
                    for (feature, list) in group.hand_over() {
                        columns[feature.index()] = Column::Numbers(list);
                    }
                }
                Slot::Label(list) => labels = Some(std::mem::take(list)),
                Slot::Extra(list) => _ = extra.insert(column, std::mem::take(list)),
                Slot::Asked(list, _) => _ = asked.insert(column, std::mem::take(list)),
                Slot::Words(texts) => {
                    words.insert(column, (std::mem::take(&mut texts.codes), texts.texts.clone()));
                }
            }
        }
        let extra = plan.kept.iter().filter_map(|column| extra.remove(column)).collect();
        let said = |column: &Option<usize>| column.and_then(|c| asked.get(&c).cloned()).unwrap_or_default();
        let asked = plan.asked.iter().map(said).collect();
        let words = plan.words.iter().filter_map(|column| words.remove(column)).collect();
        Kept { columns, labels, extra, asked, words }
    }

    /// What was said of each purpose, over all that was taken.
    pub(super) fn asked(&self, plan: &Plan, asked: &[(&str, &str)]) -> Vec<Asked> {
        let counts = |column: usize| {
            self.slots[column]
                .iter()
                .find_map(|slot| if let Slot::Asked(_, n) = slot { Some((n[0], n[1])) } else { None })
        };
        let of = |(&(purpose, column), at): (&(&str, &str), &Option<usize>)| Asked {
            purpose: purpose.to_owned(),
            column: column.to_owned(),
            decided: at.and_then(counts),
        };
        asked.iter().zip(&plan.asked).map(of).collect()
    }

    /// Looks, once every cell is taken, at what only all of them tell.
    ///
    /// # Errors
    /// [`Kind::Data`] with the place that `place` gives to a row and column: no cell of a choice, or hardly one, is one
    /// of its levels, or commas or points in numbers that could be either kind.
    pub(super) fn check(&self, place: &dyn Fn(usize, usize) -> String) -> Result<()> {
        self.decimals.check(place)?;
        for (column, slot) in self.slots.iter().enumerate().flat_map(|(c, s)| s.iter().map(move |s| (c, s))) {
            let checked = match slot {
                Slot::Number(_, numbers) => numbers.check(),
                Slot::Level(_, levels) => levels.check(),
                Slot::OneHot(_) | Slot::Label(_) | Slot::Extra(_) | Slot::Asked(..) | Slot::Words(_) => Ok(()),
            };
            checked.map_err(|(row, e)| e.at(place(row, column)))?;
        }
        Ok(())
    }

    /// What was counted of every feature, once every cell is taken.
    pub(super) fn counts(&self, plan: &Plan, names: &[String]) -> Vec<FeatureMatch> {
        let bare = |(how, column): &(How, Option<usize>)| FeatureMatch {
            how: *how,
            column: column.map(|c| names[c].clone()),
            missing: 0,
            unseen: 0,
            by_code: false,
            oddities: Vec::new(),
        };
        let mut features: Vec<FeatureMatch> = plan.features.iter().map(bare).collect();
        for slot in self.slots.iter().flatten() {
            match slot {
                Slot::Number(feature, numbers) => {
                    let found = &mut features[feature.index()];
                    found.missing = numbers.missing();
                    found.oddities = numbers.oddities();
                }
                Slot::Level(feature, levels) => levels.count(&mut features[feature.index()]),
                Slot::OneHot(group) => group.count(&mut features),
                Slot::Label(_) | Slot::Extra(_) | Slot::Asked(..) | Slot::Words(_) => {}
            }
        }
        features
    }

    /// Whether numbers have a decimal comma; `None` where no number shows it.
    pub(super) fn decimal_comma(&self) -> Option<bool> {
        self.decimals.comma()
    }
}
