//! Stories of files that go from one to the other.

use tincan_core::transfer::{Input, Phase, Way};
use tincan_protocol::{TransferFailure, TransferMessage};

use super::world::{A, B, World, bytes};

const MB: usize = 1_000_000;

#[test]
fn nothing_is_read_before_a_file_is_accepted() {
    let mut world = World::new();
    world.offer(A, "a.txt", bytes(MB));
    world.settle();
    assert_eq!(world.phases(B), [Phase::Offered { stored: 0 }]);
    assert_eq!(world.page(A).sent, 0);
    world.accept_all(B);
    world.settle();
    assert_eq!(world.phases(A), [Phase::Done]);
    assert_eq!(world.phases(B), [Phase::Done]);
    assert_eq!(world.page(A).sent, MB);
    assert!(world.files(B) == [("a.txt".to_owned(), bytes(MB))]);
}

#[test]
fn files_of_all_sizes_arrive() {
    let group = 256 * 1024;
    for size in [0, 1, group - 1, group, group + 1, 5 * group, 5 * group + 1] {
        for max_frame in [2100, 65_536, 262_144] {
            let mut world = World::new();
            world.max_frame = max_frame;
            world.offer(A, "a", bytes(size));
            world.settle();
            world.accept_all(B);
            world.settle();
            assert!(world.files(B) == [("a".to_owned(), bytes(size))], "{size} {max_frame}");
            assert_eq!(world.phases(A), [Phase::Done], "{size} {max_frame}");
        }
    }
}

#[test]
fn forty_files_go_both_ways_at_once() {
    let mut world = World::new();
    for number in 0..40 {
        let from = if number % 2 == 0 { A } else { B };
        world.offer(from, &number.to_string(), bytes(number * 20_000));
    }
    world.settle();
    world.accept_all(A);
    world.accept_all(B);
    world.settle();
    for side in [A, B] {
        assert!(world.phases(side).iter().all(|phase| *phase == Phase::Done), "{:?}", world.phases(side));
        let files = world.files(side);
        assert_eq!(files.len(), 20);
        assert!(files.iter().all(|(name, content)| *content == bytes(name.parse::<usize>().unwrap() * 20_000)));
    }
}

#[test]
fn transfers_share_the_way_between_them() {
    let mut world = World::new();
    for name in ["a", "b", "c"] {
        world.offer(A, name, bytes(8 * MB));
    }
    world.settle();
    world.accept_all(B);
    let mut chosen = 0;
    while world.phases(B).iter().all(|phase| *phase != Phase::Done) {
        chosen += 1;
        assert!(world.step(chosen));
    }
    let done: Vec<_> = world.views(B).iter().map(|view| view.done).collect();
    assert!(done.iter().all(|done| *done > 6_000_000), "{done:?}");
}

#[test]
fn a_declined_file_is_not_sent() {
    let mut world = World::new();
    world.offer(A, "a", bytes(MB));
    world.settle();
    let number = world.views(B)[0].number;
    world.input(B, Input::DeclineRequested(number));
    world.settle();
    assert_eq!((world.phases(A), world.phases(B)), (vec![Phase::Declined], vec![Phase::Declined]));
    // Offered once more by the network, it is declined once more.
    world.cut();
    world.connect();
    world.settle();
    assert_eq!(world.phases(B), [Phase::Declined]);
    assert_eq!(world.page(A).sent, 0);
}

#[test]
fn either_side_can_cancel_at_any_time() {
    for side in [A, B] {
        for steps in [0, 1, 2, 5, 20, 40] {
            let mut world = World::new();
            world.offer(A, "a", bytes(6 * MB));
            world.settle();
            world.accept_all(B);
            for _ in 0..steps {
                world.step(0);
            }
            let number = world.views(side)[0].number;
            world.input(side, Input::CancelRequested(number));
            world.settle();
            assert_eq!(world.phases(side), [Phase::Cancelled { here: true }], "{side:?} {steps}");
            assert_eq!(world.phases(side.other()), [Phase::Cancelled { here: false }], "{side:?} {steps}");
            assert!(world.page(B).storage.is_empty(), "nothing remains");
            assert!(world.page(A).files.is_empty(), "the file is let go");
        }
    }
}

#[test]
fn both_cancel_at_the_same_time() {
    let mut world = World::new();
    world.offer(A, "a", bytes(2 * MB));
    world.settle();
    world.accept_all(B);
    for side in [A, B] {
        let number = world.views(side)[0].number;
        world.input(side, Input::CancelRequested(number));
    }
    world.settle();
    for side in [A, B] {
        assert_eq!(world.phases(side), [Phase::Cancelled { here: true }]);
    }
}

#[test]
fn it_rests_while_either_side_wants_it_to() {
    for side in [A, B] {
        let mut world = World::new();
        world.offer(A, "a", bytes(6 * MB));
        world.settle();
        world.accept_all(B);
        for _ in 0..20 {
            world.step(0);
        }
        let number = world.views(side)[0].number;
        world.input(side, Input::PauseRequested(number, true));
        world.settle();
        let sent = world.page(A).sent;
        assert!(sent < 5 * MB, "{side:?}: {sent}");
        assert_eq!(world.phases(side), [Phase::Paused { here: true }]);
        assert_eq!(world.phases(side.other()), [Phase::Paused { here: false }]);
        // It rests, too, after it was interrupted.
        world.cut();
        world.connect();
        world.settle();
        assert_eq!(world.phases(side), [Phase::Paused { here: true }]);
        assert_eq!(world.phases(side.other()), [Phase::Paused { here: false }]);
        world.input(side, Input::PauseRequested(number, false));
        world.settle();
        assert_eq!(world.phases(A), [Phase::Done]);
        assert!(world.files(B)[0].1 == bytes(6 * MB));
    }
}

