//! Customers by group: which group a row is in, bands of numbers, and what is held back of groups that are too small.
//!
//! A group below the least size is put together with a neighbour, and a count of fewer people inside a group is not said.
//! What would give one of these away by subtraction from the whole, which is always said, is not said either.

use std::collections::BTreeMap;

use crate::base::{Error, FeatureIdx, Kind, Result, Way};
use crate::model::columns::LEVEL_MISSING;
use crate::model::{Column, Columns, CustomerModel, Feature, FeatureKind, Value};

/// The fewest people of whom something is said, unless somebody says otherwise.
pub const LEAST: u64 = 11;
/// The most groups that different numbers make without bands.
const NUMBERS_MOST: usize = 12;
/// The most groups of one division.
const GROUPS_MOST: usize = 64;

/// By what customers are divided.
#[derive(Clone, PartialEq, Debug)]
pub enum By {
    /// A fact of the model.
    Feature(FeatureIdx),
    /// Another column of the table.
    Column(String),
}

/// How customers are divided.
#[derive(Clone, PartialEq, Debug)]
pub struct Division {
    /// By what.
    pub by: By,
    /// Bounds of numbers, ascending; a number on a bound belongs to those above. None: every value is a group.
    pub bands: Vec<f64>,
}

/// What the customers of a group have in common, in the order in which groups are shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Key {
    /// Numbers between bounds: 0 is below the first.
    Band(u32),
    /// A number, by bits that are ordered as numbers are.
    Number(u64),
    /// A level of the fact.
    Level(u32),
    /// A text of a column.
    Text(String),
    /// A level that the model never saw.
    OtherLevel,
    /// Not known, or withheld.
    Unknown,
}

impl Key {
    /// The key of a number.
    pub fn of_number(x: f64) -> Self {
        let bits = (x + 0.0).to_bits();
        Self::Number(if bits >> 63 == 1 { !bits } else { bits | 1 << 63 })
    }

    /// The number of a key that is one.
    pub fn number(&self) -> Option<f64> {
        let Self::Number(bits) = *self else { return None };
        Some(f64::from_bits(if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits }))
    }

    fn of(value: Value, bands: &[f64]) -> Self {
        match value {
            Value::Number(x) if bands.is_empty() => Self::of_number(x),
            Value::Number(x) => Self::Band(bands.partition_point(|&b| b <= x) as u32),
            Value::Level(level) => Self::Level(level),
            Value::OtherLevel => Self::OtherLevel,
            Value::Missing | Value::Withheld => Self::Unknown,
        }
    }

    fn of_text(text: &str) -> Self {
        let number = text.parse().ok().filter(|x: &f64| x.is_finite());
        number.map_or_else(|| Self::Text(text.to_owned()), Self::of_number)
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Band(_) | Self::Number(_))
    }
}

/// The groups of some customers, row by row, for every division.
#[derive(Clone, Default)]
pub struct Divided {
    divisions: Vec<Division>,
    members: Vec<Members>,
}

// rows are people
impl std::fmt::Debug for Divided {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Divided").field("divisions", &self.divisions).finish_non_exhaustive()
    }
}

#[derive(Clone, Default)]
struct Members {
    places: BTreeMap<Key, u16>,
    keys: Vec<Key>,
    of_row: Vec<u16>,
}

impl Members {
    fn add(&mut self, key: Key) {
        let next = self.keys.len() as u16;
        let place = *self.places.entry(key).or_insert_with_key(|key| {
            self.keys.push(key.clone());
            next
        });
        self.of_row.push(place);
    }
}

impl Divided {
    /// Nobody yet, to be divided in these ways.
    pub fn new(divisions: Vec<Division>) -> Self {
        let members = divisions.iter().map(|_| Members::default()).collect();
        Self { divisions, members }
    }

    /// The ways.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The groups of a division, in the order in which they were met.
    pub fn keys(&self, division: usize) -> &[Key] {
        &self.members[division].keys
    }

    /// The group of a row, by its place among [`keys`](Self::keys).
    pub fn group(&self, division: usize, row: usize) -> usize {
        usize::from(self.members[division].of_row[row])
    }

