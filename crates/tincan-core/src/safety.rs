//! Safety codes: two people see the same four pictures, if nobody stands between their devices.
//!
//! DTLS proves that each end of a connection has the key of the certificate whose fingerprint its description names. Whoever passes the descriptions
//! on, and has the link's secret, could put their own fingerprints there and sit in between. So both sides make a code of both
//! fingerprints and compare it with their own eyes and voices. Each [commits](SafetyMessage::Commit) itself before it hears the other, so nobody can try
//! until two codes are alike: somebody in between has one chance in 2²⁴ for each connection that is made.
//!
//! Each side also shows the key of its device and signs the fingerprints with it. Who was compared with once is known again by that key
//! ([`Remembered`]), and an unknown key under the name of somebody who was verified is told at once.
//!
//! The hashes are made here; what the keys do is asked for by effects. [`Safety`] is one page's stay in a room.

mod code;
mod fingerprint;
mod remembered;
mod run;

use tincan_protocol::{ConnectionId, DeviceKey, DisplayName, MemberId, OpaqueSafety, SafetyMessage};

use self::run::{Run, Stage, Step};
pub use self::{
    code::{SafetyCode, SafetyEmoji},
    fingerprint::Fingerprint,
    remembered::{Acquaintance, Remembered, Verified},
    run::SafetyFault,
};

/// One connection to one member: what is said, or asked of the browser, and comes late belongs to the one that it was said on or asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// To whom.
    pub member: MemberId,
    /// Which.
    pub connection: ConnectionId,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The control channel of this connection is open, or its certificates were looked at again.
    Reached {
        /// Which connection.
        line: Line,
        /// The name of the member.
        name: DisplayName,
        /// The certificate of this side.
        own: Fingerprint,
        /// The certificate of the other side, for which DTLS has proof.
        other: Fingerprint,
        /// 32 bytes that nobody can predict, for this input alone.
        nonce: [u8; 32],
    },
    /// There is no control channel to this member any more.
    Lost(MemberId),
    /// [`Effect::Sign`] is done.
    Signed(Line, [u8; 64]),
    /// A message arrived on this connection.
    Received(Line, OpaqueSafety),
    /// [`Effect::Check`] is done: whether the signature is of that key.
    Checked(Line, bool),
    /// The person has compared the codes, and they are the same. The time is in milliseconds since 1970.
    CodesMatch(MemberId, SafetyCode, u64),
    /// The person has compared the codes, and they are not the same.
    CodesDiffer(MemberId),
    /// A device is to be known no more.
    Forgotten(DeviceKey),
    /// The person has seen this alarm.
    Dismissed(u32),
    /// This is what is remembered: another page may have changed it.
    Recalled(Remembered),
}

/// What to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Sign these bytes with the key of this device (ECDSA on P-256 with SHA-256).
    Sign(Line, Vec<u8>),
    /// Send this over the control channel of this connection, if it is still there.
    Send(Line, SafetyMessage),
    /// Find out whether the signature of these bytes is of this key.
    Check {
        /// For which connection.
        line: Line,
        /// Whose.
        key: DeviceKey,
        /// Of what.
        bytes: Vec<u8>,
        /// The signature.
        signature: [u8; 64],
    },
    /// Keep what is [remembered](Safety::remembered).
    Remember,
    /// The [people](Safety::people) or the [alarms](Safety::alarms) are different.
    Changed,
}

/// How it stands between this device and another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SafetyStatus {
    /// The other side has not said all that it takes. One that knows no safety codes never will.
    Waiting,
    /// There is a code to be compared.
    Code {
        /// The code.
        code: SafetyCode,
        /// The other device.
        key: DeviceKey,
        /// What is known of it.
        standing: Standing,
    },
    /// There will be no code on this connection.
    Broken(SafetyFault),
}

/// What is known of a device that has shown its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    New,
    /// It was verified, now or earlier.
    Verified(Verified),
    /// Somebody of this name was verified, and on another device.
    Changed(Verified),
    /// The person saw another code than the other one.
    Differs,
}

