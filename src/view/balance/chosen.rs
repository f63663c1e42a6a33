//! The chosen set of refused purposes: what it costs, and who then gets what first.

use super::counted::{SMALLEST, Said, counts, drawn, of_100, people};
use super::felt;
use crate::ask::everybody::{Count, Parted};
use crate::ask::frontier::Way;
use crate::ask::groups::Shown;
use crate::ask::refusals::asked_for;
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{Sensitivity, Value};
use crate::score::rank::meets;
use crate::view::groups;
use crate::view::phrase::{letter, list, offer_name, upper_first};
use crate::view::words::everyone as words;

/// It.
#[derive(Clone, PartialEq, Debug)]
pub struct ChosenView {
    /// "Without “Ads” and “Account”".
    pub title: String,
    /// What it is called, what it is today (empty where that is nothing else), and then.
    pub rows: Vec<[String; 3]>,
    /// By how much fewer or more accept, and what that probably is; empty where it is not known.
    pub change: String,
    /// "Who gets what first, of 1000"; empty where it was not counted.
    pub offers_title: String,
    /// How to read the bars, and what offers need.
    pub offers_note: String,
    /// Who gets what first.
    pub offers: Vec<GivenRow>,
    /// Who feels it, by group; none where there are no groups to tell of.
    pub felt: Vec<FeltRow>,
    /// Which groups are not told of alone, a sentence each.
    pub felt_notes: Vec<String>,
    /// Whether it is known what groups accept.
    pub felt_accepts: bool,
    /// The facts that are refused.
    pub facts: Vec<FeatureIdx>,
    /// "Try it for Maya"; empty where nothing is refused.
    pub try_it: String,
}

/// How a group of customers fares.
#[derive(Clone, PartialEq, Debug)]
pub struct FeltRow {
    /// "Woman", "Age 31 to below 43".
    pub name: String,
    /// How many of 100 are given the same.
    pub same: String,
    /// How many of 100 accept today, and then; empty where that is not known.
    pub accepted: [String; 2],
    /// All of it in a sentence.
    pub about: String,
}

/// Of how many customers an offer comes first.
#[derive(Clone, PartialEq, Debug)]
pub struct GivenRow {
    /// Which; `None` for nothing.
    pub offer: Option<OfferIdx>,
    /// "A"; what it is called where it has no letter.
    pub letter: String,
    /// "A Free delivery"; what it is called in full.
    pub name: String,
    /// Today.
    pub before: String,
    /// Then.
    pub now: String,
    /// Today and then, as parts of the most that any has.
    pub bars: [f32; 2],
    /// All of it in a sentence.
    pub about: String,
}

/// Says the set at a place; `name` is the customer's who is looked at.
pub(super) fn chosen(said: &Said<'_>, by: &[Parted], place: usize, name: &str) -> ChosenView {
    let way = &said.ways.list[place];
    let whole = said.whole().unwrap_or(way);
    let offers = if way.point.count.given.is_empty() { Vec::new() } else { offers(said, whole, way) };
    ChosenView {
        title: if way.facts.is_empty() { words::TITLE_ALL.to_owned() } else { upper_first(&said.name(way)) },
        rows: rows(said, whole, way),
        change: change(said, whole, way).unwrap_or_default(),
        offers_title: if offers.is_empty() {
            String::new()
        } else {
            format!("Who gets what first, of {}", said.rows)
        },
        offers_note: note(said, way),
        offers,
        felt: if said.ways.by_facts { Vec::new() } else { felt(said, by, place) },
        felt_notes: if said.ways.by_facts { Vec::new() } else { felt::notes(said.model, by, SMALLEST) },
        felt_accepts: said.known,
        facts: way.facts.clone(),
        try_it: if way.facts.is_empty() { String::new() } else { words::try_for(name) },
    }
}

/// Who feels it, division by division.
fn felt(said: &Said<'_>, by: &[Parted], place: usize) -> Vec<FeltRow> {
    let whole = said.ways.whole().unwrap_or(place);
    let mut rows = Vec::new();
    // of a single group, which is everybody, nothing is told
    for parted in by.iter().filter(|parted| parted.groups.len() > 1) {
        let (Some(before), Some(now)) = (parted.points.get(whole), parted.points.get(place)) else { continue };
        for ((group, before), now) in parted.groups.iter().zip(before).zip(now) {
            let own = groups::group(said.model, &parted.division, group);
            let name = match parted.division.bands.as_slice() {
                [] => upper_first(&own),
                _ => upper_first(&format!("{} {own}", groups::attribute(said.model, &parted.division.by))),
            };
            let same = felt::of_100(now.same, Shown::Count(group.n), SMALLEST);
            let accepted = [before, now].map(|of| felt::of_100(of.accepted, of.known, SMALLEST));
            let accepted = if said.known { accepted } else { Default::default() };
            let told = match &accepted {
                [before, now] if said.known => format!("; accepted of 100: {before} today, {now} then"),
                _ => String::new(),
            };
            rows.push(FeltRow { about: format!("{name}: same offer of 100: {same}{told}"), name, same, accepted });
        }
    }
    rows
}

