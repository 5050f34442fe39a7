//! `county-center`: what was asked is done by the library; here it is printed.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use county_center::Failure;
use county_center::cli::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    match arguments.run() {
        Ok(said) => {
            print(&said);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            if let Failure::Differs(said) = &failure {
                print(said);
                return ExitCode::from(failure.exit_code());
            }
            drop(writeln!(std::io::stderr().lock(), "{failure}"));
            ExitCode::from(failure.exit_code())
        }
    }
}

fn print(said: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that has gone away is not our fault to report.
    drop(if said.is_empty() { Ok(()) } else { writeln!(out, "{said}") });
}
