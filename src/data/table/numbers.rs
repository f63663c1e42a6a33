//! Cells of a feature that is a number: read by one convention for the whole file, and what was met on the way.

use super::cell;
use super::cells::Cell;
use super::matching::Oddity;
use crate::base::{Error, Kind, Result};
use crate::model::{Feature, FeatureKind, Value};

/// The first day of 2060: spreadsheets count days from 1900, so that their dates of today are later than this.
const FAR_AHEAD: f64 = 32_872.0;
/// Longer texts are no numbers with a decimal comma.
const LENGTH_MAX: usize = 64;

/// The cells of one feature.
pub(super) struct Numbers<'f> {
    of: &'f Feature,
    /// A number is what it says: no date, no yes or no, nothing that counts as missing.
    plain: bool,
    list: Vec<f64>,
    missing: usize,
    points: Points,
    outside: usize,
    infinite: usize,
    not_counts: usize,
    far_ahead: usize,
}

impl<'f> Numbers<'f> {
    pub(super) fn new(of: &'f Feature) -> Self {
        let points = Points::default();
        let plain = !matches!(of.kind, FeatureKind::YesNo | FeatureKind::Date) && of.missing_values.is_empty();
        Self { of, plain, list: Vec::new(), missing: 0, points, outside: 0, infinite: 0, not_counts: 0, far_ahead: 0 }
    }

    /// Takes a cell of the row and column `at`.
    #[inline]
    pub(super) fn take(&mut self, cell: &Cell<'_>, decimals: &mut Decimals, at: (usize, usize)) -> Result<()> {
        // nearly every cell of nearly every table
        if self.plain
            && let Cell::Text(text) = *cell
            && let Some(x) = decimals.plain(text.trim(), self.points.decimals)
        {
            self.points.numbers += usize::from(!x.is_nan());
            self.missing += usize::from(x.is_nan());
            self.list.push(x);
            return Ok(());
        }
        self.any(*cell, decimals, at)
    }

    #[inline(never)]
    fn any(&mut self, cell: Cell<'_>, decimals: &mut Decimals, at: (usize, usize)) -> Result<()> {
        let mut x = number(cell, self.of, decimals, &mut self.points, at)?;
        if self.of.counts_as_missing(x) {
            x = f64::NAN;
        }
        self.missing += usize::from(x.is_nan());
        self.list.push(x);
        Ok(())
    }

    pub(super) fn missing(&self) -> usize {
        self.missing
    }

    /// The numbers since the last time.
    pub(super) fn hand_over(&mut self) -> Vec<f64> {
        self.look();
        std::mem::take(&mut self.list)
    }

    /// Counts what only a whole list is looked through for.
    fn look(&mut self) {
        let list = &self.list;
        self.infinite += count(list, f64::is_infinite);
        if let Some((low, high)) = self.of.range {
            self.outside += count(list, |x| x < low || x > high);
        }
        match self.of.kind {
            // no whole number of that size is cut
            FeatureKind::Count => {
                self.not_counts += count(list, |x| x.is_finite() && (x < 0.0 || x as i64 as f64 != x));
            }
            FeatureKind::Date => self.far_ahead += count(list, |x| x >= FAR_AHEAD),
            _ => {}
        }
    }

    /// What a reader should know of the cells, once every one is taken.
    pub(super) fn oddities(&self) -> Vec<Oddity> {
        let known = self.points.numbers;
        let all = [
            (self.outside, Oddity::Outside { cells: self.outside, known }),
            (self.infinite, Oddity::Infinite(self.infinite)),
            (self.not_counts, Oddity::NoCounts(self.not_counts)),
            (self.far_ahead, Oddity::FarAhead(self.far_ahead)),
            (usize::from(self.points.look_like_thousands()), Oddity::Thousands(self.points.thousands)),
        ];
        all.into_iter().filter(|(n, _)| *n > 0).map(|(_, oddity)| oddity).collect()
    }

    /// Looks, once every cell is taken, at what only all of them tell.
    ///
    /// # Errors
    /// [`Kind::Data`] with the row: whole numbers whose points part thousands as it seems.
    pub(super) fn check(&self) -> Result<(), (usize, Error)> {
        match self.points.first {
            Some(row) if self.of.is_whole() && self.points.look_like_thousands() => {
                let what =
                    "a point before exactly three digits, as in all numbers of this column, which are to be whole";
                Err((row, Error::new(Kind::Data, what).hint("write numbers without separators of thousands")))
            }
            _ => Ok(()),
        }
    }
}

/// How many numbers are such. A plain loop, which becomes one over vectors.
#[inline(always)]
fn count(list: &[f64], is: impl Fn(f64) -> bool) -> usize {
    let mut n = 0;
    for &x in list {
        n += usize::from(is(x));
    }
    n
}

/// What the points in a column's numbers may part. Only looked at where commas may be decimal.
#[derive(Default)]
struct Points {
    /// How many numbers there are that are known.
    numbers: usize,
    /// Numbers whose point could part thousands: one to three digits, no zero first, and three behind.
    thousands: usize,
    /// A number was met whose point parts decimals.
    decimals: bool,
    /// The first row that could have thousands.
    first: Option<usize>,
}

