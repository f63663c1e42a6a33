//! Type, sizes and colours for egui, from the one palette: the only place in the window that makes a colour.

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle};

use crate::figure::palette::colour;
use crate::figure::{Role, Theme, font};

/// Body text.
pub const BODY: f32 = 15.0;
/// Text that explains.
pub const SMALL: f32 = 13.5;
/// The least size of any text.
pub const TINY: f32 = 12.5;
/// A card's heading.
pub const HEADING: f32 = 19.0;

/// Colours of the window that figures do not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paint {
    /// Behind the cards.
    Page,
    /// A card.
    Card,
    /// A card's edge.
    Edge,
    /// What was changed.
    Changed,
    /// Text on what was changed.
    ChangedInk,
    /// A button, a field.
    Field,
    /// The same under the pointer.
    FieldHover,
    /// What is chosen.
    Chosen,
    /// Focus ring, links, primary buttons.
    Accent,
    /// Something went wrong.
    Alarm,
}

/// A colour of the window.
pub fn paint(theme: Theme, paint: Paint) -> Color32 {
    let (light, dark) = match paint {
        Paint::Page => ([0xF3, 0xF5, 0xF8], [0x10, 0x15, 0x1B]),
        Paint::Card => (colour(Theme::Light, Role::Surface), colour(Theme::Dark, Role::Surface)),
        Paint::Edge => ([0xD9, 0xDE, 0xE5], [0x38, 0x42, 0x4F]),
        Paint::Changed => (colour(Theme::Light, Role::Changed), colour(Theme::Dark, Role::Changed)),
        Paint::ChangedInk => (colour(Theme::Light, Role::ChangedInk), colour(Theme::Dark, Role::ChangedInk)),
        Paint::Field => ([0xEE, 0xF1, 0xF5], [0x2A, 0x32, 0x3D]),
        Paint::FieldHover => ([0xE1, 0xE7, 0xEE], [0x35, 0x3F, 0x4C]),
        Paint::Chosen => ([0xE8, 0xF1, 0xFC], [0x1F, 0x33, 0x4D]),
        Paint::Accent => (colour(Theme::Light, Role::Raises), colour(Theme::Dark, Role::Raises)),
        Paint::Alarm => (colour(Theme::Light, Role::Lowers), colour(Theme::Dark, Role::Lowers)),
    };
    rgb(match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    })
}

/// The colour of a role.
pub fn role(theme: Theme, role: Role) -> Color32 {
    rgb(colour(theme, role))
}

/// The shade of a stretch that is sent or not, the deeper the farther from the line, from 0 to 1.
pub fn shade(theme: Theme, is_sent: bool, strength: f32) -> Color32 {
    let (full, least) = if is_sent { (Role::Offer(0), 0.45) } else { (Role::OffPath, 0.5) };
    let strength = least + (1.0 - least) * strength.clamp(0.0, 1.0);
    role(theme, Role::Surface).lerp_to_gamma(role(theme, full), strength)
}

fn rgb([r, g, b]: [u8; 3]) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// The theme in force.
pub fn of(ctx: &egui::Context) -> Theme {
    if ctx.global_style().visuals.dark_mode { Theme::Dark } else { Theme::Light }
}

/// The family of strong text.
pub fn strong_family() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// A font of body weight.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// A font of strong weight.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, strong_family())
}

/// Installs type and both themes.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in [("inter", font::REGULAR), ("inter-strong", font::SEMIBOLD)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    fonts.families.insert(FontFamily::Proportional, vec!["inter".to_owned()]);
    fonts.families.insert(FontFamily::Monospace, vec!["inter".to_owned()]);
    fonts.families.insert(strong_family(), vec!["inter-strong".to_owned(), "inter".to_owned()]);
    ctx.set_fonts(fonts);
    ctx.options_mut(|options| {
        // the system may have no theme to follow
        options.fallback_theme = egui::Theme::Light;
        // text size is a setting
        options.zoom_with_keyboard = false;
    });
    for (egui_theme, theme) in [(egui::Theme::Light, Theme::Light), (egui::Theme::Dark, Theme::Dark)] {
        ctx.style_mut_of(egui_theme, |style| apply(style, theme));
    }
}

fn apply(style: &mut egui::Style, theme: Theme) {
    let ink = role(theme, Role::Ink);
    let muted = role(theme, Role::Muted);
    let accent = paint(theme, Paint::Accent);
    style.text_styles = [
        (TextStyle::Heading, strong(HEADING)),
        (TextStyle::Body, regular(BODY)),
        (TextStyle::Button, regular(BODY)),
        (TextStyle::Small, regular(SMALL)),
        (TextStyle::Monospace, regular(BODY)),
    ]
    .into();
    style.spacing.item_spacing = egui::vec2(8.0, 6.0);
    style.spacing.button_padding = egui::vec2(11.0, 5.0);
    style.spacing.interact_size = egui::vec2(32.0, 30.0);
    style.spacing.menu_margin = Margin::same(8);
    style.spacing.tooltip_width = 380.0;
    style.spacing.combo_width = 60.0;
    style.spacing.scroll.floating = false;
    style.spacing.scroll.bar_width = 7.0;
    style.spacing.scroll.foreground_color = false;
    style.spacing.scroll.bar_inner_margin = 5.0;
    style.spacing.scroll.bar_outer_margin = 0.0;
    style.animation_time = 0.08;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.3;
    style.url_in_tooltip = false;
    let v = &mut style.visuals;
    v.dark_mode = theme == Theme::Dark;
    v.weak_text_color = Some(muted);
    v.hyperlink_color = accent;
    v.panel_fill = paint(theme, Paint::Page);
    v.window_fill = paint(theme, Paint::Card);
    v.window_stroke = Stroke::new(1.0, paint(theme, Paint::Edge));
    v.window_corner_radius = CornerRadius::same(12);
    v.menu_corner_radius = CornerRadius::same(10);
    v.extreme_bg_color = paint(theme, Paint::Field);
    v.faint_bg_color = paint(theme, Paint::Field);
    v.selection.bg_fill = paint(theme, Paint::Chosen);
    v.selection.stroke = Stroke::new(2.0, accent);
    v.warn_fg_color = paint(theme, Paint::ChangedInk);
    v.error_fg_color = paint(theme, Paint::Alarm);
    v.slider_trailing_fill = true;
    let shape = |w: &mut egui::style::WidgetVisuals, fill: Paint, edge: Stroke| {
        w.bg_fill = paint(theme, fill);
        w.weak_bg_fill = paint(theme, fill);
        w.bg_stroke = edge;
        w.fg_stroke = Stroke::new(1.5, ink);
        w.corner_radius = CornerRadius::same(8);
        w.expansion = 0.0;
    };
    let edge = Stroke::new(1.0, paint(theme, Paint::Edge));
    shape(&mut v.widgets.noninteractive, Paint::Card, edge);
    shape(&mut v.widgets.inactive, Paint::Field, Stroke::NONE);
    shape(&mut v.widgets.hovered, Paint::FieldHover, edge);
    shape(&mut v.widgets.active, Paint::FieldHover, Stroke::new(1.5, accent));
    shape(&mut v.widgets.open, Paint::FieldHover, edge);
}

/// Between cards, and between them and the window's edge.
pub const GAP: i8 = 14;
/// How round a card's corners are.
pub const CARD_RADIUS: u8 = 12;

/// The frame of a card.
pub fn card(theme: Theme) -> egui::Frame {
    egui::Frame::new()
        .fill(paint(theme, Paint::Card))
        .stroke(Stroke::new(1.0, paint(theme, Paint::Edge)))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::symmetric(16, 14))
}
