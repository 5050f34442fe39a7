//! The picture and the keys in a browser.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /` | the live page with a keypad; works without scripts |
//! | `GET /screen.png` | the picture; `ETag`, so an unchanged one is a 304 |
//! | `GET /view.json` | the same screen in words |
//! | `POST /keys` | `key=1` as a form, or `{"keys":["1","Enter"]}` |

use crate::request::{Asked, keys};
use crate::{Frame, HEIGHT, Key, WIDTH, page};
use std::io::{Cursor, ErrorKind};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tiny_http::{Header, Method, Request, Response, Server};

/// Requests answered at the same time.
const WORKERS: usize = 3;

type Answer = Response<Cursor<Vec<u8>>>;

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

/// What the mirror shows now. The PNG is made when somebody asks, once for each picture.
struct Shown {
    version: u64,
    frame: Frame,
    words: String,
    png: Option<Arc<Vec<u8>>>,
}

/// A browser page that shows the screen and presses keys. Dropping it stops it.
pub struct Mirror {
    address: SocketAddr,
    server: Arc<Server>,
    shown: Arc<Mutex<Shown>>,
    workers: Vec<JoinHandle<()>>,
}

impl core::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Mirror({})", self.address)
    }
}

impl Mirror {
    /// Listens where told; keys pressed in a browser come out of the receiver.
    ///
    /// # Errors
    /// The address is in use or not allowed.
    pub fn start(listen: SocketAddr) -> Result<(Mirror, Receiver<Key>), MirrorError> {
        let server = Server::http(listen).map_err(|error| refused(listen, error.as_ref()))?;
        let address = server.server_addr().to_ip().unwrap_or(listen);
        let shown = Shown { version: 1, frame: Frame::new(), words: "{}".to_owned(), png: None };
        let (sender, received) = channel();
        let (server, shown) = (Arc::new(server), Arc::new(Mutex::new(shown)));
        let workers = (0..WORKERS).map(|_| {
            let (server, shown, sender) = (Arc::clone(&server), Arc::clone(&shown), sender.clone());
            thread::spawn(move || {
                while let Ok(mut request) = server.recv() {
                    let answer = answer(&mut request, &shown, &sender);
                    // The browser may have gone meanwhile; the next request asks again.
                    let _gone = request.respond(answer);
                }
            })
        });
        let workers = workers.collect();
        Ok((Mirror { address, server, shown, workers }, received))
    }

    /// Where it listens (the port chosen, when told 0).
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows a picture; `text_json` is what `/view.json` answers.
    pub fn set_frame(&self, frame: Frame, text_json: String) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let version = shown.version.wrapping_add(1);
        *shown = Shown { version, frame, words: text_json, png: None };
    }

    /// Ends the threads; the port is free a moment later.
    pub fn stop(self) {}
}

impl Drop for Mirror {
    fn drop(&mut self) {
        // Each call wakes one worker, whichever it is: so wake them all before waiting for any.
        self.workers.iter().for_each(|_| self.server.unblock());
        for worker in self.workers.drain(..) {
            // A worker that panicked has ended too.
            let _ended = worker.join();
        }
    }
}

fn refused(address: SocketAddr, error: &(dyn std::error::Error + 'static)) -> MirrorError {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) if error.kind() == ErrorKind::AddrInUse => MirrorError::InUse(address),
        _ => MirrorError::Bind { address, reason: error.to_string() },
    }
}

fn answer(request: &mut Request, shown: &Mutex<Shown>, sender: &Sender<Key>) -> Answer {
    let path = request.url().split('?').next().unwrap_or_default().to_owned();
    match (request.method(), path.as_str()) {
        (Method::Get, "/") => said(200, "text/html; charset=utf-8", page::PAGE),
        (Method::Get, "/screen.png") => picture(request, shown),
        (Method::Get, "/view.json") => {
            let words = shown.lock().unwrap_or_else(PoisonError::into_inner).words.clone();
            said(200, "application/json; charset=utf-8", words)
        }
        (Method::Post, "/keys") if foreign(request) => {
            plain(403, "别的网站不能按键 · another site may not press keys")
        }
        (Method::Post, "/keys") => match keys(request) {
            Ok(Asked { keys, form }) => {
                // A till that is ending hears no more keys.
                let pressed = keys.into_iter().filter(|key| sender.send(*key).is_ok()).count();
                if form {
                    said(303, "text/plain; charset=utf-8", "").with_header_line("Location", "/")
                } else {
                    said(200, "application/json; charset=utf-8", format!("{{\"pressed\":{pressed}}}"))
                }
            }
            Err(why) => plain(400, &why),
        },
        (_, "/" | "/screen.png" | "/view.json" | "/keys") => {
            plain(405, "这个地址不支持此方法 · GET for pages, POST for keys")
        }
        _ => plain(404, "没有这个地址，请打开 / · no such address, open /"),
    }
}

/// Whether a page of another site sent this: browsers name the origin of what they post.
fn foreign(request: &Request) -> bool {
    let header = |name: &'static str| {
        let found = request.headers().iter().find(|header| header.field.equiv(name));
        found.map(|header| header.value.as_str().to_owned())
    };
    let ours = header("Host").map(|host| format!("http://{host}"));
    header("Origin").is_some_and(|origin| Some(origin) != ours)
}

fn picture(request: &Request, shown: &Mutex<Shown>) -> Answer {
    let (version, png) = {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let png = match &shown.png {
            Some(png) => Ok(Arc::clone(png)),
            None => shown.frame.to_png().map(Arc::new),
        };
        if let Ok(png) = &png {
            shown.png = Some(Arc::clone(png));
        }
        (shown.version, png)
    };
    let tag = format!("\"{version}\"");
    let known = request
        .headers()
        .iter()
        .any(|header| header.field.equiv("If-None-Match") && header.value.as_str() == tag);
    match png {
        Ok(_) if known => plain(304, "").with_header_line("ETag", &tag),
        Ok(png) => said(200, "image/png", png.as_ref().clone()).with_header_line("ETag", &tag),
        Err(error) => {
            plain(500, &format!("画面无法编码 {WIDTH}×{HEIGHT} · the picture cannot be encoded: {error}"))
        }
    }
}

fn said(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
    Response::from_data(body)
        .with_status_code(status)
        .with_header_line("Content-Type", kind)
        .with_header_line("Cache-Control", "no-cache")
}

fn plain(status: u16, text: &str) -> Answer {
    said(
        status,
        "text/plain; charset=utf-8",
        if text.is_empty() { String::new() } else { format!("{text}\n") },
    )
}

trait HeaderLine {
    fn with_header_line(self, name: &str, value: &str) -> Self;
}

impl HeaderLine for Answer {
    fn with_header_line(self, name: &str, value: &str) -> Answer {
        match Header::from_bytes(name, value) {
            Ok(header) => self.with_header(header),
            Err(()) => self,
        }
    }
}
