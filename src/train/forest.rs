//! Trees put together: one tree, or a forest in which each tree sees its own draw of customers and columns.

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::grow::{Grown, Rules, grow};
use super::set::TrainingSet;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, NodeIdx, OfferIdx, Result};
use crate::model::builder::TREES_MAX;
use crate::model::{
    Aggregate, CustomerModel, Link, ModelBuilder, Node, Offer, Provenance, RankBy, Rounding, Split, Tree,
};

/// What is grown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// One tree on all customers and all columns.
    Tree,
    /// The mean of many trees, each on its own draw of as many customers, with replacement.
    Forest {
        /// How many.
        n_trees: usize,
    },
}

/// How a model is trained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// One tree or many.
    pub method: Method,
    /// The most questions on a way down; `None` asks until nothing more can be told apart.
    pub max_depth: Option<usize>,
    /// The fewest customers in a leaf.
    pub min_leaf: usize,
    /// How many columns are compared at each node; `None` compares all for a tree and the root of their number for a
    /// forest. Columns that cannot divide a node are not counted.
    pub mtry: Option<usize>,
    /// Features that stay in the data dictionary and are never asked about.
    pub leave_out: Vec<FeatureIdx>,
    /// Where the draws start.
    pub seed: u64,
}

impl Options {
    /// One tree, at most four questions deep.
    pub fn tree() -> Self {
        Self { method: Method::Tree, max_depth: Some(4), min_leaf: 20, mtry: None, leave_out: Vec::new(), seed: 1 }
    }

