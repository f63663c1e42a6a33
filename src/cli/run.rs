//! From words to the command that does them, and from its result to an exit code.

use std::ffi::OsString;

use clap::Parser as _;

use super::args::{Command, Open, Words};
use super::{
    attribute, audit, balance, click, counterfactual, curve, explain, importance, inspect, locked, output, receipt,
    scenarios, score, stop, train,
};
use crate::base::{Error, Kind, Result};

/// What the program does after the command line has done its part.
#[derive(Clone, PartialEq, Debug)]
pub enum Next {
    /// Ends with this exit code: 0 done, 1 a check did not hold, 2 the input or the call was wrong, 130 stopped.
    Exit(u8),
    /// Opens the window.
    Window(Open),
}

/// Does what the words say. The first one is the program's own name.
pub fn main(words: impl IntoIterator<Item = OsString>) -> Next {
    let words = match Words::try_parse_from(words) {
        Ok(words) => words,
        // also help and version, which are no errors; whoever reads them may have gone
        Err(answer) => {
            let _gone = answer.print();
            return Next::Exit(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    let command = match words.command {
        None => return Next::Window(Open::default()),
        Some(Command::Open(open)) => return Next::Window(open),
        Some(command) => command,
    };
    match run(&command) {
        Ok(code) => Next::Exit(code),
        Err(error) => Next::Exit(fail(&error)),
    }
}

/// Prints an error and its hint to standard error; gives the exit code.
pub fn fail(error: &Error) -> u8 {
    if error.kind == Kind::Cancelled {
        stop::tell();
        return stop::EXIT;
    }
    output::error(error);
    2
}

/// Gives the exit code: only a check can come out other than done.
fn run(command: &Command) -> Result<u8> {
    match command {
        Command::Open(_) => Ok(()),
        Command::Inspect(words) => return inspect::run(words).map(|holds| u8::from(!holds)),
        Command::Explain(words) => explain::run(words),
        Command::Counterfactual(words) => counterfactual::run(words),
        Command::Enough(words) => counterfactual::run_enough(words),
        Command::Audit(words) => audit::run(words),
        Command::Balance(words) => balance::run(words),
        Command::Receipt(words) => receipt::run(words),
        Command::Lock(words) => locked::lock(words),
        Command::Unlock(words) => locked::unlock(words),
        Command::Curve(words) => curve::run(words),
        Command::Scenarios(words) => scenarios::run(words),
        Command::Importance(words) => importance::run(words),
        Command::Score(words) => score::run(words),
        Command::Attribute(words) => attribute::run(words),
        Command::BenchClick(words) => click::run(words),
        Command::Train(words) => train::run(words),
    }
    .map(|()| 0)
}
