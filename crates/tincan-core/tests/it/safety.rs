//! Two devices come to one code, whoever is between them does not, and who was verified is known again.

use std::collections::VecDeque;

use proptest::{collection::vec, prelude::*};
use sha2::{Digest, Sha256};
use tincan_core::safety::{
    Alarm, AlarmKind, Effect, Fingerprint, Input, Line, Remembered, Safety, SafetyCode, SafetyFault, SafetyStatus,
    Standing,
};
use tincan_protocol::{ConnectionId, DeviceKey, MemberId, OpaqueSafety, SafetyMessage};

/// One end of a connection: an engine, and a browser that signs at once.
struct End {
    safety: Safety,
    key: DeviceKey,
    certificate: Fingerprint,
    /// The connection that there is, or was last.
    line: Line,
    /// What it says, until somebody brings it to the other end.
    said: VecDeque<OpaqueSafety>,
    /// Whether the engine wanted it kept.
    kept: u32,
}

impl End {
    fn new(number: u8) -> Self {
        Self::of_device(number, number, Remembered::default())
    }

    /// An end whose device is `device`, on a connection with a certificate of its own.
    fn of_device(certificate: u8, device: u8, remembered: Remembered) -> Self {
        let key = key(device);
        let certificate = Fingerprint::from_bytes([certificate; 32]);
        Self { safety: Safety::new(key, remembered), key, certificate, line: line(1), said: VecDeque::new(), kept: 0 }
    }

    /// The other one is called Bob, whoever it is.
    fn reach(&mut self, other: Fingerprint, nonce: u8) {
        let (line, name, own) = (line(1), "Bob".parse().unwrap(), self.certificate);
        self.take(Input::Reached { line, name, own, other, nonce: [nonce; 32] });
    }

    fn take(&mut self, input: Input) {
        if let Input::Reached { line, .. } = &input {
            self.line = line.clone();
        }
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.safety.handle(input) {
                match effect {
                    Effect::Sign(line, bytes) => inputs.push_back(Input::Signed(line, signature(&self.key, &bytes))),
                    Effect::Check { line, key, bytes, signature: shown } => {
                        inputs.push_back(Input::Checked(line, signature(&key, &bytes) == shown));
                    }
                    Effect::Send(_, message) => self.said.push_back(OpaqueSafety::from(&message)),
                    Effect::Remember => self.kept += 1,
                    Effect::Changed => {}
                }
            }
        }
    }

    fn hear(&mut self, message: OpaqueSafety) {
        self.take(Input::Received(self.line.clone(), message));
    }

    /// The person compares what is shown now, if anything is.
    fn says_they_match(&mut self, at: u64) {
        let code = self.code().unwrap_or_else(|| SafetyCode::from_bytes([0; 3]));
        self.take(Input::CodesMatch(bob(), code, at));
    }

    fn status(&self) -> SafetyStatus {
        self.safety.people().next().map_or(SafetyStatus::Waiting, |(_, status)| status)
    }

    fn code(&self) -> Option<SafetyCode> {
        match self.status() {
            SafetyStatus::Code { code, .. } => Some(code),
            SafetyStatus::Waiting | SafetyStatus::Broken(_) => None,
        }
    }

    fn standing(&self) -> Option<Standing> {
        match self.status() {
            SafetyStatus::Code { standing, .. } => Some(standing),
            SafetyStatus::Waiting | SafetyStatus::Broken(_) => None,
        }
    }

    fn fault(&self) -> Option<SafetyFault> {
        match self.status() {
            SafetyStatus::Broken(fault) => Some(fault),
            SafetyStatus::Waiting | SafetyStatus::Code { .. } => None,
        }
    }

    fn alarms(&self) -> Vec<&AlarmKind> {
        self.safety.alarms().iter().map(|alarm| &alarm.kind).collect()
    }
}

fn bob() -> MemberId {
    MemberId::from_bytes([1; 16])
}

fn line(connection: u32) -> Line {
    Line { member: bob(), connection: ConnectionId(connection) }
}

