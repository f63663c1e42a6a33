//! Files locked with a passphrase, in the format that `age` and `rage` open too (C2SP, age-encryption.org/v1, with an
//! scrypt recipient): whatever holds a person's facts can be saved so.
//!
//! A key is made of the passphrase by scrypt with N = 2^17, r = 8, p = 1, which takes 128 MB and some tenths of a second
//! for whoever knows it, and as much for every guess of whoever does not. Nobody can open a file whose passphrase is lost.

use std::io::{Read as _, Write as _};

use age::secrecy::{ExposeSecret as _, SecretString};

use crate::base::{Error, Kind, Result, Way};

/// How a locked file begins.
const SIGN: &[u8] = b"age-encryption.org/v1\n";
/// How many bytes of a file tell whether it is locked.
pub(super) const HEAD: usize = SIGN.len();
/// How names of locked files end.
pub const ENDING: &str = "age";
/// The least characters of a passphrase.
pub const LEAST: usize = 8;
/// The logarithm of scrypt's N in what is written, and the greatest in what is read: a file may not ask for gigabytes.
const WORK: u8 = 17;
const WORK_MAX: u8 = 20;

/// A passphrase; its memory is wiped when it goes, and it is never printed.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// A passphrase of what was typed.
    ///
    /// # Errors
    /// [`Kind::Question`] for fewer characters than [`LEAST`].
    pub fn new(typed: String) -> Result<Self> {
        if typed.chars().count() < LEAST {
            return Err(Error::new(Kind::Question, format!("a passphrase has at least {LEAST} characters"))
                .hint("four words that do not belong together are easy to keep and hard to guess"));
        }
        Ok(Self(typed.into()))
    }

    /// A passphrase of what was typed for a file that is locked already.
    pub fn of(typed: String) -> Self {
        Self(typed.into())
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

/// Whether bytes are the beginning of a locked file.
pub fn is_locked(head: &[u8]) -> bool {
    head.starts_with(SIGN)
}

/// Locks bytes. O(bytes), after the key is made.
///
/// # Errors
/// [`Kind::Internal`]: writing to memory does not fail.
pub fn lock(bytes: &[u8], key: &Passphrase) -> Result<Vec<u8>> {
    let failed = |_| Error::internal("the file could not be locked");
    let mut recipient = age::scrypt::Recipient::new(key.0.clone());
    recipient.set_work_factor(WORK);
    let recipient: &dyn age::Recipient = &recipient;
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient))
        .map_err(|_| Error::internal("the file could not be locked"))?;
    let mut locked = Vec::with_capacity(bytes.len() + 1024);
    let mut writer = encryptor.wrap_output(&mut locked).map_err(failed)?;
    writer.write_all(bytes).and_then(|()| writer.finish().map(drop)).map_err(failed)?;
    Ok(locked)
}

/// Unlocks bytes that are at most `most` when unlocked. O(bytes), after the key is made.
///
/// # Errors
/// [`Kind::Locked`] for another passphrase; [`Kind::Format`] for what is damaged, cut off, or not locked with a
/// passphrase; [`Kind::File`] for more than `most` bytes.
pub fn unlock(bytes: &[u8], key: &Passphrase, most: u64) -> Result<Vec<u8>> {
    use age::DecryptError as E;
    let damaged = || Error::new(Kind::Format, "the locked file is damaged or cut off").hint("fetch the file again");
    let refused = |error: E| match error {
        E::DecryptionFailed | E::KeyDecryptionFailed => {
            Error::new(Kind::Locked, "this is not the passphrase it was locked with")
                .hint("capital letters and spaces count")
        }
        E::NoMatchingKeys => Error::new(Kind::Unsupported, "it is locked with keys, not with a passphrase")
            .hint("unlock it with the key first, with age or rage"),
        E::ExcessiveWork { .. } => {
            Error::new(Kind::Unsupported, "it was locked at a price that takes gigabytes of memory")
                .hint("unlock it first, with age or rage")
        }
        _ => damaged(),
    };
    let decryptor = age::Decryptor::new(bytes).map_err(refused)?;
    let mut identity = age::scrypt::Identity::new(key.0.clone());
    identity.set_max_work_factor(WORK_MAX);
    let identity: &dyn age::Identity = &identity;
    let reader = decryptor.decrypt(std::iter::once(identity)).map_err(refused)?;
    let mut open = Vec::new();
    reader.take(most + 1).read_to_end(&mut open).map_err(|_| damaged())?;
    if open.len() as u64 > most {
        return Err(Error::new(Kind::File, format!("unlocks to more than {} MB, the limit", most >> 20))
            .hint("is it the right file?"));
    }
    Ok(open)
}

/// The refusal of a locked file where no passphrase was given.
pub(super) fn refusal() -> Error {
    Error::new(Kind::Locked, "the file is locked with a passphrase").way(Way::Unlock)
}
