//! The card of a model's only outcome in words: how high the customer stands, how true that is, and what the line does
//! to everybody.

use super::proof::{LEAST, band};
use crate::ask::line::others;
use crate::ask::record::probably;
use crate::ask::{Explanation, LineFrom, Reach, Record, Sends};
use crate::base::{OfferIdx, number};
use crate::import::names_outcome;
use crate::model::{CustomerModel, Line, Profile};
use crate::score::Ranked;
use crate::view::line::{self, Placing};
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, upper_first};

/// What the card is about.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The model.
    pub model: &'a CustomerModel,
    /// The customer.
    pub profile: &'a Profile,
    /// What the model says of them.
    pub explanation: &'a Explanation,
    /// How numbers are written.
    pub measure: &'a Measure,
    /// From where on is sent.
    pub line: Line,
    /// The model's own line, and where it comes from.
    pub own: (Line, LineFrom),
    /// The customers of the open table, if one is open and they are scored.
    pub reach: Option<&'a Reach>,
    /// Whether a table is open.
    pub has_table: bool,
    /// The column that tells what became of them.
    pub column: Option<&'a str>,
    /// What became of customers of about the same response; the outer `None` if that is not known of anybody.
    pub record: Option<Option<Record>>,
}

/// The card.
#[derive(Clone, PartialEq, Debug)]
pub struct ReachView {
    /// What the outcome is called.
    pub title: String,
    /// Whether that is what the model's file or its dictionary says, or nobody said it.
    pub is_named: bool,
    /// "22 %".
    pub response: String,
    /// "1.6 points above the line".
    pub place: String,
    /// "10 581 of 12 357 stand lower"; empty where no customers are open.
    pub rank: String,
    /// For the real customer, in a what-if: "13 % as Maya is: not sent". Else empty.
    pub before: String,
    /// What became of earlier customers of about the same response. May be empty.
    pub trust: Phrase,
    /// Where the line stands: "20 %".
    pub at: String,
    /// Where it came from; empty where a person drew it.
    pub from: String,
    /// The way back to the model's own line, if it was moved, and what that is.
    pub back: Option<(String, &'static str)>,
    /// What the line does: a count, and of what.
    pub sends: Vec<(String, String)>,
    /// What other lines would do.
    pub others: Option<Others>,
    /// Everybody along the scale.
    pub spread: Option<Spread>,
    /// What is missing, or what was measured.
    pub note: Phrase,
}

/// What other lines would do.
#[derive(Clone, PartialEq, Debug)]
pub struct Others {
    /// What stands above each column, the line first, this customer last.
    pub heads: Vec<String>,
    /// What the heads mean, in a sentence.
    pub about: String,
    /// A row for each line.
    pub rows: Vec<Other>,
}

/// What a line would do.
#[derive(Clone, PartialEq, Debug)]
pub struct Other {
    /// From which response on it would be sent.
    pub response: Option<f64>,
    /// A text for each head.
    pub cells: Vec<String>,
    /// Whether it is the present line.
    pub is_now: bool,
    /// Whether the customer is sent.
    pub is_sent: bool,
    /// All of it in a sentence.
    pub about: String,
}

/// Everybody along the scale of responses; places go from 0 to 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    /// What is counted: "12 357 customers by chance".
    pub caption: String,
    /// What the foot of a bar is: "had it"; empty where no outcome is known.
    pub foot: String,
    /// All of it in a sentence.
    pub about: String,
    /// How high each bar is, and how high its foot.
    pub bars: Vec<(f32, f32)>,
    /// Where the line stands, what it is called, and what is above it.
    pub line: (f32, &'static str, &'static str),
    /// Where the customer stands, and what they are called.
    pub customer: (f32, &'static str),
    /// Where the real customer stands, in a what-if.
    pub before: Option<f32>,
    /// Responses along the scale.
    pub ticks: Vec<(f32, String)>,
}

/// What it is called to have the outcome: accepted where the table says so, else nothing more than had.
#[derive(Clone, Copy)]
struct Had {
    verb: &'static str,
    /// The same where it is said for the first time.
    first: &'static str,
    those: &'static str,
}

impl Had {
    fn of(column: Option<&str>) -> Self {
        if column.is_some_and(|column| column.starts_with("accepted")) {
            Self { verb: "accepted", first: "accepted", those: "who accepted" }
        } else {
            Self { verb: "had it", first: "had the outcome", those: "who had it" }
        }
    }
}

/// Says the card; `None` where there are several offers.
pub fn reach(of: Of<'_>) -> Option<ReachView> {
    let [now] = of.explanation.now.ranked.as_slice() else { return None };
    let had = Had::of(of.column);
    let is_altered = !of.explanation.changed().is_empty();
    let (own, from) = of.own;
    let link = of.model.link();
    Some(ReachView {
        title: of.model.offer(OfferIdx(0)).title.clone(),
        is_named: names_outcome(of.model),
        response: of.measure.response(now.response),
        place: place(&of, now),
        rank: of.reach.map_or_else(String::new, |reach| {
            format!("{} of {} stand lower", whole(reach.lower(now.margin)), whole(reach.n()))
        }),
        before: if is_altered { before(&of) } else { String::new() },
        trust: if is_altered { Phrase::default() } else { trust(&of, now, had) },
        at: line::at(link, of.line),
        // as many lines as before, so that nothing below moves when the line does
        from: if own == of.line { line::from(from).to_owned() } else { String::new() },
        back: (own != of.line).then(|| (format!("Back to {}", line::at(link, own)), line::back(from))),
        sends: of.reach.map_or_else(Vec::new, |reach| sends(&of, reach, now, had)),
        others: of.reach.and_then(|reach| other_lines(&of, reach, now, had)),
        spread: of.reach.and_then(|reach| spread(&of, reach, now, had)),
        note: note(&of, had),
    })
}

fn is_sent(line: Line, ranked: &Ranked) -> bool {
    ranked.barred_by.is_none() && line.is_reached(ranked.margin)
}

/// How far from the line.
fn place(of: &Of<'_>, now: &Ranked) -> String {
    if let Some(rule) = now.barred_by {
        return format!("Not on offer: {}", of.model.offer(now.offer).rules[rule].reason);
    }
    let side = if of.line.is_reached(now.margin) { "above" } else { "below" };
    let Some(least) = of.line.response() else {
        return upper_first(&line::side(of.model.link(), of.line, side == "above"));
    };
    let far = now.response - least;
    if now.response.to_bits() == least.to_bits() {
        return "Exactly on the line: sent".to_owned();
    }
    let unit = if of.measure.link().is_probability() { " points" } else { "" };
    let text = of.measure.distance(far);
    if text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        format!("{text}{unit} {side} the line")
    } else {
        format!("Just {side} the line")
    }
}