fn key(device: u8) -> DeviceKey {
    let mut bytes = [device; DeviceKey::BYTES];
    bytes[0] = 4;
    DeviceKey::from_bytes(bytes).unwrap()
}

/// Nobody calls it with the key of somebody else.
fn signature(key: &DeviceKey, bytes: &[u8]) -> [u8; 64] {
    let half = Sha256::digest([key.as_bytes(), bytes].concat());
    [half, half].concat().try_into().unwrap()
}

/// Brings everything to where it belongs, until nobody says anything more.
fn settle(a: &mut End, b: &mut End) {
    loop {
        let (from_a, from_b) = (a.said.pop_front(), b.said.pop_front());
        if from_a.is_none() && from_b.is_none() {
            return;
        }
        from_a.into_iter().for_each(|message| b.hear(message));
        from_b.into_iter().for_each(|message| a.hear(message));
    }
}

/// A connection between two, nobody between them.
fn connect(a: &mut End, b: &mut End, nonces: [u8; 2]) {
    let (of_a, of_b) = (a.certificate, b.certificate);
    a.reach(of_b, nonces[0]);
    b.reach(of_a, nonces[1]);
    settle(a, b);
}

fn agreed() -> (End, End) {
    let (mut a, mut b) = (End::new(1), End::new(2));
    connect(&mut a, &mut b, [3, 4]);
    (a, b)
}

/// What somebody on the way does with the next message of one side.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Deed {
    Pass,
    Repeat,
    Keep,
    Change(usize),
}

fn deeds() -> impl Strategy<Value = (bool, Deed)> {
    let deed = prop_oneof![6 => Just(Deed::Pass), 1 => Just(Deed::Repeat), 1 => Just(Deed::Keep), 1 => (0..215_usize).prop_map(Deed::Change)];
    (any::<bool>(), deed)
}

/// Another text of the same form.
fn changed(message: &OpaqueSafety, at: usize) -> OpaqueSafety {
    let mut text = message.as_str().as_bytes().to_vec();
    let at = "commit:".len() + at % (text.len() - "commit:".len());
    text[at] = if text[at] == b'A' { b'B' } else { b'A' };
    OpaqueSafety::from(String::from_utf8(text).unwrap())
}

