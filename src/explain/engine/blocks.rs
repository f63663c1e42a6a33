//! Rows in blocks: recoding, indices into tables, look-ups, and walks for the margin.
//!
//! A block's rows lie feature by feature. A test is then one comparison for 32 rows at a time, the combination of a
//! group a sum of strides, and a look-up one row of a table per customer, turned into columns eight by eight.

use super::forest::{FlatTree, Forest};
use super::groups::{Group, LANES, Plane, Tile, test_of};
use super::lanes::Lanes;
use super::tables::{Eight, Real};
use crate::model::Cell;

/// Rows of a block.
pub(in crate::explain) const BLOCK: usize = 512;
/// A column of a block, with room after it so that columns do not meet in the same place of a cache.
const COLUMN: usize = BLOCK + 16;

/// One recoded feature, or the index of each row.
pub(in crate::explain) type Bytes = [u8; BLOCK];
pub(in crate::explain) type Index = [u16; BLOCK];
/// One sum of each row.
pub(in crate::explain) type Sums<T> = [T; COLUMN];

/// Vectors of 32 bytes that go through a test together.
const AT_ONCE: usize = 4;

/// Blank sums.
pub(in crate::explain) fn sums<T: Real>() -> Sums<T> {
    [T::default(); COLUMN]
}

/// Recodes up to a block of rows; the others are 0.
#[inline(always)]
pub(in crate::explain) fn recode(plane: &Plane, codes: &[Cell], to: &mut Bytes) {
    let bytes = &plane.bytes[..];
    for (to, &code) in to.iter_mut().zip(codes) {
        // a withheld code stands in no list; such rows are explained one by one
        *to = bytes.get(code as usize).copied().unwrap_or(0);
    }
}

/// A group ready to be looked up.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Looked {
    /// Where its table starts, in rows of eight.
    pub start: usize,
    /// Rows of eight in its table.
    pub len: usize,
    steps: Vec<Step>,
    /// Where each lane of its rows is summed.
    pub places: Vec<usize>,
    /// Lanes in use.
    pub lanes: usize,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    plane: u32,
    cut: u8,
    stride: u16,
}

impl Looked {
    /// A group whose table starts at a place; `places` says where lanes are summed.
    pub(super) fn of(group: &Group, tile: &Tile, start: usize, places: Vec<usize>, lanes: usize) -> Self {
        let per = group.width / LANES;
        let steps = group.axes.iter().zip(group.strides()).flat_map(|((key, cuts), stride)| {
            cuts.iter().map(move |&cut| {
                let (plane, cut) = tile.place((*key, cut));
                Step { plane, cut, stride: (stride * per) as u16 }
            })
        });
        Self { start, len: group.entries * per, steps: steps.collect(), places, lanes }
    }

    /// Which row of the table each customer of a block needs.
    #[inline(always)]
    pub(super) fn index<L: Lanes>(&self, lanes: L, planes: &[Bytes], index: &mut Index) {
        let (index, _) = index.as_chunks_mut::<{ 32 * AT_ONCE }>();
        for (part, index) in index.iter_mut().enumerate() {
            if self.len <= 256 {
                let mut sums = [[0u8; 32]; AT_ONCE];
                for step in &self.steps {
                    let (bytes, _) = planes[step.plane as usize].as_chunks::<32>();
                    let bytes = &bytes[part * AT_ONCE..][..AT_ONCE];
                    for k in 0..AT_ONCE {
                        sums[k] = lanes.step_u8(sums[k], bytes[k], step.cut, step.stride as u8);
                    }
                }
                for (to, &sum) in index.iter_mut().zip(sums.as_flattened()) {
                    *to = u16::from(sum);
                }
            } else {
                let mut sums = [[0u16; 32]; AT_ONCE];
                for step in &self.steps {
                    let (bytes, _) = planes[step.plane as usize].as_chunks::<32>();
                    let bytes = &bytes[part * AT_ONCE..][..AT_ONCE];
                    for k in 0..AT_ONCE {
                        sums[k] = lanes.step_u16(sums[k], bytes[k], step.cut, step.stride);
                    }
                }
                index.copy_from_slice(sums.as_flattened());
            }
        }
    }

    /// Adds the rows of the table to the sums.
    #[inline(always)]
    pub(super) fn add<T: Real, L: Lanes>(&self, lanes: L, table: &[Eight<T>], index: &Index, sums: &mut [Sums<T>]) {
        for (part, places) in self.places.chunks_exact(LANES).enumerate() {
            let used = self.lanes - part * LANES;
            match used {
                0..=3 => add_eight::<T, L, 3>(lanes, table, part, index, sums, places),
                4 => add_eight::<T, L, 4>(lanes, table, part, index, sums, places),
                5 => add_eight::<T, L, 5>(lanes, table, part, index, sums, places),
                6 => add_eight::<T, L, 6>(lanes, table, part, index, sums, places),
                7 => add_eight::<T, L, 7>(lanes, table, part, index, sums, places),
                _ => add_eight::<T, L, 8>(lanes, table, part, index, sums, places),
            }
        }
    }
}

