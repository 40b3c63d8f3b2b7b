//! Transfers that are cut off, and go on.

use proptest::prelude::*;
use tincan_core::transfer::{Effect, Input, Kept, Phase, Transfers, Way};
use tincan_protocol::{MemberId, TransferMessage};

use super::world::{A, B, Side, World, bytes};

const MB: usize = 1_000_000;

/// A world in which three quarters of a file are there.
fn underway(size: usize) -> World {
    let mut world = World::new();
    world.offer(A, "a", bytes(size));
    world.settle();
    world.accept_all(B);
    while world.views(B)[0].done < size as u64 / 4 * 3 {
        assert!(world.step(0));
    }
    world
}

#[test]
fn after_the_network_was_away_it_goes_on_where_it_was() {
    let mut world = underway(8 * MB);
    world.cut();
    assert_eq!((world.phases(A), world.phases(B)), (vec![Phase::Interrupted], vec![Phase::Interrupted]));
    world.connect();
    world.settle();
    assert_eq!((world.phases(A), world.phases(B)), (vec![Phase::Done], vec![Phase::Done]));
    assert!(world.files(B)[0].1 == bytes(8 * MB));
    assert!(world.page(A).sent < 11 * MB, "only what was on its way is sent twice: {}", world.page(A).sent);
}

#[test]
fn after_the_receivers_page_was_loaded_again_it_goes_on_by_itself() {
    let mut world = underway(24 * MB);
    let sent = world.page(A).sent;
    world.reload(B);
    world.settle();
    assert_eq!(world.phases(A), [Phase::Done]);
    assert_eq!(world.phases(B), [Phase::Done]);
    assert!(world.files(B)[0].1 == bytes(24 * MB));
    let again = world.page(A).sent - sent;
    assert!(again < 10 * MB, "what was written down is not sent again: {again}");
}

#[test]
fn after_the_senders_page_was_loaded_again_the_file_is_picked_once_more() {
    let mut world = underway(24 * MB);
    world.reload(A);
    world.settle();
    assert_eq!(world.phases(B), [Phase::Interrupted]);
    world.offer(A, "a", bytes(24 * MB));
    world.settle();
    assert!(matches!(world.phases(B)[1], Phase::Offered { stored } if stored > 16_000_000), "{:?}", world.phases(B));
    world.accept_all(B);
    world.settle();
    assert!(world.files(B)[0].1 == bytes(24 * MB));
    assert_eq!(world.phases(B), [Phase::Done], "the transfer that waited is this one now");
    assert!(world.page(A).sent < 10 * MB, "{}", world.page(A).sent);
}

#[test]
fn another_file_of_the_same_name_size_and_date_is_received_as_it_is() {
    let mut world = underway(24 * MB);
    world.reload(A);
    world.reload(B);
    let mut other = bytes(24 * MB);
    for byte in other.iter_mut().step_by(5 * MB) {
        *byte ^= 1;
    }
    world.offer(A, "a", other.clone());
    world.settle();
    world.accept_all(B);
    world.settle();
    assert_eq!(world.phases(B), [Phase::Done]);
    assert!(world.files(B)[0].1 == other);
}

#[test]
fn what_rotted_in_the_storage_is_fetched_again() {
    let mut world = underway(24 * MB);
    for stored in world.page(B).storage.values_mut() {
        stored.bytes[300_000] ^= 1;
        stored.bytes[5_000_000] ^= 1;
    }
    world.reload(B);
    world.settle();
    assert_eq!(world.phases(B), [Phase::Done]);
    assert!(world.files(B)[0].1 == bytes(24 * MB));
}

#[test]
fn nobody_else_gets_what_is_resumed() {
    let mut world = underway(8 * MB);
    world.cut();
    let stranger = MemberId::from_bytes([99; 16]);
    let proofs = {
        // What the receiver says, on a channel of somebody else.
        world.connect();
        let said = world.page(B).said.iter().rev().find_map(|message| match message {
            TransferMessage::Resume { proofs } => Some(proofs.clone()),
            _ => None,
        });
        said.unwrap()
    };
    world.cut();
    let now = world.now;
    let engine = &mut world.page(A).engine;
    let name = "Mallory".to_owned();
    let reached = engine.handle(now, Input::MemberReached { id: stranger.clone(), name });
    let resume = TransferMessage::Resume { proofs };
    let answered = engine.handle(now, Input::Received(stranger, resume));
    assert!(reached.len() + answered.len() <= 1, "{reached:?} {answered:?}");
}

#[test]
fn a_receiver_who_is_back_before_they_are_missed_is_given_the_rest_when_they_are() {
    let mut world = underway(8 * MB);
    let back = MemberId::from_bytes([98; 16]);
    let (now, gone) = (world.now, world.page(B).id.clone());
    let id = world.page(A).said.iter().find_map(|message| match message {
        TransferMessage::Offer(offer) => Some(offer.id.clone()),
        _ => None,
    });
    // The page of the receiver that was loaded again, and knows what is stored.
    let mut page = Transfers::new();
    let _ = page.handle(now, Input::Joined(back.clone()));
    let kept: Vec<Kept> = world.page(B).storage.values().filter_map(|stored| stored.kept.clone()).collect();
    assert_eq!(kept.first().map(|kept| kept.id.clone()), id);
    let _ = page.handle(now, Input::Restored(kept));
    let reached = page.handle(now, Input::MemberReached { id: world.page(A).id.clone(), name: "Ada".to_owned() });
    let resume = reached.into_iter().find_map(|effect| match effect {
        Effect::Say(_, message) => Some(message),
        _ => None,
    });

    let engine = &mut world.page(A).engine;
    let _ = engine.handle(now, Input::MemberReached { id: back.clone(), name: "Bob".to_owned() });
    let claimed = engine.handle(now, Input::Received(back.clone(), resume.unwrap()));
    assert_eq!(claimed, [], "the other one may be there still");
    let missed = engine.handle(now, Input::MemberLost(gone));
    let is_offer = |effect: &Effect| matches!(effect, Effect::Say(to, TransferMessage::Offer(_)) if *to == back);
    assert_eq!(missed.iter().filter(|effect| is_offer(effect)).count(), 1, "{missed:?}");
    assert_eq!(engine.view(now).transfers[0].member, back);
}

