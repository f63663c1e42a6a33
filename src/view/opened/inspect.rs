//! What was opened: the load report of a model, in lines.

use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{
    Actionability, CustomerModel, EarlyStop, Feature, FeatureKind, Link, RankBy, Rounding, Rounds, Sensitivity,
};
use crate::view::letter;
use crate::view::value;

/// A model in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// A sentence or two. May be empty.
    pub description: String,
    /// Names and values: format, trees, leaves, link, rounding.
    pub lines: Vec<(String, String)>,
    /// The offers: letter, id, title, and a sentence.
    pub offers: Vec<[String; 4]>,
    /// The features: id, label, group, kind, what else is known, whether the model uses it.
    pub features: Vec<FeatureLine>,
    /// Labels of the features that trees ask about, with how many splits do, the most asked first.
    pub used: Vec<(String, usize)>,
    /// Labels of the features that no tree asks about; with a remark where a rule does.
    pub unused: Vec<String>,
    /// What to know about the load.
    pub warnings: Vec<String>,
}

impl Report {
    /// The same with the data dictionary that was read with the model, if one was.
    #[must_use]
    pub fn with_dictionary(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            self.lines.insert(0, ("Dictionary".to_owned(), name.to_owned()));
        }
        self
    }

    /// The same with the file it was read from and its size in bytes, unpacked, where they are known.
    #[must_use]
    pub fn of_file(mut self, name: &str, size: Option<usize>) -> Self {
        let size = size.map_or_else(String::new, |size| format!(", {}", super::files::size_text(size)));
        self.lines.insert(0, ("File".to_owned(), format!("{name}{size}")));
        self
    }
}

/// A feature of the report.
#[derive(Clone, PartialEq, Debug)]
pub struct FeatureLine {
    /// Its name in files.
    pub id: String,
    /// What a person reads.
    pub label: String,
    /// Its heading.
    pub group: String,
    /// "number, 0 to 365 days", "one of 7: Beauty, …".
    pub kind: String,
    /// Purpose, sensitivity and so on.
    pub notes: String,
    /// How many splits ask about it.
    pub n_splits: usize,
}

/// Whether the trees say how many customers went where, and what that means for explanations.
fn covers(model: &CustomerModel) -> String {
    if model.has_counted_covers() {
        let whom = &model.provenance().cover;
        format!("none in the file; counted over {whom}: reasons start from the average of them")
    } else if model.has_covers() {
        let what = match model.provenance().cover.as_str() {
            "" => "stored",
            what => what,
        };
        format!("{what}: reasons can start from the average training customer, no other data needed")
    } else {
        "none: reasons need reference customers to start from (a background)".to_owned()
    }
}

/// Says a model.
pub fn report(model: &CustomerModel, warnings: &[String]) -> Report {
    let mut n_splits = vec![0usize; model.features().len()];
    for node in model.trees().iter().flat_map(|t| &t.nodes) {
        if let crate::model::Node::Split(split) = node {
            n_splits[split.feature.index()] += 1;
        }
    }
    let label = |i: usize| model.features().get(FeatureIdx::new(i)).label.clone();
    let mut asked: Vec<usize> = (0..n_splits.len()).filter(|&i| n_splits[i] > 0).collect();
    asked.sort_by_key(|&i| std::cmp::Reverse(n_splits[i]));
    let used = asked.into_iter().map(|i| (label(i), n_splits[i])).collect();
    let ruled = |i: usize| if model.rules_ask(FeatureIdx::new(i)) { " (only a rule asks about it)" } else { "" };
    let unused = (0..n_splits.len()).filter(|&i| n_splits[i] == 0);
    let unused = unused.map(|i| format!("{}{}", label(i), ruled(i))).collect();
    Report {
        title: model.title().to_owned(),
        description: model.description().to_owned(),
        lines: lines(model),
        offers: model.offer_ids().map(|id| offer(model, id)).collect(),
        features: model.features().iter().map(|(idx, f)| feature(f, n_splits[idx.index()])).collect(),
        used,
        unused,
        warnings: warnings.to_vec(),
    }
}

