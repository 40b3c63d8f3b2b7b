//! What is done to the sound, to be chosen.

use yew::prelude::*;
use yew_webrtc::{Decibels, Hertz, SoundFilters};

use super::{slider::Slider, switch_box::switch_box};
use crate::{
    filter_settings::FilterSettings,
    settings::{SettingsChange, use_settings},
};

/// The knobs of the sound: high-pass, gain, mono. What is chosen is remembered.
#[component]
pub fn SoundSliders() -> Html {
    let settings = use_settings();
    let (words, filters) = (settings.language.filter_text(), settings.filters);
    let SoundFilters { high_pass, gain, mono } = filters.sound;
    let change = settings.changer().reform(move |sound| SettingsChange::Filters(FilterSettings { sound, ..filters }));
    let onhighpass = change.reform(move |hertz: i32| {
        // The left end is off.
        let hertz = u16::try_from(hertz).ok().filter(|hertz| *hertz > Hertz::MIN.value() - STEP);
        SoundFilters { high_pass: hertz.map(Hertz::new), ..filters.sound }
    });
    let ongain = change.reform(move |gain: i32| {
        let gain = Decibels::new(i8::try_from(gain).unwrap_or_default());
        SoundFilters { gain, ..filters.sound }
    });
    let onmono = change.reform(move |mono| SoundFilters { mono, ..filters.sound });
    let off = i32::from(Hertz::MIN.value() - STEP);
    html! {
        <div class="sound-filters">
            <Slider
                id="high-pass"
                label={words.high_pass}
                min={off}
                max={i32::from(Hertz::MAX.value())}
                step={i32::from(STEP)}
                value={high_pass.map_or(off, |hertz| i32::from(hertz.value()))}
                neutral={off}
                words={high_pass_words(words.high_pass_off, high_pass)}
                reset={words.reset}
                onchange={onhighpass}
            />
            <Slider
                id="filter-gain"
                label={words.gain}
                min={i32::from(Decibels::MIN.value())}
                max={i32::from(Decibels::MAX.value())}
                step=1
                value={i32::from(gain.value())}
                neutral=0
                words={gain_words(gain)}
                reset={words.reset}
                onchange={ongain}
            />
            { switch_box("mono", words.mono, words.mono_hint, mono, onmono) }
        </div>
    }
}

/// The frequency of the high-pass, or the word for off.
#[must_use]
pub fn high_pass_words(off: &'static str, high_pass: Option<Hertz>) -> AttrValue {
    high_pass.map_or_else(|| AttrValue::from(off), |hertz| format!("{} Hz", hertz.value()).into())
}

/// The gain with its sign.
#[must_use]
pub fn gain_words(gain: Decibels) -> AttrValue {
    match gain.value() {
        0 => "0 dB".into(),
        gain if gain < 0 => format!("−{} dB", gain.unsigned_abs()).into(),
        gain => format!("+{gain} dB").into(),
    }
}

/// In Hz; the least frequency is one step above off.
const STEP: u16 = 10;
