//! `issue` and `reissue`: list the requests, or make the card of one.

use clap::Args;
use jiff::civil::Date;
use pboc_purse::Pin;
use purse::Validity;
use serde_json::{Value, json};

use super::Said;
use super::at_reader::{Desk, card};
use crate::center::{CardRequest, Center as _};
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::hex::unhex;
use crate::secret_line;
use crate::work::issue;

#[derive(Debug, Args)]
pub(super) struct Issue {
    /// 制卡任务号；不写则列出待制任务 · the request; without it the open ones are listed
    #[arg(long)]
    request: Option<u64>,
}

impl Issue {
    pub(super) fn run(self, config: &Config, again: bool) -> Result<Said, Ending> {
        let mut desk = Desk::open(config)?;
        let Some(number) = self.request else {
            let open = desk.link.requests()?;
            return Ok(list(open.iter().filter(|one| one.replaces.is_some() == again)));
        };
        let request = desk.link.take(number)?;
        if request.replaces.is_some() != again {
            let verb = if again { "issue" } else { "reissue" };
            return Err(Ending::refused(format!(
                "任务 {number} 应使用 {verb}，未写入 · request {number} is one for {verb}, nothing was written"
            )));
        }
        let validity = validity(config.cards.valid_years)?;
        let pin = if request.kind == "pboc" { Some(pin()?) } else { None };
        let (mut slot, chip) = card(config)?;
        let speech = desk.works.listen(&mut slot)?;
        let issued = desk.at_bench(speech, |bench| issue(bench, &mut slot, chip, &request, validity, pin))?;
        let number = issued.number;
        let how = if issued.resumed { "接着上次制完" } else { "已制成" };
        let text = format!("卡 {number} {how} · card {number} is made");
        let json = json!({ "request": request.number, "card": number.tail(), "resumed": issued.resumed });
        Ok(Said::new(text, json).with(&issued.pending))
    }
}

fn list<'a>(open: impl Iterator<Item = &'a CardRequest>) -> Said {
    let mut lines = vec!["任务\t办理编号\t卡种 · request, file number, kind".to_owned()];
    let mut json = Vec::new();
    for one in open {
        lines.push(format!("{}\t{}\t{}", one.number, one.handle, one.kind));
        json.push(json!({ "request": one.number, "handle": one.handle, "kind": one.kind }));
    }
    Said::new(lines.join("\n"), Value::Array(json))
}

/// The holder types a first PIN.
fn pin() -> Result<Pin, Ending> {
    let digits = secret_line::ask("持卡人新密码 the holder's new PIN")?;
    let bad = "密码应为 4 至 12 位数字且位数为偶，卡未动 · a PIN has 4 to 12 digits, an even number of them; nothing was touched";
    Pin::from_digits(&digits).ok_or_else(|| Ending::new(Exit::Usage, bad))
}

/// From today, for so many years, to the day before.
fn validity(years: u8) -> Result<Validity, Ending> {
    let today = jiff::Zoned::now().date();
    let last = today.checked_add(jiff::Span::new().years(i64::from(years))).and_then(Date::yesterday);
    let day = |date: Date| unhex(&format!("{:04}{:02}{:02}", date.year(), date.month(), date.day()));
    let days = last.ok().and_then(|last| day(today).zip(day(last)));
    let unset =
        || Ending::new(Exit::Fault, "系统时钟无效，卡未动 · the clock is not set, nothing was touched");
    days.map(|(from, to)| Validity { from, to }).ok_or_else(unset)
}
