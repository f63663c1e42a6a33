//! Prints of content: a short text that differs when the content does. They tell a change; they are no seal against one
//! that is made on purpose.

/// A print in the making: FNV-1a, 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Print(u64);

impl Default for Print {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Print {
    /// Adds bytes. O(bytes).
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }

    /// Adds a text and its end, so that "ab", "c" is not "a", "bc".
    pub fn add_text(&mut self, text: &str) {
        self.add(text.as_bytes());
        self.add(&[0xFF]);
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
    fn the_same_everywhere() {
        // as the algorithm's authors publish them
        assert_eq!(Print::of(b""), "cbf29ce484222325");
        assert_eq!(Print::of(b"a"), "af63dc4c8601ec8c");
        assert_eq!(Print::of(b"foobar"), "85944171f73967e8");
    }
}
