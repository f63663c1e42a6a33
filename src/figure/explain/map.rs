//! The map of two facts: regions by what comes first, each with its letter, lines where it switches, and the customer.

use crate::base::OfferIdx;
use crate::figure::font;
use crate::figure::frame::{Align, Frame, Point, Role, Shape, Weight, at};
use crate::view::map::{AxisView, MapView};

const SMALL: f32 = 13.0;
const TINY: f32 = 12.5;
const TEXT: f32 = 14.5;
/// A line of labels at an axis.
const LINE: f32 = 16.0;

/// A map laid out, with the place of its plot, in which positions from 0 to 1 lie.
#[derive(Clone, PartialEq, Debug)]
pub struct MapFrame {
    /// The figure.
    pub frame: Frame,
    /// The plot's left top corner.
    pub min: Point,
    /// Its right bottom corner.
    pub max: Point,
}

impl MapFrame {
    /// Where a position from 0 to 1 on each axis lies.
    pub fn point(&self, [x, y]: [f64; 2]) -> Point {
        let across = self.min.x + x as f32 * (self.max.x - self.min.x);
        at(across, self.max.y - y as f32 * (self.max.y - self.min.y))
    }

    /// The position from 0 to 1 on each axis of a point in the figure.
    pub fn position(&self, p: Point) -> [f64; 2] {
        let x = (p.x - self.min.x) / (self.max.x - self.min.x);
        let y = (self.max.y - p.y) / (self.max.y - self.min.y);
        [x, y].map(|t| f64::from(t.clamp(0.0, 1.0)))
    }

    /// The corners of a cell.
    pub fn cell(&self, view: &MapView, [i, j]: [usize; 2]) -> [Point; 2] {
        let (a, b) = (&view.axes[0].places[i], &view.axes[1].places[j]);
        [self.point([a.from, b.to]), self.point([a.to, b.from])]
    }
}

/// Lays a map out in a width.
pub fn layout(view: &MapView, width: f32) -> MapFrame {
    let [across, up] = &view.axes;
    let labels = up.bands.iter().map(|b| b.mark.as_str()).chain(up.ends.iter().map(|(_, text)| text.as_str()));
    let left =
        labels.map(|text| font::width(text, TINY, Weight::Regular)).fold(24.0, f32::max).min(width * 0.3) + 12.0;
    let names = if up.named { up.bands.len() as f32 * LINE } else { 0.0 };
    let title = |axis: &AxisView| match axis.unit.as_str() {
        "" => axis.label.clone(),
        unit => format!("{} ({unit})", axis.label),
    };
    let lines = |text: String| font::wrap(&text, SMALL, Weight::Strong, width);
    let (above, beneath) = (lines(format!("↑ {}", title(up))), lines(format!("{} →", title(across))));
    let top = 10.0 + above.len() as f32 * LINE;
    let height = (width * 0.36).min(330.0).max(names);
    let (min, max) = (at(left, top), at(width - 6.0, top + height));
    let mut map = MapFrame { frame: Frame::new(width, 0.0, alternative(view)), min, max };
    regions(&mut map, view);
    switches(&mut map, view);
    letters(&mut map, view);
    customer(&mut map, view);
    for (k, line) in above.iter().enumerate() {
        map.frame.text(Role::Ink, at(0.0, 10.0 + k as f32 * LINE), Align::Left, SMALL, Weight::Strong, line);
    }
    marks_up(&mut map, view);
    let below = marks_across(&mut map, view);
    let mut y = below + 11.0 - LINE;
    for line in &beneath {
        y += LINE;
        map.frame.text(Role::Ink, at(max.x, y), Align::Right, SMALL, Weight::Strong, line);
    }
    map.frame.size.y = key(&mut map.frame, view, y + 26.0);
    map
}

