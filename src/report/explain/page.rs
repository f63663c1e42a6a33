//! An explanation as a page: a what-if first, then who, what they get, why, what would change it, everything that the
//! trees asked, and how far to trust it.

use super::paper::Paper;
use crate::ask;
use crate::figure::{offers, tree, trees, waterfall};
use crate::model::CustomerModel;
use crate::report::page::Align::{Left, Right, Sketch};
use crate::report::page::{Page, Table, Tone};
use crate::view::change::changes;
use crate::view::explain::OfferCard;
use crate::view::firm::firmness;
use crate::view::phrase::{Phrase, lower_first, upper_first};
use crate::view::reasons::{REASONS, Step, StepKind};
use crate::view::words::{explain, place, report as words, start};
use crate::view::{compare, path};

/// Width of figures in points.
pub(super) const WIDTH: f32 = 720.0;
/// A drawn tree with more nodes than this is too dense to read on paper.
const NODES_DRAWN: usize = 127;
/// How many pairs of facts are listed.
const PAIRS: usize = 8;
/// How many changes of one fact are listed.
const CHANGES: usize = 20;
/// How many letters an offer's bar is long, and the way of the reasons.
const BAR: usize = 16;
const TRACK: usize = 24;

/// An explanation.
pub fn explanation(paper: &Paper<'_>) -> Page {
    let model = paper.inputs.model();
    let (screen, why) = (&paper.screen, &paper.screen.why);
    let mut page = Page::new(format!("{} · {}", screen.who, model.title())).about(model);
    if let Some(banner) = &screen.banner {
        page.note(words::WHAT_IF, |note| {
            note.text(Tone::Plain, &banner.sentence);
            note.text(Tone::Plain, &banner.because);
            note.list(screen.changes.iter().map(|(_, change)| change.as_str()));
        });
    }
    let kind = if screen.kind.is_empty() { String::new() } else { format!(" ({})", screen.kind) };
    page.heading(1, format!("{}{kind}", screen.who));
    page.text(Tone::Aside, model.title());
    page.text(Tone::Plain, screen.story.as_str());
    page.text(Tone::Lead, &why.strength);
    page.text(Tone::Plain, &why.sentence);
    offers_ranked(&mut page, paper);
    reasons(&mut page, paper);
    page.text(Tone::Plain, &why.leans);
    switches(&mut page, paper);
    firm(&mut page, paper);
    page.text(Tone::Plain, &why.easiest.little);
    page.heading(2, words::NO_DIFFERENCE);
    page.text(Tone::Plain, &why.no_difference);
    side_by_side(&mut page, paper);
    let together = ask::together(paper.inputs, &paper.explanation.question.values, paper.explanation.focus);
    pairs(&mut page, &compare::pairs(model, &together, &screen.measure, PAIRS));
    way(&mut page, paper);
    page.heading(2, words::HOW_FAR);
    page.text(Tone::Plain, untitled(&why.record));
    page.text(Tone::Plain, &why.proof);
    page.list(why.computed.iter().map(String::as_str));
    page.heading(2, words::CANNOT_TELL);
    page.text(Tone::Plain, untitled(&why.limits));
    page
}

/// A part of what is said of one customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The offers.
    Offers,
    /// Why.
    Reasons,
    /// What would change it, and how firm it is.
    Change,
    /// Two offers side by side.
    Compare,
    /// The path.
    Path,
}

/// A part of an explanation as a page of its own, as [`explanation`] has it.
pub fn part(paper: &Paper<'_>, part: Part) -> Page {
    let model = paper.inputs.model();
    let mut page = Page::new(format!("{} · {}", paper.screen.who, model.title())).about(model);
    match part {
        Part::Offers => offers_ranked(&mut page, paper),
        Part::Reasons => {
            reasons(&mut page, paper);
            page.text(Tone::Plain, &paper.screen.why.strength);
            page.text(Tone::Plain, &paper.screen.why.sentence);
        }
        Part::Change => {
            switches(&mut page, paper);
            firm(&mut page, paper);
        }
        Part::Compare => side_by_side(&mut page, paper),
        Part::Path => way(&mut page, paper),
    }
    page
}

/// Pairs of facts as a page of their own.
pub fn together(model: &CustomerModel, found: &compare::Pairs) -> Page {
    let mut page = Page::new(format!("{} · {}", words::TWO_FACTS, model.title())).about(model);
    pairs(&mut page, found);
    page
}

/// A phrase without the strong words before it that its heading says already.
fn untitled(phrase: &Phrase) -> Phrase {
    let titled = phrase.0.first().is_some_and(|(text, strong)| *strong && text.ends_with(':'));
    let mut rest = phrase.0.iter().skip(usize::from(titled)).skip_while(|(text, _)| titled && text.trim().is_empty());
    match rest.next() {
        Some((first, strong)) if titled => {
            let first = (upper_first(first.trim_start()), *strong);
            Phrase([first].into_iter().chain(rest.cloned()).collect())
        }
        _ => phrase.clone(),
    }
}

