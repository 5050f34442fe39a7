//! `register`: somebody's own card, a social-security card or a chip by its serial, becomes its holder's.

use clap::Args;
use records::CardNo;
use serde_json::json;

use super::Said;
use super::at_reader::laid;
use crate::cards::identity;
use crate::center::Link;
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::Files;

#[derive(Debug, Args)]
pub(super) struct Register {
    /// 名单中持卡人现用的卡号，登记后停用 · the number by which the list names the holder now; it goes out of use
    #[arg(long)]
    holder: CardNo,
}

impl Register {
    /// The card is only read and no key is used, so nothing is journalled: what the center has not heard is done again.
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let (desk, _) = Files::open(&config.data_dir)?.identity()?;
        let link = Link::new(&config.center.url, desk)?;
        let cards = card_families::read(&link.card_profile()?)
            .map_err(|error| Ending::new(Exit::BadConfig, error))?;
        let (mut slot, atr) = laid(config)?;
        let number = identity(&mut slot, &cards, &atr)?;
        let news = link.register_identity(&number.digits(), &self.holder.digits())?;
        let tail = self.holder.tail();
        let text = format!(
            "卡 {number} 已登记，顶替 ****{tail}，原号从此停用 · card {number} is registered in the place of ****{tail}, which is out of use"
        );
        Ok(Said::new(text, json!({ "card": number.tail(), "news": news })))
    }
}