    /// Adds the first rows of a part of a table. O(rows · divisions · log groups).
    ///
    /// # Errors
    /// [`Kind::Question`] with the column: one that is not there, bands of what is no number, more groups than there is a
    /// use for.
    pub fn add(&mut self, model: &CustomerModel, part: &dyn Columns, rows: usize) -> Result<()> {
        let rows = rows.min(part.n_rows());
        for (division, members) in self.divisions.iter().zip(&mut self.members) {
            let name = name(model, &division.by);
            let refused = |what: &str| Error::new(Kind::Question, what).at(format!("column \"{name}\""));
            match &division.by {
                By::Feature(feature) => {
                    let column = part.column(*feature);
                    (0..rows).for_each(|row| members.add(Key::of(column.value(row), &division.bands)));
                }
                By::Column(column) if division.bands.is_empty() => {
                    if let Some((codes, texts)) = part.texts_of(column) {
                        let keys: Vec<Key> = texts.iter().map(|text| Key::of_text(text)).collect();
                        let key = |code: u32| {
                            if code == LEVEL_MISSING { Key::Unknown } else { keys[code as usize].clone() }
                        };
                        codes[..rows].iter().for_each(|&code| members.add(key(code)));
                    } else {
                        let numbers = numbers(model, part, column, &refused)?;
                        numbers[..rows].iter().for_each(|&x| members.add(of_cell(x, &[])));
                    }
                }
                By::Column(column) => {
                    let numbers = numbers(model, part, column, &refused)?;
                    numbers[..rows].iter().for_each(|&x| members.add(of_cell(x, &division.bands)));
                }
            }
            let plain = members.keys.iter().filter(|key| matches!(key, Key::Number(_))).count();
            if plain > NUMBERS_MOST {
                return Err(refused("has many different numbers, of which each would be a group")
                    .hint("say between which bounds they are one group, such as 25 and 60")
                    .way(Way::GiveBands));
            }
            if members.keys.len() > GROUPS_MOST {
                return Err(refused("has many different values, of which each would be a group")
                    .hint(format!("name a column with at most {GROUPS_MOST} different values")));
            }
        }
        Ok(())
    }
}

fn of_cell(x: f64, bands: &[f64]) -> Key {
    Key::of(if x.is_nan() { Value::Missing } else { Value::Number(x) }, bands)
}

fn numbers<'a>(
    model: &CustomerModel,
    part: &'a dyn Columns,
    column: &str,
    refused: &dyn Fn(&str) -> Error,
) -> Result<&'a [f64]> {
    let missing = || {
        let hint = model.features().hint(column);
        let text = hint.text.unwrap_or_default();
        refused("neither the model nor the table has it")
            .hint(format!("{text}; another column of the table serves too"))
    };
    part.numbers_of(column).ok_or_else(missing)
}

/// What a division is called in files: the fact's id, or the column.
pub fn name<'a>(model: &'a CustomerModel, by: &'a By) -> &'a str {
    match by {
        By::Feature(feature) => &model.features().get(*feature).id,
        By::Column(column) => column,
    }
}

/// Divisions by each protected fact: by its levels, or of a number into four parts of about as many customers. O(rows · log rows)
/// for each.
pub fn protected(model: &CustomerModel, part: &dyn Columns) -> Vec<Division> {
    let one = |(idx, feature): (FeatureIdx, &Feature)| {
        let column = part.column(idx);
        let is_divided = matches!(feature.kind, FeatureKind::Choice { .. } | FeatureKind::YesNo);
        let bands = if is_divided { Vec::new() } else { quarters(feature, &column, part.n_rows()) };
        // a number that all share divides nobody
        (is_divided || !bands.is_empty()).then_some(Division { by: By::Feature(idx), bands })
    };
    model.features().iter().filter(|(_, feature)| feature.protected).filter_map(one).collect()
}

/// Bounds between four parts of about as many customers, at values that exist.
fn quarters(feature: &Feature, column: &Column<'_>, rows: usize) -> Vec<f64> {
    let number = |row| match column.value(row) {
        Value::Number(x) if x.is_finite() => Some(x),
        _ => None,
    };
    let mut numbers: Vec<f64> = (0..rows).filter_map(number).collect();
    numbers.sort_by(f64::total_cmp);
    let Some(least) = numbers.first().copied() else { return Vec::new() };
    let at = |part: usize| feature.first_from(numbers[numbers.len() * part / 4]);
    let mut bands: Vec<f64> = (1..4).map(at).filter(|bound| *bound > least).collect();
    bands.dedup();
    bands
}

/// A group as it may be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// What its customers have in common: one thing, or several where groups were too small to be shown alone.
    pub keys: Vec<Key>,
    /// How many customers.
    pub n: u64,
}

