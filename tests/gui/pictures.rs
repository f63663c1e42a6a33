//! Pictures of the window in both themes at both sizes: those in the README. `UPDATE_SNAPSHOTS=1 cargo test --test gui`
//! draws them anew.

use candour::app::{Action, Tab};
use candour::model::Value;
use egui_kittest::{Harness, SnapshotOptions};

use crate::common::{feature, window};

fn picture(harness: &mut Harness<'_, candour::gui::Window>, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    // text may fall a hair to the side on another processor
    let options = SnapshotOptions::new().threshold(2.0).max_failed_pixels(400usize).output_path(folder);
    harness.snapshot_options(name, &options);
}

fn what_if(harness: &mut Harness<'_, candour::gui::Window>) {
    let basket = feature(harness, "discount_share");
    let orders = feature(harness, "orders_90d");
    let app = harness.state_mut().app_mut();
    app.apply(Action::Set { feature: basket, value: Value::Number(52.0), gesture: None });
    app.apply(Action::Set { feature: orders, value: Value::Number(4.0), gesture: None });
    harness.run();
}

macro_rules! pictures {
    ($($name:ident: $size:expr, $theme:ident, $then:expr;)+) => {
        $(#[test]
        fn $name() {
            let (mut harness, _) = window($size, egui::Theme::$theme, Some(Action::OpenDemonstration));
            harness.run();
            #[allow(clippy::redundant_closure_call, reason = "one list of closures")]
            ($then)(&mut harness);
            harness.run();
            picture(&mut harness, stringify!($name));
        })+
    };
}

type Desk<'a, 'b> = &'a mut Harness<'b, candour::gui::Window>;

fn show(h: Desk<'_, '_>, tab: Tab) {
    h.state_mut().app_mut().apply(Action::Tab(tab));
}

const SMALL: [f32; 2] = [1280.0, 800.0];
const LARGE: [f32; 2] = [1920.0, 1080.0];

pictures! {
    explain_light: SMALL, Light, |_: Desk<'_, '_>| {};
    explain_dark: SMALL, Dark, |_: Desk<'_, '_>| {};
    explain_large_light: LARGE, Light, |_: Desk<'_, '_>| {};
    explain_large_dark: LARGE, Dark, |_: Desk<'_, '_>| {};
    what_if_light: SMALL, Light, |h: Desk<'_, '_>| what_if(h);
    what_if_dark: SMALL, Dark, |h: Desk<'_, '_>| what_if(h);
    path_light: LARGE, Light, |h: Desk<'_, '_>| {
        show(h, Tab::Path);
        h.run();
        let tree = h.state().app().explanation().expect("an answer").trees[2].0;
        h.state_mut().app_mut().apply(Action::ShowTree(Some(tree)));
    };
    change_light: SMALL, Light, |h: Desk<'_, '_>| show(h, Tab::Change);
    compare_dark: SMALL, Dark, |h: Desk<'_, '_>| show(h, Tab::Compare);
    together_light: SMALL, Light, |h: Desk<'_, '_>| show(h, Tab::Together);
    welcome_light: SMALL, Light, |h: Desk<'_, '_>| h.state_mut().app_mut().apply(Action::Close);
    one_tree_light: SMALL, Light, |h: Desk<'_, '_>| {
        h.state_mut().app_mut().apply(Action::OpenOneTree);
        show(h, Tab::Path);
    };
}