/// What is said of the customer as they are, in a what-if.
fn before(of: &Of<'_>) -> String {
    let Some(before) = of.explanation.before.ranked.first() else { return String::new() };
    let sent = if is_sent(of.line, before) { "sent" } else { "not sent" };
    let name = Name::of(of.profile);
    format!("{} for {}: {sent}", of.measure.response(before.response), name.as_is())
}

/// How often such a chance came true.
fn trust(of: &Of<'_>, now: &Ranked, had: Had) -> Phrase {
    if !of.measure.link().is_probability() {
        return Phrase::default();
    }
    let Some(record) = of.record else { return Phrase::default() };
    let enough = record.filter(|record| record.n >= LEAST);
    let Some((record, (low, high))) = enough.and_then(|r| Some((r, r.probably()?))) else {
        return Phrase::of("Too few earlier customers stand near this chance to say how often it came true.");
    };
    let said = if now.response < low {
        "here the model is rather low."
    } else if now.response > high {
        "here the model is rather high."
    } else {
        "as the model says."
    };
    let per_100 = 100.0 * record.accepted as f64 / record.n as f64;
    Phrase::default()
        .plain(format!("Of {} customers with about this chance ", whole(record.n)))
        .strong(format!("{} {}", whole(record.accepted), had.first))
        .plain(format!(": {} of 100 ({}), {said}", number::trimmed(per_100, 1), band((low, high))))
}

/// What the present line does.
fn sends(of: &Of<'_>, reach: &Reach, now: &Ranked, had: Had) -> Vec<(String, String)> {
    let sends = reach.sends(of.line);
    let too = if is_sent(of.line, now) { "this one too" } else { "not this one" };
    let barred = reach.barred();
    let mut list = vec![(whole(sends.sent), format!("of {} customers, {too}", whole(reach.n() + barred.n)))];
    if reach.has_outcomes() {
        let all = if sends.known == sends.sent {
            format!("of the {}", whole(sends.sent))
        } else {
            format!("of {} whose outcome is known", whole(sends.known))
        };
        if let Some(share_is) = probably(sends.had, sends.known) {
            let share = of_100(sends.had, sends.known);
            list.push((whole(sends.had), format!("{all} {}: {share} of 100 ({})", had.verb, band(share_is))));
        }
        list.push((whole(sends.missed), format!("{} and stand below the line", had.verb)));
    }
    if barred.n > 0 {
        let them = if reach.has_outcomes() {
            format!("; {} of them {}", whole(barred.had), had.verb)
        } else {
            String::new()
        };
        list.push((whole(barred.n), format!("may not have it by rule, wherever the line is{them}")));
    }
    list
}

