//! Where the keyboard is. One place that rings what has the focus and brings it into sight, remembers where the focus
//! was and gives it back, goes from card to card, and shows what a tooltip says to those who use no pointer.
//!
//! It works on whatever egui knows of the widgets of a pass, so that no widget needs a line of its own.

use egui::accesskit::{self, ActionRequest, TreeId};
use egui::{
    Context, CornerRadius, Event, Id, Key, LayerId, Modifiers, Popup, RawInput, Rect, Response, Stroke, Ui,
    WidgetRect, WidgetRects,
};

use super::theme::{self, Paint};
use crate::app::place::Goal;

/// So many places are remembered.
const TRAIL_MAX: usize = 64;

/// What has and had the focus: a plugin of egui, which sees every pass from its begin to its end.
#[derive(Debug, Default)]
pub struct Focus {
    /// What had the focus, the last at the end.
    trail: Vec<Id>,
    /// What has it, by the end of the last pass.
    now: Option<Id>,
    /// Whether that is a field for text.
    typing: bool,
    /// The cards of this pass from left to right, by the id of what holds them.
    cards: Vec<Id>,
    /// The sheet that lay over everything in the last pass.
    sheet: Option<LayerId>,
    /// Whether a menu or a list was open when this pass began.
    menu: bool,
    /// Where a click beside what had the focus let it go.
    let_go: Option<LayerId>,
    /// Where the focus is to go as soon as nothing lies over it.
    wanted: Option<Wanted>,
    /// What is to come into sight in the next frame.
    hidden: Option<Id>,
    /// What says by keyboard what its tooltip says.
    told: Option<Id>,
    /// Whether the keyboard was used last, not the pointer.
    by_keys: bool,
}

/// Where the focus is to go.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// To the next card, or the one before.
    Card { back: bool },
    /// To a widget.
    Widget(Id),
    /// Into a menu, once it is there.
    Menu(Id),
}

/// Installs it.
pub fn install(ctx: &Context) {
    ctx.add_plugin(Focus::default());
}

/// Marks what a [`Ui`] holds as a card, which F6 goes to. Cards are marked in the order in which they are gone through.
pub fn card(ui: &Ui) {
    ui.ctx().with_plugin(|focus: &mut Focus| focus.cards.push(ui.unique_id()));
}

/// A part whose widgets stay the same for the focus whatever comes and goes before it: a notice, a banner.
pub fn fixed(ui: &mut Ui, name: &'static str, add: impl FnOnce(&mut Ui)) {
    ui.scope_builder(egui::UiBuilder::new().scope_id(Id::unique(("fixed", name))), add);
}

/// Sends the focus somewhere, as soon as nothing lies over the place.
pub fn send(ctx: &Context, goal: Goal) {
    ctx.with_plugin(|focus: &mut Focus| match goal {
        Goal::NextCard => focus.wanted = Some(Wanted::Card { back: false }),
        Goal::CardBefore => focus.wanted = Some(Wanted::Card { back: true }),
        Goal::FactSearch => focus.wanted = Some(Wanted::Widget(fact_search())),
        Goal::About => focus.told = if focus.told == focus.now { None } else { focus.now },
    });
    ctx.request_repaint();
}

/// Forgets that a widget had the focus, which goes back to what had it before.
pub fn give_back(ctx: &Context, from: Id) {
    ctx.with_plugin(|focus: &mut Focus| focus.trail.retain(|id| *id != from));
    ctx.memory_mut(|m| m.surrender_focus(from));
}

/// Opens the menu of a control that has the focus, by the keys that open menus.
pub fn menu_key(ui: &Ui, control: Option<Id>, button: &Response) {
    let shift_f10 = |i: &mut egui::InputState| i.consume_key(Modifiers::SHIFT, Key::F10);
    if control.is_some_and(|id| ui.memory(|m| m.has_focus(id)))
        && ui.input_mut(|i| shift_f10(i) || i.consume_key(Modifiers::NONE, Key::Menu))
    {
        let menu = Popup::default_response_id(button);
        Popup::open_id(ui.ctx(), menu);
        ui.ctx().with_plugin(|focus: &mut Focus| focus.wanted = Some(Wanted::Menu(menu)));
        ui.ctx().request_repaint();
    }
}

