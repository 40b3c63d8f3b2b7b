//! How one's picture and sound are to be.

use yew_webrtc::{AudioConstraints, Constraint, Range, UserMediaOptions, VideoConstraints, constraints::Preset};

/// What is remembered of it. All of it are wishes: a camera that cannot do it gives what comes near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MediaSettings {
    /// How large the picture is; `None`: what fits a call.
    pub size: Option<Preset>,
    /// Frames per second; `None`: what fits a call.
    pub frame_rate: Option<u32>,
    /// What the speakers play is taken out of the sound.
    pub echo_cancellation: bool,
    /// Steady sounds are taken out.
    pub noise_suppression: bool,
    /// The level is kept even.
    pub auto_gain_control: bool,
}

impl MediaSettings {
    /// The frame rates that are offered.
    pub const FRAME_RATES: [u32; 4] = [15, 24, 30, 60];

    /// What to ask the browser for.
    #[must_use]
    pub fn options(self) -> UserMediaOptions {
        let fitting = VideoConstraints::default();
        let frame_rate = self.frame_rate.map(|rate| Range::Ideal(rate.into())).or(fitting.frame_rate);
        let video = self.size.map_or(fitting, VideoConstraints::from);
        let wish = |on| Some(Constraint::Ideal(on));
        UserMediaOptions {
            audio: Some(AudioConstraints {
                echo_cancellation: wish(self.echo_cancellation),
                noise_suppression: wish(self.noise_suppression),
                auto_gain_control: wish(self.auto_gain_control),
                ..AudioConstraints::ANY
            }),
            video: Some(VideoConstraints { frame_rate, ..video }),
        }
    }

    /// As it is stored: a word for everything that is not as at first.
    #[must_use]
    pub fn key(self) -> String {
        let size = self.size.map(|size| size_key(size).to_owned());
        let rate = self.frame_rate.map(|rate| rate.to_string());
        let steps = [(self.echo_cancellation, ECHO), (self.noise_suppression, NOISE), (self.auto_gain_control, GAIN)];
        let steps = steps.into_iter().filter(|(on, _)| !on).map(|(_, word)| word.to_owned());
        size.into_iter().chain(rate).chain(steps).collect::<Vec<_>>().join(" ")
    }

    /// What was stored; words that make no sense any more are left out.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        key.split(' ').fold(Self::default(), |settings, word| match word {
            ECHO => Self { echo_cancellation: false, ..settings },
            NOISE => Self { noise_suppression: false, ..settings },
            GAIN => Self { auto_gain_control: false, ..settings },
            _ => match (size_from_key(word), frame_rate_from_key(word)) {
                (Some(size), _) => Self { size: Some(size), ..settings },
                (_, Some(rate)) => Self { frame_rate: Some(rate), ..settings },
                _ => settings,
            },
        })
    }
}

impl Default for MediaSettings {
    fn default() -> Self {
        Self { size: None, frame_rate: None, echo_cancellation: true, noise_suppression: true, auto_gain_control: true }
    }
}

/// The word for a size.
#[must_use]
pub fn size_key(size: Preset) -> &'static str {
    match size {
        Preset::Qvga => "qvga",
        Preset::Vga => "vga",
        Preset::Hd => "hd",
        Preset::FullHd => "full-hd",
        Preset::Uhd4k => "4k",
    }
}

/// The size of this word.
#[must_use]
pub fn size_from_key(key: &str) -> Option<Preset> {
    Preset::ALL.into_iter().find(|size| size_key(*size) == key)
}

/// The frame rate of this number, if it is offered.
#[must_use]
pub fn frame_rate_from_key(key: &str) -> Option<u32> {
    key.parse().ok().filter(|rate| MediaSettings::FRAME_RATES.contains(rate))
}

const ECHO: &str = "keep-echo";
const NOISE: &str = "keep-noise";
const GAIN: &str = "keep-level";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_read() {
        let sizes = Preset::ALL.into_iter().map(Some).chain([None]);
        for (index, size) in sizes.enumerate() {
            for frame_rate in MediaSettings::FRAME_RATES.into_iter().map(Some).chain([None]) {
                let settings = MediaSettings {
                    size,
                    frame_rate,
                    echo_cancellation: index % 2 == 0,
                    noise_suppression: index % 3 == 0,
                    auto_gain_control: frame_rate.is_none(),
                };
                assert_eq!(MediaSettings::from_key(&settings.key()), settings);
            }
        }
        assert_eq!(MediaSettings::default().key(), "");
        for nonsense in ["", "<nonsense>", "17", "keep-"] {
            assert_eq!(MediaSettings::from_key(nonsense), MediaSettings::default());
        }
    }

    #[test]
    fn at_first_it_asks_for_what_fits_a_call() {
        assert_eq!(MediaSettings::default().options(), UserMediaOptions::default());
        let settings = MediaSettings::from_key("vga 15 keep-noise");
        let options = settings.options();
        assert_eq!(
            options.video.map(|video| (video.width, video.frame_rate)),
            Some((Some(Range::Ideal(640)), Some(Range::Ideal(15.0))))
        );
        assert_eq!(options.audio.and_then(|audio| audio.noise_suppression), Some(Constraint::Ideal(false)));
    }
}
