//! The right card: why. What a what-if changes first and large, the sentences with how far to trust the number in them,
//! the tabs, and at the foot what this cannot tell.

use egui::{RichText, Ui, vec2};

use super::receipt::receipt;
use crate::gui::focus;
use crate::gui::paint::{figure, job, phrase, small};
use crate::gui::said::{self, Tip as _};
use crate::gui::theme;
use crate::gui::widget::{self, above_foot, at_right, figure_menu, link, under_way};

use crate::app::act::explain::{ExplainAct, MapAsk};
use crate::app::act::figure::Figure;
use crate::app::{Action, App, Tab};
use crate::figure::{self as layouts, Role, Target, Theme};
use crate::view;
use crate::view::explain::Screen;
use crate::view::words::{control, explain as words};

/// Room below which nothing is pinned: with large text everything scrolls together.
const PINNED_FROM: f32 = 560.0;
/// Room for a bar that scrolls.
const BAR: f32 = 12.0;
/// The most that the working takes of the foot; more of it scrolls.
const WORKING: f32 = 150.0;

/// Draws the card; what a what-if changes stands `within` it where there is no place for it above all cards.
pub fn why_ui(ui: &mut Ui, app: &App, screen: &Screen, within: bool, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let scroll = |salt: &str| {
        egui::ScrollArea::vertical().auto_shrink(false).id_salt((
            salt,
            app.explain().tab as u8,
            app.desk().model_digest(),
        ))
    };
    if ui.available_height() < PINNED_FROM {
        scroll("all").show(ui, |ui| {
            head(ui, theme, app, screen, within, asks);
            focus::fixed(ui, "tab", |ui| {
                tabs(ui, app, screen, asks);
                tab(ui, app, screen, 0.0, asks);
                ui.separator();
                foot(ui, theme, app, screen, asks);
            });
        });
        return;
    }
    let body = |ui: &mut Ui, asks: &mut Vec<Action>| {
        head(ui, theme, app, screen, within, asks);
        focus::fixed(ui, "tab", |ui| {
            tabs(ui, app, screen, asks);
            let (room, width) = (ui.available_height(), ui.available_width() - BAR);
            scroll("tab").show(ui, |ui| {
                // as wide with a bar that scrolls as without: what fits must not depend on it
                ui.set_max_width(width);
                tab(ui, app, screen, room, asks);
            });
        });
    };
    above_foot(ui, asks, body, |ui, asks| {
        ui.separator();
        foot(ui, theme, app, screen, asks);
    });
}

/// The banner of a what-if, the heading, how strong it is and how far to trust it, which change did it.
fn head(ui: &mut Ui, theme: Theme, app: &App, screen: &Screen, within: bool, asks: &mut Vec<Action>) {
    let why = &screen.why;
    if let Some(banner) = screen.banner.as_ref().filter(|_| within) {
        super::blame::banner_ui(ui, theme, app, banner, asks);
    }
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.horizontal_wrapped(|ui| {
        said::heading(ui, RichText::new(&why.heading).heading(), 2);
        if app.explain().tab == Tab::Reasons {
            at_right(ui, "take", |ui| figure_menu(ui, Figure::Waterfall, asks));
        }
    });
    let ink = theme::role(theme, Role::Ink);
    phrase(ui, &why.strength.clone().then(why.sentence.clone()), theme::BODY, ink);
    // of one outcome the card beside it says so
    let beside = app.explain().reached().view().filter(|view| screen.has_line && !view.trust.is_empty());
    if beside.is_none() && !why.record.is_empty() {
        phrase(ui, &why.record, theme::SMALL, ink);
    }
    if let Some(blame) = &why.blame {
        super::blame::blame_ui(ui, theme, app, blame, asks);
    }
    ui.spacing_mut().item_spacing.y = 6.0;
}

/// What the open tab holds; `room` is the height that is in sight, 0 where everything scrolls.
fn tab(ui: &mut Ui, app: &App, screen: &Screen, room: f32, asks: &mut Vec<Action>) {
    match app.explain().tab {
        Tab::Reasons => super::reasons::reasons_ui(ui, app, screen, room, asks),
        Tab::Path => path(ui, app, screen, asks),
        Tab::Change => change(ui, app, screen, asks),
        Tab::Compare => super::versus::versus_ui(ui, app, asks),
        Tab::Together => together(ui, app, asks),
        Tab::Enough => super::plan::enough_ui(ui, app, asks),
    }
}

fn tabs(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        for (i, tab) in Tab::of(screen.offers.len()).enumerate() {
            let label = match (tab, app.explain().other_offer()) {
                (Tab::Compare, Some(other)) => words::why_not(&view::letter(other)),
                _ => tab.label().to_owned(),
            };
            if widget::tab(ui, &label, app.explain().tab == tab, i + 1) {
                asks.push(Action::Explain(ExplainAct::Tab(tab)));
            }
        }
    });
}

