//! The screen on which a person says what a model's file cannot: names, units, groups, what is sensitive, what counts as
//! missing. What is typed is taken in when its field is left; all of it can be undone.

use egui::{ComboBox, RichText, TextEdit, Ui, vec2};

use super::opened::to_know;
use crate::app::act::describe::DescribeAct;
use crate::app::history::{History, State};
use crate::app::{Action, App, Document};
use crate::base::{FeatureIdx, OfferIdx};
use crate::figure::{Role, Weight, font};
use crate::gui::paint::small;
use crate::gui::said::{self, Tip as _};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{named_list, room, wide};
use crate::import::sidecar::said::FactSaid;
use crate::model::{Feature, FeatureKind};
use crate::open::model::has_dictionary_inside;
use crate::view::letter;
use crate::view::opened::describe as view;
use crate::view::words::{command as control, describe as words};

/// The most facts that are drawn at once.
const SHOWN_MAX: usize = 150;
/// The longest text of a field, in characters.
const TEXT_MAX: usize = 200;

/// A field that is typed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Field {
    Label(FeatureIdx),
    Unit(FeatureIdx),
    Group(FeatureIdx),
    Purpose(FeatureIdx),
    Missing(FeatureIdx),
    Title(OfferIdx),
}

/// What is looked for and half-typed; nothing of the document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    find: String,
    typed: Option<(Field, String)>,
}

/// Draws it; `fresh` in the first frame.
pub fn describe_ui(ui: &mut Ui, app: &App, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    let model = document.inputs.model();
    wide(ui, 980.0);
    if fresh {
        let at = app.desk().over_at().map(|idx| model.features().get(idx).label.clone());
        *draft = Draft { find: at.unwrap_or_default(), typed: None };
    }
    head(ui, document, app.desk().history(), asks);
    let find = TextEdit::singleline(&mut draft.find).hint_text(words::FIND).desired_width(320.0);
    let find = ui.add(find);
    find.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, words::FIND));
    if fresh {
        find.request_focus();
    }
    ui.add_space(4.0);
    let height = room(ui, 620.0) - 40.0;
    let scroll = egui::ScrollArea::vertical().min_scrolled_height(height).max_height(height).auto_shrink(false);
    scroll.show(ui, |ui| list(ui, document, draft, asks));
}

/// What it is for, whether it is saved, and the way to save it.
fn head(ui: &mut Ui, document: &Document, history: &History, asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    let on_disk = document.origin.path.is_some() && !has_dictionary_inside(model);
    ui.horizontal(|ui| {
        said::heading(ui, RichText::new(words::DESCRIBE).heading(), 1);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if on_disk {
                let save = ui.button(RichText::new(words::SAVE).font(theme::strong(theme::BODY)));
                if save.clicked() {
                    asks.push(DescribeAct::Save.into());
                }
                save.tip(words::SAVE_TIP);
            }
            if let (Some(State::Said(_)), Some(title)) = (history.next(true), history.undo_title()) {
                let undo = ui.button(control::undo(Some(title)));
                if undo.clicked() {
                    asks.push(Action::Undo);
                }
            }
            if document.has_unsaved_words() {
                let ink = theme::paint(theme::of(ui.ctx()), Paint::ChangedInk);
                ui.label(RichText::new(words::UNSAVED).font(theme::strong(theme::SMALL)).color(ink));
            }
        });
    });
    small(ui, if on_disk { words::ABOUT } else { words::INSIDE });
    if !view::is_said(model) {
        to_know(ui, view::NOBODY_SAID);
    }
    ui.add_space(4.0);
}

/// The offers' names, then the facts whose names have what is looked for.
fn list(ui: &mut Ui, document: &Document, draft: &mut Draft, asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    let sought = draft.find.trim().to_lowercase();
    let strong = |ui: &mut Ui, text: &str| drop(ui.label(RichText::new(text).font(theme::strong(theme::BODY))));
    if sought.is_empty() {
        strong(ui, words::OFFERS);
        for (i, offer) in model.offers().iter().enumerate() {
            let idx = OfferIdx::new(i);
            ui.horizontal(|ui| {
                if model.offers().len() > 1 {
                    small(ui, &letter(idx));
                }
                let name = words::field(words::LABEL, &offer.id);
                if let Some(title) = text(ui, draft, Field::Title(idx), &offer.title, (420.0, ""), &name) {
                    asks.push(DescribeAct::Title(idx, title).into());
                }
            });
        }
        ui.add_space(8.0);
        strong(ui, words::FACTS);
    }
    let has = |f: &Feature| {
        let words = format!("{} {} {}", f.label, f.id, f.group).to_lowercase();
        sought.split_whitespace().all(|word| words.contains(word))
    };
    let found: Vec<(FeatureIdx, &Feature)> = model.features().iter().filter(|(_, f)| has(f)).collect();
    for &(idx, feature) in found.iter().take(SHOWN_MAX) {
        fact(ui, document, idx, feature, draft, asks);
    }
    if found.is_empty() {
        small(ui, words::NO_FACT);
    }
    if let Some(more) = found.len().checked_sub(SHOWN_MAX).filter(|n| *n > 0) {
        small(ui, &words::more(more));
    }
}