#[test]
fn a_bad_chunk_is_asked_for_again() {
    let mut world = World::new();
    world.offer(A, "a", bytes(3 * MB));
    world.settle();
    world.accept_all(B);
    for _ in 0..4 {
        world.step(0);
    }
    world.corrupt_next = true;
    world.settle();
    assert!(world.files(B)[0].1 == bytes(3 * MB));
    let again = world.page(A).sent - 3 * MB;
    assert!((1..=256 * 1024).contains(&again), "one group: {again}");
}

#[test]
fn without_space_it_is_refused_before_anything_is_sent() {
    let mut world = World::new();
    world.page(B).space = MB;
    world.offer(A, "a", bytes(2 * MB));
    world.settle();
    world.accept_all(B);
    world.settle();
    let failed = Phase::Failed { why: TransferFailure::NoSpace };
    assert_eq!((world.phases(A), world.phases(B)), (vec![failed], vec![failed]));
    assert_eq!(world.page(A).sent, 0);
}

#[test]
fn when_the_disk_is_full_it_says_so_and_goes_on_later() {
    let mut world = World::new();
    world.offer(A, "a", bytes(6 * MB));
    world.settle();
    world.accept_all(B);
    world.page(B).space = 3 * MB;
    world.settle();
    let failed = Phase::Failed { why: TransferFailure::NoSpace };
    assert_eq!((world.phases(A), world.phases(B)), (vec![failed], vec![failed]));
    let now = world.now;
    assert_eq!(world.page(B).engine.view(now).kept.len(), 1);
    world.page(B).space = usize::MAX;
    let sent = world.page(A).sent;
    world.offer(A, "a", bytes(6 * MB));
    world.settle();
    assert!(matches!(world.phases(B)[1], Phase::Offered { stored } if stored > 2_500_000), "{:?}", world.phases(B));
    world.accept_all(B);
    world.settle();
    assert!(world.files(B)[0].1 == bytes(6 * MB));
    assert!(world.page(A).sent - sent < 4 * MB);
}

#[test]
fn a_file_that_changes_meanwhile_is_no_longer_sent() {
    let mut world = World::new();
    let number = world.offer(A, "a", bytes(3 * MB));
    world.settle();
    world.page(A).files.get_mut(&number).unwrap().truncate(MB);
    world.accept_all(B);
    world.settle();
    let failed = Phase::Failed { why: TransferFailure::Unreadable };
    assert_eq!((world.phases(A), world.phases(B)), (vec![failed], vec![failed]));
    assert!(world.files(B).is_empty());
}

#[test]
fn who_leaves_before_they_answer_is_not_waited_for() {
    let mut world = World::new();
    world.offer(A, "a", bytes(MB));
    world.offer(B, "b", bytes(MB));
    world.settle();
    let id = world.page(B).id.clone();
    world.cut();
    world.input(A, Input::MemberLeft(id));
    assert_eq!(world.phases(A), [Phase::Left, Phase::Left]);
    for view in world.views(A) {
        world.input(A, Input::ForgetRequested(view.number));
    }
    assert_eq!(world.phases(A), []);
}

#[test]
fn what_was_received_can_be_removed() {
    let mut world = World::new();
    world.offer(A, "a", bytes(MB));
    world.settle();
    world.accept_all(B);
    world.settle();
    let view = world.views(B).remove(0);
    assert_eq!((view.way, view.done), (Way::In, 1_000_000));
    world.input(B, Input::ForgetRequested(view.number));
    assert!(world.page(B).storage.is_empty() && world.views(B).is_empty());
}

#[test]
fn the_sender_knows_that_it_arrived_when_the_receiver_says_so() {
    let mut world = World::new();
    world.offer(A, "a", bytes(MB));
    world.settle();
    world.accept_all(B);
    while !world.page(B).said.iter().any(|said| matches!(said, TransferMessage::Done { .. })) {
        assert_ne!(world.phases(A), [Phase::Done]);
        assert!(world.step(1));
    }
    // The word is lost, and asked for again.
    world.cut();
    assert_eq!(world.phases(A), [Phase::Interrupted]);
    world.connect();
    world.settle();
    assert_eq!(world.phases(A), [Phase::Done]);
    assert_eq!(world.page(A).sent, MB);
}

#[test]
fn rate_and_time_left_are_shown_while_it_flows() {
    let mut world = World::new();
    world.offer(A, "a", bytes(30 * MB));
    world.settle();
    world.accept_all(B);
    for _ in 0..200 {
        world.step(0);
    }
    for side in [A, B] {
        let view = world.views(side).remove(0);
        assert_eq!(view.phase, Phase::Active);
        // A frame of 128 KiB in 5 ms, and the words between.
        assert!(view.rate.is_some_and(|rate| (15_000_000..27_000_000).contains(&rate)), "{view:?}");
        assert!(view.seconds_left.is_some_and(|left| left <= 2), "{view:?}");
    }
}
