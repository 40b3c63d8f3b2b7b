//! Notices what one cannot hear oneself: that one's microphone gives nothing, or that one speaks while it is muted.

use std::time::Duration;

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// The microphone was listened to. A few times a second is enough; seldom is the same as not at all.
    Heard(Sample),
    /// Another device is in use.
    DeviceChanged,
    /// A call was joined: what was said in the lobby may be said again.
    Joined,
}

/// What a microphone gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The root mean square of the samples since the last time, where 1 is full scale. Not the level of a meter, which is 0 for
    /// a quiet room, too. A muted (disabled) track gives zeros: listen to an enabled clone of it to notice speech.
    pub rms: f32,
    /// Whether the person has muted it.
    pub muted: bool,
    /// Whether there is a live track, and the system has not silenced it.
    pub live: bool,
}

/// What to say to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The microphone is on and gives nothing at all: switched off at the headset, or broken. Said once for each device.
    Silent,
    /// It gives something after all.
    HeardAgain,
    /// The person speaks, and nobody hears it. Said once while muted, and not again within a minute.
    SpeakingWhileMuted,
}

/// Listens along with one microphone.
#[derive(Debug, Default)]
pub struct SoundWatch {
    last_at: Option<Duration>,
    /// Since when there has been nothing, without a break.
    silent_since: Option<Duration>,
    /// How long it was loud while muted, of late.
    loud_for: Duration,
    silence: Silence,
    /// Speaking was said in this stretch of being muted.
    told_speaking: bool,
    told_speaking_at: Option<Duration>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Silence {
    #[default]
    Untold,
    Told,
    /// And then it was heard again.
    Over,
}

impl SoundWatch {
    /// Takes an input in.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Option<Effect> {
        match input {
            Input::Heard(sample) => self.heard(now, sample),
            Input::DeviceChanged => {
                self.silence = Silence::Untold;
                self.last_at = None;
                None
            }
            Input::Joined => {
                *self = Self::default();
                None
            }
        }
    }

    fn heard(&mut self, now: Duration, sample: Sample) -> Option<Effect> {
        let since_last = self.last_at.replace(now).map(|last| now.saturating_sub(last)).filter(|gap| *gap <= GAP);
        if since_last.is_none() {
            self.silent_since = None;
            self.loud_for = Duration::ZERO;
        }
        if !sample.muted {
            self.told_speaking = false;
        }
        if sample.live && sample.muted {
            self.silent_since = None;
            self.heard_while_muted(now, since_last.unwrap_or_default(), sample.rms)
        } else {
            self.loud_for = Duration::ZERO;
            self.heard_while_on(now, sample)
        }
    }

    fn heard_while_muted(&mut self, now: Duration, since_last: Duration, rms: f32) -> Option<Effect> {
        // Syllables have gaps: what is quiet takes back half as fast as what is loud adds.
        self.loud_for =
            if rms >= SPEECH { self.loud_for + since_last } else { self.loud_for.saturating_sub(since_last / 2) };
        let lately = self.told_speaking_at.is_some_and(|at| now < at + QUIET);
        if self.loud_for < SPEAKING_FOR || self.told_speaking || lately {
            return None;
        }
        self.told_speaking = true;
        self.told_speaking_at = Some(now);
        Some(Effect::SpeakingWhileMuted)
    }

    fn heard_while_on(&mut self, now: Duration, sample: Sample) -> Option<Effect> {
        if !sample.live || sample.rms > NOTHING {
            self.silent_since = None;
            let is_over = sample.live && self.silence == Silence::Told;
            return is_over.then(|| {
                self.silence = Silence::Over;
                Effect::HeardAgain
            });
        }
        let since = *self.silent_since.get_or_insert(now);
        if now.saturating_sub(since) < SILENT_FOR || self.silence != Silence::Untold {
            return None;
        }
        self.silence = Silence::Told;
        Some(Effect::Silent)
    }
}

