//! The bundled typeface, Inter, and how wide its text is. The same files are drawn on screen and in exports.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef};

use super::Weight;

/// Inter Regular with tabular figures; SIL Open Font License, see `assets/fonts`.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
/// Inter SemiBold with tabular figures.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");

static FONTS: LazyLock<[Option<FontRef<'static>>; 2]> =
    LazyLock::new(|| [FontRef::try_from_slice(REGULAR).ok(), FontRef::try_from_slice(SEMIBOLD).ok()]);

/// The widths, in the font's units, of the characters that nearly all text is made of: layouts measure all the time.
static USUAL: LazyLock<[[f32; 0x180]; 2]> = LazyLock::new(|| {
    std::array::from_fn(|weight| {
        std::array::from_fn(|code| advance(weight, char::from_u32(code as u32).unwrap_or(' ')))
    })
});

/// How wide a character is in the font's units.
fn advance(weight: usize, character: char) -> f32 {
    FONTS[weight].as_ref().map_or(0.0, |font| font.h_advance_unscaled(font.glyph_id(character)))
}

/// The width of a text in points at a font size in points.
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let weight = usize::from(weight == Weight::Strong);
    let em = FONTS[weight].as_ref().and_then(FontRef::units_per_em).unwrap_or(2048.0);
    let usual = &USUAL[weight];
    let one = |c: char| usual.get(c as usize).copied().unwrap_or_else(|| advance(weight, c));
    text.chars().map(one).sum::<f32>() * size / em
}

/// The text, or as much of it as fits with an ellipsis; layouts that use it keep the whole text in a tooltip.
pub fn fit(text: &str, size: f32, weight: Weight, most: f32) -> String {
    if width(text, size, weight) <= most {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let candidate = format!("{}…", kept.trim_end());
        if width(&candidate, size, weight) <= most {
            return candidate;
        }
    }
    "…".to_owned()
}

/// The text in lines that fit, broken between words; a word that is too long by itself is cut with an ellipsis.
pub fn wrap(text: &str, size: f32, weight: Weight, most: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) if width(&longer, size, weight) <= most => *line = longer,
            _ => lines.push(fit(word, size, weight, most)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_and_text_fits() {
        let w = |t: &str| width(t, 14.0, Weight::Regular);
        assert_eq!(w("111"), w("888"));
        assert!(w("+") > 0.0 && w("−") == w("+"), "plus and minus are as wide as each other");
        let cut = fit("Customer for how many months", 14.0, Weight::Regular, 80.0);
        assert!(cut.ends_with('…') && w(&cut) <= 80.0, "{cut}");
        assert_eq!(wrap("Free delivery for a year", 14.0, Weight::Strong, 100.0).len(), 2);
    }
}
