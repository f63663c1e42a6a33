//! The program: the command line, and the window where no command is given.

use std::process::ExitCode;

use candour::base::Result;
use candour::cli::args::Open;
use candour::cli::{Next, fail, main as command_line, quiet_panics};

fn main() -> ExitCode {
    let since = std::time::Instant::now();
    quiet_panics();
    match command_line(std::env::args_os()) {
        Next::Exit(code) => code.into(),
        Next::Window(open) => match window(open, since) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error).into(),
        },
    }
}

/// Opens the window. With `CANDOUR_SMOKE` set it is a trial run, which says how long the first frames took and ends.
#[cfg(feature = "gui")]
fn window(open: Open, since: std::time::Instant) -> Result<()> {
    use candour::gui::window::Smoke;
    let smoke = std::env::var_os("CANDOUR_SMOKE").map(|_| Smoke::new(since, |line| println!("{line}")));
    candour::gui::run(open.model, open.reading.reading(), open.profile, smoke)
}

#[cfg(not(feature = "gui"))]
fn window(_: Open, _: std::time::Instant) -> Result<()> {
    use candour::base::{Error, Kind};
    Err(Error::new(Kind::Unsupported, "the window is not in this build")
        .hint("candour explain MODEL --profile FILE says the same as text; candour --help lists all"))
}
