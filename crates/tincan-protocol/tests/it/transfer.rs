//! The files' part of the wire format.

use data_encoding::HEXLOWER;
use insta::assert_json_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use tincan_protocol::{
    FileName, Frame, FrameError, GroupSpan, MAX_FILE_BYTES, MediaType, Offer, ResumeProof, Thumbnail, TransferCover,
    TransferFailure, TransferId, TransferMessage,
};

fn id() -> TransferId {
    TransferId::from_bytes([7; 16])
}

fn jpeg(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    bytes[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
    bytes
}

fn offer() -> Offer {
    Offer {
        id: id(),
        round: 1,
        name: FileName::clean("사진.jpeg"),
        size: 3_000_000,
        media_type: MediaType::from("image/jpeg".to_owned()),
        modified: 1_760_000_000_000,
        thumbnail: Some(Thumbnail::new(jpeg(6)).unwrap()),
    }
}

#[test]
fn transfer_messages() {
    let messages = [
        TransferMessage::Offer(offer()),
        TransferMessage::Offer(Offer { thumbnail: None, ..offer() }),
        TransferMessage::Accept { id: id(), round: 1, have: vec![GroupSpan { from: 0, to: 7 }] },
        TransferMessage::Decline { id: id() },
        TransferMessage::Cancel { id: id() },
        TransferMessage::Pause { id: id(), on: true },
        TransferMessage::Done { id: id() },
        TransferMessage::Failed { id: id(), why: TransferFailure::NoSpace },
        TransferMessage::Resume { proofs: vec![ResumeProof::from_bytes([1; 16])] },
    ];
    let messages = messages.map(TransferCover::Transfer);
    assert_json_snapshot!(messages);
    for message in messages {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<TransferCover>(&json).unwrap(), message, "{json}");
    }
}

#[test]
fn the_names_of_transfer_failures_stay() {
    use TransferFailure::{Mismatch, NoSpace, Protocol, Storage, TooLargeForMemory, Unreadable};
    assert_json_snapshot!([Unreadable, NoSpace, TooLargeForMemory, Storage, Mismatch, Protocol]);
}

#[test]
fn frames_of_a_file() {
    let hashes = [[1; 32], [2; 32]];
    let frames = [
        Frame::Hashes { first: 3, hashes: &hashes },
        Frame::Seal { root: [9; 32] },
        Frame::Chunk { group: 3, offset: 65_536, bytes: b"two cans" },
        Frame::Again { group: 3 },
        Frame::Verified { bytes: 1 << 33 },
    ];
    assert_json_snapshot!(frames.map(|frame| HEXLOWER.encode(&frame.to_bytes())));
    for frame in frames {
        assert_eq!(Frame::parse(&frame.to_bytes()), Ok(frame));
    }
    // One that looks like anything else, too.
    let group = Frame::Group { bytes: &[3; Frame::GROUP] };
    assert_eq!(Frame::parse(&group.to_bytes()), Ok(group));
}

#[test]
fn what_is_no_frame_is_refused() {
    let chunk = Frame::Chunk { group: 0, offset: 0, bytes: b"a" }.to_bytes();
    let hashes = vec![[0; 32]; Frame::MAX_HASHES + 1];
    let too_many = Frame::Hashes { first: 0, hashes: &hashes }.to_bytes();
    for bad in
        [&[][..], &[0], &[77, 1, 2], &chunk[..9], &[1, 0, 0, 0, 0], &[1, 0, 0, 0, 0, 1], &[2; 32], &[4; 6], &too_many]
    {
        assert_eq!(Frame::parse(bad), Err(FrameError), "{:?}", bad.len());
    }
}

fn received(message: Value) -> Result<TransferCover, String> {
    serde_json::from_value(message).map_err(|error| error.to_string())
}

