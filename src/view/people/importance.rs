//! What matters over many customers, in words: rows with their bars and spreads, and what each fact did to how many.

use crate::ask::Inputs;
use crate::ask::importance::{FeatureImportance, Importance, OfferImportance, Part, Parts, Spread};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{CustomerModel, Feature, FeatureKind};
use crate::view::caption::{Caption, Stamp};
use crate::view::explain::fact;
use crate::view::explain::reasons::{nice_step, start_name};
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Phrase, letter, lower_first, offer_name};
use crate::view::value;
use crate::view::words::importance as words;

/// How many facts stand by themselves before the rest is summed up.
pub const FACTS: usize = 12;
/// How many facts are told in a sentence.
const TOLD: usize = 3;
/// Steps of the axis that customers are counted in, for drawing.
const STRIPS: usize = 160;

/// What was found for one offer.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranking {
    /// Which offer.
    pub offer: OfferIdx,
    /// "What matters most for A Free delivery for a year".
    pub title: String,
    /// Over whom, by what measure, and from where shares are counted.
    pub over: String,
    /// "1006 customers of retailer.csv".
    pub whom: String,
    /// What comes first and what the first few did.
    pub sentences: Vec<Phrase>,
    /// Fact by fact, the one that matters most first.
    pub rows: Vec<Row>,
    /// The axis of the spreads, in margin.
    pub span: (f64, f64),
    /// Positions on it with their labels.
    pub ticks: Vec<(f64, String)>,
    /// What amounts count.
    pub unit: &'static str,
    /// What the tones mean, low, high and neither; empty where no row shows such a part.
    pub tones: [&'static str; 3],
    /// Facts that have no row, summed up; `None` if all have one.
    pub rest: Option<String>,
    /// How many facts move nobody's score; `None` if each moves somebody's.
    pub idle: Option<String>,
    /// Whether there are more facts than are shown without asking.
    pub has_more: bool,
    /// That it is exact, with the evidence.
    pub exact: Phrase,
    /// What it cannot tell.
    pub cannot: Phrase,
}

impl Ranking {
    /// What it says of itself once it leaves the screen.
    pub fn caption(&self, model: &CustomerModel, stamp: Stamp) -> Caption {
        Caption::new(&self.title, model, stamp)
            .customers(&self.whom)
            .offers(model, &[self.offer])
            .unit(self.unit)
            .note(&self.over)
            .note(self.rest.clone().unwrap_or_default())
            .note(self.cannot.text())
    }
}

/// One fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Which.
    pub feature: FeatureIdx,
    /// "1".
    pub rank: String,
    /// "Average basket", "Age (protected)".
    pub label: String,
    /// "sensitive", "protected".
    pub marks: Vec<&'static str>,
    /// How far it moves the score on average: "12.3".
    pub amount: String,
    /// Its part of all that is moved: "38 %".
    pub of_all: String,
    /// The bar's length, 0 to 1.
    pub bar: f32,
    /// Customers by attribution: from, to, and how many with a low value, a high one, and neither.
    pub strips: Vec<(f64, f64, [u32; 3])>,
    /// The attributions that 5 %, 50 % and 95 % of customers do not exceed.
    pub reach: [f64; 3],
    /// All of it in sentences.
    pub told: Vec<Phrase>,
    /// The same in one text.
    pub about: String,
}

