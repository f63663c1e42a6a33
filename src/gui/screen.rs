//! Where the window is on the screen, and how large what is in it is drawn: as the person set it, and large for a class.

use egui::{Context, ViewportCommand, vec2};

use crate::app::settings::Placed;
use crate::app::{App, Over};

/// The size of a window that nobody moved yet, in points of the screen.
pub const USUAL: [f32; 2] = [1280.0, 800.0];
/// The least size wherever there is room for it.
const LEAST: [f32; 2] = [960.0, 600.0];
/// The least size until it is known how large the screen is, and the least room that large type leaves.
pub const SMALLEST: [f32; 2] = [640.0, 400.0];
/// What a screen needs beside a window: its frame, and the bars of the system.
const FRAME: [f32; 2] = [16.0, 72.0];
/// How many times as large a class sees what one person sees.
const LARGE: f32 = 1.6;
/// The same in a window with little room, which is narrower than [`NARROW`] points of the screen.
const LARGE_NARROW: f32 = 1.2;
const NARROW: f32 = 1200.0;

/// What is known of the screen between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    zoom: f32,
    /// Whether the window was fitted to the screen.
    is_fitted: bool,
    placed: Option<Placed>,
}

impl Screen {
    /// Where the window is, once the system told it.
    pub fn placed(&self) -> Option<Placed> {
        self.placed
    }

    /// Follows the settings, what is shown, and what the person does with the window.
    pub fn follow(&mut self, ctx: &Context, app: &App) {
        // where a frame is laid out once more, what is known of the window is of before
        if ctx.current_pass_index() > 0 {
            return;
        }
        let now = ctx.zoom_factor();
        let large = matches!(app.desk().over(), Some(Over::Large(_)));
        let window = ctx.content_rect().size() * now;
        let zoom = zoom(app.desk().settings().text_size, large, [window.x.round(), window.y.round()]);
        if (self.zoom - zoom).abs() > 0.001 {
            self.zoom = zoom;
            ctx.set_zoom_factor(zoom);
        }
        let (monitor, inner, outer, maximised, away) = ctx.input(|i| {
            let v = i.viewport();
            let fills = v.maximized.unwrap_or(false) || v.fullscreen.unwrap_or(false);
            (v.monitor_size, v.inner_rect, v.outer_rect, fills, v.minimized.unwrap_or(false))
        });
        // what is asked of the window counts in points of the zoom that is set, which is another one until the next frame
        let settled = (now - zoom).abs() <= 0.001;
        if let Some(monitor) = monitor.filter(|m| !self.is_fitted && settled && m.min_elem() > 1.0) {
            self.is_fitted = true;
            let (least, fills) = fitted([monitor.x * now, monitor.y * now], app.desk().settings().window);
            ctx.send_viewport_cmd(ViewportCommand::MinInnerSize(vec2(least[0], least[1]) / now));
            if fills {
                ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
            }
        }
        if let Some(inner) = inner.filter(|_| !away) {
            let known = self.placed.or(app.desk().settings().window);
            let here = Placed {
                size: [inner.width() * now, inner.height() * now],
                corner: outer.map(|outer| [outer.min.x * now, outer.min.y * now]),
                maximised,
            };
            // a window that fills the screen goes back to the size that it had
            self.placed = Some(match known {
                Some(known) if maximised => Placed { maximised, ..known },
                None if maximised => Placed { size: USUAL, corner: None, maximised },
                _ => here,
            });
        }
    }
}

/// How many times as large everything is drawn at a text size in percent; never so large that a window of this size, in
/// points of the screen, has less room than the smallest.
fn zoom(text_size: u32, large: bool, window: [f32; 2]) -> f32 {
    let set = text_size as f32 / 100.0;
    let least = if window[0] < NARROW { LARGE_NARROW } else { LARGE };
    let most = (window[0] / SMALLEST[0]).min(window[1] / SMALLEST[1]).max(1.0);
    if large { set.max(least).min(most) } else { set.min(most) }
}

/// The least size of a window on a screen of this size, and whether it is to fill it from the start, in points of the
/// screen: nothing of it may ever lie where nobody sees it.
fn fitted(screen: [f32; 2], placed: Option<Placed>) -> ([f32; 2], bool) {
    let room = [0, 1].map(|i| (screen[i] - FRAME[i]).max(1.0));
    let size = placed.map_or(USUAL, |p| p.size);
    let fills = (0..2).any(|i| size[i] > room[i]);
    ([0, 1].map(|i| LEAST[i].min(room[i])), fills)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_stays_on_its_screen() {
        let left = |size| Some(Placed { size, corner: None, maximised: false });
        // (the screen in points, what was left behind, the least size, whether it fills the screen)
        let cases = [
            ([1920.0, 1080.0], None, [960.0, 600.0], false),
            // 1920 × 1080 at 200 %, 1366 × 768 at 150 % and at 100 %
            ([960.0, 540.0], None, [944.0, 468.0], true),
            ([910.0, 512.0], None, [894.0, 440.0], true),
            ([1366.0, 768.0], None, [960.0, 600.0], true),
            ([1366.0, 768.0], left([1000.0, 650.0]), [960.0, 600.0], false),
            ([1366.0, 768.0], left([1800.0, 1000.0]), [960.0, 600.0], true),
        ];
        for (screen, placed, least, fills) in cases {
            assert_eq!(fitted(screen, placed), (least, fills), "{screen:?} {placed:?}");
        }
    }

    #[test]
    fn the_least_size_counts_in_the_zoom_that_is_set() {
        let mut app = App::new(None, std::sync::Arc::new(|| {}), true);
        app.apply(crate::app::Action::TextSize(150));
        let (ctx, mut screen, mut sent) = (Context::default(), Screen::default(), Vec::new());
        for _ in 0..4 {
            let mut input = egui::RawInput {
                screen_rect: Some(egui::Rect::from_min_size(
                    egui::Pos2::ZERO,
                    vec2(1280.0, 800.0) / ctx.zoom_factor(),
                )),
                ..egui::RawInput::default()
            };
            let window = input.viewports.entry(egui::ViewportId::ROOT).or_default();
            window.monitor_size = Some(vec2(1920.0, 1080.0) / ctx.zoom_factor());
            let mut output = ctx.run_ui(input, |ui| {
                screen.follow(ui.ctx(), &app);
                // a frame that is laid out twice ends in the new zoom
                if ui.ctx().current_pass_index() == 0 {
                    ui.ctx().request_discard("test");
                }
            });
            output.textures_delta.clear();
            // the system takes them once the frame is over
            for command in output.viewport_output.values().flat_map(|v| &v.commands) {
                if let ViewportCommand::MinInnerSize(size) = command {
                    sent.push(*size * ctx.zoom_factor());
                }
            }
        }
        assert_eq!(sent, [vec2(960.0, 600.0)]);
    }

    #[test]
    fn a_class_sees_larger_type_and_never_smaller_than_was_set() {
        assert_eq!(zoom(130, false, [1280.0, 800.0]), 1.3);
        assert_eq!(zoom(100, true, [1280.0, 800.0]), 1.6);
        assert_eq!(zoom(200, true, [1280.0, 800.0]), 2.0);
        assert_eq!(zoom(80, true, [960.0, 600.0]), 1.2);
        assert_eq!(zoom(200, false, [960.0, 600.0]), 1.5, "as large as it has room for");
        assert_eq!(zoom(100, false, [500.0, 300.0]), 1.0);
    }
}
