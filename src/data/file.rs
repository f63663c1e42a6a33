//! Reading files within a limit, whole or as a stream, and writing them so that a crash never leaves half of one.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::locked::{self, Passphrase};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};

/// The largest file that is read whole, and the largest content of such a gzip file, in bytes: 1 GiB.
pub const FILE_MAX: u64 = 1 << 30;
/// The largest table, and the largest content of one that is gzip, in bytes: 16 GiB. Tables are read as a stream.
pub const TABLE_MAX: u64 = 1 << 34;
/// How many times its size a gzip file that is read whole may unpack to, and from how many bytes on that counts.
const RATIO_MAX: u64 = 200;
const ANY_RATIO: u64 = 1 << 26;

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
    open_within(path, most, None)?.whole(most).map_err(|e| e.within(name(path)))
}

/// Whether something stands there.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// The name of a file in the same folder that is the same but for upper and lower case.
pub fn in_other_case(path: &Path) -> Option<String> {
    let wanted = name(path).to_lowercase();
    let names = std::fs::read_dir(folder(path)).into_iter().flatten().flatten();
    names.filter_map(|entry| entry.file_name().into_string().ok()).find(|found| found.to_lowercase() == wanted)
}

/// A path without "." and "..", by its letters alone.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

/// What stands in a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry {
    /// Its name; one that is no text is left out.
    pub name: String,
    /// Whether it is a folder itself.
    pub is_folder: bool,
}

/// The most entries of a folder that are looked at.
const ENTRIES_MAX: usize = 10_000;

/// What stands in a folder, by name; nothing where it cannot be read.
pub fn entries(folder: &Path) -> Vec<Entry> {
    let found = std::fs::read_dir(folder).into_iter().flatten().flatten().take(ENTRIES_MAX);
    let entry = |found: std::fs::DirEntry| {
        // a link counts as what it leads to
        let is_folder = std::fs::metadata(found.path()).is_ok_and(|meta| meta.is_dir());
        Some(Entry { name: found.file_name().into_string().ok()?, is_folder })
    };
    let mut entries: Vec<Entry> = found.filter_map(entry).collect();
    entries.sort();
    entries
}

/// Takes a file away; one that is not there is no error.
///
/// # Errors
/// [`Kind::File`].
pub fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io_error(&e, "remove").within(name(path))),
        _ => Ok(()),
    }
}

/// Writes a file of the program's own that its owner alone may read, in a folder that is made if it is not there.
///
/// # Errors
/// As [`write()`].
pub fn write_own(path: &Path, bytes: &[u8]) -> Result<()> {
    // if it cannot be made, writing says so
    let _ = std::fs::create_dir_all(folder(path));
    write_for(path, bytes, Readers::Owner)
}

/// Whether two paths lead to one file, however they are written: also through links of either kind.
pub fn is_same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let node = |path: &Path| std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()));
        node(a).is_some_and(|found| node(b) == Some(found))
    }
    #[cfg(not(unix))]
    {
        let whole = |path: &Path| path.canonicalize().ok();
        whole(a).is_some_and(|found| whole(b) == Some(found))
    }
}

/// Opens a file to be read as a stream, as often as needed, without holding it. Gzip is unpacked on the way.
///
/// # Errors
/// [`Kind::File`] for a folder, a missing file, no permission, or more than [`TABLE_MAX`] bytes.
pub fn open(path: &Path) -> Result<Source<'static>> {
    open_within(path, TABLE_MAX, None)
}

/// [`open`] where the file may be locked: with a passphrase it is unlocked into memory.
///
/// # Errors
/// As [`open`], [`Kind::Locked`] without the right passphrase, and what else [`locked::unlock`] refuses; a locked file
/// of more than [`FILE_MAX`] bytes.
pub fn open_with(path: &Path, key: Option<&Passphrase>) -> Result<Source<'static>> {
    open_within(path, TABLE_MAX, key)
}

/// The bytes of a file as they are: gzip stays packed, what is locked stays locked.
///
/// # Errors
/// As [`read`].
pub fn as_it_is(path: &Path) -> Result<Vec<u8>> {
    let (opened, _) = open_file(path, FILE_MAX)?;
    Source::of(Inner::Plain(opened), FILE_MAX).whole(FILE_MAX).map_err(|e| e.within(name(path)))
}

