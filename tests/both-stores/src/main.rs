//! `on-postgres COMMAND…`: runs a command while a PostgreSQL of its own is up, told where by `BOOKS_SERVER`.

use std::process::{Command, ExitCode};

use both_stores::Server;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("on-postgres COMMAND…");
        return ExitCode::from(2);
    };
    let server = Server::start("command");
    let ended = Command::new(program).args(words).env("BOOKS_SERVER", server.address()).status();
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
