//! What is written is read again, and what is not of its form is refused in words.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tincan_protocol::{
    Access, Candidate, ChatBody, ChatEntry, ChatMessage, ClientMessage, ConnectionId, Departure, Description,
    DescriptionType, DisplayName, Emoji, EntryId, EntryRef, ErrorCode, FileName, GroupSpan, HostAct, HostKey,
    IceServer, Knock, MediaType, Member, MemberId, Offer, OpaqueSafety, OpaqueSignal, PageId, PassedOn, PasswordProof,
    PeerMessage, Presence, Recollection, ResumeProof, RoomCode, ServerMessage, SessionId, Signal, SignalBody, Step,
    Thumbnail, TransferCover, TransferFailure, TransferId, TransferMessage,
    json::{self, FromJson, Json},
};

/// Each text with what is said about it.
#[track_caller]
fn refusals<T: DeserializeOwned>(texts: &[&str]) -> String {
    let refusal = |text: &&str| format!("{text}\n  {}", refused::<T>(text));
    texts.iter().map(refusal).collect::<Vec<_>>().join("\n")
}

/// Text of the characters that JSON is made of.
fn almost_json() -> impl Strategy<Value = String> {
    const PIECES: [&str; 38] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\\",
        "\\n",
        "\\\"",
        "\\u00e9",
        "\\ud83d",
        "\\ude00",
        "\\uDg",
        "é",
        "\u{1}",
        "\u{2028}",
        "0",
        "1",
        "7",
        "12",
        "18446744073709551615",
        "18446744073709551616",
        "-",
        "+",
        ".",
        "e",
        "E9",
        "true",
        "false",
        "null",
        "nul",
        " ",
        "\t",
        "\n",
        "\u{a0}",
        "/",
    ];
    vec(select(&PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

/// Both readers of texts say the same.
#[track_caller]
fn check_same(text: &str) {
    match serde_json::from_str::<Json>(text) {
        Ok(json) => assert_eq!(json::read::<Json>(text), Ok(json), "{text:?}"),
        // A number that no other program can hold either: here it is one all the same.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(error) => assert!(json::read::<Json>(text).is_err(), "{text:?}: {error}"),
    }
}

#[test]
fn json_is_read_to_the_letter() {
    let numbers = ["0", "-0", "00", "01", "-01", "10", "-", "+1", ".5", "1.", "1.5", "1e", "1e2", "1E-2", "1e+", "0x1"];
    let texts = [
        r#""a"#,
        r#""\"#,
        r#""\a""#,
        r#""\u00e""#,
        r#""\u00E9\/\b\f""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ud83d-""#,
        r#""\ud83d\n""#,
        r#""\ud83d\ud83d""#,
        r#""\ud83d\u0041""#,
        r#""\ud83d\ue000""#,
        r#""\ude00""#,
        "\"\t\"",
        "\"\u{7f}\"",
    ];
    let others = [
        "",
        " ",
        "nul",
        "nullx",
        "true false",
        "[",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":1,}"#,
        "{a:1}",
    ];
    numbers.iter().chain(&texts).chain(&others).for_each(|text| check_same(text));
}

#[test]
fn lists_and_objects_are_nested_up_to_a_limit() {
    let nested = |depth: usize| format!("{}{}{}{}", "[".repeat(depth - 1), r#"{"a":"#, "1}", "]".repeat(depth - 1));
    for depth in [1, 126, 127, 128, 129, 100_000] {
        check_same(&nested(depth));
    }
    assert!(json::read::<Json>(&nested(127)).is_ok());
}

#[track_caller]
fn refused<T: DeserializeOwned>(text: &str) -> String {
    serde_json::from_str::<T>(text).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn what_is_refused_is_refused_in_words_that_say_where() {
    insta::assert_snapshot!(refusals::<ServerMessage>(&[
        "[]",
        "{}",
        r#"{"type":7}"#,
        r#"{"type":"pong","type":"pong"}"#,
        r#"{"type":"member_left","id":"abcdefghijklmnop"}"#,
        r#"{"type":"member_left","id":"ABC","departure":"left"}"#,
        r#"{"type":"error","code":null,"message":""}"#,
        r#"{"type":"joined","you":"abcdefghijklmnop","resumed":1,"members":[],"ice_servers":[]}"#,
        r#"{"type":"joined","you":"abcdefghijklmnop","resumed":false,"members":[{"id":"abcdefghijklmnop","name":" "}]}"#,
        r#"{"type":"joined","you":"abcdefghijklmnop","resumed":false,"members":[],"ice_servers":[{"urls":["stun:a",{}]}]}"#,
    ]), @r#"
    []
      an object is expected, not a list
    {}
      type: it is missing
    {"type":7}
      type: a text is expected, not a number
    {"type":"pong","type":"pong"}
      type: it is there twice
    {"type":"member_left","id":"abcdefghijklmnop"}
      departure: it is missing
    {"type":"member_left","id":"ABC","departure":"left"}
      id: an identifier has 16 to 64 of the letters a to z and digits
    {"type":"error","code":null,"message":""}
      code: a text is expected, not null
    {"type":"joined","you":"abcdefghijklmnop","resumed":1,"members":[],"ice_servers":[]}
      resumed: true or false is expected, not a number
    {"type":"joined","you":"abcdefghijklmnop","resumed":false,"members":[{"id":"abcdefghijklmnop","name":" "}]}
      members[0].name: a name has at least one character
    {"type":"joined","you":"abcdefghijklmnop","resumed":false,"members":[],"ice_servers":[{"urls":["stun:a",{}]}]}
      ice_servers[0].urls[1]: a text is expected, not an object
    "#);
    insta::assert_snapshot!(refusals::<Signal>(&[
        r#"{"type":"reset"}"#,
        r#"{"connection":4294967296,"type":"reset"}"#,
        r#"{"connection":1.0,"type":"reset"}"#,
        r#"{"connection":1,"type":"sync","ack":-1}"#,
        r#"{"connection":1,"type":"step","seq":1,"ack":0,"step":"teleport"}"#,
        r#"{"connection":1,"type":"step","seq":1,"ack":0,"step":{"teleport":{}}}"#,
        r#"{"connection":1,"type":"step","seq":1,"ack":0,"step":{"description":{"type":"pranswer","sdp":""}}}"#,
        r#"{"connection":1,"type":"step","seq":1,"ack":0,"step":{"candidate":{"candidate":"","sdpMLineIndex":65536}}}"#,
    ]), @r#"
    {"type":"reset"}
      connection: it is missing
    {"connection":4294967296,"type":"reset"}
      connection: a whole number from 0 to 4294967295 is expected, not another
    {"connection":1.0,"type":"reset"}
      connection: a whole number from 0 to 4294967295 is expected, not another
    {"connection":1,"type":"sync","ack":-1}
      ack: a whole number from 0 to 4294967295 is expected, not another
    {"connection":1,"type":"step","seq":1,"ack":0,"step":"teleport"}
      step: an object is expected, not a text
    {"connection":1,"type":"step","seq":1,"ack":0,"step":{"teleport":{}}}
      step.candidate: it is missing
    {"connection":1,"type":"step","seq":1,"ack":0,"step":{"description":{"type":"pranswer","sdp":""}}}
      step.description.type: “pranswer” is none of: offer, answer
    {"connection":1,"type":"step","seq":1,"ack":0,"step":{"candidate":{"candidate":"","sdpMLineIndex":65536}}}
      step.candidate.sdpMLineIndex: a whole number from 0 to 65535 is expected, not another
    "#);
}

#[test]
fn what_is_no_json_is_refused() {
    for bad in ["", "{", r#"{"type":"pong"}x"#, r#"{"type":"pong"}{}"#, r#"{"type":"\ud800"}"#, "{type:1}", "NaN"] {
        refused::<ServerMessage>(bad);
    }
    let deep = format!(r#"{{"type":"pong","x":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(refused::<ServerMessage>(&deep).starts_with("recursion limit exceeded"));
}

#[test]
fn what_is_not_asked_for_does_not_matter() {
    let read = |json| serde_json::from_str::<ServerMessage>(json).unwrap();
    assert_eq!(read(r#"{"new":[{}],"type":"pong","id":7,"new":null}"#), ServerMessage::Pong);
    let presence = |json| serde_json::from_str::<Presence>(json).unwrap();
    assert_eq!(presence(r#"{"screen":true,"hat":"red"}"#), Presence { screen: true, ..Presence::default() });
    assert_eq!(presence("{}"), Presence::default());
    let candidate: Candidate = serde_json::from_str(r#"{"candidate":"","sdpMid":null}"#).unwrap();
    assert_eq!((candidate.sdp_mid, candidate.username_fragment), (None, None));
}

#[test]
fn pairs_are_lists_of_two() {
    let read =
        |text| <(u32, bool)>::from_json(serde_json::from_str::<Json>(text).unwrap()).map_err(|no| no.to_string());
    assert_eq!(read("[7,true]"), Ok((7, true)));
    insta::assert_snapshot!(read("[7]").unwrap_err(), @"a list of 2 is expected, not of 1");
    insta::assert_snapshot!(read("[7,true,0]").unwrap_err(), @"a list of 2 is expected, not of 3");
    insta::assert_snapshot!(read("[true,7]").unwrap_err(), @"[0]: a number is expected, not true or false");
}

fn members() -> impl Strategy<Value = MemberId> {
    any::<[u8; 16]>().prop_map(MemberId::from_bytes)
}

fn names() -> impl Strategy<Value = DisplayName> {
    "[A-Za-z0-9<>&\"\\\\é힣🎉]{1,64}".prop_map(|name| name.parse().unwrap())
}

fn server_messages() -> impl Strategy<Value = ServerMessage> {
    let member = || {
        (members(), names(), any::<bool>(), any::<bool>()).prop_map(|(id, name, online, host)| Member {
            id,
            name,
            online,
            host,
        })
    };
    let ice_server = || {
        (vec(any::<String>(), 0..3), option::of(any::<String>()), option::of(any::<String>()))
            .prop_map(|(urls, username, credential)| IceServer { urls, username, credential })
    };
    let codes = [
        ErrorCode::BadMessage,
        ErrorCode::TooLarge,
        ErrorCode::UnsupportedVersion,
        ErrorCode::RoomFull,
        ErrorCode::AlreadyJoined,
        ErrorCode::NotJoined,
        ErrorCode::UnknownMember,
        ErrorCode::TooManyMessages,
        ErrorCode::Replaced,
        ErrorCode::Busy,
        ErrorCode::Locked,
        ErrorCode::PasswordWanted,
        ErrorCode::PasswordWrong,
        ErrorCode::Denied,
        ErrorCode::Removed,
        ErrorCode::Ended,
        ErrorCode::NotHost,
        ErrorCode::Unknown,
    ];
    prop_oneof![
        (members(), any::<bool>(), vec(member(), 0..4), vec(ice_server(), 0..3), accesses(), any::<bool>()).prop_map(
            |(you, resumed, members, ice_servers, access, host)| {
                ServerMessage::Joined { you, resumed, members, ice_servers, access, host }
            }
        ),
        Just(ServerMessage::Knocking),
        (accesses(), any::<bool>()).prop_map(|(access, host)| ServerMessage::RoomChanged { access, host }),
        vec((members(), names()).prop_map(|(id, name)| Knock { id, name }), 0..3)
            .prop_map(|waiting| ServerMessage::Knocks { waiting }),
        Just(ServerMessage::MuteAsked),
        keys().prop_map(|key| ServerMessage::MadeHost { key }),
        vec(ice_server(), 0..3).prop_map(|ice_servers| ServerMessage::IceServers { ice_servers }),
        member().prop_map(|member| ServerMessage::MemberJoined { member }),
        member().prop_map(|member| ServerMessage::MemberChanged { member }),
        (members(), select(&[Departure::Left, Departure::Lost]))
            .prop_map(|(id, departure)| ServerMessage::MemberLeft { id, departure }),
        (members(), sealed()).prop_map(|(from, signal)| ServerMessage::Signal { from, signal }),
        (select(codes.to_vec()), any::<String>()).prop_map(|(code, message)| ServerMessage::Error { code, message }),
        Just(ServerMessage::Pong),
    ]
}

fn accesses() -> impl Strategy<Value = Access> {
    select(&[Access::Open, Access::Knock, Access::Password, Access::Locked])
}

fn keys() -> impl Strategy<Value = HostKey> {
    any::<[u8; 16]>().prop_map(HostKey::from_bytes)
}

fn proofs() -> impl Strategy<Value = PasswordProof> {
    any::<[u8; 16]>().prop_map(PasswordProof::from_bytes)
}

fn host_acts() -> impl Strategy<Value = HostAct> {
    prop_oneof![
        (accesses(), option::of(proofs())).prop_map(|(access, proof)| HostAct::SetAccess { access, proof }),
        members().prop_map(|member| HostAct::Admit { member }),
        members().prop_map(|member| HostAct::Deny { member }),
        members().prop_map(|member| HostAct::Remove { member }),
        members().prop_map(|member| HostAct::AskToMute { member }),
        (members(), keys()).prop_map(|(member, key)| HostAct::MakeHost { member, key }),
        Just(HostAct::EndForAll),
    ]
}

fn client_messages() -> impl Strategy<Value = ClientMessage> {
    let recollection =
        (accesses(), vec(members(), 0..3)).prop_map(|(access, members)| Recollection { access, members });
    let who = (any::<u32>(), any::<[u8; 10]>(), names(), any::<[u8; 16]>(), any::<[u8; 16]>());
    let by_what = (option::of(keys()), option::of(proofs()), option::of(recollection));
    let join = (who, by_what).prop_map(|((version, room, name, session, page), (key, proof, recollection))| {
        let (room, session, page) =
            (RoomCode::from_random(room), SessionId::from_bytes(session), PageId::from_bytes(page));
        ClientMessage::Join { version, room, name, session, page, key, proof, recollection }
    });
    prop_oneof![
        join,
        (members(), sealed()).prop_map(|(to, signal)| ClientMessage::Signal { to, signal }),
        host_acts().prop_map(ClientMessage::Host),
        Just(ClientMessage::Leave),
        Just(ClientMessage::Ping),
    ]
}

fn signals() -> impl Strategy<Value = Signal> {
    let kind = select(&[DescriptionType::Offer, DescriptionType::Answer]);
    let description = (kind, any::<String>()).prop_map(|(kind, sdp)| Step::Description(Description { kind, sdp }));
    let candidate =
        (any::<String>(), option::of(any::<String>()), option::of(any::<u16>()), option::of(any::<String>()));
    let candidate = candidate.prop_map(|(candidate, sdp_mid, sdp_m_line_index, username_fragment)| {
        Step::Candidate(Candidate { candidate, sdp_mid, sdp_m_line_index, username_fragment })
    });
    let body = prop_oneof![
        (any::<u32>(), any::<u32>(), prop_oneof![description, candidate])
            .prop_map(|(seq, ack, step)| SignalBody::Step { seq, ack, step }),
        any::<u32>().prop_map(|ack| SignalBody::Sync { ack }),
        Just(SignalBody::Reset),
        any::<String>().prop_map(|ufrag| SignalBody::RestartWanted { ufrag }),
    ];
    (any::<u32>(), body).prop_map(|(connection, body)| Signal { connection: ConnectionId(connection), body })
}

fn sealed() -> impl Strategy<Value = OpaqueSignal> {
    signals().prop_map(|signal| OpaqueSignal::new(&signal))
}

fn peer_messages() -> impl Strategy<Value = PeerMessage> {
    let presence = any::<[bool; 4]>().prop_map(|[microphone, camera, screen, screen_paused]| {
        PeerMessage::Presence(Presence { microphone, camera, screen, screen_paused })
    });
    prop_oneof![
        any::<u32>().prop_map(|version| PeerMessage::Hello { version }),
        presence,
        sealed().prop_map(|signal| PeerMessage::Signal { signal }),
        chat_messages().prop_map(PeerMessage::Chat),
        Just(PeerMessage::Transfer),
        "(commit|reveal):[A-Za-z0-9+/]{0,60}".prop_map(|text| PeerMessage::Safety { safety: OpaqueSafety::from(text) }),
        Just(PeerMessage::Ping),
        Just(PeerMessage::Pong),
        Just(PeerMessage::Bye),
    ]
}

fn chat_messages() -> impl Strategy<Value = ChatMessage> {
    let id = || any::<[u8; 16]>().prop_map(EntryId::from_bytes);
    let emoji = || select(Emoji::ALL.to_vec());
    let text = "[a-z`<>\"\\\\힣🎉]{1,40}".prop_map(|text| ChatBody::Text { text: text.parse().unwrap() });
    let reaction = (members(), id(), emoji(), any::<bool>()).prop_map(|(author, id, emoji, on)| ChatBody::Reaction {
        to: EntryRef { author, id },
        emoji,
        on,
    });
    let entry = (id(), any::<u64>(), any::<u64>(), any::<bool>(), prop_oneof![text, reaction])
        .prop_map(|(id, clock, at, private, body)| ChatEntry { id, clock, at, private, body })
        .boxed();
    let passed_on =
        (members(), names(), entry.clone()).prop_map(|(author, name, entry)| PassedOn { author, name, entry });
    prop_oneof![
        entry.prop_map(ChatMessage::Entry),
        vec(id(), 0..4).prop_map(|ids| ChatMessage::Received { ids }),
        any::<u64>().prop_map(|sum| ChatMessage::Digest { sum }),
        vec(id(), 0..4).prop_map(|have| ChatMessage::HistoryWanted { have }),
        (vec(passed_on, 0..3), any::<bool>()).prop_map(|(entries, more)| ChatMessage::History { entries, more }),
        any::<[bool; 2]>().prop_map(|[private, on]| ChatMessage::Typing { private, on }),
        emoji().prop_map(|emoji| ChatMessage::Cheer { emoji }),
    ]
}

fn transfer_messages() -> impl Strategy<Value = TransferMessage> {
    let id = || any::<[u8; 16]>().prop_map(TransferId::from_bytes);
    let thumbnail = vec(any::<u8>(), 0..40).prop_map(|rest| Thumbnail::new([&[0xff, 0xd8, 0xff], &rest[..]].concat()));
    let named = ("\\PC{0,20}", any::<String>())
        .prop_map(|(name, media_type)| (FileName::clean(&name), MediaType::from(media_type)));
    let offer = (id(), any::<u32>(), named, any::<u64>(), any::<u64>(), option::of(thumbnail)).prop_map(
        |(id, round, (name, media_type), size, modified, thumbnail)| {
            TransferMessage::Offer(Offer {
                id,
                round,
                name,
                size,
                media_type,
                modified,
                thumbnail: thumbnail.transpose().unwrap(),
            })
        },
    );
    let span = any::<[u32; 2]>().prop_map(|[from, to]| GroupSpan { from, to });
    let failures = [
        TransferFailure::Unreadable,
        TransferFailure::NoSpace,
        TransferFailure::TooLargeForMemory,
        TransferFailure::Storage,
        TransferFailure::Mismatch,
        TransferFailure::Protocol,
    ];
    let proof = any::<[u8; 16]>().prop_map(ResumeProof::from_bytes);
    prop_oneof![
        offer,
        (id(), any::<u32>(), vec(span, 0..3)).prop_map(|(id, round, have)| TransferMessage::Accept { id, round, have }),
        id().prop_map(|id| TransferMessage::Decline { id }),
        id().prop_map(|id| TransferMessage::Cancel { id }),
        (id(), any::<bool>()).prop_map(|(id, on)| TransferMessage::Pause { id, on }),
        id().prop_map(|id| TransferMessage::Done { id }),
        (id(), select(failures.to_vec())).prop_map(|(id, why)| TransferMessage::Failed { id, why }),
        vec(proof, 0..3).prop_map(|proofs| TransferMessage::Resume { proofs }),
    ]
}

#[track_caller]
fn check_read_again<T: Serialize + DeserializeOwned + FromJson + PartialEq + std::fmt::Debug>(message: &T) {
    let json = serde_json::to_string(message).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *message, "{json}");
    assert_eq!(json::read::<T>(&json).unwrap(), *message, "{json}");
}

/// Puts something else in one place of a message, by turns in each: it is read as something that can be written and read
/// again, or it is refused.
#[track_caller]
fn check_broken<T: Serialize + DeserializeOwned + FromJson + PartialEq + std::fmt::Debug>(
    message: &T,
    instead: &Value,
) {
    let whole = serde_json::to_value(message).unwrap();
    for place in 0..places(&whole) {
        let mut broken = whole.clone();
        *nth(&mut broken, &mut place.clone()).unwrap() = instead.clone();
        if let Ok(read) = serde_json::from_value::<T>(broken) {
            check_read_again(&read);
        }
    }
}

/// How many values there are in a value, with itself.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(members) => members.values().map(places).sum(),
        _ => 0,
    }
}

/// The value after `left` others.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, left)),
        _ => None,
    }
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(&["pong", "entry", "left", "offer", "7"]).prop_map(Value::from),
        Just(json!([])),
        Just(json!({ "type": "reset", "chat": "cheer" })),
    ]
}

proptest! {
    #[test]
    fn what_the_server_says_is_read(message in server_messages(), instead in anything()) {
        check_read_again(&message);
        check_broken(&message, &instead);
    }

    #[test]
    fn what_a_client_says_is_read(message in client_messages(), instead in anything()) {
        check_read_again(&message);
        check_broken(&message, &instead);
    }

    #[test]
    fn what_a_peer_says_is_read(message in peer_messages(), instead in anything()) {
        check_read_again(&message);
        check_broken(&message, &instead);
    }

    #[test]
    fn what_a_peer_says_about_files_is_read(message in transfer_messages(), instead in anything()) {
        let message = TransferCover::Transfer(message);
        check_read_again(&message);
        check_broken(&message, &instead);
        let json = serde_json::to_string(&message).unwrap();
        prop_assert_eq!(serde_json::from_str::<PeerMessage>(&json).unwrap(), PeerMessage::Transfer);
    }

    #[test]
    fn what_is_sealed_is_read(signal in signals(), instead in anything()) {
        check_read_again(&signal);
        check_broken(&signal, &instead);
        assert_eq!(OpaqueSignal::new(&signal).open().unwrap(), signal);
    }

    #[test]
    fn whatever_the_text_reading_it_never_panics(text: String) {
        let _ = serde_json::from_str::<ServerMessage>(&text);
        let _ = serde_json::from_str::<PeerMessage>(&format!(r#"{{"type":{text}}}"#));
    }

    #[test]
    fn json_is_what_serde_json_says(value in anything(), text in almost_json(), place: prop::sample::Index) {
        check_same(&value.to_string());
        check_same(&serde_json::to_string_pretty(&value).unwrap());
        check_same(&text);
        let mut broken: Vec<char> = value.to_string().chars().collect();
        broken.splice(place.index(broken.len())..=place.index(broken.len()), text.chars());
        check_same(&String::from_iter(broken));
    }
}
