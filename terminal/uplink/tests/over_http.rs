//! The link, the enrolment and the thread against a small HTTP server of this test.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use records::{
    Ack, AckRange, Announced, Batch, BusinessDay, EnrolmentCode, Kind, Record, Running, SigningKey,
    TerminalId, VerifyingKey, verify_get,
};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use uplink::{
    Command, Courier, EnrolError, Identity, Link, Pace, Plan, Reply, Report, Request, Timeouts, enrol, spawn,
};

const TERMINAL: TerminalId = TerminalId(33_070_300_000_001);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn center() -> VerifyingKey {
    key(9).verifying_key()
}

fn identity() -> Identity {
    Identity { terminal: TERMINAL, key: key(1), center: center() }
}

/// One request as the server read it.
struct Heard {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Heard {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

fn read_request(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).ok()?;
    let mut lines = head.lines();
    let line = lines.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(key, value)| (key.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut heard = Heard { line, headers, body: Vec::new() };
    let length: usize = heard.header("content-length").parse().unwrap_or(0);
    heard.body = vec![0; length];
    stream.read_exact(&mut heard.body).ok()?;
    Some(heard)
}

/// Serves one answer a connection; what it heard comes out of the receiver.
fn serve(answer: impl Fn(&Heard) -> Vec<u8> + Send + 'static) -> (String, Receiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (told, heard) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            if let Some(request) = read_request(&mut stream) {
                drop(stream.write_all(&answer(&request)));
                if told.send(request).is_err() {
                    return;
                }
            }
        }
    });
    (base, heard)
}

