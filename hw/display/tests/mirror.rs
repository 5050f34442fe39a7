//! The mirror as a browser meets it, over a real socket.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests stops where it goes wrong"
)]

use display::{Frame, HEIGHT, Key, Mirror, MirrorError, WIDTH};
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::pixelcolor::{Rgb565, RgbColor};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

fn anywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// Status, headers and body of one raw request.
fn ask(mirror: &Mirror, request: &str) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(mirror.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    (head[9..12].parse().unwrap(), head, bytes[end + 4..].to_vec())
}

fn get(mirror: &Mirror, path: &str, more: &str) -> (u16, String, Vec<u8>) {
    ask(mirror, &format!("GET {path} HTTP/1.1\r\nHost: till\r\n{more}Connection: close\r\n\r\n"))
}

fn post(mirror: &Mirror, kind: &str, body: &str) -> (u16, String, Vec<u8>) {
    let length = body.len();
    ask(
        mirror,
        &format!(
            "POST /keys HTTP/1.1\r\nHost: till\r\nContent-Type: {kind}\r\nOrigin: http://till\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ),
    )
}

#[test]
fn shows_the_newest_picture_and_its_words() {
    let (mirror, _keys) = Mirror::start(anywhere()).unwrap();
    let mut frame = Frame::new();
    frame.clear(Rgb565::RED).unwrap();
    mirror.set_frame(frame, r#"{"view":"ready"}"#.to_owned());
    let (status, head, png) = get(&mirror, "/screen.png", "");
    assert_eq!(status, 200);
    let mut picture = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
    assert_eq!((picture.info().width, picture.info().height), (WIDTH, HEIGHT));
    let mut pixels = vec![0; picture.output_buffer_size().unwrap()];
    picture.next_frame(&mut pixels).unwrap();
    assert!(pixels.chunks_exact(3).all(|pixel| pixel == [255, 0, 0]));
    let tag = head.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap().to_owned();
    assert_eq!(get(&mirror, "/screen.png", &format!("If-None-Match: {tag}\r\n")).0, 304);
    mirror.set_frame(Frame::new(), "{}".to_owned());
    assert_eq!(get(&mirror, "/screen.png", &format!("If-None-Match: {tag}\r\n")).0, 200, "it has changed");
    assert_eq!(get(&mirror, "/view.json", "").2, b"{}");
    let (status, _, page) = get(&mirror, "/", "");
    assert!(status == 200 && String::from_utf8(page).unwrap().contains("终端屏幕"));
}

#[test]
fn keys_come_out_in_order() {
    let (mirror, keys) = Mirror::start(anywhere()).unwrap();
    let (status, head, _) = post(&mirror, "application/x-www-form-urlencoded", "key=Enter");
    assert!(status == 303 && head.contains("Location: /"));
    let (status, _, said) = post(&mirror, "application/json", r#"{"keys":["1","2","x"]}"#);
    assert_eq!((status, said.as_slice()), (200, &br#"{"pressed":3}"#[..]));
    let pressed: Vec<Key> = keys.try_iter().collect();
    assert_eq!(pressed, [Key::Enter, Key::Digit(1), Key::Digit(2), Key::Times]);
}

#[test]
fn garbage_gets_a_sentence_and_presses_nothing() {
    let (mirror, keys) = Mirror::start(anywhere()).unwrap();
    let long = format!("key={}", "1".repeat(5000));
    for (kind, body) in [
        ("application/json", "{"),
        ("application/json", r#"{"keys":["1","Boom"]}"#),
        ("application/x-www-form-urlencoded", "key=Boom"),
        ("application/x-www-form-urlencoded", long.as_str()),
        ("text/plain", ""),
    ] {
        let (status, _, said) = post(&mirror, kind, body);
        assert!(status == 400 && !said.is_empty(), "{kind} {:?}", body.get(..20));
    }
    let elsewhere = "POST /keys HTTP/1.1\r\nHost: till\r\nOrigin: http://elsewhere\r\nContent-Length: 5\r\nConnection: close\r\n\r\nkey=1";
    assert_eq!(ask(&mirror, elsewhere).0, 403, "another site's page");
    assert_eq!(get(&mirror, "/secret", "").0, 404);
    assert_eq!(get(&mirror, "/keys", "").0, 405);
    assert_eq!(keys.try_iter().count(), 0);
}

#[test]
fn a_port_in_use_is_said_and_a_stopped_mirror_frees_it() {
    let (mirror, _keys) = Mirror::start(anywhere()).unwrap();
    let address = mirror.address();
    assert!(matches!(Mirror::start(address), Err(MirrorError::InUse(taken)) if taken == address));
    mirror.stop();
    // The listening thread ends a moment after the mirror.
    let again = (0..200).find_map(|_| {
        std::thread::sleep(Duration::from_millis(10));
        Mirror::start(address).ok()
    });
    assert!(again.is_some());
}
