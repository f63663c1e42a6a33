//! Colours by role, light and dark: the one place that knows any. Blue raises, orange lowers, never red and green.

use super::Role;

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark text on white.
    #[default]
    Light,
    /// Light text on near black.
    Dark,
}

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The colour of a role.
pub fn colour(theme: Theme, role: Role) -> Rgb {
    let (light, dark) = match role {
        Role::Ink => ([0x17, 0x1D, 0x26], [0xF0, 0xF3, 0xF7]),
        Role::Muted => ([0x54, 0x5F, 0x6E], [0xA9, 0xB4, 0xC2]),
        Role::Grid => ([0xC9, 0xCF, 0xD8], [0x43, 0x4D, 0x5B]),
        Role::Track => ([0xE9, 0xEC, 0xF0], [0x2A, 0x32, 0x3D]),
        Role::Raises => ([0x0B, 0x62, 0xC4], [0x6C, 0xB2, 0xFF]),
        Role::Lowers => ([0xB0, 0x51, 0x0C], [0xFF, 0xA1, 0x5C]),
        Role::RaisesSoft => ([0x74, 0xA3, 0xDB], [0x3F, 0x6E, 0xA8]),
        Role::LowersSoft => ([0xD6, 0x9A, 0x6B], [0xA8, 0x69, 0x3A]),
        Role::Path => ([0x0B, 0x62, 0xC4], [0x6C, 0xB2, 0xFF]),
        Role::OffPath => ([0xB9, 0xC1, 0xCC], [0x4B, 0x56, 0x65]),
        // one hue, light and deep, that neither direction nor an offer has in light or dark
        Role::LowValue => ([0xA9, 0x8A, 0xDC], [0x7E, 0x68, 0xB8]),
        Role::HighValue => ([0x3F, 0x1F, 0x7A], [0xDD, 0xCF, 0xFF]),
        Role::NoValue => ([0x7F, 0x8A, 0x99], [0x7C, 0x88, 0x98]),
        Role::Surface => ([0xFF, 0xFF, 0xFF], [0x1B, 0x22, 0x2B]),
        Role::OnFill => ([0xFF, 0xFF, 0xFF], [0x10, 0x15, 0x1B]),
        Role::Changed => ([0xFF, 0xF1, 0xCF], [0x45, 0x36, 0x12]),
        Role::ChangedInk => ([0x6B, 0x4A, 0x00], [0xFF, 0xDD, 0x8A]),
        Role::Offer(i) => offer(i),
        Role::OfferSoft(i) => {
            let (light, dark) = offer(i);
            (halfway(light, colour(Theme::Light, Role::Surface)), halfway(dark, colour(Theme::Dark, Role::Surface)))
        }
    };
    match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    }
}

/// Nearer to the second of two colours than to the first.
fn halfway(a: Rgb, b: Rgb) -> Rgb {
    std::array::from_fn(|i| ((u16::from(a[i]) * 9 + u16::from(b[i]) * 11) / 20) as u8)
}

/// Offers' colours in turn; the letter carries the meaning, the colour only helps the eye.
fn offer(index: u32) -> (Rgb, Rgb) {
    const LIGHT: [Rgb; 8] = [
        [0x0B, 0x62, 0xC4],
        [0x7A, 0x48, 0xC0],
        [0x00, 0x76, 0x66],
        [0x85, 0x64, 0x00],
        [0xA8, 0x2C, 0x6C],
        [0x4E, 0x5B, 0x6B],
        [0x8A, 0x4B, 0x1F],
        [0x2F, 0x6B, 0x2F],
    ];
    const DARK: [Rgb; 8] = [
        [0x6C, 0xB2, 0xFF],
        [0xB9, 0x98, 0xF5],
        [0x4F, 0xC8, 0xB4],
        [0xDC, 0xBB, 0x45],
        [0xF0, 0x8B, 0xBE],
        [0xA9, 0xB7, 0xC8],
        [0xE0, 0xA0, 0x70],
        [0x90, 0xC8, 0x90],
    ];
    (LIGHT[index as usize % LIGHT.len()], DARK[index as usize % DARK.len()])
}

/// Contrast of two colours by WCAG 2: 1 to 21.
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |c: Rgb| {
        let linear = c.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_can_be_read_in_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            let surface = colour(theme, Role::Surface);
            let need = |role: Role, least: f64| {
                let found = contrast(colour(theme, role), surface);
                assert!(found >= least, "{theme:?} {role:?}: {found:.2}, needs {least}");
            };
            need(Role::Ink, 7.0);
            need(Role::Muted, 4.5);
            for role in [Role::Raises, Role::Lowers, Role::Path] {
                need(role, 4.5);
            }
            for role in [Role::LowValue, Role::HighValue, Role::NoValue] {
                need(role, 2.8);
            }
            let tones = contrast(colour(theme, Role::LowValue), colour(theme, Role::HighValue));
            assert!(tones >= 3.0, "{theme:?}: low and high values differ by {tones:.2}");
            for (ink, least) in [(Role::Ink, 7.0), (Role::ChangedInk, 4.5)] {
                let found = contrast(colour(theme, ink), colour(theme, Role::Changed));
                assert!(found >= least, "{theme:?} {ink:?} on what was changed: {found:.2}");
            }
            for i in 0..8 {
                need(Role::Offer(i), 4.5);
                let on = contrast(colour(theme, Role::OnFill), colour(theme, Role::Offer(i)));
                assert!(on >= 4.5, "{theme:?}: a letter on offer {i} has {on:.2}");
            }
        }
    }
}
