//! `on-postgres COMMAND…`: runs a command while a PostgreSQL of its own is up, told where by `BOOKS_SERVER`.
//!
//! A second one, at `FRAIL_SERVER`, breaks off and comes back whenever somebody connects to the socket `FRAIL_BREAK`;
//! the connection closes when it answers again.

use std::os::unix::net::UnixListener;
use std::process::{Command, ExitCode};

use both_stores::Server;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("on-postgres COMMAND…");
        return ExitCode::from(2);
    };
    let server = Server::start("command");
    let frail = Server::start("frail");
    let socket = frail.folder().join("break");
    let listener = UnixListener::bind(&socket).expect("a socket in the folder of the server");
    let mut command = Command::new(program);
    command.args(words).env("BOOKS_SERVER", server.address());
    command.env("FRAIL_SERVER", frail.address()).env("FRAIL_BREAK", &socket);
    std::thread::spawn(move || {
        for order in listener.incoming() {
            frail.crash();
            drop(order);
        }
    });
    let ended = command.status();
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