fn path(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    let Some(known) = app.explain().known() else { return };
    let (inputs, explanation) = (&known.case.inputs, &known.answer);
    let width = ui.available_width() - 4.0;
    let several = explanation.trees.len() > 1;
    if several {
        let bars = view::path::trees(explanation, &screen.measure);
        ui.horizontal(|ui| {
            said::heading(ui, RichText::new(words::TREES).font(theme::strong(theme::BODY)), 3);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                figure_menu(ui, Figure::Trees, asks);
            });
        });
        small(ui, &format!("{} {}", bars.note, bars.how));
        if let Some(Target::Tree(tree)) =
            figure(ui, &layouts::trees::layout(&bars, app.explain().tree, width), "trees")
        {
            asks.push(Action::Explain(ExplainAct::ShowTree(Some(tree))));
        }
        ui.add_space(6.0);
    }
    if let Some(tree) = app.explain().tree_view() {
        ui.horizontal(|ui| {
            said::heading(ui, RichText::new(&tree.title).font(theme::strong(theme::BODY)), 3);
            if several {
                tree_steps(ui, explanation, tree.tree, asks);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                figure_menu(ui, Figure::Tree, asks);
                if several && link(ui, words::CLOSE_TREE) {
                    asks.push(Action::Explain(ExplainAct::ShowTree(None)));
                }
            });
        });
        figure(ui, &layouts::tree::layout(tree, width), "tree");
        small(ui, &tree.how);
        receipt(ui, &tree.receipt);
        ui.add_space(8.0);
    }
    if several || inputs.model().features().len() > 1 {
        receipt(ui, &view::path::merged(inputs, explanation, &screen.measure));
    }
}

fn tree_steps(
    ui: &mut Ui,
    explanation: &crate::ask::Explanation,
    open: crate::base::TreeIdx,
    asks: &mut Vec<Action>,
) {
    let trees = &explanation.trees;
    let here = trees.iter().position(|(i, _, _)| *i == open).unwrap_or(0);
    for (text, name, to) in [
        ("‹", words::PREVIOUS_TREE, (here + trees.len() - 1) % trees.len()),
        ("›", words::NEXT_TREE, (here + 1) % trees.len()),
    ] {
        let button = ui.small_button(text).tip(name);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        if button.clicked() {
            asks.push(Action::Explain(ExplainAct::ShowTree(Some(trees[to].0))));
        }
    }
}

fn change(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    let Some(known) = app.explain().known() else { return };
    let case = &known.case;
    let changes = view::change::changes(case.inputs.model(), &case.profile, &known.answer, &screen.measure);
    let theme = theme::of(ui.ctx());
    super::plan::plan_ui(ui, app, asks);
    said::heading(ui, RichText::new(words::ONE_FACT).font(theme::strong(theme::BODY)), 3);
    small(ui, &changes.lead);
    ui.add_space(4.0);
    for (i, row) in changes.rows.iter().enumerate() {
        ui.horizontal(|ui| {
            let width = ui.available_width();
            let offer = row.switch.winner.map(|w| w.0);
            crate::gui::paint::letter(ui, theme, &row.letter, offer, 22.0);
            ui.scope(|ui| {
                ui.set_max_width(width - 120.0);
                let mut sentence = row.sentence.clone();
                if let Some(caution) = row.caution {
                    sentence = sentence.plain(format!(" ({caution})"));
                }
                ui.add(egui::Label::new(job(&sentence, theme::BODY - 0.5, theme::role(theme, Role::Ink))).wrap());
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = ui.button(control::TRY);
                let name = words::try_value(&row.fact, &row.to);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if button.clicked() {
                    asks.push(Action::Set { feature: row.switch.feature, value: row.switch.to, gesture: None });
                }
            });
        });
        if i + 1 < changes.rows.len() {
            ui.separator();
        }
    }
    super::firm::firm_ui(ui, app, asks);
}

fn together(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    super::map::choice(ui, app, asks);
    if app.explain().mapped().is_some() {
        return super::map::map_ui(ui, app, asks);
    }
    let Some(pairs) = app.explain().pairs() else {
        return under_way(ui, app, words::PAIRING);
    };
    small(ui, &pairs.lead);
    let width = ui.available_width() - 6.0;
    if let Some(Target::Pair(a, b)) = figure(ui, &layouts::pairs::layout(pairs, width), "pairs") {
        asks.push(Action::Explain(ExplainAct::Map(MapAsk::Of(a, b))));
    }
    if pairs.rows.is_empty() {
        return;
    }
    ui.add_space(4.0);
    said::heading(ui, RichText::new(words::STRONGEST).font(theme::strong(theme::BODY)), 3);
    figure(ui, &layouts::bars::together(pairs, width), "together");
    if pairs.more > 0 {
        small(ui, &words::weaker(pairs.more));
    }
}

fn foot(ui: &mut Ui, theme: Theme, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    let why = &screen.why;
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 18.0;
    let muted = theme::role(theme, Role::Muted);
    let ink = theme::role(theme, Role::Ink);
    if app.is_stale() {
        small(ui, control::EARLIER);
    }
    let open = app.explain().computed;
    // a proof that fails is not behind anything
    if !why.is_proven && !open {
        phrase(ui, &why.proof, theme::SMALL, ink);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        phrase(ui, &why.limits, theme::SMALL, ink);
        if link(ui, if open { words::HIDE_WORKING } else { words::SHOW_WORKING }) {
            asks.push(Action::Explain(ExplainAct::ShowComputed(!open)));
        }
    });
    if !open {
        return;
    }
    egui::ScrollArea::vertical().max_height(WORKING).id_salt("working").show(ui, |ui| {
        phrase(ui, &why.proof, theme::SMALL, muted);
        if let Some(banner) = screen.banner.as_ref().filter(|banner| !banner.because.is_empty()) {
            phrase(ui, &banner.because, theme::SMALL, muted);
        }
        for line in &why.computed {
            small(ui, line);
        }
    });
}
