//! `serve`: run the center until it is told to stop.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use records::KeyCustody;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::Said;
use crate::{Center, Config, Failure, routes};

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
        let ended = runtime.block_on(serve(&config, center));
        // Routes still running hold the books; after this nobody does, and the writer finishes.
        runtime.shutdown_timeout(std::time::Duration::from_secs(10));
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
    axum::serve(listener, routes::router(center))
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("Stopping");
        })
        .await
        .map_err(fault)
}

/// One line on standard output once the center answers; a closed output is no reason to stop.
fn announce(url: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{url}").and_then(|()| out.flush()));
}
