//! The system's dialogs, and its opener. Where none could be opened, rfd gives back the same as for one that was cancelled and says the
//! reason in its log alone; so its log is listened to.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;

use crate::open::kind;
use crate::view::words::dialog as words;

thread_local! {
    /// Whether the dialog that this thread asked for last could not be opened.
    static FAILED: Cell<bool> = const { Cell::new(false) };
}

/// Listens to what the dialogs say of themselves; all else that is logged goes nowhere, as before.
struct Ear;

impl log::Log for Ear {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("rfd")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            // a warning goes before another way is tried, and an error ends a way
            FAILED.set(record.level() == log::Level::Error);
        }
    }

    fn flush(&self) {}
}

/// Asks for something with a dialog, on this thread; says whether there could be none.
fn ask<T>(dialog: impl FnOnce() -> T) -> (T, bool) {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| {
        // whoever set one before keeps it: then a dialog that fails looks like one that was cancelled
        if log::set_logger(&Ear).is_ok() {
            log::set_max_level(log::LevelFilter::Warn);
        }
    });
    FAILED.set(false);
    let answer = dialog();
    (answer, FAILED.get())
}

/// Files to open, and whether there could be no dialog.
pub fn files() -> (Vec<PathBuf>, bool) {
    let endings = kind::endings();
    let dialog = rfd::FileDialog::new()
        .set_title(words::OPEN)
        .add_filter(words::MODELS_AND_CUSTOMERS, &endings.all)
        .add_filter(words::MODELS, &endings.models)
        .add_filter(words::CUSTOMERS, &endings.customers)
        .add_filter(words::ALL, &["*"]);
    let (paths, failed) = ask(|| dialog.pick_files());
    let paths = paths.unwrap_or_default();
    let failed = failed && paths.is_empty();
    (paths, failed)
}

/// A place to save to, and whether there could be no dialog.
pub fn place(name: &str) -> (Option<PathBuf>, bool) {
    let dialog = rfd::FileDialog::new().set_title(words::SAVE).set_file_name(name);
    let (path, failed) = ask(|| dialog.save_file());
    let failed = failed && path.is_none();
    (path, failed)
}

/// Opens a file with what the desktop opens such files with, whose own program asks for no words on its command line but
/// the path; says whether there is such a program and it took the file.
pub fn show(path: &Path) -> bool {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let quiet = Stdio::null;
    let opened = Command::new(opener).arg(path).stdin(quiet()).stdout(quiet()).stderr(quiet()).status();
    // the explorer tells of nothing by how it ends
    opened.is_ok_and(|status| cfg!(windows) || status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_that_fails_is_told_from_one_that_is_cancelled() {
        assert_eq!(ask(|| None::<PathBuf>), (None, false), "cancelled, however fast");
        let failed = ask(|| {
            log::error!(target: "rfd::backend", "no portal");
            log::warn!(target: "rfd::backend", "another way");
            std::thread::sleep(std::time::Duration::from_millis(300));
            log::error!(target: "rfd::backend", "not that way either");
        });
        assert!(failed.1, "failed, however slowly");
        let other_way = ask(|| {
            log::error!(target: "rfd::backend", "no portal");
            log::warn!(target: "rfd::backend", "another way");
        });
        assert!(!other_way.1, "the other way opened, and was cancelled");
        assert!(!ask(|| log::error!(target: "winit", "something else")).1);
    }
}
