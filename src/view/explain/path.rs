//! The path: what all trees together ask, as a receipt; each tree's part; one tree's way, step by step.

use super::comers::{self, Standing};
use super::reasons::start_name;
use crate::ask::{Comers, Explanation, Inputs, TreeAnswer};
use crate::base::{FeatureIdx, NodeIdx, OfferIdx, TreeIdx, number};
use crate::model::{CustomerModel, Node, Side, Split, Value};
use crate::score::PathEnd;
use crate::score::codes::rounded;
use crate::view::measure::Measure;
use crate::view::phrase::{Phrase, offer_name};
use crate::view::value;
use crate::view::words::explain::{COMERS, HOW_TREE};

/// A receipt: lines with an amount each and a running total.
#[derive(Clone, PartialEq, Debug)]
pub struct Receipt {
    /// What it is a receipt of.
    pub title: String,
    /// The lines; the first is where it starts, the last the total.
    pub lines: Vec<Line>,
    /// What to know about it.
    pub note: Phrase,
}

/// One line of a receipt.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Its number in the drawn tree, if it has one.
    pub number: Option<usize>,
    /// "Orders in 90 days is 7".
    pub what: String,
    /// "same answer from 6 to 8".
    pub because: String,
    /// "+9.1"; empty at the start.
    pub amount: String,
    /// The amount itself, in margin.
    pub share: f64,
    /// "40.1 %".
    pub total: String,
    /// The feature, if it is about one.
    pub feature: Option<FeatureIdx>,
}

/// What all trees of the offer together ask: one line per fact, in order of weight.
pub fn merged(inputs: &Inputs, explanation: &Explanation, measure: &Measure) -> Receipt {
    let model = inputs.model();
    let attribution = &explanation.attribution;
    let total = |margin: f64| measure.margin(margin);
    let mut running = attribution.base_value;
    let mut lines = vec![Line {
        number: None,
        what: start_name(inputs),
        because: String::new(),
        amount: String::new(),
        share: 0.0,
        total: total(running),
        feature: None,
    }];
    let shown = super::reasons::shown_shares(attribution, measure);
    // facts on the path come in order of weight; one that is on it and moves nothing comes last
    let mut order = super::reasons::order(attribution);
    let on_path = |f: FeatureIdx| explanation.merged.regions.iter().find(|(g, _)| *g == f).map(|(_, r)| r);
    order.extend(explanation.merged.regions.iter().map(|(f, _)| *f).filter(|f| attribution.shares[f.index()] == 0.0));
    for feature in order {
        let entry = model.features().get(feature);
        let now = explanation.question.values[feature.index()];
        let share = attribution.shares[feature.index()];
        running += share;
        lines.push(Line {
            number: None,
            what: format!("{}: {}", entry.label, value::beside_cuts(model, feature, now)),
            because: match (on_path(feature), now) {
                (_, Value::Withheld) => "withheld: averaged".to_owned(),
                (None, _) => "not asked on this path; not being asked counts too".to_owned(),
                (Some(_), Value::Missing) => "not known; the model learned what to do then".to_owned(),
                (Some(region), _) => format!("same answer: {}", value::region(model, feature, region)),
            },
            amount: super::fact::share(measure, shown[feature.index()]).text,
            share,
            total: total(running),
            feature: Some(feature),
        });
    }
    lines.push(Line {
        number: None,
        what: offer_name(model, explanation.focus),
        because: String::new(),
        amount: String::new(),
        share: 0.0,
        total: total(attribution.margin),
        feature: None,
    });
    let (title, note) = match model.trees_of(explanation.focus).count() {
        1 => {
            let note = "While every fact stays inside its “same answer”, the tree ends in the same leaf and the score \
                        does not change at all.";
            ("The tree, fact by fact".to_owned(), note.to_owned())
        }
        n => {
            let note = format!(
                "While every fact stays inside its “same answer”, all {} end in the same leaves and the score does not \
                 change at all.",
                number::count(n, "tree", "trees")
            );
            (format!("All {} together", number::count(n, "tree", "trees")), note)
        }
    };
    Receipt { title, lines, note: note.into() }
}

/// Each tree's part of the score.
#[derive(Clone, PartialEq, Debug)]
pub struct TreeBars {
    /// Whose score they make: their colour.
    pub offer: OfferIdx,
    /// Per tree: which, how it differs from its average in margin, and a sentence.
    pub bars: Vec<(TreeIdx, f64, String)>,
    /// The greatest up and the greatest down, for an axis; empty where no bar goes that way.
    pub ends: [String; 2],
    /// What the bars show.
    pub note: &'static str,
    /// What to do where they can be clicked.
    pub how: &'static str,
}

