//! Starting the real window, and the system's part: dialogs, the clipboard, the way out without a display.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use egui::Context;

use super::Window;
use super::window::Smoke;
use crate::app::{Action, App, Effect, session};
use crate::base::{Error, Kind, Result, Way};
use crate::data::file;
use crate::open::Reading;
use crate::view::words::{self, dialog};

/// Opens the window on a model or a session, and perhaps a profile or table, or on the demonstration. With `smoke` it is a trial run.
///
/// # Errors
/// [`Kind::Question`] in one sentence if there is no display to open it on, naming the command-line way.
pub fn run(model: Option<PathBuf>, reading: Reading, profile: Option<PathBuf>, smoke: Option<Smoke>) -> Result<()> {
    let settings =
        directories::ProjectDirs::from("", "", words::CANDOUR).map(|d| d.config_dir().join("settings.ron"));
    if !has_display() {
        return Err(no_display(dialog::NOT_SET));
    }
    let mut options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title(words::CANDOUR)
            .with_app_id("candour")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([960.0, 600.0])
            .with_drag_and_drop(true),
        ..Default::default()
    };
    prefer_x11(&mut options);
    // a missing library makes the window toolkit panic: that too is "no display"
    let created = Arc::new(AtomicBool::new(false));
    let on_screen = Arc::clone(&created);
    let started = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        eframe::run_native(
            words::CANDOUR,
            options,
            Box::new(move |cc| {
                on_screen.store(true, Ordering::Relaxed);
                let ctx = cc.egui_ctx.clone();
                let mut app = App::new(settings, Arc::new(move || ctx.request_repaint()), false);
                match model {
                    Some(path) => app.apply(Action::OpenModel(path, reading)),
                    None => app.apply(Action::OpenDemonstration),
                }
                if let Some(path) = profile {
                    app.open_next(path);
                }
                Ok(Box::new(Window::new(&cc.egui_ctx, app, Box::new(system)).with_smoke(smoke)))
            }),
        )
    }));
    match started {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(no_display(refused(&error))),
        Err(_) if !created.load(Ordering::Relaxed) => Err(no_display(dialog::NO_LIBRARY)),
        Err(_) => Err(Error::internal(dialog::CLOSED).hint(dialog::SAVED_IS_SAFE).way(Way::Report)),
    }
}

/// Why there is no window, in words of our own: those of the toolkit name places on the machine that built it.
fn refused(error: &eframe::Error) -> &'static str {
    match error {
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) | eframe::Error::AppCreation(_) => {
            dialog::NO_SYSTEM
        }
        _ => dialog::NO_OPENGL,
    }
}

fn no_display(why: &str) -> Error {
    Error::new(Kind::Question, dialog::no_window(why)).way(Way::NoDisplay)
}

/// Whether there is anything to open a window on; other systems always have it.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// Where both are there, X11: winit sends no file drops on Wayland.
fn prefer_x11(options: &mut eframe::NativeOptions) {
    #[cfg(target_os = "linux")]
    if std::env::var_os("DISPLAY").is_some_and(|v| !v.is_empty()) {
        options.event_loop_builder = Some(Box::new(|builder| {
            use winit::platform::x11::EventLoopBuilderExtX11 as _;
            builder.with_x11();
        }));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = options;
}

/// How the names of models end (a session is RON), of customers (a profile is too), and of either, packed. What a file is, its bytes say.
const MODELS: [&str; 5] = ["ron", "json", "ubj", "txt", "onnx"];
const CUSTOMERS: [&str; 8] = ["csv", "tsv", "txt", "jsonl", "ndjson", "json", "parquet", "ron"];
const PACKED: [&str; 1] = ["gz"];

/// Does what only the system can.
fn system(app: &mut App, ctx: &Context, effect: Effect) {
    match effect {
        Effect::CopyText(text) => ctx.copy_text(text),
        Effect::CopyPicture(rgb, w, h) => {
            ctx.copy_image(egui::ColorImage::from_rgb([w as usize, h as usize], &rgb));
        }
        Effect::Keyboard(_) => {} // the window itself does it
        Effect::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        Effect::PickFile => app.jobs().start(
            "choose",
            || {
                let asked = Instant::now();
                let all: Vec<&str> = MODELS.iter().chain(&CUSTOMERS).chain(&PACKED).copied().collect();
                let paths = rfd::FileDialog::new()
                    .set_title(dialog::OPEN)
                    .add_filter(dialog::MODELS_AND_CUSTOMERS, &all)
                    .add_filter(dialog::MODELS, &[&MODELS[..], &PACKED].concat())
                    .add_filter(dialog::CUSTOMERS, &[&CUSTOMERS[..], &PACKED].concat())
                    .add_filter(dialog::ALL, &["*"])
                    .pick_files()
                    .unwrap_or_default();
                // a dialog that could not be opened looks like one that was cancelled, only faster than a hand
                let failed = paths.is_empty() && asked.elapsed() < Duration::from_millis(200);
                Ok((paths, failed))
            },
            |app, chosen| {
                if let Ok((paths, failed)) = chosen {
                    app.chosen(paths, failed);
                }
            },
        ),
        Effect::SaveFile(name, bytes) => app.jobs().start(
            "save",
            move || {
                let path = where_to(&name);
                let save = |path: PathBuf| file::write(&path, &bytes).map(|()| path);
                path.map(save).transpose()
            },
            App::saved,
        ),
        Effect::SaveSession(name, session) => app.jobs().start(
            "save",
            move || {
                let path = where_to(&name);
                let save = |path: PathBuf| session::save(&session, &path).map(|()| path);
                path.map(save).transpose()
            },
            App::saved,
        ),
    }
}

/// Where the person wants a file; without a dialog, among their documents.
fn where_to(name: &str) -> Option<PathBuf> {
    let asked = Instant::now();
    let chosen = rfd::FileDialog::new().set_title(dialog::SAVE).set_file_name(name).save_file();
    let failed = chosen.is_none() && asked.elapsed() < Duration::from_millis(200);
    if failed { Some(free_name(&documents(), name)) } else { chosen }
}

/// The name, or the name with the first number that is free: nothing is replaced unasked.
fn free_name(folder: &std::path::Path, name: &str) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..).map(|n| folder.join(format!("{stem}-{n}.{ending}")));
    std::iter::once(folder.join(name))
        .chain(numbered)
        .find(|p| !file::is_there(p))
        .unwrap_or_else(|| folder.join(name))
}

/// Where files go when the system has no dialog.
fn documents() -> PathBuf {
    let dirs = directories::UserDirs::new();
    let folder = dirs.as_ref().and_then(|d| d.document_dir().or(Some(d.home_dir())).map(std::path::Path::to_owned));
    folder.filter(|f| f.is_dir()).unwrap_or_else(std::env::temp_dir)
}