proptest! {
    /// Whichever side is there first, and in whatever order things arrive.
    #[test]
    fn two_honest_devices_always_agree(turns in vec(0..4_u8, 0..12), nonces: [u8; 2], certificates: [u8; 2]) {
        prop_assume!(certificates[0] != certificates[1]);
        let mut ends = certificates.map(End::new);
        let [of_a, of_b] = ends.each_ref().map(|end| end.certificate);
        let mut reached = [false; 2];
        // What arrives waits until there is an engine.
        for turn in turns.into_iter().map(usize::from).chain([0, 1]) {
            let side = turn % 2;
            if turn < 2 && !std::mem::replace(&mut reached[side], true) {
                ends[side].reach([of_b, of_a][side], nonces[side]);
            } else if reached[side] && let Some(message) = ends[1 - side].said.pop_front() {
                ends[side].hear(message);
            }
        }
        let [mut a, mut b] = ends;
        settle(&mut a, &mut b);
        prop_assert!(a.code().is_some());
        prop_assert_eq!(a.code(), b.code());
        prop_assert_eq!((a.standing(), b.standing()), (Some(Standing::New), Some(Standing::New)));
        prop_assert!(a.alarms().is_empty() && b.alarms().is_empty());
    }

    /// A code takes both messages, each once, as they were said.
    #[test]
    fn what_was_tampered_with_never_leads_to_a_code(deeds in vec(deeds(), 0..16)) {
        let (mut a, mut b) = (End::new(1), End::new(2));
        let (of_a, of_b) = (a.certificate, b.certificate);
        a.reach(of_b, 3);
        b.reach(of_a, 4);
        let mut ends = [a, b];
        // To each side: what the other one said, and what came of it.
        let (mut said, mut heard, mut kept): ([Vec<_>; 2], [Vec<_>; 2], [Option<OpaqueSafety>; 2]) = Default::default();
        let late = [(true, Deed::Keep), (false, Deed::Keep), (true, Deed::Keep), (false, Deed::Keep)];
        for (to_a, deed) in deeds.into_iter().chain(late) {
            let side = usize::from(!to_a);
            let message = ends[1 - side].said.pop_front();
            said[side].extend(message.clone());
            let messages = match (message, deed) {
                (Some(message), Deed::Pass) => vec![message],
                (Some(message), Deed::Repeat) => vec![message.clone(), message],
                (Some(message), Deed::Change(at)) => vec![changed(&message, at)],
                // What was kept comes in the place of the next one, or after all others.
                (message, Deed::Keep) => std::mem::replace(&mut kept[side], message).into_iter().collect(),
                (None, _) => continue,
            };
            heard[side].extend(messages.clone());
            messages.into_iter().for_each(|message| ends[side].hear(message));
        }
        let [a, b] = ends;
        for (side, end) in [&a, &b].into_iter().enumerate() {
            let is_honest = heard[side] == said[side] && said[side].len() == 2;
            prop_assert_eq!(is_honest, end.code().is_some(), "{:?}", end.status());
            prop_assert_eq!(end.fault().is_some(), !end.alarms().is_empty(), "each fault is told, and nothing else");
        }
        if a.code().is_some() && b.code().is_some() {
            prop_assert_eq!(a.code(), b.code());
        }
    }

    /// Somebody with a certificate of their own on each side takes part as well as they can: the two see different codes.
    #[test]
    fn somebody_in_between_is_seen(nonces: [u8; 4]) {
        let (mut a, mut b) = (End::new(1), End::new(2));
        let (mut to_a, mut to_b) = (End::new(6), End::of_device(7, 6, Remembered::default()));
        connect(&mut a, &mut to_a, [nonces[0], nonces[1]]);
        connect(&mut b, &mut to_b, [nonces[2], nonces[3]]);
        prop_assert!(a.code().is_some() && b.code().is_some());
        // One in 16 million would be by chance; of the 256⁴ that can be drawn here the seed of the suite draws none.
        prop_assert_ne!(a.code(), b.code());
    }
}

#[test]
fn who_passes_on_what_the_other_side_says_is_found_out() {
    let (mut a, mut b) = (End::new(1), End::new(2));
    let [toward_a, toward_b] = [6, 7].map(|byte| Fingerprint::from_bytes([byte; 32]));
    a.reach(toward_a, 3);
    b.reach(toward_b, 4);
    settle(&mut a, &mut b);
    assert_eq!([a.fault(), b.fault()], [Some(SafetyFault::WrongReveal); 2]);
    assert_eq!(a.alarms(), [&AlarmKind::Broken(SafetyFault::WrongReveal)]);
}

#[test]
fn nobody_can_show_the_key_of_somebody_else() {
    // The one in between says all by themselves, but shows Bob's key, for which they cannot sign what Bob signed for another connection.
    let (mut a, mut b, mut mallory) = (End::new(1), End::new(2), End::of_device(6, 2, Remembered::default()));
    let of_mallory = mallory.certificate;
    b.reach(of_mallory, 4);
    let mut honest = End::new(1);
    honest.reach(b.certificate, 3);
    settle(&mut honest, &mut b);
    mallory.reach(a.certificate, 5);
    a.reach(of_mallory, 3);
    let commit = mallory.said.pop_front().unwrap();
    a.hear(commit);
    mallory.hear(a.said.pop_front().unwrap());
    let Some(SafetyMessage::Reveal { nonce, key, .. }) = mallory.said.pop_front().unwrap().open() else { panic!() };
    let stolen =
        signature(&key, &[b"tincan safety device 1\0", b.certificate.as_bytes(), of_mallory.as_bytes()].concat());
    a.hear(OpaqueSafety::from(&SafetyMessage::Reveal { nonce, key, signature: stolen }));
    assert_eq!(a.fault(), Some(SafetyFault::BadSignature));
}