#[test]
fn an_offer_that_was_paused_and_no_longer_is_can_be_accepted() {
    let mut world = World::new();
    let number = world.offer(A, "photo", bytes(MB));
    world.input(A, Input::PauseRequested(number, true));
    world.settle();
    // That it goes on is lost.
    world.input(A, Input::PauseRequested(number, false));
    world.cut();
    world.connect();
    world.settle();
    world.accept_all(B);
    world.settle();
    assert_eq!(world.phases(A), [Phase::Done]);
    assert_eq!(world.phases(B), [Phase::Done]);
}

#[test]
fn an_offer_that_rests_does_so_after_a_cut_as_well() {
    let mut world = World::new();
    let number = world.offer(A, "photo", bytes(MB));
    world.input(A, Input::PauseRequested(number, true));
    world.cut();
    world.connect();
    world.settle();
    assert_eq!(world.phases(B), [Phase::Paused { here: false }]);
}

/// What may happen while files are on their way.
#[derive(Debug, Clone)]
enum Event {
    Steps(Vec<usize>),
    Cut,
    Connect,
    /// With a byte that has rotted in what is stored.
    Reload(Side, usize),
    Pause(Side, bool),
    Corrupt,
    Accept(Side),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let side = || prop_oneof![Just(A), Just(B)];
    let event = prop_oneof![
        6 => prop::collection::vec(0..8_usize, 1..30).prop_map(Event::Steps),
        1 => Just(Event::Cut),
        2 => Just(Event::Connect),
        1 => (side(), 0..4_000_000_usize).prop_map(|(side, rotten)| Event::Reload(side, rotten)),
        1 => (side(), any::<bool>()).prop_map(|(side, on)| Event::Pause(side, on)),
        1 => Just(Event::Corrupt),
        3 => side().prop_map(Event::Accept),
    ];
    prop::collection::vec(event, 0..40)
}

fn happen(world: &mut World, event: &Event) {
    match event {
        Event::Steps(chosen) => chosen.iter().for_each(|chosen| _ = world.step(*chosen)),
        Event::Cut => world.cut(),
        Event::Connect => world.connect(),
        Event::Reload(side, rotten) => {
            let is_part = |kept: &Kept| !kept.complete;
            let parts =
                world.page(*side).storage.values_mut().filter(|stored| stored.kept.as_ref().is_some_and(is_part));
            for byte in parts.filter_map(|stored| stored.bytes.get_mut(*rotten)) {
                *byte ^= 1;
            }
            world.reload(*side);
        }
        Event::Pause(side, on) => {
            for view in world.views(*side) {
                world.input(*side, Input::PauseRequested(view.number, *on));
            }
        }
        Event::Corrupt => world.corrupt_next = true,
        Event::Accept(side) => world.accept_all(*side),
    }
}

/// The receiver's answer and the sender's next offer meet on the way: they do not undo each other for ever.
#[test]
fn an_offer_that_is_accepted_while_it_is_made_again_is_sent() {
    let mut world = World::new();
    let file = bytes(3 * MB);
    world.offer(A, "a", file.clone());
    assert!(world.step(0));
    world.cut();
    world.connect();
    world.accept_all(B);
    world.settle();
    assert_eq!(world.files(B), [("a".to_owned(), file)]);
    assert_eq!(world.phases(A), [Phase::Done]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// In whatever order it comes, and whatever interrupts it: what arrives is what was sent, and what does not is said.
    #[test]
    fn what_arrives_is_what_was_sent(
        sizes in prop::collection::vec(0..2_000_000_usize, 1..4),
        max_frame in prop_oneof![1 => Just(262_144), 2 => 2100..262_144_usize],
        events in events(),
    ) {
        let mut world = World::new();
        world.max_frame = max_frame;
        for (number, size) in sizes.iter().enumerate() {
            world.offer(if number % 2 == 0 { A } else { B }, &number.to_string(), bytes(*size));
        }
        let mut reloaded = false;
        for event in &events {
            reloaded |= matches!(event, Event::Reload(..));
            happen(&mut world, event);
        }
        world.corrupt_next = false;
        world.connect();
        for side in [A, B] {
            happen(&mut world, &Event::Pause(side, false));
        }
        world.settle();
        for side in [A, B] {
            world.accept_all(side);
        }
        world.settle();
        for side in [A, B] {
            for (name, content) in world.files(side) {
                prop_assert!(content == bytes(sizes[name.parse::<usize>().unwrap()]), "{} of {}", name, side as u8);
            }
            for view in world.views(side) {
                // Whoever loaded the page again lost the file that is sent.
                let settled = view.phase.is_over() || view.phase == Phase::Interrupted || reloaded && view.way == Way::In;
                prop_assert!(settled, "{:?}", view);
                prop_assert!(reloaded || view.phase == Phase::Done, "{:?}", view);
            }
        }
    }
}