/// Says what was found for one offer; `all` gives every fact a row that moves the score. `file` is the table's name.
/// `None` if the answer is not about the offer.
pub fn ranking(
    inputs: &Inputs,
    answer: &Importance,
    offer: OfferIdx,
    file: Option<&str>,
    all: bool,
) -> Option<Ranking> {
    let model = inputs.model();
    let found = answer.of(offer)?;
    let largest = found.features.first().map_or(1.0, |f| f.mean_abs);
    let words = Words { inputs, found, measure: Measure::of(model, Scale::Points, largest), n: answer.n_rows };
    let moving = found.features.iter().filter(|f| f.mean_abs > 0.0).count();
    // a single fact left over gets its own row
    let n_rows = if all || moving <= FACTS + 1 { moving } else { FACTS };
    let (shown, rest) = found.features[..moving].split_at(n_rows);
    let ends = shown.iter().flat_map(|f| [f.least, f.greatest]);
    let (low, high) = ends.fold((0.0f64, 0.0f64), |(l, h), x| (l.min(x), h.max(x)));
    let (low, high) = if high > low { (low, high) } else { (-1.0, 1.0) };
    let rows: Vec<Row> = shown.iter().enumerate().map(|(i, f)| words.row(i, f, largest, (low, high))).collect();
    let has = |third: usize| rows.iter().any(|r| r.strips.iter().any(|(_, _, counts)| counts[third] > 0));
    let tone = |third: usize, text: &'static str| if has(third) { text } else { "" };
    Some(Ranking {
        offer,
        title: words.title(),
        over: words.over(file),
        whom: words.whom(file),
        sentences: words.sentences(),
        span: (low, high),
        ticks: words.ticks(low, high),
        unit: words.measure.share_unit(),
        tones: [
            tone(0, "low value"),
            tone(1, "high value"),
            tone(2, if has(0) || has(1) { "no order, or not known" } else { "customers" }),
        ],
        rest: (!rest.is_empty()).then(|| words.rest(rest)),
        idle: words.idle(),
        has_more: moving > FACTS + 1,
        exact: words.exact(),
        cannot: Phrase::of(
            "*What this cannot tell you:* what makes people respond. It shows what the model uses, not what causes \
             anything. What matters little over all customers may decide for one of them.",
        ),
        rows,
    })
}

/// How far the work is: a sentence and a part of 1. `done` and `total` count customers once per offer; `left` is in
/// seconds.
pub fn progress(done: u64, total: u64, n_offers: usize, left: Option<f64>) -> (String, f32) {
    let each = n_offers.max(1) as u64;
    let (rows, all) = ((done / each) as usize, (total / each) as usize);
    let text = if all == 0 {
        "Looking at the customers …".to_owned()
    } else {
        let rows = number::fixed(rows as f64, 0);
        let left = match left {
            None => String::new(),
            Some(s) if s < 60.0 => ", less than a minute left".to_owned(),
            Some(s) => format!(", about {} left", number::count((s / 60.0).ceil() as usize, "minute", "minutes")),
        };
        format!("{rows} of {} explained{left}", number::count(all, "customer", "customers"))
    };
    (text, if total == 0 { 0.0 } else { done as f32 / total as f32 })
}

/// That it is done, for who went on with something else.
pub const DONE: &str = "What matters most over all customers is worked out: Ctrl+M shows it";
/// What goes on while one waits.
pub const WORKING: &str = "Every customer is explained, none left out. You may close this and go on with something \
                           else: the work goes on, and the answer is here when you come back.";
/// Why nothing is shown after a stop.
pub const STOPPED: &str = "It was stopped before everybody was explained. A part of the customers would not be all of \
                           them, so nothing is shown.";
/// Why there is nothing without a table.
pub const NOBODY: &str = "What matters over all customers can be told when there are some. Open a table of customers \
                          (CSV, JSON lines or Parquet, a row each). It stays on this computer.";

struct Words<'a> {
    inputs: &'a Inputs,
    found: &'a OfferImportance,
    measure: Measure,
    n: usize,
}

