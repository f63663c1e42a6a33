//! What to tell the person, and what the window must do with the system.

use std::path::PathBuf;

use super::act::Action;
use super::place::Goal;
use crate::data::locked::{self, Passphrase};
use crate::data::session_ron::Session;
use crate::view::problem::Refusal;

/// Something to tell the person.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether something went wrong; such notices stay until they are taken away.
    pub error: bool,
    /// A file that was refused: the same in parts.
    pub refused: Option<Refusal>,
    /// What can be done about it at once, and what to call that.
    pub offer: Option<(&'static str, Action)>,
}

/// What is to be saved.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Bytes.
    Bytes(Vec<u8>),
    /// A session: it names its files from where it stands.
    Session(Box<Session>),
}

/// What is to be saved, until it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Saving {
    /// The proposed name.
    pub name: String,
    /// What.
    pub content: Content,
    /// What it is locked with.
    pub lock: Option<Passphrase>,
}

impl Saving {
    /// What is to be saved under a proposed name; that of a locked file says so.
    pub fn new(name: String, content: Content, lock: Option<&Passphrase>) -> Self {
        let name = if lock.is_some() { format!("{name}.{}", locked::ENDING) } else { name };
        Self { name, content, lock: lock.cloned() }
    }
}

/// What drawing must do with the system on the app's behalf: things only the window can.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Put text on the clipboard.
    CopyText(String),
    /// Put a picture on the clipboard: red, green, blue rows with width and height.
    CopyPicture(Vec<u8>, u32, u32),
    /// Ask the system for files to open.
    PickFile,
    /// Ask the system where to save bytes, with a proposed name.
    SaveFile(String, Vec<u8>),
    /// Ask the system where to save a session, likewise: it names its files from where it stands.
    SaveSession(String, Box<Session>),
    /// Open a file that was saved with what the desktop opens such files with.
    Show(PathBuf),
    /// Send the keyboard somewhere.
    Keyboard(Goal),
    /// End the program.
    Quit,
}
