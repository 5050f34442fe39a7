//! `serve`: run the center until it is told to stop.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use axum::serve::ListenerExt;
use clap::Args;
use records::KeyCustody;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::Said;
use crate::{Center, Config, Failure, jobs, nightly, routes};

/// How long open requests may take to finish once the center is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the center until SIGTERM or SIGINT; what was accepted is written before it ends.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// 配置文件 · configuration
    #[arg(long, value_name = "FILE", default_value = "center.toml")]
    config: PathBuf,
}

impl Serve {
    pub(super) fn run(self) -> Result<Said, Failure> {
        let config = Config::read(&self.config)?;
        let (center, writer) = Center::open(&config)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::Fault(error.to_string()))?;
        runtime.spawn(jobs::every_minute(center.books.clone(), jobs::holder()?));
        if let Some(at) = config.close_at {
            runtime.spawn(nightly::every_minute(config.books.clone(), at, jobs::holder()?));
        }
        let ended = runtime.block_on(serve(&config, center));
        // Routes still running hold the books; after this nobody does, and the writer finishes.
        runtime.shutdown_timeout(PATIENCE);
        writer.join();
        ended?;
        tracing::info!("Stopped");
        Ok(Said::new("", json!({ "stopped": true })))
    }
}

async fn serve(config: &Config, center: Center) -> Result<(), Failure> {
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        Failure::Refused(format!(
            "无法在 {0} 监听（{error}），请换端口或停止占用者 · cannot listen on {0}, choose another port",
            config.listen
        ))
    })?;
    let address = listener.local_addr().map_err(|error| Failure::Fault(error.to_string()))?;
    let fault = |error: std::io::Error| Failure::Fault(error.to_string());
    let mut terminate = signal(SignalKind::terminate()).map_err(fault)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(fault)?;
    tracing::info!(address = %address, county = %center.county, "Center listens");
    if config.cards.key_custody == KeyCustody::TrialFile {
        tracing::warn!("TRIAL KEYS: purchase keys are in a file; real money is not protected");
    }
    announce(&format!("http://{address}"));
    let (tell, told) = watch::channel(false);
    let told_to_stop = |mut told: watch::Receiver<bool>| async move {
        // An error means that the sender is gone, which is the end as well.
        drop(told.wait_for(|&stop| stop).await);
    };
    // Acknowledgements are small: they must not wait for more.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let serving =
        axum::serve(listener, routes::router(center)).with_graceful_shutdown(told_to_stop(told.clone()));
    let stopping = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("Stopping");
        tell.send_replace(true);
        // Somebody who never finishes sending does not keep us.
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        ended = serving => ended.map_err(fault),
        () = stopping => Ok(()),
    }
}

/// One line on standard output once the center answers; a closed output is no reason to stop.
fn announce(url: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{url}").and_then(|()| out.flush()));
}
