//! Figures for everything that leaves the app: SVG and PNG, drawn by plotters from the same layout as the screen.
//!
//! plotters places everything on whole pixels, so SVG is drawn ten times as large inside its view box, and PNG twice as
//! large and then averaged down, which also smooths its edges.

use std::sync::Once;

use plotters::prelude::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, register_font};
use plotters_backend::text_anchor::{HPos, Pos, VPos};

use super::frame::{Align, Frame, Item, Point, Shape, Weight};
use super::palette::{Theme, colour};
use super::{Role, font};
use crate::base::{Error, Kind, Result};

/// The family in SVG: Inter where it is installed, else what is most like it.
const FAMILY: &str = "Inter, Segoe UI, Helvetica, Arial, sans-serif";
const SVG_SCALE: f32 = 10.0;
/// Room around a figure that stands by itself.
const MARGIN: f32 = 16.0;

static FONTS: Once = Once::new();

fn fonts() {
    FONTS.call_once(|| {
        // fails only for bytes that are no font, and these are the bundled ones
        let _ = register_font(FAMILY, FontStyle::Normal, font::REGULAR);
        let _ = register_font(FAMILY, FontStyle::Bold, font::SEMIBOLD);
    });
}

/// A figure as an SVG document, with its sentence as title.
pub fn svg(frame: &Frame, theme: Theme) -> String {
    fonts();
    let (w, h) = outer(frame);
    let (big_w, big_h) = ((w * SVG_SCALE) as u32, (h * SVG_SCALE) as u32);
    let mut text = String::new();
    {
        let backend = SVGBackend::with_string(&mut text, (big_w, big_h));
        let mut pen = Pen { backend, scale: SVG_SCALE, theme, bitmap: false };
        // writing into a string cannot fail
        let _ = pen.figure(frame, big_w, big_h);
    }
    let title = frame.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replacen(
        &format!("width=\"{big_w}\" height=\"{big_h}\""),
        &format!("role=\"img\" width=\"{w}\" height=\"{h}\""),
        1,
    )
    .replacen(">\n", &format!(">\n<title>{title}</title>\n"), 1)
}

/// A figure as PNG bytes; `scale` 1 is 96 dots per inch.
///
/// # Errors
/// [`Kind::Question`] if the picture would have more than 100 million pixels.
pub fn png(frame: &Frame, theme: Theme, scale: f32) -> Result<Vec<u8>> {
    let (rgb, w, h) = pixels(frame, theme, scale)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let failed = |e: png::EncodingError| Error::new(Kind::Question, format!("the picture could not be encoded: {e}"));
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&rgb).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// A figure as rows of red, green, blue, with its width and height.
///
/// # Errors
/// As [`png()`].
pub fn pixels(frame: &Frame, theme: Theme, scale: f32) -> Result<(Vec<u8>, u32, u32)> {
    fonts();
    let (w, h) = outer(frame);
    let (w, h) = ((w * scale) as u32, (h * scale) as u32);
    if u64::from(w) * u64::from(h) > 100_000_000 {
        return Err(Error::new(Kind::Question, format!("a picture of {w} × {h} pixels is too large"))
            .hint("save it as SVG, which has no pixels"));
    }
    let (big_w, big_h) = (w * 2, h * 2);
    let mut big = vec![0u8; big_w as usize * big_h as usize * 3];
    {
        let backend = BitMapBackend::with_buffer(&mut big, (big_w, big_h));
        let mut pen = Pen { backend, scale: scale * 2.0, theme, bitmap: true };
        pen.figure(frame, big_w, big_h).map_err(|()| Error::new(Kind::Question, "the picture could not be drawn"))?;
    }
    let mut rgb = vec![0u8; w as usize * h as usize * 3];
    let stride = big_w as usize * 3;
    for y in 0..h as usize {
        for x in 0..w as usize {
            for c in 0..3 {
                let i = 2 * y * stride + 6 * x + c;
                let sum: u32 = [i, i + 3, i + stride, i + stride + 3].iter().map(|&i| u32::from(big[i])).sum();
                rgb[(y * w as usize + x) * 3 + c] = ((sum + 2) / 4) as u8;
            }
        }
    }
    Ok((rgb, w, h))
}

fn outer(frame: &Frame) -> (f32, f32) {
    ((frame.size.x + 2.0 * MARGIN).ceil(), (frame.size.y + 2.0 * MARGIN).ceil())
}

struct Pen<B: DrawingBackend> {
    backend: B,
    scale: f32,
    theme: Theme,
    bitmap: bool,
}

impl<B: DrawingBackend> Pen<B> {
    fn figure(&mut self, frame: &Frame, w: u32, h: u32) -> Result<(), ()> {
        let surface = self.colour(Role::Surface);
        self.backend.draw_rect((0, 0), (w as i32, h as i32), &surface, true).map_err(|_| ())?;
        for item in &frame.items {
            self.item(item)?;
        }
        self.backend.present().map_err(|_| ())
    }

    fn colour(&self, role: Role) -> plotters::style::ShapeStyle {
        let [r, g, b] = colour(self.theme, role);
        RGBColor(r, g, b).filled()
    }

    fn place(&self, p: Point) -> (i32, i32) {
        (((p.x + MARGIN) * self.scale).round() as i32, ((p.y + MARGIN) * self.scale).round() as i32)
    }

