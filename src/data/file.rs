//! Reading whole files within a limit, and writing them so that a crash never leaves half of one.

use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::base::{Error, Kind, Result};

/// The largest file, and the largest unpacked content of a gzip file, in bytes: 1 GiB.
pub const FILE_MAX: u64 = 1 << 30;

/// Reads a file, unpacking it if it is gzip. Checks before reading that it is a file, readable, and not too large.
///
/// # Errors
/// [`Kind::File`] for a folder, a missing file, no permission, or more than [`FILE_MAX`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_within(path, FILE_MAX)
}

/// [`read`] with a limit of its own.
///
/// # Errors
/// As [`read`].
pub fn read_within(path: &Path, most: u64) -> Result<Vec<u8>> {
    let name = name(path);
    let fail = |what: String, hint: &str| Err(Error::new(Kind::File, what).within(name.clone()).hint(hint));
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) => return Err(io_error(&e, "read").within(name)),
    };
    if meta.is_dir() {
        return fail("this is a folder, expected a file".into(), "choose a file inside it");
    }
    if !meta.is_file() {
        return fail("this is a device or a pipe, expected a file".into(), "copy its content into a file first");
    }
    if meta.len() > most {
        let what = format!("{} MB large, the limit is {} MB", meta.len() >> 20, most >> 20);
        return fail(what, "models and tables are usually far smaller; is it the right file?");
    }
    let file = std::fs::File::open(path).map_err(|e| io_error(&e, "read").within(name.clone()))?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    // the file may grow while it is read: the limit holds all the same
    file.take(most).read_to_end(&mut bytes).map_err(|e| io_error(&e, "read").within(name.clone()))?;
    if bytes.starts_with(b"\x1f\x8b") {
        let mut unpacked = Vec::new();
        let reader = flate2::read::MultiGzDecoder::new(bytes.as_slice());
        if reader.take(most + 1).read_to_end(&mut unpacked).is_err() {
            return fail("the gzip data is damaged or cut off".into(), "fetch the file again");
        }
        if unpacked.len() as u64 > most {
            let what = format!("unpacks to more than {} MB, the limit", most >> 20);
            return fail(what, "is it the right file?");
        }
        return Ok(unpacked);
    }
    Ok(bytes)
}

/// Writes a file whole or not at all: into a temporary file beside it, flushed to disk, then moved into place.
///
/// # Errors
/// [`Kind::File`] if the folder is missing, full or not writable; the old file is untouched then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    file.add(bytes)?;
    file.finish()
}

/// A file that is being written. It takes its place, and the old one's, with [`finish`](Self::finish); dropped before,
/// it was never there.
#[derive(Debug)]
pub struct Pending {
    path: PathBuf,
    file: BufWriter<tempfile::NamedTempFile>,
}

/// Starts a file that will be written piece by piece; see [`write()`].
///
/// # Errors
/// [`Kind::File`] if the folder is missing or not writable, or if the name is a folder's or a device's.
pub fn create(path: &Path) -> Result<Pending> {
    // through a link to the file itself
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let fail = |what: &str, hint: &str| Err(Error::new(Kind::File, what).within(name(&path)).hint(hint));
    match std::fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => return fail("this is a folder, expected a file", "add a file name to it"),
        Ok(meta) if !meta.is_file() => {
            return fail("this is a device or a pipe, expected a file", "choose the name of a file");
        }
        _ => {}
    }
    let folder = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let file = tempfile::Builder::new().prefix(".candour-").tempfile_in(folder);
    let file = file.map_err(|e| io_error(&e, "write").within(name(&path)))?;
    Ok(Pending { path, file: BufWriter::new(file) })
}

impl Pending {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`Kind::File`] if the disk is full.
    pub fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|e| io_error(&e, "write").within(name(&self.path)))
    }

    /// Flushes everything to disk and moves the file into its place.
    ///
    /// # Errors
    /// [`Kind::File`]; the old file is untouched then.
    pub fn finish(self) -> Result<()> {
        let path = self.path;
        let done = self.file.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| {
            file.as_file().sync_all()?;
            // a temporary file is private to its owner; a saved one is as others are
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = std::fs::metadata(&path).map_or(0o644, |m| m.permissions().mode() & 0o777);
                file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
            }
            file.persist(&path).map_err(|e| e.error)
        });
        done.map(|_| ()).map_err(|e| io_error(&e, "write").within(name(&path)))
    }
}

/// The file's own name, for messages.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// The file's name without its endings (`model.txt.gz` is `model`), for titles.
pub fn stem(path: &Path) -> String {
    let name = name(path);
    name.split('.').find(|part| !part.is_empty()).unwrap_or(&name).to_owned()
}

fn io_error(error: &std::io::Error, doing: &str) -> Error {
    use std::io::ErrorKind as E;
    let (what, hint) = match error.kind() {
        E::NotFound if doing == "read" => ("there is no such file", "check the path"),
        E::NotFound => ("the folder does not exist", "create the folder, or save elsewhere"),
        E::PermissionDenied => ("no permission", "ask the owner of the file, or copy it to your own folder"),
        E::IsADirectory => ("this is a folder, expected a file", "choose a file inside it"),
        E::StorageFull => ("the disk is full", "free some space, or save elsewhere"),
        _ => return Error::new(Kind::File, format!("could not {doing} it: {error}")),
    };
    Error::new(Kind::File, format!("could not {doing} it: {what}")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_file_and_saves_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.txt");
        assert!(read(folder.path()).expect_err("a folder").to_string().contains("this is a folder"));
        assert!(read(&path).expect_err("missing").to_string().contains("no such file"));
        write(&path, b"one").expect("a writable folder");
        write(&path, b"two").expect("a writable folder");
        assert_eq!(read(&path).expect("it is there"), b"two");
        assert!(read_within(&path, 2).expect_err("too large").to_string().contains("the limit"));
        assert!(write(&folder.path().join("no/b.txt"), b"x").expect_err("no folder").to_string().contains("folder"));
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1, "no temporary file is left");
        assert_eq!(stem(Path::new("/x/model.txt.gz")), "model");
    }

    #[test]
    fn unpacks_gzip_and_says_when_it_is_damaged() {
        use flate2::{Compression, write::GzEncoder};
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"hello").expect("memory");
        let packed = encoder.finish().expect("memory");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.gz");
        write(&path, &packed).expect("writable");
        assert_eq!(read(&path).expect("whole"), b"hello");
        write(&path, &packed[..packed.len() - 6]).expect("writable");
        assert!(read(&path).expect_err("cut off").to_string().contains("damaged or cut off"));
    }
}
