//! One frame of the window: take in what came home, listen to keys, draw, apply what was asked.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Context, Ui};

use super::balance;
use super::explain::profile::Front;
use super::explain::{blame, offers, profile, why};
use super::people::importance;
use super::screen::Screen;
use super::start::{customers, waiting, welcome};
use super::{focus, key, over, paint, said, shell, theme, widget};
use crate::app::act::explain::ExplainAct;
use crate::app::settings::ThemeChoice;
use crate::app::{Action, App, Document, Effect, Goal, Over, Place};
use crate::view::words::{self, control};

/// What does the system's part: dialogs. The real window uses the system's; tests put a quiet one here.
pub type System = Box<dyn FnMut(&mut App, &Context, Effect)>;

/// The window.
pub struct Window {
    app: App,
    system: System,
    profile: profile::Draft,
    over: over::Draft,
    screen: Screen,
    theme: Option<ThemeChoice>,
    smoke: Option<Smoke>,
    /// The notice in passing that is shown, and since when, in seconds.
    passing: Option<(String, f64)>,
}

/// How long a notice in passing stays, in seconds.
const PASSING: f64 = 6.0;

/// A trial run: says when the first frame and the first explanation were drawn, then ends.
#[derive(Debug)]
pub struct Smoke {
    /// When the program started.
    pub since: std::time::Instant,
    /// Where to say it.
    pub say: fn(String),
    frames: u32,
    done: bool,
}

impl Smoke {
    /// A trial run that began when the program did.
    pub fn new(since: std::time::Instant, say: fn(String)) -> Self {
        Self { since, say, frames: 0, done: false }
    }

    fn drawn(&mut self, ctx: &Context, explained: bool) {
        self.frames += 1;
        let ms = self.since.elapsed().as_millis();
        if self.frames == 1 {
            (self.say)(format!("first frame drawn after {ms} ms"));
        }
        if explained && !std::mem::replace(&mut self.done, true) {
            (self.say)(format!("first explanation drawn after {ms} ms, in frame {}", self.frames));
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("app", &self.app).finish_non_exhaustive()
    }
}

impl Window {
    /// A window on a desk. Installs type and themes.
    pub fn new(ctx: &Context, app: App, system: System) -> Self {
        theme::install(ctx);
        focus::install(ctx);
        Self {
            app,
            system,
            profile: profile::Draft::default(),
            over: over::Draft::default(),
            screen: Screen::default(),
            theme: None,
            smoke: None,
            passing: None,
        }
    }

    /// Makes this a trial run.
    #[must_use]
    pub fn with_smoke(mut self, smoke: Option<Smoke>) -> Self {
        self.smoke = smoke;
        self
    }

    /// The desk.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The desk, to act on from outside: tests and the program's arguments.
    pub fn app_mut(&mut self) -> &mut App {
        &mut self.app
    }

    /// Work before drawing.
    fn before(&mut self, ctx: &Context) {
        for action in dropped(ctx).into_iter().chain(key::pressed(ctx, &self.app)) {
            self.app.apply(action);
        }
        self.app.update();
        self.follow_settings(ctx);
        self.let_pass(ctx);
        if ctx.input(|i| i.viewport().close_requested()) && !self.app.may_end() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        for effect in self.app.take_effects() {
            match effect {
                Effect::Keyboard(goal) => {
                    if goal == Goal::FactSearch {
                        self.profile.front = Front::Facts;
                    }
                    focus::send(ctx, goal);
                }
                effect => (self.system)(&mut self.app, ctx, effect),
            }
        }
    }

    /// Takes a notice in passing away when it was there long enough; errors stay until the person closes them.
    fn let_pass(&mut self, ctx: &Context) {
        // one with a hint is worth reading at leisure
        let place = self.app.desk().notices().iter().position(|n| !n.error && n.hint.is_none());
        let Some(text) = place.map(|i| self.app.desk().notices()[i].text.clone()) else {
            self.passing = None;
            return;
        };
        let now = ctx.input(|i| i.time);
        let since = match &self.passing {
            Some((shown, since)) if *shown == text => *since,
            _ => {
                self.passing = Some((text, now));
                now
            }
        };
        if now - since >= PASSING
            && let Some(place) = place
        {
            self.app.apply(Action::Dismiss(place));
        } else {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(PASSING - (now - since)));
        }
    }

    /// Theme and text size, where they changed.
    fn follow_settings(&mut self, ctx: &Context) {
        let settings = self.app.desk().settings();
        if self.theme != Some(settings.theme) {
            self.theme = Some(settings.theme);
            ctx.set_theme(match settings.theme {
                ThemeChoice::System => egui::ThemePreference::System,
                ThemeChoice::Light => egui::ThemePreference::Light,
                ThemeChoice::Dark => egui::ThemePreference::Dark,
            });
        }
        self.screen.follow(ctx, &self.app);
    }

