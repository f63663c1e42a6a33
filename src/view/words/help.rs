//! The list of keys.

/// What stands where.
pub const ABOUT: &str = "On the left are the customer's facts: drag one to ask “what if?”. In the middle is what they \
                         would get, on the right why. Everything follows the slider at once. Your changes are never \
                         saved over the customer as they are.";
/// Keys of controls, and what they do.
pub const KEYS: [(&str, &str); 13] = [
    ("Tab, Shift+Tab", "to the next or previous control; a fact is one of them"),
    ("↑ ↓", "to the fact, offer or line above or below"),
    ("← →", "change a fact by one step, or to the next level"),
    ("Shift+← →, Page Up, Page Down", "change a fact by ten steps"),
    ("Home, End", "change a fact to its least or greatest value"),
    ("0 … 9, A … Z", "type a fact's value; Enter takes it, Esc gives it up; F2, or Enter on a slider, opens it"),
    ("Delete, Backspace", "set a fact back to the customer as they are"),
    ("Shift+F10, Menu", "what else can be done with a fact"),
    ("← ↑ → ↓", "in a map: to the next cell, with Shift to the next line; Enter sets both facts"),
    ("Enter, Space", "press what has the ring"),
    ("Esc", "close what is open"),
    (
        "Page Up, Page Down",
        "in a large figure: to the figure before or after, also with ← → where no fact has the ring",
    ),
    ("Ctrl + and −, Ctrl 0", "larger and smaller text, and the usual size"),
];
