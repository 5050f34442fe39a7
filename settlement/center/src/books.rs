//! The one writer of the books, and a reader beside it.
//!
//! SQLite takes one writer; a thread owns it and works jobs off in order, so that no route ever waits on a
//! lock inside the database. What has queued up is written with one commit, and nobody is answered before it. A job
//! that panics is rolled back and the thread goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use ledger::{Ledger, LedgerError};
use tokio::sync::oneshot;

/// Jobs that may wait. More means the disk cannot keep up: callers are told to come back.
const QUEUE: usize = 64;

/// Jobs of one commit. The disk is waited for once, and a queue of this length is written in well under a second.
const TOGETHER: usize = 32;

/// Works, and leaves what is to be said once it is durable.
type Job = Box<dyn FnOnce(&mut Ledger) -> Answer + Send>;

/// Says it; where the commit failed, that.
type Answer = Box<dyn FnOnce(Result<(), LedgerError>)>;

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// Too many jobs are waiting.
    #[error("中心繁忙，请稍后再试 · the center is busy, try again shortly")]
    Busy,
    /// The writer is gone, or the job broke.
    #[error("账本线程故障，未改动 · the books' thread failed, nothing was changed")]
    Gone,
    /// The books said no.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A handle on the books for routes. Cloned freely.
#[derive(Clone)]
pub struct Books {
    jobs: SyncSender<Job>,
    reader: Arc<Mutex<Ledger>>,
    place: Arc<PathBuf>,
}

/// The writer thread; it ends when every [`Books`] is dropped. The reader is kept until then too: a connection to a
/// server must not be closed on an async thread.
pub struct Writer {
    thread: JoinHandle<()>,
    reader: Arc<Mutex<Ledger>>,
}

impl Writer {
    /// Waits until everything that was accepted is written.
    pub fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("Writer thread ended by a panic");
        }
        drop(self.reader);
    }
}

impl Books {
    /// Opens the books and starts the writer.
    ///
    /// # Errors
    /// Books that cannot be opened, or no thread.
    pub fn open(path: &Path) -> Result<(Books, Writer), LedgerError> {
        let ledger = Ledger::open(path)?;
        let reader = Arc::new(Mutex::new(Ledger::open_reader(path)?));
        let (jobs, inbox) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("books".to_owned())
            .spawn(move || work(ledger, &inbox))
            .map_err(|error| LedgerError::Unopened {
                path: Ledger::shown(path),
                reason: error.to_string(),
            })?;
        let writer = Writer { thread, reader: Arc::clone(&reader) };
        Ok((Books { jobs, reader, place: Arc::new(path.to_owned()) }, writer))
    }

    /// Has the writer do a job and waits for it.
    ///
    /// # Errors
    /// A full queue, a broken job, or the books' own refusal.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, BooksError> {
        let (answer, heard) = oneshot::channel();
        let boxed: Job = Box::new(move |ledger| {
            let done = job(ledger);
            // A caller that has gone away changes nothing: the work is done and can be asked for again.
            Box::new(move |durable| drop(answer.send(durable.and(done))))
        });
        self.jobs.try_send(boxed).map_err(|error| match error {
            TrySendError::Full(_) => BooksError::Busy,
            TrySendError::Disconnected(_) => BooksError::Gone,
        })?;
        Ok(heard.await.map_err(|_| BooksError::Gone)??)
    }

    /// Works on a connection of its own, as a command does: for what takes longer than one step, so that the writer goes
    /// on taking batches.
    ///
    /// # Errors
    /// A broken job, or books that cannot be opened; what the job says itself is inside.
    pub async fn aside<T: Send + 'static, E: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Ledger) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, BooksError> {
        let place = Arc::clone(&self.place);
        let task = tokio::task::spawn_blocking(move || Ok(job(&mut Ledger::open(&place)?)));
        task.await.map_err(|_| BooksError::Gone)?
    }

    /// Reads on another connection, off the async threads.
    ///
    /// # Errors
    /// A broken job, or the books' own refusal.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, BooksError> {
        let reader = Arc::clone(&self.reader);
        let task =
            tokio::task::spawn_blocking(move || job(&reader.lock().unwrap_or_else(PoisonError::into_inner)));
        Ok(task.await.map_err(|_| BooksError::Gone)??)
    }
}

fn work(mut ledger: Ledger, inbox: &Receiver<Job>) {
    for job in inbox {
        let mut queued = vec![job];
        queued.extend(inbox.try_iter().take(TOGETHER.saturating_sub(1)));
        let mut answers = Vec::new();
        let mut durable = Ok(());
        if queued.len() > 1 {
            durable = ledger.together(|ledger| {
                answers.extend(queued.drain(..).filter_map(|job| run(ledger, job)));
            });
        }
        // One alone makes its own commits; and where no larger step could begin, each hears why for itself.
        for answer in queued.into_iter().filter_map(|job| run(&mut ledger, job)).collect::<Vec<_>>() {
            answer(Ok(()));
        }
        for answer in answers {
            answer(durable.as_ref().copied().map_err(again));
        }
    }
}

/// The same error, for another caller.
fn again(error: &LedgerError) -> LedgerError {
    match error {
        LedgerError::Full => LedgerError::Full,
        LedgerError::Busy => LedgerError::Busy,
        other => LedgerError::Lost(other.to_string()),
    }
}

