//! A figure in the whole window, for a class: large type, what it is about above, and beside it the facts that count for
//! it, which it follows. Its layout is the one it has everywhere, as large as the room allows.

use egui::{
    Align2, Context, Key, Modal, Modifiers, Popup, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2, vec2,
};

use super::explain::profile;
use super::focus;
use super::paint::{figure, small};
use super::said::{self, Tip as _};
use super::theme::{self, Paint};
use super::widget::{at_right, button, id, take_menu};
use crate::app::act::explain::{ExplainAct, MapAsk};
use crate::app::act::figure::Figure;
use crate::app::{Action, App, Over, Place};
use crate::base::{FeatureIdx, TreeIdx};
use crate::figure::frame::at;
use crate::figure::{Frame, Role, Target, Weight, font};
use crate::view::Caption;
use crate::view::words::control as words;

/// The smallest that a figure is drawn, of the size that it has in its card: what is left of the large type is still
/// larger than that.
const LEAST: f32 = 0.85;
/// Room below which the facts stand under the figure.
const BESIDE_FROM: f32 = 560.0;
const GAP: f32 = 20.0;
/// The height of a figure that stands above the facts.
const ABOVE: f32 = 320.0;

/// What the facts beside a figure are about.
type About = (Figure, Option<usize>, Option<TreeIdx>, Option<[FeatureIdx; 2]>);

/// The facts beside the figure. They only become more while one figure of one customer is shown: none goes from under
/// the pointer.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    about: Option<About>,
    facts: Vec<FeatureIdx>,
}

impl Draft {
    fn follow(&mut self, app: &App, figure: Figure) {
        let explain = app.explain();
        let person = app.document().map(|document| document.choice.person);
        let about = Some((figure, person, explain.tree, explain.mapped()));
        if self.about != about {
            *self = Self { about, facts: Vec::new() };
        }
        let changed = app.screen().into_iter().flat_map(|screen| &screen.changes).map(|(feature, _)| *feature);
        for feature in explain.facts_of(figure).into_iter().chain(changed) {
            if !self.facts.contains(&feature) {
                self.facts.push(feature);
            }
        }
    }
}

/// Draws it over everything.
pub fn large_ui(
    ctx: &Context,
    app: &App,
    shown: Figure,
    (draft, facts): (&mut Draft, &mut profile::Draft),
    asks: &mut Vec<Action>,
) {
    let over = Over::Large(shown);
    let frame = egui::Frame::new().fill(theme::paint(theme::of(ctx), Paint::Card)).inner_margin(GAP);
    let area = Modal::default_area(id(over)).anchor(Align2::LEFT_TOP, Vec2::ZERO).accessible_name(over.label());
    let was_typing = focus::was_typing(ctx);
    // the keys of a clicker go on whatever has the focus
    turn(ctx, app, shown, [Key::PageUp, Key::PageDown], asks);
    let response = Modal::new(id(over)).area(area).frame(frame).show(ctx, |ui| {
        said::modal(ui);
        let (room, _) =
            ui.allocate_exact_size(ctx.content_rect().size() - vec2(2.0 * GAP, 2.0 * GAP), Sense::hover());
        // whatever is in it, it is as large as the window
        let ui = &mut ui.new_child(UiBuilder::new().max_rect(room));
        draft.follow(app, shown);
        head(ui, app, shown, asks);
        body(ui, app, shown, draft, facts, asks);
        // a fact keeps the arrows to itself
        if ctx.memory(egui::Memory::focused).is_none_or(|id| focus::card_of(ctx, id).is_none()) {
            turn(ctx, app, shown, [Key::ArrowLeft, Key::ArrowRight], asks);
        }
    });
    if response.should_close() && !was_typing {
        asks.push(Action::Over(None));
    }
}

/// To the figure before or after by one of two keys.
fn turn(ctx: &Context, app: &App, shown: Figure, keys: [Key; 2], asks: &mut Vec<Action>) {
    if ctx.text_edit_focused() || Popup::is_any_open(ctx) {
        return;
    }
    let [back, on] = keys.map(|key| i64::from(ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key))));
    if on != back {
        asks.extend(beside(app, shown, on - back));
    }
}

/// Shows the figure so many places on.
fn beside(app: &App, shown: Figure, steps: i64) -> Option<Action> {
    let figures = app.figures();
    let here = figures.iter().position(|figure| *figure == shown).unwrap_or(0) as i64;
    let to = (here + steps).rem_euclid(figures.len().max(1) as i64) as usize;
    figures.get(to).map(|figure| Action::Over(Some(Over::Large(*figure))))
}

/// What it shows, of whom, by which model, and whether as they are or a what-if; and the ways on and out.
fn head(ui: &mut Ui, app: &App, shown: Figure, asks: &mut Vec<Action>) {
    let caption = app.caption(shown);
    let title = caption.as_ref().map_or(shown.label(), |caption| caption.title.as_str());
    let is_narrow = ui.available_width() < BESIDE_FROM;
    if is_narrow {
        ui.horizontal(|ui| tools(ui, app, shown, asks));
        said::heading(ui, RichText::new(title).heading(), 1);
    } else {
        ui.horizontal(|ui| {
            // from above to below, so that a long one goes on in the next line
            let room = (ui.available_width() - TOOLS).max(120.0);
            ui.vertical(|ui| {
                ui.set_max_width(room);
                said::heading(ui, RichText::new(title).heading(), 1);
            });
            at_right(ui, "large-tools", |ui| tools(ui, app, shown, asks));
        });
    }
    if let (Some(caption), Some(document)) = (&caption, app.document()) {
        small(ui, &caption.line(document.inputs.model()));
        state(ui, caption);
    }
    ui.add_space(6.0);
}