/// The field that finds facts.
pub fn fact_search() -> Id {
    Id::unique("fact-search")
}

/// Whether text was being typed when this frame began: Esc takes the focus from a field before anybody is asked.
pub fn was_typing(ctx: &Context) -> bool {
    ctx.with_plugin(|focus: &mut Focus| focus.typing).unwrap_or_default()
}

/// Takes what is told by keyboard away; `false` if nothing was.
pub fn untell(ctx: &Context) -> bool {
    ctx.with_plugin(|focus: &mut Focus| focus.told.take().is_some()).unwrap_or_default()
}

/// Whether a widget is to say by keyboard what its tooltip says.
pub(super) fn is_told(ctx: &Context, id: Id) -> bool {
    ctx.with_plugin(|focus: &mut Focus| focus.told == Some(id)).unwrap_or_default()
}

/// The card that holds a widget, as it was in the last pass.
pub(super) fn card_of(ctx: &Context, id: Id) -> Option<Rect> {
    let cards = ctx.with_plugin(|focus: &mut Focus| focus.cards.clone())?;
    ctx.viewport(|v| {
        let widgets = &v.prev_pass.widgets;
        let card = cards.into_iter().find(|card| holds(widgets, *card, id))?;
        widgets.get(card).map(|w| w.rect)
    })
}

/// Whether the keyboard was used last, not the pointer.
pub(super) fn by_keys(ctx: &Context) -> bool {
    ctx.with_plugin(|focus: &mut Focus| focus.by_keys).unwrap_or_default()
}

impl egui::Plugin for Focus {
    fn debug_name(&self) -> &'static str {
        "focus"
    }

    fn input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        for event in &input.events {
            match event {
                Event::Key { pressed: true, .. } | Event::AccessKitActionRequest(_) => self.by_keys = true,
                Event::PointerMoved(_) | Event::PointerButton { .. } => self.by_keys = false,
                _ => {}
            }
        }
        // as assistive technology asks for it: every widget knows how
        if let Some(id) = self.hidden.take() {
            input.events.push(Event::AccessKitActionRequest(ActionRequest {
                action: accesskit::Action::ScrollIntoView,
                target_tree: TreeId::ROOT,
                target_node: id.accesskit_id(),
                data: None,
            }));
        }
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx();
        if ctx.memory(|m| m.top_modal_layer().is_none())
            && let Some(wanted) = self.wanted.take()
        {
            let goal = match wanted {
                Wanted::Card { back } => self.turn(ctx, back),
                Wanted::Widget(id) => Some(id),
                Wanted::Menu(id) => {
                    let first = first(ctx, LayerId::new(egui::Order::Foreground, id));
                    if first.is_none() && Popup::is_id_open(ctx, id) {
                        self.wanted = Some(wanted);
                        ctx.request_repaint();
                    }
                    first
                }
            };
            if let Some(id) = goal {
                self.by_keys = true;
                ctx.memory_mut(|m| m.request_focus(id));
            }
        }
        self.cards.clear();
        self.menu = Popup::is_any_open(ctx);
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx();
        let before = self.now;
        self.now = ctx.memory(egui::Memory::focused);
        if self.now.is_none() {
            self.lost(ctx, before);
            self.now = ctx.memory(egui::Memory::focused);
        }
        self.sheet = ctx.memory(egui::Memory::top_modal_layer);
        self.typing = ctx.text_edit_focused();
        if self.told.is_some() && self.told != self.now {
            self.told = None;
        }
        let Some(id) = self.now else { return };
        self.let_go = None;
        self.trail.retain(|other| *other != id);
        self.trail.push(id);
        if self.trail.len() > TRAIL_MAX {
            self.trail.remove(0);
        }
        let Some(widget) = ctx.viewport(|v| v.this_pass.widgets.get(id).copied()) else { return };
        ring(ctx, &widget);
        let pressed = ctx.input(|i| i.events.iter().any(|e| matches!(e, Event::Key { pressed: true, .. })));
        let is_whole = widget.interact_rect.expand(1.0).contains_rect(widget.rect);
        if !is_whole && (before != self.now || pressed) && self.by_keys {
            self.hidden = Some(id);
            ctx.request_repaint();
        }
    }
}