    /// A hundred trees, at most eight questions deep.
    pub fn forest() -> Self {
        Self { method: Method::Forest { n_trees: 100 }, max_depth: Some(8), min_leaf: 5, ..Self::tree() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::forest()
    }
}

/// Trains a customer model. Two classes make one offer, named as the second class, whose leaves hold the share of
/// that class; more classes make an offer each. Covers count customers, drawn ones as often as they were drawn.
///
/// Each tree costs O(columns asked × rows × log rows × depth), times the classes if there are more than two.
///
/// # Errors
/// [`Kind::Question`] for options that leave nothing to do, [`Kind::Cancelled`] when told to stop, and what the
/// builder refuses: names that stand twice, more classes than there may be offers.
pub fn train(set: &TrainingSet, options: &Options, title: &str, progress: &Progress) -> Result<CustomerModel> {
    let trees = train_trees(set, options, OfferIdx(0), progress)?;
    let classes = if set.classes().len() == 2 { &set.classes()[1..] } else { set.classes() };
    let aggregate = match options.method {
        Method::Tree => Aggregate::Sum,
        Method::Forest { .. } => Aggregate::Mean,
    };
    let offer = |class: &String| Offer::bare(class, aggregate);
    ModelBuilder {
        title: title.to_owned(),
        description: String::new(),
        features: set.features().to_vec(),
        purposes: Default::default(),
        offers: classes.iter().map(offer).collect(),
        link: Link::Identity { probability: true },
        rank_by: RankBy::Response,
        rounding: Rounding::F64,
        currency: String::new(),
        trees,
        provenance: provenance(set, options),
    }
    .build()
}

/// What a model trained so says of itself.
fn provenance(set: &TrainingSet, options: &Options) -> Provenance {
    let method = match options.method {
        Method::Tree => "a decision tree".to_owned(),
        Method::Forest { n_trees } => format!("a forest of {n_trees} trees"),
    };
    let depth = options.max_depth.map_or("any depth".to_owned(), |d| format!("depth up to {d}"));
    Provenance {
        format: "trained by Candour".to_owned(),
        objective: "share of the class".to_owned(),
        training: format!(
            "{method} on {} customers: {depth}, leaves of at least {}, {} columns compared at a node, seed {}",
            set.n_rows(),
            options.min_leaf.max(1),
            mtry(set, options),
            options.seed
        ),
        cover: "training customers".to_owned(),
        nameless: false,
        stopped: None,
        codes_are_numbers: false,
    }
}

/// Trains the trees alone, for offers that stand side by side in one model: with two classes the trees of one offer,
/// with more the trees of as many offers as there are classes, from `first` on. Ordered by offer, then by tree.
///
/// # Errors
/// [`Kind::Question`] for options that leave nothing to do, [`Kind::Cancelled`] when told to stop.
pub fn train_trees(set: &TrainingSet, options: &Options, first: OfferIdx, progress: &Progress) -> Result<Vec<Tree>> {
    let n_trees = match options.method {
        Method::Tree => 1,
        Method::Forest { n_trees } => n_trees,
    };
    let question = |what: String| Err(Error::new(Kind::Question, what));
    if n_trees == 0 || n_trees > TREES_MAX {
        return question(format!("a forest of {n_trees} trees, expected 1 to {TREES_MAX}"));
    }
    let columns = columns(set, options);
    if columns.is_empty() {
        return question("every feature is left out, so there is nothing to ask about".to_owned());
    }
    let rules = Rules {
        columns: &columns,
        mtry: mtry(set, options),
        max_depth: options.max_depth,
        min_leaf: options.min_leaf.max(1) as u64,
    };
    progress.expect(n_trees as u64);
    let grown: Vec<Grown> = (0..n_trees)
        .into_par_iter()
        .map(|i| {
            progress.check()?;
            // each tree has draws of its own, whichever thread grows it
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(options.seed.rotate_left(32) ^ i as u64);
            let weights = match options.method {
                Method::Tree => vec![1; set.n_rows()],
                Method::Forest { .. } => draw(set.n_rows(), &mut rng),
            };
            let tree = grow(set, &weights, &rules, &mut rng, progress)?;
            progress.advance(1);
            Ok(tree)
        })
        .collect::<Result<_>>()?;
    let classes = if set.classes().len() == 2 { 1..2 } else { 0..set.classes().len() };
    let of_class = |(k, class): (usize, usize)| {
        grown.iter().map(move |tree| tree_of(tree, class, OfferIdx::new(first.index() + k)))
    };
    Ok(classes.enumerate().flat_map(of_class).collect())
}

/// How often each row is drawn in as many draws as there are rows.
fn draw(n_rows: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<u32> {
    let mut weights = vec![0; n_rows];
    for _ in 0..n_rows {
        weights[rng.gen_range(0..n_rows)] += 1;
    }
    weights
}

fn columns(set: &TrainingSet, options: &Options) -> Vec<usize> {
    (0..set.features().len()).filter(|&i| !options.leave_out.contains(&FeatureIdx::new(i))).collect()
}

fn mtry(set: &TrainingSet, options: &Options) -> usize {
    let n = columns(set, options).len();
    let usual = match options.method {
        Method::Tree => n,
        Method::Forest { .. } => (n as f64).sqrt().round() as usize,
    };
    options.mtry.unwrap_or(usual).clamp(1, n.max(1))
}

/// The tree of one class: the same questions, and in each leaf that class's share. Splits stand first, then leaves,
/// each in the order they were grown, as files hold them.
fn tree_of(grown: &Grown, class: usize, offer: OfferIdx) -> Tree {
    let is_split = |&i: &usize| matches!(grown.nodes[i], Node::Split(_));
    let (splits, leaves): (Vec<usize>, Vec<usize>) = (0..grown.nodes.len()).partition(is_split);
    let order = [splits, leaves].concat();
    let mut place = vec![NodeIdx(0); order.len()];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = NodeIdx::new(new));
    let weight = |i: usize| grown.counts[i].iter().sum::<u64>() as f64;
    let node = |&i: &usize| match &grown.nodes[i] {
        Node::Split(split) => {
            Node::Split(Split { left: place[split.left.index()], right: place[split.right.index()], ..split.clone() })
        }
        Node::Leaf { .. } => Node::Leaf { value: grown.counts[i][class] as f64 / weight(i) },
    };
    Tree { offer, nodes: order.iter().map(node).collect(), covers: order.iter().map(|&i| weight(i)).collect() }
}
