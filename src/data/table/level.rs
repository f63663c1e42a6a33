//! How a cell finds a level of a choice: as it stands first, then in the ways in which programs write the same thing.
//! Never two levels for one cell, and never a whole number through a float64 that cannot hold it.

use std::borrow::Cow;

use super::words::{boolean, is_missing};
use crate::base::{Error, Kind, cityhash};
use crate::model::Feature;

/// Words that tables for CatBoost hold where a value is not known, which it does not take itself.
const FILLERS: [&str; 7] = ["", "nan", "NaN", "None", "NA", "missing", "<NA>"];
/// The first whole number whose neighbour a float64 does not tell from it.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// What a cell is among the levels of a choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// A level, by its label; or by its code where the model has no labels.
    Level(u32, As),
    /// Not known.
    Missing,
    /// A code where the model has no labels, and not one of its codes.
    OtherCode,
    /// None of the labels, but a whole number that could be the code of one.
    Code(u32),
    /// None of the labels.
    Unseen,
    /// More than one thing, and nothing tells which.
    Doubt(Doubt),
}

/// As what a cell was read to find its level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum As {
    /// As it stands, or as the same number.
    Itself,
    /// Without the spaces around it, or around the label.
    Trimmed,
    /// True or false as 1 or 0.
    Boolean,
    /// Without the backslashes before quotes and backslashes.
    Unescaped,
}

/// Why a cell finds no level beyond doubt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Doubt {
    /// Two labels are the cell but for spaces around them, or but for how a number is written.
    Twins,
    /// A whole number beyond 2⁵³ that was stored as a float64: its neighbours look the same.
    Rounded,
}

impl Doubt {
    pub(super) fn error(self) -> Error {
        match self {
            Self::Twins => Error::new(
                Kind::Data,
                "a text that could be two levels, which differ only in how they are written",
            )
            .hint("write the level as the model has it, with the spaces around it and the digits behind the point"),
            Self::Rounded => Error::new(
                Kind::Data,
                "a whole number beyond 2^53 stored as a float64, in which it cannot be told from its neighbours",
            )
            .hint("save the column as whole numbers or as text, from where it was not yet a float64"),
        }
    }
}

