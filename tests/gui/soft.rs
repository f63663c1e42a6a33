//! egui's triangles painted on the CPU: no GPU, no display, the same picture everywhere.

use std::collections::BTreeMap;

use egui::epaint::{ImageDelta, Primitive, Vertex};
use egui::{Color32, ImageData, Rect, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use image::RgbaImage;

/// The painter with its textures.
#[derive(Default)]
pub struct Soft {
    textures: BTreeMap<TextureId, Texture>,
}

struct Texture {
    size: [usize; 2],
    pixels: Vec<Color32>,
}

impl Texture {
    /// The colour at a place from 0 to 1, the four nearest pixels mixed.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let [w, h] = self.size;
        let (x, y) = (u * w as f32 - 0.5, v * h as f32 - 0.5);
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let pixel = |x: f32, y: f32| {
            let x = (x.max(0.0) as usize).min(w - 1);
            let y = (y.max(0.0) as usize).min(h - 1);
            self.pixels[y * w + x].to_array().map(f32::from)
        };
        let (x, y) = (x.floor(), y.floor());
        let corners = [pixel(x, y), pixel(x + 1.0, y), pixel(x, y + 1.0), pixel(x + 1.0, y + 1.0)];
        let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
        std::array::from_fn(|c| corners.iter().zip(weights).map(|(p, w)| p[c] * w).sum())
    }
}

impl TestRenderer for Soft {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let parts = std::mem::take(&mut delta.set);
        for (id, ImageDelta { image, pos, .. }) in
            parts.into_iter().flat_map(|(id, list)| list.into_iter().map(move |d| (id, d)))
        {
            let ImageData::Color(image) = image;
            match pos {
                None => {
                    self.textures.insert(id, Texture { size: image.size, pixels: image.pixels.clone() });
                }
                Some([x0, y0]) => {
                    let Some(texture) = self.textures.get_mut(&id) else { continue };
                    for y in 0..image.size[1] {
                        let from = y * image.size[0];
                        let to = (y0 + y) * texture.size[0] + x0;
                        texture.pixels[to..to + image.size[0]]
                            .copy_from_slice(&image.pixels[from..from + image.size[0]]);
                    }
                }
            }
        }
        // what is freed is only freed after the frame that last used it; keeping it does no harm here
        delta.free.clear();
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let (w, h) = (size.x.round() as usize, size.y.round() as usize);
        let cleared = ctx.global_style().visuals.window_fill.to_array().map(f32::from);
        let mut canvas = vec![cleared; w * h];
        for primitive in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &primitive.primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            for triangle in mesh.indices.chunks_exact(3) {
                let corners = [0, 1, 2].map(|i| mesh.vertices[triangle[i] as usize]);
                fill(&mut canvas, w, h, scale, primitive.clip_rect, texture, corners);
            }
        }
        let bytes = canvas.iter().flat_map(|p| [p[0], p[1], p[2], 255.0].map(|c| c.round().clamp(0.0, 255.0) as u8));
        RgbaImage::from_raw(w as u32, h as u32, bytes.collect()).ok_or_else(|| "size".to_owned())
    }
}

fn fill(
    canvas: &mut [[f32; 4]],
    w: usize,
    h: usize,
    scale: f32,
    clip: Rect,
    texture: &Texture,
    corners: [Vertex; 3],
) {
    let p = corners.map(|v| v.pos * scale);
    let area = (p[1].x - p[0].x) * (p[2].y - p[0].y) - (p[2].x - p[0].x) * (p[1].y - p[0].y);
    if area == 0.0 {
        return;
    }
    let bound =
        |low: f32, high: f32, most: usize| (low.max(0.0).floor() as usize, (high.ceil().max(0.0) as usize).min(most));
    let xs = p.map(|p| p.x);
    let ys = p.map(|p| p.y);
    let least = |v: [f32; 3]| v.into_iter().fold(f32::INFINITY, f32::min);
    let most = |v: [f32; 3]| v.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let (x0, x1) = bound(least(xs).max((clip.min.x * scale).round()), most(xs).min((clip.max.x * scale).round()), w);
    let (y0, y1) = bound(least(ys).max((clip.min.y * scale).round()), most(ys).min((clip.max.y * scale).round()), h);
    for y in y0..y1 {
        for x in x0..x1 {
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let edge = |a: usize, b: usize| (p[b].x - p[a].x) * (py - p[a].y) - (p[b].y - p[a].y) * (px - p[a].x);
            let k = [edge(1, 2) / area, edge(2, 0) / area, edge(0, 1) / area];
            if k.iter().any(|k| *k < 0.0) {
                continue;
            }
            let mix = |f: &dyn Fn(&Vertex) -> f32| (0..3).map(|i| k[i] * f(&corners[i])).sum::<f32>();
            let texel = texture.sample(mix(&|v| v.uv.x), mix(&|v| v.uv.y));
            let colour: [f32; 4] =
                std::array::from_fn(|c| texel[c] * mix(&|v| f32::from(v.color.to_array()[c])) / 255.0);
            let below = &mut canvas[y * w + x];
            for c in 0..4 {
                below[c] = colour[c] + below[c] * (1.0 - colour[3] / 255.0);
            }
        }
    }
}
