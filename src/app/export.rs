//! Figures for outside: laid out as on screen, drawn by plotters.

use super::act::figure::{Destination, Export, Figure, Format};
use super::job::guarded;
use super::notice::Effect;
use super::place::Over;
use super::state::App;
use crate::base::Result;
use crate::figure::{Frame, Theme, plot};
use crate::report::{html, text};
use crate::view::words::notice as words;

/// Pixels per point of a PNG.
pub const PNG_SCALE: f32 = 2.0;

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
    format!("candour-{}.{}", figure.word(), format.ending())
}

impl App {
    /// Saves what is shown as a page, or copies it as text.
    pub(super) fn take_page(&mut self, to: Destination) {
        let (wings, desk) = (&self.wings, &self.desk);
        let page = match guarded(|| Ok(wings.page(desk))) {
            Ok(Some(page)) => page,
            Ok(None) => return self.desk.tell(words::NOTHING_TO_SAVE, None),
            Err(error) => return self.desk.fail(&error),
        };
        let what = if self.desk.over() == Some(Over::Scenarios) {
            Figure::Scenarios.word()
        } else {
            self.desk.place().word()
        };
        match to {
            Destination::File => {
                let name = format!("candour-{what}.html");
                self.desk.save(&name, Ok(html::print(&page)));
            }
            Destination::Clipboard => self.desk.copy(text::print(&page)),
        }
    }

    /// Saves or copies a figure.
    pub(super) fn export(&mut self, Export { figure, format, to }: Export) {
        let jobs = self.jobs.part(|app: &mut Self| &mut app.wings);
        let (wings, desk) = (&mut self.wings, &self.desk);
        let frame = match guarded(|| Ok(wings.figure(figure, desk, &jobs))) {
            Ok(Some(frame)) => frame,
            Ok(None) => return self.desk.tell(words::NO_FIGURE, None),
            Err(error) => return self.desk.fail(&error),
        };
        let theme = self.desk.theme();
        let result = guarded(|| match (to, format) {
            (Destination::File, _) => {
                bytes(&frame, format, theme).map(|bytes| Effect::SaveFile(file_name(figure, format), bytes))
            }
            (Destination::Clipboard, Format::Svg) => Ok(Effect::CopyText(plot::svg(&frame, theme))),
            (Destination::Clipboard, Format::Png) => {
                plot::pixels(&frame, theme, PNG_SCALE).map(|(rgb, w, h)| Effect::CopyPicture(rgb, w, h))
            }
        });
        match result {
            Ok(effect) => {
                if to == Destination::Clipboard {
                    self.desk.tell(words::COPIED, None);
                }
                self.desk.effect(effect);
            }
            Err(error) => self.desk.fail(&error),
        }
    }
}