/// Room for [`tools`] beside the title.
const TOOLS: f32 = 330.0;

fn tools(ui: &mut Ui, app: &App, shown: Figure, asks: &mut Vec<Action>) {
    let figures = app.figures();
    if let Some(here) = figures.iter().position(|figure| *figure == shown).filter(|_| figures.len() > 1) {
        for (text, name, step) in [("‹", words::FIGURE_BEFORE, -1), ("›", words::NEXT_FIGURE, 1)] {
            let step_button = ui.button(text).tip(name);
            step_button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if step_button.clicked() {
                asks.extend(beside(app, shown, step));
            }
            if step < 0 {
                small(ui, &words::figure_of(here + 1, figures.len()));
            }
        }
    }
    take_menu(ui, shown, &[], &[], words::SAVE_OR_COPY, asks);
    if button(ui, words::CLOSE) {
        asks.push(Action::Over(None));
    }
}

/// As they are or a what-if, always in one line, so that nothing below moves when a fact is changed.
fn state(ui: &mut Ui, caption: &Caption) {
    let theme = theme::of(ui.ctx());
    let (fill, ink) =
        if caption.is_what_if { (Paint::Changed, Paint::ChangedInk) } else { (Paint::Field, Paint::Accent) };
    let ink = if caption.is_what_if { theme::paint(theme, ink) } else { theme::role(theme, Role::Ink) };
    let frame = egui::Frame::new().fill(theme::paint(theme, fill)).corner_radius(6).inner_margin(vec2(10.0, 3.0));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let text = font::fit(&caption.state, theme::BODY, Weight::Strong, ui.available_width());
        let is_whole = text == caption.state;
        let label = ui.label(RichText::new(text).font(theme::strong(theme::BODY)).color(ink));
        said::speaks(&label, false);
        if !is_whole {
            label.tip(&caption.state);
        }
    });
}

fn body(ui: &mut Ui, app: &App, shown: Figure, draft: &Draft, facts: &mut profile::Draft, asks: &mut Vec<Action>) {
    let all = ui.available_rect_before_wrap();
    let screen = app.screen().filter(|_| app.desk().place() == Place::Explain && !draft.facts.is_empty());
    let Some(screen) = screen else {
        return draw(ui, app, shown, all, asks);
    };
    let mut list = |ui: &mut Ui, room: Rect, asks: &mut Vec<Action>| {
        ui.scope_builder(said::region(words::FACTS_BESIDE).max_rect(room), |ui| {
            focus::card(ui);
            profile::some_ui(ui, app, screen, &draft.facts, facts, asks);
        });
    };
    if all.width() < BESIDE_FROM {
        ScrollArea::vertical().id_salt("large-all").auto_shrink(false).show(ui, |ui| {
            let width = ui.available_width();
            let (above, _) = ui.allocate_exact_size(vec2(width, ABOVE), Sense::hover());
            draw(ui, app, shown, above, asks);
            let (below, _) = ui.allocate_exact_size(vec2(width, ABOVE), Sense::hover());
            list(ui, below, asks);
        });
        return;
    }
    let width = (all.width() * 0.36).clamp(250.0, 400.0);
    let split = all.max.x - width - GAP;
    draw(ui, app, shown, all.with_max_x(split), asks);
    list(ui, all.with_min_x(split + GAP), asks);
}

/// The figure, as large as it fits; what does not fit is scrolled to.
fn draw(ui: &mut Ui, app: &App, shown: Figure, room: Rect, asks: &mut Vec<Action>) {
    let salt = ("large", shown.word(), app.desk().model_digest());
    ui.scope_builder(UiBuilder::new().max_rect(room).id_salt(salt), |ui| {
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            let area = at(room.width() - BAR, room.height() - 2.0);
            let Some(frame) = Frame::fitted(area, LEAST, |width| app.figure(shown, width)) else {
                return drop(ui.label(words::NOTHING_TO_DRAW));
            };
            if let Some(target) = figure(ui, &frame, "large") {
                asks.extend(pressed(app, target));
            }
        });
    });
}

/// Room for the bar of what does not fit.
const BAR: f32 = 14.0;

/// What a press on a part of a figure does.
fn pressed(app: &App, target: Target) -> Vec<Action> {
    let large = |figure| Action::Over(Some(Over::Large(figure)));
    match target {
        Target::Tree(tree) => vec![Action::Explain(ExplainAct::ShowTree(Some(tree))), large(Figure::Tree)],
        Target::Pair(a, b) => vec![Action::Explain(ExplainAct::Map(MapAsk::Of(a, b))), large(Figure::Map)],
        Target::Rest => vec![Action::Explain(ExplainAct::AllReasons(true))],
        Target::GoTo(feature) => vec![Action::Explain(ExplainAct::GoTo(Some(feature)))],
        Target::Offer(offer) => {
            let first = app.explanation().and_then(|e| e.now.winner()).map(|winner| winner.offer);
            vec![Action::Focus((first != Some(offer)).then_some(offer))]
        }
        Target::Feature(_) | Target::Node(_) | Target::Set(_) | Target::Cell => Vec::new(),
    }
}