    fn item(&mut self, item: &Item) -> Result<(), ()> {
        let style = self.colour(item.role);
        match &item.shape {
            Shape::Box { min, max, radius } => {
                let corners = rounded(*min, *max, *radius);
                let points: Vec<_> = corners.into_iter().map(|p| self.place(p)).collect();
                self.backend.fill_polygon(points, &style).map_err(|_| ())
            }
            Shape::Polygon(points) => {
                let points: Vec<_> = points.iter().map(|p| self.place(*p)).collect();
                self.backend.fill_polygon(points, &style).map_err(|_| ())
            }
            Shape::Line { a, b, width, dotted } => {
                let style = style.stroke_width((width * self.scale).round().max(1.0) as u32);
                let length = (b.x - a.x).hypot(b.y - a.y);
                let n = if *dotted { (length / 6.0).ceil().max(1.0) as usize } else { 1 };
                for k in 0..n {
                    let part = |t: f32| Point { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
                    let from = k as f32 / n as f32;
                    let to = if *dotted { from + 0.4 / n as f32 } else { 1.0 };
                    let (from, to) = (self.place(part(from)), self.place(part(to)));
                    self.backend.draw_line(from, to, &style).map_err(|_| ())?;
                }
                Ok(())
            }
            Shape::Disc { centre, radius } => {
                let r = (radius * self.scale).round() as u32;
                let centre = self.place(*centre);
                self.backend.draw_circle(centre, r, &style, true).map_err(|_| ())
            }
            Shape::Text { pos, align, size, weight, text } => {
                self.text(item.role, *pos, *align, *size, *weight, text)
            }
        }
    }

    fn text(
        &mut self,
        role: Role,
        pos: Point,
        align: Align,
        size: f32,
        weight: Weight,
        text: &str,
    ) -> Result<(), ()> {
        let face = if weight == Weight::Strong { FontStyle::Bold } else { FontStyle::Normal };
        let [r, g, b] = colour(self.theme, role);
        // the middle of capital letters stands on pos.y; Inter's capitals are 0.727 em high
        let baseline = pos.y + 0.36 * size;
        // the two backends read the size and the top of a text in their own ways
        let (nominal, above) = if self.bitmap { (size * 1.21, 0.5 * 1.21) } else { (size * 1.24, 0.76) };
        let top = baseline - above * size;
        let (x, h_pos) = match (self.bitmap, align) {
            (_, Align::Left) => (pos.x, HPos::Left),
            (true, Align::Centre) => (pos.x - font::width(text, size, weight) / 2.0, HPos::Left),
            (true, Align::Right) => (pos.x - font::width(text, size, weight), HPos::Left),
            (false, Align::Centre) => (pos.x, HPos::Center),
            (false, Align::Right) => (pos.x, HPos::Right),
        };
        // built with its style: plotters keeps the regular face of a font that is made bold afterwards
        let font = FontDesc::new(FontFamily::Name(FAMILY), f64::from(nominal * self.scale), face);
        let ink = RGBColor(r, g, b);
        let style = TextStyle::from(font).color(&ink).pos(Pos::new(h_pos, VPos::Top));
        let at = self.place(Point { x, y: top });
        self.backend.draw_text(text, &style, at).map_err(|_| ())
    }
}

/// A rectangle's outline with its corners cut round in four steps each.
fn rounded(min: Point, max: Point, radius: f32) -> Vec<Point> {
    let r = radius.min((max.x - min.x) / 2.0).min((max.y - min.y) / 2.0).max(0.0);
    if r < 0.5 {
        return vec![min, Point { x: max.x, y: min.y }, max, Point { x: min.x, y: max.y }];
    }
    let corners = [(max.x - r, min.y + r), (max.x - r, max.y - r), (min.x + r, max.y - r), (min.x + r, min.y + r)];
    let mut points = Vec::with_capacity(20);
    for (quarter, (cx, cy)) in corners.into_iter().enumerate() {
        for k in 0..=4 {
            let angle = (quarter as f32 - 1.0 + k as f32 / 4.0) * std::f32::consts::FRAC_PI_2;
            points.push(Point { x: cx + r * angle.cos(), y: cy + r * angle.sin() });
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::frame::at;
    use super::*;

    fn word(weight: Weight) -> Frame {
        let mut frame = Frame::new(120.0, 20.0, "a <word> & more");
        frame.text(Role::Ink, at(0.0, 10.0), Align::Left, 15.0, weight, "Maya 63 %");
        frame
    }

    #[test]
    fn pictures_have_strong_text_and_vectors_have_titles() {
        let ink = |weight| {
            let (rgb, w, h) = pixels(&word(weight), Theme::Light, 2.0).expect("small");
            assert_eq!(rgb.len(), (w * h * 3) as usize);
            rgb.iter().map(|&c| u64::from(255 - c)).sum::<u64>()
        };
        let (regular, strong) = (ink(Weight::Regular), ink(Weight::Strong));
        assert!(regular > 10_000 && strong > regular * 11 / 10, "{regular} {strong}");
        let text = svg(&word(Weight::Strong), Theme::Dark);
        assert!(
            text.contains("<title>a &lt;word&gt; &amp; more</title>") && text.contains("font-weight=\"bold\""),
            "{text}"
        );
        assert!(text.contains("width=\"152\""), "{text}");
    }

    #[test]
    fn a_picture_too_large_is_refused() {
        let frame = Frame::new(1e5, 1e5, "huge");
        assert!(png(&frame, Theme::Light, 2.0).expect_err("too large").hint.is_some());
    }
}