#[test]
fn what_a_newer_version_says_of_files_is_skipped() {
    let newer = json!({ "type": "transfer", "transfer": "teleport", "id": 3 });
    assert_eq!(received(newer), Ok(TransferCover::Transfer(TransferMessage::Unknown)));
    let newer = json!({ "type": "transfer", "transfer": "failed", "id": id(), "why": "too_sad" });
    let failed = TransferMessage::Failed { id: id(), why: TransferFailure::Unknown };
    assert_eq!(received(newer), Ok(TransferCover::Transfer(failed)));
}

#[test]
fn a_name_is_made_safe_and_a_thumbnail_is_a_small_picture() {
    let with = |field: &str, value: Value| {
        let mut message = serde_json::to_value(TransferCover::Transfer(TransferMessage::Offer(offer()))).unwrap();
        message[field] = value;
        received(message)
    };
    let Ok(TransferCover::Transfer(TransferMessage::Offer(read))) = with("name", json!("../../\u{202e}x")) else {
        panic!()
    };
    assert_eq!(read.name.as_str(), "x");
    insta::assert_snapshot!(with("id", json!("x")).unwrap_err(), @"id: an identifier has 16 to 64 of the letters a to z and digits");
    insta::assert_snapshot!(with("size", json!(-1)).unwrap_err(), @"size: a whole number from 0 to 18446744073709551615 is expected, not another");
    insta::assert_snapshot!(with("thumbnail", json!("PHN2Zz4=")).unwrap_err(), @"thumbnail: a thumbnail is a JPEG, a PNG or a WebP in base 64");
    insta::assert_snapshot!(with("thumbnail", json!("A".repeat(30_000))).unwrap_err(), @"thumbnail: a thumbnail has at most 16384 bytes");
}

#[test]
fn an_honest_message_about_files_is_short() {
    let length = |message| serde_json::to_string(&TransferCover::Transfer(message)).unwrap().len();
    let long = Offer {
        name: FileName::clean(&"\"".repeat(300)),
        size: u64::MAX,
        thumbnail: Some(Thumbnail::new(jpeg(Thumbnail::MAX_BYTES)).unwrap()),
        ..offer()
    };
    assert!(length(TransferMessage::Offer(long)) < TransferMessage::MAX_BYTES);
    let have = vec![GroupSpan { from: u32::MAX, to: u32::MAX }; TransferMessage::MAX_SPANS];
    assert!(length(TransferMessage::Accept { id: id(), round: u32::MAX, have }) < TransferMessage::MAX_BYTES);
    let proofs = vec![ResumeProof::from_bytes([1; 16]); TransferMessage::MAX_PROOFS];
    assert!(length(TransferMessage::Resume { proofs }) < TransferMessage::MAX_BYTES);
    let too_large = Offer { size: MAX_FILE_BYTES + 1, ..offer() };
    assert!(!TransferMessage::Offer(too_large).is_bounded());
}

#[test]
fn who_sends_what_stays_between_the_two() {
    assert!(!format!("{:?}", offer()).contains(id().as_str()));
}

proptest! {
    /// A fuzz of the frames: any bytes are a frame, which is written as it was read, or an error.
    #[test]
    fn reading_a_frame_never_panics(kind in 0..8_u8, rest: Vec<u8>) {
        let bytes = [&[kind], &rest[..]].concat();
        if let Ok(frame) = Frame::parse(&bytes) {
            prop_assert_eq!(frame.to_bytes(), bytes);
        }
    }

    /// A fuzz of the form: whatever some JSON becomes with a value somewhere else in it, it is read or refused.
    #[test]
    fn reading_a_transfer_message_never_panics(garbage: String, field in 0..7_usize, number: i64, what in 0..3_u8) {
        let mut message = serde_json::to_value(TransferCover::Transfer(TransferMessage::Offer(offer()))).unwrap();
        let field = ["transfer", "id", "name", "size", "media_type", "modified", "thumbnail"][field];
        message[field] = match what {
            0 => json!(garbage),
            1 => json!(number),
            _ => json!([garbage, number]),
        };
        if let Ok(read) = serde_json::from_value::<TransferCover>(message) {
            let json = serde_json::to_string(&read).unwrap();
            prop_assert_eq!(serde_json::from_str::<TransferCover>(&json).unwrap(), read);
        }
    }
}
