//! What a wing of the desk brings: what it does, what it asks, its commands, its figures, what it forgets.

use super::act::figure::Figure;
use super::command::Command;
use super::desk::{Desk, Ended};
use super::job::Jobs;
use crate::figure::Frame;
use crate::report::page::Page;
use crate::view::Caption;

/// A wing of the desk. It knows the ground below it and no other wing.
pub trait Wing: Default + 'static {
    /// What a person does with it.
    type Act;

    /// Does what a person asked. The desk changes through its own methods.
    fn act(&mut self, act: Self::Act, desk: &mut Desk, jobs: &Jobs<Self>);

    /// Asks for what is shown and not there, and stops work that nobody asks for any more. Once a frame, before
    /// drawing; cheap when nothing changed. Where no document is open, work rests.
    fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>);

    /// Adds its commands of the moment: menus, keys and the palette show them.
    fn commands(&self, _desk: &Desk, _list: &mut Vec<Command>) {}

    /// Asks for what a figure or card of its own shows, where that is not there.
    fn ask(&mut self, _figure: Figure, _desk: &Desk, _jobs: &Jobs<Self>) {}

    /// A figure of its own as it is now, laid out in a width in points where it has none of its own; `None` if there is
    /// none.
    fn figure(&self, _figure: Figure, _desk: &Desk, _width: f32) -> Option<Frame> {
        None
    }

    /// A figure of its own in sentences and rows, worked out if need be.
    fn card(&mut self, _figure: Figure, _desk: &Desk, _jobs: &Jobs<Self>) -> Option<Page> {
        None
    }

    /// What a figure or card says of itself where it stands alone. It is about what those gave last.
    fn caption(&self, _figure: Figure, _desk: &Desk) -> Option<Caption> {
        None
    }

    /// What it shows now as a page with its caption, to be taken along; `None` if nothing is worked out.
    fn page(&self, _desk: &Desk) -> Option<Page> {
        None
    }

    /// What the person should hear of, once: something is done that they do not look at.
    fn news(&mut self, _desk: &Desk) -> Option<&'static str> {
        None
    }

    /// Something ended, and with it what was asked of it.
    fn forget(&mut self, ended: Ended);
}