fn open_within(path: &Path, most: u64, key: Option<&Passphrase>) -> Result<Source<'static>> {
    let (opened, sign) = open_file(path, most)?;
    if locked::is_locked(&sign) {
        return unlocked(&Source::of(Inner::Plain(opened), FILE_MAX), most, key).map_err(|e| e.within(name(path)));
    }
    let inner = if sign.starts_with(GZIP) { Inner::Gzip(opened) } else { Inner::Plain(opened) };
    Ok(Source::of(inner, most))
}

/// Opens a file, and gives its first bytes.
fn open_file(path: &Path, most: u64) -> Result<(Opened, Vec<u8>)> {
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
    let failed = |e| io_error(&e, "read").within(name.clone());
    let opened = File::open(path).and_then(Opened::new).map_err(failed)?;
    let mut sign = Vec::with_capacity(locked::HEAD);
    (&opened.file).take(locked::HEAD as u64).read_to_end(&mut sign).map_err(failed)?;
    Ok((opened, sign))
}

/// What a locked file holds, in memory.
fn unlocked(source: &Source<'_>, most: u64, key: Option<&Passphrase>) -> Result<Source<'static>> {
    let key = key.ok_or_else(locked::refusal)?;
    let open = locked::unlock(&source.whole(FILE_MAX)?, key, FILE_MAX)?;
    let open = if open.starts_with(GZIP) { Source::of(Inner::Packed(open), FILE_MAX).whole(FILE_MAX)? } else { open };
    Ok(Source::of(Inner::Memory(Cow::Owned(open)), most))
}

const GZIP: &[u8] = b"\x1f\x8b";

/// Bytes that can be read from the start as often as needed: of a file, or of memory.
#[derive(Debug)]
pub struct Source<'a> {
    inner: Inner<'a>,
    most: u64,
    /// How far into the file the last reader came, packed bytes where it is packed.
    at: AtomicU64,
    /// Who may stop the reading.
    progress: Progress,
}

#[derive(Debug)]
enum Inner<'a> {
    Memory(Cow<'a, [u8]>),
    /// In memory, as gzip.
    Packed(Vec<u8>),
    Plain(Opened),
    Gzip(Opened),
}

/// A file with what it was when it was opened: whatever is read of it must be of that.
#[derive(Debug)]
pub struct Opened {
    file: File,
    len: u64,
    changed: Option<SystemTime>,
}

impl Opened {
    fn new(file: File) -> std::io::Result<Self> {
        let meta = file.metadata()?;
        Ok(Self { file, len: meta.len(), changed: meta.modified().ok() })
    }

    /// Refuses a file that somebody wrote to since it was opened. One that took its place is another file.
    fn unchanged(&self) -> std::io::Result<()> {
        let meta = self.file.metadata()?;
        if (meta.len(), meta.modified().ok()) == (self.len, self.changed) {
            return Ok(());
        }
        let error = Error::new(Kind::File, "the file changed while it was read");
        Err(std::io::Error::other(error.hint("wait until whatever writes it is done, then open it again")))
    }
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::of(Inner::Memory(Cow::Borrowed(bytes)), TABLE_MAX)
    }
}

impl<'a> From<&'a Vec<u8>> for Source<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        bytes.as_slice().into()
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Source<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl<'a> Source<'a> {
    fn of(inner: Inner<'a>, most: u64) -> Self {
        Self { inner, most, at: AtomicU64::new(0), progress: Progress::default() }
    }
}

