//! How long a slider step and opening take, on the demonstration and on 500 trees of depth 6.
//!
//! `cargo bench --bench window`. A step is everything a drag asks for: score, rank, attributions, response curves of
//! every fact, replay, the words, and the layout of the waterfall. Figures of the last run stand in
//! `docs/performance.md`.

use std::sync::Arc;

use candour::app::open::{bundled, demonstration};
use candour::app::{Action, App, People};
use candour::ask::{self, Crowd, ExplainQuestion, Inputs, Query, SortBy, Standings, browse, explain};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, NodeIdx, OfferIdx};
use candour::explain::curve::curve_from;
use candour::figure::waterfall;
use candour::gui::Window;
use candour::import;
use candour::model::{
    Aggregate, Comparison, CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Node, Offer, Profile, Provenance,
    RankBy, Rounding, Side, Split, Test, Tree, Value,
};
use candour::open::Reading;
use candour::score::{Codes, leaf_values};
use candour::view::explain::{Manner, screen};
use divan::Bencher;
use eframe::App as _;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn main() {
    divan::main();
}

/// The window without a display, at 1280 × 800: what it draws goes as far as the triangles that a graphics card is given.
struct Drawn {
    ctx: egui::Context,
    window: Window,
    frame: eframe::Frame,
    time: f64,
}

impl Drawn {
    fn new(open: impl FnOnce(&mut App)) -> Self {
        let ctx = egui::Context::default();
        let mut app = App::new(None, Arc::new(|| {}), true);
        open(&mut app);
        let window = Window::new(&ctx, app, Box::new(|_, _, _| {}));
        let mut drawn = Self { ctx, window, frame: eframe::Frame::_new_kittest(), time: 0.0 };
        for _ in 0..8 {
            drawn.frame(Vec::new());
        }
        drawn
    }

    /// One frame; gives how many triangles it has.
    fn frame(&mut self, events: Vec<egui::Event>) -> usize {
        self.shown(events).1
    }

    fn shown(&mut self, events: Vec<egui::Event>) -> (egui::PlatformOutput, usize) {
        let Self { ctx, window, frame, time } = self;
        *time += 1.0 / 60.0;
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
        let input = egui::RawInput { screen_rect: Some(screen), time: Some(*time), events, ..Default::default() };
        let mut output = ctx.run_ui(input, |ui| {
            window.logic(&ui.ctx().clone(), frame);
            window.ui(ui, frame);
        });
        output.textures_delta.clear();
        let meshes = ctx.tessellate(output.shapes, 1.0);
        let triangles = meshes.iter().map(|p| match &p.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
            egui::epaint::Primitive::Callback(_) => 0,
        });
        (output.platform_output, triangles.sum())
    }

    /// The first slider that is wholly in sight.
    fn slider(&mut self) -> egui::Rect {
        self.ctx.enable_accesskit();
        self.frame(Vec::new());
        let tree = self.shown(Vec::new()).0.accesskit_update.expect("asked for");
        self.ctx.disable_accesskit();
        let bounds = tree.nodes.iter().filter(|(_, node)| node.role() == egui::accesskit::Role::Slider);
        let bounds = bounds
            .filter_map(|(_, node)| node.bounds())
            .find(|b| (150.0..600.0).contains(&b.y0))
            .expect("a slider in sight");
        egui::Rect::from_min_max(
            egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
            egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
        )
    }

    /// Every frame is one of a drag to and fro over the whole of a slider.
    fn dragged(mut self, bencher: Bencher<'_, '_>) {
        let slider = self.slider();
        let at = |t: f32| egui::pos2(egui::lerp(slider.x_range(), t), slider.min.y + 13.0);
        let press = egui::Event::PointerButton {
            pos: at(0.5),
            button: egui::PointerButton::Primary,
            pressed: true,
            modifiers: egui::Modifiers::NONE,
        };
        self.frame(vec![egui::Event::PointerMoved(at(0.5))]);
        self.frame(vec![press]);
        // far enough to be a drag and not a click
        self.frame(vec![egui::Event::PointerMoved(at(0.9))]);
        let mut t = 0.0_f32;
        bencher.bench_local(|| {
            t += 0.013;
            self.frame(vec![egui::Event::PointerMoved(at(0.5 + 0.45 * t.sin()))])
        });
        assert!(self.window.app().document().expect("open").choice.is_altered(), "the drag changed something");
    }
}

#[divan::bench]
fn frame_of_a_drag_on_the_demonstration(bencher: Bencher<'_, '_>) {
    Drawn::new(|app| app.apply(Action::OpenDemonstration)).dragged(bencher);
}

