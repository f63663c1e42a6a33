//! Cells become columns: one builder for every form of table, with what was counted on the way.

use std::collections::BTreeMap;

use super::cell::{self, Found};
use super::cells::Cell;
use super::matching::{FeatureMatch, How, Plan};
use crate::base::date;
use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::model::columns::{LEVEL_MISSING as MISSING, LEVEL_OTHER as OTHER};
use crate::model::{self, Dictionary, Feature, FeatureKind, Value};

/// Marks a code that is a level's only if the whole column holds codes.
const BY_CODE: u32 = 1 << 30;
/// The most bytes that all row labels together may have.
const LABELS_MAX: usize = 1 << 30;
/// How many distinct texts that are no labels are remembered per column.
const MISSES_MAX: usize = 256;

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
    fn take(&mut self, cell: Cell<'_>) -> Result<()> {
        if self.text.len() > LABELS_MAX {
            let what = format!("row labels of more than {} MB, the limit", LABELS_MAX >> 20);
            return Err(Error::new(Kind::Data, what).hint("rename the column if it labels no rows"));
        }
        match cell {
            Cell::Text(text) => self.push(text),
            Cell::Number(x) => self.push(&x.to_string()),
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
        self.labels.iter_mut().for_each(Labels::shrink_to_fit);
    }
}

/// What takes cells, column by column of the file.
pub(super) struct Builder<'f> {
    features: &'f Dictionary,
    slots: Vec<Vec<Slot<'f>>>,
    decimals: Decimals,
}