impl Source<'_> {
    /// The same source, whose readers end when `progress` is cancelled, in the error that says so.
    #[must_use]
    pub fn stopped_by(self, progress: &Progress) -> Self {
        Self { progress: progress.clone(), ..self }
    }

    /// The content from its start, unpacked; several readers do not disturb each other. Ends with an error that
    /// [`read_error`] tells when the content is damaged or larger than the limit.
    ///
    /// # Errors
    /// [`Kind::File`] if the file cannot be read any more.
    pub fn reader(&self) -> Result<Box<dyn Read + '_>> {
        let cursor = |of| Cursor { of, at: 0, told: &self.at };
        let (left, most, progress) = (self.most, self.most, &self.progress);
        Ok(match &self.inner {
            Inner::Memory(bytes) => Box::new(bytes.as_ref()),
            Inner::Packed(bytes) => Box::new(flate2::bufread::MultiGzDecoder::new(bytes.as_slice())),
            // the file may grow while it is read: the limit holds all the same
            Inner::Plain(of) => Box::new(Within { inner: cursor(of), of, left, most, gzip: false, progress }),
            Inner::Gzip(of) => {
                let packed = std::io::BufReader::with_capacity(1 << 16, cursor(of));
                let inner = flate2::bufread::MultiGzDecoder::new(packed);
                Box::new(Within { inner, of, left, most, gzip: true, progress })
            }
        })
    }

    /// How far the last reader is through the file, from 0 to 1, for estimates; `None` if it is no file, or nothing
    /// was read.
    pub fn share_read(&self) -> Option<f64> {
        let (Inner::Plain(Opened { len: all, .. }) | Inner::Gzip(Opened { len: all, .. })) = self.inner else {
            return None;
        };
        let at = self.at.load(Ordering::Relaxed);
        (0 < at && at <= all).then(|| at as f64 / all as f64)
    }

    /// How many bytes there are, unpacked; `None` where only reading all of it would tell.
    pub fn size(&self) -> Option<usize> {
        match &self.inner {
            Inner::Memory(bytes) => Some(bytes.len()),
            Inner::Plain(opened) => usize::try_from(opened.len).ok(),
            Inner::Gzip(_) | Inner::Packed(_) => None,
        }
    }

    /// The first bytes of the content, `most` of them if there are as many.
    ///
    /// # Errors
    /// [`Kind::File`] if it cannot be read, or the gzip data is damaged.
    pub fn head(&self, most: usize) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        self.reader()?.take(most as u64).read_to_end(&mut head).map_err(|e| read_error(&e))?;
        Ok(head)
    }

    /// The whole content in memory.
    ///
    /// # Errors
    /// [`Kind::File`] if it cannot be read, is more than `most` bytes, or the gzip data is damaged or packed beyond
    /// measure.
    pub fn whole(&self, most: u64) -> Result<Vec<u8>> {
        let len = match &self.inner {
            Inner::Memory(bytes) => bytes.len() as u64,
            Inner::Plain(opened) => opened.len,
            Inner::Gzip(_) | Inner::Packed(_) => 0,
        };
        // what was packed by more than any model or text is means to fill the memory
        let unpacked = match &self.inner {
            Inner::Gzip(opened) => (opened.len * RATIO_MAX).max(ANY_RATIO),
            Inner::Packed(bytes) => (bytes.len() as u64 * RATIO_MAX).max(ANY_RATIO),
            _ => most,
        };
        let mut whole = Vec::with_capacity(usize::try_from(len.min(most)).unwrap_or(0));
        self.reader()?.take(most.min(unpacked) + 1).read_to_end(&mut whole).map_err(|e| read_error(&e))?;
        let len = whole.len() as u64;
        if len > most {
            return Err(too_large(most, matches!(self.inner, Inner::Gzip(_))));
        }
        if len > unpacked {
            let what = format!("unpacks to more than {RATIO_MAX} times its size, the limit");
            return Err(Error::new(Kind::File, what).hint("is it the right file? unpack it first if it is"));
        }
        Ok(whole)
    }

    /// The content for reading here and there: a file of its own where it is one, else in memory.
    ///
    /// # Errors
    /// [`Kind::File`]; packed content of more than [`FILE_MAX`] bytes is refused, since it has to be held.
    pub fn anywhere(&self) -> Result<Anywhere> {
        Ok(match &self.inner {
            Inner::Plain(Opened { file, len, changed }) => {
                let file = file.try_clone().map_err(|e| io_error(&e, "read"))?;
                Anywhere::File(std::sync::Mutex::new(Opened { file, len: *len, changed: *changed }), *len)
            }
            Inner::Memory(bytes) => Anywhere::Memory(bytes::Bytes::copy_from_slice(bytes)),
            Inner::Gzip(_) | Inner::Packed(_) => Anywhere::Memory(self.whole(FILE_MAX)?.into()),
        })
    }
}

/// Content that is read here and there.
#[derive(Debug)]
pub enum Anywhere {
    /// Of a file, with its length.
    File(std::sync::Mutex<Opened>, u64),
    /// In memory.
    Memory(bytes::Bytes),
}