#[divan::bench]
fn frame_of_a_drag_on_500_trees(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let (model, table) = (folder.path().join("large.ron"), folder.path().join("people.csv"));
    std::fs::write(&model, import::candour_ron::write(&large())).expect("written");
    let head: Vec<String> = (0..24).map(|i| format!("feature {i}")).collect();
    let rows =
        (0..200).map(|row| (0..24).map(|i| ((row * 7 + i * 13) % 256).to_string()).collect::<Vec<_>>().join(","));
    let text = std::iter::once(head.join(",")).chain(rows).collect::<Vec<_>>().join("\n");
    std::fs::write(&table, text).expect("written");
    Drawn::new(|app| {
        app.apply(Action::OpenModel(model, Reading::default()));
        app.open_next(table);
    })
    .dragged(bencher);
}

/// Nothing moves: what a frame costs when something else wakes the window.
#[divan::bench]
fn frame_at_rest_on_the_demonstration(bencher: Bencher<'_, '_>) {
    let mut drawn = Drawn::new(|app| app.apply(Action::OpenDemonstration));
    bencher.bench_local(|| drawn.frame(Vec::new()));
}

/// 500 full trees of depth 6 over 24 features with 255 thresholds each, as a boosting library makes them.
fn large() -> CustomerModel {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let n_features = 24;
    let features = (0..n_features)
        .map(|i| {
            let mut f = Feature::bare(format!("feature {i}"), FeatureKind::Number);
            f.range = Some((0.0, 256.0));
            f
        })
        .collect();
    let trees = (0..500)
        .map(|_| {
            let inner = 63;
            let mut nodes: Vec<Node> = (0..inner)
                .map(|i| {
                    Node::Split(Split {
                        feature: FeatureIdx::new(rng.gen_range(0..n_features)),
                        test: Test::Below {
                            threshold: f64::from(rng.gen_range(1..256u32)),
                            written: Comparison::LessOrEqual,
                            rank: 0,
                        },
                        missing: Side::Left,
                        left: NodeIdx::new(2 * i + 1),
                        right: NodeIdx::new(2 * i + 2),
                    })
                })
                .collect();
            nodes.extend((0..=inner).map(|_| Node::Leaf { value: rng.gen_range(-0.1..0.1) }));
            let mut covers = vec![0.0; nodes.len()];
            covers[inner..].fill(1.0);
            for i in (0..inner).rev() {
                covers[i] = covers[2 * i + 1] + covers[2 * i + 2];
            }
            Tree { offer: OfferIdx(0), nodes, covers }
        })
        .collect();
    let offer = Offer::bare("0", Aggregate::Sum);
    ModelBuilder {
        title: "500 × depth 6".into(),
        description: String::new(),
        features,
        purposes: Default::default(),
        offers: vec![offer],
        link: Link::Logistic { scale: 1.0 },
        rank_by: RankBy::Response,
        rounding: Rounding::F64,
        currency: String::new(),
        trees,
        provenance: Provenance::default(),
    }
    .build()
    .expect("a valid model")
}

fn step(bencher: Bencher<'_, '_>, inputs: &Inputs, profile: &Profile) {
    let feature = FeatureIdx(0);
    let mut value = 0.0;
    bencher.bench_local(|| {
        value = (value + 1.0) % 20.0;
        let mut values = profile.values.clone();
        values[feature.index()] = Value::Number(value);
        let question = ExplainQuestion { original: profile.values.clone(), values, offer: None, line: None };
        let answer = explain(inputs, &question);
        let said = screen(inputs, profile, &answer, None, Manner::default());
        waterfall::layout(&said.why.waterfall, 560.0).items.len()
    });
}

#[divan::bench]
fn slider_step_on_the_demonstration(bencher: Bencher<'_, '_>) {
    let document = demonstration(false).expect("the demonstration opens");
    step(bencher, &document.inputs, &document.choice.profile);
}

#[divan::bench]
fn slider_step_on_500_trees(bencher: Bencher<'_, '_>) {
    let inputs = Inputs::new(large(), None).expect("covers are there");
    let values = (0..24).map(|i| Value::Number(f64::from(i * 10))).collect();
    let profile = Profile {
        name: "row 0".into(),
        fictional: true,
        pronoun: Default::default(),
        story: String::new(),
        values,
        consents: Default::default(),
    };
    step(bencher, &inputs, &profile);
}

