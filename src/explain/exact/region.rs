//! A region of a search: what may still be reached in it, and what its leaves cost.

/// A part of what may change, with what can still be reached in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    /// Places by axis, one set after the other.
    pub sets: Vec<u64>,
    /// Trees that it does not settle: their offer and where their leaves end.
    pub trees: Vec<(u32, u32)>,
    /// What each of their leaves adds.
    pub values: Vec<f64>,
    /// For each leaf where what it still asks starts in `asks`; one more at the end.
    pub starts: Vec<u32>,
    pub asks: Vec<u32>,
    /// What settled trees add, by offer.
    pub base: Vec<f64>,
    /// No plan in it costs less.
    pub lower: f64,
    /// How far its bound passes the goal.
    pub slack: f64,
}

/// What each leaf of a region costs above the region's cheapest point.
#[derive(Clone, Debug, Default)]
pub(super) struct Costs {
    pub corner: Vec<u32>,
    pub base: f64,
    /// How many facts must change.
    pub forced: usize,
    pub extra: Vec<f64>,
    /// How many more must change for a leaf; only if that is limited.
    pub changes: Vec<u16>,
    /// Whether the cheapest point is in the leaf.
    pub here: Vec<bool>,
}

/// What a leaf asks of a lever, within a region.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Priced {
    pub version: u32,
    /// 1 if the lever must change for it that need not otherwise.
    pub change: u16,
    /// Whether the cheapest place of the region is among its own.
    pub here: bool,
    /// Whether all places of the region are.
    pub always: bool,
    /// What it costs above the region's cheapest place; infinite if it cannot be had.
    pub extra: f64,
}