/// Each tree of the offer: what it adds, against what it adds on average.
pub fn trees(explanation: &Explanation, measure: &Measure) -> TreeBars {
    let measure = measure.points();
    let bars: Vec<(TreeIdx, f64, String)> = explanation
        .trees
        .iter()
        .enumerate()
        .map(|(i, &(tree, value, mean))| {
            let off = value - mean.unwrap_or(0.0);
            let against = if mean.is_some() { " against its average" } else { "" };
            (tree, off, format!("Tree {}: {}{against}", i + 1, measure.share(off)))
        })
        .collect();
    let against = explanation.trees.iter().all(|(_, _, mean)| mean.is_some());
    let ends = [1.0, -1.0].map(|side: f64| {
        let most = bars.iter().map(|(_, off, _)| off * side).fold(0.0, f64::max);
        if most > 0.0 { measure.share(most * side) } else { String::new() }
    });
    let note = if against {
        "One bar per tree: up if it says more than it does on average, down if less."
    } else {
        "One bar per tree: what it adds to the score."
    };
    TreeBars { offer: explanation.focus, bars, ends, note, how: "Click one to see its way." }
}

/// One tree with the customer's way through it.
#[derive(Clone, PartialEq, Debug)]
pub struct TreeView {
    /// "Tree 3 of 40".
    pub title: String,
    /// Which tree.
    pub tree: TreeIdx,
    /// Its nodes; children by position.
    pub nodes: Vec<NodeView>,
    /// How to read it.
    pub how: String,
    /// The way as a receipt.
    pub receipt: Receipt,
}

/// A node as drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NodeView {
    /// "Orders in 90 days", or the leaf's value.
    pub label: String,
    /// What the left branch asks: "4 or fewer". Empty for a leaf.
    pub left_text: String,
    /// What the right branch asks.
    pub right_text: String,
    /// Everything in a sentence, for a tooltip.
    pub about: String,
    /// The children; `None` for a leaf.
    pub children: Option<(usize, usize)>,
    /// Its place on the customer's way, counted from 1.
    pub on_path: Option<usize>,
    /// On the way: what is asked with the customer's own value: "Orders in 90 days: 9". Empty elsewhere and for leaves.
    pub asked: String,
    /// On the way: what therefore holds: "5 or more". Empty elsewhere and for leaves.
    pub holds: String,
    /// Which share of those who come here goes left, 0 to 1; `None` for a leaf, or where nobody was counted.
    pub goes_left: Option<f64>,
    /// On the way, where customers are opened: those who come here, along what is asked.
    pub standing: Option<Standing>,
}

/// Says one tree; `comers` are who of the opened customers comes to which split of the way, empty where none are.
pub fn tree(
    inputs: &Inputs,
    values: &[Value],
    answer: &TreeAnswer,
    comers: &[Comers],
    measure: &Measure,
) -> TreeView {
    let model = inputs.model();
    let measure = &measure.points();
    let tree = model.tree(answer.path.tree);
    let siblings: Vec<TreeIdx> = model.trees_of(tree.offer).map(|(i, _)| i).collect();
    let place = siblings.iter().position(|&i| i == answer.path.tree).map_or(0, |p| p + 1);
    let mut on_path: Vec<Option<usize>> = vec![None; tree.nodes.len()];
    for (i, (node, _)) in answer.path.steps.iter().enumerate() {
        on_path[node.index()] = Some(i + 1);
    }
    let end = match &answer.path.end {
        PathEnd::Leaf { node, .. } | PathEnd::Open { node, .. } => *node,
    };
    on_path[end.index()] = Some(answer.path.steps.len() + 1);
    let whom = if model.has_counted_covers() { "of those counted" } else { "of training" };
    let reached = |i: usize| {
        let cover = tree.covers.get(i);
        cover.map_or_else(String::new, |cover| format!(" Reached by {} {whom}.", number::fixed(*cover, 0)))
    };
    let nodes = tree.nodes.iter().enumerate().map(|(i, node)| match node {
        Node::Leaf { value } => {
            let label = measure.margin_part(*value);
            let about = format!("Leaf: {label}.{}", reached(i));
            NodeView { label, about, on_path: on_path[i], ..NodeView::default() }
        }
        Node::Split(split) => {
            let way = on_path[i].and_then(|step| answer.path.steps.get(step - 1)).map(|(_, side)| *side);
            let came = comers.iter().find(|came| came.node.index() == i);
            let now = values[split.feature.index()];
            let said = split_view(model, split, now, way, came);
            let goes_left = goes_left(tree, split);
            let went = goes_left.map_or_else(String::new, |share| {
                let [l, r] = [share, 1.0 - share].map(number::percent);
                format!(" Of them {l} go left, {r} right.")
            });
            let stand = said.standing.as_ref().map_or_else(String::new, |s| format!(" {}", s.about));
            let about = format!("{}{}{went}{stand}", said.about, reached(i));
            NodeView { about, goes_left, on_path: on_path[i], ..said }
        }
    });
    let nodes = nodes.collect();
    TreeView {
        title: format!("Tree {place} of {}", siblings.len()),
        tree: answer.path.tree,
        nodes,
        how: if comers.is_empty() { HOW_TREE.to_owned() } else { format!("{HOW_TREE} {COMERS}") },
        receipt: tree_receipt(inputs, values, answer, measure, place),
    }
}