#[test]
fn one_s_own_words_given_back_lead_to_nothing() {
    let mut a = End::new(1);
    a.reach(Fingerprint::from_bytes([2; 32]), 3);
    while let Some(message) = a.said.pop_front() {
        a.hear(message);
    }
    assert_eq!(a.fault(), Some(SafetyFault::WrongReveal));
}

#[test]
fn a_word_after_the_code_takes_it_away() {
    let (mut a, _) = agreed();
    a.hear(OpaqueSafety::from(&SafetyMessage::Commit { commitment: [0; 32] }));
    assert_eq!(a.fault(), Some(SafetyFault::OutOfOrder));
    let (mut a, _) = agreed();
    a.hear("hello".to_owned().into());
    assert_eq!(a.fault(), Some(SafetyFault::Unreadable));
}

#[test]
fn another_certificate_on_the_same_connection_is_told() {
    let (mut a, b) = agreed();
    a.reach(b.certificate, 9);
    assert!(a.code().is_some(), "an ICE restart changes no certificate");
    a.reach(Fingerprint::from_bytes([9; 32]), 9);
    assert_eq!(a.fault(), Some(SafetyFault::CertificateChanged));
}

#[test]
fn a_new_connection_is_a_new_run() {
    let (mut a, mut b) = agreed();
    let before = a.code();
    a.take(Input::Lost(bob()));
    assert_eq!(a.status(), SafetyStatus::Waiting);
    let (line, name, own) = (line(2), "Bob".parse().unwrap(), a.certificate);
    a.take(Input::Reached { line: line.clone(), name, own, other: b.certificate, nonce: [8; 32] });
    assert_eq!(
        a.safety.handle(Input::Checked(self::line(1), true)),
        [],
        "what belongs to the one before changes nothing"
    );
    b.take(Input::Lost(bob()));
    b.reach(a.certificate, 9);
    settle(&mut a, &mut b);
    assert_eq!(a.code(), b.code());
    assert_ne!(a.code(), before);
}

#[test]
fn who_was_verified_is_known_again() {
    let (mut a, mut b) = agreed();
    a.says_they_match(77);
    assert!(matches!(a.standing(), Some(Standing::Verified(verified)) if verified.at == 77 && verified.key == b.key));
    assert_eq!((a.kept, b.kept), (1, 0), "each side verifies for itself");
    b.says_they_match(78);

    // Another day: other certificates, the same devices.
    let (of_a, of_b) = (a.safety.remembered().clone(), b.safety.remembered().clone());
    let (mut a, mut b) = (End::of_device(11, 1, of_a), End::of_device(12, 2, of_b));
    connect(&mut a, &mut b, [5, 6]);
    assert!(matches!(a.standing(), Some(Standing::Verified(verified)) if verified.at == 77));
    assert!(matches!(b.standing(), Some(Standing::Verified(verified)) if verified.at == 78));
    assert!(a.alarms().is_empty());

    a.take(Input::Forgotten(b.key));
    assert_eq!((a.standing(), a.kept), (Some(Standing::New), 1));
}

#[test]
fn another_device_under_a_verified_name_is_told_until_it_is_seen() {
    let (mut a, _) = agreed();
    a.says_they_match(77);
    let remembered = a.safety.remembered().clone();
    let (mut a, mut stranger) = (End::of_device(11, 1, remembered), End::new(13));
    connect(&mut a, &mut stranger, [5, 6]);
    assert!(matches!(a.standing(), Some(Standing::Changed(verified)) if verified.at == 77));
    let [Alarm { number, kind: AlarmKind::Changed(_), .. }] = a.safety.alarms() else {
        panic!("{:?}", a.safety.alarms())
    };
    let number = *number;
    a.take(Input::Lost(bob()));
    assert_eq!(a.alarms().len(), 1, "it stays when they leave");
    a.take(Input::Dismissed(number));
    assert!(a.alarms().is_empty());

    // It was Bob's new device, and they compare.
    let (mut a, mut new) = (End::of_device(11, 1, a.safety.remembered().clone()), End::new(13));
    connect(&mut a, &mut new, [5, 6]);
    a.says_they_match(79);
    assert!(a.alarms().is_empty());
    assert!(matches!(a.standing(), Some(Standing::Verified(verified)) if verified.at == 79));
}

