//! The one digest of content, SHA-256: whether something is what it was, for saved sessions now, for proofs and sealed
//! records next.
//!
//! A file's digest is that of its bytes, which any other program can check. Content that is no file is fed in parts,
//! each as what sort of part it is, how long it is, and what is in it: two different lists of parts are never the same
//! bytes, so where digests are equal the content is.

use sha2::{Digest as _, Sha256};

/// How much is gathered before it is digested, in bytes.
const BLOCK: usize = 4096;

/// A digest of content in the making. The same on every machine.
#[derive(Clone, Debug)]
pub struct Digest(Sha256);

impl Digest {
    /// A digest of content of a sort ("table"), which is its first part.
    pub fn new(sort: &str) -> Self {
        let mut digest = Self(Sha256::new());
        digest.text(sort);
        digest
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.part(b't', text.len());
        self.0.update(text);
    }

    /// Adds a count.
    pub fn count(&mut self, n: usize) {
        self.part(b'c', n);
    }

    /// Adds numbers by their bits: −0 is not 0. O(numbers).
    pub fn numbers(&mut self, list: &[f64]) {
        self.part(b'n', list.len());
        self.words(list.iter().map(|x| x.to_bits().to_le_bytes()));
    }

    /// Adds positions in a list, such as levels. O(positions).
    pub fn positions(&mut self, list: &[u32]) {
        self.part(b'p', list.len());
        self.words(list.iter().map(|x| x.to_le_bytes()));
    }

    /// How a part begins: its sort and its length.
    fn part(&mut self, sort: u8, length: usize) {
        self.0.update([sort]);
        self.0.update((length as u64).to_le_bytes());
    }

    fn words<const N: usize>(&mut self, mut words: impl Iterator<Item = [u8; N]>) {
        // word by word would cost more than the digest itself
        let mut block = Vec::with_capacity(BLOCK);
        loop {
            block.extend(words.by_ref().take(BLOCK / N).flatten());
            if block.is_empty() {
                return;
            }
            self.0.update(&block);
            block.clear();
        }
    }

    /// Sixty-four hexadecimal digits, lower case.
    pub fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

/// The digest of a file's bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_sha_256() {
        // FIPS 180-2, appendix B.1
        assert_eq!(of_bytes(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // 't', 8 bytes of length, the text; 'n', 8 bytes of length, the numbers
        let parts = [&b"t\x01\0\0\0\0\0\0\0xn\x02\0\0\0\0\0\0\0"[..], &[0; 7], &[0x80], &[0; 8]].concat();
        let mut digest = Digest::new("x");
        digest.numbers(&[-0.0, 0.0]);
        assert_eq!(digest.finish(), of_bytes(&parts));
    }

    #[test]
    fn what_is_divided_otherwise_is_something_else() {
        let of = |feed: &dyn Fn(&mut Digest)| {
            let mut digest = Digest::new("");
            feed(&mut digest);
            digest.finish()
        };
        let two = f64::from_bits(u64::from(2u32) << 32 | 1);
        let feeds: [&dyn Fn(&mut Digest); 11] = [
            &|_| {},
            &|d| d.text(""),
            &|d| ["ab", "c"].into_iter().for_each(|t| d.text(t)),
            &|d| ["a", "bc"].into_iter().for_each(|t| d.text(t)),
            &|d| d.text("abc"),
            &|d| d.numbers(&[two, 1.0]),
            &|d| [two, 1.0].iter().for_each(|x| d.numbers(&[*x])),
            &|d| d.numbers(&[two]),
            &|d| d.positions(&[1, 2]),
            &|d| d.count(1),
            &|d| d.count(2),
        ];
        let digests: std::collections::BTreeSet<String> = feeds.iter().map(|feed| of(feed)).collect();
        assert_eq!(digests.len(), feeds.len());
    }

    #[test]
    fn blocks_leave_nothing_out() {
        let list: Vec<u32> = (0..5000).collect();
        let mut bytes = b"t\0\0\0\0\0\0\0\0p".to_vec();
        bytes.extend(5000u64.to_le_bytes());
        bytes.extend(list.iter().flat_map(|x| x.to_le_bytes()));
        let mut digest = Digest::new("");
        digest.positions(&list);
        assert_eq!(digest.finish(), of_bytes(&bytes));
    }
}