impl Points {
    fn see(&mut self, text: &str, row: usize) {
        let digits = text.trim_start_matches(['+', '-']);
        let Some((whole, behind)) = digits.split_once('.') else { return };
        let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let thousands = (1..=3).contains(&whole.len()) && behind.len() == 3 && !whole.starts_with('0');
        if thousands && plain(whole) && plain(behind) {
            self.thousands += 1;
            self.first.get_or_insert(row);
        } else {
            self.decimals = true;
        }
    }

    fn look_like_thousands(&self) -> bool {
        self.thousands > 0 && !self.decimals
    }
}

/// A cell as a number of a feature; NaN is missing.
fn number(
    cell: Cell<'_>,
    of: &Feature,
    decimals: &mut Decimals,
    points: &mut Points,
    at: (usize, usize),
) -> Result<f64> {
    let x = match cell {
        Cell::Missing => return Ok(f64::NAN),
        Cell::Whole(x) => plain(x as f64, of)?,
        Cell::Number(x) => plain(x, of)?,
        Cell::Date(day) if of.kind == FeatureKind::Date => cell::day(f64::from(day))?,
        Cell::Bool(_) if of.kind == FeatureKind::Date => {
            return Err(
                Error::new(Kind::Data, "expected a date, found true or false").hint("write dates as year-month-day")
            );
        }
        Cell::Bool(yes) => f64::from(u8::from(yes)),
        Cell::Date(_) => {
            return Err(Error::new(Kind::Data, "expected a number, found a date").hint(
                "give the number that the model was trained with; days since 1970-01-01 are a feature of kind Date",
            ));
        }
        Cell::Text(text) => {
            let text = text.trim();
            if text.is_empty() {
                return Ok(f64::NAN);
            }
            let found = match of.kind {
                FeatureKind::YesNo | FeatureKind::Date => None,
                _ => decimals.number(text, at)?,
            };
            match found {
                Some(x) => {
                    if decimals.allowed && !points.decimals && decimals.found == Some(Convention::Point) {
                        points.see(text, at.0);
                    }
                    x
                }
                None => match cell::parse(text, of)? {
                    Value::Number(x) => x,
                    _ => return Ok(f64::NAN),
                },
            }
        }
    };
    points.numbers += usize::from(!x.is_nan());
    Ok(x)
}

fn plain(x: f64, of: &Feature) -> Result<f64> {
    match of.kind {
        FeatureKind::YesNo if x != 0.0 && x != 1.0 && !x.is_nan() => {
            Err(Error::new(Kind::Data, "expected yes or no, found another number")
                .hint("write 1 or 0, yes or no, or nothing where it is not known"))
        }
        FeatureKind::Date if !x.is_nan() => cell::day(x),
        _ => Ok(x),
    }
}

/// Whether the numbers of a file have a decimal comma or a point: one of the two, found out as they are read.
#[derive(Default)]
pub(super) struct Decimals {
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
    /// Of a file in which numbers may have a decimal comma, or not.
    pub(super) fn new(allowed: bool) -> Self {
        Self { allowed, ..Self::default() }
    }

    /// A text without spaces around it as a number where nothing is to be found out from it: digits, with a point only
    /// where points are known to part decimals; NaN where it is empty.
    #[inline]
    pub(super) fn plain(&self, text: &str, decimals: bool) -> Option<f64> {
        if text.is_empty() {
            return Some(f64::NAN);
        }
        let x = text.parse::<f64>().ok()?;
        let known = !self.allowed || decimals && self.found == Some(Convention::Point) || !text.contains('.');
        (known && (x.is_normal() || text == "0")).then_some(x)
    }

    /// A text as a number, `None` if it is none.
    pub(super) fn number(&mut self, text: &str, at: (usize, usize)) -> Result<Option<f64>> {
        if let Ok(x) = text.parse::<f64>() {
            if self.allowed && text.contains('.') {
                if self.found == Some(Convention::Comma) || self.unsure.is_some() {
                    return Err(mixed("a decimal point", "a decimal comma"));
                }
                self.found = Some(Convention::Point);
            }
            // nearly all are
            if x.is_normal() {
                return Ok(Some(x));
            }
            return cell::within(text, x).map(Some);
        }
        if !self.allowed || text.len() > LENGTH_MAX {
            return Ok(None);
        }
        let Some((whole, decimals)) = text.split_once(',') else { return Ok(None) };
        if decimals.contains([',', '.']) || whole.contains('.') {
            return Ok(None);
        }
        let mut buffer = [0; LENGTH_MAX];
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

    /// Whether numbers have a decimal comma; `None` where no number shows it.
    pub(super) fn comma(&self) -> Option<bool> {
        self.found.map(|found| found == Convention::Comma)
    }

    /// Looks, once every cell is taken, at whether commas were found to part decimals.
    ///
    /// # Errors
    /// [`Kind::Data`] with the place that `place` gives to a row and column: commas that could be either kind.
    pub(super) fn check(&self, place: &dyn Fn(usize, usize) -> String) -> Result<()> {
        let (None, Some((row, column))) = (self.found, self.unsure) else { return Ok(()) };
        let what = "a comma before three digits, which could part decimals or thousands";
        let hint = "write numbers with a decimal point and without separators of thousands";
        Err(Error::new(Kind::Data, what).at(place(row, column)).hint(hint))
    }
}

fn mixed(here: &str, before: &str) -> Error {
    Error::new(Kind::Data, format!("{here}, where a number before has {before}"))
        .hint("write all numbers of a file in one way, without separators of thousands")
}