fn http(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nDate: Mon, 15 Jul 2024 04:00:00 GMT\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn link(base: &str) -> Link {
    let short = Duration::from_millis(300);
    Link::new(base, Timeouts { connect: short, per_read: short, global: Duration::from_secs(2) }).unwrap()
}

const NOON_US: i64 = 1_721_016_000_000_000;

#[test]
fn requests_are_carried_as_the_center_expects() {
    let (base, heard) = serve(|_| http("200 OK", b"answer"));
    let link = link(&base);
    let terminal = TERMINAL;
    let asked = [
        Request::Batch { terminal, first_seq: 7, bytes: vec![1, 2, 3] },
        Request::Cursor { terminal },
        Request::Parameters { terminal, have_version: 4 },
    ];
    for request in &asked {
        let reply = link.carry(&identity(), request, NOON_US);
        let expected = Reply::Answer {
            status: 200,
            body: b"answer".to_vec(),
            retry_after_s: None,
            center_time_s: Some(1_721_016_000),
        };
        assert_eq!(reply, expected, "{request:?}");
    }
    let put = heard.recv().unwrap();
    assert_eq!(put.line, "PUT /v1/batches/33070300000001/7 HTTP/1.1");
    assert_eq!(
        (put.header("content-type"), put.body.as_slice()),
        ("application/octet-stream", &[1, 2, 3][..])
    );
    for path in ["/v1/terminals/33070300000001/cursor", "/v1/terminals/33070300000001/parameters"] {
        let get = heard.recv().unwrap();
        assert_eq!(get.line, format!("GET {path} HTTP/1.1"));
        let signature = get.header("x-lovecard-signature");
        let bytes: Vec<u8> =
            (0..64).map(|i| u8::from_str_radix(&signature[2 * i..2 * i + 2], 16).unwrap()).collect();
        let at = get.header("x-lovecard-at");
        assert_eq!(at, "2024-07-15T04:00:00Z");
        assert!(verify_get(path, at, &bytes.try_into().unwrap(), &key(1).verifying_key()));
        let tag = if path.ends_with("parameters") { "\"4\"" } else { "" };
        assert_eq!(get.header("if-none-match"), tag);
    }
}

#[test]
fn silence_and_garbage_are_answers_too() {
    type Answer = fn(&Heard) -> Vec<u8>;
    let table: [(&str, Answer); 5] = [
        ("nothing", |_| Vec::new()),
        ("not http", |_| b"\x16\x03\x01 garbage".to_vec()),
        ("cut in the head", |_| b"HTTP/1.1 200 O".to_vec()),
        ("cut in the body", |_| b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf".to_vec()),
        ("too slow", |_| {
            thread::sleep(Duration::from_millis(900));
            http("200 OK", b"late")
        }),
    ];
    for (what, answer) in table {
        let (base, _heard) = serve(answer);
        let start = Instant::now();
        let reply = link(&base).carry(&identity(), &Request::Cursor { terminal: TERMINAL }, NOON_US);
        assert!(matches!(reply, Reply::Unreachable(_)), "{what}: {reply:?}");
        assert!(start.elapsed() < Duration::from_secs(3), "{what}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let reply =
        link(&format!("http://{nobody}")).carry(&identity(), &Request::Cursor { terminal: TERMINAL }, 0);
    assert!(matches!(reply, Reply::Unreachable(_)), "{reply:?}");
}

#[test]
fn a_redirect_is_not_followed() {
    let (base, _heard) = serve(|_| {
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".to_vec()
    });
    let reply = link(&base).carry(&identity(), &Request::Cursor { terminal: TERMINAL }, NOON_US);
    assert_eq!(reply, Reply::answer(302, []));
}

#[test]
fn enrolment() {
    let hex = |key: &VerifyingKey| key.as_bytes().iter().map(|b| format!("{b:02x}")).collect::<String>();
    let good = format!(r#"{{"terminal":33070300000001,"center_public_key":"{}","more":1}}"#, hex(&center()));
    let stranger = good.replace(&hex(&center()), &hex(&key(8).verifying_key()));
    let refused = EnrolError::Refused { status: 403, code: "code-used".into(), sentence: "已用过".into() };
    let table = [
        ("201 Created", good, None),
        ("200 OK", stranger, Some(EnrolError::Fingerprint)),
        ("200 OK", "{}".to_owned(), Some(EnrolError::Answer)),
        ("403 Forbidden", r#"{"code":"code-used","title":"已用过"}"#.to_owned(), Some(refused)),
    ];
    let code = EnrolmentCode::new([1, 2, 3, 4, 5], &center());
    for (status, body, error) in table {
        let answer = http(status, body.as_bytes());
        let (base, heard) = serve(move |_| answer.clone());
        let got = enrol(&link(&base), &code, &key(1));
        assert_eq!(got.as_ref().err(), error.as_ref());
        if let Ok(enrolment) = got {
            assert_eq!((enrolment.terminal, enrolment.center), (TERMINAL, center()));
        }
        let request = heard.recv().unwrap();
        assert_eq!(request.line, "POST /v1/enrolments HTTP/1.1");
        let expected =
            format!(r#"{{"code":"{}","public_key":"{}"}}"#, code.reveal(), hex(&key(1).verifying_key()));
        assert_eq!(String::from_utf8(request.body).unwrap(), expected);
    }
    assert!(matches!(enrol(&link("http://127.0.0.1:1"), &code, &key(1)), Err(EnrolError::Unreachable(_))));
}

#[test]
fn the_thread_keeps_then_sends_then_verifies_and_stops() {
    let (base, heard) = serve(|request| {
        if request.line.starts_with("PUT") {
            let batch = Batch::open(&request.body).unwrap();
            http("200 OK", &Ack::sign(&AckRange::of(&batch), &key(9)))
        } else {
            http("304 Not Modified", b"")
        }
    });
    let (commands, orders) = channel();
    let (told, reports) = channel();
    let courier = Courier::new(identity(), 0, [0; 32], 1, Pace::default(), 1);
    let driver =
        spawn(courier, identity(), link(&base), orders, move |report| told.send(report).is_ok()).unwrap();
    let record = Record::blank(Kind::DayClose, TERMINAL, BusinessDay::from_number(20_240_715).unwrap());
    commands.send(Command::Offer(vec![record])).unwrap();
    let wait = Duration::from_secs(5);
    loop {
        match reports.recv_timeout(wait).unwrap() {
            Report::SealWanted { limit: 500 } => {
                let batches = heard.try_iter().filter(|request| request.line.starts_with("PUT")).count();
                assert_eq!(batches, 0, "nothing is sent before its plan is kept");
                let announced = Announced { seq: 1, running: Running::default() };
                let plan = Plan { first_seq: 1, through_seq: 1, sealed_at_us: NOON_US, announced };
                commands.send(Command::Sealed(plan)).unwrap();
            }
            Report::Verified { through_seq, .. } => {
                assert_eq!(through_seq, 1);
                break;
            }
            _ => {}
        }
    }
    commands.send(Command::Stop).unwrap();
    driver.join();
}
