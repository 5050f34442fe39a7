//! Passphrases and PINs: typed without an echo, or one line of standard input. They never stand in arguments, where
//! every user of the machine reads them.

use std::io::{BufRead as _, IsTerminal as _};

use zeroize::Zeroizing;

use crate::exit::{Ending, Exit};

/// Asks for a secret.
///
/// # Errors
/// An empty line, or no input.
pub(crate) fn ask(what: &str) -> Result<Zeroizing<String>, Ending> {
    let unread = |error: std::io::Error| {
        Ending::new(Exit::Usage, format!("{what}：读不到输入（{error}）· cannot be read"))
    };
    let line = if std::io::stdin().is_terminal() {
        Zeroizing::new(rpassword::prompt_password(format!("{what}：")).map_err(unread)?)
    } else {
        let mut line = Zeroizing::new(String::with_capacity(256));
        std::io::stdin().lock().read_line(&mut line).map_err(unread)?;
        let kept = line.trim_end_matches(['\r', '\n']).len();
        line.truncate(kept);
        line
    };
    if line.is_empty() {
        return Err(Ending::new(Exit::Usage, format!("{what}：不能为空 · must not be empty")));
    }
    Ok(line)
}
