//! The program: the command line, and the window where no command is given.

use std::process::ExitCode;

use candour::base::Result;
use candour::cli::args::Open;
use candour::cli::{Next, fail, main as command_line};

fn main() -> ExitCode {
    match command_line(std::env::args_os()) {
        Next::Exit(code) => code.into(),
        Next::Window(open) => match window(open) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error).into(),
        },
    }
}

#[cfg(feature = "gui")]
fn window(open: Open) -> Result<()> {
    candour::gui::run(open.model, open.profile)
}

#[cfg(not(feature = "gui"))]
fn window(_: Open) -> Result<()> {
    use candour::base::{Error, Kind};
    Err(Error::new(Kind::Unsupported, "the window is not in this build")
        .hint("candour explain MODEL --profile FILE says the same as text; candour --help lists all"))
}
