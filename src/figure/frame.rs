//! A laid-out figure: shapes at positions, each with a role, some of them something to point at.

use crate::base::{FeatureIdx, OfferIdx, TreeIdx};

/// A position or a size, in points.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A position.
pub const fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// What a shape means; the palette makes a colour of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Text and marks that matter.
    Ink,
    /// Text that explains.
    Muted,
    /// Axes, grids, connectors.
    Grid,
    /// What stands behind bars.
    Track,
    /// Raises the score.
    Raises,
    /// Lowers the score.
    Lowers,
    /// Raises it, as a sum of many small things.
    RaisesSoft,
    /// Lowers it, as a sum of many small things.
    LowersSoft,
    /// The customer's way.
    Path,
    /// What is not on the way.
    OffPath,
    /// What stands behind everything.
    Surface,
    /// An offer, by its place in the model.
    Offer(u32),
    /// An offer's colour, light: what its own stands in front of.
    OfferSoft(u32),
    /// Customers with a low value of a fact.
    LowValue,
    /// Customers with a high one.
    HighValue,
    /// Customers with neither.
    NoValue,
    /// Text on top of a filled shape.
    OnFill,
    /// Behind what was changed.
    Changed,
    /// Text that says what it was, on top of that.
    ChangedInk,
}

/// How thick letters are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Body text.
    Regular,
    /// Strong text.
    Strong,
}

/// Which point of a text its position is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// It starts there.
    Left,
    /// It is centred there.
    Centre,
    /// It ends there.
    Right,
}

/// A shape.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A filled rectangle with rounded corners.
    Box {
        /// Left top corner.
        min: Point,
        /// Right bottom corner.
        max: Point,
        /// Corner radius.
        radius: f32,
    },
    /// A filled convex polygon.
    Polygon(Vec<Point>),
    /// A line.
    Line {
        /// From.
        a: Point,
        /// To.
        b: Point,
        /// Thickness.
        width: f32,
        /// Whether it is dotted.
        dotted: bool,
    },
    /// A filled circle.
    Disc {
        /// Its middle.
        centre: Point,
        /// Its radius.
        radius: f32,
    },
    /// Text on one line; `pos.y` is the middle of its height.
    Text {
        /// Where.
        pos: Point,
        /// Which point of it.
        align: Align,
        /// Font size in points.
        size: f32,
        /// How thick.
        weight: Weight,
        /// What it says.
        text: String,
    },
}

/// What a part of a figure stands for, for pointing and clicking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A fact.
    Feature(FeatureIdx),
    /// All facts without a row of their own.
    Rest,
    /// A tree.
    Tree(TreeIdx),
    /// A node of the drawn tree.
    Node(u32),
    /// An offer.
    Offer(OfferIdx),
    /// A fact to go to.
    GoTo(FeatureIdx),
    /// A cell of a table, to read.
    Cell,
    /// A set of refused facts, by its place.
    Set(usize),
    /// Two facts to map.
    Pair(FeatureIdx, FeatureIdx),
}

/// A shape with its role.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// What to draw.
    pub shape: Shape,
    /// What it means.
    pub role: Role,
}

/// Something to point at.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Left top corner.
    pub min: Point,
    /// Right bottom corner.
    pub max: Point,
    /// What it stands for.
    pub target: Target,
    /// What it says: a tooltip, and the name for those who do not see it.
    pub about: String,
}

/// How many scales are tried where a figure is to fill an area.
const SCALES: usize = 9;
/// The largest of them.
const LARGEST: f32 = 1.8;
/// The narrowest that a figure is laid out for that, in points.
const NARROWEST: f32 = 360.0;

/// A laid-out figure.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Frame {
    /// Width and height in points.
    pub size: Point,
    /// What it shows, in a sentence: the alternative text.
    pub title: String,
    /// What to draw, back to front.
    pub items: Vec<Item>,
    /// What can be pointed at.
    pub hits: Vec<Hit>,
}

impl Frame {
    /// An empty figure.
    pub fn new(width: f32, height: f32, title: impl Into<String>) -> Self {
        Self { size: at(width, height), title: title.into(), items: Vec::new(), hits: Vec::new() }
    }

    /// Adds a shape.
    pub fn push(&mut self, role: Role, shape: Shape) {
        self.items.push(Item { shape, role });
    }

