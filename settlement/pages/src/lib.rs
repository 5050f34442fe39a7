//! View values drawn as HTML: one phone screen wide first, readable without scripts, printable.
//!
//! Promises: Chinese first, English second; every amount is text that can be selected, read aloud and printed; a
//! state is said in words, never by colour alone; all text is escaped; a card is its last four digits; the style
//! is one sheet inside the page, so a page is one file.
//!
//! Deliberately does not know: HTTP, sessions, who may see what, where the values come from.

mod audit;
mod days;
mod enrolment;
mod error;
mod findings;
mod forms;
mod frame;
mod funds;
mod login;
mod merchant_day;
mod merchants;
mod month;
mod morning;
mod operations;
mod payouts;
mod sale;
mod settlements;
mod statement;
mod words;

pub use audit::{AuditRow, AuditView, audit};
pub use days::{Closing, DayLine, DayView, DaysView, StatementLine, day, days};
pub use enrolment::{EnrolmentView, enrolment};
pub use error::{ErrorView, error};
pub use findings::{FindingFilter, FindingLine, FindingView, FindingsView, finding, findings};
pub use frame::{NavLink, Visit};
pub use funds::FundLine;
pub use login::{LoginView, login};
pub use merchant_day::{MerchantDayView, merchant_day};
pub use merchants::{MerchantsView, merchants};
pub use month::{MonthDay, MonthStatement, MonthSums, MonthView, month};
pub use morning::{MorningView, Todo, TodoGroup, morning};
pub use operations::{BatchLine, ExceptionLine, OperationsView, TerminalLine, operations};
pub use payouts::{
    AnswerLine, AnswerView, PayoutDeeds, PayoutLineRow, PayoutRow, PayoutView, PayoutsView, answer, payout,
    payouts,
};
pub use sale::{SaleView, sale, sale_id};
pub use settlements::{SettlementRow, SettlementsView, settlements};
pub use statement::{StatementView, VersionLine, statement};