/// Every rectangle of bands in the colour of what comes first in it; equal neighbours in one column are one.
fn regions(map: &mut MapFrame, view: &MapView) {
    let [across, up] = &view.axes;
    for (i, column) in across.bands.iter().enumerate() {
        let mut j = 0;
        while j < up.bands.len() {
            let winner = view.winner_of_bands([i, j]);
            let from = j;
            while j + 1 < up.bands.len() && view.winner_of_bands([i, j + 1]) == winner && touches(up, j) {
                j += 1;
            }
            let min = map.point([column.from, up.bands[j].to]);
            let max = map.point([column.to, up.bands[from].from]);
            map.frame.rect(winner.map_or(Role::OffPath, |w| Role::Offer(w.0)), min, max, 0.0);
            j += 1;
        }
    }
}

/// Whether the next band begins where this one ends; what is not known stands apart.
fn touches(axis: &AxisView, band: usize) -> bool {
    axis.bands.get(band + 1).is_some_and(|next| next.from <= axis.bands[band].to + 1e-9)
}

/// Lines where something else comes first, and thin ones between levels.
fn switches(map: &mut MapFrame, view: &MapView) {
    let [across, up] = &view.axes;
    let n = [across.bands.len(), up.bands.len()];
    for i in 0..n[0] {
        for j in 0..n[1] {
            let winner = view.winner_of_bands([i, j]);
            let (a, b) = (&across.bands[i], &up.bands[j]);
            if touches(across, i) && view.winner_of_bands([i + 1, j]) != winner {
                let (from, to) = (map.point([a.to, b.from]), map.point([a.to, b.to]));
                map.frame.line(Role::Surface, from, to, 2.5);
            }
            if touches(up, j) && view.winner_of_bands([i, j + 1]) != winner {
                let (from, to) = (map.point([a.from, b.to]), map.point([a.to, b.to]));
                map.frame.line(Role::Surface, from, to, 2.5);
            }
        }
    }
}

