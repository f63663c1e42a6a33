//! The right card: why. What a what-if changes first and large, the sentence, the tabs, and at the foot what made no
//! difference, how far to trust it, the proof, and what this cannot tell.

use egui::{Align2, CornerRadius, Margin, RichText, Sense, Stroke, Ui, pos2, vec2};

use crate::gui::focus;
use crate::gui::paint::{figure, focus_ring, job, phrase, small};
use crate::gui::said::{self, Tip as _};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{above_foot, figure_menu, link, under_way};

use crate::app::act::explain::{ExplainAct, MapAsk};
use crate::app::act::figure::Figure;
use crate::app::{Action, App, Over, Tab};
use crate::figure::{self as layouts, Role, Target, Theme};
use crate::view::explain::Screen;
use crate::view::opened::describe;
use crate::view::path::{Line, Receipt};
use crate::view::words::{command, control, describe as describe_words, explain as words};
use crate::view::{self, Measure, Scale};

/// Room below which nothing is pinned: with large text everything scrolls together.
const PINNED_FROM: f32 = 560.0;
/// Room below which a what-if, whose banner takes some, pins only its limits and its proof.
const PINNED_ALL_FROM: f32 = 780.0;

/// Draws the card.
pub fn why_ui(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
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
            head(ui, theme, screen);
            focus::fixed(ui, "tab", |ui| {
                tabs(ui, theme, app, screen, asks);
                tab(ui, app, screen, asks);
                ui.separator();
                told(ui, theme, screen);
                foot(ui, theme, app, screen, asks);
            });
        });
        return;
    }
    let pins_all = screen.banner.is_none() || ui.available_height() >= PINNED_ALL_FROM;
    let body = |ui: &mut Ui, asks: &mut Vec<Action>| {
        head(ui, theme, screen);
        focus::fixed(ui, "tab", |ui| {
            tabs(ui, theme, app, screen, asks);
            scroll("tab").show(ui, |ui| {
                tab(ui, app, screen, asks);
                if !pins_all {
                    ui.separator();
                    told(ui, theme, screen);
                }
            });
        });
    };
    above_foot(ui, asks, body, |ui, asks| {
        ui.separator();
        if pins_all {
            told(ui, theme, screen);
        }
        foot(ui, theme, app, screen, asks);
    });
}

/// The banner of a what-if, the heading, how strong it is, the sentence.
fn head(ui: &mut Ui, theme: Theme, screen: &Screen) {
    if let Some(banner) = &screen.banner {
        banner_ui(ui, theme, banner);
    }
    said::heading(ui, RichText::new(&screen.why.heading).heading(), 2);
    let ink = theme::role(theme, Role::Ink);
    phrase(ui, &screen.why.strength, 15.5, ink);
    ui.add_space(1.0);
    phrase(ui, &screen.why.sentence, 15.5, ink);
    ui.add_space(2.0);
}

fn tab(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    ui.add_space(4.0);
    match app.explain().tab {
        Tab::Reasons => reasons(ui, app, screen, asks),
        Tab::Path => path(ui, app, screen, asks),
        Tab::Change => change(ui, app, screen, asks),
        Tab::Compare => super::versus::versus_ui(ui, app, asks),
        Tab::Together => together(ui, app, asks),
        Tab::Enough => super::plan::enough_ui(ui, app, asks),
    }
}

/// Said first and large: an altered customer is never taken for the real one.
fn banner_ui(ui: &mut Ui, theme: Theme, banner: &view::explain::Banner) {
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Changed))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let size = if banner.winner_changed { 17.0 } else { theme::BODY };
        let ink = theme::paint(theme, Paint::ChangedInk);
        said::speaks(&phrase(ui, &banner.sentence, size, ink), false);
        if !banner.because.is_empty() {
            phrase(ui, &banner.because, theme::SMALL, ink);
        }
    });
    ui.add_space(2.0);
}

