//! Sentences with their strong parts, names, letters and pronouns.

use super::words::scenarios::is_what_if;
use crate::base::{OfferIdx, date};
use crate::model::profile::Pronoun;
use crate::model::{CustomerModel, Feature, Profile};

/// A sentence, some parts of it strong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Phrase(pub Vec<(String, bool)>);

impl Phrase {
    /// A sentence of plain text and, between asterisks, strong text: `"because of *orders*"`. It takes what the program
    /// itself says and nothing else: what comes from a model or a person is added with [`strong`](Self::strong) and
    /// [`plain`](Self::plain), which read no marks.
    pub fn of(marked: &'static str) -> Self {
        let parts = marked.split('*').enumerate().filter(|(_, t)| !t.is_empty());
        Self(parts.map(|(i, text)| (text.to_owned(), i % 2 == 1)).collect())
    }

    /// Adds plain text.
    #[must_use]
    pub fn plain(mut self, text: impl Into<String>) -> Self {
        self.0.push((text.into(), false));
        self
    }

    /// Adds strong text.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push((text.into(), true));
        self
    }

    /// Adds another sentence after a space.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        if !self.0.is_empty() && !other.0.is_empty() {
            self.0.push((" ".to_owned(), false));
        }
        self.0.extend(other.0);
        self
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sentence without marks.
    pub fn text(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }
}

impl From<&str> for Phrase {
    /// Plain text, whoever it comes from.
    fn from(text: &str) -> Self {
        Self::default().plain(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::default().plain(text)
    }
}

impl From<&Self> for Phrase {
    fn from(phrase: &Self) -> Self {
        phrase.clone()
    }
}

/// An offer's letter, the same everywhere: A to Z, then AA, AB and so on.
pub fn letter(offer: OfferIdx) -> String {
    let mut n = offer.index() + 1;
    let mut letters = Vec::new();
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    letters.iter().rev().collect()
}

/// An offer by its letter and title: "A Free delivery for a year".
pub fn offer_name(model: &CustomerModel, offer: OfferIdx) -> String {
    format!("{} {}", letter(offer), model.offer(offer).title)
}

/// What a customer is called of whom nothing is known yet.
pub const NOBODY: &str = "An empty customer";

/// How sentences name a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// "Maya", or all of "customer 12877".
    pub short: String,
    /// she, he, they
    pub subject: &'static str,
    /// her, his, their
    pub possessive: &'static str,
    /// her, him, them
    pub object: &'static str,
    /// "would" goes with all; "is" or "are"
    pub is: &'static str,
}

impl Name {
    /// The name of a profile: the first word of a made-up person's, the whole label of a row.
    pub fn of(profile: &Profile) -> Self {
        // made-up people go by their first name, rows by their whole label
        let short = match profile.name.as_str() {
            "" => "this customer",
            NOBODY => "the empty customer",
            // a what-if is nobody's real facts, and goes by its whole name
            name if profile.fictional && !is_what_if(name) => name.split_whitespace().next().unwrap_or(name),
            name => name,
        }
        .to_owned();
        let (subject, possessive, object, is) = match profile.pronoun {
            Pronoun::She => ("she", "her", "her", "is"),
            Pronoun::He => ("he", "his", "him", "is"),
            Pronoun::They => ("they", "their", "them", "are"),
        };
        Self { short, subject, possessive, object, is }
    }

    /// The customer before any change: "Maya as she is", "customer 12877 as they are".
    pub fn as_is(&self) -> String {
        format!("{} {}", self.short, self.unchanged())
    }

    /// The same where the name stands beside it: "as she is".
    pub fn unchanged(&self) -> String {
        format!("as {} {}", self.subject, self.is)
    }
}

/// "agreed 2026-03-01"; without the day where nobody wrote it down.
pub fn dated(what: &str, on: Option<i32>) -> String {
    on.map_or_else(|| what.to_owned(), |on| format!("{what} {}", date::iso(on)))
}

/// "a, b and c".
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The first letter small, unless the word is all capitals or has a capital inside, as names have.
pub fn lower_first(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or("");
    if word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// What a fact is called within a sentence. A label that somebody wrote starts small there, as ordinary words do; a fact
/// that has none goes by its name in the file, which stays letter by letter as the file has it: `PaymentMethod`,
/// `Contract`, `capital_gain`.
pub fn fact_name(feature: &Feature) -> String {
    if feature.label == feature.id { feature.label.clone() } else { lower_first(&feature.label) }
}

/// The first letter large.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Whether a text has every word that was typed, or the beginning of one, whatever its capitals.
pub fn has_words(text: &str, typed: &str) -> bool {
    let text = text.to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_lists() {
        assert_eq!([0, 25, 26, 701, 702].map(|i| letter(OfferIdx(i))), ["A", "Z", "AA", "ZZ", "AAA"]);
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(lower_first("VIP level"), "VIP level");
        assert_eq!(lower_first("Average basket"), "average basket");
        let mut fact = Feature::bare("Contract", crate::model::FeatureKind::Number);
        assert_eq!(fact_name(&fact), "Contract");
        fact.label = "Kind of contract".into();
        assert_eq!(fact_name(&fact), "kind of contract");
        assert_eq!(Phrase::of("because of *orders* alone").text(), "because of orders alone");
    }
}
