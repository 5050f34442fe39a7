//! A payout as ISO 20022 pain.001.001.09, CustomerCreditTransferInitiation.
//!
//! Written: `GrpHdr` (message id, creation, count, control sum, initiating party) and one `PmtInf` (the account that
//! pays, the day) with one `CdtTrfTxInf` per line. Branches are CNAPS codes (`ClrSysMmbId`, code `CNAPS` of the
//! external list of clearing systems); accounts are `Othr`, as China has no IBAN; the amount is CNY with two
//! decimals. Elements that are not needed are not written.

use jiff::civil::{Date, DateTime};
use money::Fen;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::csv_out::WriteError;
use crate::payout::{Account, Payout};
use crate::signed::ReleasedPayout;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// When a payout is sent: what the payout itself does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// When the message is made, county time (UTC+8).
    pub created: DateTime,
    /// When the bank shall pay.
    pub execute: Date,
}

/// Writes a payout. The same payout and dispatch always give the same bytes.
///
/// # Errors
/// [`WriteError::Program`], which memory alone can cause.
pub fn write_pain001(released: ReleasedPayout<'_>, dispatch: &Dispatch) -> Result<Vec<u8>, WriteError> {
    let mut page = Page(Writer::new_with_indent(Vec::new(), b' ', 1));
    page.document(released.payout(), dispatch).map_err(|error| WriteError::Program(error.to_string()))?;
    let mut bytes = page.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

struct Page(Writer<Vec<u8>>);

type Written = Result<(), std::io::Error>;

impl Page {
    fn document(&mut self, payout: &Payout, dispatch: &Dispatch) -> Written {
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let document = BytesStart::new("Document").with_attributes([("xmlns", NAMESPACE)]);
        self.0.write_event(Event::Start(document))?;
        self.inside("CstmrCdtTrfInitn", |page| {
            page.group_header(payout, dispatch)?;
            page.payment(payout, dispatch)
        })?;
        self.0.write_event(Event::End(BytesEnd::new("Document")))
    }

    fn group_header(&mut self, payout: &Payout, dispatch: &Dispatch) -> Written {
        let head = payout.head();
        self.inside("GrpHdr", |page| {
            page.text("MsgId", &head.id)?;
            page.text("CreDtTm", &format!("{}+08:00", dispatch.created.strftime("%Y-%m-%dT%H:%M:%S")))?;
            page.sums(payout)?;
            page.inside("InitgPty", |page| page.text("Nm", &head.debtor.name))
        })
    }

    fn payment(&mut self, payout: &Payout, dispatch: &Dispatch) -> Written {
        let head = payout.head();
        self.inside("PmtInf", |page| {
            page.text("PmtInfId", &head.id)?;
            page.text("PmtMtd", "TRF")?;
            page.sums(payout)?;
            page.inside("ReqdExctnDt", |page| page.text("Dt", &dispatch.execute.to_string()))?;
            page.inside("Dbtr", |page| page.text("Nm", &head.debtor.name))?;
            page.account("DbtrAcct", &head.debtor)?;
            page.branch("DbtrAgt", &head.debtor)?;
            payout.lines().iter().try_for_each(|line| {
                page.inside("CdtTrfTxInf", |page| {
                    page.inside("PmtId", |page| page.text("EndToEndId", &payout.end_to_end(line)))?;
                    page.inside("Amt", |page| page.amount("InstdAmt", line.amount))?;
                    page.branch("CdtrAgt", &line.payee)?;
                    page.inside("Cdtr", |page| page.text("Nm", &line.payee.name))?;
                    page.account("CdtrAcct", &line.payee)?;
                    page.inside("RmtInf", |page| page.text("Ustrd", &line.purpose))
                })
            })
        })
    }

    fn sums(&mut self, payout: &Payout) -> Written {
        self.text("NbOfTxs", &payout.lines().len().to_string())?;
        self.text("CtrlSum", &payout.total().to_string())
    }

    fn account(&mut self, name: &str, account: &Account) -> Written {
        self.inside(name, |page| {
            page.inside("Id", |page| page.inside("Othr", |page| page.text("Id", &account.number)))
        })
    }

    fn branch(&mut self, name: &str, account: &Account) -> Written {
        self.inside(name, |page| {
            page.inside("FinInstnId", |page| {
                page.inside("ClrSysMmbId", |page| {
                    page.inside("ClrSysId", |page| page.text("Cd", "CNAPS"))?;
                    page.text("MmbId", &account.bank)
                })
            })
        })
    }

    fn amount(&mut self, name: &str, amount: Fen) -> Written {
        let element = self.0.create_element(name).with_attribute(("Ccy", "CNY"));
        element.write_text_content(BytesText::new(&amount.to_string())).map(|_| ())
    }

    fn text(&mut self, name: &str, text: &str) -> Written {
        self.0.create_element(name).write_text_content(BytesText::new(text)).map(|_| ())
    }

    fn inside(&mut self, name: &str, content: impl FnOnce(&mut Page) -> Written) -> Written {
        self.0.write_event(Event::Start(BytesStart::new(name)))?;
        content(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }
}
