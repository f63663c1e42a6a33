//! A decision tree drawn from the top down, the customer's way lit and numbered.
//!
//! Leaves stand side by side, inner nodes above the middle of their children. Numbers on the way match the lines of
//! its receipt. Along the way every node says what it asks, the customer's value, what therefore holds, and how many go
//! to either side: of the opened customers as bars along the fact, else of training as one bar. Where there is room, every
//! other node says what it asks, too.

use super::standing;
use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Shape, Target, Weight, at};
use crate::view::path::{NodeView, TreeView};

/// The height of a level where only the way is labelled: two lines, and the bar of who goes where.
const STEP: f32 = 54.0;
/// How long the bar is of all who come to a node.
const SPLIT: f32 = 56.0;
/// The widest that a label beside the way may be, as a share of the width.
const PLATE: f32 = 0.46;

/// Room that a leaf needs for nodes to carry labels.
const LABELLED: f32 = 64.0;

/// Lays a tree out in a width.
pub fn layout(view: &TreeView, width: f32) -> Frame {
    let n = view.nodes.len();
    let mut depth = vec![0usize; n];
    let mut order = Vec::with_capacity(n); // parents before children, left before right
    let mut open = vec![0usize];
    while let Some(i) = open.pop() {
        order.push(i);
        if let Some((l, r)) = view.nodes[i].children {
            depth[l] = depth[i] + 1;
            depth[r] = depth[i] + 1;
            open.push(r);
            open.push(l);
        }
    }
    let n_leaves = order.iter().filter(|&&i| view.nodes[i].children.is_none()).count().max(1);
    let deepest = depth.iter().copied().max().unwrap_or(0);
    let step = width / n_leaves as f32;
    let labelled = step >= LABELLED;
    let top = 16.0;
    let mut x = vec![0.0f32; n];
    let mut leaf = 0;
    for &i in &order {
        if view.nodes[i].children.is_none() {
            x[i] = (leaf as f32 + 0.5) * step;
            leaf += 1;
        }
    }
    for &i in order.iter().rev() {
        if let Some((l, r)) = view.nodes[i].children {
            x[i] = f32::midpoint(x[l], x[r]);
        }
    }
    // what stands beside a step of the way ends before the next one begins
    let plates = (0..n).filter(|&i| !labelled && view.nodes[i].on_path.is_some() && view.nodes[i].children.is_some());
    let tallest = plates.map(|i| plate_height(&plate_lines(&view.nodes[i], x[i], width), &view.nodes[i]));
    let foot = view.nodes.iter().map(foot_height).fold(0.0, f32::max);
    let level = if labelled { 92.0 + foot } else { tallest.fold(STEP, f32::max) };
    let pos = |i: usize| at(x[i], top + depth[i] as f32 * level);
    let steps = view.nodes.iter().filter_map(|node| node.on_path).max().unwrap_or(0);
    let height = top + deepest as f32 * level + if labelled { 30.0 } else { 18.0 };
    let mut frame =
        Frame::new(width, height, format!("{} with {n_leaves} leaves; the way has {steps} steps", view.title));

    // branches first, the lit ones last
    for lit in [false, true] {
        for &i in &order {
            let Some((l, r)) = view.nodes[i].children else { continue };
            for child in [l, r] {
                let on = view.nodes[i].on_path.is_some() && view.nodes[child].on_path.is_some();
                if on == lit {
                    let (role, thick) = if lit { (Role::Path, 3.5) } else { (Role::OffPath, 1.2) };
                    frame.line(role, pos(i), pos(child), thick);
                }
            }
        }
    }
    let small = (step * 0.32).clamp(1.5, 5.0);
    for &i in &order {
        let node = &view.nodes[i];
        let p = pos(i);
        match node.on_path {
            Some(number) => {
                frame.push(Role::Path, Shape::Disc { centre: p, radius: 10.5 });
                frame.text(Role::OnFill, p, Align::Centre, 12.5, Weight::Strong, number.to_string());
            }
            None if node.children.is_some() => frame.push(Role::OffPath, Shape::Disc { centre: p, radius: small }),
            None => {
                frame.rect(Role::OffPath, at(p.x - small, p.y - small), at(p.x + small, p.y + small), 1.0);
            }
        }
        if labelled {
            labels(&mut frame, view, i, &x, (p.y, p.y + level), step);
        }
        let reach = small.max(if node.on_path.is_some() { 10.5 } else { 4.0 });
        frame.hit(at(p.x - reach, p.y - reach), at(p.x + reach, p.y + reach), Target::Node(i as u32), &node.about);
    }
    if !labelled {
        order.iter().for_each(|&i| plate(&mut frame, view, i, &x, (pos(i).y, level)));
    }
    frame
}

