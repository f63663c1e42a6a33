//! What several readers say and ask of texts: names in a message, what an output without a name is called.

use crate::model::Link;

/// What to do about a file whose bytes end too early.
pub(super) const CUT_OFF: &str = "it is cut off; fetch or save it again";

/// The same where a length that the file tells leads past its end.
pub(super) const SHORT: &str = "it ends too early: it is cut off, or a length in it is wrong; fetch or save it again";

/// What to do about a file that says two things that cannot both be so.
pub(super) const DAMAGED: &str =
    "it contradicts itself: it is damaged or was edited; save it again where it was made";

/// What to do about a file that says something otherwise than its library does, whatever the cause.
pub(super) const UNLIKE: &str = "this is not as its library writes it; save it again where it was made";

/// The same of what is perhaps right and not known here.
pub(super) const NOT_KNOWN: &str = "save it again with a version that docs/formats.md lists";

/// What to do about a model whose parts do not fit together.
pub(super) const NOT_WHOLE: &str = "the model is not whole in itself; save it again where it was made";

/// Whether a reader's message says that a limit was passed: of such an error nothing but its text is handed on.
pub(super) fn is_limit(message: &str) -> bool {
    message.ends_with("the limit")
}

/// A message of serde, its names of types in plain words.
pub(super) fn plain(message: &str) -> String {
    match message.rsplit_once("expected ") {
        Some((found, expected)) => format!("{found}expected {}", crate::base::ours::plain(expected)),
        None => message.to_owned(),
    }
}

/// What to know of a model whose link is [`Link::Ranking`].
pub(super) const ONLY_ORDERS: &str = "scores have no unit of their own: they only order customers";

/// What the one output of a model is called where its file has no name for it.
pub(super) fn outcome(link: Link) -> &'static str {
    match link {
        Link::Ranking => "The model's score",
        link if link.is_probability() => "The predicted outcome",
        _ => "The predicted value",
    }
}

/// Names for a message, the first few of many.
pub(super) fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
