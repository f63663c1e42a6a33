//! What is said of what is drawn: roles, names and values for those who hear the screen, and tooltips for all.

use egui::accesskit::{Action, ActionData, Live};
use egui::{Id, Rect, RectAlign, Response, Role, Tooltip, Ui, UiBuilder, WidgetText};

use super::focus;

/// The builder of a region with a name.
pub fn region(name: &str) -> UiBuilder {
    UiBuilder::new().accessibility_role(Role::Region).accessibility_label(name)
}

/// A heading; `level` from 1, the greatest.
pub fn heading(ui: &mut Ui, text: impl Into<WidgetText>, level: usize) -> Response {
    let response = ui.label(text);
    is_heading(&response, level);
    response
}

/// Makes a heading of a text that is drawn.
pub fn is_heading(response: &Response, level: usize) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        if let Some(text) = node.value().map(str::to_owned) {
            node.set_label(text);
            node.clear_value();
        }
        node.set_role(Role::Heading);
        node.set_level(level);
    });
}

/// Speaks a text whenever it comes or changes: at once if something went wrong, else when there is a pause.
pub fn speaks(response: &Response, error: bool) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_live(if error { Live::Assertive } else { Live::Polite });
        node.set_live_atomic();
    });
}

/// What a slider says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Slider<'a> {
    /// What it sets.
    pub name: &'a str,
    /// The value with its unit.
    pub text: &'a str,
    /// The value; `None` if it is not known or withheld.
    pub value: Option<f64>,
    /// The least and the greatest value.
    pub range: (f64, f64),
    /// By how much a key moves it.
    pub step: f64,
}

/// Says what a slider is, and gives the value that assistive technology sets it to.
pub fn slider(ui: &Ui, response: &Response, said: &Slider<'_>) -> Option<f64> {
    let (least, most) = said.range;
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(Role::Slider, true, said.name);
        info.value = said.value;
        info
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(said.text);
        node.set_min_numeric_value(least);
        node.set_max_numeric_value(most);
        node.set_numeric_value_step(said.step);
        for action in [Action::SetValue, Action::Increment, Action::Decrement] {
            node.add_action(action);
        }
    });
    ui.input(|input| {
        let number = |request: &egui::accesskit::ActionRequest| match request.data {
            Some(ActionData::NumericValue(value)) => Some(value),
            _ => None,
        };
        let set = input.accesskit_action_requests(response.id, Action::SetValue).filter_map(number).last();
        let presses = |action| input.num_accesskit_action_requests(response.id, action) as f64;
        let steps = presses(Action::Increment) - presses(Action::Decrement);
        let from = said.value.unwrap_or(f64::midpoint(least, most));
        set.or((steps != 0.0).then_some(from + steps * said.step))
    })
}

/// Tooltips that are also said, and shown by keyboard.
pub trait Tip {
    /// A tooltip; with the pointer, or by its key for what has the ring.
    fn tip(self, text: impl Into<String>) -> Response;

    /// A tooltip that follows the pointer, over what is large.
    fn tip_at_pointer(self, text: impl Into<String>) -> Response;

    /// A tooltip that covers nothing of its card: it stands beside it, at the height of the widget.
    fn tip_beside(self, text: impl Into<String>) -> Response;
}

impl Tip for Response {
    fn tip(self, text: impl Into<String>) -> Response {
        tell(self, Place::Below, text.into())
    }

    fn tip_at_pointer(self, text: impl Into<String>) -> Response {
        tell(self, Place::Pointer, text.into())
    }

    fn tip_beside(self, text: impl Into<String>) -> Response {
        tell(self, Place::Beside, text.into())
    }
}

/// Where a tooltip stands.
#[derive(Clone, Copy)]
enum Place {
    Below,
    Pointer,
    Beside,
}

fn tell(response: Response, place: Place, text: String) -> Response {
    if text.is_empty() {
        return response;
    }
    describe(&response, &text);
    let told = focus::is_told(&response.ctx, response.id);
    let mut tooltip = if told {
        Tooltip::for_widget(&response)
    } else if focus::by_keys(&response.ctx) {
        // the pointer rests where it was forgotten
        return response;
    } else {
        Tooltip::for_enabled(&response)
    };
    if let Place::Pointer = place
        && !told
    {
        tooltip = tooltip.at_pointer();
    }
    if let Place::Beside = place
        && let Some(card) = focus::card_of(&response.ctx, response.id)
    {
        let rect = Rect::from_x_y_ranges(card.x_range(), response.rect.y_range());
        tooltip.popup = tooltip.popup.anchor(rect).align(RectAlign::RIGHT_START).align_alternatives(&[
            RectAlign::LEFT_START,
            RectAlign::TOP_START,
            RectAlign::BOTTOM_START,
        ]);
    }
    tooltip.show(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        ui.label(text);
    });
    response
}

/// Says more of a widget than its name.
pub fn describe(response: &Response, text: &str) {
    if response.ctx.has_accesskit_node(response.id) {
        response.ctx.accesskit_node_builder(response.id, |node| node.set_description(text));
    }
}

/// Names a sheet that lies over everything, which its content calls from within.
pub fn modal(ui: &Ui) {
    let sheet: Option<Id> = ui.stack().iter().find(|s| s.kind() == Some(egui::UiKind::Modal)).map(|s| s.unique_id);
    if let Some(id) = sheet {
        ui.ctx().accesskit_node_builder(id, egui::accesskit::Node::set_modal);
    }
}