/// What a node at `x` asks and what the customer has there, in lines that fit beside it on the side with more room.
fn plate_lines(node: &NodeView, x: f32, width: f32) -> [Vec<String>; 2] {
    let most = (width * PLATE).min((width - x).max(x) - 18.0);
    [font::wrap(&node.asked, 13.0, Weight::Strong, most), font::wrap(&node.holds, 12.5, Weight::Regular, most)]
}

/// How high those lines are, with who goes where below them.
fn plate_height([asked, holds]: &[Vec<String>; 2], node: &NodeView) -> f32 {
    15.0 * (asked.len() + holds.len()) as f32 + 2.0 + foot_height(node)
}

/// How high it is who goes where.
fn foot_height(node: &NodeView) -> f32 {
    match (&node.standing, node.goes_left) {
        (Some(_), _) => standing::HEIGHT + 3.0,
        (None, Some(_)) => 8.0,
        (None, None) => 0.0,
    }
}

/// How wide that is.
fn foot_width(node: &NodeView) -> f32 {
    node.standing.as_ref().map_or(SPLIT, standing::width)
}

/// Who goes where, its middle and its top given.
fn foot(frame: &mut Frame, node: &NodeView, lit_left: bool, middle: f32, top: f32) {
    match &node.standing {
        Some(here) => {
            standing::draw(frame, here, lit_left, at(middle, top));
        }
        None => split_bar(frame, node.goes_left, lit_left, middle, top + 3.0),
    }
}

/// What a node on the way asks, beside it, on the side that the way does not take; where there is no room, clear of the
/// way if it can be. `x` are the nodes' places, `y` is this node's and how far below its children are.
fn plate(frame: &mut Frame, view: &TreeView, i: usize, x: &[f32], (y, level): (f32, f32)) {
    let (node, p) = (&view.nodes[i], at(x[i], y));
    if node.on_path.is_none() {
        return;
    }
    let width = frame.size.x;
    let Some((l, r)) = node.children else {
        let half = font::width(&node.label, 13.0, Weight::Strong) / 2.0 + 4.0;
        // beside the leaf, where neither it nor the edge to it is
        let right = p.x + 14.0 + 2.0 * half <= width;
        let centre = if right { p.x + 14.0 + half } else { p.x - 14.0 - half };
        frame.rect(Role::Surface, at(centre - half, p.y - 9.0), at(centre + half, p.y + 9.0), 3.0);
        frame.text(Role::Ink, at(centre, p.y), Align::Centre, 13.0, Weight::Strong, &node.label);
        return;
    };
    let goes_left = view.nodes[l].on_path.is_some();
    let room = |right: bool| if right { width - p.x - 18.0 } else { p.x - 18.0 };
    let lines = plate_lines(node, p.x, width);
    let widest =
        |texts: &[String], size, weight| texts.iter().map(|t| font::width(t, size, weight)).fold(0.0, f32::max);
    let wide =
        widest(&lines[0], 13.0, Weight::Strong).max(widest(&lines[1], 12.5, Weight::Regular)).max(foot_width(node));
    let right = if room(goes_left) >= wide { goes_left } else { !goes_left };
    let (top, high) = (p.y - 14.0, plate_height(&lines, node));
    let bottom = top + high;
    // how far the way has gone to that side where the plate ends
    let gone = if goes_left { p.x - x[l] } else { x[r] - p.x } * (high - 14.0) / level;
    let aside = if right == goes_left { 0.0 } else { gone.min(room(right) - wide).max(0.0) };
    let (from, align, anchor) = match right {
        true => (p.x + 15.0 + aside, Align::Left, p.x + 18.0 + aside),
        false => (p.x - 21.0 - wide - aside, Align::Right, p.x - 18.0 - aside),
    };
    let [asked, holds] = lines;
    frame.rect(Role::Surface, at(from, top), at(from + wide + 6.0, bottom), 3.0);
    let texts = asked.iter().map(|t| (t, 13.0, Weight::Strong, Role::Ink));
    let texts = texts.chain(holds.iter().map(|t| (t, 12.5, Weight::Regular, Role::Muted)));
    for (k, (text, size, weight, role)) in texts.enumerate() {
        frame.text(role, at(anchor, top + 8.0 + 15.0 * k as f32), align, size, weight, text);
    }
    let half = foot_width(node) / 2.0;
    let middle = if right { anchor + half } else { anchor - half };
    foot(frame, node, goes_left, middle, bottom - foot_height(node));
}