fn rows(said: &Said<'_>, whole: &Way, way: &Way) -> Vec<[String; 3]> {
    let used = asked_for(said.model);
    let left: Vec<FeatureIdx> = used.iter().copied().filter(|f| !way.facts.contains(f)).collect();
    let points = |way: &Way| number::trimmed(way.point.intrusiveness, 2);
    let row = |name: &str, before: String, now: String, unit: &str| {
        let before = if before == now { String::new() } else { before };
        [name.to_owned(), before, format!("{now}{unit}")]
    };
    let mut rows = vec![
        row(words::INTRUSIVENESS, points(whole), points(way), " points"),
        row(words::FACTS, used.len().to_string(), left.len().to_string(), ""),
    ];
    if marked(said, &used) != [0, 0] {
        let told = |[a, b]: [usize; 2]| if a + b == 0 { "none".to_owned() } else { format!("{a}, {b}") };
        rows.push(row(words::MARKED, told(marked(said, &used)), told(marked(said, &left)), ""));
    }
    let same = format!("{} of {}", people(way.point.count.same), said.rows);
    rows.push([said.same().to_owned(), String::new(), same]);
    if said.known {
        let accepted = |way: &Way| of_100(way.point.count.accepted, said.rows);
        rows.push(row(words::ACCEPTED_100, accepted(whole), accepted(way), ""));
    }
    rows
}

/// How many of these facts are sensitive, and how many protected.
fn marked(said: &Said<'_>, facts: &[FeatureIdx]) -> [usize; 2] {
    let of = |f: &FeatureIdx| said.model.features().get(*f);
    let sensitive = facts.iter().filter(|f| of(f).sensitivity == Sensitivity::Sensitive).count();
    [sensitive, facts.iter().filter(|f| of(f).protected).count()]
}

/// "2.3 fewer of 100, measured; probably 0.6 to 4.0 fewer (19 times of 20)".
fn change(said: &Said<'_>, whole: &Way, way: &Way) -> Option<String> {
    let (low, high) = said.probably_changed(way)?;
    let (before, now) = (whole.point.count.accepted, way.point.count.accepted);
    let tell = |share: f64| number::fixed(share.abs() * 100.0, 1);
    let word = |share: f64| if share < 0.0 { "fewer" } else { "more" };
    let is = (now as f64 - before as f64) / said.rows as f64;
    // the nearer end first
    let probably = match (low < 0.0, high < 0.0) {
        (true, true) => format!("{} to {}", tell(high), tell(low)),
        (false, false) => format!("{} to {}", tell(low), tell(high)),
        _ => format!("between {} fewer and {} more", tell(low), tell(high)),
    };
    let is = if now == before { "as many".to_owned() } else { format!("{} {}", tell(is), word(is)) };
    Some(format!("{is}, measured; probably {probably} (19 times of 20)"))
}

fn offers(said: &Said<'_>, whole: &Way, way: &Way) -> Vec<GivenRow> {
    let none = |count: &Count| said.rows.saturating_sub(count.given_any());
    let (before, now) = (&whole.point.count, &way.point.count);
    let is_line = said.placing.is_line();
    let mut list: Vec<(Option<OfferIdx>, u64, u64)> =
        said.model.offer_ids().map(|o| (Some(o), before.given[o.index()], now.given[o.index()])).collect();
    if none(before) + none(now) > 0 {
        list.push((None, none(before), none(now)));
    }
    let texts = [counts(list.iter().map(|row| row.1)), counts(list.iter().map(|row| row.2))];
    let most = list.iter().flat_map(|row| [row.1, row.2]).max().unwrap_or(1).max(1);
    let row = |(i, (offer, before, now)): (usize, (Option<OfferIdx>, u64, u64))| {
        let [was, is] = [0, 1].map(|k: usize| texts[k][i].clone());
        let title = match offer {
            Some(_) if is_line => said.placing.side(true).unwrap_or_default(),
            Some(offer) => offer_name(said.model, offer),
            None => said.placing.side(false).unwrap_or_else(|| "nothing".to_owned()),
        };
        GivenRow {
            offer: offer.filter(|_| !is_line),
            letter: match offer {
                Some(offer) if !is_line => letter(offer),
                _ => title.clone(),
            },
            about: format!("{title}: {was} today, {is} then"),
            name: title,
            before: was,
            now: is,
            bars: [before, now].map(|n| drawn(n) as f32 / most as f32),
        }
    };
    list.into_iter().enumerate().map(row).collect()
}

/// How to read the bars, and which offers ask for what is refused.
fn note(said: &Said<'_>, way: &Way) -> String {
    let mut parts = vec![words::BARS.to_owned()];
    for offer in said.model.offer_ids() {
        let rules = said.model.offer(offer).rules.iter();
        let fails = rules.filter(|r| way.facts.contains(&r.feature) && !meets(Value::Withheld, &r.condition));
        let mut facts: Vec<String> = fails.map(|rule| said.fact(rule.feature)).collect();
        facts.dedup();
        if !facts.is_empty() {
            parts.push(format!("{} needs to know {}", letter(offer), list(&facts)));
        }
    }
    parts.join("; ")
}
