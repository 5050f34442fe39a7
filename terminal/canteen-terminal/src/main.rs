//! The till of a canteen.

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match canteen_terminal::cli::Cli::parse().obey() {
        Ok(()) => canteen_terminal::exit::Exit::Ok.into(),
        Err(ending) => {
            eprintln!("{ending}");
            ending.exit.into()
        }
    }
}