fn offers_ranked(page: &mut Page, paper: &Paper<'_>) {
    let screen = &paper.screen;
    page.heading(2, &screen.offers_title);
    page.text(Tone::Aside, screen.offers_note.as_str());
    page.figure(offers::layout(&screen.offers, WIDTH), "");
    page.fold(words::OFFERS_TABLE, |fold| {
        let columns = [(words::OFFER, Left), (words::RESPONSE, Right), ("", Sketch), (words::PLACE, Left)];
        let mut table = Table::new("", columns);
        for card in &screen.offers {
            let mark = if card.wins { "→" } else { "" };
            let name = format!("{} {}", card.letter, card.title);
            table.row(mark, [name, card.response.clone(), bar(card.bar, card.bar_before), place(card)]);
        }
        fold.table(table);
    });
}

/// Where an offer stands, and what a change did to it.
fn place(card: &OfferCard) -> String {
    let mut about: Vec<String> = Vec::new();
    about.extend(Some(card.place.clone()).filter(|p| !p.is_empty()));
    about.extend(card.barred.clone());
    // no news of an offer whose response is as before
    let changed = card.change.bytes().any(|b| (b'1'..=b'9').contains(&b));
    about.extend(changed.then(|| words::since(&card.change)));
    about.extend(match card.moved {
        0 => None,
        n => Some(words::moved(n)),
    });
    about.join(" · ")
}

/// A bar of a share of its cells, with a mark where it was before.
fn bar(share: f32, before: Option<f32>) -> String {
    let place = |share: f32| ((share.clamp(0.0, 1.0) * BAR as f32).round() as usize).min(BAR);
    let filled = place(share);
    let mark = before.map(|b| place(b).clamp(1, BAR) - 1);
    let cell = |i| match i {
        _ if Some(i) == mark => '┊',
        _ if i < filled => '█',
        _ => '░',
    };
    (0..BAR).map(cell).collect()
}

fn reasons(page: &mut Page, paper: &Paper<'_>) {
    let (why, measure) = (&paper.screen.why, &paper.screen.measure);
    page.heading(2, &why.heading);
    let all = &why.waterfall;
    let few = all.few(REASONS);
    let caption = [&few.axis].into_iter().chain(&few.rest_note).map(String::as_str);
    page.figure(waterfall::layout(&few, WIDTH), caption.collect::<Vec<_>>().join(". "));
    let ends = all.rows.iter().flat_map(|r| [r.from, r.to]);
    let span = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    page.fold(words::REASONS_TABLE, |fold| {
        let caption = words::amounts(all.unit);
        let columns = [
            (words::FACT, Left),
            (words::VALUE, Left),
            (words::SHARE, Right),
            ("", Sketch),
            (words::RUNNING_TOTAL, Right),
        ];
        let mut table = Table::new(caption, columns);
        for row in &all.rows {
            let marks = if row.marks.is_empty() { String::new() } else { format!(" ({})", row.marks.join(", ")) };
            let value = if is_anchor(row) { String::new() } else { row.value.clone() };
            let label = format!("{}{marks}", row.label);
            table.row("", [label, value, row.share.clone(), track(row, span), measure.margin(row.to)]);
        }
        fold.table(table);
    });
}

fn is_anchor(row: &Step) -> bool {
    matches!(row.kind, StepKind::Start | StepKind::End)
}

/// A waterfall's row in letters: where the step lies between the least and the greatest total.
fn track(row: &Step, (low, high): (f64, f64)) -> String {
    let span = high - low;
    let place = |x: f64| if span > 0.0 { ((x - low) / span * (TRACK - 1) as f64).round() as usize } else { 0 };
    let (from, to) = (place(row.from.min(row.to)), place(row.from.max(row.to)));
    let block = match (is_anchor(row), row.to >= row.from) {
        (true, _) => '┃',
        (false, true) => '▓',
        (false, false) => '▒',
    };
    (0..TRACK).map(|i| if (from..=to).contains(&i) { block } else { '·' }).collect()
}

fn switches(page: &mut Page, paper: &Paper<'_>) {
    let changes = changes(paper.inputs.model(), paper.profile, paper.explanation, &paper.screen.measure);
    page.heading(2, place::CHANGE);
    if let Some(nearest) = &paper.screen.why.nearest {
        page.text(Tone::Plain, &nearest.sentence);
    }
    page.text(Tone::Plain, changes.lead.as_str());
    let columns =
        [(words::FACT, Left), (words::TO, Left), (words::COMES_FIRST, Left), (start::opened::TO_KNOW, Left)];
    let mut table = Table::new(words::NEAREST_FIRST, columns);
    for row in changes.rows.iter().take(CHANGES) {
        table.row("", [row.fact.as_str(), &row.to, &row.letter, row.caution.unwrap_or("")]);
    }
    page.table(table);
    if changes.rows.len() > CHANGES {
        page.text(Tone::Aside, words::more(changes.rows.len() - CHANGES));
    }
}

