//! The system's dialogs, and the window's end.

/// Chooses what to open.
pub const OPEN: &str = "Open a model, a profile, customers or a session";
/// Files of both sorts.
pub const MODELS_AND_CUSTOMERS: &str = "Models and customers";
/// Files of models.
pub const MODELS: &str = "Models";
/// Files of customers.
pub const CUSTOMERS: &str = "Customers";
/// Files of any sort.
pub const ALL: &str = "All files";
/// Chooses where to save.
pub const SAVE: &str = "Save";
/// No display.
pub const NOT_SET: &str = "neither DISPLAY nor WAYLAND_DISPLAY is set";
/// No window.
pub const NO_LIBRARY: &str = "a system library for windows is missing";
/// The system opens no window.
pub const NO_SYSTEM: &str = "the system opens none: is there a display, and may this program use it?";
/// The system does not draw.
pub const NO_OPENGL: &str = "the system offers no OpenGL that can be drawn with";
/// The window is gone.
pub const CLOSED: &str = "something went wrong inside the program and the window closed";
/// What became of the work.
pub const SAVED_IS_SAFE: &str = "what was saved is safe";

/// Why there is no window.
pub fn no_window(why: &str) -> String {
    format!("the window cannot be opened: {why}")
}
