//! `candour bench-click`: how long one step of a slider takes, without the drawing.
//!
//! A click is what the window computes when a fact changes: codes, margins, and the attribution of every offer, for a
//! customer that was not asked about just before. One thread, a warm process, results kept from being optimised away.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::args::BenchClick;
use super::{output, read};
use crate::ask::Inputs;
use crate::base::Result;
use crate::model::Value;
use crate::score::{Codes, margins};

/// How long clicks are made before they are measured.
const WARM: Duration = Duration::from_millis(300);
/// How long clicks are measured.
const MEASURED: Duration = Duration::from_secs(2);
/// The fewest clicks that are measured, as long as they take no longer than [`LONGEST`].
const FEWEST: usize = 200;
/// When even few clicks are enough.
const LONGEST: Duration = Duration::from_secs(10);

/// What is printed: microseconds of wall clock.
#[derive(Serialize)]
struct Found {
    median_us: f64,
    p99_us: f64,
    clicks: usize,
}

/// Measures and prints one JSON line.
///
/// # Errors
/// What the readers refuse.
pub(super) fn run(words: &BenchClick) -> Result<()> {
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, table) = read::described_by(&words.data, model)?;
    let inputs = read::inputs(model, &words.absence)?;
    let mut rows = (0..table.n_rows()).cycle();
    let mut click = || {
        let values = table.row(rows.next().unwrap_or(0));
        let clock = Instant::now();
        answer(&inputs, &values, words.interactions);
        clock.elapsed()
    };
    let clock = Instant::now();
    while clock.elapsed() < WARM {
        click();
    }
    let (clock, mut times) = (Instant::now(), Vec::new());
    while clock.elapsed() < MEASURED || (times.len() < FEWEST && clock.elapsed() < LONGEST) {
        times.push(click());
    }
    times.sort_unstable();
    let micros = |time: Option<&Duration>| time.map_or(0.0, |t| t.as_secs_f64() * 1e6);
    // the smallest time that so many of a hundred clicks do not exceed
    let percentile = |p: usize| micros(times.get((times.len() * p).div_ceil(100).saturating_sub(1)));
    let found = Found { median_us: percentile(50), p99_us: percentile(99), clicks: times.len() };
    output::text(&(serde_json::to_string(&found).unwrap_or_default() + "\n"), None)
}

/// What the window computes when a fact changes.
fn answer(inputs: &Inputs, values: &[Value], interactions: bool) {
    let (model, explainer) = (inputs.model(), inputs.explainer());
    let codes = Codes::of(model, black_box(values));
    let margins = margins(model, &codes, inputs.absence());
    for offer in model.offer_ids() {
        let found = explainer.attribute(&codes, offer, margins[offer.index()]);
        if interactions {
            black_box(explainer.interact(&codes, &found));
        }
        black_box(found);
    }
}
