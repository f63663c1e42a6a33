//! Starting the real window, and the system's part: dialogs, the clipboard, the way out without a display.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::Context;

use super::window::Smoke;
use super::{Window, dialog, screen};
use crate::app::notice::{Content, Saving};
use crate::app::settings::Settings;
use crate::app::{Action, App, Effect, session};
use crate::base::{Error, Kind, Result, Way};
use crate::data::file;
use crate::open::Reading;
use crate::view::words::{self, dialog as words_of};

/// Opens the window on a model or a session, and perhaps a profile or table, or on the demonstration. With `smoke` it is a trial run.
///
/// # Errors
/// [`Kind::Question`] in one sentence if there is no display to open it on, naming the command-line way.
pub fn run(model: Option<PathBuf>, reading: Reading, profile: Option<PathBuf>, smoke: Option<Smoke>) -> Result<()> {
    let dirs = directories::ProjectDirs::from("", "", words::CANDOUR);
    let settings = dirs.as_ref().map(|d| d.config_dir().join("settings.ron"));
    let kept = dirs.as_ref().map(|d| d.state_dir().unwrap_or_else(|| d.data_local_dir()).join("kept"));
    if !has_display() {
        return Err(no_display(words_of::NOT_SET));
    }
    let placed = settings.as_deref().and_then(|path| Settings::read(path).window);
    let mut options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title(words::CANDOUR)
            .with_app_id("candour")
            .with_inner_size(placed.map_or(screen::USUAL, |p| p.size))
            .with_min_inner_size(screen::SMALLEST)
            .with_maximized(placed.is_some_and(|p| p.maximised))
            .with_drag_and_drop(true),
        // no colour here runs into another, and where the processor paints every pixel counts
        dithering: false,
        ..Default::default()
    };
    if let Some(corner) = placed.and_then(|p| p.corner) {
        options.viewport = options.viewport.with_position(corner);
    }
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
                let mut app = App::new(settings, Arc::new(move || ctx.request_repaint()), false).keeping_in(kept);
                match model {
                    Some(path) => app.apply(Action::OpenModel(path, reading)),
                    None => app.start(),
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
        Err(_) if !created.load(Ordering::Relaxed) => Err(no_display(words_of::NO_LIBRARY)),
        Err(_) => Err(Error::internal(words_of::CLOSED).hint(words_of::SAVED_IS_SAFE).way(Way::Report)),
    }
}

/// Why there is no window, in words of our own: those of the toolkit name places on the machine that built it.
fn refused(error: &eframe::Error) -> &'static str {
    match error {
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) | eframe::Error::AppCreation(_) => {
            words_of::NO_SYSTEM
        }
        _ => words_of::NO_OPENGL,
    }
}

fn no_display(why: &str) -> Error {
    Error::new(Kind::Question, words_of::no_window(why)).way(Way::NoDisplay)
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
            || Ok(dialog::files()),
            |app, chosen| {
                if let Ok((paths, failed)) = chosen {
                    app.chosen(paths, failed);
                }
            },
        ),
        Effect::Show(path) => {
            let there = path.clone();
            let done = |app: &mut App, opened: Result<bool>| match opened {
                Ok(true) => {}
                Ok(false) | Err(_) => app.not_shown(path),
            };
            app.jobs().start("show", move || Ok(dialog::show(&there)), done);
        }
        Effect::SaveFile(name, bytes) => save(app, Saving::new(name, Content::Bytes(bytes), app.desk().lock())),
        Effect::SaveSession(name, session) => {
            save(app, Saving::new(name, Content::Session(session), app.desk().lock()));
        }
    }
}

/// Saves where the person wants it; without a dialog, among their documents.
fn save(app: &App, saving: Saving) {
    let saving = Arc::new(saving);
    let there = Arc::clone(&saving);
    let work = move || {
        let (chosen, failed) = dialog::place(&there.name);
        let path = if failed { Some(free_name(&documents(), &there.name)) } else { chosen };
        let write = |path: PathBuf| session::write(&there, &path).map(|()| path);
        path.map(write).transpose()
    };
    app.jobs().start("save", work, move |app, result| app.saved(result, saving));
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