/// Something of which the person has to know, whatever else is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Which one.
    pub number: u32,
    /// About whom.
    pub member: MemberId,
    /// Under which name.
    pub name: DisplayName,
    /// What.
    pub kind: AlarmKind,
}

/// What an [`Alarm`] is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlarmKind {
    /// Somebody of this name was verified, and on another device.
    Changed(Verified),
    /// The person saw another code than the other one.
    Differs,
    /// What the other side says cannot be honest.
    Broken(SafetyFault),
}

/// The safety codes of a stay in a room.
#[derive(Debug)]
pub struct Safety {
    key: DeviceKey,
    remembered: Remembered,
    /// A handful: found by looking through them.
    people: Vec<Entry>,
    alarms: Vec<Alarm>,
    next_alarm: u32,
}

#[derive(Debug)]
struct Entry {
    line: Line,
    name: DisplayName,
    run: Run,
    differs: bool,
}

impl Safety {
    /// The most alarms that wait to be seen. Of more, those about nonsense go first.
    pub const MAX_ALARMS: usize = 8;

    /// A stay in which nobody is reached yet. `key` is that of this device.
    #[must_use]
    pub fn new(key: DeviceKey, remembered: Remembered) -> Self {
        Self { key, remembered, people: Vec::new(), alarms: Vec::new(), next_alarm: 0 }
    }

    /// How it stands between this device and those that are reached.
    pub fn people(&self) -> impl Iterator<Item = (&MemberId, SafetyStatus)> {
        self.people.iter().map(|entry| (&entry.line.member, self.status(entry)))
    }

    /// What the person has to know, in the order in which it happened.
    #[must_use]
    pub fn alarms(&self) -> &[Alarm] {
        &self.alarms
    }

