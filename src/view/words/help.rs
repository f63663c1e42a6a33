//! The list of keys.

/// What stands where.
pub const ABOUT: &str = "On the left are the customer's facts: drag one to ask “what if?”. In the middle is what they \
                         would get, on the right why. Everything follows the slider at once. Your changes are never \
                         saved over the real customer.";
/// Keys of controls, and what they do.
pub const KEYS: [(&str, &str); 8] = [
    ("Tab, Shift+Tab", "to the next or previous control"),
    ("← →", "move a slider by one step, or choose"),
    ("Page Up, Page Down", "move a slider by ten steps"),
    ("Home, End", "move a slider to its ends"),
    ("← ↑ → ↓", "in a map: to the next cell, with Shift to the next line; Enter sets both facts"),
    ("Enter, Space", "press what has the ring"),
    ("Esc", "close what is open"),
    ("Ctrl + and −", "larger and smaller"),
];
