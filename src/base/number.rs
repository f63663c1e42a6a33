//! Numbers as people read them: a true minus sign, groups of three from 10 000 on, no trailing noise.
//!
//! The only place where a number becomes text for the screen, the report or the command line.

/// U+2212, as wide as a plus sign.
pub const MINUS: char = '\u{2212}';
/// U+00A0, which keeps a number and its unit, or two groups of digits, on one line.
pub const NBSP: char = '\u{A0}';

/// With exactly `decimals` decimals. Never "−0".
pub fn fixed(x: f64, decimals: usize) -> String {
    if x.is_nan() {
        return "not a number".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "∞".to_owned() } else { format!("{MINUS}∞") };
    }
    let plain = format!("{:.decimals$}", x.abs());
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
    let mut text = String::new();
    if x < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        text.push(MINUS);
    }
    for (i, digit) in whole.chars().enumerate() {
        // four digits stay together, as a year does
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            text.push(NBSP);
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// With a sign in front, also for plus; zero has none.
pub fn signed(x: f64, decimals: usize) -> String {
    let text = fixed(x, decimals);
    if x > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("+{text}") } else { text }
}

/// As few decimals as show the number exactly, at most `most`; then rounded.
pub fn short(x: f64, most: usize) -> String {
    let decimals = (0..most).find(|&d| {
        let scale = 10f64.powi(i32::try_from(d).unwrap_or(0));
        ((x * scale).round() / scale).to_bits() == x.to_bits()
    });
    fixed(x, decimals.unwrap_or(most))
}

/// Rounded to at most so many decimals, without zeros at the end.
pub fn trimmed(x: f64, most: usize) -> String {
    let text = fixed(x, most);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// With so many significant digits at most, without zeros at the end: every digit before the point below a thousand
/// million, then in millions, and by a power of ten past all counting ("3.7e23") or near zero ("1e−20").
pub fn significant(x: f64, digits: usize) -> String {
    if x == 0.0 || !x.is_finite() {
        return fixed(x, 0);
    }
    let text = format!("{:.*e}", digits.max(1) - 1, x);
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let power = power.parse::<i32>().unwrap_or(0);
    let used = mantissa.bytes().filter(u8::is_ascii_digit).count() as i32;
    let decimals = |of: i32| usize::try_from(used - 1 - of).unwrap_or(0);
    match power {
        -5..=8 => fixed(x, decimals(power)),
        9..=14 => format!("{}{NBSP}million", fixed(x / 1e6, decimals(power - 6))),
        _ => format!("{mantissa}e{power}").replace('-', "\u{2212}"),
    }
}

/// Decimals that show at least `digits` significant digits of a number of this size.
pub fn decimals_for(size: f64, digits: i32) -> usize {
    if size == 0.0 || !size.is_finite() {
        return 0;
    }
    usize::try_from((digits - 1) - size.abs().log10().floor() as i32).unwrap_or(0).min(12)
}

/// A share from 0 to 1 in percent: "64 %", with a decimal where a whole number would say too little, below 10 % and above
/// 99 %; "below 0.1 %" at the ends.
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    if p > 0.0 && p < 0.1 {
        return format!("below 0.1{NBSP}%");
    }
    if p < 100.0 && p > 99.9 {
        return format!("above 99.9{NBSP}%");
    }
    let decimals = usize::from(p != 0.0 && p != 100.0 && !(9.95..99.05).contains(&p));
    format!("{}{NBSP}%", fixed(p, decimals))
}

/// Percentage points with a sign: "+4.2".
pub fn points(share: f64) -> String {
    signed(share * 100.0, 1)
}

/// A very small size by its power of ten: "3.1e−8"; zero is "0".
pub fn tiny(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { format!("{x:.1e}").replace('-', "\u{2212}") }
}

/// A count with its noun: "1 tree", "240 trees".
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", fixed(n as f64, 0), if n == 1 { one } else { many })
}

/// First, second, third … up to "12th" and so on.
pub fn ordinal(n: usize) -> String {
    let suffix = match (n % 10, n % 100) {
        (1, r) if r != 11 => "st",
        (2, r) if r != 12 => "nd",
        (3, r) if r != 13 => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(-1234567.0, 0), "−1\u{A0}234\u{A0}567");
        assert_eq!(fixed(2026.0, 0), "2026");
        assert_eq!(signed(0.38, 2), "+0.38");
        assert_eq!(signed(-0.38, 2), "−0.38");
        assert_eq!(signed(0.001, 2), "0.00");
        assert_eq!(short(38.4, 6), "38.4");
        assert_eq!(short(7.0, 6), "7");
        assert_eq!(trimmed(62.290_000_9, 4), "62.29");
        assert_eq!(trimmed(100.0, 2), "100");
        assert_eq!(short(1.0 / 3.0, 3), "0.333");
        assert_eq!(percent(0.64), "64\u{A0}%");
        assert_eq!(percent(0.0416), "4.2\u{A0}%");
        assert_eq!(percent(0.9999), "above 99.9\u{A0}%");
        assert_eq!(percent(0.0), "0\u{A0}%");
        assert_eq!(percent(1.0), "100\u{A0}%");
        assert_eq!(points(-0.06), "−6.0");
        assert_eq!([1, 2, 3, 4, 11, 12, 21].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st"]);
        assert_eq!(significant(62.290_000_9, 6), "62.29");
        assert_eq!(significant(-374_310_581_302_381_750_000_000.0, 7), "−3.743106e23");
        assert_eq!(significant(2.5e9, 7), "2500\u{A0}million");
        assert_eq!(significant(123_456_789.12, 7), "123\u{A0}456\u{A0}789");
        assert_eq!(significant(-1.5e-20, 7), "−1.5e−20");
        assert_eq!(significant(0.000_012, 7), "0.000012");
        assert_eq!(count(1, "tree", "trees"), "1 tree");
        assert_eq!(decimals_for(0.0123, 2), 3);
    }
}