    /// Who is known again.
    #[must_use]
    pub fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// Takes an input in.
    #[must_use]
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Reached { line, name, own, other, nonce } => self.reached(line, name, (own, other), nonce),
            Input::Lost(member) => {
                let before = self.people.len();
                self.people.retain(|entry| entry.line.member != member);
                changed_if(self.people.len() != before)
            }
            Input::Signed(line, signature) => self.step(&line, |run| run.signed(signature)),
            Input::Received(line, message) => self.step(&line, |run| run.receive(message.open())),
            Input::Checked(line, valid) => self.step(&line, |run| run.checked(valid)),
            Input::CodesMatch(member, code, at) => self.codes_match(&member, code, at),
            Input::CodesDiffer(member) => self.codes_differ(&member),
            Input::Forgotten(key) => {
                let forgotten = self.remembered.forget(&key);
                if forgotten { vec![Effect::Remember, Effect::Changed] } else { Vec::new() }
            }
            Input::Dismissed(number) => {
                let before = self.alarms.len();
                self.alarms.retain(|alarm| alarm.number != number);
                changed_if(self.alarms.len() != before)
            }
            Input::Recalled(remembered) => {
                let is_new = self.remembered != remembered;
                self.remembered = remembered;
                changed_if(is_new)
            }
        }
    }

    fn reached(
        &mut self,
        line: Line,
        name: DisplayName,
        certificates: (Fingerprint, Fingerprint),
        nonce: [u8; 32],
    ) -> Vec<Effect> {
        if let Some(index) = self.people.iter().position(|entry| entry.line == line) {
            let is_renamed = self.people[index].name != name;
            self.people[index].name = name;
            let mut effects = self.step(&line, |run| run.looked_at(certificates));
            if is_renamed && effects.is_empty() {
                self.sound_alarm(index);
                effects.push(Effect::Changed);
            }
            return effects;
        }
        self.people.retain(|entry| entry.line.member != line.member);
        let run = Run::new(certificates, self.key, nonce);
        let sign = Effect::Sign(line.clone(), run.own_statement());
        self.people.push(Entry { line, name, run, differs: false });
        vec![sign, Effect::Changed]
    }

    /// Has a run do a step, and tells what came of it.
    fn step(&mut self, line: &Line, step: impl FnOnce(&mut Run) -> Step) -> Vec<Effect> {
        let Some(index) = self.people.iter().position(|entry| entry.line == *line) else { return Vec::new() };
        match step(&mut self.people[index].run) {
            Step::Nothing => Vec::new(),
            Step::Send(messages) => messages.into_iter().map(|message| Effect::Send(line.clone(), message)).collect(),
            Step::Check { key, bytes, signature } => {
                vec![Effect::Check { line: line.clone(), key, bytes, signature }]
            }
            Step::Over => {
                self.sound_alarm(index);
                vec![Effect::Changed]
            }
        }
    }

    /// What came of a run may be worth an alarm.
    fn sound_alarm(&mut self, index: usize) {
        let entry = &self.people[index];
        let kind = match self.status(entry) {
            SafetyStatus::Broken(fault) => AlarmKind::Broken(fault),
            SafetyStatus::Code { standing: Standing::Changed(earlier), .. } => AlarmKind::Changed(earlier),
            SafetyStatus::Code { standing: Standing::Differs, .. } => AlarmKind::Differs,
            SafetyStatus::Code { standing: Standing::New | Standing::Verified(_), .. } | SafetyStatus::Waiting => {
                return;
            }
        };
        let (member, name) = (entry.line.member.clone(), entry.name.clone());
        let is_told = self.alarms.iter().any(|alarm| alarm.member == member && alarm.kind == kind);
        if is_told {
            return;
        }
        if self.alarms.len() >= Self::MAX_ALARMS && !matches!(kind, AlarmKind::Broken(_)) {
            // Who sends nonsense under many names does not drown what a person has to know about somebody they know.
            let nonsense = self.alarms.iter().position(|alarm| matches!(alarm.kind, AlarmKind::Broken(_)));
            nonsense.map(|index| self.alarms.remove(index));
        }
        if self.alarms.len() < Self::MAX_ALARMS {
            self.alarms.push(Alarm { number: self.next_alarm, member, name, kind });
            self.next_alarm += 1;
        }
    }

    fn codes_match(&mut self, member: &MemberId, seen: SafetyCode, at: u64) -> Vec<Effect> {
        let Some(entry) = self.people.iter_mut().find(|entry| entry.line.member == *member) else { return Vec::new() };
        let Stage::Agreed { key, code } = *entry.run.stage() else { return Vec::new() };
        // There may be another connection than the one whose code was compared.
        if code != seen {
            return Vec::new();
        }
        entry.differs = false;
        self.remembered.verify(Verified { name: entry.name.clone(), key, at });
        // What was said of this device is settled; what was wrong with the connection before is not.
        self.alarms.retain(|alarm| alarm.member != *member || matches!(alarm.kind, AlarmKind::Broken(_)));
        vec![Effect::Remember, Effect::Changed]
    }

    fn codes_differ(&mut self, member: &MemberId) -> Vec<Effect> {
        let Some(index) = self.people.iter().position(|entry| entry.line.member == *member) else { return Vec::new() };
        let Stage::Agreed { key, .. } = *self.people[index].run.stage() else { return Vec::new() };
        self.people[index].differs = true;
        self.sound_alarm(index);
        let forgotten = self.remembered.forget(&key);
        forgotten.then_some(Effect::Remember).into_iter().chain([Effect::Changed]).collect()
    }

    fn status(&self, entry: &Entry) -> SafetyStatus {
        match *entry.run.stage() {
            Stage::Agreed { code, key } => {
                let standing = match self.remembered.recognise(&entry.name, &key) {
                    _ if entry.differs => Standing::Differs,
                    Acquaintance::None => Standing::New,
                    Acquaintance::Known(verified) => Standing::Verified(verified.clone()),
                    Acquaintance::OtherDevice(verified) => Standing::Changed(verified.clone()),
                };
                SafetyStatus::Code { code, key, standing }
            }
            Stage::Failed(fault) => SafetyStatus::Broken(fault),
            Stage::Signing { .. } | Stage::Committed | Stage::Revealed { .. } | Stage::Checking { .. } => {
                SafetyStatus::Waiting
            }
        }
    }
}

fn changed_if(changed: bool) -> Vec<Effect> {
    if changed { vec![Effect::Changed] } else { Vec::new() }
}