/// Puts groups below the least size together with others until there are none: bands and numbers with the smaller of
/// their neighbours, others with the smallest other group. Where one is left it holds everybody. Gives the groups, and of
/// each the places it was put together from. O(groups²).
pub fn put_together(keys: &[(Key, u64)], least: u64) -> Vec<(Group, Vec<usize>)> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| keys[a].0.cmp(&keys[b].0));
    let of = |i: usize| (Group { keys: vec![keys[i].0.clone()], n: keys[i].1 }, vec![i]);
    let mut groups: Vec<(Group, Vec<usize>)> = order.into_iter().map(of).collect();
    while groups.len() > 1 {
        let small = (0..groups.len()).filter(|&i| groups[i].0.n < least).min_by_key(|&i| groups[i].0.n);
        let Some(small) = small else { break };
        let in_line = |i: &usize| groups[*i].0.keys.iter().all(Key::is_number);
        let beside = [small.checked_sub(1), Some(small + 1).filter(|&i| i < groups.len())];
        let beside = beside.into_iter().flatten().filter(|i| in_line(&small) && in_line(i));
        let others = (0..groups.len()).filter(|&i| i != small);
        let smallest = |i: &usize| groups[*i].0.n;
        let Some(other) = beside.min_by_key(smallest).or_else(|| others.min_by_key(smallest)) else { break };
        let (first, second) = (small.min(other), small.max(other));
        let (group, from) = groups.remove(second);
        groups[first].0.keys.extend(group.keys);
        groups[first].0.n += group.n;
        groups[first].1.extend(from);
    }
    groups
}

/// A count of people inside a group, as far as it may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// So many.
    Count(u64),
    /// Somebody, but fewer than the least size.
    Few,
    /// Not all, but fewer than the least size are left out.
    AllButFew,
    /// Not said, as it would give another count away, or is one of what is not said itself.
    Withheld,
}

/// What may be said of counts of groups that together make up a whole that is said: each is so many `of` so many. With
/// the count of which others are counts within, where that is not said.
///
/// A count below the least size is not said, nor one that leaves out fewer; then another is not said either, and if what
/// is left would still narrow any of these, it is not even said that they are few. O(groups²).
pub fn hold_back(cells: &[(u64, u64)], within: Option<&[Shown]>, least: u64) -> Vec<Shown> {
    let of = |i: usize| {
        let (n, of) = cells[i];
        match within.map_or(Shown::Count(of), |list| list[i]) {
            Shown::Count(_) if n > 0 && n < least => Shown::Few,
            Shown::Count(_) if of - n > 0 && of - n < least => Shown::AllButFew,
            Shown::Count(_) => Shown::Count(n),
            _ => Shown::Withheld,
        }
    };
    let mut shown: Vec<Shown> = (0..cells.len()).map(of).collect();
    if shown.iter().all(|s| matches!(s, Shown::Count(_))) {
        return shown;
    }
    let room = |i: &usize| cells[*i].0 >= least && cells[*i].1 - cells[*i].0 >= least;
    let open = (0..cells.len()).filter(|&i| matches!(shown[i], Shown::Count(_)) && cells[i].1 > 0);
    if let Some(beside) = open.min_by_key(|i| (!room(i), cells[*i].1)) {
        shown[beside] = Shown::Withheld;
    }
    let range = |i: usize| {
        let (n, of) = cells[i];
        match shown[i] {
            Shown::Count(_) => (n, n),
            Shown::Few => (1, (least - 1).min(of)),
            Shown::AllButFew => ((of + 1).saturating_sub(least), of - 1),
            Shown::Withheld => (0, of),
        }
    };
    let total: u64 = cells.iter().map(|(n, _)| n).sum();
    let ranges: Vec<(u64, u64)> = (0..cells.len()).map(range).collect();
    let (lows, highs) = ranges.iter().fold((0, 0), |(a, b), (low, high)| (a + low, b + high));
    let narrowed = |i: usize| {
        let (low, high) = ranges[i];
        // the least and the most that the others leave for it
        let (least, most) = (total.saturating_sub(highs - high), total.saturating_sub(lows - low));
        least > low || most < high
    };
    let primary = |i: &usize| matches!(shown[*i], Shown::Few | Shown::AllButFew);
    if (0..cells.len()).filter(primary).any(narrowed) {
        shown.iter_mut().filter(|s| !matches!(s, Shown::Count(_))).for_each(|s| *s = Shown::Withheld);
    }
    shown
}