    fn draw(&mut self, ui: &mut Ui) -> Vec<Action> {
        let mut asks = Vec::new();
        let app = &self.app;
        if matches!(app.desk().over(), Some(Over::Large(_))) {
            // nothing is seen of the place
            over::over_ui(ui.ctx(), app, &mut self.over, &mut self.profile, &mut asks);
            hovering(ui.ctx());
            return asks;
        }
        shell::bar(ui, app, &mut asks);
        let place = app.desk().place();
        let is_explained = |document: &Document| {
            place == Place::Explain && !document.asks_for_customers() && app.explain().answers().is_about(document)
        };
        let explained = app.document().filter(|d| is_explained(d)).and_then(|_| app.screen().map(Arc::clone));
        // the place of what a what-if says first is free for it until there is one
        if explained.is_none() || is_narrow(ui.available_width()) {
            shell::introduction(ui, app, &mut asks);
        }
        let page = egui::Frame::new().inner_margin(theme::GAP);
        // where something is dragged, only what is not a card is painted: the window was cleared in the colour of cards
        let page = match explained {
            Some(_) => page,
            None => page.fill(theme::paint(theme::of(ui.ctx()), theme::Paint::Page)),
        };
        let profile = &mut self.profile;
        egui::CentralPanel::default().frame(page).show(ui, |ui| {
            focus::fixed(ui, "place", |ui| match (app.document(), explained) {
                (None, _) if app.desk().waiting().is_some() => waiting::waiting_ui(ui, app, &mut asks),
                (None, _) if app.loading().is_some() => {
                    ui.centered_and_justified(|ui| ui.label(control::OPENING));
                }
                (None, _) => welcome::welcome_ui(ui, app, &mut asks),
                (Some(_), Some(screen)) => explain(ui, app, &screen, profile, &mut asks),
                (Some(document), None) => match place {
                    Place::Explain | Place::Balance if document.asks_for_customers() => {
                        customers::customers_ui(ui, app, document, &mut asks);
                    }
                    Place::Explain => working_out(ui, app, &mut asks),
                    Place::Overall => importance::importance_ui(ui, app, document, &mut asks),
                    Place::Balance => balance::balance_ui(ui, app, document, &mut asks),
                },
            });
        });
        shell::notices(ui.ctx(), app, &mut asks);
        over::over_ui(ui.ctx(), app, &mut self.over, &mut self.profile, &mut asks);
        hovering(ui.ctx());
        asks
    }
}

/// No explanation is here yet: it is under way, or something went wrong.
fn working_out(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    match app.explain().error() {
        Some(error) => widget::centred(ui, control::FAILED, "", |ui| {
            widget::failed(ui, error, Action::Explain(ExplainAct::Again), asks);
        }),
        None => drop(ui.centered_and_justified(|ui| ui.label(control::WORKING_OUT))),
    }
}

/// A small window or large text: the offers and the reasons share a card's place.
fn is_narrow(width: f32) -> bool {
    width - 2.0 * f32::from(theme::GAP) < 960.0
}

