//! `candour lock` and `candour unlock`: files with a passphrase.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use super::args::Locking;
use super::output;
use crate::base::{Error, Kind, Result};
use crate::data::file::{self, Readers};
use crate::data::locked::{self, ENDING, Passphrase};

/// Locks a file; the one that is read stays.
///
/// # Errors
/// What reading and writing refuse; [`Kind::Question`] for a passphrase that is too short, or differs the second time.
pub(super) fn lock(words: &Locking) -> Result<()> {
    let out = words.out.clone().unwrap_or_else(|| {
        let mut name = words.file.clone().into_os_string();
        name.push(format!(".{ENDING}"));
        PathBuf::from(name)
    });
    check(words, &out)?;
    let bytes = file::as_it_is(&words.file)?;
    if locked::is_locked(&bytes) {
        let error = Error::new(Kind::Question, "the file is locked already");
        return Err(error.within(file::name(&words.file)).hint("unlock it first to give it another passphrase"));
    }
    let typed = ask("passphrase: ")?;
    if std::io::stdin().is_terminal() && ask("the same again: ")? != typed {
        return Err(Error::new(Kind::Question, "the two passphrases are not the same").hint("nothing was written"));
    }
    let key = Passphrase::new(typed)?;
    file::write_for(&out, &locked::lock(&bytes, &key)?, Readers::Owner)?;
    done(&out)
}

/// Unlocks a file; the one that is read stays.
///
/// # Errors
/// What reading and writing refuse; [`Kind::Locked`] for another passphrase.
pub(super) fn unlock(words: &Locking) -> Result<()> {
    let out = match (&words.out, words.file.extension()) {
        (Some(out), _) => out.clone(),
        (None, Some(ending)) if ending.eq_ignore_ascii_case(ENDING) => words.file.with_extension(""),
        _ => {
            let what = format!("its name does not end in .{ENDING}, so none is known for what is in it");
            return Err(Error::new(Kind::Question, what).within(file::name(&words.file)).hint("say it with --out"));
        }
    };
    check(words, &out)?;
    let bytes = file::as_it_is(&words.file)?;
    if !locked::is_locked(&bytes) {
        let error = Error::new(Kind::Question, "the file is not locked");
        return Err(error.within(file::name(&words.file)).hint("it can be opened as it is"));
    }
    let key = Passphrase::of(ask("passphrase: ")?);
    let open = locked::unlock(&bytes, &key, file::FILE_MAX).map_err(|e| e.within(file::name(&words.file)))?;
    file::write_for(&out, &open, Readers::Owner)?;
    done(&out)
}

/// Nothing is replaced unasked.
fn check(words: &Locking, out: &Path) -> Result<()> {
    if file::is_there(out) && (words.out.is_none() || file::is_same(out, &words.file)) {
        return Err(Error::new(Kind::Question, "a file of that name is there already")
            .within(file::name(out))
            .hint("name another one with --out"));
    }
    Ok(())
}

fn done(out: &Path) -> Result<()> {
    output::text(&format!("{}\n", out.display()), None)
}

/// A passphrase: typed without being shown where there is a terminal, else the first line of standard input.
fn ask(prompt: &str) -> Result<String> {
    let failed = |e: std::io::Error| Error::new(Kind::File, format!("could not read the passphrase: {e}"));
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(prompt).map_err(failed);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