/// Half a step of 16 bits (-96 dB). A quiet room is louder, even behind noise suppression.
const NOTHING: f32 = 1.6e-5;
/// Time enough to say hello.
const SILENT_FOR: Duration = Duration::from_secs(5);
/// A voice at arm's length is above this (-40 dB), typing mostly below.
const SPEECH: f32 = 0.01;
/// Longer than a cough.
const SPEAKING_FOR: Duration = Duration::from_millis(500);
/// Not to be said twice within this time.
const QUIET: Duration = Duration::from_mins(1);
/// Between samples further apart, anything may have been (a page in the background).
const GAP: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOM: f32 = 0.0005;
    const VOICE: f32 = 0.05;

    /// Five samples a second.
    struct Stay {
        watch: SoundWatch,
        now: Duration,
        said: Vec<(u128, Effect)>,
    }

    impl Stay {
        fn new() -> Self {
            Self { watch: SoundWatch::default(), now: Duration::ZERO, said: Vec::new() }
        }

        fn input(&mut self, input: Input) -> &mut Self {
            self.said.extend(self.watch.handle(self.now, input).map(|effect| (self.now.as_millis(), effect)));
            self
        }

        fn hear(&mut self, seconds: f64, rms: f32, muted: bool, live: bool) -> &mut Self {
            let end = self.now + Duration::from_secs_f64(seconds);
            while self.now < end {
                self.input(Input::Heard(Sample { rms, muted, live }));
                self.now += Duration::from_millis(200);
            }
            self
        }

        fn on(&mut self, seconds: f64, rms: f32) -> &mut Self {
            self.hear(seconds, rms, false, true)
        }

        fn muted(&mut self, seconds: f64, rms: f32) -> &mut Self {
            self.hear(seconds, rms, true, true)
        }
    }

    #[test]
    fn a_dead_microphone_is_pointed_out_once() {
        let mut stay = Stay::new();
        stay.on(20.0, 0.0).on(1.0, ROOM).on(20.0, 0.0);
        assert_eq!(stay.said, [(5_000, Effect::Silent), (20_000, Effect::HeardAgain)]);
    }

    #[test]
    fn another_device_is_another_chance_to_be_silent() {
        let mut stay = Stay::new();
        stay.on(6.0, 0.0).input(Input::DeviceChanged).on(6.0, 0.0);
        assert_eq!(stay.said, [(5_000, Effect::Silent), (11_000, Effect::Silent)]);
        stay.input(Input::Joined).on(6.0, 0.0);
        assert_eq!(stay.said.len(), 3);
    }

    #[test]
    fn a_quiet_room_a_muted_and_a_missing_microphone_are_not_silent() {
        let mut stay = Stay::new();
        stay.on(30.0, ROOM).muted(30.0, 0.0).hear(30.0, 0.0, false, false);
        assert_eq!(stay.said, []);
    }

    #[test]
    fn silence_is_counted_without_breaks() {
        let mut stay = Stay::new();
        stay.on(4.0, 0.0).on(0.2, ROOM).on(4.0, 0.0).muted(1.0, 0.0).on(4.0, 0.0);
        stay.now += Duration::from_secs(10);
        stay.on(4.0, 0.0);
        assert_eq!(stay.said, []);
    }

    #[test]
    fn speaking_while_muted_is_said_once_for_each_time() {
        let mut stay = Stay::new();
        stay.on(1.0, VOICE).muted(10.0, VOICE).on(60.0, VOICE).muted(10.0, VOICE);
        assert_eq!(stay.said, [(1_400, Effect::SpeakingWhileMuted), (71_400, Effect::SpeakingWhileMuted)]);
    }

    #[test]
    fn who_talks_to_others_in_the_room_is_told_once_while_muted() {
        let mut stay = Stay::new();
        stay.muted(600.0, VOICE);
        assert_eq!(stay.said.len(), 1);
    }

    #[test]
    fn what_the_system_has_silenced_is_not_speech() {
        let mut stay = Stay::new();
        stay.hear(10.0, VOICE, true, false);
        assert_eq!(stay.said, []);
    }

    #[test]
    fn who_mutes_often_is_not_nagged() {
        let mut stay = Stay::new();
        for _ in 0..10 {
            stay.muted(2.0, VOICE).on(1.0, VOICE);
        }
        assert_eq!(stay.said.len(), 1);
    }

    #[test]
    fn a_cough_is_no_speech_and_syllables_are() {
        let mut stay = Stay::new();
        for _ in 0..10 {
            stay.muted(0.4, VOICE).muted(3.0, ROOM);
        }
        assert_eq!(stay.said, []);
        for _ in 0..4 {
            stay.muted(0.4, VOICE).muted(0.2, ROOM);
        }
        assert_eq!(stay.said.len(), 1);
    }

    fn any_input() -> impl Strategy<Value = Input> {
        let rms = prop_oneof![Just(0.0), Just(ROOM), Just(VOICE)];
        let sample = (rms, any::<bool>(), any::<bool>()).prop_map(|(rms, muted, live)| Sample { rms, muted, live });
        prop_oneof![40 => sample.prop_map(Input::Heard), 1 => Just(Input::DeviceChanged)]
    }

    proptest! {
        #[test]
        fn nobody_is_nagged(stretches in proptest::collection::vec((any_input(), 1..40_u32, 50..3_000_u64), 0..60)) {
            let mut stay = Stay::new();
            let mut devices = 1;
            for (input, times, apart) in stretches {
                devices += usize::from(input == Input::DeviceChanged);
                for _ in 0..times {
                    stay.input(input);
                    stay.now += Duration::from_millis(apart);
                }
                devices += if input == Input::DeviceChanged { times as usize } else { 0 };
            }
            let count = |effect| stay.said.iter().filter(|(_, said)| *said == effect).count();
            prop_assert!(count(Effect::Silent) <= devices);
            prop_assert!(count(Effect::HeardAgain) <= count(Effect::Silent));
            prop_assert!(count(Effect::SpeakingWhileMuted) as u64 <= 1 + stay.now.as_secs() / QUIET.as_secs());
        }
    }
}
