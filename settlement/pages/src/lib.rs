//! View values drawn as HTML: one phone screen wide first, readable without scripts, printable.
//!
//! Promises: Chinese first, English second; every amount is text that can be selected, read aloud and printed; a
//! state is said in words, never by colour alone; all text is escaped; a card is its last four digits; the style
//! is one sheet inside the page, so a page is one file.
//!
//! Deliberately does not know: HTTP, sessions, who may see what, where the values come from.

mod enrolment;
mod error;
mod frame;
mod funds;
mod login;
mod merchant_day;
mod operations;
mod sale;
mod words;

pub use enrolment::{EnrolmentView, enrolment};
pub use error::{ErrorView, error};
pub use funds::FundLine;
pub use login::{LoginView, login};
pub use merchant_day::{MerchantDayView, merchant_day};
pub use operations::{BatchLine, ExceptionLine, OperationsView, TerminalLine, operations};
pub use sale::{SaleView, sale, sale_id};