fn run(ledger: &mut Ledger, job: Job) -> Option<Answer> {
    let ran = catch_unwind(AssertUnwindSafe(|| job(ledger)));
    ran.inspect_err(|_| tracing::error!("A job on the books panicked and was rolled back")).ok()
}

#[cfg(test)]
mod tests {
    use std::future::{Future, poll_fn};
    use std::task::Poll;

    use ledger::Merchant;

    use super::*;

    fn open(name: &str) -> (std::path::PathBuf, Books, Writer) {
        let path = std::env::temp_dir().join(format!("books-{}-{name}.db", std::process::id()));
        drop(std::fs::remove_file(&path));
        drop(Ledger::create(&path).unwrap());
        let (books, writer) = Books::open(&path).unwrap();
        (path, books, writer)
    }

    fn merchant(id: &str) -> Merchant {
        Merchant { id: id.to_owned(), name: id.to_owned() }
    }

    #[test]
    fn a_job_that_breaks_stops_nobody_else() {
        let (path, books, writer) = open("breaks");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let broken = books.write(|_| -> Result<(), LedgerError> { panic!("a fault, on purpose") }).await;
            assert!(matches!(broken, Err(BooksError::Gone)));
            books.write(|ledger| ledger.add_merchant(&merchant("a"), 1)).await.unwrap();
            let seen = books.read(Ledger::merchants).await.unwrap();
            assert_eq!(seen, [merchant("a")]);
        });
        drop(books);
        writer.join();
        std::fs::remove_file(path).unwrap();
    }

    /// What queued up while the writer was busy is written with one commit; each caller hears of its own work.
    #[test]
    fn what_queues_up_is_written_together_and_each_hears_its_own() {
        let (path, books, writer) = open("together");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (taken, began) = std::sync::mpsc::channel::<()>();
        let reader = Ledger::open_reader(&path).unwrap();
        runtime.block_on(async {
            let mut first = Box::pin(books.write(move |_| {
                taken.send(()).unwrap();
                assert!(held.recv().is_err());
                Ok(())
            }));
            poll_fn(|context| Poll::Ready(first.as_mut().poll(context))).await.is_pending();
            began.recv().unwrap();
            let mut good = Box::pin(books.write(|ledger| ledger.add_merchant(&merchant("a"), 1)));
            let mut taken = Box::pin(books.write(|ledger| ledger.add_merchant(&merchant("a"), 1)));
            let mut broken = Box::pin(books.write(|ledger| -> Result<(), LedgerError> {
                ledger.add_merchant(&merchant("b"), 1)?;
                panic!("a fault, on purpose")
            }));
            let mut last = Box::pin(books.write(move |ledger| {
                ledger.add_merchant(&merchant("c"), 1)?;
                // Nothing is durable yet: nobody else sees any of it.
                assert!(reader.merchants()?.is_empty());
                ledger.merchants()
            }));
            assert!(poll_fn(|context| Poll::Ready(good.as_mut().poll(context))).await.is_pending());
            assert!(poll_fn(|context| Poll::Ready(taken.as_mut().poll(context))).await.is_pending());
            assert!(poll_fn(|context| Poll::Ready(broken.as_mut().poll(context))).await.is_pending());
            assert!(poll_fn(|context| Poll::Ready(last.as_mut().poll(context))).await.is_pending());
            drop(hold);
            first.await.unwrap();
            good.await.unwrap();
            assert!(matches!(taken.await, Err(BooksError::Ledger(LedgerError::Taken { .. }))));
            assert!(matches!(broken.await, Err(BooksError::Gone)));
            // The step before the fault stands, as it does when it is made alone.
            assert_eq!(last.await.unwrap(), [merchant("a"), merchant("b"), merchant("c")]);
        });
        drop(books);
        writer.join();
        assert_eq!(Ledger::open(&path).unwrap().merchants().unwrap().len(), 3);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_was_accepted_is_written_and_too_much_is_turned_away() {
        let (path, books, writer) = open("queue");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (taken, began) = std::sync::mpsc::channel::<()>();
        let accepted = runtime.block_on(async {
            let mut first = Box::pin(books.write(move |_| {
                taken.send(()).unwrap();
                assert!(held.recv().is_err());
                Ok(())
            }));
            poll_fn(|context| Poll::Ready(first.as_mut().poll(context))).await.is_pending();
            began.recv().unwrap();
            let mut accepted = 0;
            for number in 0..2 * QUEUE {
                let name = merchant(&number.to_string());
                let mut job = Box::pin(books.write(move |ledger| ledger.add_merchant(&name, 1)));
                match poll_fn(|context| Poll::Ready(job.as_mut().poll(context))).await {
                    Poll::Pending => accepted += 1,
                    Poll::Ready(answer) => assert!(matches!(answer, Err(BooksError::Busy)), "{answer:?}"),
                }
            }
            accepted
        });
        // The callers are gone; what was accepted is written all the same.
        assert_eq!(accepted, QUEUE);
        drop(hold);
        drop(books);
        writer.join();
        assert_eq!(Ledger::open(&path).unwrap().merchants().unwrap().len(), accepted);
        std::fs::remove_file(path).unwrap();
    }
}