/// Who goes where: a bar to the left and one to the right of a middle, together as long as all; the customer's side lit.
fn split_bar(frame: &mut Frame, share: Option<f64>, lit_left: bool, middle: f32, y: f32) {
    let Some(share) = share else { return };
    let left = SPLIT * share as f32;
    let start = middle - SPLIT / 2.0;
    let mut part = |from: f32, to: f32, lit: bool| {
        let role = if lit { Role::Path } else { Role::OffPath };
        if to - from > 0.5 {
            frame.rect(role, at(from, y - 2.5), at(to, y + 2.5), 1.0);
        }
    };
    part(start, start + (left - 1.0).max(1.0), lit_left);
    part(start + (left + 1.0).min(SPLIT - 1.0), start + SPLIT, !lit_left);
}

/// What a node asks, under it; what each branch means, beside it; a leaf's value below it. `x` are the nodes' places,
/// `y` is this node's and its children's.
fn labels(frame: &mut Frame, view: &TreeView, i: usize, x: &[f32], y: (f32, f32), step: f32) {
    let node = &view.nodes[i];
    let Some((l, r)) = node.children else {
        frame.text(Role::Ink, at(x[i], y.0 + 20.0), Align::Centre, 13.0, Weight::Strong, &node.label);
        return;
    };
    let mut plate = |x: f32, y: f32, size: f32, weight: Weight, role: Role, text: &str| {
        let half = font::width(text, size, weight) / 2.0 + 4.0;
        let x = x.clamp(half, (frame.size.x - half).max(half));
        frame.rect(Role::Surface, at(x - half, y - 9.0), at(x + half, y + 9.0), 3.0);
        frame.text(role, at(x, y), Align::Centre, size, weight, text);
    };
    let asks = if node.asked.is_empty() { &node.label } else { &node.asked };
    let lines = font::wrap(asks, 13.0, Weight::Strong, step * 1.8);
    for (k, line) in lines.iter().enumerate() {
        plate(x[i], y.0 + 21.0 + k as f32 * 16.0, 13.0, Weight::Strong, Role::Ink, line);
    }
    let fit = |text: &str| font::fit(text, 12.5, Weight::Regular, (step * 1.5).max(90.0));
    let (left, right) = (fit(&node.left_text), fit(&node.right_text));
    let width = |text: &str| font::width(text, 12.5, Weight::Regular);
    // side by side where the branches are wide, one above the other where they are not
    let tight = (x[r] - x[l]) * 0.74 < f32::midpoint(width(&left), width(&right)) + 14.0;
    for (text, child, lift) in
        [(left, l, if tight { 34.0 } else { 24.0 }), (right, r, if tight { 17.0 } else { 24.0 })]
    {
        plate(x[i] + (x[child] - x[i]) * 0.74, y.1 - lift, 12.5, Weight::Regular, Role::Muted, &text);
    }
    if node.on_path.is_some() {
        let under = y.0 + 21.0 + lines.len() as f32 * 16.0 - 4.0;
        let (high, wide) = (foot_height(node), foot_width(node) / 2.0 + 3.0);
        frame.rect(Role::Surface, at(x[i] - wide, under), at(x[i] + wide, under + high), 3.0);
        foot(frame, node, view.nodes[l].on_path.is_some(), x[i], under);
    }
}