impl Anywhere {
    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        match self {
            Self::File(_, len) => *len,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Exactly `length` bytes from `start`.
    ///
    /// # Errors
    /// Of the system; `UnexpectedEof` before any memory is taken where the content has no such bytes.
    pub fn bytes(&self, start: u64, length: usize) -> std::io::Result<bytes::Bytes> {
        let end = start.checked_add(length as u64).filter(|&end| end <= self.len());
        let Some(end) = end else { return Err(std::io::ErrorKind::UnexpectedEof.into()) };
        match self {
            Self::Memory(bytes) => Ok(bytes.slice(start as usize..end as usize)),
            Self::File(file, _) => {
                let mut opened = file.lock().map_err(|_| std::io::Error::other("the file is in use"))?;
                opened.file.seek(SeekFrom::Start(start))?;
                let mut bytes = vec![0; length];
                let read = opened.file.read_exact(&mut bytes);
                // what was cut off would seem damaged
                opened.unchanged().and(read)?;
                Ok(bytes.into())
            }
        }
    }
}

/// A place in a file: others may read the same file elsewhere in between.
struct Cursor<'a> {
    of: &'a Opened,
    at: u64,
    told: &'a AtomicU64,
}

impl Read for Cursor<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut file = &self.of.file;
        file.seek(SeekFrom::Start(self.at))?;
        let n = file.read(out)?;
        self.at += n as u64;
        self.told.store(self.at, Ordering::Relaxed);
        Ok(n)
    }
}

/// A reader that ends in an error once it has given more than its limit, is told to stop, or comes to the end of a file
/// that was changed meanwhile.
struct Within<'a, R> {
    inner: R,
    of: &'a Opened,
    left: u64,
    most: u64,
    gzip: bool,
    progress: &'a Progress,
}

impl<R: Read> Read for Within<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.progress.check().map_err(std::io::Error::other)?;
        let n = match self.inner.read(out) {
            Err(e) if self.gzip && e.kind() != std::io::ErrorKind::Interrupted => {
                self.of.unchanged()?;
                return Err(std::io::Error::other(damaged_gzip()));
            }
            read => read?,
        };
        if n == 0 && !out.is_empty() {
            self.of.unchanged()?;
        }
        self.left =
            self.left.checked_sub(n as u64).ok_or_else(|| std::io::Error::other(too_large(self.most, self.gzip)))?;
        Ok(n)
    }
}

fn damaged_gzip() -> Error {
    Error::new(Kind::File, "the gzip data is damaged or cut off").hint("fetch the file again")
}

fn too_large(most: u64, gzip: bool) -> Error {
    let verb = if gzip { "unpacks to" } else { "has" };
    Error::new(Kind::File, format!("{verb} more than {} MB, the limit", most >> 20)).hint("is it the right file?")
}

/// What went wrong in a reader, as a refusal: its own, if a reader of this room gave it.
pub fn read_error(error: &std::io::Error) -> Error {
    own_error(error).unwrap_or_else(|| io_error(error, "read"))
}

fn own_error(error: &std::io::Error) -> Option<Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()).cloned()
}

/// Who may read a file that did not stand there before. One that did stays as it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readers {
    /// Whom the system lets by default.
    Usual,
    /// Its owner alone.
    Owner,
}

/// Writes a file whole or not at all: into a temporary file beside it, flushed to disk, then moved into place.
///
/// # Errors
/// [`Kind::File`] if the folder is missing, full or not writable, or the old file is write-protected; it is untouched
/// then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_for(path, bytes, Readers::Usual)
}

/// [`write()`] for some readers.
///
/// # Errors
/// As [`write()`].
pub fn write_for(path: &Path, bytes: &[u8], readers: Readers) -> Result<()> {
    let mut file = create_for(path, readers)?;
    file.add(bytes)?;
    file.finish()
}

/// A file that is being written. It takes its place, and the old one's, with [`finish`](Self::finish); dropped before,
/// it was never there.
#[derive(Debug)]
pub struct Pending {
    path: PathBuf,
    file: BufWriter<tempfile::NamedTempFile>,
    /// As the file that it replaces has them.
    permissions: Option<std::fs::Permissions>,
}

/// How the names of files begin that are being written.
const PENDING: &str = ".candour-";
/// When a file that is being written is surely not any more, where the system does not tell.
const STALE: Duration = Duration::from_hours(24);

/// Starts a file that will be written piece by piece; see [`write()`].
///
/// # Errors
/// [`Kind::File`] if the folder is missing or not writable, the name is a folder's or a device's, or a file of that
/// name is write-protected.
pub fn create(path: &Path) -> Result<Pending> {
    create_for(path, Readers::Usual)
}