/// Adds `W` of the eight lanes. The table's length is a power of two, so that an index needs no check.
#[inline(always)]
fn add_eight<T: Real, L: Lanes, const W: usize>(
    lanes: L,
    table: &[Eight<T>],
    part: usize,
    index: &Index,
    sums: &mut [Sums<T>],
    places: &[usize],
) {
    let n = table.len();
    assert!(n.is_power_of_two(), "tables are padded");
    let places: [usize; W] = std::array::from_fn(|j| places[j]);
    let Ok(sums) = sums.get_disjoint_mut(places) else { return };
    for start in (0..BLOCK).step_by(8) {
        let mut rows = [[T::default(); LANES]; 8];
        for (i, row) in rows.iter_mut().enumerate() {
            *row = table[(usize::from(index[start + i]) + part) & (n - 1)];
        }
        let columns = T::turn(lanes, rows);
        for j in 0..W {
            let (sums, _) = sums[j].as_chunks_mut::<8>();
            sums[start / 8] = plus(sums[start / 8], columns[j]);
        }
    }
}

/// A whole vector is read before it is written: compilers need not fear that sums overlap.
#[inline(always)]
fn plus<T: Real>(mut a: Eight<T>, b: Eight<T>) -> Eight<T> {
    for i in 0..8 {
        a[i] += b[i];
    }
    a
}

/// A tree that tells each row's leaf, for the margin.
///
/// Trees of up to 256 leaves are asked from the leaves up, 32 rows at a time: every split chooses between the leaves
/// that its children chose. Larger ones are walked from the root down, row by row.
#[derive(Clone, Debug)]
pub(in crate::explain) struct WalkedTree {
    /// Splits in preorder, then leaves that lead to themselves.
    nodes: Vec<WalkNode>,
    depth: usize,
    /// The leaves' values, as they stand in the model.
    values: Vec<f64>,
    splits: usize,
}

#[derive(Clone, Copy, Debug)]
struct WalkNode {
    plane: u32,
    cut: u8,
    children: [u32; 2],
}

/// The leaves chosen below each node.
pub(in crate::explain) type Chosen = Vec<[[u8; 32]; AT_ONCE]>;

impl WalkedTree {
    pub(super) fn of(forest: &Forest, tree: &FlatTree, tile: &Tile) -> Self {
        let splits = forest.splits_of(tree);
        let n_leaves = splits.len() + 1;
        let at = |child: super::forest::Child| match child.split() {
            Some(child) => child as u32,
            None => (splits.len() + child.leaf_idx() - tree.first_leaf) as u32,
        };
        let mut nodes: Vec<WalkNode> = splits
            .iter()
            .map(|split| {
                let (plane, cut) = tile.place(test_of(split));
                WalkNode { plane, cut, children: split.children.map(at) }
            })
            .collect();
        nodes.extend((splits.len() as u32..).take(n_leaves).map(|at| WalkNode {
            plane: 0,
            cut: 0,
            children: [at; 2],
        }));
        let values = forest.raw_leaves[tree.first_leaf..tree.first_leaf + n_leaves].to_vec();
        Self { nodes, depth: tree.depth, values, splits: splits.len() }
    }

    /// Adds the leaf of each row to its sum.
    #[inline(always)]
    pub(super) fn add<L: Lanes>(&self, lanes: L, planes: &[Bytes], margins: &mut [f64], chosen: &mut Chosen) {
        if self.splits == 0 {
            margins.iter_mut().for_each(|m| *m += self.values[0]);
        } else if self.values.len() <= 256 {
            self.choose(lanes, planes, margins, chosen);
        } else {
            for (i, margin) in margins.iter_mut().enumerate() {
                let mut at = 0;
                for _ in 0..self.depth {
                    let node = &self.nodes[at];
                    at = node.children[usize::from(planes[node.plane as usize][i] >= node.cut)] as usize;
                }
                *margin += self.values[at - self.splits];
            }
        }
    }

    #[inline(always)]
    fn choose<L: Lanes>(&self, lanes: L, planes: &[Bytes], margins: &mut [f64], chosen: &mut Chosen) {
        chosen.resize(self.nodes.len(), [[0; 32]; AT_ONCE]);
        for (leaf, chosen) in chosen[self.splits..].iter_mut().enumerate() {
            *chosen = [[leaf as u8; 32]; AT_ONCE];
        }
        for (part, margins) in margins.chunks_mut(32 * AT_ONCE).enumerate() {
            for (i, node) in self.nodes[..self.splits].iter().enumerate().rev() {
                let (bytes, _) = planes[node.plane as usize].as_chunks::<32>();
                let bytes = &bytes[part * AT_ONCE..][..AT_ONCE];
                let [left, right] = node.children;
                let (left, right) = (left as usize, right as usize);
                for k in 0..AT_ONCE {
                    chosen[i][k] = lanes.choose(chosen[left][k], chosen[right][k], bytes[k], node.cut);
                }
            }
            for (margin, &leaf) in margins.iter_mut().zip(chosen[0].as_flattened()) {
                *margin += self.values[usize::from(leaf)];
            }
        }
    }
}
