//! Who comes to a split, as bars along its fact and as a sentence.

use crate::ask::{Comers, Stand};
use crate::base::number;
use crate::model::{CustomerModel, FeatureKind, Split, Value};
use crate::score::codes::rounded;
use crate::view::value;

/// Customers who come to a split, along its fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// Bars from left to right: who goes left and who right, as shares of the highest bar.
    pub bars: Vec<[f32; 2]>,
    /// Where the customer who is looked at stands, from 0 at the left to 1; `None` where that is not known.
    pub own: Option<f32>,
    /// Where the threshold is; `None` where it is off the scale or there is none.
    pub cut: Option<f32>,
    /// "412 customers".
    pub count: String,
    /// All of it as sentences.
    pub about: String,
}

/// Says who comes to a split; `now` is what the customer who is looked at has.
pub fn standing(model: &CustomerModel, split: &Split, now: Value, comers: &Comers) -> Standing {
    let feature = model.features().get(split.feature);
    let now = rounded(model.rounding(), now);
    let [left, right] = comers.sides;
    let all = left + right + comers.withheld;
    let count = number::count(usize::try_from(all).unwrap_or(usize::MAX), "customer", "customers");
    let mut about = match all {
        0 => "None of the opened customers comes here.".to_owned(),
        1 => "1 opened customer comes here.".to_owned(),
        n => format!("{n} opened customers come here: {left} go left, {right} right."),
    };
    if comers.unknown > 0 {
        about += &format!(" Of {} of them it is not known.", comers.unknown);
    }
    if comers.withheld > 0 {
        about += &format!(" Of {} it is withheld: they go neither way.", comers.withheld);
    }
    let shares = |bars: Vec<[u64; 2]>| {
        let most = bars.iter().map(|[l, r]| l + r).max().unwrap_or(0).max(1) as f32;
        bars.into_iter().map(|sides| sides.map(|n| n as f32 / most)).collect::<Vec<_>>()
    };
    match &comers.stand {
        Stand::Numbers { from, width, bars, cut, ends, beyond } => {
            let whole = *width * bars.len() as f64;
            let along = |x: f64| ((x - from) / whole).clamp(0.0, 1.0) as f32;
            if !bars.is_empty() {
                let [low, high] = ends.map(|x| value::value(feature, Value::Number(x)));
                about += &format!(" Bars: from {low} to {high}.");
            }
            if *beyond > 0 {
                about += &format!(" The outer bars also hold the {beyond} beyond.");
            }
            let own = match now {
                // a whole number in the middle of its bar
                Value::Number(x) if !bars.is_empty() => {
                    let half = if *width == 1.0 && feature.kind != FeatureKind::Number {
                        *from + (x - from).floor() + 0.5
                    } else {
                        x
                    };
                    Some(along(half))
                }
                _ => None,
            };
            let cut = cut.map(|bar| bar as f32 / bars.len() as f32);
            Standing { bars: shares(bars.clone()), own, cut, count, about }
        }
        Stand::Levels { bars } => {
            let place = |level| bars.iter().position(|(l, _)| *l == Some(level));
            let own = match now {
                Value::Level(level) => place(level).map(|i| (i as f32 + 0.5) / bars.len() as f32),
                _ => None,
            };
            let firsts = bars.iter().filter(|(_, [l, _])| *l > 0).count();
            let cut = (firsts > 0 && firsts < bars.len()).then(|| firsts as f32 / bars.len() as f32);
            let most = bars.iter().filter_map(|(level, [l, r])| level.map(|level| (level, l + r)));
            if let Some((level, n)) = most.max_by_key(|(level, n)| (*n, std::cmp::Reverse(*level))) {
                about += &format!(" Most have {}: {n}.", value::value(feature, Value::Level(level)));
            }
            let sides = bars.iter().map(|(_, sides)| *sides).collect();
            Standing { bars: shares(sides), own, cut, count, about }
        }
    }
}