/// One letter in each region, in the middle of the largest box that fits.
fn letters(map: &mut MapFrame, view: &MapView) {
    let [across, up] = &view.axes;
    let n = [across.bands.len(), up.bands.len()];
    let region = connected(view, n);
    let n_regions = region.iter().map(|r| r + 1).max().unwrap_or(0);
    let mut best: Vec<Option<(f32, Point, Option<OfferIdx>)>> = vec![None; n_regions];
    for i in 0..n[0] {
        for j in 0..n[1] {
            let here = region[i * n[1] + j];
            // boxes that begin here: as high as every column still allows
            let mut top = n[1];
            for column in i..n[0] {
                if region[column * n[1] + j] != here || column > i && !touches(across, column - 1) {
                    break;
                }
                let mut end = j;
                while end + 1 < top && region[column * n[1] + end + 1] == here && touches(up, end) {
                    end += 1;
                }
                top = top.min(end + 1);
                let a = map.point([across.bands[i].from, up.bands[top - 1].to]);
                let b = map.point([across.bands[column].to, up.bands[j].from]);
                let room = (b.x - a.x).min((b.y - a.y) * 1.2);
                if best[here].is_none_or(|(most, ..)| room > most) {
                    let middle = at(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
                    best[here] = Some((room, middle, view.winner_of_bands([i, j])));
                }
            }
        }
    }
    let points: Vec<Point> = [true, false].into_iter().filter_map(|now| stands(map, view, now)).collect();
    for (room, mut middle, winner) in best.into_iter().flatten() {
        let size = if room >= 34.0 { 20.0 } else { TEXT };
        if room < 17.0 {
            continue;
        }
        // beside the customer, not under them
        let near = |p: &&Point| (p.x - middle.x).hypot(p.y - middle.y) < 22.0;
        if let Some(point) = points.iter().find(near) {
            let side = if middle.x >= point.x { 1.0 } else { -1.0 };
            middle.x += side * (room / 2.0 - size * 0.6).clamp(0.0, 24.0);
        }
        let role = if winner.is_some() { Role::OnFill } else { Role::Ink };
        map.frame.text(role, middle, Align::Centre, size, Weight::Strong, view.short(winner));
    }
}

/// Numbers regions of bands that touch and have one winner.
fn connected(view: &MapView, n: [usize; 2]) -> Vec<usize> {
    let mut region = vec![usize::MAX; n[0] * n[1]];
    let mut next = 0;
    for start in 0..region.len() {
        if region[start] != usize::MAX {
            continue;
        }
        region[start] = next;
        let mut open = vec![start];
        while let Some(cell) = open.pop() {
            let (i, j) = (cell / n[1], cell % n[1]);
            let winner = view.winner_of_bands([i, j]);
            let mut go = |i: usize, j: usize| {
                let to = i * n[1] + j;
                if region[to] == usize::MAX && view.winner_of_bands([i, j]) == winner {
                    region[to] = next;
                    open.push(to);
                }
            };
            if touches(&view.axes[0], i) {
                go(i + 1, j);
            }
            if touches(&view.axes[1], j) {
                go(i, j + 1);
            }
            if i > 0 && touches(&view.axes[0], i - 1) {
                go(i - 1, j);
            }
            if j > 0 && touches(&view.axes[1], j - 1) {
                go(i, j - 1);
            }
        }
        next += 1;
    }
    region
}

/// Where the customer stands, now or really.
fn stands(map: &MapFrame, view: &MapView, now: bool) -> Option<Point> {
    let of = |axis: &AxisView| if now { axis.now } else { axis.before };
    Some(map.point([of(&view.axes[0])?, of(&view.axes[1])?]))
}

/// A ring for now and, where it is elsewhere, a diamond for the real customer.
fn customer(map: &mut MapFrame, view: &MapView) {
    let (now, before) = (stands(map, view, true), stands(map, view, false));
    if let (Some(now), Some(before)) = (now, before)
        && (now.x - before.x).hypot(now.y - before.y) >= 1.0
    {
        for (role, width) in [(Role::Surface, 3.0), (Role::Ink, 1.5)] {
            map.frame.push(role, Shape::Line { a: before, b: now, width, dotted: role == Role::Ink });
        }
        diamond(&mut map.frame, before);
    }
    if let Some(now) = now {
        ring(&mut map.frame, now);
    }
}

fn ring(frame: &mut Frame, centre: Point) {
    for (role, radius) in [(Role::Surface, 10.5), (Role::Ink, 9.0), (Role::Surface, 5.5)] {
        frame.push(role, Shape::Disc { centre, radius });
    }
}

fn diamond(frame: &mut Frame, c: Point) {
    for (role, r) in [(Role::Surface, 11.0), (Role::Ink, 9.0), (Role::Surface, 5.0)] {
        let points = vec![at(c.x, c.y - r), at(c.x + r, c.y), at(c.x, c.y + r), at(c.x - r, c.y)];
        frame.push(role, Shape::Polygon(points));
    }
}

/// Labels at the left: ends first, then where it switches, each where there is room.
fn marks_up(map: &mut MapFrame, view: &MapView) {
    let axis = &view.axes[1];
    let mut taken: Vec<f32> = Vec::new();
    for (position, text, role) in marks(view, 1) {
        let y = map.point([0.0, position]).y.clamp(map.min.y + 6.0, map.max.y - 6.0);
        if axis.named || taken.iter().all(|t| (t - y).abs() >= LINE - 2.0) {
            let words = font::fit(&text, TINY, Weight::Regular, map.min.x - 10.0);
            map.frame.text(role, at(map.min.x - 8.0, y), Align::Right, TINY, Weight::Regular, words);
            taken.push(y);
        }
    }
}

/// Labels below, in as many lines as names need; gives where they end.
fn marks_across(map: &mut MapFrame, view: &MapView) -> f32 {
    let axis = &view.axes[0];
    let mut lines: Vec<Vec<(f32, f32)>> = vec![Vec::new()];
    for (position, text, role) in marks(view, 0) {
        let x = map.point([position, 0.0]).x;
        let half = font::width(&text, TINY, Weight::Regular) / 2.0;
        let middle = x.min(map.frame.size.x - half).max(half);
        let (from, to) = (middle - half - 4.0, middle + half + 4.0);
        let free = |line: &Vec<(f32, f32)>| line.iter().all(|(a, b)| to < *a || from > *b);
        let line = match lines.iter().position(free) {
            Some(line) => line,
            // a number without room is said when pointed at
            None if !axis.named && lines.len() >= 2 => continue,
            None => {
                lines.push(Vec::new());
                lines.len() - 1
            }
        };
        lines[line].push((from, to));
        let y = map.max.y + 11.0 + line as f32 * LINE;
        if line > 0 {
            map.frame.line(Role::Grid, at(x, map.max.y), at(x, y - 7.0), 1.0);
        }
        map.frame.text(role, at(middle, y), Align::Centre, TINY, Weight::Regular, text);
    }
    map.max.y + 4.0 + lines.len() as f32 * LINE
}

/// What stands at an axis: names in the middle of their bands, or the ends and the first value past each line, that of
/// the longest line first.
fn marks(view: &MapView, k: usize) -> Vec<(f64, String, Role)> {
    let (axis, other) = (&view.axes[k], &view.axes[1 - k]);
    let middle = |from: f64, to: f64| f64::midpoint(from, to);
    if axis.named {
        return axis.bands.iter().map(|b| (middle(b.from, b.to), b.mark.clone(), Role::Ink)).collect();
    }
    let mut marks: Vec<_> = axis.ends.iter().map(|(at, text)| (*at, text.clone(), Role::Muted)).collect();
    let winner = |i: usize, j: usize| view.winner_of_bands(if k == 0 { [i, j] } else { [j, i] });
    let mut lines = Vec::new();
    for (i, band) in axis.bands.iter().enumerate().skip(1) {
        let apart = !touches(axis, i - 1);
        let position = if apart { middle(band.from, band.to) } else { band.from };
        let crossed = other.bands.iter().enumerate().filter(|(j, _)| winner(i - 1, *j) != winner(i, *j));
        let length: f64 = crossed.map(|(_, b)| b.to - b.from).sum();
        lines.push((length, (position, band.mark.clone(), if apart { Role::Muted } else { Role::Ink })));
    }
    lines.sort_by(|a, b| b.0.total_cmp(&a.0));
    marks.extend(lines.into_iter().map(|(_, mark)| mark));
    marks
}

/// What the colours and the marks mean; gives where it ends.
fn key(frame: &mut Frame, view: &MapView, top: f32) -> f32 {
    let width = frame.size.x;
    let (mut x, mut y) = (0.0, top);
    let mut next = |room: f32| {
        if x > 0.0 && x + room > width {
            (x, y) = (0.0, y + 24.0);
        }
        let place = at(x, y);
        x += room + 18.0;
        place
    };
    for (offer, name) in &view.offers {
        // a letter or, of one outcome, a word
        let short = view.short(*offer);
        let text = after(name, &short);
        let sign = (font::width(&short, TINY, Weight::Strong) + 8.0).max(19.0);
        let words = font::fit(text, SMALL, Weight::Regular, width - sign - 11.0);
        let place = next(sign + 7.0 + font::width(&words, SMALL, Weight::Regular));
        let role = offer.map_or(Role::OffPath, |o| Role::Offer(o.0));
        frame.rect(role, at(place.x, place.y - 9.0), at(place.x + sign, place.y + 9.0), 4.0);
        let on = if offer.is_some() { Role::OnFill } else { Role::Ink };
        frame.text(on, at(place.x + sign / 2.0, place.y), Align::Centre, TINY, Weight::Strong, short);
        frame.text(Role::Ink, at(place.x + sign + 7.0, place.y), Align::Left, SMALL, Weight::Regular, words);
    }
    let moved = view.axes.iter().any(|a| a.now != a.before);
    let stands = view.axes.iter().all(|a| a.now.is_some());
    if stands {
        let place = next(26.0 + font::width("now", SMALL, Weight::Regular));
        ring(frame, at(place.x + 10.0, place.y));
        frame.text(Role::Ink, at(place.x + 26.0, place.y), Align::Left, SMALL, Weight::Regular, "now");
    }
    if moved && view.axes.iter().all(|a| a.before.is_some()) {
        let place = next(26.0 + font::width("before", SMALL, Weight::Regular));
        diamond(frame, at(place.x + 10.0, place.y));
        frame.text(Role::Ink, at(place.x + 26.0, place.y), Align::Left, SMALL, Weight::Regular, "before");
    }
    y + 14.0
}

/// A name without what stands before it in the key already.
fn after<'a>(name: &'a str, short: &str) -> &'a str {
    name.strip_prefix(short).map_or(name, |rest| rest.trim_start_matches([':', ' ']))
}

