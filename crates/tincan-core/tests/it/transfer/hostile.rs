//! A member who does not keep to the rules.

use std::time::Duration;

use proptest::prelude::*;
use tincan_core::transfer::{Effect, Input, Number, Phase, Slot, Transfers, tree};
use tincan_protocol::{FileName, Frame, MediaType, MemberId, Offer, TransferFailure, TransferId, TransferMessage};

use super::world::bytes;

const NOW: Duration = Duration::from_secs(9);

fn mallory() -> MemberId {
    MemberId::from_bytes([66; 16])
}

fn offer(id: u8, size: u64) -> Offer {
    Offer {
        id: TransferId::from_bytes([id; 16]),
        round: 0,
        name: FileName::clean("a"),
        size,
        media_type: MediaType::default(),
        modified: 0,
        thumbnail: None,
    }
}

/// A page that is connected to Mallory.
fn page() -> Transfers {
    let mut page = Transfers::new();
    let _ = page.handle(NOW, Input::Joined(MemberId::from_bytes([1; 16])));
    let _ = page.handle(NOW, Input::MemberReached { id: mallory(), name: "Mallory".to_owned() });
    page
}

fn hear(page: &mut Transfers, message: TransferMessage) -> Vec<Effect> {
    page.handle(NOW, Input::Received(mallory(), message))
}

/// A page that has accepted a file of this size from Mallory, and its channel is open.
fn receiving(size: u64) -> Transfers {
    let mut page = page();
    let _ = hear(&mut page, TransferMessage::Offer(offer(1, size)));
    let _ = page.handle(NOW, Input::AcceptRequested { number: Number(0), slot: Slot("s".to_owned()) });
    let _ = page.handle(NOW, Input::Prepared(Number(0)));
    let _ = page.handle(NOW, Input::ChannelOpened { number: Number(0), max_frame: 262_144 });
    assert_eq!(page.view(NOW).transfers[0].phase, Phase::Active);
    page
}

fn phase(page: &Transfers) -> Phase {
    page.view(NOW).transfers[0].phase
}

fn send(page: &mut Transfers, frame: &Frame<'_>) -> Vec<Effect> {
    page.handle(NOW, Input::FrameReceived(Number(0), frame.to_bytes()))
}

#[track_caller]
fn refuses(page: &mut Transfers, frame: &Frame<'_>, why: TransferFailure) {
    let effects = send(page, frame);
    assert_eq!(phase(page), Phase::Failed { why }, "{frame:?}");
    assert!(effects.contains(&Effect::CloseChannel(Number(0))), "{effects:?}");
    assert!(effects.contains(&Effect::Discard(Slot("s".to_owned()))), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Write(..) | Effect::Finish(..))), "{effects:?}");
}

#[test]
fn a_channel_for_what_was_not_accepted_is_not_expected() {
    let mut page = page();
    let id = TransferId::from_bytes([1; 16]);
    assert_eq!(page.expects_channel(&mallory(), id.as_str()), None);
    let _ = hear(&mut page, TransferMessage::Offer(offer(1, 10)));
    assert_eq!(page.expects_channel(&mallory(), id.as_str()), None);
    let opened = page.handle(NOW, Input::ChannelOpened { number: Number(0), max_frame: 9 });
    assert!(opened.contains(&Effect::CloseChannel(Number(0))), "{opened:?}");
    // Frames of a transfer that was never offered, or never accepted, are nothing.
    for number in [0, 7] {
        let frame = Frame::Chunk { group: 0, offset: 0, bytes: b"x" }.to_bytes();
        assert_eq!(page.handle(NOW, Input::FrameReceived(Number(number), frame)), []);
    }
}

#[test]
fn chunks_beyond_what_was_announced_end_it() {
    let size = 300_000;
    let file = bytes(300_000);
    let hashes = [0, 1].map(|group| {
        let from = usize::try_from(tree::offset(group)).unwrap();
        tree::group_hash(size, group, &file[from..from + tree::length(size, group)])
    });
    let beyond = [
        // Before its hash.
        Frame::Chunk { group: 1, offset: 0, bytes: b"x" },
        // No such group.
        Frame::Chunk { group: 2, offset: 0, bytes: b"x" },
        Frame::Chunk { group: u32::MAX, offset: 0, bytes: b"x" },
        // Past the end of a group.
        Frame::Chunk { group: 0, offset: 262_143, bytes: b"xy" },
        Frame::Chunk { group: 0, offset: u32::MAX, bytes: b"x" },
        // More hashes than groups, or not those that come next.
        Frame::Hashes { first: 1, hashes: &hashes },
        Frame::Hashes { first: 0, hashes: &hashes[..1] },
        // Sealed before all hashes are there.
        Frame::Seal { root: [0; 32] },
        // What only a receiver says.
        Frame::Again { group: 0 },
        Frame::Verified { bytes: 1 },
    ];
    for frame in beyond {
        let mut page = receiving(size);
        let _ = send(&mut page, &Frame::Hashes { first: 0, hashes: &hashes[..1] });
        refuses(&mut page, &frame, TransferFailure::Protocol);
    }
    // A group before any hash, and one that is longer than the last.
    let group = Frame::Group { bytes: &file[..Frame::GROUP] };
    refuses(&mut receiving(size), &group, TransferFailure::Protocol);
    let mut page = receiving(size);
    let _ = send(&mut page, &Frame::Hashes { first: 0, hashes: &hashes });
    refuses(&mut page, &group, TransferFailure::Protocol);
    let mut page = receiving(size);
    let _ = page.handle(NOW, Input::FrameReceived(Number(0), vec![9, 9, 9]));
    assert_eq!(phase(&page), Phase::Failed { why: TransferFailure::Protocol });
}

