//! The program.

fn main() -> std::process::ExitCode {
    match candour::gui::run(None, None, None) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(_) => std::process::ExitCode::from(2),
    }
}
