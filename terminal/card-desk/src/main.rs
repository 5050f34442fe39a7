//! `card-desk`: what was asked is done by the library; here it is printed.

use std::io::Write as _;
use std::process::ExitCode;

use card_desk::cli::Arguments;
use card_desk::exit::Exit;
use clap::Parser as _;

fn main() -> ExitCode {
    match Arguments::parse().run() {
        Ok(said) => {
            // A reader that has gone away is not our fault to report.
            drop(writeln!(std::io::stdout().lock(), "{said}"));
            Exit::Ok.into()
        }
        Err(ending) => {
            drop(writeln!(std::io::stderr().lock(), "{ending}"));
            ending.exit.into()
        }
    }
}