impl Focus {
    /// Nothing has the focus: gives it to a sheet that just came, or back to where it was.
    fn lost(&mut self, ctx: &Context, before: Option<Id>) {
        let (escape, pressed) = ctx.input(|i| (i.key_pressed(Key::Escape), i.pointer.any_pressed()));
        let sheet = ctx.memory(egui::Memory::top_modal_layer);
        if escape && (sheet.is_some() || self.menu) {
            // what closes by it is still there; the focus goes back when that is gone
            return ctx.request_repaint();
        }
        let widgets = ctx.viewport(|v| v.this_pass.widgets.clone());
        if pressed && let Some(widget) = before.and_then(|id| widgets.get(id)) {
            // a click beside it lets it go, as a person expects
            self.let_go = Some(widget.layer_id);
        }
        let can = |w: &WidgetRect| can(ctx, w) && self.let_go != Some(w.layer_id);
        let mut trail = self.trail.iter().rev().copied();
        let back = trail.find(|id| widgets.get(*id).is_some_and(can));
        let first = sheet.filter(|_| self.sheet != sheet).and_then(|layer| widgets.get_layer(layer).find(|w| can(w)));
        if let Some(id) = back.or(first.map(|w| w.id)) {
            ctx.memory_mut(|m| m.request_focus(id));
            ctx.request_repaint();
        }
    }

    /// Where the next card was left, or its first control.
    fn turn(&self, ctx: &Context, back: bool) -> Option<Id> {
        let widgets = ctx.viewport(|v| v.prev_pass.widgets.clone());
        let n = self.cards.len();
        let here = self.now.and_then(|id| self.cards.iter().position(|card| holds(&widgets, *card, id))).unwrap_or(0);
        (1..=n).find_map(|step| {
            let card = self.cards[(here + if back { n - step } else { step }) % n];
            let inside = |w: &WidgetRect| can(ctx, w) && holds(&widgets, card, w.id);
            let left = self.trail.iter().rev().copied().find(|id| widgets.get(*id).is_some_and(inside));
            let layer = widgets.get(card)?.layer_id;
            left.or_else(|| widgets.get_layer(layer).find(|w| inside(w)).map(|w| w.id))
        })
    }
}

/// What takes the focus first of a layer, as it was in the last pass.
fn first(ctx: &Context, layer: LayerId) -> Option<Id> {
    let can = |w: &&WidgetRect| w.enabled && w.visible && w.sense.is_focusable();
    ctx.viewport(|v| v.prev_pass.widgets.get_layer(layer).find(can).map(|w| w.id))
}

/// Whether a widget can take the focus now.
fn can(ctx: &Context, widget: &WidgetRect) -> bool {
    widget.enabled && widget.sense.is_focusable() && ctx.memory(|m| m.allows_interaction(widget.layer_id))
}

/// Whether a [`Ui`] holds a widget, at whatever depth.
fn holds(widgets: &WidgetRects, ui: Id, id: Id) -> bool {
    let parent = |w: &WidgetRect| (w.parent_id != w.id).then(|| widgets.get(w.parent_id)).flatten().copied();
    std::iter::successors(widgets.get(id).copied(), parent).any(|w| w.parent_id == ui)
}

/// A ring round what has the focus.
fn ring(ctx: &Context, widget: &WidgetRect) {
    let accent = theme::paint(theme::of(ctx), Paint::Accent);
    ctx.layer_painter(widget.layer_id).with_clip_rect(widget.interact_rect.expand(5.0)).rect_stroke(
        widget.rect.expand(2.0),
        CornerRadius::same(6),
        Stroke::new(2.0, accent),
        egui::StrokeKind::Outside,
    );
}
