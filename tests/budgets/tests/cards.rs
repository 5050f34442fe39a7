//! Card commands of one sale, and their modelled time in the air: counted, so asserted.

use both_sides::county::Kind;
use both_sides::till::{Ending, OURS};
use budgets::air;
use budgets::cards::{SALES, soft_sam};
use virtual_cards::desfire::Generation;

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

/// What the benchmark times is the sale itself, to its record.
#[test]
fn a_sale_from_recorded_answers_is_the_same_sale() {
    for budget in SALES.iter().filter(|budget| budget.kind != Kind::Desfire(Generation::Ev1)) {
        let till = budget.till();
        let tape = till.record(OURS, budget.order);
        let Ending::Paid(record) = till.clone().tap(OURS, budget.order, None) else { panic!("{budget:?}") };
        let Ending::Paid(played) = till.clone().play(budget.order, &tape) else { panic!("{budget:?}") };
        assert_eq!(
            (record.card_no, record.card_amount, record.tier),
            (played.card_no, played.card_amount, played.tier)
        );
        if budget.kind == Kind::TUnion {
            let soft = till.clone().play_with(budget.order, &tape, &mut soft_sam());
            assert_eq!(soft, Ending::Paid(played), "the module's own arithmetic finds MAC2 right");
        }
    }
}
