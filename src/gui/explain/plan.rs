//! What would have to be different: for which offer, the cheapest allowed changes side by side as now and then, and
//! what may change at which price. And what alone is enough.

use std::sync::Arc;

use egui::{Align, CornerRadius, Layout, Margin, RichText, Ui, vec2};

use crate::app::act::explain::ExplainAct;
use crate::app::act::figure::Figure;
use crate::app::explain::plan::Plans;
use crate::app::explain::plan::{PLANS, Planned, Sufficed};
use crate::app::slot::Standing;
use crate::app::{Action, App, Document, Tab};
use crate::base::OfferIdx;
use crate::explain::exact::Settled;
use crate::figure::{Role, Weight, font};
use crate::gui::paint::{phrase, small};
use crate::gui::said::Tip as _;
use crate::gui::table::{self, Cell};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{button, failed, figure_menu};
use crate::model::{ChangeRules, Direction};
use crate::view;
use crate::view::phrase::offer_name;
use crate::view::plan::{self as words, PlanRow};
use crate::view::words::{control, explain::plan as label};

/// Draws what would change it.
pub fn plan_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    let plans = app.explain().plans();
    head(ui, plans, document, asks);
    let open = plans.asked.open.min(PLANS.len() - 1);
    choices(ui, plans, open, asks);
    match plans.plan(open) {
        Some((Ok(planned), current)) => {
            if !current {
                small(ui, words::BEFORE);
            }
            card(ui, planned, asks);
        }
        Some((Err(error), _)) => failed(ui, error, Action::Explain(ExplainAct::Search(true)), asks),
        None => waiting(ui, plans, Tab::Change, asks),
    }
    levers(ui, plans, document, asks);
}

fn head(ui: &mut Ui, plans: &Plans, document: &Document, asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    if model.offers().len() == 1 {
        ui.label(RichText::new(words::ask_one(model)).font(theme::strong(theme::BODY)));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(label::BRINGS).font(theme::strong(theme::BODY)));
        let now = plans.asked.offer;
        let name = now.map_or_else(|| words::ANY.to_owned(), |o| offer_name(model, o));
        let text = font::fit(&name, theme::BODY, Weight::Regular, 220.0);
        let combo = egui::ComboBox::from_id_salt("plan-offer").width(250.0).height(420.0).selected_text(text);
        let combo = combo.show_ui(ui, |ui| {
            let mut item = |offer: Option<OfferIdx>, text: String| {
                if ui.selectable_label(now == offer, text).clicked() {
                    asks.push(Action::Explain(ExplainAct::PlanFor(offer)));
                }
            };
            item(None, words::ANY.to_owned());
            model.offer_ids().for_each(|offer| item(Some(offer), offer_name(model, offer)));
        });
        let name = label::to_come_first(&name);
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
        ui.label(RichText::new(label::FIRST).font(theme::strong(theme::BODY)));
    });
}

/// One button for each number of changes, with what it costs.
fn choices(ui: &mut Ui, plans: &Plans, open: usize, asks: &mut Vec<Action>) {
    let working = !matches!(plans.standing(Tab::Change), Standing::Done | Standing::Stopped);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        for (i, most) in PLANS.iter().enumerate() {
            let answer = plans.plan(i).and_then(|(found, _)| found.ok()).map(|planned| &planned.answer);
            let text = words::choice(*most, answer, working);
            let chosen = i == open;
            let text = RichText::new(text).font(if chosen {
                theme::strong(theme::SMALL)
            } else {
                theme::regular(theme::SMALL)
            });
            let button = ui.add(egui::Button::selectable(chosen, text));
            if button.clicked() {
                asks.push(Action::Explain(ExplainAct::PlanOpen(i)));
            }
        }
    });
    ui.add_space(2.0);
}