/// How firm it is, a row per fact that can bring another offer first.
fn firm(page: &mut Page, paper: &Paper<'_>) {
    let found = firmness(paper.inputs.model(), paper.profile, paper.explanation, None);
    page.heading(2, explain::FIRM);
    page.text(Tone::Plain, &found.lead);
    let mut table = Table::new(words::CLOSEST_FIRST, words::FIRM.map(|head| (head, Left)));
    for row in &found.rows {
        let switches: Vec<String> = row.switches.iter().map(|(to, first, _)| format!("{first} {to}")).collect();
        table.row(
            "",
            [row.fact.clone(), row.now.clone(), row.stays.clone(), switches.join(", "), row.distance.clone()],
        );
    }
    page.table(table);
    page.text(Tone::Plain, &found.never);
    page.text(Tone::Plain, &found.limits);
}

/// The explained offer beside the one that was asked about, else beside its rival.
fn side_by_side(page: &mut Page, paper: &Paper<'_>) {
    let rival = paper.explanation.rival.as_ref().map(|r| r.offer);
    let by_default = || ask::versus(paper.inputs, paper.explanation, rival?);
    let Some(versus) = paper.versus.clone().or_else(by_default) else { return };
    let found = compare::compare(paper.inputs, paper.explanation, &versus, &paper.screen.measure);
    let [(a, first), (b, second)] = &found.offers;
    page.heading(2, words::beside(&format!("{a} {first}"), &format!("{b} {second}")));
    page.text(Tone::Plain, &found.sentence);
    page.fold(words::BOTH_TABLE, |fold| {
        let lead = format!("{a}−{b}");
        let columns = [(words::FACT, Left), (a, Right), (b, Right), (lead.as_str(), Right)];
        let mut table = Table::new("", columns);
        for row in found.rows.iter().chain(&found.steps) {
            let [x, y] = &row.shares;
            table.row("", [&row.label, x, y, &row.lead].map(String::as_str));
        }
        fold.table(table);
    });
}

fn pairs(page: &mut Page, found: &compare::Pairs) {
    page.heading(2, words::TWO_FACTS);
    page.text(Tone::Plain, found.lead.as_str());
    let mut table = Table::new(explain::STRONGEST, [(words::PAIR, Left), (words::TOGETHER, Right)]);
    for (pair, text, _) in &found.rows {
        table.row("", [pair.as_str(), text]);
    }
    page.table(table);
}

/// The path: what all trees together ask, each tree's part, and the tree that is looked at, else the one that says most
/// beyond its average.
fn way(page: &mut Page, paper: &Paper<'_>) {
    let (inputs, explanation, measure) = (paper.inputs, paper.explanation, &paper.screen.measure);
    let merged = path::merged(inputs, explanation, measure);
    page.heading(2, words::path(&lower_first(&merged.title)));
    page.text(Tone::Plain, &merged.note);
    page.fold(words::PATH_RECEIPT, |fold| receipt(fold, &merged.title, &merged));
    let off = |t: &(_, f64, Option<f64>)| (t.1 - t.2.unwrap_or(0.0)).abs();
    let most = || explanation.trees.iter().min_by(|a, b| off(b).total_cmp(&off(a))).map(|t| t.0);
    let most = paper.tree.or_else(most);
    let bars = path::trees(explanation, measure);
    if bars.bars.len() > 1 {
        page.figure(trees::with_axis(&bars, most, WIDTH), bars.note);
    }
    let Some(most) = most else { return };
    let answer = ask::tree(inputs, &explanation.question.values, most);
    let view = path::tree(inputs, &explanation.question.values, &answer, paper.comers, measure);
    if view.nodes.len() <= NODES_DRAWN {
        page.figure(tree::layout(&view, WIDTH), &view.title);
    }
    page.fold(words::steps(&view.title), |fold| {
        let caption = format!("{}: {}", view.title, lower_first(&view.receipt.title));
        receipt(fold, &caption, &view.receipt);
        fold.text(Tone::Plain, &view.receipt.note);
    });
}

fn receipt(page: &mut Page, caption: &str, receipt: &path::Receipt) {
    let columns = [(words::FACT, Left), (words::BECAUSE, Left), (words::SHARE, Right), (words::RUNNING_TOTAL, Right)];
    let mut table = Table::new(caption, columns);
    for line in &receipt.lines {
        let number = line.number.map(|n| format!("{n}. ")).unwrap_or_default();
        let what = format!("{number}{}", line.what);
        table.row("", [what.as_str(), &line.because, &line.amount, &line.total]);
    }
    page.table(table);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sketches_and_headings() {
        assert_eq!(bar(0.5, Some(0.25)), "███┊████░░░░░░░░");
        let phrase = Phrase::of("*How far:* ").plain("not known. ").strong("Ask.");
        assert_eq!(untitled(&phrase).0, [("Not known. ".to_owned(), false), ("Ask.".to_owned(), true)]);
        assert_eq!(untitled(&Phrase::of("*Strong* first")), Phrase::of("*Strong* first"));
    }
}