/// What other lines would do.
fn other_lines(of: &Of<'_>, reach: &Reach, now: &Ranked, had: Had) -> Option<Others> {
    let scale = reach.scale()?;
    let mut heads = vec!["line".to_owned(), "sent".to_owned()];
    if reach.has_outcomes() {
        heads.push(format!("{}, of 100", had.verb));
        heads.push("reached, of 100".to_owned());
    }
    heads.push("here".to_owned());
    let link = of.model.link();
    let row = |other: Line| {
        let Sends { sent, known, had: n_had, missed } = reach.sends(other);
        let mut cells = vec![line::at(link, other), whole(sent)];
        if reach.has_outcomes() {
            let share = |part, of| if of == 0 { "–".to_owned() } else { of_100(part, of) };
            cells.push(share(n_had, known));
            cells.push(share(n_had, n_had + missed));
        }
        let is_sent = is_sent(other, now);
        cells.push(if is_sent { "sent" } else { "not sent" }.to_owned());
        // those who do not see it hear whose column the last one is
        let names = heads[..heads.len() - 1].iter().map(String::as_str).chain(["this customer"]);
        let about = names.zip(&cells).map(|(head, cell)| format!("{head} {cell}"));
        let about = about.collect::<Vec<_>>().join(", ");
        Other { response: other.response(), cells, is_now: other == of.line, is_sent, about }
    };
    let rows = others(link, scale, of.line).into_iter().map(row).collect();
    let about = if reach.has_outcomes() {
        format!(
            "Of 100 who are sent, so many {}; of 100 {}, so many are reached. Choose a line to take it.",
            had.verb, had.those
        )
    } else {
        "How many each line sends. Choose a line to take it.".to_owned()
    };
    Some(Others { heads, about, rows })
}

/// Everybody along the scale.
fn spread(of: &Of<'_>, reach: &Reach, now: &Ranked, had: Had) -> Option<Spread> {
    let scale = reach.scale()?;
    let most = reach.bins().iter().map(|bin| bin.n).max().filter(|most| *most > 0)? as f32;
    let least = of.line.response()?;
    let link = of.model.link();
    let n = number::count(reach.n(), "customer", "customers");
    let caption = format!("{n} by {}", of.measure.response_name());
    let foot = if reach.has_outcomes() { had.verb.to_owned() } else { String::new() };
    let sends = reach.sends(of.line);
    let placing = Placing::of(of.model, Some(of.line));
    let place = |response: f64| scale.at(response) as f32;
    let real = of.explanation.before.ranked.first().filter(|_| !of.explanation.changed().is_empty());
    let tick = |response: f64| {
        let text =
            if link.is_probability() { number::trimmed(100.0 * response, 1) } else { number::short(response, 3) };
        (place(response), text)
    };
    let mut ticks: Vec<_> = scale.ticks().into_iter().map(tick).collect();
    if let Some((_, last)) = ticks.last_mut().filter(|_| link.is_probability()) {
        last.push_str("\u{A0}%");
    }
    let side = placing.side(is_sent(of.line, now)).unwrap_or_default();
    Some(Spread {
        about: format!(
            "{caption}. {} of them stand on the line of {} or above; this customer, {}, {side}",
            whole(sends.sent),
            line::at(link, of.line),
            of.measure.response(now.response),
        ),
        caption,
        foot,
        bars: reach.bins().iter().map(|bin| (bin.n as f32 / most, bin.had as f32 / most)).collect(),
        line: (place(least), "the line", "here and up: sent"),
        customer: (place(now.response), "this customer"),
        before: real.map(|real| place(real.response)),
        ticks,
    })
}

/// What is missing, or where the outcome was read.
fn note(of: &Of<'_>, had: Had) -> Phrase {
    match (of.reach, of.column) {
        (None, _) if of.has_table => Phrase::default(),
        (None, _) => Phrase::of("Open your customers to see what this line would send."),
        (Some(_), None) => Phrase::of(
            "Your table does not say what became of its customers, so they are counted only. A column called ",
        )
        .strong("outcome")
        .plain(" (1 or 0) would say it."),
        (Some(_), Some(column)) => Phrase::default()
            .plain(format!("“{}” is measured: your column ", upper_first(had.verb)))
            .strong(column)
            .plain("."),
    }
}

fn whole(n: usize) -> String {
    number::fixed(n as f64, 0)
}

/// So many of a hundred; with a decimal where there are few.
fn of_100(part: usize, all: usize) -> String {
    let share = 100.0 * part as f64 / all as f64;
    number::trimmed(share, usize::from(share < 9.95 && part > 0))
}
