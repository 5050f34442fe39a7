//! The signed text of a claim on a fund's payer, schema `lovecard-claim/1`: UTF-8, LF, one merchant and accounting day a
//! line with the version of its statement, amounts in yuan, the last line `END` with the number of lines before it and
//! what is claimed.

use jiff::civil::Date;
use money::Fen;

use crate::cells::compact;

const SCHEMA: &str = "lovecard-claim/1";

/// What a fund bore at one merchant on one accounting day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    /// The accounting day.
    pub day: Date,
    /// The merchant.
    pub merchant: String,
    /// Version of the merchant's statement that shows it.
    pub statement: u32,
    /// Borne for sales; below zero where more was taken back.
    pub borne: Fen,
    /// Given back by refunds, zero or below.
    pub returned: Fen,
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Division code of the county.
    pub division: u32,
    /// The fund: code and name.
    pub fund: (u8, String),
    /// First and last accounting day.
    pub days: (Date, Date),
    /// The evidence.
    pub lines: Vec<ClaimLine>,
}

impl Claim {
    /// What is claimed. `None` when it does not fit.
    #[must_use]
    pub fn amount(&self) -> Option<Fen> {
        Fen::sum(self.lines.iter().flat_map(|line| [line.borne, line.returned]))
    }
}

/// `CLAM_{fund}_{first}_{last}.txt`.
#[must_use]
pub fn claim_file_name(fund: u8, (first, last): (Date, Date)) -> String {
    format!("CLAM_{fund}_{}_{}.txt", compact(first), compact(last))
}

/// The text: the same claim always gives the same bytes. `None` when a sum does not fit.
#[must_use]
pub fn claim_text(claim: &Claim) -> Option<String> {
    let (code, name) = &claim.fund;
    let name: String = name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut lines = vec![
        SCHEMA.to_owned(),
        format!("county {}", claim.division),
        format!("fund {code} {name}"),
        format!("accounting-days {} {}", claim.days.0, claim.days.1),
    ];
    lines.extend(claim.lines.iter().map(|line| {
        let ClaimLine { day, merchant, statement, borne, returned } = line;
        format!("{day} {merchant} r{statement} borne {borne} returned {returned}")
    }));
    let amount = claim.amount()?;
    lines.push(format!("END {} {amount}", lines.len()));
    Some(lines.join("\n") + "\n")
}
