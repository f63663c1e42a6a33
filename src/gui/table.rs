//! Rows of cells side by side, each as many lines high as its longest cell needs, so that no text is cut.

use egui::{Align2, Color32, CornerRadius, Rect, Response, Sense, Ui, pos2, vec2};

use super::theme;
use crate::figure::{Weight, font};

/// A cell.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// What it says.
    pub text: &'a str,
    /// In which colour.
    pub ink: Color32,
    /// Whether in strong type.
    pub strong: bool,
    /// Whether it stands at the right of its column, as numbers do.
    pub right: bool,
    /// What is behind it, if it is lit.
    pub lit: Option<Color32>,
}

impl<'a> Cell<'a> {
    /// A text at the left.
    pub fn text(text: &'a str, ink: Color32, strong: bool) -> Self {
        Self { text, ink, strong, right: false, lit: None }
    }
}

/// Room between two columns.
pub const GAP: f32 = 10.0;

/// Draws a row: columns as wide as said, cells in type of a size, `fill` behind all of them. `name` is what those hear
/// who do not see it. An empty cell gives its room to the one before.
pub fn row(
    ui: &mut Ui,
    widths: &[f32],
    cells: &[Cell<'_>],
    size: f32,
    fill: Option<Color32>,
    name: &str,
) -> Response {
    let line = size + 4.0;
    let room = |i: usize| {
        let empty = cells[i + 1..].iter().take_while(|cell| cell.text.is_empty()).count();
        widths[i..=i + empty].iter().sum::<f32>()
    };
    let weight = |cell: &Cell<'_>| if cell.strong { Weight::Strong } else { Weight::Regular };
    let lines: Vec<Vec<String>> =
        cells.iter().enumerate().map(|(i, cell)| font::wrap(cell.text, size, weight(cell), room(i) - GAP)).collect();
    let height = lines.iter().map(Vec::len).max().unwrap_or(1) as f32 * line + 5.0;
    let (rect, response) = ui.allocate_exact_size(vec2(widths.iter().sum(), height), Sense::hover());
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(4), fill);
    }
    let mut x = rect.min.x;
    for ((cell, lines), width) in cells.iter().zip(&lines).zip(widths) {
        if let Some(lit) = cell.lit {
            let behind = Rect::from_min_size(pos2(x - 4.0, rect.min.y), vec2(width - 4.0, height - 2.0));
            ui.painter().rect_filled(behind, CornerRadius::same(4), lit);
        }
        let font_id = if cell.strong { theme::strong(size) } else { theme::regular(size) };
        let (at, align) = if cell.right { (x + width, Align2::RIGHT_CENTER) } else { (x, Align2::LEFT_CENTER) };
        for (k, text) in lines.iter().enumerate() {
            let y = rect.min.y + 2.0 + line * (k as f32 + 0.5);
            ui.painter().text(pos2(at, y), align, text, font_id.clone(), cell.ink);
        }
        x += width;
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, name));
    response
}