/// A choice's levels, ready to be looked up.
pub(super) struct Finder<'f> {
    /// Labels, in the order of their codes.
    labels: Vec<&'f str>,
    /// Labels, in the order of their bytes.
    sorted: Vec<(&'f str, u32)>,
    /// Labels without the spaces around them, where one has spaces.
    trimmed: Vec<(&'f str, u32)>,
    /// Labels that are whole numbers, in their order.
    whole: Vec<(i128, u32)>,
    /// Labels beyond 2⁵³ that are written as floats are.
    floats: Vec<(f64, u32)>,
    /// The level of a word that stood for "not known" in training, where labels are matched by hash and one is known.
    filler: Option<u32>,
    /// Hashes of labels, in their order, where labels are matched by hash.
    hashes: Option<Vec<(u32, u32)>>,
    /// Every level is its own code.
    coded: bool,
    /// No level is a number.
    worded: bool,
}

impl<'f> Finder<'f> {
    /// Prepares the levels of a choice. O(levels · log levels).
    pub(super) fn new(of: &'f Feature) -> Self {
        let mut finder = Self::of_labels(of.levels().iter().map(String::as_str).collect());
        let each = || finder.labels.iter().zip(0u32..);
        finder.coded = each().all(|(label, level)| label.parse() == Ok(level));
        finder.worded = each().all(|(label, _)| label.trim().parse::<f64>().is_err());
        finder.hashes = of.level_hashes.as_ref().map(|hashes| {
            let mut hashes: Vec<_> = hashes.iter().copied().zip(0..).collect();
            hashes.sort_unstable();
            hashes
        });
        if finder.hashed() {
            let mut known = FILLERS.iter().filter_map(|word| finder.itself(word));
            finder.filler = known.next().filter(|_| known.next().is_none());
        }
        finder
    }

    /// Prepares labels, each of which stands once and has no code. O(labels · log labels).
    pub(super) fn of_labels(labels: Vec<&'f str>) -> Self {
        let each = || labels.iter().copied().zip(0u32..);
        let mut sorted: Vec<_> = each().collect();
        sorted.sort_unstable();
        let spaced = each().any(|(label, _)| label.trim() != label);
        let mut trimmed: Vec<_> = each().filter(|_| spaced).map(|(label, level)| (label.trim(), level)).collect();
        trimmed.sort_unstable();
        let mut whole: Vec<_> = each().filter_map(|(label, level)| Some((label_number(label)?, level))).collect();
        whole.sort_unstable();
        let written = |label: &str| label.trim().contains(['.', 'e', 'E']);
        let floats = each().filter(|(label, _)| written(label)).filter_map(|(label, level)| {
            let x = label.trim().parse::<f64>().ok()?;
            (x.abs() >= EXACT_MAX && x.is_finite()).then_some((x, level))
        });
        let floats = floats.collect();
        Self { labels, sorted, trimmed, whole, floats, filler: None, hashes: None, coded: false, worded: false }
    }

    /// The level of a word that stood for "not known" in training: CatBoost takes no cell that is not known, so the
    /// table that it was trained with had a word there. `None` where none is a level, or several are.
    pub(super) fn filler(&self) -> Option<u32> {
        self.filler
    }

    /// The labels, in the order of their codes.
    pub(super) fn labels(&self) -> &[&'f str] {
        &self.labels
    }

    /// Whether labels are matched by their hash, as CatBoost does: one that has none of the hashes is another level.
    pub(super) fn hashed(&self) -> bool {
        self.hashes.is_some()
    }

    /// The level that a text is as it stands. O(log levels).
    pub(super) fn itself(&self, text: &str) -> Option<u32> {
        if let Some(hashes) = &self.hashes {
            let hash = cityhash::level_hash(text);
            if let Ok(i) = hashes.binary_search_by_key(&hash, |(hash, _)| *hash) {
                return Some(hashes[i].1);
            }
        }
        // a level whose label nobody knows may also be named as it is shown
        self.sorted.binary_search_by(|(label, _)| (*label).cmp(text)).ok().map(|i| self.sorted[i].1)
    }

    /// What a text is. O(log levels), or O(levels) where labels are numbers that are not whole.
    pub(super) fn text(&self, text: &str) -> Found {
        if let Some(level) = self.itself(text) {
            return Found::Level(level, As::Itself);
        }
        let bare = text.trim();
        if bare.is_empty() {
            return Found::Missing;
        }
        if let Some(found) = self.without_spaces(text, bare) {
            return found;
        }
        if let Some(level) = unescaped(text).and_then(|text| self.itself(&text)) {
            return Found::Level(level, As::Unescaped);
        }
        if let Some(yes) = boolean(bare)
            && let Some(found) = self.boolean_word(yes)
        {
            return found;
        }
        if is_missing(bare) {
            return Found::Missing;
        }
        if self.hashed() { Found::Unseen } else { self.number_text(bare) }
    }

    fn without_spaces(&self, text: &str, bare: &str) -> Option<Found> {
        let from = self.trimmed.partition_point(|(label, _)| *label < bare);
        match self.trimmed[from..].iter().take_while(|(label, _)| *label == bare).count() {
            0 if bare == text => None,
            0 => self.itself(bare).map(|level| Found::Level(level, As::Trimmed)),
            1 => Some(Found::Level(self.trimmed[from].1, As::Trimmed)),
            _ => Some(Found::Doubt(Doubt::Twins)),
        }
    }

    /// True or false where a boolean is no text: what programs write for it, and 1 and 0, which CatBoost hashes for a
    /// column of booleans.
    pub(super) fn boolean(&self, yes: bool) -> Found {
        // a column of booleans is hashed as numbers, where there are such levels
        let digit = self.hashed().then(|| self.itself(digit(yes))).flatten();
        let found = digit.map(|level| Found::Level(level, As::Boolean)).or_else(|| self.boolean_word(yes));
        found.unwrap_or(Found::Unseen)
    }

    /// A boolean that is written as a word which no level has as it stands.
    fn boolean_word(&self, yes: bool) -> Option<Found> {
        let words = |yes| if yes { ["True", "true", "TRUE"] } else { ["False", "false", "FALSE"] };
        let find = |yes| words(yes).into_iter().filter_map(|word| self.itself(word));
        let mut levels = find(yes);
        match (levels.next(), levels.next()) {
            (Some(level), None) => return Some(Found::Level(level, As::Itself)),
            (Some(_), Some(_)) => return Some(Found::Doubt(Doubt::Twins)),
            (None, _) => {}
        }
        // where the other word is a level, booleans are words
        if !self.hashed() || find(!yes).next().is_some() {
            return None;
        }
        self.itself(digit(yes)).map(|level| Found::Level(level, As::Boolean))
    }

    fn number_text(&self, text: &str) -> Found {
        match whole(text) {
            Some(x) => self.whole(x),
            None => match text.parse::<f64>() {
                Ok(x) => self.number(x),
                Err(_) => Found::Unseen,
            },
        }
    }

    /// What a whole number is: "3.0" is the label "3".
    pub(super) fn whole(&self, x: i128) -> Found {
        if self.hashed() {
            let level = self.itself(&x.to_string());
            return level.map_or(Found::Unseen, |level| Found::Level(level, As::Itself));
        }
        let from = self.whole.partition_point(|(label, _)| *label < x);
        match self.whole[from..].iter().take_while(|(label, _)| *label == x).count() {
            0 => self.float(x as f64).unwrap_or_else(|| self.code(x as f64)),
            1 => Found::Level(self.whole[from].1, As::Itself),
            _ => self.itself(&x.to_string()).map_or(Found::Doubt(Doubt::Twins), |l| Found::Level(l, As::Itself)),
        }
    }

    /// The label beyond 2⁵³ that is a float itself: whole numbers that were rounded to it are the same.
    fn float(&self, x: f64) -> Option<Found> {
        let mut levels = self.floats.iter().filter(|(label, _)| *label == x).map(|(_, level)| *level);
        match (levels.next()?, levels.next()) {
            (level, None) => Some(Found::Level(level, As::Itself)),
            _ => Some(Found::Doubt(Doubt::Twins)),
        }
    }

    /// What a number is that was stored as a float64.
    pub(super) fn number(&self, x: f64) -> Found {
        if let Some(found) = self.float(x) {
            return found;
        }
        // as Python writes a float, which is what a text made of such a column holds
        if self.hashed()
            && let Some(level) = self.itself(&format!("{x:?}"))
        {
            return Found::Level(level, As::Itself);
        }
        if x.fract() == 0.0 && x.abs() < EXACT_MAX {
            return self.whole(x as i128);
        }
        let text = x.to_string();
        if let Some(level) = self.itself(&text) {
            // written as it stands, and the only one that a float64 could mean
            let near = self.whole.iter().filter(|(label, _)| *label as f64 == x).count();
            let rounded = x.fract() == 0.0 && (self.hashed() || near > 1);
            return if rounded { Found::Doubt(Doubt::Rounded) } else { Found::Level(level, As::Itself) };
        }
        if x.fract() == 0.0 && (self.hashed() || self.whole.iter().any(|(label, _)| *label as f64 == x)) {
            return Found::Doubt(Doubt::Rounded);
        }
        if self.hashed() {
            return Found::Unseen;
        }
        let same = |label: &str| label_number(label).is_none() && whole(label).is_none() && label.parse() == Ok(x);
        let mut levels = self.labels.iter().zip(0u32..).filter(|(label, _)| same(label.trim()));
        match (levels.next(), levels.next()) {
            (Some((_, level)), None) => Found::Level(level, As::Itself),
            (Some(_), Some(_)) => Found::Doubt(Doubt::Twins),
            (None, _) => self.code(x),
        }
    }

    /// A number that is no label.
    fn code(&self, x: f64) -> Found {
        let inside = |code: f64| code > -1.0 && code < self.labels.len() as f64;
        // without labels levels are codes; the library cuts decimals off and knows no negative ones
        if self.coded {
            let code = x.trunc();
            return if inside(code) { Found::Level(code as u32, As::Itself) } else { Found::OtherCode };
        }
        if self.worded && x.fract() == 0.0 && inside(x) { Found::Code(x as u32) } else { Found::Unseen }
    }
}

/// A text without the backslashes that escape quotes and backslashes; `None` if it has none.
fn unescaped(text: &str) -> Option<String> {
    if !text.contains("\\\\") && !text.contains("\\\"") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.next_if(|next| c == '\\' && matches!(next, '\\' | '"'));
        out.push(next.unwrap_or(c));
    }
    Some(out)
}