fn create_for(path: &Path, readers: Readers) -> Result<Pending> {
    let path = linked(path);
    let fail = |what: &str, hint: &str| Err(Error::new(Kind::File, what).within(name(&path)).hint(hint));
    let old = std::fs::metadata(&path).ok();
    match &old {
        Some(meta) if meta.is_dir() => return fail("this is a folder, expected a file", "add a file name to it"),
        Some(meta) if !meta.is_file() => {
            return fail("this is a device or a pipe, expected a file", "choose the name of a file");
        }
        // moving another into its place would not ask
        Some(_) if std::fs::OpenOptions::new().write(true).open(&path).is_err() => {
            return fail("the file is write-protected", "choose another name, or allow to write to it");
        }
        _ => {}
    }
    let folder = folder(&path);
    take_away_stale(folder);
    let private = old.is_some() || readers == Readers::Owner;
    let file = pending(folder, private).map_err(|e| io_error(&e, "write").within(name(&path)))?;
    Ok(Pending { path, file: BufWriter::new(file), permissions: old.map(|meta| meta.permissions()) })
}

/// Where links lead, also to where nothing stands yet.
fn linked(path: &Path) -> PathBuf {
    /// As many as systems follow.
    const LINKS_MAX: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        match std::fs::read_link(&path) {
            Ok(to) => path = folder(&path).join(to),
            Err(_) => break,
        }
    }
    path.canonicalize().unwrap_or(path)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file for what is being written. It is locked as long as it is, so that others see that it is.
fn pending(folder: &Path, private: bool) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PENDING);
    #[cfg(unix)]
    if !private {
        use std::os::unix::fs::PermissionsExt as _;
        // less what the umask takes
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = private;
    loop {
        let file = builder.tempfile_in(folder)?;
        // a system without locks goes by age
        let locked = file.as_file().lock().is_ok();
        // taken away before it was locked
        if locked && !file.path().exists() {
            continue;
        }
        return Ok(file);
    }
}

/// Takes away what writers that were killed have left in a folder. What cannot be taken away stays.
fn take_away_stale(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_pending = |name: &str| name.len() == PENDING.len() + 6 && name.starts_with(PENDING);
        let is_file = || entry.file_type().is_ok_and(|kind| kind.is_file());
        if entry.file_name().to_str().is_some_and(is_pending) && is_file() {
            let _stays = take_away(&entry.path());
        }
    }
}

fn take_away(path: &Path) -> std::io::Result<()> {
    let file = File::open(path)?;
    let stale = match file.try_lock() {
        Ok(()) => true,
        Err(std::fs::TryLockError::WouldBlock) => false,
        Err(std::fs::TryLockError::Error(_)) => file.metadata()?.modified()?.elapsed().is_ok_and(|age| age > STALE),
    };
    if stale { std::fs::remove_file(path) } else { Ok(()) }
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
        self.finish_unless(&Progress::default())
    }

    /// [`finish`](Self::finish), unless `progress` is cancelled: that is asked last, when all that is left is to move
    /// the file.
    ///
    /// # Errors
    /// As [`finish`](Self::finish), and [`Kind::Cancelled`].
    pub fn finish_unless(self, progress: &Progress) -> Result<()> {
        let path = self.path;
        let done = self.file.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| {
            if let Some(permissions) = self.permissions {
                file.as_file().set_permissions(permissions)?;
            }
            file.as_file().sync_all()?;
            progress.check().map_err(std::io::Error::other)?;
            let file = file.persist(&path).map_err(|e| e.error)?;
            sync(folder(&path));
            Ok(file)
        });
        done.map(|_| ()).map_err(|e| write_error(&e).within(name(&path)))
    }
}

/// Flushes a folder to disk, so that a file that was moved is found where it is now after the power failed. Where the
/// system cannot, the file is whole all the same.
fn sync(folder: &Path) {
    let _whole = File::open(folder).and_then(|folder| folder.sync_all());
}

impl std::io::Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// What went wrong in a writer, as a refusal.
pub fn write_error(error: &std::io::Error) -> Error {
    own_error(error).unwrap_or_else(|| io_error(error, "write"))
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
        _ => {
            let what = format!("could not {doing} it: {error}");
            return Error::new(Kind::File, what).hint("check the path and the disk");
        }
    };
    Error::new(Kind::File, format!("could not {doing} it: {what}")).hint(hint)
}
