//! What a model's file cannot say of facts: what nobody has said yet, what looks like a code, what is said step by step.

use crate::ask::shown::{Code, News};
use crate::base::number;
use crate::import::sidecar::said::FactSaid;
use crate::model::{CustomerModel, Feature, FeatureKind, Sensitivity};
use crate::view::phrase::list;
use crate::view::value;
pub use crate::view::value::{NOBODY_SAID, is_said};
use crate::view::words::describe as words;

/// How sensitive a fact can be.
pub const SENSITIVITIES: [(Sensitivity, &str); 4] = [
    (Sensitivity::Unstated, "not said"),
    (Sensitivity::Low, "low"),
    (Sensitivity::Personal, "personal"),
    (Sensitivity::Sensitive, "sensitive"),
];

/// What a fact that is no choice can hold.
pub const KINDS: [(FeatureKind, &str); 4] = [
    (FeatureKind::Number, "any number"),
    (FeatureKind::Count, "whole numbers"),
    (FeatureKind::YesNo, "yes or no"),
    (FeatureKind::Date, "dates"),
];

/// What a fact holds, in a word or two.
pub fn kind(kind: &FeatureKind) -> &'static str {
    KINDS.into_iter().find(|(k, _)| k == kind).map_or("a choice", |(_, name)| name)
}

/// A number that could stand for "not known": "999 for 96 of 100: a code for “not known”?"
pub fn code(feature: &Feature, code: &Code) -> String {
    format!("{} {}: a code for “not known”?", value::plain(feature, code.number), share(code))
}

fn share(code: &Code) -> String {
    let percent = 100.0 * code.rows as f64 / code.of.max(1) as f64;
    format!("for {} of 100", number::fixed(percent.clamp(1.0, 99.0), 0))
}

/// What the card of facts says of names and scales that the table told; `None` where it told nothing.
pub fn card(news: News, model: &CustomerModel, codes: &[(crate::base::FeatureIdx, Code)]) -> Option<String> {
    if news.is_empty() {
        return None;
    }
    let what = match (news.names, news.scales + news.whole + news.yes_no) {
        (0, _) => "Scales",
        (_, 0) => "Names",
        _ => "Names and scales",
    };
    let question = match codes {
        [] => String::new(),
        [(idx, first), more @ ..] => {
            let feature = model.features().get(*idx);
            let others =
                if more.is_empty() { String::new() } else { format!(" ({} more facts likewise)", more.len()) };
            format!(" {} is {} {}: a code?{others}", feature.label, value::plain(feature, first.number), share(first))
        }
    };
    Some(format!("{what} as in your table.{question}"))
}

/// What a person said of a fact, as a step of history.
pub fn step(fact: &str, before: &FactSaid, now: &FactSaid) -> String {
    let parts = [
        (before.label != now.label, words::LABEL),
        (before.unit != now.unit, words::UNIT),
        (before.group != now.group, words::GROUP),
        (before.purpose != now.purpose, words::PURPOSE),
        (before.kind != now.kind, words::KIND),
        (before.sensitivity != now.sensitivity, words::SENSITIVITY),
        (before.protected != now.protected, words::PROTECTED),
        (before.missing != now.missing, words::MISSING),
    ];
    let changed: Vec<String> = parts
        .into_iter()
        .filter(|(changed, _)| *changed)
        .map(|(_, name)| format!("“{}”", name.to_lowercase()))
        .collect();
    words::field(&list(&changed), fact)
}

/// Numbers as they are typed: "999 -1".
pub fn numbers(list: &[f64]) -> String {
    list.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")
}

/// Numbers that were typed with spaces between them; `None` where something else was, or too many.
pub fn typed_numbers(text: &str) -> Option<Vec<f64>> {
    let read = |word: &str| word.replace('\u{2212}', "-").parse::<f64>().ok().filter(|x| x.is_finite());
    let mut list: Vec<f64> = text.split_whitespace().map(read).collect::<Option<_>>()?;
    let mut seen = Vec::new();
    list.retain(|x| {
        !seen.contains(x) && {
            seen.push(*x);
            true
        }
    });
    (list.len() <= crate::model::builder::MARKERS_MAX).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_typed_with_spaces_between_them() {
        assert_eq!(typed_numbers(" 999  -1 \u{2212}2.5 999"), Some(vec![999.0, -1.0, -2.5]));
        assert_eq!(typed_numbers(""), Some(Vec::new()));
        assert_eq!([typed_numbers("999, 1"), typed_numbers("none"), typed_numbers("inf")], [None, None, None]);
        assert_eq!(typed_numbers(&"7 ".repeat(30)), Some(vec![7.0]));
        let many: String = (0..21).map(|x| format!("{x} ")).collect();
        assert_eq!(typed_numbers(&many), None);
        assert_eq!(numbers(&[999.0, -0.5]), "999 -0.5");
    }
}
