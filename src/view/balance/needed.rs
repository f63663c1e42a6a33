//! Which facts were not needed for what comes first, in sentences and lists.

use super::rows::marked_list;
use crate::ask::refusals::asked_for;
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::explain::exact::{Enough, Settled};
use crate::model::{CustomerModel, Line, Profile};
use crate::view::line::Placing;
use crate::view::phrase::{Name, Phrase, letter};

/// In words and lists.
#[derive(Clone, PartialEq, Debug)]
pub struct NeededView {
    /// "Not needed for Maya".
    pub title: String,
    /// The finding.
    pub lead: Phrase,
    /// How far it is proven.
    pub proof: &'static str,
    /// Whether it is.
    pub is_proven: bool,
    /// The facts that were not needed.
    pub not_needed: Vec<FeatureIdx>,
    /// Lists with their headings: "Not needed", "Needed together", "Never used".
    pub lists: Vec<(&'static str, String)>,
}

/// Says which facts were not needed, as far as that is known.
pub fn needed(model: &CustomerModel, profile: &Profile, line: Option<Line>, enough: &Enough) -> NeededView {
    let placing = Placing::of(model, line);
    let first = enough.ranking.winner().map(|w| w.offer);
    // the ranking knows no line
    let is_above = line.is_some_and(|line| line.is_reached(enough.ranking.of(OfferIdx(0)).1.margin));
    let keeps = match placing.side(is_above) {
        Some(side) => format!("this customer {side}"),
        None => first.map_or_else(String::new, |offer| format!("{} first", letter(offer))),
    };
    let is_proven = enough.status == Settled::Optimal;
    let kept = enough.kept.iter().filter(|_| is_proven).map(|k| k.feature);
    let kept: Vec<FeatureIdx> = kept.collect();
    let asked = asked_for(model);
    let not_needed: Vec<FeatureIdx> =
        if is_proven { asked.iter().copied().filter(|f| !kept.contains(f)).collect() } else { Vec::new() };
    let of = number::count(enough.of, "fact", "facts");
    let lead = if is_proven {
        let were = if not_needed.len() == 1 { "was" } else { "were" };
        let share = if not_needed.is_empty() {
            format!("All {of} are needed")
        } else {
            format!("{} of {of} {were} not needed", not_needed.len())
        };
        let rest = match (not_needed.len(), kept.len()) {
            (0, _) => ": without any one of them something else may come of it.".to_owned(),
            (_, 0) => format!(": whatever they are, that keeps {keeps}."),
            (_, 1) => format!(": the other one alone keeps {keeps}, whatever these are."),
            (_, n) => format!(": the other {n} alone keep {keeps}, whatever these are."),
        };
        Phrase::default().strong(share).plain(rest)
    } else {
        let most = enough.of.saturating_sub(enough.at_least);
        Phrase::default()
            .strong(format!("At most {most} of {of}"))
            .plain(" were not needed: more time may tell which.")
    };
    let never: Vec<FeatureIdx> = model.features().iter().map(|(f, _)| f).filter(|f| !asked.contains(f)).collect();
    let lists = [("Not needed:", &not_needed), ("Needed together:", &kept), ("Never used:", &never)];
    let lists = lists.into_iter().filter(|(_, facts)| !facts.is_empty());
    NeededView {
        title: format!("Not needed for {}", Name::of(profile).short),
        lead,
        proof: if is_proven { "Proven, and no smaller set is enough" } else { "Not settled" },
        is_proven,
        lists: lists.map(|(head, facts)| (head, marked_list(model, facts))).collect(),
        not_needed,
    }
}