impl Words<'_> {
    fn several(&self) -> bool {
        self.inputs.model().offers().len() > 1
    }

    fn feature(&self, feature: FeatureIdx) -> &Feature {
        self.inputs.model().features().get(feature)
    }

    fn title(&self) -> String {
        match self.several() {
            true => format!("What matters most for {}", offer_name(self.inputs.model(), self.found.offer)),
            false => words::TITLE.to_owned(),
        }
    }

    fn over(&self, file: Option<&str>) -> String {
        let (whom, start) = (self.whom(file), start_name(self.inputs));
        format!(
            "How far each fact moves the score (mean absolute attribution) over {whom}, each explained from the {}.",
            lower_first(&start)
        )
    }

    fn whom(&self, file: Option<&str>) -> String {
        let of = file.map_or_else(String::new, |f| format!(" of {f}"));
        format!("{}{of}", number::count(self.n, "customer", "customers"))
    }

    /// An amount without a sign and without its unit.
    fn amount(&self, x: f64) -> String {
        self.measure.share(x.abs()).trim_start_matches('+').to_owned()
    }

    fn of_all(&self, amount: f64) -> String {
        number::percent(if self.found.total > 0.0 { amount / self.found.total } else { 0.0 })
    }

    fn sentences(&self) -> Vec<Phrase> {
        let unit = self.measure.share_unit();
        let moving: Vec<_> = self.found.features.iter().filter(|f| f.mean_abs > 0.0).collect();
        let Some(first) = moving.first() else {
            let none = Phrase::of("*No fact moves the score* of any of these customers: all get the same one.");
            return vec![none];
        };
        let score = if self.several() {
            format!("the score of {}", letter(self.found.offer))
        } else {
            "the score".to_owned()
        };
        let lead = Phrase::default()
            .strong(&self.feature(first.feature).label)
            .plain(format!(" matters most: it moves {score} by "))
            .strong(format!("{} {unit}", self.amount(first.mean_abs)))
            .plain(format!(" on average, {} of all that facts move.", self.of_all(first.mean_abs)));
        let mut sentences = vec![lead];
        for (i, f) in moving.iter().take(TOLD).enumerate() {
            let who = Phrase::default();
            let who = if i == 0 { who.plain("It") } else { who.strong(&self.feature(f.feature).label) };
            sentences.push(self.did(who, f));
        }
        sentences
    }

    /// To how many customers it did what, and with which values.
    fn did(&self, who: Phrase, f: &FeatureImportance) -> Phrase {
        let with = self.direction(f).map_or_else(String::new, |with| format!(": {with}"));
        who.plain(format!("{}{with}.", self.counts(f)))
    }

    /// " raised the score for 640 customers and lowered it for 360".
    fn counts(&self, f: &FeatureImportance) -> String {
        let customers = |n: usize| number::count(n, "customer", "customers");
        let none = self.n - f.raised - f.lowered;
        let rest =
            if none > 0 { format!(" (no effect for {})", number::fixed(none as f64, 0)) } else { String::new() };
        match (f.raised, f.lowered) {
            (0, 0) => " had no effect".to_owned(),
            (up, 0) => format!(" raised the score for {}{rest}", customers(up)),
            (0, down) => format!(" lowered the score for {}{rest}", customers(down)),
            (up, down) => format!(
                " raised the score for {} and lowered it for {}{rest}",
                customers(up),
                number::fixed(down as f64, 0)
            ),
        }
    }

    /// What it did on average to those with high and low values, or with which level; `None` if there are no two.
    fn direction(&self, f: &FeatureImportance) -> Option<String> {
        let feature = self.feature(f.feature);
        let share = |part: &Part| self.measure.share(part.mean);
        match &f.parts {
            Parts::One => None,
            Parts::Halves { low_most, high_least, parts: [low, high, _] } => {
                let (low_name, high_name) = match feature.kind {
                    FeatureKind::YesNo => ("no".to_owned(), "yes".to_owned()),
                    FeatureKind::Date => (
                        format!("{} or before", value::with_unit(feature, *low_most)),
                        format!("{} or later", value::with_unit(feature, *high_least)),
                    ),
                    _ => (
                        format!("{} or less", value::with_unit(feature, *low_most)),
                        format!("{} or more", value::with_unit(feature, *high_least)),
                    ),
                };
                let (high, low) = (share(high), share(low));
                Some(format!("{high} on average where it is {high_name}, {low} where it is {low_name}"))
            }
            Parts::Levels(parts) => {
                let named = |i: usize| match i.checked_sub(feature.levels().len()) {
                    None => feature.levels()[i].clone(),
                    Some(0) => "another one".to_owned(),
                    Some(_) => "not known".to_owned(),
                };
                let mut present: Vec<(usize, &Part)> = parts.iter().enumerate().filter(|(_, p)| p.n > 0).collect();
                if present.len() < 2 {
                    return None;
                }
                present.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
                let (top, bottom) = (present[0], present[present.len() - 1]);
                Some(format!(
                    "{} on average where it is {}, {} where it is {}",
                    share(top.1),
                    named(top.0),
                    share(bottom.1),
                    named(bottom.0)
                ))
            }
        }
    }

    fn row(&self, i: usize, f: &FeatureImportance, largest: f64, span: (f64, f64)) -> Row {
        let feature = self.feature(f.feature);
        let (amount, of_all) = (self.amount(f.mean_abs), self.of_all(f.mean_abs));
        let marks = fact::marks(feature);
        let [q05, q25, median, q75, q95] = f.quantiles;
        let share = |x: f64| self.measure.share(x);
        let marked = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        let lead = Phrase::default().strong(format!("{}: {}{marked}", number::ordinal(i + 1), feature.label)).plain(
            format!(" moves the score by {amount} {} on average, {of_all} of all.", self.measure.share_unit()),
        );
        let mut told = vec![
            lead,
            self.did(Phrase::default().plain("It"), f),
            Phrase::default().plain(format!(
                "Half of the customers are between {} and {}, nine in ten between {} and {}, all between {} and {}.",
                share(q25),
                share(q75),
                share(q05),
                share(q95),
                share(f.least),
                share(f.greatest)
            )),
        ];
        if let Parts::Halves { parts: [_, _, unknown], .. } = &f.parts
            && unknown.n > 0
        {
            told.push(Phrase::default().plain(format!(
                "It is not known of {}: {} on average.",
                number::count(unknown.n, "customer", "customers"),
                share(unknown.mean)
            )));
        }
        Row {
            feature: f.feature,
            rank: (i + 1).to_string(),
            label: format!("{}{marked}", feature.label),
            marks,
            amount,
            of_all,
            bar: if largest > 0.0 { (f.mean_abs / largest) as f32 } else { 0.0 },
            strips: strips(&f.spread, span),
            reach: [q05, median, q95],
            about: told.iter().map(Phrase::text).collect::<Vec<_>>().join(" "),
            told,
        }
    }

    fn ticks(&self, low: f64, high: f64) -> Vec<(f64, String)> {
        let step = nice_step((high - low) / 8.0);
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        if !(step > 0.0 && step.is_finite() && (last - first) <= 20.0) {
            return vec![(0.0, "0".to_owned())];
        }
        let percent = self.measure.margin_is_chance();
        let text = |x: f64| {
            let (x, step) = if percent { (x * 100.0, step * 100.0) } else { (x, step) };
            number::signed(x, number::decimals_for(step, 1))
        };
        (first as i64..=last as i64).map(|k| k as f64 * step).map(|x| (x, text(x))).collect()
    }

    fn rest(&self, rest: &[FeatureImportance]) -> String {
        let together: f64 = rest.iter().map(|f| f.mean_abs).sum();
        let marked = rest.iter().filter(|f| !fact::marks(self.feature(f.feature)).is_empty()).count();
        let among = if marked == 0 { String::new() } else { format!(", {marked} of them sensitive or protected") };
        format!(
            "{} matter less{among}: {} of all together.",
            number::count(rest.len(), "fact", "facts"),
            self.of_all(together)
        )
    }

    /// Facts that move nobody's score.
    fn idle(&self) -> Option<String> {
        let idle = self.found.features.iter().filter(|f| f.mean_abs == 0.0).count()
            + (self.inputs.model().features().len() - self.found.features.len());
        (idle > 0).then(|| format!("{} no effect on anybody.", number::count(idle, "fact has", "facts have")))
    }

    fn exact(&self) -> Phrase {
        Phrase::of("*Exact, and over everybody:*").plain(format!(
            " nobody is sampled, and for each of {} the facts add up to the score to within {}.",
            number::count(self.n, "customer", "customers"),
            number::tiny(self.found.residual)
        ))
    }
}

/// Customers counted in equal steps of an axis.
fn strips(spread: &Spread, (low, high): (f64, f64)) -> Vec<(f64, f64, [u32; 3])> {
    let step = (high - low) / STRIPS as f64;
    let mut counts = vec![[0u32; 3]; STRIPS];
    for (value, bin) in &spread.bins {
        let at = ((f64::from(*value) - low) / step).floor().clamp(0.0, STRIPS as f64 - 1.0) as usize;
        for (sum, n) in counts[at].iter_mut().zip(bin) {
            *sum += n;
        }
    }
    let filled = counts.into_iter().enumerate().filter(|(_, c)| c.iter().any(|n| *n > 0));
    filled.map(|(i, c)| (low + i as f64 * step, low + (i + 1) as f64 * step, c)).collect()
}
