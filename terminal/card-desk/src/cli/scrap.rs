//! `scrap`: an unfinished card given up.

use clap::Args;
use serde_json::json;

use super::Said;
use super::at_reader::{Desk, card};
use crate::cards::Speech;
use crate::config::Config;
use crate::exit::Ending;
use crate::work::scrap;

#[derive(Debug, Args)]
pub(super) struct Scrap {
    /// 芯片已不应答，登记此任务的卡已销毁 · the chip answers no more: note that the card of this request was destroyed
    #[arg(long, value_name = "REQUEST")]
    destroyed: Option<u64>,
}

impl Scrap {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let mut desk = Desk::open(config)?;
        if let Some(request) = self.destroyed {
            desk.at_bench(Speech::Iso, |bench| bench.destroyed(request))?;
            let text = format!(
                "已登记任务 {request} 的卡销毁，任务可重新制卡 · noted; the card of request {request} may be made again"
            );
            return Ok(Said::new(text, json!({ "request": request, "erased": false })));
        }
        let (mut slot, chip) = card(config)?;
        let speech = desk.works.listen(&mut slot)?;
        let request = desk.at_bench(speech, |bench| scrap(bench, &mut slot, chip))?;
        let text =
            "未制完的卡已清除，芯片可重新使用 · the unfinished card is erased, the chip may be used again";
        Ok(Said::new(text, json!({ "request": request, "erased": true })))
    }
}
