//! What several readers say and ask of texts: names in a message, what an output without a name is called.

use crate::model::Link;

/// What to do about a file of which little more can be told.
pub(super) const DAMAGED: &str = "the file is damaged or was edited; fetch or save it again";

/// What to know of a model whose link is [`Link::Ranking`].
pub(super) const ONLY_ORDERS: &str = "scores have no unit of their own: they only order customers";

/// What the one output of a model is called where its file has no name for it.
pub(super) fn outcome(link: Link) -> &'static str {
    match link {
        Link::Ranking => "The model's score",
        link if link.is_probability() => "The outcome the model predicts",
        _ => "The value the model predicts",
    }
}

/// Names for a message, the first few of many.
pub(super) fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
