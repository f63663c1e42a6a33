//! What leaves the desk: figures laid out as on screen under what they say of themselves, drawn by plotters; cards as
//! text; reports as pages.

use super::act::figure::{Destination, Export, Figure, Format};
use super::job::guarded;
use super::notice::Effect;
use super::place::Over;
use super::state::App;
use crate::base::Result;
use crate::figure::{Frame, Theme, caption, plot};
use crate::report::page::Page;
use crate::report::{html, text};
use crate::view::Caption;
use crate::view::words::{figure, notice as words};

/// Pixels per point of a PNG.
pub const PNG_SCALE: f32 = 2.0;
/// What leaves is for paper, whatever the window's theme.
const PAPER: Theme = Theme::Light;

/// What is taken along.
enum Taken {
    Figure(Frame),
    Card(Page),
}

/// What a figure's file is called unless the person says otherwise.
pub fn file_name(figure: Figure, format: Format) -> String {
    format!("candour-{}.{}", figure.word(), format.ending())
}

impl App {
    /// Saves what is shown as a report, or copies it as text.
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
            Destination::Clipboard => {
                let what = words::figure_of(figure::REPORT, Format::Text.label(), &page.title);
                self.desk.copy(&what, text::print(&page));
            }
        }
    }

    /// Saves or copies a figure or a card.
    pub(super) fn export(&mut self, export: Export) {
        let jobs = self.jobs.part(|app: &mut Self| &mut app.wings);
        let (wings, desk, Export { figure, format, to }) = (&mut self.wings, &self.desk, export);
        let made = guarded(|| {
            let taken = match format {
                Format::Svg | Format::Png => {
                    wings.ask(figure, desk, &jobs);
                    wings.figure(figure, desk, figure.width()).map(Taken::Figure)
                }
                Format::Text => wings.card(figure, desk, &jobs).map(Taken::Card),
            };
            let Some((taken, caption)) = taken.zip(wings.caption(figure, desk)) else { return Ok(None) };
            Ok(Some((effect(taken, &caption, export)?, caption.customer)))
        });
        match made {
            Ok(Some((effect, customer))) => {
                if to == Destination::Clipboard {
                    let what = words::figure_of(figure.label(), format.label(), &customer);
                    self.desk.tell(&words::copied(&what), None);
                }
                self.desk.effect(effect);
            }
            Ok(None) => self.desk.tell(words::NO_FIGURE, None),
            Err(error) => self.desk.fail(&error),
        }
    }
}

/// What the window must do with what is taken along under its caption.
fn effect(taken: Taken, caption: &Caption, Export { figure, format, to }: Export) -> Result<Effect> {
    let save = |bytes| Effect::SaveFile(file_name(figure, format), bytes);
    match taken {
        Taken::Figure(frame) => {
            let frame = caption::around(&frame, caption);
            Ok(match (format, to) {
                (Format::Png, Destination::File) => save(plot::png(&frame, PAPER, PNG_SCALE)?),
                (Format::Png, Destination::Clipboard) => {
                    let (rgb, width, height) = plot::pixels(&frame, PAPER, PNG_SCALE)?;
                    Effect::CopyPicture(rgb, width, height)
                }
                (_, Destination::File) => save(plot::svg(&frame, PAPER).into_bytes()),
                (_, Destination::Clipboard) => Effect::CopyText(plot::svg(&frame, PAPER)),
            })
        }
        Taken::Card(page) => {
            let page = page.captioned(caption);
            // rows go to a spreadsheet, sentences to a letter
            let text = if figure == Figure::Customers { text::tabbed(&page) } else { text::print(&page) };
            Ok(match to {
                Destination::File => save(text.into_bytes()),
                Destination::Clipboard => Effect::CopyText(text),
            })
        }
    }
}