fn fact(
    ui: &mut Ui,
    document: &Document,
    idx: FeatureIdx,
    feature: &Feature,
    draft: &mut Draft,
    asks: &mut Vec<Action>,
) {
    let said = document.described.fact(document.inputs.model(), idx);
    let mut now = said.clone();
    let name = |field: &str| words::field(field, &feature.id);
    ui.separator();
    ui.scope(|ui| {
        ui.set_width(ui.available_width());
        let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            ui.label(RichText::new(&feature.id).font(theme::strong(theme::SMALL)).color(ink));
            if !document.inputs.model().uses(idx) {
                small(ui, crate::view::words::describe::UNUSED);
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            for (field, title, old, width, new) in [
                (Field::Label(idx), words::LABEL, &said.label, 200.0, &mut now.label),
                (Field::Unit(idx), words::UNIT, &said.unit, 60.0, &mut now.unit),
                (Field::Group(idx), words::GROUP, &said.group, 120.0, &mut now.group),
                (Field::Purpose(idx), words::PURPOSE, &said.purpose, 200.0, &mut now.purpose),
            ] {
                titled(ui, title, width, |ui| {
                    if let Some(typed) = text(ui, draft, field, old, (width, ""), &name(title)) {
                        typed.trim().clone_into(new);
                    }
                });
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            choices(ui, &said, &mut now, &feature.id);
            titled(ui, words::MISSING, 110.0, |ui| {
                let old = view::numbers(&said.missing);
                let hint = (110.0, words::MISSING_HINT);
                if let Some(typed) = text(ui, draft, Field::Missing(idx), &old, hint, &name(words::MISSING))
                    && let Some(list) = view::typed_numbers(&typed)
                {
                    now.missing = list;
                }
            });
            let typed = draft.typed.as_ref().filter(|(field, _)| *field == Field::Missing(idx));
            if typed.is_some_and(|(_, text)| view::typed_numbers(text).is_none()) {
                small(ui, words::NO_NUMBERS);
            }
        });
        if let Some((_, code)) = document.described.codes().iter().find(|(at, _)| *at == idx)
            && !said.missing.contains(&code.number)
        {
            ui.horizontal_wrapped(|ui| {
                small(ui, &view::code(feature, code));
                let yes = ui.button(RichText::new(words::IS_A_CODE).font(theme::regular(theme::SMALL)));
                yes.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name(words::IS_A_CODE)));
                if yes.clicked() {
                    now.missing.push(code.number);
                }
            });
        }
    });
    if now != said {
        asks.push(DescribeAct::Fact(idx, Box::new(now)).into());
    }
}

/// What is chosen from a list: what it holds, how sensitive it is, whether it is protected.
fn choices(ui: &mut Ui, said: &FactSaid, now: &mut FactSaid, id: &str) {
    titled(ui, words::KIND, 120.0, |ui| {
        if matches!(said.kind, FeatureKind::Choice { .. }) {
            ui.label(view::kind(&said.kind));
            return;
        }
        let list = ComboBox::from_id_salt(("kind", id)).selected_text(view::kind(&said.kind)).width(120.0);
        let list = list.show_ui(ui, |ui| {
            for (kind, text) in view::KINDS {
                ui.selectable_value(&mut now.kind, kind, text);
            }
        });
        named_list(&list.response, &words::field(words::KIND, id));
    });
    titled(ui, words::SENSITIVITY, 110.0, |ui| {
        let text = |s| view::SENSITIVITIES.into_iter().find(|(word, _)| *word == s).map_or("", |(_, text)| text);
        let list = ComboBox::from_id_salt(("sensitivity", id)).selected_text(text(said.sensitivity)).width(110.0);
        let list = list.show_ui(ui, |ui| {
            for (word, text) in view::SENSITIVITIES {
                ui.selectable_value(&mut now.sensitivity, word, text);
            }
        });
        named_list(&list.response, &words::field(words::SENSITIVITY, id));
    });
    let protected = ui.checkbox(&mut now.protected, words::PROTECTED);
    protected.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, true, said.protected, words::field(words::PROTECTED, id))
    });
    protected.tip(words::PROTECTED_TIP);
}

/// A field of a width after its small title, side by side with others; where it does not fit, it begins a line.
fn titled(ui: &mut Ui, title: &str, width: f32, add: impl FnOnce(&mut Ui)) {
    let whole = font::width(title, theme::SMALL, Weight::Regular) + width + 16.0;
    if ui.available_size_before_wrap().x < whole {
        ui.end_row();
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        small(ui, title);
        add(ui);
    });
}

/// A field that shows what is said now; gives what was typed when it is left with another text.
fn text(
    ui: &mut Ui,
    draft: &mut Draft,
    field: Field,
    now: &str,
    (width, hint): (f32, &str),
    name: &str,
) -> Option<String> {
    let is_typed = draft.typed.as_ref().is_some_and(|(typed, _)| *typed == field);
    let mut text = match &draft.typed {
        Some((typed, text)) if *typed == field => text.clone(),
        _ => now.to_owned(),
    };
    let edit = TextEdit::singleline(&mut text).desired_width(width).hint_text(hint).char_limit(TEXT_MAX);
    let mut edit = ui.add(edit);
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    // all of what a field shows only a part of
    if !edit.has_focus() && font::width(now, theme::BODY, Weight::Regular) > width {
        edit = edit.tip(now);
    }
    if edit.changed() {
        draft.typed = Some((field, text));
        return None;
    }
    if is_typed && !edit.has_focus() {
        draft.typed = None;
        return (text != now).then_some(text);
    }
    None
}
