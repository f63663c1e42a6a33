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

/// The text in lines that fit, broken between words; a word that is too long by itself is broken after a mark in it, or
/// anywhere.
pub fn wrap(text: &str, size: f32, weight: Weight, most: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) if width(&longer, size, weight) <= most => *line = longer,
            _ => lines.extend(pieces(word, size, weight, most)),
        }
    }
    lines
}

/// A word in pieces that fit.
fn pieces(word: &str, size: f32, weight: Weight, most: f32) -> Vec<String> {
    let (mut rest, mut pieces) = (word, Vec::new());
    while !rest.is_empty() && width(rest, size, weight) > most {
        // at least one sign, however little room there is
        let ends: Vec<usize> = rest.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        let fits = ends.iter().take_while(|&&end| width(&rest[..end], size, weight) <= most).count().max(1);
        let is_mark = |&&end: &&usize| rest[..end].ends_with(|c: char| !c.is_alphanumeric());
        let at = ends[..fits].iter().rfind(is_mark).copied().unwrap_or(ends[fits - 1]);
        let (piece, left) = rest.split_at(at);
        pieces.push(piece.to_owned());
        rest = left;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
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
        // nothing of a long word is lost, and it is broken where it has a mark
        let broken = wrap("most: university.degree", 14.0, Weight::Regular, 80.0);
        assert_eq!(broken, ["most:", "university.", "degree"]);
        let narrow = wrap("professional_course", 14.0, Weight::Regular, 40.0);
        assert_eq!(narrow.concat(), "professional_course");
        assert!(narrow.iter().all(|line| w(line) <= 40.0));
        assert_eq!(wrap("ab", 14.0, Weight::Regular, 0.0), ["a", "b"]);
        assert_eq!(wrap("", 14.0, Weight::Regular, 10.0), [""]);
    }
}