#[test]
fn codes_that_differ_are_told_until_they_match_after_all() {
    let (mut a, _) = agreed();
    a.take(Input::CodesDiffer(bob()));
    a.take(Input::CodesDiffer(bob()));
    assert_eq!((a.standing(), a.alarms()), (Some(Standing::Differs), vec![&AlarmKind::Differs]));
    assert!(a.safety.remembered().is_empty());
    a.says_they_match(80);
    assert!(matches!(a.standing(), Some(Standing::Verified(_))));
    assert!(a.alarms().is_empty());
}

#[test]
fn nothing_is_verified_before_there_is_a_code() {
    let mut a = End::new(1);
    a.says_they_match(80);
    a.reach(Fingerprint::from_bytes([2; 32]), 3);
    a.says_they_match(80);
    a.take(Input::CodesDiffer(bob()));
    assert!(a.safety.remembered().is_empty() && a.alarms().is_empty());
}

#[test]
fn who_takes_a_verified_name_in_the_middle_of_a_call_is_told() {
    let (mut a, _) = agreed();
    a.says_they_match(77);
    let remembered = a.safety.remembered().clone();
    let (mut a, mut eve) = (End::of_device(11, 1, remembered), End::new(13));
    let called = |a: &mut End, name: &str| {
        let (own, other) = (a.certificate, Fingerprint::from_bytes([13; 32]));
        a.take(Input::Reached { line: line(1), name: name.parse().unwrap(), own, other, nonce: [5; 32] });
    };
    called(&mut a, "Eve");
    eve.reach(a.certificate, 6);
    settle(&mut a, &mut eve);
    assert_eq!((a.standing(), a.alarms().len()), (Some(Standing::New), 0));
    called(&mut a, "Bob");
    assert!(matches!(a.standing(), Some(Standing::Changed(_))));
    assert!(matches!(a.alarms()[..], [AlarmKind::Changed(_)]));
}

#[test]
fn what_was_compared_on_another_connection_verifies_nobody() {
    let (mut a, _) = agreed();
    let (mut again, mut b) = (End::new(1), End::new(2));
    connect(&mut again, &mut b, [8, 9]);
    let other = again.code().unwrap();
    assert_ne!(Some(other), a.code());
    a.take(Input::CodesMatch(bob(), other, 77));
    assert_eq!(a.standing(), Some(Standing::New));
}

/// What made the codes came late, and meanwhile another connection took the place of the one on which it was said.
#[test]
fn what_was_said_on_another_connection_alarms_nobody() {
    let (mut a, mut b) = (End::new(1), End::new(2));
    b.reach(a.certificate, 9);
    let early = b.said.pop_front().unwrap();
    let (name, own, other) = ("Bob".parse().unwrap(), a.certificate, b.certificate);
    a.take(Input::Reached { line: line(2), name, own, other, nonce: [8; 32] });
    a.take(Input::Received(line(1), early.clone()));
    a.take(Input::Received(line(1), early));
    assert_eq!((a.status(), a.alarms().len()), (SafetyStatus::Waiting, 0));
}

#[test]
fn a_device_whose_code_differs_is_known_no_more() {
    let (mut a, _) = agreed();
    a.says_they_match(77);
    a.take(Input::CodesDiffer(bob()));
    assert!(a.safety.remembered().is_empty());
    assert_eq!((a.standing(), a.kept), (Some(Standing::Differs), 2));
}

#[test]
fn alarms_are_so_many_and_no_more() {
    let mut a = End::new(1);
    for member in 0..20 {
        let member = MemberId::from_bytes([member; 16]);
        let line = Line { member, connection: ConnectionId(1) };
        let (name, own) = ("Bob".parse().unwrap(), a.certificate);
        let other = Fingerprint::from_bytes([2; 32]);
        a.take(Input::Reached { line: line.clone(), name, own, other, nonce: [3; 32] });
        a.take(Input::Received(line, "nonsense".to_owned().into()));
    }
    assert_eq!(a.alarms().len(), Safety::MAX_ALARMS);
}
