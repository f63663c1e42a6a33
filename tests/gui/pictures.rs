//! Pictures of the window, those in the README among them: how it looks in both themes. That everything fits at every size
//! is seen in `layout.rs`. `UPDATE_SNAPSHOTS=1 cargo test --test gui pictures` draws them anew.

use candour::app::{Action, Over, Place, Tab};
use egui_kittest::SnapshotOptions;

use crate::common::{Desk, act, window};
use crate::scenes;

/// Opens the demonstration, does something with it, and holds the window against its picture.
fn shoot(name: &str, size: [f32; 2], theme: egui::Theme, then: impl FnOnce(&mut Desk)) {
    let (mut desk, _) = window(size, theme, Some(Action::OpenDemonstration));
    desk.run();
    then(&mut desk);
    desk.run();
    let folder = scenes::project("docs/pictures");
    // text may fall a hair to the side on another processor
    let options = SnapshotOptions::new().threshold(2.0).max_failed_pixels(400usize).output_path(folder);
    desk.snapshot_options(name, &options);
}

const SMALL: [f32; 2] = [1280.0, 800.0];
const LARGE: [f32; 2] = [1920.0, 1080.0];

macro_rules! pictures {
    ($($name:ident: $size:expr, $theme:ident, $then:expr;)+) => {
        $(#[test]
        fn $name() {
            shoot(stringify!($name), $size, egui::Theme::$theme, $then);
        })+
    };
}

pictures! {
    explain_light: SMALL, Light, |_| {};
    explain_dark: SMALL, Dark, |_| {};
    what_if_light: SMALL, Light, scenes::what_if;
    what_if_dark: SMALL, Dark, scenes::what_if;
    path_light: LARGE, Light, scenes::tree;
    compare_dark: SMALL, Dark, |desk| scenes::show(desk, Tab::Compare);
    together_light: SMALL, Light, |desk| scenes::show(desk, Tab::Together);
    map_light: SMALL, Light, |desk| scenes::map(desk, ["orders_90d", "discount_share"]);
    map_dark: SMALL, Dark, |desk| {
        scenes::what_if(desk);
        scenes::map(desk, ["orders_90d", "discount_share"]);
    };
    plan_light: SMALL, Light, |desk| scenes::show(desk, Tab::Change);
    plan_dark: SMALL, Dark, scenes::plan;
    enough_light: SMALL, Light, scenes::enough;
    welcome_light: SMALL, Light, |desk| act(desk, Action::Close);
    browser_light: SMALL, Light, scenes::browser;
    browser_dark: SMALL, Dark, |desk| scenes::lay(desk, Over::Browse);
    balance_light: SMALL, Light, |desk| act(desk, Action::Go(Place::Balance));
    balance_dark: SMALL, Dark, |desk| act(desk, Action::Go(Place::Balance));
    importance_light: SMALL, Light, |desk| act(desk, Action::Go(Place::Overall));
    importance_dark: SMALL, Dark, |desk| act(desk, Action::Go(Place::Overall));
    scenarios_light: SMALL, Light, scenes::scenarios;
    scenarios_dark: SMALL, Dark, scenes::scenarios;
    tried_light: SMALL, Light, scenes::tried;
    unpinned_dark: SMALL, Dark, |desk| scenes::lay(desk, Over::Scenarios);
    waiting_light: SMALL, Light, scenes::waiting;
    refused_dark: SMALL, Dark, scenes::refused;
    opened_light: SMALL, Light, |desk| scenes::lay(desk, Over::Report);
    one_tree_light: SMALL, Light, scenes::one_tree;
}
