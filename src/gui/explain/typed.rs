//! The value of a fact, as text that can be typed over, and the keys that a fact's control shares whatever it is.

use egui::text::{CCursor, CCursorRange};
use egui::{CompletionPopup, Id, Key, Label, RectAlign, RichText, Sense, Suggestion, TextEdit, Ui};

use crate::app::Action;
use crate::base::FeatureIdx;
use crate::gui::key;
use crate::gui::said::{self, Tip as _};
use crate::gui::theme;
use crate::model::{Feature, Value};
use crate::view::fact::Fact;
use crate::view::words::explain::fact as words;
use crate::view::{problem, typed as words_of};

/// Levels that are offered at once.
const SUGGESTIONS: usize = 40;

/// A value that is being typed.
#[derive(Clone, Debug)]
pub struct Typed {
    feature: FeatureIdx,
    text: String,
    /// The text it began with; left so, nothing changes.
    first: Option<String>,
    /// Why it was not taken.
    refused: Option<problem::Problem>,
    /// What gets the focus back.
    control: Id,
    /// Whether it is drawn for the first time.
    is_fresh: bool,
}

/// A fact, what it is to the model, and its value now.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The fact as shown.
    pub fact: &'a Fact,
    /// The feature it is of.
    pub feature: &'a Feature,
    /// Its value.
    pub now: Value,
}

/// What is known of a fact's control in this pass.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grip {
    /// Whether it is to take the keyboard's focus; until it has it.
    pub sought: bool,
    /// The control, once it was drawn.
    pub id: Option<Id>,
}

impl Grip {
    /// Notes the control, and gives it the focus if it is sought.
    pub fn hold(&mut self, response: &egui::Response) {
        self.id = Some(response.id);
        if self.sought {
            self.sought = !response.has_focus();
            response.request_focus();
        }
    }
}

/// The value: a text that becomes a field when it is clicked.
pub fn value_ui(ui: &mut Ui, of: Of<'_>, typed: &mut Option<Typed>, asks: &mut Vec<Action>) {
    match typed {
        Some(now) if now.feature == of.fact.feature => {
            if field(ui, of, now, asks) {
                *typed = None;
            }
        }
        _ => {
            let text = RichText::new(&of.fact.value).font(theme::strong(theme::BODY));
            let label = ui.add(Label::new(text).sense(Sense::CLICK)).on_hover_cursor(egui::CursorIcon::Text);
            if label.clicked() {
                *typed = Some(begin(of, label.id));
            }
            label.tip(words::TYPE);
        }
    }
}

/// Why what was typed was not taken, in the fact's own note.
pub fn refusal_ui(ui: &mut Ui, fact: &Fact, typed: Option<&Typed>) {
    if let Some(problem) = typed.filter(|t| t.feature == fact.feature).and_then(|t| t.refused.as_ref()) {
        let ink = theme::paint(theme::of(ui.ctx()), theme::Paint::ChangedInk);
        let text = [Some(&problem.what), problem.hint.as_ref()].into_iter().flatten().cloned().collect::<Vec<_>>();
        let text = RichText::new(text.join(". ")).font(theme::regular(theme::SMALL)).color(ink);
        said::speaks(&ui.label(text), true);
    }
}