fn tabs(ui: &mut Ui, theme: Theme, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 0.0);
        for (i, tab) in Tab::ALL.iter().enumerate() {
            if *tab == Tab::Compare && screen.offers.len() == 1 {
                continue;
            }
            let label = match (tab, app.explain().other_offer()) {
                (Tab::Compare, Some(other)) => words::why_not(&view::letter(other)),
                _ => tab.label().to_owned(),
            };
            let chosen = app.explain().tab == *tab;
            let colour = theme::role(theme, if chosen { Role::Ink } else { Role::Muted });
            let font = if chosen { theme::strong(theme::BODY - 0.5) } else { theme::regular(theme::BODY - 0.5) };
            let galley = ui.painter().layout_no_wrap(label.clone(), font, colour);
            let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 14.0), Sense::click());
            let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
            if response.hovered() && !chosen {
                ui.painter().rect_filled(rect, CornerRadius::same(6), theme::paint(theme, Paint::Field));
            }
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colour);
            if chosen {
                let line = [pos2(rect.min.x + 4.0, rect.max.y), pos2(rect.max.x - 4.0, rect.max.y)];
                ui.painter().line_segment(line, Stroke::new(2.5, theme::paint(theme, Paint::Accent)));
            }
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, chosen, &label));
            focus_ring(ui, &response);
            if response.clicked() {
                asks.push(Action::Explain(ExplainAct::Tab(*tab)));
            }
            response.tip(format!("Alt+{}", i + 1));
        }
    });
    ui.separator();
}

fn reasons(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    let why = &screen.why;
    let width = ui.available_width() - 4.0;
    if Measure::has_scales(screen.measure.link()) {
        scale_choice(ui, app, asks);
    }
    let frame = layouts::waterfall::layout(&why.waterfall, width);
    if figure(ui, &frame, "waterfall") == Some(Target::Rest) {
        asks.push(Action::Explain(ExplainAct::AllReasons(true)));
    }
    if let Some(nearest) = &why.nearest {
        nearest_ui(ui, nearest, asks);
    }
    let is_said = app.document().is_none_or(|d| describe::is_said(d.inputs.model()));
    if let (Some(note), false) = (&why.rest_note, is_said) {
        nobody_said(ui, note, asks);
    }
    ui.horizontal_wrapped(|ui| {
        if let (Some(note), true) = (&why.rest_note, is_said) {
            small(ui, note);
        }
        let all = app.explain().all_reasons;
        if link(ui, if all { command::FEW_REASONS } else { command::EVERY_REASON }) {
            asks.push(Action::Explain(ExplainAct::AllReasons(!all)));
        }
        figure_menu(ui, Figure::Waterfall, asks);
    });
}

/// That nobody said what a committee looks for, and the way to say so.
fn nobody_said(ui: &mut Ui, note: &str, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let ink = theme::paint(theme, Paint::ChangedInk);
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Changed))
        .corner_radius(egui::CornerRadius::same(8))
        .inner_margin(egui::Margin::symmetric(10, 4));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label(RichText::new(note).font(theme::regular(theme::SMALL)).color(ink));
            let say = ui.link(
                RichText::new(describe_words::SAY_SO).font(theme::regular(theme::SMALL)).color(ink).underline(),
            );
            focus_ring(ui, &say);
            if say.clicked() {
                asks.push(Action::Over(Some(Over::Describe)));
            }
        });
    });
}

/// In which unit shares are shown, where a model has two.
fn scale_choice(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        small(ui, words::NUMBERS);
        for (scale, text) in [(Scale::Points, words::IN_POINTS), (Scale::Chance, words::IN_CHANCE)] {
            let chosen = app.desk().settings().scale == scale;
            let text = RichText::new(text).font(theme::regular(theme::SMALL));
            if ui.selectable_label(chosen, text).clicked() && !chosen {
                asks.push(Action::Scale(scale));
            }
        }
    });
}

fn nearest_ui(ui: &mut Ui, nearest: &view::change::Nearest, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Field))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        let width = ui.available_width();
        ui.horizontal(|ui| {
            ui.scope(|ui| {
                ui.set_max_width(width - 76.0);
                let all = view::Phrase::of(words::NEAREST).then(nearest.sentence.clone());
                ui.add(egui::Label::new(job(&all, theme::BODY - 0.5, theme::role(theme, Role::Ink))).wrap());
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = ui.button(control::TRY);
                focus_ring(ui, &button);
                if button.clicked() {
                    let switch = &nearest.switch;
                    asks.push(Action::Set { feature: switch.feature, value: switch.to, gesture: None });
                }
            });
        });
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
        small(ui, words::HOW_TREE);
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
        focus_ring(ui, &button);
        if button.clicked() {
            asks.push(Action::Explain(ExplainAct::ShowTree(Some(trees[to].0))));
        }
    }
}

