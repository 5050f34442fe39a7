//! The uplink thread: carries what the courier says, bounded channels in and out.

use crate::{Courier, Identity, Link, Now, Plan, Report, Step};
use records::Record;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What the till tells the uplink.
#[derive(Clone)]
pub enum Command {
    /// New records, in order.
    Offer(Vec<Record>),
    /// This plan is kept: the answer to [`Report::SealWanted`], and at the start the plan of an earlier life.
    Sealed(Plan),
    /// No plan could be kept.
    NotSealed,
    /// The answer to [`Report::Rewind`].
    Rewound {
        /// Last sequence number the center has.
        before: u64,
        /// The chain head there.
        head_before: [u8; 32],
        /// Everything after it.
        records: Vec<Record>,
        /// How it was sealed once.
        plans: Vec<Plan>,
    },
    /// A parameter package of this version is in force.
    ParametersInstalled {
        /// Its version.
        version: u32,
    },
    /// End the thread.
    Stop,
}

/// The running uplink thread.
pub struct Driver {
    link: Link,
    thread: JoinHandle<()>,
}

impl Driver {
    /// Waits for the thread after [`Command::Stop`] was sent; a call in flight is cut short.
    pub fn join(self) {
        self.link.shut();
        if self.thread.join().is_err() {
            tracing::error!("Uplink thread ended by a panic");
        }
    }
}

/// Starts the thread. `report` hands news to the till and answers `false` when the till is gone.
///
/// # Errors
/// The system gives no thread.
pub fn spawn(
    courier: Courier,
    identity: Identity,
    link: Link,
    commands: Receiver<Command>,
    report: impl Fn(Report) -> bool + Send + 'static,
) -> std::io::Result<Driver> {
    let calls = link.clone();
    let thread = thread::Builder::new()
        .name("uplink".to_owned())
        .spawn(move || run(courier, &identity, &calls, &commands, report))?;
    Ok(Driver { link, thread })
}

fn run(
    mut courier: Courier,
    identity: &Identity,
    link: &Link,
    commands: &Receiver<Command>,
    report: impl Fn(Report) -> bool,
) {
    let start = Instant::now();
    loop {
        let step = courier.step(now(start));
        let rest_ms = match step {
            Step::Seal { limit } => {
                if !report(Report::SealWanted { limit }) {
                    return;
                }
                0
            }
            Step::Send(request) => {
                let asked = Instant::now();
                let reply = link.carry(identity, &request, now(start).utc_us);
                let call_ms = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
                tracing::debug!(request = ?request, reply = ?reply, call_ms, "Center asked");
                for news in courier.hear(now(start), &reply) {
                    if !report(news) {
                        return;
                    }
                }
                0
            }
            Step::Rest { until_ms } => until_ms.saturating_sub(now(start).monotonic_ms),
        };
        // Bounded so that a clock that stood still in suspend cannot keep the till silent.
        match commands.recv_timeout(Duration::from_millis(rest_ms.min(60_000))) {
            Ok(Command::Offer(records)) => {
                if !courier.offer(records) {
                    tracing::error!("Records offered out of order were not taken");
                }
            }
            Ok(Command::Sealed(plan)) => courier.sealed(plan),
            Ok(Command::NotSealed) => courier.not_sealed(now(start)),
            Ok(Command::Rewound { before, head_before, records, plans }) => {
                if !courier.rewind(before, head_before, records, plans) {
                    tracing::error!("Rewound records do not form a chain");
                }
            }
            Ok(Command::ParametersInstalled { version }) => courier.parameters_installed(version),
            Ok(Command::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn now(start: Instant) -> Now {
    let monotonic_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Now { monotonic_ms, utc_us: i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX) }
}
