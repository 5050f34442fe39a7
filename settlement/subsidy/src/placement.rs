//! Where a sale lies in time.

use jiff::civil::Date;

/// Where a moment lies for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Window code; 0 for a service without windows.
    pub window: u16,
    /// Business day: the day on which the window began.
    pub day: Date,
}
