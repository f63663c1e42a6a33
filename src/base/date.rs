//! Days as numbers and as text: whole days since 1970-01-01 in the Gregorian calendar, also before it was made.
//!
//! The arithmetic is the well-known one over eras of 400 years (146 097 days) that begin on 1 March, so that the leap
//! day is the last of its year; see Howard Hinnant, "chrono-compatible low-level date algorithms".

/// The greatest distance from 1970-01-01, in days, that is a date here: years −9999 to 9999 lie inside.
pub const DAYS_MAX: i32 = 4_400_000;

/// The day with this year, month (1 to 12) and day of the month, if there is one; years 0 to 9999.
pub fn day(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    if !(0..=9999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = (month as i32 + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day as i32 - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Year, month and day of the month of a day.
pub fn civil(day: i32) -> (i32, u32, u32) {
    let day = i64::from(day) + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, date as u32)
}

/// A number of days as a date, if it is whole and one that can be written.
pub fn of_number(x: f64) -> Option<(i32, u32, u32)> {
    let inside = x.fract() == 0.0 && x.abs() <= f64::from(DAYS_MAX);
    let (year, month, day) = civil(if inside { x as i32 } else { return None });
    (0..=9999).contains(&year).then_some((year, month, day))
}

/// As ISO 8601 writes it: "2026-03-01".
pub fn iso(day: i32) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// What a text says of a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read {
    /// This day: `2026-03-01`, `2026-03-01T00:00:00`, `1.3.2026`.
    Day(i32),
    /// A day with a time of day that is not midnight.
    Time,
    /// Day and month, or month and day: `03/01/2026`.
    Ambiguous,
    /// Written as a date, and no day of the calendar.
    NoDay,
    /// Not written as a date.
    Other,
}

/// Reads a date: year-month-day as in ISO 8601, also with a time of day that must be midnight; or day.month.year.
pub fn read(text: &str) -> Read {
    let (date, time) = match text.find(['T', ' ']) {
        Some(at) => (&text[..at], Some(text[at + 1..].trim())),
        None => (text, None),
    };
    let parts = |by: char| -> Option<[&str; 3]> {
        let parts: Vec<&str> = date.split(by).collect();
        let digits = parts.iter().all(|p| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()));
        if digits { parts.try_into().ok() } else { None }
    };
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let found = if let Some([y, m, d]) = parts('-') {
        if y.len() != 4 || m.len() != 2 || d.len() != 2 {
            return Read::Other;
        }
        day(number(y) as i32, number(m), number(d))
    } else if let Some([d, m, y]) = parts('.') {
        if y.len() != 4 || m.len() > 2 || d.len() > 2 {
            return Read::Other;
        }
        day(number(y) as i32, number(m), number(d))
    } else if let Some([a, b, c]) = parts('/') {
        let sizes = [a, b, c].map(str::len);
        return if sizes.iter().sum::<usize>() >= 4 { Read::Ambiguous } else { Read::Other };
    } else {
        return Read::Other;
    };
    let Some(found) = found else { return Read::NoDay };
    let midnight = |time: &str| {
        let time = time.strip_suffix('Z').unwrap_or(time);
        let time = time.strip_suffix("+00:00").unwrap_or(time);
        time.len() >= 5
            && time.bytes().enumerate().all(|(i, b)| match i {
                2 | 5 => b == b':',
                8 => b == b'.',
                _ => b.is_ascii_digit(),
            })
            && time.bytes().all(|b| !(b'1'..=b'9').contains(&b))
    };
    match time {
        None => Read::Day(found),
        Some(time) if midnight(time) => Read::Day(found),
        Some(time) if time.as_bytes().first().is_some_and(u8::is_ascii_digit) => Read::Time,
        Some(_) => Read::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_there_and_back() {
        assert_eq!(day(1970, 1, 1), Some(0));
        assert_eq!(day(2000, 3, 1), Some(11_017));
        assert_eq!(day(1900, 2, 29), None, "no leap year");
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(-1), (1969, 12, 31));
        let mut before = civil(day(0, 1, 1).expect("a day") - 1);
        for x in day(0, 1, 1).expect("a day")..=day(9999, 12, 31).expect("a day") {
            let (y, m, d) = civil(x);
            assert_eq!(day(y, m, d), Some(x));
            assert!((y, m, d) > before, "days go on");
            before = (y, m, d);
        }
    }

    #[test]
    fn dates_are_read_as_written_and_never_guessed() {
        let march = day(2026, 3, 1).expect("a day");
        for text in [
            "2026-03-01",
            "2026-03-01T00:00:00",
            "2026-03-01 00:00",
            "2026-03-01T00:00:00.000Z",
            "01.03.2026",
            "1.3.2026",
        ] {
            assert_eq!(read(text), Read::Day(march), "{text}");
        }
        assert_eq!(read("03/01/2026"), Read::Ambiguous);
        assert_eq!(read("2026-03-01 14:30"), Read::Time);
        assert_eq!(read("2026-02-30"), Read::NoDay);
        assert_eq!(read("31.4.2026"), Read::NoDay);
        for text in ["", "20260301", "3.5", "1.2.3", "2026", "2026-3-1", "a-b-c", "2026-03-01 x", "1/2", "ü-ü-ü", "T"]
        {
            assert_eq!(read(text), Read::Other, "{text}");
        }
        assert_eq!(iso(march), "2026-03-01");
        assert_eq!(of_number(0.5), None);
    }
}
