//! Sets of refused purposes against points of intrusiveness: a step line along those of which none keeps more for as few
//! points, hollow points for the others, a ring round the chosen one and a stroke over where it probably is.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Point, Role, Shape, Target, Weight, at};
use crate::view::balance::frontier::{Dot, FrontierView};
use crate::view::words::everyone as words;

const SIZE: f32 = 13.0;
const LINE: f32 = 17.0;
/// The radius of a point, and of what can be pointed at.
const RADIUS: f32 = 4.5;
const REACH: f32 = 9.0;
/// The radius of the ring round the chosen one.
const RING: f32 = 9.5;
/// Room between a point and what stands beside it.
const GAP: f32 = 9.0;
/// Room above the points for names.
const TOP: f32 = 56.0;
/// The widest that a name beside a point is; where there is no room for it so wide, it is narrower and higher.
const NAMES: [f32; 3] = [235.0, 165.0, 120.0];

/// Lays it out in a width and a height.
pub fn layout(view: &FrontierView, width: f32, height: f32) -> Frame {
    let mut frame = Frame::new(width, height, view.about.clone());
    let ticks = view.up.iter().map(|(_, text)| font::width(text, SIZE, Weight::Regular));
    let left = ticks.fold(0.0, f32::max).ceil() + 12.0;
    let keys = keys(width);
    let plot = Plot {
        min: at(left, TOP),
        max: at((width - RING - 4.0).max(left + 1.0), height - 26.0 - LINE * keys as f32 - 6.0),
        most: view.most,
        span: view.span,
    };
    axes(&mut frame, view, &plot);
    let line = line(view, &plot);
    area(&mut frame, &line, &plot);
    for ends in line.windows(2) {
        frame.line(Role::Path, ends[0], ends[1], 2.0);
    }
    let mut order: Vec<usize> = (0..view.dots.len()).collect();
    order.sort_by_key(|i| (view.dots[*i].is_best, *i == view.chosen));
    for i in order {
        dot(&mut frame, plot.place(&view.dots[i]), view.dots[i].is_best);
    }
    if let Some(dot) = view.dots.get(view.chosen) {
        ring(&mut frame, plot.place(dot), view.band.map(|(low, high)| (plot.y(low), plot.y(high))));
    }
    labels(&mut frame, view, &plot, &line);
    key(&mut frame, width, height - LINE * keys as f32);
    for (i, dot) in view.dots.iter().enumerate() {
        let Point { x, y } = plot.place(dot);
        frame.hit(at(x - REACH, y - REACH), at(x + REACH, y + REACH), Target::Set(i), dot.about.as_str());
    }
    frame
}

/// Where points are.
struct Plot {
    min: Point,
    max: Point,
    most: f64,
    span: (f64, f64),
}

impl Plot {
    fn x(&self, points: f64) -> f32 {
        // what is at 0 does not lie on the axis
        let from = self.min.x + RADIUS + 4.0;
        from + (points / self.most.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0) as f32 * (self.max.x - from)
    }

