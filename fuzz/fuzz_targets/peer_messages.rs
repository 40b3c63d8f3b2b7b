//! What another browser says, on its control channel or in a signal; and links, which anybody may send.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use tincan_core::{
    candidate::CandidateParts,
    chat::{self, Chat, markup},
    safety::{self, Fingerprint, Line, Remembered, Safety},
    sdp,
    transfer::{self, Slot, Transfers},
};
use tincan_fuzz::read;
use tincan_protocol::{
    CallLink, ChatMessage, ConnectionId, DeviceKey, DisplayName, MemberId, OpaqueSafety, OpaqueSignal, PeerMessage,
    SealedSignal, Signal, SignalBody, Step, TransferCover,
};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    link(text);
    signal(&OpaqueSignal::from(text.to_owned()));
    // Each line is a message of one member's, in a call that goes on.
    let mut page = Page::new();
    for line in text.lines() {
        match read::<PeerMessage>(line) {
            Some(PeerMessage::Chat(message)) => page.chat(message),
            Some(PeerMessage::Transfer) => page.transfer(line),
            Some(PeerMessage::Safety { safety }) => page.safety(safety),
            Some(PeerMessage::Signal { signal: inner }) => signal(&inner),
            _ => {}
        }
    }
    page.look();
});

fn link(text: &str) {
    if let Ok(link) = CallLink::parse(text) {
        assert_eq!(CallLink::parse(&link.to_string()), Ok(link.clone()), "{text:?}");
    }
}

fn signal(signal: &OpaqueSignal) {
    if let Some(sealed) = SealedSignal::parse(signal) {
        assert!(SealedSignal::is(signal), "{signal:?}");
        assert_eq!(OpaqueSignal::from(sealed), *signal, "two texts of one sealed signal");
    }
    let read = read::<Signal>(signal.as_str());
    assert_eq!(signal.open().ok(), read);
    let Some(Signal { body: SignalBody::Step { step, .. }, .. }) = read else { return };
    match step {
        Step::Description(description) => {
            let ufrags = description.ufrags();
            assert!(ufrags.iter().all(|ufrag| description.sdp.contains(ufrag)));
            let _ = sdp::sections(&description.sdp);
            let _ = Fingerprint::of_description(&description.sdp);
        }
        Step::Candidate(candidate) => {
            let _ = CandidateParts::parse(&candidate.candidate).map(|parts| parts.is_hidden());
        }
    }
}

/// A page that is connected to the one who says all this.
struct Page {
    chat: Chat,
    transfers: Transfers,
    safety: Safety,
    now: Duration,
}

impl Page {
    fn new() -> Self {
        let now = Duration::from_secs(1);
        let mut chat = Chat::new(chat::Config { you: you(), name: name("You"), now, at: 1_700_000_000_000 });
        let joined = chat::Input::MemberJoined { id: mallory(), name: name("Mallory") };
        let mut transfers = Transfers::new();
        let reached = transfer::Input::MemberReached { id: mallory(), name: "Mallory".to_owned() };
        let _ = chat.handle(now, joined);
        let _ = transfers.handle(now, transfer::Input::Joined(you()));
        let _ = transfers.handle(now, reached);
        let mut page = Self { chat, transfers, safety: safety(), now };
        page.tell_chat(chat::Input::ChannelOpened(mallory()));
        page
    }

    fn chat(&mut self, message: ChatMessage) {
        self.now += TICK;
        self.tell_chat(chat::Input::Received(mallory(), message));
    }

    fn tell_chat(&mut self, input: chat::Input) {
        for effect in self.chat.handle(self.now, input) {
            if let chat::Effect::Send(to, message) = effect {
                assert_eq!(to, mallory(), "there is nobody else");
                let written = serde_json::to_string(&PeerMessage::Chat(message)).unwrap_or_default();
                assert!(written.len() <= ChatMessage::MAX_BYTES, "{} bytes", written.len());
            }
        }
    }

    fn transfer(&mut self, line: &str) {
        let Some(TransferCover::Transfer(message)) = read(line) else { return };
        self.now += TICK;
        let effects = self.transfers.handle(self.now, transfer::Input::Received(mallory(), message));
        for effect in effects {
            match effect {
                transfer::Effect::Offered(number, _) => {
                    let slot = Slot(format!("slot-{}", number.0));
                    let accepted = transfer::Input::AcceptRequested { number, slot };
                    let effects = self.transfers.handle(self.now, accepted);
                    let prepared =
                        |effect: &_| matches!(effect, transfer::Effect::Prepare { number: n, .. } if *n == number);
                    assert!(effects.iter().any(prepared), "{effects:?}");
                    let _ = self.transfers.handle(self.now, transfer::Input::Prepared(number));
                }
                transfer::Effect::Say(to, _) => assert_eq!(to, mallory(), "there is nobody else"),
                transfer::Effect::Release(_)
                | transfer::Effect::CloseChannel(_)
                | transfer::Effect::Discard(_)
                | transfer::Effect::Changed => {}
                other => panic!("words alone bring about {other:?}"),
            }
        }
    }

    fn safety(&mut self, message: OpaqueSafety) {
        if let Some(read) = message.open() {
            assert_eq!(OpaqueSafety::from(&read), message, "two texts of one message");
        }
        for effect in self.safety.handle(safety::Input::Received(line(), message)) {
            // No signature is good here.
            if let safety::Effect::Check { line, .. } = effect {
                let _ = self.safety.handle(safety::Input::Checked(line, false));
            }
        }
    }

    /// What is shown in the end.
    fn look(&self) {
        for message in self.chat.messages() {
            let from = message.passed_on_by.as_ref().unwrap_or(&message.author);
            assert_eq!(from.id, mallory(), "{message:?}");
            let text = message.text.as_str();
            let spans = markup::spans(text);
            assert_eq!(spans.iter().map(|span| span.source).collect::<String>(), text);
            assert!(spans.iter().all(|span| !span.text.is_empty()), "{spans:?}");
        }
        assert!(self.transfers.view(self.now).transfers.len() <= MAX_SHOWN);
        assert!(self.safety.alarms().len() <= Safety::MAX_ALARMS);
        let coded = |(_, status)| matches!(status, safety::SafetyStatus::Code { .. });
        assert!(!self.safety.people().any(coded), "words alone are no code");
    }
}

/// The only connection that there is.
fn line() -> Line {
    Line { member: mallory(), connection: ConnectionId(1) }
}

/// The safety codes of a page that waits for the other side's word.
fn safety() -> Safety {
    let mut key = [0; DeviceKey::BYTES];
    key[0] = 4;
    let Some(key) = DeviceKey::from_bytes(key) else { panic!("not compressed") };
    let mut safety = Safety::new(key, Remembered::default());
    let line = line();
    let [own, other] = [1, 2].map(|byte| Fingerprint::from_bytes([byte; Fingerprint::BYTES]));
    let reached = safety::Input::Reached { line: line.clone(), name: name("Mallory"), own, other, nonce: [3; 32] };
    let _ = safety.handle(reached);
    let _ = safety.handle(safety::Input::Signed(line, [5; 64]));
    safety
}

fn you() -> MemberId {
    MemberId::from_bytes([1; 16])
}

fn mallory() -> MemberId {
    MemberId::from_bytes([66; 16])
}

fn name(name: &str) -> DisplayName {
    name.parse().expect("a name of a few letters")
}

/// From one message to the next: a browser does not take them all at once.
const TICK: Duration = Duration::from_millis(20);
/// Far more than a person looks through, and more than a flood brings.
const MAX_SHOWN: usize = 2000;