/// What a split asks; along the way with what a customer has there, and with who else comes.
fn split_view(
    model: &CustomerModel,
    split: &Split,
    now: Value,
    way: Option<Side>,
    came: Option<&Comers>,
) -> NodeView {
    let feature = model.features().get(split.feature);
    let [left_text, right_text] =
        [Side::Left, Side::Right].map(|side| value::condition(feature, model.rounding(), split, side));
    let missing = if split.missing == Side::Left { "left" } else { "right" };
    NodeView {
        label: feature.label.clone(),
        about: format!("{}: left if {left_text}, right if {right_text}; not known goes {missing}.", feature.label),
        asked: way.map_or_else(String::new, |_| format!("{}: {}", feature.label, value::value(feature, now))),
        holds: way.map_or_else(String::new, |side| match side {
            Side::Left => left_text.clone(),
            Side::Right => right_text.clone(),
        }),
        standing: came.map(|came| comers::standing(model, split, now, came)),
        children: Some((split.left.index(), split.right.index())),
        left_text,
        right_text,
        ..NodeView::default()
    }
}

/// Which share of those who come to a split goes left; `None` where nobody was counted.
fn goes_left(tree: &crate::model::Tree, split: &Split) -> Option<f64> {
    let [left, right] = [split.left, split.right].map(|node| tree.covers.get(node.index()).copied());
    let (left, right) = left.zip(right)?;
    (left + right > 0.0).then(|| left / (left + right))
}

fn tree_receipt(inputs: &Inputs, values: &[Value], answer: &TreeAnswer, measure: &Measure, place: usize) -> Receipt {
    let model = inputs.model();
    let tree = model.tree(answer.path.tree);
    let mean = |node: NodeIdx| answer.means.get(node.index()).copied();
    let part = |m: Option<f64>| m.map_or_else(String::new, |m| measure.part(m));
    let mut lines = vec![Line {
        number: None,
        what: "What this tree says on average".to_owned(),
        because: String::new(),
        amount: String::new(),
        share: 0.0,
        total: part(mean(NodeIdx(0))),
        feature: None,
    }];
    for (i, &(node, side)) in answer.path.steps.iter().enumerate() {
        let Node::Split(split) = tree.node(node) else { continue };
        let feature = model.features().get(split.feature);
        let now = values[split.feature.index()];
        let next = split.child(side);
        let share = mean(next).zip(mean(node)).map(|(a, b)| a - b);
        let missing = model.cuts(split.feature).missing();
        let asked = value::condition(feature, model.rounding(), split, side);
        lines.push(Line {
            number: Some(i + 1),
            what: format!("{}: {}", feature.label, value::beside_cuts(model, split.feature, now)),
            because: match now {
                // also a number that stands for it
                _ if model.cuts(split.feature).code(rounded(model.rounding(), now)) == missing => {
                    format!("goes with {asked}, as the model learned for not known")
                }
                _ => asked,
            },
            amount: share.map_or_else(String::new, |s| super::fact::share(measure, s).text),
            share: share.unwrap_or(0.0),
            total: part(mean(next)),
            feature: Some(split.feature),
        });
    }
    let (what, because) = match &answer.path.end {
        PathEnd::Leaf { .. } => ("The leaf it ends in".to_owned(), String::new()),
        PathEnd::Open { leaves, .. } => (
            "Average of the leaves left open".to_owned(),
            format!("a fact is withheld, so {} stay open", number::count(leaves.len(), "leaf", "leaves")),
        ),
    };
    lines.push(Line {
        number: Some(answer.path.steps.len() + 1),
        what,
        because,
        amount: String::new(),
        share: 0.0,
        total: measure.part(answer.value),
        feature: None,
    });
    let n = model.trees_of(tree.offer).count();
    let note = if n > 1 {
        Phrase::default().plain(format!("Tree {place} is one voice of {n}; by itself it decides nothing."))
    } else {
        Phrase::of("This model is this one tree.")
    };
    Receipt { title: "The way through it".to_owned(), lines, note }
}
