//! A decision tree drawn from the top down, the customer's way lit and numbered.
//!
//! Leaves stand side by side, inner nodes above the middle of their children. Numbers on the way match the lines of
//! its receipt, so that no label has to be squeezed in; where there is room, every node says what it asks.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Shape, Target, Weight, at};
use crate::view::path::TreeView;

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
    let level = if labelled { 96.0 } else { (340.0 / (deepest.max(1) as f32)).clamp(26.0, 56.0) };
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
    frame
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
    for (k, line) in font::wrap(&node.label, 13.0, Weight::Strong, step * 1.8).iter().take(2).enumerate() {
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
}
