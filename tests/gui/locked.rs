//! Passphrases and forgetting, in the window.

use candour::app::act::private::PrivateAct;
use candour::app::{Action, Effect, Over};
use candour::data::locked::Passphrase;
use egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::common::demonstration;

#[test]
fn what_is_saved_is_locked_by_keyboard_alone() {
    let (mut desk, effects) = demonstration();
    desk.state_mut().app_mut().apply(Action::Over(Some(Over::Lock)));
    desk.run();
    // the field has the focus
    desk.event(egui::Event::Text("tall".into()));
    desk.run();
    desk.get_by_label_contains("at least 8 characters");
    desk.event(egui::Event::Text(" horse".into()));
    desk.run();
    assert!(desk.query_by_label_contains("at least 8 characters").is_none());
    desk.get_by_label_contains("not the same yet");
    desk.key_press(Key::Tab);
    desk.run();
    desk.event(egui::Event::Text("tall horse".into()));
    desk.run();
    assert!(desk.query_by_label_contains("not the same yet").is_none());
    desk.key_press(Key::Enter);
    desk.run();
    let key = Passphrase::of("tall horse".into());
    let app = desk.state().app();
    assert!(app.desk().lock() == Some(&key) && app.desk().over().is_none());
    desk.get_by_label_contains("What is saved from now on is locked");
    desk.key_press_modifiers(egui::Modifiers::COMMAND, Key::S);
    desk.run();
    assert!(matches!(effects.borrow().last(), Some(Effect::SaveFile(..))), "{:?}", effects.borrow().last());
    // what was typed is gone with the sheet
    desk.state_mut().app_mut().apply(PrivateAct::Lock(None).into());
    desk.state_mut().app_mut().apply(Action::Over(Some(Over::Lock)));
    desk.run();
    assert!(desk.query_by_label_contains("not the same yet").is_none());
}

#[test]
fn a_customer_is_forgotten_after_a_question() {
    let (mut desk, _) = demonstration();
    let n = |desk: &egui_kittest::Harness<'static, candour::gui::Window>| {
        desk.state().app().document().expect("open").people.len()
    };
    let before = n(&desk);
    desk.state_mut().app_mut().apply(Action::Over(Some(Over::Forget)));
    desk.run();
    desk.get_by_label("Forget Maya Lindqvist?");
    desk.get_by_label("Cancel").click();
    desk.run();
    assert_eq!((n(&desk), desk.state().app().desk().over()), (before, None));
    desk.state_mut().app_mut().apply(Action::Over(Some(Over::Forget)));
    desk.run();
    desk.get_by_label("Forget for good").click();
    desk.run();
    assert_eq!(n(&desk), before - 1);
    desk.get_by_label_contains("Maya Lindqvist is forgotten here");
    assert_ne!(desk.state().app().document().expect("open").choice.profile.name, "Maya Lindqvist");
}
