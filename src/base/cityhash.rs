//! CityHash64, version 1.0: how CatBoost names the levels of a categorical feature.
//!
//! The algorithm is Geoff Pike's and Jyrki Alakuijala's (Google, 2011); version 1.1 of it, which most libraries have,
//! gives other numbers. CatBoost keeps the low 32 bits.

const K0: u64 = 0xc3a5_c85c_97cb_3127;
const K1: u64 = 0xb492_b66f_be98_f273;
const K2: u64 = 0x9ae1_6a3b_2f90_404f;
const K3: u64 = 0xc949_d7c7_509e_6557;
const MIX: u64 = 0x9ddf_ea08_eb38_2d69;

/// What CatBoost calls a level: the low half of the hash of its label's UTF-8 bytes. O(length).
pub fn level_hash(label: &str) -> u32 {
    cityhash64(label.as_bytes()) as u32
}

fn cityhash64(s: &[u8]) -> u64 {
    match s.len() {
        0..=16 => up_to_16(s),
        17..=32 => up_to_32(s),
        33..=64 => up_to_64(s),
        _ => longer(s),
    }
}

/// Eight bytes from a position on; positions are within the text by the branches above.
fn word(s: &[u8], at: usize) -> u64 {
    s[at..at + 8].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

fn half(s: &[u8], at: usize) -> u64 {
    s[at..at + 4].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

fn fold(x: u64) -> u64 {
    x ^ x >> 47
}

/// Two words to one.
fn mix(low: u64, high: u64) -> u64 {
    let first = fold((low ^ high).wrapping_mul(MIX));
    fold((high ^ first).wrapping_mul(MIX)).wrapping_mul(MIX)
}

fn up_to_16(s: &[u8]) -> u64 {
    let n = s.len();
    let length = n as u64;
    match n {
        0 => K2,
        1..=3 => {
            let (first, middle, last) = (u32::from(s[0]), u32::from(s[n / 2]), u32::from(s[n - 1]));
            let y = u64::from(first + (middle << 8));
            let z = u64::from(n as u32 + (last << 2));
            fold(y.wrapping_mul(K2) ^ z.wrapping_mul(K3)).wrapping_mul(K2)
        }
        4..=8 => mix(length + (half(s, 0) << 3), half(s, n - 4)),
        _ => {
            let (a, b) = (word(s, 0), word(s, n - 8));
            mix(a, b.wrapping_add(length).rotate_right(n as u32)) ^ b
        }
    }
}

fn up_to_32(s: &[u8]) -> u64 {
    let n = s.len();
    let a = word(s, 0).wrapping_mul(K1);
    let b = word(s, 8);
    let c = word(s, n - 8).wrapping_mul(K2);
    let d = word(s, n - 16).wrapping_mul(K0);
    mix(
        a.wrapping_sub(b).rotate_right(43).wrapping_add(c.rotate_right(30)).wrapping_add(d),
        a.wrapping_add((b ^ K3).rotate_right(20)).wrapping_sub(c).wrapping_add(n as u64),
    )
}

/// Half of the work on 33 to 64 bytes: two sums over four words.
fn quarter(mut a: u64, z: u64, second: u64, third: u64) -> (u64, u64) {
    let b = a.wrapping_add(z).rotate_right(52);
    let mut c = a.rotate_right(37);
    a = a.wrapping_add(second);
    c = c.wrapping_add(a.rotate_right(7));
    a = a.wrapping_add(third);
    (a.wrapping_add(z), b.wrapping_add(a.rotate_right(31)).wrapping_add(c))
}

fn up_to_64(s: &[u8]) -> u64 {
    let n = s.len();
    let start = word(s, 0).wrapping_add((n as u64).wrapping_add(word(s, n - 16)).wrapping_mul(K0));
    let (v0, v1) = quarter(start, word(s, 24), word(s, 8), word(s, 16));
    let end = word(s, 16).wrapping_add(word(s, n - 32));
    let (w0, w1) = quarter(end, word(s, n - 8), word(s, n - 24), word(s, n - 16));
    let r = fold(v0.wrapping_add(w1).wrapping_mul(K2).wrapping_add(w0.wrapping_add(v1).wrapping_mul(K0)));
    fold(r.wrapping_mul(K0).wrapping_add(v1)).wrapping_mul(K2)
}

/// Thirty-two bytes into two words, from two seeds.
fn weak(s: &[u8], at: usize, a: u64, b: u64) -> (u64, u64) {
    let (w, x, y, z) = (word(s, at), word(s, at + 8), word(s, at + 16), word(s, at + 24));
    let a = a.wrapping_add(w);
    let b = b.wrapping_add(a).wrapping_add(z).rotate_right(21);
    let sum = a.wrapping_add(x).wrapping_add(y);
    (sum.wrapping_add(z), b.wrapping_add(sum.rotate_right(44)).wrapping_add(a))
}

fn longer(s: &[u8]) -> u64 {
    let n = s.len();
    let length = n as u64;
    let mut x = word(s, 0);
    let mut y = word(s, n - 16) ^ K1;
    let mut z = word(s, n - 56) ^ K0;
    let mut v = weak(s, n - 64, length, y);
    let mut w = weak(s, n - 32, length.wrapping_mul(K1), K0);
    z = z.wrapping_add(fold(v.1).wrapping_mul(K1));
    x = z.wrapping_add(x).rotate_right(39).wrapping_mul(K1);
    y = y.rotate_right(33).wrapping_mul(K1);
    // whole blocks of 64; the last bytes, which may make no block, went in above
    for at in (0..(n - 1) / 64 * 64).step_by(64) {
        x = x.wrapping_add(y).wrapping_add(v.0).wrapping_add(word(s, at + 16)).rotate_right(37).wrapping_mul(K1);
        y = y.wrapping_add(v.1).wrapping_add(word(s, at + 48)).rotate_right(42).wrapping_mul(K1);
        x ^= w.1;
        y ^= v.0;
        z = (z ^ w.0).rotate_right(33);
        v = weak(s, at, v.1.wrapping_mul(K1), x.wrapping_add(w.0));
        w = weak(s, at + 32, z.wrapping_add(w.1), y);
        (x, z) = (z, x);
    }
    mix(mix(v.0, w.0).wrapping_add(fold(y).wrapping_mul(K1)).wrapping_add(z), mix(v.1, w.1).wrapping_add(x))
}

#[cfg(test)]
mod tests {
    use super::*;
    /// The first letters of the alphabet and the digits, again and again, as CatBoost 1.2.10 hashes them: every
    /// length at which the algorithm changes its way.
    #[test]
    fn hashes_as_catboost_does() {
        let text = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(9);
        let expected: [(usize, u32); 26] = [
            (0, 0x2f90404f),
            (1, 0xd003acfa),
            (2, 0xf3cc3f3e),
            (3, 0x3a4ece31),
            (4, 0x1499428d),
            (7, 0x09bd76fa),
            (8, 0xfe8edb17),
            (9, 0xb3fab8d1),
            (15, 0x8bdee379),
            (16, 0x803552c1),
            (17, 0x133a33e6),
            (24, 0x6667fa85),
            (31, 0xa4319702),
            (32, 0x8b3b7a1a),
            (33, 0x842fb444),
            (48, 0x67b62236),
            (63, 0x93d6bd28),
            (64, 0x40dae4cf),
            (65, 0x304f1a79),
            (100, 0xe35285f6),
            (127, 0x6db91113),
            (128, 0xf0db8510),
            (129, 0xb02a00c0),
            (192, 0x3c2930c2),
            (193, 0x26643262),
            (300, 0x5fb9b1b4),
        ];
        for (n, hash) in expected {
            assert_eq!(level_hash(&text[..n]), hash, "{n} letters");
        }
        assert_eq!(level_hash("bl\u{fc}"), 0x51a18fa0);
    }
}
