//! Files locked with a passphrase, and customers who are forgotten.

/// Locks what is saved.
pub const LOCK: &str = "Lock what is saved with a passphrase…";
/// Locks nothing any more.
pub const LOCK_NOTHING: &str = "Do not lock what is saved any more";
/// What that means.
pub const ABOUT_LOCK: &str = "All that is saved from now on, until you quit: sessions, profiles, reports, figures and tables. \
                              Each file's name then ends in .age, and nobody can open it without the passphrase: not you \
                              either if it is lost, for it is kept nowhere. Candour opens such files, and so do age and \
                              rage. Nothing is kept by itself meanwhile.";
/// A field.
pub const PASSPHRASE: &str = "Passphrase";
/// The same once more.
pub const AGAIN: &str = "The same again";
/// Both differ.
pub const DIFFER: &str = "The two are not the same yet.";
/// A control that lets the typed be read.
pub const SHOW: &str = "Show what I type";
/// Does it.
pub const LOCK_NOW: &str = "Lock what is saved";
/// Asks for one.
pub const UNLOCK: &str = "Open a locked file";
/// Does it.
pub const UNLOCK_NOW: &str = "Unlock and open";
/// It was another one.
pub const WRONG: &str = "This is not the passphrase it was locked with. Capital letters and spaces count.";
/// After that.
pub const LOCKED: &str = "What is saved from now on is locked";
/// What that means for the rest.
pub const LOCKED_HINT: &str = "Nothing is kept by itself meanwhile. What was kept before is not locked.";
/// After the last.
pub const UNLOCKED: &str = "What is saved from now on is not locked";
/// Saves a session of the model alone.
pub const SAVE_ONLY: &str = "Save the session without customers…";
/// Forgets whom one looks at.
pub const FORGET: &str = "Forget this customer…";
/// Does it.
pub const FORGET_NOW: &str = "Forget for good";
/// Does not.
pub const NOT: &str = "Cancel";
/// After it.
pub const FORGOTTEN_HINT: &str = "The file they came from is as it was. Sessions, reports and lists that you saved may still \
                                  name them.";

/// The question before somebody is forgotten.
pub fn forget(name: &str) -> String {
    format!("Forget {name}?")
}

/// What that means.
pub fn about_forget(of_table: bool) -> String {
    let from = if of_table { "the opened table" } else { "those who are open" };
    format!(
        "They are taken out of {from}, and with them what was pinned of them. The steps of undo and all that Candour kept \
         by itself are forgotten too, since they may know them. This cannot be taken back. The file they came from is not \
         changed; a session saved afterwards leaves them out when it is opened."
    )
}

/// Which file asks.
pub fn about_unlock(file: &str) -> String {
    format!("{file} is locked with a passphrase.")
}

/// After somebody was forgotten.
pub fn forgotten(name: &str) -> String {
    format!("{name} is forgotten here")
}