/// One plan.
fn card(ui: &mut Ui, planned: &Planned, asks: &mut Vec<Action>) {
    let Planned { answer, view, .. } = planned;
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Field))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        phrase(ui, &view.lead, theme::BODY, ink);
        if !view.rows.is_empty() {
            ui.add_space(2.0);
            row_ui(ui, &label::COLUMNS.map(str::to_owned), None);
            for row in &view.rows {
                row_ui(ui, &cells(row), Some(&row.effort));
            }
            ui.add_space(2.0);
            phrase(ui, &view.outcome, theme::BODY - 0.5, ink);
            ui.horizontal_wrapped(|ui| {
                let button = ui.add(egui::Button::new(control::TRY).fill(theme::paint(theme, Paint::Chosen)));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label::TRY));
                if button.clicked() {
                    asks.push(Action::SetSeveral(view.rows.iter().map(|row| (row.feature, row.value)).collect()));
                }
                figure_menu(ui, Figure::Change, asks);
                small(ui, &words::efforts(&view.rows)).tip(words::price(answer));
            });
        }
        if answer.status == Settled::Unsettled && button(ui, label::LONGER) {
            asks.push(Action::Explain(ExplainAct::SearchLonger));
        }
        for text in [&view.proof, &view.caution] {
            if !text.is_empty() {
                phrase(ui, &view::Phrase::default().plain(text.clone()), theme::SMALL, muted);
            }
        }
        phrase(ui, &view::Phrase::default().plain(view.limits), theme::SMALL, muted);
    });
    ui.add_space(4.0);
}

fn cells(row: &PlanRow) -> [String; 4] {
    [row.fact.clone(), row.from.clone(), row.to.clone(), row.suffices.clone()]
}

/// Four cells side by side, as many lines high as the longest needs; what changes is lit.
fn row_ui(ui: &mut Ui, cells: &[String; 4], effort: Option<&str>) {
    let lit = effort.is_some();
    let theme = theme::of(ui.ctx());
    let width = ui.available_width();
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let cell = |i: usize| match (lit, i) {
        (true, 2) => Cell {
            lit: Some(theme::paint(theme, Paint::Changed)),
            ..Cell::text(&cells[i], theme::paint(theme, Paint::ChangedInk), true)
        },
        (true, 0 | 3) => Cell::text(&cells[i], ink, false),
        _ => Cell::text(&cells[i], muted, false),
    };
    let name = effort.map_or_else(|| label::COLUMNS_NAME.to_owned(), |effort| words::row_name(cells, effort));
    let size = if lit { theme::BODY - 0.5 } else { theme::SMALL };
    let widths = [0.34, 0.17, 0.17, 0.32].map(|share| share * width);
    table::row(ui, &widths, &[0, 1, 2, 3].map(cell), size, None, &name);
}

/// That a search is under way, or was stopped.
fn waiting(ui: &mut Ui, plans: &Plans, tab: Tab, asks: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let going = !matches!(plans.standing(tab), Standing::Stopped);
        if going {
            ui.add(egui::Spinner::new().size(16.0));
        }
        small(ui, if going { words::WORKING } else { words::STOPPED });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if button(ui, if going { control::STOP } else { label::AGAIN }) {
                asks.push(Action::Explain(ExplainAct::Search(!going)));
            }
        });
    });
}