fn alternative(view: &MapView) -> String {
    let here = view.about(view.here()).replace('\n', "; ");
    let all: Vec<&str> = view.offers.iter().map(|(_, name)| name.as_str()).collect();
    format!("Map of {}: what comes first is {}. Now: {here}", view.title, all.join(", "))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ask::{self, Inputs};
    use crate::import;
    use crate::model::{Profile, Value};
    use crate::score::{Absence, Codes, margins, recommend};
    use crate::view::{Measure, Scale, map};

    #[test]
    fn the_key_says_what_its_signs_do_not() {
        assert_eq!(after("A Free delivery for a year", "A"), "Free delivery for a year");
        assert_eq!(after("not sent: below the line of 7.1 %", "not sent"), "below the line of 7.1 %");
        assert_eq!(after("sent: above the line of 7.1 %", "sent"), "above the line of 7.1 %");
        assert_eq!(after("No offer", "–"), "No offer");
    }

    #[test]
    fn every_position_is_the_cell_that_is_drawn_there() {
        let model = import::load(include_bytes!("../../../models/retailer.ron"), "x").expect("a model").value;
        let inputs = Inputs::new(model.clone(), None).expect("covers");
        let values: Vec<Value> = model.features().iter().map(|(_, f)| first(f)).collect();
        let profile = Profile {
            name: "Ada".into(),
            fictional: true,
            pronoun: Default::default(),
            story: String::new(),
            values: values.clone(),
            consents: Default::default(),
        };
        for ids in [["orders_90d", "favourite_category"], ["newsletter", "basket_avg"], ["region", "age"]] {
            let pair = ids.map(|id| model.features().find(id).expect("a feature"));
            let answer = Arc::new(ask::map(&inputs, &values, pair, None).expect("two facts"));
            let view = map::map(&model, &profile, answer, &values, &Measure::of(&model, Scale::Points, 1.0));
            for width in [420.0, 720.0] {
                let map = layout(&view, width);
                let n = [0, 1].map(|k| view.axes[k].places.len());
                for cell in (0..n[0]).flat_map(|i| (0..n[1]).map(move |j| [i, j])) {
                    let [a, b] = map.cell(&view, cell);
                    assert!(a.x < b.x && a.y < b.y, "{ids:?} {cell:?}: {a:?} {b:?}");
                    let middle = at(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
                    assert_eq!(view.cell(map.position(middle)), cell, "{ids:?}");
                    // what is set there is in that very cell
                    let set = view.values(&model, cell, Some(map.position(middle)), &values);
                    let mut changed = values.clone();
                    for (feature, value) in pair.iter().zip(set) {
                        changed[feature.index()] = value;
                    }
                    let all = margins(&model, &Codes::of(&model, &changed), Absence::ByCover);
                    let winner = recommend(&model, &changed, &all).winner().map(|w| w.offer);
                    assert_eq!(winner, view.winner(cell), "{ids:?} {cell:?}: {set:?}");
                }
                let inside =
                    |p: &Point| (-1.0..=width + 1.0).contains(&p.x) && p.y >= -1.0 && p.y <= map.frame.size.y;
                for item in &map.frame.items {
                    if let Shape::Text { pos, align, size, weight, text } = &item.shape {
                        let w = font::width(text, *size, *weight);
                        let from = match align {
                            Align::Left => pos.x,
                            Align::Centre => pos.x - w / 2.0,
                            Align::Right => pos.x - w,
                        };
                        assert!(inside(&at(from, pos.y)) && inside(&at(from + w, pos.y)), "{ids:?}: {text}");
                        assert!(!text.contains('…'), "{ids:?}: {text}");
                    }
                }
            }
        }
    }

    fn first(feature: &crate::model::Feature) -> Value {
        match (feature.kind.is_choice(), feature.range) {
            (true, _) => Value::Level(0),
            (false, Some((low, _))) => Value::Number(low),
            (false, None) => Value::Number(0.0),
        }
    }
}
