//! What is nobody else's business: files locked with a passphrase, and customers who are forgotten.

use super::act::Action;
use super::act::private::PrivateAct;
use super::open::Locked;
use super::place::Over;
use super::state::App;
use crate::ask::AbsenceKind;
use crate::data::locked::Passphrase;
use crate::view::words::{kept, locked as words};

impl App {
    /// The file that waits for its passphrase.
    pub fn locked(&self) -> Option<&Locked> {
        self.locked.as_ref()
    }

    /// Does something that is nobody else's business.
    pub(super) fn private(&mut self, act: PrivateAct) {
        match act {
            PrivateAct::SaveWithoutCustomers => self.save_session(true),
            PrivateAct::Lock(key) => self.lock(key),
            PrivateAct::Unlock(key) => self.unlock(key),
            PrivateAct::Forget(place) => self.forget_person(place),
        }
    }

    /// Asks for the passphrase of a file.
    pub(super) fn ask_for_key(&mut self, locked: Locked) {
        self.locked = Some(locked);
        self.desk.lay(Some(Over::Unlock));
    }

    /// Opens the file that waits with a passphrase.
    fn unlock(&mut self, key: Passphrase) {
        let Some(Locked { path, reading, .. }) = self.locked.take() else { return };
        self.desk.lay(None);
        self.open_locked(path, reading, Some(key), true);
    }

    /// Locks what is saved from now on, or nothing any more. What is kept by itself has no lock: while there is one,
    /// nothing is.
    pub(super) fn lock(&mut self, key: Option<Passphrase>) {
        self.desk.lay(None);
        let locks = key.is_some();
        self.desk.set_lock(key);
        if locks {
            let forget = (!self.kept.list().is_empty()).then_some((kept::FORGET, Action::ForgetKept));
            self.desk.tell_with(words::LOCKED, Some(words::LOCKED_HINT.to_owned()), forget);
        } else {
            self.desk.tell(words::UNLOCKED, None);
        }
    }

    /// Forgets a customer everywhere but in the files of others.
    fn forget_person(&mut self, place: usize) {
        self.desk.lay(None);
        let Some((ended, name)) = self.desk.forget_person(place) else { return };
        self.wings.forget(ended);
        // what was kept may know them
        self.desk.set_kept(None);
        self.keeping.last = None;
        let forgotten = self.kept.forget();
        let Some(document) = self.desk.document() else { return };
        let averaged = document.inputs.absence_kind().0 == AbsenceKind::ByBackground;
        let nobody = document.people.table.is_none();
        self.desk.clear_notices();
        self.desk.tell(&words::forgotten(&name), Some(words::FORGOTTEN_HINT.to_owned()));
        if let Err(error) = forgotten {
            self.desk.fail(&error);
        }
        if averaged {
            // they are no part of the average any more
            let covers = self.desk.document().is_some_and(|d| d.inputs.model().has_covers());
            self.prepare(if nobody && covers { AbsenceKind::ByCover } else { AbsenceKind::ByBackground });
        }
    }
}