    /// Adds a filled rectangle.
    pub fn rect(&mut self, role: Role, min: Point, max: Point, radius: f32) {
        self.push(role, Shape::Box { min, max, radius });
    }

    /// Adds a line.
    pub fn line(&mut self, role: Role, a: Point, b: Point, width: f32) {
        self.push(role, Shape::Line { a, b, width, dotted: false });
    }

    /// Adds text.
    pub fn text(&mut self, role: Role, pos: Point, align: Align, size: f32, weight: Weight, text: impl Into<String>) {
        self.push(role, Shape::Text { pos, align, size, weight, text: text.into() });
    }

    /// Adds all of another figure, its left top corner at a place.
    pub fn add(&mut self, other: &Self, origin: Point) {
        let shift = |p: &Point| at(p.x + origin.x, p.y + origin.y);
        let moved = |shape: &Shape| match shape {
            Shape::Box { min, max, radius } => Shape::Box { min: shift(min), max: shift(max), radius: *radius },
            Shape::Polygon(points) => Shape::Polygon(points.iter().map(shift).collect()),
            Shape::Line { a, b, width, dotted } => {
                Shape::Line { a: shift(a), b: shift(b), width: *width, dotted: *dotted }
            }
            Shape::Disc { centre, radius } => Shape::Disc { centre: shift(centre), radius: *radius },
            Shape::Text { pos, align, size, weight, text } => {
                Shape::Text { pos: shift(pos), align: *align, size: *size, weight: *weight, text: text.clone() }
            }
        };
        self.items.extend(other.items.iter().map(|item| Item { shape: moved(&item.shape), role: item.role }));
        let hits = other.hits.iter();
        self.hits.extend(hits.map(|h| Hit { min: shift(&h.min), max: shift(&h.max), ..h.clone() }));
    }

    /// The same, everything in it so many times as large.
    #[must_use]
    pub fn scaled(&self, by: f32) -> Self {
        let grow = |p: &Point| at(p.x * by, p.y * by);
        let grown = |shape: &Shape| match shape {
            Shape::Box { min, max, radius } => Shape::Box { min: grow(min), max: grow(max), radius: radius * by },
            Shape::Polygon(points) => Shape::Polygon(points.iter().map(grow).collect()),
            Shape::Line { a, b, width, dotted } => {
                Shape::Line { a: grow(a), b: grow(b), width: width * by, dotted: *dotted }
            }
            Shape::Disc { centre, radius } => Shape::Disc { centre: grow(centre), radius: radius * by },
            Shape::Text { pos, align, size, weight, text } => {
                Shape::Text { pos: grow(pos), align: *align, size: size * by, weight: *weight, text: text.clone() }
            }
        };
        let items = self.items.iter().map(|item| Item { shape: grown(&item.shape), role: item.role });
        let hits = self.hits.iter().map(|hit| Hit { min: grow(&hit.min), max: grow(&hit.max), ..hit.clone() });
        Self { size: grow(&self.size), title: self.title.clone(), items: items.collect(), hits: hits.collect() }
    }

    /// The largest of a figure that fits in an area, and no smaller than `least` times its size: `lay` lays it out in a
    /// width. What fits at none of its scales is as small as it may be and larger than the area.
    pub fn fitted(area: Point, least: f32, lay: impl Fn(f32) -> Option<Self>) -> Option<Self> {
        let mut smallest = None;
        for step in 0..SCALES {
            let scale = LARGEST + (least - LARGEST) * step as f32 / (SCALES - 1) as f32;
            let whole = area.x / scale;
            // what has a shape of its own fits a low area where it is laid out narrower
            for width in [whole, whole * 0.8, whole * 0.65] {
                if width < NARROWEST.min(area.x / least) {
                    continue;
                }
                let frame = lay(width)?.scaled(scale);
                if frame.size.x <= area.x + 0.5 && frame.size.y <= area.y + 0.5 {
                    return Some(frame);
                }
                smallest = Some(frame).filter(|_| width == whole).or(smallest);
            }
        }
        smallest
    }

    /// Adds something to point at.
    pub fn hit(&mut self, min: Point, max: Point, target: Target, about: impl Into<String>) {
        self.hits.push(Hit { min, max, target, about: about.into() });
    }
}
