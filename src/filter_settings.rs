//! What is done to one's own picture and sound.

use yew_webrtc::{Decibels, FiltersOptions, Hertz, PictureFilter, PictureFilters, SoundFilters};

/// What is remembered of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterSettings {
    /// To the picture.
    pub picture: PictureFilters,
    /// Whether the others see the picture so, or only oneself.
    pub sent: bool,
    /// To the sound, for the others.
    pub sound: SoundFilters,
}

impl FilterSettings {
    /// What is to be done for the others.
    #[must_use]
    pub fn options(self) -> FiltersOptions {
        let picture = if self.sent { self.picture } else { PictureFilters::default() };
        FiltersOptions { picture, sound: self.sound }
    }

    /// Whether nothing is done to anything.
    #[must_use]
    pub fn is_neutral(self) -> bool {
        self.picture.is_neutral() && self.sound.is_neutral()
    }

    /// As it is stored: a word for everything that is not as at first.
    #[must_use]
    pub fn key(self) -> String {
        let changed = |filter: &PictureFilter| self.picture.get(*filter) != filter.scale().neutral;
        let amount = |filter: PictureFilter| format!("{}={}", filter.name(), self.picture.get(filter));
        let picture = PictureFilter::ALL.into_iter().filter(changed).map(amount);
        let unsent = (!self.sent).then(|| UNSENT.to_owned());
        let high_pass = self.sound.high_pass.map(|hertz| format!("{HIGH_PASS}={}", hertz.value()));
        let gain = (self.sound.gain != Decibels::default()).then(|| format!("{GAIN}={}", self.sound.gain.value()));
        let mono = self.sound.mono.then(|| MONO.to_owned());
        picture.chain(unsent).chain(high_pass).chain(gain).chain(mono).collect::<Vec<_>>().join(" ")
    }

    /// What was stored; words that make no sense any more are left out.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        let mut settings = Self::default();
        for word in key.split(' ') {
            match word.split_once('=') {
                None if word == UNSENT => settings.sent = false,
                None if word == MONO => settings.sound.mono = true,
                None => {}
                Some((HIGH_PASS, value)) => settings.sound.high_pass = value.parse().ok().map(Hertz::new),
                Some((GAIN, value)) => settings.sound.gain = value.parse().map(Decibels::new).unwrap_or_default(),
                Some((name, value)) => {
                    let filter = PictureFilter::ALL.into_iter().find(|filter| filter.name() == name);
                    if let (Some(filter), Ok(amount)) = (filter, value.parse()) {
                        settings.picture.set(filter, amount);
                    }
                }
            }
        }
        settings
    }
}

impl Default for FilterSettings {
    fn default() -> Self {
        Self { picture: PictureFilters::default(), sent: true, sound: SoundFilters::default() }
    }
}

const UNSENT: &str = "unsent";
const MONO: &str = "mono";
const HIGH_PASS: &str = "high-pass";
const GAIN: &str = "gain";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_read() {
        assert_eq!(FilterSettings::default().key(), "");
        assert!(FilterSettings::from_key("unsent").is_neutral() && !FilterSettings::from_key("mono").is_neutral());
        let mut settings = FilterSettings { sent: false, ..FilterSettings::default() };
        for (filter, amount) in PictureFilter::ALL.into_iter().zip(1..) {
            settings.picture.set(filter, amount);
        }
        settings.sound = SoundFilters { high_pass: Some(Hertz::new(120)), gain: Decibels::new(-6), mono: true };
        assert_eq!(FilterSettings::from_key(&settings.key()), settings);
        for nonsense in ["", "<nonsense>", "blur=much", "vignette=3", "gain=loud", "="] {
            assert_eq!(FilterSettings::from_key(nonsense), FilterSettings::default(), "{nonsense}");
        }
    }

    #[test]
    fn what_is_for_oneself_is_not_sent() {
        let settings = FilterSettings::from_key("sepia=50 mono");
        assert!(!settings.options().picture.is_neutral() && settings.options().sound.mono);
        let settings = FilterSettings { sent: false, ..settings };
        assert!(settings.options().picture.is_neutral() && settings.options().sound.mono);
    }
}
