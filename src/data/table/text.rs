//! Text in whatever encoding it comes in, as a stream of UTF-8. Strict: bytes that are no text of the encoding end it.
//!
//! A byte order mark decides. Without one, text is UTF-8; only where the first bytes beyond ASCII are not, the encoding
//! is detected from them, once, and [`Decoded::encoding`] says which it is.

use std::io::Read;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::base::{Error, Kind};

/// How many bytes an encoding is detected from.
const WINDOW: usize = 1 << 20;
/// How many bytes are read at a time.
const CHUNK: usize = 1 << 16;

/// A reader that gives UTF-8.
pub(super) struct Decoded<R> {
    inner: R,
    state: State,
    /// Given from here on, before anything else.
    out: Vec<u8>,
    given: usize,
    /// Line breaks given so far, where that is counted: in text that is decoded.
    lines: usize,
    mark: bool,
    encoding: &'static Encoding,
}

enum State {
    Start,
    /// Nothing but ASCII so far: UTF-8 or another encoding.
    Ascii,
    Utf8,
    Other(Box<encoding_rs::Decoder>),
    End,
}

impl<R> std::fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoded").field("encoding", &self.encoding()).finish_non_exhaustive()
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes what a reader gives.
    pub(super) fn new(inner: R) -> Self {
        Self { inner, state: State::Start, out: Vec::new(), given: 0, lines: 0, mark: false, encoding: UTF_8 }
    }

    /// Reads until `bytes` has `most` of them or there are no more.
    fn fill(&mut self, bytes: &mut Vec<u8>, most: usize) -> std::io::Result<()> {
        let missing = most.saturating_sub(bytes.len()) as u64;
        (&mut self.inner).take(missing).read_to_end(bytes).map(|_| ())
    }

    fn start(&mut self) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        self.fill(&mut bytes, CHUNK)?;
        if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
            self.mark = true;
            bytes.drain(..length);
            if encoding == UTF_8 {
                self.state = State::Utf8;
                self.out = bytes;
                return Ok(());
            }
            return self.switch(encoding, &bytes);
        }
        // text of UTF-16 without a mark: every other byte of its first characters is zero
        match bytes.first_chunk::<4>() {
            Some([a, 0, b, 0]) if *a != 0 && *b != 0 => return self.switch(UTF_16LE, &bytes),
            Some([0, a, 0, b]) if *a != 0 && *b != 0 => return self.switch(UTF_16BE, &bytes),
            _ => {}
        }
        self.state = State::Ascii;
        self.ascii(bytes)
    }

    fn ascii(&mut self, mut bytes: Vec<u8>) -> std::io::Result<()> {
        if bytes.is_ascii() {
            self.lines += count_lines(&bytes);
            self.out = bytes;
            return Ok(());
        }
        self.fill(&mut bytes, WINDOW)?;
        let utf8 = match std::str::from_utf8(&bytes) {
            Ok(_) => true,
            // a character that the window, or the end of a file that is cut off, cuts in two
            Err(e) => e.error_len().is_none(),
        };
        if utf8 {
            self.state = State::Utf8;
            self.out = bytes;
            return Ok(());
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(&bytes, bytes.len() < WINDOW);
        self.switch(detector.guess(None, chardetng::Utf8Detection::Deny), &bytes)
    }

    fn switch(&mut self, encoding: &'static Encoding, bytes: &[u8]) -> std::io::Result<()> {
        self.encoding = encoding;
        self.state = State::Other(Box::new(encoding.new_decoder_without_bom_handling()));
        self.decode(bytes, false)
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool) -> std::io::Result<()> {
        let State::Other(decoder) = &mut self.state else { return Ok(()) };
        let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 4 + 16);
        let mut out = std::mem::take(&mut self.out);
        out.resize(most, 0);
        let mut written = 0;
        loop {
            let (result, read, wrote) = decoder.decode_to_utf8_without_replacement(bytes, &mut out[written..], last);
            bytes = &bytes[read..];
            written += wrote;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => out.resize(out.len() * 2 + 16, 0),
                DecoderResult::Malformed(..) => {
                    let line = self.lines + count_lines(&out[..written]) + 1;
                    return Err(std::io::Error::other(not_text(decoder.encoding().name(), line)));
                }
            }
        }
        out.truncate(written);
        self.lines += count_lines(&out);
        self.out = out;
        Ok(())
    }

    /// Fills `out`, or comes to the end.
    fn more(&mut self) -> std::io::Result<()> {
        if matches!(self.state, State::Start) {
            return self.start();
        }
        let mut bytes = Vec::with_capacity(CHUNK);
        self.fill(&mut bytes, CHUNK)?;
        let last = bytes.is_empty();
        match self.state {
            State::Ascii if !last => self.ascii(bytes)?,
            State::Other(_) => self.decode(&bytes, last)?,
            _ => {}
        }
        if last {
            self.state = State::End;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            match self.state {
                State::End => return Ok(0),
                // whoever reads it checks it
                State::Utf8 => return self.inner.read(bytes),
                _ => self.more()?,
            }
        }
        let n = bytes.len().min(self.out.len() - self.given);
        bytes[..n].copy_from_slice(&self.out[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

impl<R> Decoded<R> {
    /// What the text was found to be, as the Encoding Standard names it: "UTF-8", "windows-1252". Final once the text
    /// is read to its end.
    pub(super) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Whether the text began with a byte order mark.
    pub(super) fn mark(&self) -> bool {
        self.mark
    }
}

/// The refusal of bytes that are no text.
pub(super) fn not_text(encoding: &str, line: usize) -> Error {
    Error::new(Kind::Format, format!("not {encoding} text")).at(format!("line {line}")).hint("save it as UTF-8")
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b == b'\n').count()
}
