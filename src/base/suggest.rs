//! Names that are nearly right.

use super::{Hint, Way};

/// Longer names than this are like no other: comparing takes the product of both lengths.
const LENGTH_MAX: usize = 200;

/// The candidate that was probably meant, if one is near enough: the same but for case or separators, or within
/// a third of its length in edits (Damerau-Levenshtein). Of equally near ones the first. O(candidates × length²).
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = plain(name);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = plain(candidate);
        let (a, b) = (wanted.chars().count(), other.chars().count());
        // at least the difference in length is between them
        if a.max(b) > LENGTH_MAX || a.abs_diff(b) * 3 > a.max(b) {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &other);
        if distance * 3 <= a.max(b) && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A hint from [`nearest`], or the list of what there is if it is short, or how many there are.
pub fn hint<'a>(name: &str, what: &str, candidates: impl IntoIterator<Item = &'a str>) -> Hint {
    let all: Vec<&str> = candidates.into_iter().collect();
    let text = match nearest(name, all.iter().copied()) {
        Some(candidate) => format!("did you mean \"{candidate}\"?"),
        None if all.is_empty() => format!("there is no {what} here"),
        None if all.len() <= 12 => {
            format!("the {what} names are {}", all.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", "))
        }
        None => {
            let text = Some(format!("none of the {} {what} names is like it", all.len()));
            return Hint { text, way: Some(Way::Names) };
        }
    };
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["orders_90d", "basket_value", "age"];
        assert_eq!(nearest("order_90d", names), Some("orders_90d"));
        assert_eq!(nearest("Basket Value", names), Some("basket_value"));
        assert_eq!(nearest("postcode", names), None);
        assert_eq!(hint("agee", "feature", names), "did you mean \"age\"?".into());
        let text = |hint: Hint| hint.text.unwrap_or_default();
        assert!(text(hint("zzz", "feature", names)).contains("\"basket_value\""), "a short list is shown whole");
        let many: Vec<String> = (0..13).map(|i| format!("{i}{i}{i}")).collect();
        let long = hint("zzz", "feature", many.iter().map(String::as_str));
        assert_eq!(
            (long.way.clone(), text(long)),
            (Some(Way::Names), "none of the 13 feature names is like it".into())
        );
    }

    #[test]
    fn very_long_names_are_like_no_other() {
        // comparing these two letter by letter would take 80 GB
        let long = "x".repeat(100_000);
        assert_eq!(nearest(&long, [long.as_str()]), None);
    }
}
