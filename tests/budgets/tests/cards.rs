//! Card commands of one sale, and their modelled time in the air: counted, so asserted.

use budgets::{air, cards::SALES};

/// Microseconds in the air: a third of the 300 ms that a tap is to take.
const AIR_US_MAX: u64 = 100_000;

#[test]
fn no_sale_needs_more_commands_than_its_budget() {
    for budget in SALES {
        let conversation = budget.conversation();
        let (commands, air_us) = (air::commands(&conversation), air::time_us(&conversation));
        println!("{}: {commands} commands, {} bytes, {air_us} µs", budget.label, air::bytes(&conversation));
        assert_eq!(commands, budget.commands_max, "{budget:?}: a budget is what is needed, no more");
        assert!(air_us <= AIR_US_MAX, "{budget:?}: {air_us} µs");
    }
}