    fn y(&self, height: f64) -> f32 {
        let (low, high) = self.span;
        let share = ((height - low) / (high - low).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        self.max.y - share as f32 * (self.max.y - self.min.y)
    }

    fn place(&self, dot: &Dot) -> Point {
        at(self.x(dot.points), self.y(dot.height))
    }
}

fn axes(frame: &mut Frame, view: &FrontierView, plot: &Plot) {
    for (height, text) in &view.up {
        let y = plot.y(*height);
        let grid = Shape::Line { a: at(plot.min.x, y), b: at(plot.max.x, y), width: 1.0, dotted: true };
        frame.push(Role::Grid, grid);
        frame.text(Role::Muted, at(plot.min.x - 6.0, y), Align::Right, SIZE, Weight::Regular, text);
    }
    let mut free = f32::NEG_INFINITY;
    for (points, text) in &view.across {
        let (x, half) = (plot.x(*points), font::width(text, SIZE, Weight::Regular) / 2.0);
        if x - half > free && x + half <= frame.size.x {
            frame.text(Role::Muted, at(x, plot.max.y + 14.0), Align::Centre, SIZE, Weight::Regular, text);
            free = x + half + 8.0;
        }
    }
}

/// The corners of the step line, from the fewest points to the most.
fn line(view: &FrontierView, plot: &Plot) -> Vec<Point> {
    let mut best: Vec<Point> = view.dots.iter().filter(|dot| dot.is_best).map(|dot| plot.place(dot)).collect();
    best.sort_by(|a, b| a.x.total_cmp(&b.x).then(b.y.total_cmp(&a.y)));
    let mut corners: Vec<Point> = Vec::new();
    for point in best {
        if let Some(last) = corners.last().copied() {
            corners.push(at(point.x, last.y));
        }
        corners.push(point);
    }
    corners
}

/// What lies under the line can be had.
fn area(frame: &mut Frame, line: &[Point], plot: &Plot) {
    for ends in line.windows(2).filter(|ends| ends[1].x > ends[0].x) {
        frame.rect(Role::Track, ends[0], at(ends[1].x, plot.max.y), 0.0);
    }
}

fn dot(frame: &mut Frame, centre: Point, is_best: bool) {
    let role = if is_best { Role::Path } else { Role::Muted };
    frame.push(role, Shape::Disc { centre, radius: RADIUS });
    if !is_best {
        frame.push(Role::Surface, Shape::Disc { centre, radius: RADIUS - 1.5 });
    }
}

/// Round the chosen point, which stands in it as it is; and a stroke over where it probably is.
fn ring(frame: &mut Frame, centre: Point, band: Option<(f32, f32)>) {
    const SIDES: usize = 32;
    let on = |i: usize| {
        let turn = std::f32::consts::TAU * i as f32 / SIDES as f32;
        at(centre.x + RING * turn.cos(), centre.y + RING * turn.sin())
    };
    for i in 0..SIDES {
        frame.line(Role::Ink, on(i), on(i + 1), 2.5);
    }
    if let Some((low, high)) = band {
        for (from, to) in [(high, centre.y - RADIUS), (centre.y + RADIUS, low)] {
            if to > from {
                frame.line(Role::Ink, at(centre.x, from), at(centre.x, to), 2.0);
            }
        }
    }
}

/// A name beside a point: its lines, and how wide they are.
struct Label {
    lines: Vec<(String, Weight)>,
    width: f32,
}

impl Label {
    fn of(dot: &Dot, most: f32) -> Self {
        let lines = font::wrap(&dot.label, SIZE, Weight::Strong, most);
        let mut lines: Vec<(String, Weight)> = lines.into_iter().map(|line| (line, Weight::Strong)).collect();
        lines.push((dot.note.clone(), Weight::Regular));
        let width = lines.iter().map(|(text, weight)| font::width(text, SIZE, *weight)).fold(0.0, f32::max);
        Self { lines, width }
    }