/// The Explain screen: three cards, each drawn by its own room.
fn explain(
    ui: &mut Ui,
    app: &App,
    screen: &crate::view::explain::Screen,
    draft: &mut profile::Draft,
    asks: &mut Vec<Action>,
) {
    draft.let_go(ui);
    let theme = theme::of(ui.ctx());
    let mut all = ui.available_rect_before_wrap();
    let gap = f32::from(theme::GAP);
    let mut page = all.expand(gap);
    let narrow = is_narrow(page.width());
    if !narrow {
        // the place of what a what-if says first, and the page around it
        let top = all.with_min_y(page.min.y + gap / 2.0);
        let under = ui.painter().add(egui::Shape::Noop);
        let place = |ui: &mut Ui| blame::place_ui(ui, theme, app, screen, asks);
        let bottom = ui.scope_builder(said::region(words::explain::WHAT_IF).max_rect(top), place).response.rect.max.y;
        let fill = theme::paint(theme, theme::Paint::Page);
        let above = page.with_max_y(bottom + gap / 4.0);
        ui.painter().set(under, egui::Shape::rect_filled(above, 0, fill));
        page.min.y = above.max.y;
        all.min.y = bottom + gap / 2.0;
    }
    // the facts and the offers grow a little with the window, the reasons take the rest
    let left = (all.width() * 0.29).clamp(350.0, 460.0);
    let middle = if screen.offers.len() == 1 {
        // one outcome comes with everybody on its scale
        (all.width() * 0.255).clamp(300.0, 420.0)
    } else {
        (all.width() * 0.21).clamp(250.0, 350.0)
    };
    let mut x = all.min.x;
    let facts = words::explain::FACTS;
    let mut card = |ui: &mut Ui, width: f32, name: &str, region: &str, add: &mut dyn FnMut(&mut Ui)| {
        let rect = egui::Rect::from_min_size(egui::pos2(x, all.min.y), egui::vec2(width, all.height()));
        x += width + gap;
        // from the middle of the gap before to the middle of the gap after, at the ends the whole gap
        let from = if rect.min.x > all.min.x { rect.min.x - gap / 2.0 } else { page.min.x };
        let to = if rect.max.x + 1.0 < all.max.x { rect.max.x + gap / 2.0 } else { page.max.x };
        let part = egui::Rect::from_x_y_ranges(from..=to, page.y_range());
        paint::around(ui, part, rect, theme::CARD_RADIUS, theme::paint(theme, theme::Paint::Page));
        ui.scope_builder(said::region(region).max_rect(rect).id_salt(name), |ui| {
            focus::card(ui);
            theme::card(theme).fill(egui::Color32::TRANSPARENT).show(ui, |ui| {
                ui.set_min_size(ui.available_size());
                add(ui);
            });
        });
    };
    if narrow {
        // with less still, the facts share it too
        let alone = all.width() < 700.0;
        let mut room = all.width();
        if !alone {
            let left = (all.width() * 0.44).min(left);
            card(ui, left, "profile", facts, &mut |ui| profile::profile_ui(ui, app, screen, draft, asks));
            room -= left + gap;
        } else if app.explain().go_to.is_some() {
            draft.front = Front::Facts;
        }
        card(ui, room, "answer", words::explain::WHY, &mut |ui| {
            ui.horizontal(|ui| {
                let facts = (Front::Facts, words::explain::FACTS);
                let others = [(Front::Offers, screen.offers_title.as_str()), (Front::Why, words::explain::WHY)];
                for (front, text) in alone.then_some(facts).into_iter().chain(others) {
                    let chosen = if alone || draft.front != Front::Facts { draft.front } else { Front::Why };
                    if ui.selectable_label(chosen == front, text).clicked() {
                        draft.front = front;
                    }
                }
            });
            match draft.front {
                Front::Facts if alone => profile::profile_ui(ui, app, screen, draft, asks),
                Front::Offers => offers::offers_ui(ui, app, screen, draft, asks),
                Front::Facts | Front::Why => why::why_ui(ui, app, screen, true, asks),
            }
        });
        return;
    }
    card(ui, left, "profile", facts, &mut |ui| profile::profile_ui(ui, app, screen, draft, asks));
    card(ui, middle, "offers", &screen.offers_title, &mut |ui| offers::offers_ui(ui, app, screen, draft, asks));
    let right = all.width() - left - middle - 2.0 * gap;
    card(ui, right, "why", words::explain::WHY, &mut |ui| why::why_ui(ui, app, screen, false, asks));
}

/// Files dropped on the window.
fn dropped(ctx: &Context) -> Vec<Action> {
    let paths: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
    if paths.is_empty() { Vec::new() } else { vec![Action::OpenPaths(paths)] }
}

/// A file held over the window.
fn hovering(ctx: &Context) {
    if ctx.input(|i| i.raw.hovered_files.is_empty()) {
        return;
    }
    let theme = theme::of(ctx);
    let painter = ctx.layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop")));
    let rect = ctx.content_rect().shrink(20.0);
    let accent = theme::paint(theme, theme::Paint::Accent);
    painter.rect(
        rect,
        16.0,
        theme::paint(theme, theme::Paint::Card).gamma_multiply(0.92),
        egui::Stroke::new(3.0, accent),
        egui::StrokeKind::Inside,
    );
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        words::start::DROP,
        theme::strong(22.0),
        theme::role(theme, crate::figure::Role::Ink),
    );
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.before(ctx);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        // the colour of cards, which most of the window is
        visuals.window_fill.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(placed) = self.screen.placed().filter(|_| self.smoke.is_none()) {
            self.app.apply(Action::Placed(placed));
        }
        // however the window goes, and a second time costs nothing
        let _ = self.app.may_end();
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let asks = self.draw(ui);
        if let Some(smoke) = &mut self.smoke {
            smoke.drawn(ui.ctx(), self.app.screen().is_some());
        }
        if !asks.is_empty() {
            for action in asks {
                self.app.apply(action);
            }
            // answer and draw once more within this frame: the screen never lags behind the hand
            self.app.update();
            ui.ctx().request_discard("asked");
            ui.ctx().request_repaint();
        }
    }
}