/// What may change, in which direction, at what price.
fn levers(ui: &mut Ui, plans: &Plans, document: &Document, asks: &mut Vec<Action>) {
    let asked = &plans.asked;
    let rules = asked.rules(&document.inputs);
    let title = words::levers_title(document.inputs.model(), &rules, asked.rules.is_some());
    let link = ui.link(RichText::new(title).font(theme::strong(theme::SMALL)));
    if link.clicked() {
        asks.push(Action::Explain(ExplainAct::PlanLevers(!asked.levers)));
    }
    if !asked.levers {
        ui.add_space(4.0);
        return;
    }
    small(ui, words::PRICES);
    if asked.rules.is_some() && button(ui, label::AS_AT_FIRST) {
        asks.push(Action::Explain(ExplainAct::PlanRules(None)));
    }
    let model = document.inputs.model();
    for (idx, feature) in model.features().iter().filter(|(f, _)| model.uses(*f) || model.rules_ask(*f)) {
        let freedom = *rules.of_feature(idx);
        let mut set = |change: &dyn Fn(&mut crate::model::Freedom)| {
            let mut rules = ChangeRules::clone(&rules);
            change(&mut rules.freedoms[idx.index()]);
            asks.push(Action::Explain(ExplainAct::PlanRules(Some(Arc::new(rules)))));
        };
        ui.horizontal(|ui| {
            let width = ui.available_width();
            let mut free = freedom.direction != Direction::Fixed;
            let text = font::fit(&feature.label, theme::BODY - 0.5, Weight::Regular, width - 300.0);
            let check = ui.checkbox(&mut free, RichText::new(text).font(theme::regular(theme::BODY - 0.5)));
            let name = label::may_change(&feature.label);
            check.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, free, &name));
            if check.changed() {
                set(&|f| f.direction = if free { Direction::Any } else { Direction::Fixed });
            }
            check.tip(words::lever_note(feature));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if freedom.direction == Direction::Fixed {
                    small(ui, label::STAYS);
                    return;
                }
                let mut price = freedom.price;
                let speed = (price * 0.02).max(1e-4);
                let drag = ui.add(egui::DragValue::new(&mut price).range(0.0..=1e9).speed(speed).max_decimals(6));
                let name = label::price_of(&feature.label);
                drag.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, &name));
                if drag.changed() && price.is_finite() {
                    set(&|f| f.price = price);
                }
                small(ui, label::PRICE);
                if !feature.kind.is_choice() {
                    let combo = egui::ComboBox::from_id_salt(("direction", idx))
                        .width(96.0)
                        .selected_text(words::direction(freedom.direction));
                    let combo = combo.show_ui(ui, |ui| {
                        for direction in [Direction::Any, Direction::Up, Direction::Down] {
                            let chosen = direction == freedom.direction;
                            if ui.selectable_label(chosen, words::direction(direction)).clicked() && !chosen {
                                set(&|f| f.direction = direction);
                            }
                        }
                    });
                    let name = label::direction_of(&feature.label, words::direction(freedom.direction));
                    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
                }
            });
        });
    }
    ui.add_space(4.0);
}

/// Draws what alone is enough.
pub fn enough_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let plans = app.explain().plans();
    let again = Action::Explain(ExplainAct::Search(true));
    let (Sufficed { answer, view }, current) = match plans.enough() {
        None => return waiting(ui, plans, Tab::Enough, asks),
        Some((Err(error), _)) => return failed(ui, error, again, asks),
        Some((Ok(found), current)) => (&**found, current),
    };
    if !current {
        small(ui, words::BEFORE);
    }
    match plans.standing(Tab::Enough) {
        Standing::Working(_) if current => drop(small(ui, words::RANGES)),
        Standing::Failed(error) => failed(ui, error, again, asks),
        _ => {}
    }
    phrase(ui, &view.lead, 15.5, ink);
    figure_menu(ui, Figure::Enough, asks);
    ui.add_space(4.0);
    for row in &view.rows {
        ui.horizontal(|ui| {
            let width = ui.available_width();
            ui.vertical(|ui| {
                ui.set_max_width(width - 170.0);
                let mut text = view::Phrase::default().strong(format!("{}: {}", row.fact, row.value));
                if !row.within.is_empty() {
                    text = text.plain(label::within(&row.within));
                }
                phrase(ui, &text, theme::BODY - 0.5, ink);
            });
            if row.always {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| small(ui, label::ALWAYS));
            }
        });
        ui.separator();
    }
    if answer.status == Settled::Unsettled && button(ui, label::LONGER) {
        asks.push(Action::Explain(ExplainAct::SearchLonger));
    }
    for text in [&view.always, &view.proof] {
        if !text.is_empty() {
            phrase(ui, &view::Phrase::default().plain(text.clone()), theme::SMALL, muted);
        }
    }
    phrase(ui, &view::Phrase::default().plain(view.limits), theme::SMALL, ink);
}