    fn height(&self) -> f32 {
        self.lines.len() as f32 * LINE
    }
}

/// Two corners of a box.
type Area = (Point, Point);

fn meet(a: Area, b: Area) -> bool {
    a.0.x < b.1.x && b.0.x < a.1.x && a.0.y < b.1.y && b.0.y < a.1.y
}

/// Where a name of a size may stand beside a point, the best first: its left top corner.
fn beside(place: Point, gap: f32, size: Point, plot: &Plot) -> [Point; 7] {
    let Point { x: w, y: h } = size;
    [
        at(place.x - gap - w, place.y - h - 1.0),
        at(place.x + gap, place.y + 3.0),
        at(place.x - gap - w, place.y - h - gap),
        at((place.x - w / 2.0).min(plot.max.x + RING - w), place.y - h - gap),
        at(place.x + gap, place.y - h - 3.0),
        at(place.x - gap - w, place.y + gap),
        at(place.x + gap, place.y + gap + LINE),
    ]
}

/// Names beside the points of the line that have room for one, the chosen one's and the ends' first.
fn labels(frame: &mut Frame, view: &FrontierView, plot: &Plot, line: &[Point]) {
    let around = |p: Point, r: f32| (at(p.x - r, p.y - r), at(p.x + r, p.y + r));
    let mut taken: Vec<Area> = view.dots.iter().map(|dot| around(plot.place(dot), RADIUS + 1.0)).collect();
    if let Some(dot) = view.dots.get(view.chosen) {
        taken.push(around(plot.place(dot), RING + 1.0));
    }
    for ends in line.windows(2) {
        let (a, b) = (ends[0], ends[1]);
        taken.push((at(a.x.min(b.x) - 2.0, a.y.min(b.y) - 2.0), at(a.x.max(b.x) + 2.0, a.y.max(b.y) + 2.0)));
    }
    let mut order: Vec<usize> = (0..view.dots.len()).filter(|i| view.dots[*i].is_best || *i == view.chosen).collect();
    let is_end = |i: usize| view.dots[i].facts.is_empty() || view.dots[i].points <= 0.0;
    order.sort_by(|a, b| {
        let rank = |i: usize| (i != view.chosen, !is_end(i));
        rank(*a).cmp(&rank(*b)).then(view.dots[*b].height.total_cmp(&view.dots[*a].height))
    });
    for i in order {
        let place = plot.place(&view.dots[i]);
        let gap = if i == view.chosen { RING + 3.0 } else { GAP };
        let found = NAMES.iter().find_map(|most| {
            let label = Label::of(&view.dots[i], *most);
            let size = at(label.width, label.height());
            let inside = |p: &Point| {
                p.x > plot.min.x && p.x + size.x <= frame.size.x && p.y >= 0.0 && p.y + size.y <= plot.max.y
            };
            let free = |p: &Point| !taken.iter().any(|area| meet(*area, (*p, at(p.x + size.x, p.y + size.y))));
            let corner = beside(place, gap, size, plot).into_iter().find(|p| inside(p) && free(p))?;
            Some((label, corner))
        });
        let Some((label, corner)) = found else { continue };
        let (w, h) = (label.width, label.height());
        taken.push((corner, at(corner.x + w, corner.y + h)));
        // what stands left of its point ends at it
        let is_left = corner.x + w <= place.x;
        for (k, (text, weight)) in label.lines.iter().enumerate() {
            let y = corner.y + (k as f32 + 0.5) * LINE;
            let role = if *weight == Weight::Strong { Role::Ink } else { Role::Muted };
            let (x, align) = if is_left { (corner.x + w, Align::Right) } else { (corner.x, Align::Left) };
            frame.text(role, at(x, y), align, SIZE, *weight, text);
        }
    }
}

/// The parts of the key with their widths.
fn parts() -> [(f32, &'static str); 2] {
    words::KEY.map(|text| (font::width(text, SIZE, Weight::Regular) + 32.0, text))
}

/// How many lines the key takes with the name of the axis.
fn keys(width: f32) -> usize {
    let across = font::width(words::ACROSS, SIZE, Weight::Strong);
    let [(a, _), (b, _)] = parts();
    if a + b + across <= width {
        1
    } else if a + b <= width {
        2
    } else {
        3
    }
}

/// The key, from the left, and the name of the axis across at the right of its first line.
fn key(frame: &mut Frame, width: f32, top: f32) {
    let n = keys(width);
    let mut y = top + LINE / 2.0;
    frame.text(Role::Ink, at(width, y), Align::Right, SIZE, Weight::Strong, words::ACROSS);
    let mut x = 0.0;
    for (i, (wide, text)) in parts().into_iter().enumerate() {
        if (n > 1 && i == 0) || (n > 2 && i == 1) {
            (x, y) = (0.0, y + LINE);
        }
        dot(frame, at(x + RADIUS + 2.0, y), i == 0);
        frame.text(Role::Muted, at(x + 18.0, y), Align::Left, SIZE, Weight::Regular, text);
        x += wide;
    }
}