enum Slot<'f> {
    Number { feature: FeatureIdx, of: &'f Feature, list: Vec<f64>, missing: usize },
    Level(FeatureIdx, Levels<'f>),
    OneHot(OneHot<'f>),
    Label(Labels),
    Extra(Vec<f64>),
}

impl<'f> Builder<'f> {
    /// Prepares a builder for a file of `n_columns`; `comma` says whether numbers may have a decimal comma.
    pub(super) fn new(features: &'f Dictionary, plan: &Plan, n_columns: usize, comma: bool) -> Self {
        let mut slots: Vec<Vec<Slot<'f>>> = (0..n_columns).map(|_| Vec::new()).collect();
        for ((idx, feature), (how, column)) in features.iter().zip(&plan.features) {
            let Some(column) = *column else { continue };
            let slots = &mut slots[column];
            if *how == How::OneHot {
                let levels = plan.levels.get(&idx.index()).into_iter().flatten();
                let levels = levels.map(|level| (level.clone(), level.parse().ok())).collect();
                let target = Target { feature: idx, levels, list: Vec::new() };
                match slots.iter_mut().find_map(|s| if let Slot::OneHot(group) = s { Some(group) } else { None }) {
                    Some(group) => group.targets.push(target),
                    None => {
                        slots.push(Slot::OneHot(OneHot {
                            of: feature,
                            targets: vec![target],
                            missing: 0,
                            unseen: 0,
                        }));
                    }
                }
            } else if feature.kind.is_choice() {
                slots.push(Slot::Level(idx, Levels::new(feature)));
            } else {
                slots.push(Slot::Number { feature: idx, of: feature, list: Vec::new(), missing: 0 });
            }
        }
        if let Some(column) = plan.label {
            slots[column].push(Slot::Label(Labels::default()));
        }
        for &column in &plan.kept {
            slots[column].push(Slot::Extra(Vec::new()));
        }
        Self { features, slots, decimals: Decimals { allowed: comma, ..Decimals::default() } }
    }

    /// Which columns of the file are wanted.
    pub(super) fn wanted(&self) -> Vec<bool> {
        self.slots.iter().map(|s| !s.is_empty()).collect()
    }

    /// How many cells are kept of a row.
    pub(super) fn width(&self) -> usize {
        let of = |slot: &Slot<'_>| if let Slot::OneHot(group) = slot { group.targets.len() } else { 1 };
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
                Slot::Number { of, list, missing, .. } => {
                    let x = number(cell, of, decimals, (row, column))?;
                    *missing += usize::from(x.is_nan());
                    list.push(x);
                }
                Slot::Level(_, levels) => levels.take(cell, row)?,
                Slot::OneHot(group) => group.take(cell)?,
                Slot::Label(labels) => labels.take(cell)?,
                Slot::Extra(list) => list.push(match cell {
                    Cell::Number(x) => x,
                    Cell::Bool(yes) => f64::from(u8::from(yes)),
                    Cell::Date(day) => f64::from(day),
                    Cell::Missing => f64::NAN,
                    Cell::Text(text) => decimals.number(text.trim(), (row, column))?.unwrap_or(f64::NAN),
                }),
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
            Slot::Level(feature, levels) if levels.in_doubt() => Some(Slot::Level(*feature, Levels::new(levels.of))),
            _ => None,
        };
        let slots = self.slots.iter().map(|slots| slots.iter().filter_map(of).collect()).collect();
        Self { features: self.features, slots, decimals: Decimals::default() }
    }

    /// Whether every column of levels has a label.
    pub(super) fn labelled(&self) -> bool {
        self.levels().all(|levels| levels.labels > 0)
    }

    /// Takes over what a builder that went ahead found: what it found no label of holds codes.
    pub(super) fn decide(&mut self, ahead: &Self) {
        for (own, other) in self.slots.iter_mut().zip(&ahead.slots) {
            let own = own.iter_mut().filter_map(|s| if let Slot::Level(_, l) = s { Some(l) } else { None });
            let other = other.iter().filter_map(|s| if let Slot::Level(_, l) = s { Some(l) } else { None });
            own.filter(|l| l.in_doubt()).zip(other).for_each(|(own, other)| own.by_code = Some(other.labels == 0));
        }
    }

    /// Forgets the lists, of which only the counts are wanted.
    pub(super) fn forget(&mut self) {
        for slot in self.slots.iter_mut().flatten() {
            if let Slot::Level(_, levels) = slot {
                levels.list.clear();
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
        let mut extra = BTreeMap::new();
        for (column, slot) in self.slots.iter_mut().enumerate().flat_map(|(c, s)| s.iter_mut().map(move |s| (c, s))) {
            match slot {
                Slot::Number { feature, list, .. } => {
                    columns[feature.index()] = Column::Numbers(std::mem::take(list));
                }
                Slot::Level(feature, levels) => columns[feature.index()] = Column::Levels(levels.hand_over()),
                Slot::OneHot(group) => {
                    for target in &mut group.targets {
                        columns[target.feature.index()] = Column::Numbers(std::mem::take(&mut target.list));
                    }
                }
                Slot::Label(list) => labels = Some(std::mem::take(list)),
                Slot::Extra(list) => _ = extra.insert(column, std::mem::take(list)),
            }
        }
        let extra = plan.kept.iter().filter_map(|column| extra.remove(column)).collect();
        Kept { columns, labels, extra }
    }

    /// Looks, once every cell is taken, at what only all of them tell.
    ///
    /// # Errors
    /// [`Kind::Data`] with the place that `place` gives to a row and column: no cell of a choice is one of its levels,
    /// or commas in numbers that could be either kind.
    pub(super) fn check(&self, place: &dyn Fn(usize, usize) -> String) -> Result<()> {
        if let (None, Some((row, column))) = (self.decimals.found, self.decimals.unsure) {
            let what = "a comma before three digits, which could part decimals or thousands";
            return Err(Error::new(Kind::Data, what)
                .at(place(row, column))
                .hint("write numbers with a decimal point and without separators of thousands"));
        }
        for (column, slot) in self.slots.iter().enumerate().flat_map(|(c, s)| s.iter().map(move |s| (c, s))) {
            if let Slot::Level(_, levels) = slot {
                levels.check().map_err(|(row, e)| e.at(place(row, column)))?;
            }
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
        };
        let mut features: Vec<FeatureMatch> = plan.features.iter().map(bare).collect();
        for slot in self.slots.iter().flatten() {
            match slot {
                Slot::Number { feature, missing, .. } => features[feature.index()].missing = *missing,
                Slot::Level(feature, levels) => levels.count(&mut features[feature.index()]),
                Slot::OneHot(group) => {
                    for target in &group.targets {
                        let found = &mut features[target.feature.index()];
                        (found.missing, found.unseen) = (group.missing, group.unseen);
                    }
                }
                Slot::Label(_) | Slot::Extra(_) => {}
            }
        }
        features
    }

    /// Whether numbers have a decimal comma; `None` where no number shows it.
    pub(super) fn decimal_comma(&self) -> Option<bool> {
        self.decimals.comma()
    }
}

/// A cell as a number of a feature; NaN is missing.
fn number(cell: Cell<'_>, of: &Feature, decimals: &mut Decimals, at: (usize, usize)) -> Result<f64> {
    match cell {
        Cell::Missing => Ok(f64::NAN),
        Cell::Number(x) if of.kind == FeatureKind::YesNo && x != 0.0 && x != 1.0 && !x.is_nan() => {
            Err(Error::new(Kind::Data, "expected yes or no, found another number")
                .hint("write 1 or 0, yes or no, or nothing where it is not known"))
        }
        Cell::Number(x) if of.kind == FeatureKind::Date && !x.is_nan() => cell::day(x),
        Cell::Number(x) => Ok(x),
        Cell::Date(day) if of.kind == FeatureKind::Date => cell::day(f64::from(day)),
        Cell::Bool(_) if of.kind == FeatureKind::Date => {
            Err(Error::new(Kind::Data, "expected a date, found true or false").hint("write dates as year-month-day"))
        }
        Cell::Bool(yes) => Ok(f64::from(u8::from(yes))),
        Cell::Date(_) => Err(Error::new(Kind::Data, "expected a number, found a date").hint(
            "give the number that the model was trained with; days since 1970-01-01 are a feature of kind Date",
        )),
        Cell::Text(text) => {
            let text = text.trim();
            if text.is_empty() {
                return Ok(f64::NAN);
            }
            if !matches!(of.kind, FeatureKind::YesNo | FeatureKind::Date)
                && let Some(x) = decimals.number(text, at)?
            {
                return Ok(x);
            }
            match cell::parse(text, of)? {
                Value::Number(x) => Ok(x),
                _ => Ok(f64::NAN),
            }
        }
    }
}

/// Whether the numbers of a file have a decimal comma or a point: one of the two, found out as they are read.
#[derive(Default)]
struct Decimals {
    /// Commas are possible: they do not part cells.
    allowed: bool,
    found: Option<Convention>,
    /// The first comma that could part thousands as well, as long as no other tells.
    unsure: Option<(usize, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Convention {
    Comma,
    Point,
}

impl Decimals {
    /// A text as a number, `None` if it is none.
    fn number(&mut self, text: &str, at: (usize, usize)) -> Result<Option<f64>> {
        if let Ok(x) = text.parse::<f64>() {
            if self.allowed && text.contains('.') {
                if self.found == Some(Convention::Comma) || self.unsure.is_some() {
                    return Err(mixed("a decimal point", "a decimal comma"));
                }
                self.found = Some(Convention::Point);
            }
            return Ok(Some(x));
        }
        if !self.allowed || text.len() > 64 {
            return Ok(None);
        }
        let Some((whole, decimals)) = text.split_once(',') else { return Ok(None) };
        if decimals.contains([',', '.']) || whole.contains('.') {
            return Ok(None);
        }
        let mut buffer = [0; 64];
        let buffer = &mut buffer[..text.len()];
        buffer.copy_from_slice(text.as_bytes());
        buffer[whole.len()] = b'.';
        let Some(x) = std::str::from_utf8(buffer).ok().and_then(|t| t.parse::<f64>().ok()) else { return Ok(None) };
        if self.found == Some(Convention::Point) {
            return Err(mixed("a decimal comma", "a decimal point"));
        }
        let digits = whole.trim_start_matches(['+', '-']);
        let thousands = (1..=3).contains(&digits.len()) && !digits.starts_with('0') && decimals.len() == 3;
        if thousands && self.found.is_none() {
            self.unsure.get_or_insert(at);
        } else {
            self.found = Some(Convention::Comma);
        }
        Ok(Some(x))
    }

    fn comma(&self) -> Option<bool> {
        self.found.map(|found| found == Convention::Comma)
    }
}

fn mixed(here: &str, before: &str) -> Error {
    Error::new(Kind::Data, format!("{here}, where a number before has {before}"))
        .hint("write all numbers of a file in one way, without separators of thousands")
}

/// The levels of one choice.
struct Levels<'f> {
    of: &'f Feature,
    /// In the order of the labels' bytes.
    sorted: Vec<(&'f str, u32)>,
    list: Vec<u32>,
    /// Codes of texts that are no labels, so that each is looked into once.
    misses: BTreeMap<Box<str>, Miss>,
    labels: usize,
    missing: usize,
    /// Cells that are codes if the whole column is.
    codes: usize,
    other: usize,
    unseen: usize,
    first_unseen: usize,
    /// What is known from going ahead: whether no cell of the whole column is a label.
    by_code: Option<bool>,
}

#[derive(Clone, Copy)]
enum Miss {
    Level(u32),
    Missing,
    Other,
    Code(u32),
    Unseen,
}

impl<'f> Levels<'f> {
    fn new(of: &'f Feature) -> Self {
        let mut sorted: Vec<(&str, u32)> = of.levels().iter().zip(0u32..).map(|(l, i)| (l.as_str(), i)).collect();
        sorted.sort_unstable();
        Self {
            of,
            sorted,
            list: Vec::new(),
            misses: BTreeMap::new(),
            labels: 0,
            missing: 0,
            codes: 0,
            other: 0,
            unseen: 0,
            first_unseen: 0,
            by_code: None,
        }
    }

    /// Codes were met and no label yet.
    fn in_doubt(&self) -> bool {
        self.codes > 0 && self.labels == 0 && self.by_code.is_none()
    }

    fn take(&mut self, cell: Cell<'_>, row: usize) -> Result<()> {
        let miss = match cell {
            Cell::Missing => Miss::Missing,
            Cell::Text(text) if self.of.level_hashes.is_some() => return self.hashed(text, row),
            Cell::Text(text) => return self.text(text.trim(), row),
            Cell::Number(x) if x.is_nan() => Miss::Missing,
            Cell::Number(x) => return self.text(&x.to_string(), row),
            // as Python says them, where the hash was made
            Cell::Bool(yes) if self.of.level_hashes.is_some() => {
                return self.hashed(if yes { "True" } else { "False" }, row);
            }
            Cell::Bool(yes) => {
                let words = if yes { ["true", "True", "TRUE"] } else { ["false", "False", "FALSE"] };
                match words.iter().find(|w| self.find(w).is_some()) {
                    Some(word) => return self.text(word, row),
                    None => return Err(cell::no_level(self.of, None)),
                }
            }
            Cell::Date(_) => return Err(cell::no_level(self.of, None)),
        };
        self.push(miss, row);
        Ok(())
    }

    fn find(&self, text: &str) -> Option<u32> {
        self.sorted.binary_search_by(|(label, _)| (*label).cmp(text)).ok().map(|i| self.sorted[i].1)
    }

    /// A label that is matched by its hash; none is wrong.
    fn hashed(&mut self, text: &str, row: usize) -> Result<()> {
        let miss = match self.misses.get(text) {
            Some(&known) => known,
            None => {
                let miss = match cell::parse(text, self.of)? {
                    Value::Level(level) => Miss::Level(level),
                    Value::Missing => Miss::Missing,
                    _ => Miss::Other,
                };
                if self.misses.len() < MISSES_MAX {
                    self.misses.insert(text.into(), miss);
                }
                miss
            }
        };
        self.push(miss, row);
        Ok(())
    }

    fn text(&mut self, text: &str, row: usize) -> Result<()> {
        if self.of.level_hashes.is_some() {
            return self.hashed(text, row);
        }
        let miss = if let Some(level) = self.find(text) {
            Miss::Level(level)
        } else if text.is_empty() {
            Miss::Missing
        } else if let Some(&known) = self.misses.get(text) {
            known
        } else {
            let miss = match cell::find_level(text, self.of.levels()) {
                Found::Level(level) => Miss::Level(level),
                Found::Missing => Miss::Missing,
                Found::OtherCode => Miss::Other,
                Found::Code(code) => Miss::Code(code),
                Found::Unseen => {
                    if let Some(meant) = cell::misspelt(text, self.of.levels().iter().map(String::as_str)) {
                        return Err(cell::no_level(self.of, Some(meant)));
                    }
                    Miss::Unseen
                }
            };
            if self.misses.len() < MISSES_MAX {
                self.misses.insert(text.into(), miss);
            }
            miss
        };
        self.push(miss, row);
        Ok(())
    }

    fn push(&mut self, miss: Miss, row: usize) {
        let (code, count) = match miss {
            Miss::Level(level) => (level, &mut self.labels),
            Miss::Missing => (MISSING, &mut self.missing),
            Miss::Other => (OTHER, &mut self.other),
            Miss::Code(code) => (BY_CODE | code, &mut self.codes),
            Miss::Unseen => (OTHER, &mut self.unseen),
        };
        *count += 1;
        self.list.push(code);
        if self.labels == 0 && matches!(miss, Miss::Unseen) && self.unseen == 1 {
            self.first_unseen = row;
        }
    }

    /// The codes since the last time. Where no cell is a label and all are codes, they are codes; where some are
    /// labels, other texts are levels that the model never saw; where none is, the column is another one.
    fn hand_over(&mut self) -> Vec<u32> {
        let mut list = std::mem::take(&mut self.list);
        if self.codes > 0 {
            let by_code = self.by_code.unwrap_or(self.labels == 0);
            for code in list.iter_mut().filter(|code| **code >> 30 == BY_CODE >> 30) {
                *code = if by_code { *code & !BY_CODE } else { OTHER };
            }
        }
        list
    }

    fn check(&self) -> Result<(), (usize, Error)> {
        if self.labels == 0 && self.unseen > 0 {
            return Err((self.first_unseen, cell::no_level(self.of, None)));
        }
        Ok(())
    }

    fn count(&self, found: &mut FeatureMatch) {
        found.missing = self.missing;
        // a label whose hash no split asks for is nothing to tell
        found.unseen = if self.of.level_hashes.is_some() { 0 } else { self.unseen + self.other };
        found.by_code = self.codes > 0 && self.labels == 0;
        if !found.by_code {
            found.unseen += self.codes;
        }
    }
}

/// The features that are levels of one column.
struct OneHot<'f> {
    of: &'f Feature,
    targets: Vec<Target>,
    missing: usize,
    unseen: usize,
}

struct Target {
    feature: FeatureIdx,
    /// Texts, with the number each is, if it is one.
    levels: Vec<(String, Option<f64>)>,
    list: Vec<f64>,
}

impl Target {
    fn has_text(&self, text: &str) -> bool {
        self.levels.iter().any(|(level, _)| level == text)
    }

    fn has_number(&self, x: f64) -> bool {
        self.levels.iter().any(|(_, number)| *number == Some(x))
    }
}

impl OneHot<'_> {
    fn take(&mut self, cell: Cell<'_>) -> Result<()> {
        match cell {
            Cell::Missing => self.fill(f64::NAN),
            Cell::Number(x) if x.is_nan() => self.fill(f64::NAN),
            Cell::Number(x) => self.mark(|t| t.has_number(x)),
            Cell::Bool(yes) => {
                let text = if yes { "true" } else { "false" };
                self.mark(|t| t.levels.iter().any(|(level, _)| level.eq_ignore_ascii_case(text)));
            }
            Cell::Date(_) => {
                return Err(Error::new(Kind::Data, "expected the text of a level, found a date")
                    .hint(format!("\"{}\" is one level of this column", self.of.id)));
            }
            Cell::Text(text) => {
                let text = text.trim();
                let any = self.targets.iter().any(|t| t.has_text(text));
                if any {
                    self.mark(|t| t.has_text(text));
                } else if cell::is_missing(text) {
                    self.fill(f64::NAN);
                } else {
                    let number = text.parse::<f64>().ok();
                    let seen = number.is_some_and(|x| self.targets.iter().any(|t| t.has_number(x)));
                    let levels = self.targets.iter().flat_map(|t| &t.levels).map(|(level, _)| level.as_str());
                    if let Some(meant) = (!seen).then(|| cell::misspelt(text, levels)).flatten() {
                        return Err(Error::new(Kind::Data, "expected the text of a level, found another text")
                            .hint(format!("did you mean \"{meant}\"?")));
                    }
                    self.mark(|t| seen && number.is_some_and(|x| t.has_number(x)));
                }
            }
        }
        Ok(())
    }

    fn fill(&mut self, x: f64) {
        self.missing += 1;
        self.targets.iter_mut().for_each(|t| t.list.push(x));
    }

    fn mark(&mut self, is: impl Fn(&Target) -> bool) {
        let mut any = false;
        for target in &mut self.targets {
            let hit = is(target);
            any |= hit;
            target.list.push(f64::from(u8::from(hit)));
        }
        self.unseen += usize::from(!any);
    }
}
