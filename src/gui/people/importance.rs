//! What matters over all customers: for which offer, the facts in order with their bars and spreads, what each did to
//! how many; or how far the work is, that it was stopped, or that nobody is open.

use egui::{CornerRadius, Margin, RichText, Ui};

use crate::app::act::explain::ExplainAct;
use crate::app::act::figure::Figure;
use crate::app::act::importance::ImportanceAct;
use crate::app::importance::Importance;
use crate::app::slot::Standing;
use crate::app::{Action, App, Document};
use crate::figure::{self as layouts, Role, Target};
use crate::gui::paint::{figure_seen, phrase, small};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{button, centred, failed, link, named_list, save_menu};
use crate::view;
use crate::view::importance::{NOBODY, Ranking, Row, STOPPED, WORKING};
use crate::view::phrase::offer_name;
use crate::view::words::{control, importance as words};

/// Lines that the sentences of a fact may take without moving what is below.
const LINES: f32 = 4.0;
/// The same in a low window.
const LOW_LINES: f32 = 3.0;
/// Room below which nothing is pinned but those sentences.
const PINNED_FROM: f32 = 520.0;

/// Draws the place.
pub fn importance_ui(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    theme::card(theme).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let wing = app.importance();
        let ranking = wing.ranking().filter(|_| wing.answer().is_some());
        head(ui, wing, document, ranking.is_some(), asks);
        if document.people.table.is_none() {
            return nobody(ui, asks);
        }
        match (wing.standing(), ranking) {
            (Standing::Stopped, _) => centred(ui, words::STOPPED, STOPPED, |ui| again(ui, asks)),
            (Standing::Failed(error), _) => centred(ui, control::FAILED, "", |ui| {
                failed(ui, error, Action::Importance(ImportanceAct::Work(true)), asks);
            }),
            (_, Some(ranking)) => done(ui, wing, ranking, asks),
            (standing, None) => working(ui, wing, standing, document, asks),
        }
    });
}

fn head(ui: &mut Ui, wing: &Importance, document: &Document, ready: bool, asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    ui.horizontal(|ui| {
        let several = model.offers().len() > 1;
        let title = RichText::new(if several { words::TITLE_FOR } else { words::TITLE });
        crate::gui::said::heading(ui, title.heading(), 1);
        let room = (ui.available_width() - 230.0).max(140.0);
        if several {
            let now = wing.offer();
            let name = offer_name(model, now);
            let text = layouts::font::fit(&name, theme::BODY, layouts::Weight::Strong, room.min(420.0) - 40.0);
            let combo = egui::ComboBox::from_id_salt("importance-offer")
                .width(room.min(420.0))
                .height(420.0)
                .selected_text(RichText::new(text).font(theme::strong(theme::BODY)));
            let combo = combo.show_ui(ui, |ui| {
                for offer in model.offer_ids() {
                    if ui.selectable_label(offer == now, offer_name(model, offer)).clicked() {
                        asks.push(Action::Importance(ImportanceAct::For(offer)));
                    }
                }
            });
            named_list(&combo.response, &words::offer(&name));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ready {
                let table = [(control::SAVE_TABLE, Action::Importance(ImportanceAct::SaveTable))];
                save_menu(ui, Figure::Importance, &table, words::SAVE, asks);
            }
        });
    });
}

fn nobody(ui: &mut Ui, asks: &mut Vec<Action>) {
    centred(ui, words::NO_TABLE, NOBODY, |ui| {
        if button(ui, control::OPEN_CUSTOMERS) {
            asks.push(Action::ChooseFile);
        }
    });
}

fn again(ui: &mut Ui, asks: &mut Vec<Action>) {
    if button(ui, control::TRY_AGAIN) {
        asks.push(Action::Importance(ImportanceAct::Work(true)));
    }
}