fn digit(yes: bool) -> &'static str {
    if yes { "1" } else { "0" }
}

/// The whole number that a label is. `01` is none: libraries that know it as a text do not take it for 1.
fn label_number(label: &str) -> Option<i128> {
    let text = label.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.contains('.') && text.parse::<f64>().is_ok_and(|x| x.abs() >= EXACT_MAX) {
        return None;
    }
    let plain = digits == "0" || digits.starts_with("0.") || digits.starts_with(|c: char| matches!(c, '1'..='9'));
    if plain { whole(text) } else { None }
}

/// A text as a whole number, exactly; zeros behind a point change nothing.
fn whole(text: &str) -> Option<i128> {
    let text: Cow<'_, str> = match text.split_once('.') {
        Some((whole, zeros)) if !whole.is_empty() && zeros.bytes().all(|b| b == b'0') => whole.into(),
        Some(_) => return None,
        None => text.into(),
    };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FeatureKind;

    fn choice(levels: &[&str]) -> Feature {
        let levels = levels.iter().map(|l| (*l).to_owned()).collect();
        Feature::bare("x", FeatureKind::Choice { levels })
    }

    fn hashed(labels: &[&str]) -> Feature {
        let mut feature = choice(labels);
        feature.level_hashes = Some(labels.iter().map(|l| cityhash::level_hash(l)).collect());
        feature
    }

    #[test]
    fn as_it_stands_first_then_trimmed_and_never_two_for_one() {
        let twins = choice(&["Widow", "Widow ", " Single"]);
        let cases = [
            ("Widow", Found::Level(0, As::Itself)),
            ("Widow ", Found::Level(1, As::Itself)),
            (" Widow", Found::Doubt(Doubt::Twins)),
            ("Single", Found::Level(2, As::Trimmed)),
            (" Single", Found::Level(2, As::Itself)),
            ("  ", Found::Missing),
            ("Divorced", Found::Unseen),
        ];
        for (text, expected) in cases {
            assert_eq!(Finder::new(&twins).text(text), expected, "{text:?}");
            if expected != Found::Doubt(Doubt::Twins) && text.trim() != "Single" {
                assert_eq!(Finder::new(&hashed(&["Widow", "Widow "])).text(text), expected, "{text:?}, by hash");
            }
        }
    }

    #[test]
    fn backslashes_that_escape_are_looked_at_where_they_find_a_level() {
        let labels = choice(&["C:\\shop", "13\" laptop", "a\\\\b", "a\\b"]);
        let cases = [
            ("C:\\\\shop", Found::Level(0, As::Unescaped)),
            ("C:\\shop", Found::Level(0, As::Itself)),
            ("13\\\" laptop", Found::Level(1, As::Unescaped)),
            ("a\\\\b", Found::Level(2, As::Itself)),
            ("a\\\\c", Found::Unseen),
        ];
        for (text, expected) in cases {
            assert_eq!(Finder::new(&labels).text(text), expected, "{text:?}");
        }
    }

    #[test]
    fn neighbours_beyond_2_to_the_53_stay_apart() {
        let ids = choice(&["9007199254740993", "9007199254740995", "77"]);
        let finder = Finder::new(&ids);
        assert_eq!(finder.text("9007199254740993"), Found::Level(0, As::Itself));
        assert_eq!(finder.text("9007199254740995.0"), Found::Level(1, As::Itself));
        assert_eq!(finder.text("9007199254740994"), Found::Unseen);
        assert_eq!(finder.whole(9_007_199_254_740_995), Found::Level(1, As::Itself));
        assert_eq!(finder.number(9_007_199_254_740_996.0), Found::Doubt(Doubt::Rounded));
        assert_eq!(finder.number(77.0), Found::Level(2, As::Itself));
        let by_hash = hashed(&["9007199254740993", "77"]);
        assert_eq!(Finder::new(&by_hash).whole(9_007_199_254_740_993), Found::Level(0, As::Itself));
        assert_eq!(Finder::new(&by_hash).number(9_007_199_254_740_992.0), Found::Doubt(Doubt::Rounded));
    }

    #[test]
    fn labels_that_were_floats_are_found_by_what_was_rounded_to_them() {
        let floats = choice(&["9007199254740992.0", "1.152921504606847e+18", "77.0"]);
        let finder = Finder::new(&floats);
        assert_eq!(finder.whole(9_007_199_254_740_993), Found::Level(0, As::Itself));
        assert_eq!(finder.text("1152921504606846976"), Found::Level(1, As::Itself));
        assert_eq!(finder.number(9_007_199_254_740_992.0), Found::Level(0, As::Itself));
        assert_eq!(finder.whole(77), Found::Level(2, As::Itself));
        // CatBoost takes no floats: what was trained with is their text
        let texts = hashed(&["1.0", "2", "nan"]);
        assert_eq!(Finder::new(&texts).number(1.0), Found::Level(0, As::Itself));
        assert_eq!(Finder::new(&texts).number(2.0), Found::Level(1, As::Itself));
        assert_eq!((Finder::new(&texts).filler(), Finder::new(&hashed(&["", "nan"])).filler()), (Some(2), None));
    }

    #[test]
    fn booleans_are_what_finds_levels() {
        let digits = hashed(&["1"]);
        assert_eq!(Finder::new(&digits).boolean(true), Found::Level(0, As::Boolean));
        assert_eq!(Finder::new(&digits).text("TRUE"), Found::Level(0, As::Boolean));
        assert_eq!(Finder::new(&digits).text("False"), Found::Unseen);
        let words = hashed(&["True"]);
        assert_eq!(Finder::new(&words).boolean(true), Found::Level(0, As::Itself));
        let both = hashed(&["True", "1", "0"]);
        assert_eq!(Finder::new(&both).text("True"), Found::Level(0, As::Itself));
        assert_eq!(Finder::new(&both).text("False"), Found::Unseen, "where True is a word, False is one");
        let pandas = choice(&["False", "True"]);
        assert_eq!(Finder::new(&pandas).text("true"), Found::Level(1, As::Itself));
    }
}