/// A receipt: what, amount, running total, with the condition beneath.
fn receipt(ui: &mut Ui, receipt: &Receipt) {
    said::heading(ui, RichText::new(&receipt.title).font(theme::strong(theme::BODY)), 3);
    let theme = theme::of(ui.ctx());
    let last = receipt.lines.len().saturating_sub(1);
    for (i, line) in receipt.lines.iter().enumerate() {
        if i == last {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
            let ink = theme::role(theme, Role::Muted);
            ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, ink));
        }
        receipt_line(ui, theme, line, i == 0 || i == last);
    }
    ui.add_space(2.0);
    phrase(ui, &receipt.note, theme::SMALL, theme::role(theme, Role::Muted));
}

fn receipt_line(ui: &mut Ui, theme: Theme, line: &Line, strong: bool) {
    let width = ui.available_width();
    let numbers = 170.0;
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
        ui.spacing_mut().interact_size.y = 20.0;
        if let Some(number) = line.number {
            let (rect, _) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
            ui.painter().circle_filled(rect.center(), 9.5, theme::role(theme, Role::Path));
            let on = theme::role(theme, Role::OnFill);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, number.to_string(), theme::strong(12.5), on);
        }
        ui.scope(|ui| {
            ui.set_max_width(width - numbers - if line.number.is_some() { 26.0 } else { 0.0 });
            let what = view::Phrase::default();
            let what = if strong { what.strong(&line.what) } else { what.plain(&line.what) };
            let mut text = job(&what, theme::BODY - 0.5, ink);
            if !line.because.is_empty() {
                let format =
                    egui::TextFormat { font_id: theme::regular(theme::SMALL), color: muted, ..Default::default() };
                text.append(&format!("   {}", line.because), 0.0, format);
            }
            let label = ui.add(egui::Label::new(text).wrap());
            // the whole line is read once, with the numbers that are drawn beside it
            let line = format!("{} {} {} {}", line.what, line.because, line.amount, line.total);
            ui.ctx().accesskit_node_builder(label.id, |node| node.set_value(line));
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(numbers - 10.0, 20.0), Sense::hover());
            let y = rect.center().y;
            let font = if strong { theme::strong(theme::BODY - 0.5) } else { theme::regular(theme::BODY - 0.5) };
            ui.painter().text(pos2(rect.max.x, y), Align2::RIGHT_CENTER, &line.total, font, ink);
            if !line.amount.is_empty() {
                let role = if line.share > 0.0 {
                    Role::Raises
                } else if line.share < 0.0 {
                    Role::Lowers
                } else {
                    Role::Muted
                };
                let at = pos2(rect.max.x - 82.0, y);
                ui.painter().text(
                    at,
                    Align2::RIGHT_CENTER,
                    &line.amount,
                    theme::strong(theme::SMALL),
                    theme::role(theme, role),
                );
            }
        });
    });
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
                focus_ring(ui, &button);
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

/// What made no difference, and how often such scores came true.
fn told(ui: &mut Ui, theme: Theme, screen: &Screen) {
    let muted = theme::role(theme, Role::Muted);
    ui.spacing_mut().item_spacing.y = 2.0;
    phrase(ui, &screen.why.no_difference, theme::SMALL, muted);
    if !screen.why.record.is_empty() {
        phrase(ui, &screen.why.record, theme::SMALL, muted);
    }
}

fn foot(ui: &mut Ui, theme: Theme, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    let why = &screen.why;
    ui.spacing_mut().item_spacing.y = 2.0;
    let muted = theme::role(theme, Role::Muted);
    let ink = theme::role(theme, Role::Ink);
    if app.is_stale() {
        small(ui, control::EARLIER);
    }
    phrase(ui, &why.limits, theme::SMALL, ink);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = 18.0;
        let width = ui.available_width();
        ui.scope(|ui| {
            ui.set_max_width(width - 150.0);
            ui.add(egui::Label::new(job(&why.proof, theme::SMALL, muted)).wrap());
        });
        let open = app.explain().computed;
        if link(ui, if open { words::HIDE_WORKING } else { words::SHOW_WORKING }) {
            asks.push(Action::Explain(ExplainAct::ShowComputed(!open)));
        }
    });
    if app.explain().computed {
        for line in &why.computed {
            small(ui, line);
        }
    }
}