fn working(ui: &mut Ui, wing: &Importance, standing: Standing<'_>, document: &Document, asks: &mut Vec<Action>) {
    let (done, total) = if let Standing::Working(progress) = standing { progress.read() } else { (0, 0) };
    let n_offers = document.inputs.model().offers().len();
    let (text, part) = view::importance::progress(done, total, n_offers, wing.seconds_left());
    centred(ui, &text, WORKING, |ui| {
        let bar = egui::ProgressBar::new(part).desired_width(420.0).desired_height(14.0);
        ui.add(bar.fill(theme::paint(theme::of(ui.ctx()), Paint::Accent)));
        ui.add_space(10.0);
        if button(ui, control::STOP) {
            asks.push(Action::Importance(ImportanceAct::Work(false)));
        }
    });
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
}

fn done(ui: &mut Ui, wing: &Importance, ranking: &Ranking, asks: &mut Vec<Action>) {
    // in a low window, or with large text, only what a fact says stands still
    let low = ui.available_height() < PINNED_FROM;
    if !low {
        small(ui, &ranking.over);
    }
    // what is pointed at now is known after the figure is drawn: its sentences are those of the last frame
    let id = egui::Id::unique("importance-pointed");
    let pointed: Option<usize> = ui.data(|d| d.get_temp(id)).flatten();
    let said = pointed.and_then(|i| ranking.rows.get(i));
    sentences(ui, ranking, said, low);
    if !low {
        egui::Panel::bottom("importance-foot").frame(egui::Frame::new()).show_separator_line(false).show(ui, |ui| {
            foot(ui, wing, ranking, asks);
        });
    }
    let mut seen = None;
    egui::ScrollArea::vertical().auto_shrink(false).id_salt(("importance", ranking.offer)).show(ui, |ui| {
        if low {
            small(ui, &ranking.over);
        }
        if !ranking.rows.is_empty() {
            let frame = layouts::importance::layout(ranking, ui.available_width() - 6.0);
            if let Some(hit) = pointed.and_then(|i| frame.hits.get(i)) {
                let at = ui.cursor().min.to_vec2();
                let row =
                    egui::Rect::from_min_max(egui::pos2(hit.min.x, hit.min.y), egui::pos2(hit.max.x, hit.max.y));
                let fill = theme::paint(theme::of(ui.ctx()), Paint::Field);
                ui.painter().rect_filled(row.translate(at), CornerRadius::same(6), fill);
            }
            let (clicked, pointed) = figure_seen(ui, &frame, "importance");
            seen = pointed;
            if let Some(Target::GoTo(feature)) = clicked {
                asks.push(Action::Explain(ExplainAct::GoTo(Some(feature))));
            }
        }
        if low {
            foot(ui, wing, ranking, asks);
        }
    });
    if seen != pointed {
        ui.data_mut(|d| d.insert_temp(id, seen));
        ui.ctx().request_repaint();
    }
}

/// What the fact that is pointed at did, or else the first few.
fn sentences(ui: &mut Ui, ranking: &Ranking, said: Option<&Row>, low: bool) {
    let theme = theme::of(ui.ctx());
    let ink = theme::role(theme, Role::Ink);
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Field))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 8));
    let (size, lines) = if low { (theme::SMALL, LOW_LINES) } else { (theme::BODY, LINES) };
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_min_height(lines * (size + 9.0) - ui.spacing().item_spacing.y);
        match said {
            Some(row) => row.told.iter().for_each(|s| drop(phrase(ui, s, size, ink))),
            None => {
                let most = if low { 2 } else { ranking.sentences.len() };
                ranking.sentences.iter().take(most).for_each(|s| drop(phrase(ui, s, size, ink)));
            }
        }
    });
}

fn foot(ui: &mut Ui, wing: &Importance, ranking: &Ranking, asks: &mut Vec<Action>) {
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    ui.horizontal_wrapped(|ui| {
        for text in ranking.rest.iter().chain(&ranking.idle) {
            small(ui, text);
        }
        if ranking.has_more {
            let all = wing.all();
            if link(ui, if all { words::FEW_FACTS } else { words::EVERY_FACT }) {
                asks.push(Action::Importance(ImportanceAct::AllFacts(!all)));
            }
        }
        small(ui, words::HOW);
    });
    phrase(ui, &ranking.exact, theme::SMALL, muted);
    phrase(ui, &ranking.cannot, theme::SMALL, theme::role(theme::of(ui.ctx()), Role::Ink));
}