/// 500 trees of depth 6 and somebody in the middle of every fact.
fn large_customer() -> (Inputs, Vec<Value>) {
    let inputs = Inputs::new(large(), None).expect("covers are there");
    (inputs, (0..24).map(|i| Value::Number(f64::from(i * 10))).collect())
}

#[divan::bench]
fn curve_of_one_fact_over_500_trees(bencher: Bencher<'_, '_>) {
    let (inputs, values) = large_customer();
    let leaves = leaf_values(inputs.model(), &Codes::of(inputs.model(), &values), inputs.absence());
    let codes = Codes::of(inputs.model(), &values);
    let mut feature = 0;
    bencher.bench_local(|| {
        feature = (feature + 1) % 24;
        curve_from(inputs.model(), &values, &codes, FeatureIdx::new(feature), inputs.absence(), None, &leaves)
    });
}

/// The tracks of 20 facts after one step of one of them, with the scores that they start from.
#[divan::bench]
fn tracks_of_20_facts_over_500_trees(bencher: Bencher<'_, '_>) {
    let (inputs, mut values) = large_customer();
    let mut value = 0.0;
    bencher.bench_local(|| {
        value = (value + 1.0) % 20.0;
        values[0] = Value::Number(value);
        let codes = Codes::of(inputs.model(), &values);
        let leaves = leaf_values(inputs.model(), &codes, inputs.absence());
        let curve =
            |f| curve_from(inputs.model(), &values, &codes, FeatureIdx::new(f), inputs.absence(), None, &leaves);
        (0..20).map(|f| curve(f).winners().len()).sum::<usize>()
    });
}

/// Every pair of cells of two facts with 255 thresholds each.
#[divan::bench(args = ["24 facts", "2 facts"])]
fn map_over_500_trees(bencher: Bencher<'_, '_>, of: &str) {
    let (inputs, values) = if of == "2 facts" { two_facts() } else { large_customer() };
    bencher.bench_local(|| ask::map(&inputs, &values, [FeatureIdx(0), FeatureIdx(1)], None));
}

/// 500 trees of depth 6 that ask about two facts only: 256 × 256 cells that all differ.
fn two_facts() -> (Inputs, Vec<Value>) {
    let mut parts = large().into_builder();
    for node in parts.trees.iter_mut().flat_map(|t| &mut t.nodes) {
        if let Node::Split(split) = node {
            split.feature = FeatureIdx::new(split.feature.index() % 2);
        }
    }
    let inputs = Inputs::new(parts.build().expect("a valid model"), None).expect("covers are there");
    (inputs, vec![Value::Number(100.0); 24])
}

#[divan::bench]
fn open_the_demonstration(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| demonstration(false).expect("the demonstration opens"));
}

#[divan::bench]
fn open_240_trees_of_candour_ron(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| import::load(bundled::RETAILER, "retailer").expect("the demonstration opens"));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn open_500_trees_of_candour_ron(bencher: Bencher<'_, '_>) {
    let text = import::candour_ron::write(&large());
    bencher.bench_local(|| {
        let model = import::load(text.as_bytes(), "large").expect("a valid model").value;
        Inputs::new(model, None).expect("covers are there")
    });
}

/// The demonstration's customers over and over, a million of them.
struct Million(std::sync::Arc<People>);

impl Crowd for Million {
    fn n(&self) -> usize {
        1_000_000
    }
    fn label(&self, place: usize) -> String {
        format!("customer {place}")
    }
    fn value(&self, place: usize, feature: FeatureIdx) -> Value {
        Crowd::value(&*self.0, place % self.0.len(), feature)
    }
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn score_the_thousand_of_the_demonstration(bencher: Bencher<'_, '_>) {
    let document = demonstration(false).expect("the demonstration opens");
    bencher.bench_local(|| Standings::new(&document.inputs, &*document.people, &Progress::default()));
}

#[divan::bench(sample_count = 5, sample_size = 1, args = ["search", "response", "label"])]
fn list_a_million(bencher: Bencher<'_, '_>, what: &str) {
    let document = demonstration(false).expect("the demonstration opens");
    let crowd = Million(document.people.clone());
    let standings = Standings::new(&document.inputs, &crowd, &Progress::default()).expect("nobody stops it");
    let query = match what {
        "search" => Query { search: "99".into(), ..Query::default() },
        "response" => Query { sort: SortBy::Response, descending: true, ..Query::default() },
        _ => Query { sort: SortBy::Label, descending: true, ..Query::default() },
    };
    bencher.bench_local(|| browse(&crowd, Some(&standings), &query, &Progress::default()));
}