/// What it is, name by name; what a file does not say has no line.
fn lines(model: &CustomerModel) -> Vec<(String, String)> {
    let p = model.provenance();
    let deepest = model.trees().iter().map(crate::model::Tree::depth).max().unwrap_or(0);
    let used = model.features().iter().filter(|(i, _)| model.uses(*i)).count();
    let link = match model.link() {
        Link::Identity { probability: true } => "the score is the chance".into(),
        Link::Identity { probability: false } => "the score is the value".into(),
        Link::Logistic { scale: 1.0 } => "logistic link".into(),
        Link::Logistic { scale } => format!("logistic link, score × {}", number::short(scale, 6)),
        Link::Exp => "exponential link".into(),
        Link::Softplus => "softplus link".into(),
        Link::SignedSquare => "the score is the value's square root".into(),
        Link::Softmax => "softmax link over all offers".into(),
        Link::Ranking => "the score only orders".into(),
    };
    let ranked_by = match model.rank_by() {
        RankBy::Response => "response",
        RankBy::ResponseTimesValue => "response × value",
    };
    let rounding = match model.rounding() {
        Rounding::F64 => "as float64",
        Rounding::F32 => "after rounding to float32",
    };
    let lines = [
        ("Format", p.format.clone()),
        ("Objective", p.objective.clone()),
        ("Training", p.training.clone()),
        ("Rounds", p.stopped.map_or_else(String::new, rounds)),
        ("Offers", number::fixed(model.offers().len() as f64, 0)),
        ("Trees", number::fixed(model.trees().len() as f64, 0)),
        ("Leaves", number::fixed(model.n_leaves() as f64, 0)),
        ("Deepest path", number::count(deepest, "split", "splits")),
        ("Features", format!("{} ({used} used by the trees)", model.features().len())),
        ("Score to answer", link),
        ("Ranked by", ranked_by.to_owned()),
        ("Numbers compared", rounding.to_owned()),
        ("Covers", covers(model)),
    ];
    let said = lines.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| (name.to_owned(), text)).collect()
}

/// Which rounds of training answer, of how many.
fn rounds(stop: EarlyStop) -> String {
    let EarlyStop { best, rounds, .. } = stop;
    match stop.used {
        Rounds::Best => format!("{best} of {rounds}, those up to the best"),
        Rounds::All => format!("{rounds} of {rounds}; the best was round {best}"),
    }
}

/// An offer: its letter, its id, its title, what else is known of it.
fn offer(model: &CustomerModel, id: OfferIdx) -> [String; 4] {
    let o = model.offer(id);
    let mut about = o.description.clone();
    if let Some(v) = o.value {
        about += &format!(" Worth {}\u{A0}{}.", number::short(v, 2), model.currency());
    }
    for rule in &o.rules {
        about += &format!(" Rule: {}.", rule.reason);
    }
    [letter(id), o.id.clone(), o.title.clone(), about.trim().to_owned()]
}

fn feature(f: &Feature, n_splits: usize) -> FeatureLine {
    let mut notes = Vec::new();
    if !f.purpose.is_empty() {
        notes.push(format!("for {}", crate::view::phrase::lower_first(&f.purpose)));
    }
    match f.sensitivity {
        Sensitivity::Sensitive => notes.push("sensitive".into()),
        Sensitivity::Personal => notes.push("personal".into()),
        Sensitivity::Low | Sensitivity::Unstated => {}
    }
    if f.protected {
        notes.push("protected".into());
    }
    if f.actionability == Actionability::Immutable {
        notes.push("cannot be changed".into());
    }
    if f.zero_is_missing {
        notes.push("0 counts as not known".into());
    }
    if !f.missing_values.is_empty() {
        let list: Vec<String> = f.missing_values.iter().map(|&x| value::plain(f, x)).collect();
        notes.push(format!("{} in the data counts as not known", list.join(" or ")));
    }
    let range = f.range.map(|(a, b)| format!(", {} to {}", value::plain(f, a), value::with_unit(f, b)));
    let kind = match &f.kind {
        FeatureKind::Number => format!("number{}", range.unwrap_or_default()),
        FeatureKind::Count => format!("count{}", range.unwrap_or_default()),
        FeatureKind::Date => format!("date{}", range.unwrap_or_default()),
        FeatureKind::YesNo => "yes or no".into(),
        FeatureKind::Choice { levels } => format!("one of {}: {}", levels.len(), value::or_list(levels, 8)),
    };
    FeatureLine {
        id: f.id.clone(),
        label: f.label.clone(),
        group: f.group.clone(),
        kind,
        notes: notes.join(", "),
        n_splits,
    }
}
