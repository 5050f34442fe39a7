//! The way to a virtual slot: a TCP port on loopback, perhaps in a network of its own.

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// Where a slot of pcscd listens.
#[derive(Clone, Debug)]
pub struct Door {
    port: u16,
    /// The process whose network the port is in; 0 while there is none. `None`: our own network.
    owner: Option<Arc<AtomicU32>>,
}

impl Door {
    /// A port of a pcscd that somebody else runs on this machine.
    #[must_use]
    pub fn at(port: u16) -> Door {
        Door { port, owner: None }
    }

    pub(crate) fn inside(port: u16, owner: Arc<AtomicU32>) -> Door {
        Door { port, owner: Some(owner) }
    }

    /// Connects, without delaying small packets.
    ///
    /// # Errors
    /// Nobody listens there (yet).
    pub fn open(&self) -> io::Result<TcpStream> {
        let port = self.port;
        let connect = move || TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        let stream = match &self.owner {
            None => connect()?,
            Some(owner) => {
                let pid = owner.load(Ordering::SeqCst);
                if pid == 0 {
                    return Err(io::ErrorKind::NotConnected.into());
                }
                let network = File::open(format!("/proc/{pid}/ns/net"))?;
                // A thread keeps the network it moves into, and a socket the one it was made in: so move a
                // thread that ends at once.
                let moved = thread::spawn(move || {
                    move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))?;
                    connect()
                });
                moved.join().map_err(|_| io::Error::other("the connecting thread ended"))??
            }
        };
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}
