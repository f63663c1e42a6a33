//! A window on a quiet desk: jobs run at once, the system's part is written down instead of done.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use candour::app::{Action, App, Effect};
use candour::gui::Window;
use egui_kittest::Harness;

use crate::soft::Soft;

/// A window under test.
pub type Desk = Harness<'static, Window>;

/// What the window asked of the system.
pub type Effects = Rc<RefCell<Vec<Effect>>>;

/// A window of a size with something open.
pub fn window(size: [f32; 2], theme: egui::Theme, open: Option<Action>) -> (Harness<'static, Window>, Effects) {
    let effects = Effects::default();
    let seen = Rc::clone(&effects);
    let harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(1.0)
        .with_theme(theme)
        .with_max_steps(40)
        .renderer(Soft::default())
        .build_eframe(move |cc| {
            let mut app = App::new(None, Arc::new(|| {}), true);
            if let Some(action) = open {
                app.apply(action);
            }
            let theme = if theme == egui::Theme::Dark {
                candour::app::settings::ThemeChoice::Dark
            } else {
                candour::app::settings::ThemeChoice::Light
            };
            app.apply(Action::Theme(theme));
            let system = move |_: &mut App, _: &egui::Context, effect: Effect| seen.borrow_mut().push(effect);
            Window::new(&cc.egui_ctx, app, Box::new(system))
        });
    (harness, effects)
}

/// The demonstration at 1280×800, light.
pub fn demonstration() -> (Harness<'static, Window>, Effects) {
    let (mut harness, effects) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenDemonstration));
    harness.run();
    (harness, effects)
}

/// The place of a feature in the open model.
pub fn feature(harness: &Harness<'_, Window>, id: &str) -> candour::base::FeatureIdx {
    let document = harness.state().app().document().expect("a model is open");
    document.inputs.model().features().find(id).unwrap_or_else(|| panic!("the model has {id}"))
}

/// Does something and lets the window settle.
pub fn act(desk: &mut Desk, action: Action) {
    desk.state_mut().app_mut().apply(action);
    desk.run();
}

/// Presses a key and lets the window settle.
pub fn press(desk: &mut Desk, modifiers: egui::Modifiers, key: egui::Key) {
    desk.key_press_modifiers(modifiers, key);
    desk.run();
}

/// The bundled customers many times over, in a file.
pub fn many(folder: &std::path::Path, times: usize) -> std::path::PathBuf {
    let text =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models/retailer_tested.csv"))
            .expect("there");
    let (header, rows) = text.split_once('\n').expect("a header");
    let path = folder.join("many.csv");
    std::fs::write(&path, format!("{header}\n{}", rows.repeat(times))).expect("writable");
    path
}

/// A window whose jobs run on threads of their own.
pub fn threaded() -> Desk {
    let mut desk = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_pixels_per_point(1.0)
        .with_max_steps(40)
        .renderer(Soft::default())
        .build_eframe(move |cc| {
            let mut app = App::new(None, Arc::new(|| {}), false);
            app.apply(Action::OpenDemonstration);
            Window::new(&cc.egui_ctx, app, Box::new(|_: &mut App, _: &egui::Context, _: Effect| {}))
        });
    until(&mut desk, |app| app.screen().is_some());
    desk
}

/// Lets frames pass until something is so.
pub fn until(desk: &mut Desk, done: impl Fn(&App) -> bool) {
    let since = Instant::now();
    while !done(desk.state().app()) {
        assert!(since.elapsed() < Duration::from_secs(120), "it does not come");
        std::thread::sleep(Duration::from_millis(5));
        desk.step();
    }
}