#[test]
fn wrong_hashes_end_it() {
    let file = bytes(300_000);
    let wrong = [[3; 32], [4; 32]];
    let mut page = receiving(300_000);
    let _ = send(&mut page, &Frame::Hashes { first: 0, hashes: &wrong });
    for _ in 0..8 {
        let effects = page.handle(NOW, chunk_of(&file));
        assert!(effects.contains(&Effect::SendFrame(Number(0), Frame::Again { group: 0 }.to_bytes())), "{effects:?}");
    }
    let _ = page.handle(NOW, chunk_of(&file));
    assert_eq!(phase(&page), Phase::Failed { why: TransferFailure::Mismatch });

    let mut page = receiving(300_000);
    let _ = send(&mut page, &Frame::Hashes { first: 0, hashes: &wrong });
    refuses(&mut page, &Frame::Seal { root: [5; 32] }, TransferFailure::Mismatch);
}

fn chunk_of(file: &[u8]) -> Input {
    Input::FrameReceived(Number(0), Frame::Chunk { group: 0, offset: 0, bytes: &file[..262_144] }.to_bytes())
}

#[test]
fn the_same_again_and_again_ends_it() {
    let file = bytes(300_000);
    let mut page = receiving(300_000);
    let hashes = [tree::group_hash(300_000, 0, &file[..262_144])];
    let _ = send(&mut page, &Frame::Hashes { first: 0, hashes: &hashes });
    let taken = (0..1000).take_while(|_| {
        let _ = page.handle(NOW, chunk_of(&file));
        phase(&page) == Phase::Active
    });
    assert!(taken.count() < 80);
    assert_eq!(phase(&page), Phase::Failed { why: TransferFailure::Protocol });
}

#[test]
fn many_groups_that_are_never_whole_end_it() {
    let mut page = receiving(1 << 30);
    let hashes = vec![[0; 32]; 1024];
    let _ = send(&mut page, &Frame::Hashes { first: 0, hashes: &hashes });
    let taken = (0..1024).take_while(|group| {
        let _ = send(&mut page, &Frame::Chunk { group: *group, offset: 0, bytes: b"x" });
        phase(&page) == Phase::Active
    });
    assert_eq!(taken.count(), 64);
}

#[test]
fn offers_without_end_are_not_kept() {
    let mut page = page();
    for byte in 0..=255 {
        for size in 0..4 {
            let id = TransferId::from_bytes([byte, size, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            let _ = hear(&mut page, TransferMessage::Offer(Offer { id, ..offer(0, 1) }));
        }
    }
    assert_eq!(page.view(NOW).transfers.len(), 200);
    let mut page = self::page();
    let _ = hear(&mut page, TransferMessage::Offer(offer(1, u64::MAX)));
    assert_eq!(page.view(NOW).transfers.len(), 0);
}

#[test]
fn a_receiver_cannot_make_a_sender_send_without_end() {
    let mut page = page();
    let offer = offer(1, 1_000_000);
    let id = offer.id.clone();
    let _ = page.handle(NOW, Input::OfferRequested { to: mallory(), offer });
    // Done, though it was never accepted; accepted, by somebody else.
    let _ = hear(&mut page, TransferMessage::Done { id: id.clone() });
    assert_eq!(phase(&page), Phase::Offered { stored: 0 });
    let _ = hear(&mut page, TransferMessage::Accept { id, round: 1, have: Vec::new() });
    let opened = page.handle(NOW, Input::ChannelOpened { number: Number(0), max_frame: 262_144 });
    assert!(opened.contains(&Effect::Read(Number(0), 0)), "{opened:?}");
    let _ = send(&mut page, &Frame::Again { group: 3 });
    assert_eq!(phase(&page), Phase::Failed { why: TransferFailure::Protocol });
}

fn frames() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        (0..6_u32, 0..300_000_u32, 1..9_usize)
            .prop_map(|(group, offset, count)| { Frame::Chunk { group, offset, bytes: &vec![7; count] }.to_bytes() }),
        (0..6_u32, 1..6_usize)
            .prop_map(|(first, count)| Frame::Hashes { first, hashes: &vec![[1; 32]; count] }.to_bytes()),
        Just(Frame::Seal { root: [1; 32] }.to_bytes()),
        Just(Frame::Group { bytes: &[7; Frame::GROUP] }.to_bytes()),
        (0..6_u32).prop_map(|group| Frame::Again { group }.to_bytes()),
        any::<u64>().prop_map(|bytes| Frame::Verified { bytes }.to_bytes()),
    ]
}

proptest! {
    /// Whatever comes, on either side of a transfer: nothing is finished, and nothing is stored beyond what was announced.
    #[test]
    fn whatever_comes_is_survived(size in 0..1_000_000_u64, frames in prop::collection::vec(frames(), 0..60)) {
        let mut page = receiving(size);
        for frame in &frames {
            for effect in page.handle(NOW, Input::FrameReceived(Number(0), frame.clone())) {
                match effect {
                    Effect::Finish(..) => prop_assert!(false, "finished by garbage"),
                    Effect::Write(_, offset, bytes) => prop_assert!(offset + bytes.len() as u64 <= size),
                    _ => {}
                }
            }
        }
        let mut page = self::page();
        let offer = offer(1, size);
        let id = offer.id.clone();
        let _ = page.handle(NOW, Input::OfferRequested { to: mallory(), offer });
        let _ = hear(&mut page, TransferMessage::Accept { id, round: 1, have: Vec::new() });
        let _ = page.handle(NOW, Input::ChannelOpened { number: Number(0), max_frame: 262_144 });
        for frame in frames {
            let _ = page.handle(NOW, Input::FrameReceived(Number(0), frame));
        }
        prop_assert_ne!(phase(&page), Phase::Done);
    }
}
