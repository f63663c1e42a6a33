//! Prints of content: a short text that differs when the content does. They tell a change; they are no seal against one
//! that is made on purpose.

/// A print in the making, 64 bits. The same on every machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Print(u64);

impl Default for Print {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Print {
    /// Adds eight bytes. Every bit of them moves every bit of the print, and each of the steps could be undone, so that
    /// no difference is lost on the way.
    pub fn word(&mut self, word: u64) {
        let x = self.0 ^ word;
        let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        self.0 = x ^ (x >> 31);
    }

    /// Adds bytes and their end, so that "ab", "c" is not "a", "bc". O(bytes).
    pub fn add(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.word(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last[7] = rest.len() as u8 + 1;
        self.word(u64::from_le_bytes(last));
    }

    /// Sixteen hexadecimal digits.
    pub fn text(self) -> String {
        format!("{:016x}", self.0)
    }

    /// The print of bytes.
    pub fn of(bytes: &[u8]) -> String {
        let mut print = Self::default();
        print.add(bytes);
        print.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_one_or_two_bits_is_told() {
        let bytes: Vec<u8> = (0..37).collect();
        let mut seen = std::collections::BTreeSet::from([Print::of(&bytes)]);
        let flip = |bytes: &mut [u8], bit: usize| bytes[bit / 8] ^= 1 << (bit % 8);
        for a in 0..bytes.len() * 8 {
            for b in a..bytes.len() * 8 {
                let mut changed = bytes.clone();
                flip(&mut changed, a);
                if b > a {
                    flip(&mut changed, b);
                }
                assert!(seen.insert(Print::of(&changed)), "bits {a} and {b}");
            }
        }
        for end in 0..bytes.len() {
            assert!(seen.insert(Print::of(&bytes[..end])), "{end} bytes");
        }
        let two = |a: &str, b: &str| {
            let mut print = Print::default();
            print.add(a.as_bytes());
            print.add(b.as_bytes());
            print.text()
        };
        assert_ne!(two("ab", "c"), two("a", "bc"));
        assert_eq!(Print::of(b"the same in every version"), "8563e60e12f7ba2a");
    }
}
