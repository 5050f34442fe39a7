//! A center that was away, or came back as it was before: what the till asks, and what it gives again.

use super::*;

#[test]
fn a_center_restored_from_a_copy_gets_its_tail_again() {
    let mut world = World::new();
    let mut chain = Chain::START;
    let first = more(&mut chain, 3);
    world.offer(first.clone());
    world.run(10_000, good);
    world.center = Center::new();
    let second = more(&mut chain, 2);
    world.offer(second.clone());
    world.run(20_000, good);
    assert!(world.reports.contains(&Report::Rewind { from_seq: 1 }));
    assert!(world.courier.rewind(0, [0; 32], first.into_iter().chain(second), Vec::new()));
    world.run(30_000, good);
    assert_eq!((world.verified(), world.center.taken), (5, seqs(5)));
}

/// A till with nothing to send hears of it too, and gives back the very bytes that were acknowledged.
#[test]
fn an_idle_till_gives_a_restored_center_the_same_batches() {
    let mut world = World::new();
    let mut chain = Chain::START;
    for second in 1..=3 {
        world.offer(more(&mut chain, 4));
        world.run(second * 1_000, good);
    }
    let (batches, plans) = (world.center.batches.clone(), world.kept.clone());
    assert_eq!((batches.len(), world.courier.pending()), (3, 0));
    // The center is away, and comes back as it was after the first batch.
    world.run(120_000, |_| (false, false));
    world.center = Center::new();
    let (first, ack) = batches[&1].clone();
    let opened = Batch::open(&first).unwrap();
    (world.center.next_seq, world.center.head) = (5, opened.new_head);
    world.center.batches.insert(1, (first, ack));
    let mut refused = 0;
    world.run(240_000, |request| {
        refused += usize::from(matches!(request, Request::Batch { .. }));
        (true, true)
    });
    assert!(world.reports.contains(&Report::Rewind { from_seq: 5 }));
    assert_eq!(refused, 0, "nothing is sent into the gap");
    let lost = world.written.iter().filter(|record| record.seq > 4).cloned();
    assert!(world.courier.rewind(4, opened.new_head, lost.collect::<Vec<_>>(), plans));
    world.run(300_000, good);
    assert_eq!(world.center.batches, batches);
    assert_eq!((world.verified(), world.kept.len()), (12, 3));
}

/// A till whose clock is wrong may not ask for the cursor; its batches go up all the same, and at once.
#[test]
fn a_refused_greeting_stops_nothing() {
    let mut world = World::new();
    world.offer(more(&mut Chain::START.clone(), 2));
    let skewed = Reply::answer(403, r#"{"code":"clock-skew","title":"x"}"#);
    while world.now.monotonic_ms < 2_000 {
        match world.courier.step(world.now) {
            Step::Seal { limit } => world.courier.sealed(world.plan(limit)),
            Step::Rest { until_ms } => world.now.monotonic_ms = until_ms,
            Step::Send(Request::Cursor { .. }) => {
                world.reports.extend(world.courier.hear(world.now, &skewed));
            }
            Step::Send(request) => {
                let reply = world.center.answer(&request);
                world.reports.extend(world.courier.hear(world.now, &reply));
            }
        }
    }
    assert_eq!(world.verified(), 2);
    assert!(!world.reports.iter().any(|report| matches!(report, Report::Refused(_))));
}
