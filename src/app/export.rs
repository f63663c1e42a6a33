//! Figures for outside: laid out as on screen, drawn by plotters.

use super::action::{Destination, Figure, Format};
use super::state::{App, Effect};
use crate::base::Result;
use crate::figure::{self, Frame, Theme, plot};
use crate::view;

/// The width figures are exported at, in points.
const WIDTH: f32 = 720.0;
/// The width of those with several columns.
const WIDE: f32 = 960.0;
/// Pixels per point of a PNG.
pub const PNG_SCALE: f32 = 2.0;

/// A figure of what is shown; `None` if nothing is open or the figure does not exist now.
pub fn frame(app: &App, figure: Figure) -> Option<Frame> {
    let screen = app.screen()?;
    match figure {
        Figure::Waterfall => Some(figure::waterfall::layout(&screen.why.waterfall, WIDTH)),
        Figure::Offers => Some(figure::offers::layout(&screen.offers, WIDTH)),
        Figure::Trees => {
            let explanation = app.explanation()?;
            Some(figure::trees::layout(&view::path::trees(explanation, &screen.measure), app.shown().tree, WIDTH))
        }
        Figure::Tree => Some(figure::tree::layout(&*app.tree_view()?, WIDTH)),
        Figure::Compare => Some(compare(app.comparison()?, WIDTH)),
        Figure::Together => Some(figure::pairs::layout(app.pairs()?.as_ref(), WIDTH)),
        Figure::Map => Some(figure::map::layout(app.map_view()?.0, WIDTH).frame),
        Figure::Importance => Some(figure::importance::layout(app.weights().ranking()?, WIDE, true)),
        Figure::Scenarios => Some(figure::scenarios::whole(app.comparison_of_scenarios()?)),
    }
}

/// The rows of a comparison as bars.
pub fn compare(view: &view::compare::Comparison, width: f32) -> Frame {
    let facts = view.rows.iter().filter(|r| r.feature.is_some()).take(12);
    let bars: Vec<_> =
        facts.map(|r| figure::bars::Bar { label: r.label.clone(), text: r.lead.clone(), amount: r.amount }).collect();
    figure::bars::layout(&bars, width, &view.sentence.text())
}

/// Pairs as bars.
pub fn together(view: &view::compare::Pairs, width: f32) -> Frame {
    let bar = |(label, text, amount): &(String, String, f64)| figure::bars::Bar {
        label: label.clone(),
        text: text.clone(),
        amount: *amount,
    };
    let bars: Vec<_> = view.rows.iter().map(bar).collect();
    figure::bars::layout(&bars, width, &view.lead)
}

/// A figure's bytes in a format.
///
/// # Errors
/// As [`plot::png()`].
pub fn bytes(frame: &Frame, format: Format, theme: Theme) -> Result<Vec<u8>> {
    match format {
        Format::Svg => Ok(plot::svg(frame, theme).into_bytes()),
        Format::Png => plot::png(frame, theme, PNG_SCALE),
    }
}

/// What a figure's file is called unless the person says otherwise.
pub fn file_name(figure: Figure, format: Format) -> String {
    let name = match figure {
        Figure::Waterfall => "reasons",
        Figure::Offers => "offers",
        Figure::Trees => "trees",
        Figure::Tree => "tree",
        Figure::Compare => "comparison",
        Figure::Together => "together",
        Figure::Importance => "importance",
        Figure::Scenarios => "scenarios",
        Figure::Map => "map",
    };
    format!("candour-{name}.{}", if format == Format::Svg { "svg" } else { "png" })
}

impl App {
    /// Saves or copies a figure.
    pub(super) fn export(&mut self, figure: Figure, format: Format, to: Destination) {
        match figure {
            Figure::Tree => self.derived.prepare_tree(&self.shown),
            Figure::Together => self.derived.prepare_pairs(&self.jobs),
            Figure::Scenarios => self.prepare_comparison(),
            Figure::Compare => self.derived.prepare_versus(&self.shown, &self.jobs),
            Figure::Map => {
                if let Some(features) = self.shown.map {
                    self.derived.prepare_map(features, &self.jobs);
                }
            }
            _ => {}
        }
        let Some(frame) = frame(self, figure) else {
            self.tell("Nothing to save: open a tree first, or wait until it is worked out", None);
            return;
        };
        let theme = self.theme;
        let result = match (to, format) {
            (Destination::File, _) => {
                bytes(&frame, format, theme).map(|bytes| Effect::SaveFile(file_name(figure, format), bytes))
            }
            (Destination::Clipboard, Format::Svg) => Ok(Effect::CopyText(crate::figure::plot::svg(&frame, theme))),
            (Destination::Clipboard, Format::Png) => crate::figure::plot::pixels(&frame, theme, PNG_SCALE)
                .map(|(rgb, w, h)| Effect::CopyPicture(rgb, w, h)),
        };
        match result {
            Ok(effect) => {
                if to == Destination::Clipboard {
                    self.tell("Copied", None);
                }
                self.effects.push(effect);
            }
            Err(error) => self.fail(&error),
        }
    }
}
