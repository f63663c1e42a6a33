//! What a table of customers shows of a model's facts, where nobody said: names by order, whole numbers, yes and no,
//! scales. It is what a first draft of a data dictionary holds, used at once; it describes and never decides.

use crate::base::{FeatureIdx, Result};
use crate::data::Table;
use crate::data::matching::How;
use crate::import::seen::{self, Seen, on_a_scale};
use crate::model::{Column, Columns as _, CustomerModel, Feature, FeatureKind};

/// The fewest values from which it is told that all are whole.
const TELLING: usize = 10;
/// The smallest share of values of which it is asked whether they are a code.
const CODE_SHARE: f64 = 0.05;

/// What a table shows of a model's facts.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// The features, described as the table shows them where nobody said.
    pub features: Vec<Feature>,
    /// What differs by it from what was said.
    pub news: News,
    /// Numbers that could stand for "not known", where there is one.
    pub codes: Vec<(FeatureIdx, Code)>,
}

/// How many facts a table tells something of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct News {
    /// Names, from columns of other names.
    pub names: usize,
    /// That values are whole numbers.
    pub whole: usize,
    /// That values are yes or no.
    pub yes_no: usize,
    /// The least and the greatest value.
    pub scales: usize,
}

impl News {
    /// Whether it tells nothing.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// A number that could stand for "not known": it is at the end of what a fact holds, far from everything else.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Code {
    /// The number.
    pub number: f64,
    /// How many customers have it.
    pub rows: usize,
    /// Of how many who have any number.
    pub of: usize,
}

/// What a table shows of a model's facts. O(cells).
pub fn shown(model: &CustomerModel, table: &Table) -> Shown {
    let features = seen::described(model, &of_table(model, table));
    let mut news = News::default();
    for ((_, said), shown) in model.features().iter().zip(&features) {
        news.names += usize::from(said.label != shown.label);
        news.whole += usize::from(said.kind != shown.kind && shown.kind == FeatureKind::Count);
        news.yes_no += usize::from(said.kind != shown.kind && shown.kind == FeatureKind::YesNo);
        news.scales += usize::from(said.range != shown.range && shown.range.is_some());
    }
    let codes = model.features().iter().filter_map(|(idx, _)| Some((idx, code(model, table, idx)?)));
    Shown { features, news, codes: codes.collect() }
}

/// The model described by what a table shows, and what that is.
///
/// # Errors
/// None: a table describes and does not decide. [`CustomerModel::described`] holds it to that.
pub fn described(model: CustomerModel, table: &Table) -> Result<(CustomerModel, News)> {
    let Shown { features, news, .. } = shown(&model, table);
    if news.is_empty() {
        return Ok((model, news));
    }
    let titles: Vec<String> = model.offers().iter().map(|offer| offer.title.clone()).collect();
    Ok((model.described(features, &titles)?, news))
}

/// What is seen of each feature: ranges, and whether numbers are whole. Nobody's value but the least and the greatest.
pub fn of_table(model: &CustomerModel, table: &Table) -> Vec<Seen> {
    let one = |idx: FeatureIdx| {
        let found = &table.matching().features[idx.index()];
        let renames = matches!(found.how, How::Position | How::Spelling);
        let column = found.column.clone().filter(|_| renames).unwrap_or_default();
        let mut seen = Seen { column, range: None, whole: true };
        let mut known = 0;
        for x in numbers(model, table, idx) {
            let (low, high) = seen.range.unwrap_or((x, x));
            seen.range = Some((low.min(x), high.max(x)));
            seen.whole &= x.fract() == 0.0;
            known += 1;
        }
        seen.whole &= known >= TELLING;
        seen
    };
    model.features().iter().map(|(idx, _)| one(idx)).collect()
}

/// The numbers of a feature that are known and stand for themselves.
fn numbers<'a>(model: &'a CustomerModel, table: &'a Table, idx: FeatureIdx) -> impl Iterator<Item = f64> + 'a {
    let list: &[f64] = match table.column(idx) {
        Column::Numbers(list) => list,
        _ => &[],
    };
    let feature = model.features().get(idx);
    list.iter().copied().filter(|x| x.is_finite() && !feature.counts_as_missing(*x))
}

/// The number of a fact that could be a code for "not known", if there is one: the least or the greatest, further from
/// all others than those are from each other, and held by one of twenty. O(rows).
pub fn code(model: &CustomerModel, table: &Table, idx: FeatureIdx) -> Option<Code> {
    let list = || numbers(model, table, idx);
    let (mut low, mut high, mut of) = (f64::INFINITY, f64::NEG_INFINITY, 0);
    for x in list() {
        (low, high, of) = (low.min(x), high.max(x), of + 1);
    }
    [low, high].into_iter().find_map(|number| {
        let rows = list().filter(|x| *x == number).count();
        let others = || list().filter(|x| *x != number);
        let (least, most) = others().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        let far = (number - if number == low { least } else { most }).abs() > most - least && most > least;
        let many = rows as f64 >= CODE_SHARE * of as f64;
        (far && many && on_a_scale(number)).then_some(Code { number, rows, of })
    })
}
