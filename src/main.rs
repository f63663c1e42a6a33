//! The program: the command line, and the window where no command is given.

use std::process::ExitCode;

use candour::cli::{Next, main as command_line};

fn main() -> ExitCode {
    match command_line(std::env::args_os()) {
        Next::Exit(code) => code.into(),
        Next::Window(_) => {
            eprintln!("error: the window is not in this build");
            eprintln!("  hint: candour explain MODEL --profile FILE says the same as text; candour --help lists all");
            2.into()
        }
    }
}
