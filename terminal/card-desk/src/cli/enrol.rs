//! `enrol`: the one-time code against a number and the county's key.

use clap::Args;
use records::EnrolmentCode;
use serde_json::json;

use super::Said;
use crate::center;
use crate::config::Config;
use crate::exit::{Ending, Exit};
use crate::files::Files;

#[derive(Debug, Args)]
pub(super) struct Enrol {
    /// 入网码 XXXX-XXXX-XXXX · the one-time code
    #[arg(long)]
    code: String,
}

impl Enrol {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let code: EnrolmentCode = self.code.parse().map_err(|error| Ending::new(Exit::Usage, error))?;
        let files = Files::open(&config.data_dir)?;
        if let Some(enrolled) = files.enrolment()? {
            return Err(Ending::refused(format!(
                "本台已入网，台号 {}；换中心请另建数据目录 · this desk is enrolled already; use another data folder for another center",
                enrolled.desk
            )));
        }
        let enrolled = center::enrol(&config.center.url, &code, &files.key()?)?;
        files.keep_enrolment(&enrolled)?;
        let text = format!(
            "已入网，{} 发卡台 {} · enrolled as desk {}",
            enrolled.county, enrolled.desk, enrolled.desk
        );
        Ok(Said::new(text, json!({ "desk": enrolled.desk, "terminal": enrolled.terminal })))
    }
}