/// The keys of a fact whose control has the focus: what is typed goes into its field, F2 and, on a slider, Enter open
/// it as it is, Delete sets the fact back.
pub fn keys(ui: &Ui, of: Of<'_>, grip: Grip, typed: &mut Option<Typed>, asks: &mut Vec<Action>) {
    if let Some(now) = typed.as_mut().filter(|t| t.feature == of.fact.feature) {
        now.control = grip.id.unwrap_or(now.control);
    }
    let Some(control) = grip.id.filter(|id| ui.memory(|m| m.has_focus(*id)) && !egui::Popup::is_any_open(ui.ctx()))
    else {
        return;
    };
    let (text, open, back) = ui.input(|i| {
        let enter = i.key_pressed(Key::Enter) && !of.feature.kind.is_choice() && !is_switch(of.fact);
        let back = i.modifiers.is_none() && (i.key_pressed(Key::Delete) || i.key_pressed(Key::Backspace));
        (key::text(i), enter || i.key_pressed(Key::F2), back)
    });
    if text.starts_with(|c: char| c.is_alphanumeric() || ['-', '+', '\u{2212}'].contains(&c)) {
        *typed = Some(Typed { text, first: None, ..begin(of, control) });
    } else if open {
        *typed = Some(begin(of, control));
    } else if back && of.fact.was.is_some() {
        asks.push(Action::Reset(of.fact.feature));
    }
    if typed.as_ref().is_some_and(|t| t.is_fresh) {
        ui.ctx().request_repaint();
    }
}

fn is_switch(fact: &Fact) -> bool {
    matches!(fact.control, crate::view::fact::Control::Choice { switch: true, .. })
}

fn begin(of: Of<'_>, control: Id) -> Typed {
    let text = words_of::text(of.feature, of.now);
    Typed { feature: of.fact.feature, first: Some(text.clone()), text, refused: None, control, is_fresh: true }
}

/// The field; `true` when it is done.
fn field(ui: &mut Ui, of: Of<'_>, typed: &mut Typed, asks: &mut Vec<Action>) -> bool {
    let id = Id::unique(("typed", of.fact.feature.index()));
    if typed.is_fresh {
        // before it is drawn, so that it hears what is typed in this very frame
        ui.memory_mut(|m| m.request_focus(id));
        let end = CCursor::new(typed.text.chars().count());
        let start = if typed.first.is_some() { CCursor::new(0) } else { end };
        let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::two(start, end)));
        state.store(ui.ctx(), id);
    }
    let untouched = typed.first.as_deref() == Some(typed.text.as_str());
    let width = ui.available_width();
    let edit = TextEdit::singleline(&mut typed.text).font(theme::strong(theme::BODY)).desired_width(width);
    let shown =
        CompletionPopup::new(id).word_boundary(|_| false).align(RectAlign::BOTTOM_START).show(ui, edit, |query| {
            let text = if untouched { "" } else { query.text };
            words_of::suggestions(of.feature, text, SUGGESTIONS).into_iter().map(Suggestion::new).collect()
        });
    let response = shown.text_edit.response.response;
    let response = response.accessible_name(words::value_of(&of.fact.label));
    typed.is_fresh = false;
    if response.changed() {
        typed.refused = None;
    }
    // taken away, so that the control that gets the focus does not hear it too
    let pressed = |key| ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key));
    let enter = shown.accepted.is_some() || (response.lost_focus() && pressed(Key::Enter));
    if enter {
        return match take(of, typed) {
            Ok(change) => {
                asks.extend(change);
                ui.memory_mut(|m| m.request_focus(typed.control));
                true
            }
            Err(error) => {
                typed.refused = Some(problem::problem(&error));
                ui.memory_mut(|m| m.request_focus(id));
                false
            }
        };
    }
    if !response.lost_focus() {
        return false;
    }
    if pressed(Key::Escape) {
        ui.memory_mut(|m| m.request_focus(typed.control));
    } else {
        // gone on without Enter: what can be taken is
        asks.extend(take(of, typed).ok().flatten());
    }
    true
}

/// What was typed as a change; none where it is as it was.
fn take(of: Of<'_>, typed: &Typed) -> crate::base::Result<Option<Action>> {
    if typed.first.as_deref() == Some(typed.text.as_str()) {
        return Ok(None);
    }
    let value: Value = words_of::read(of.feature, &typed.text)?;
    let set = Action::Set { feature: of.fact.feature, value, gesture: None };
    Ok((!value.same(of.now)).then_some(set))
}

/// Whether a fact's value is being typed.
pub fn is_typed(typed: Option<&Typed>, fact: &Fact) -> bool {
    typed.is_some_and(|t| t.feature == fact.feature)
}
