//! What is done to the picture, to be chosen.

use yew::prelude::*;
use yew_webrtc::{PictureFilter, filters::Unit};

use super::slider::Slider;
use crate::{
    filter_settings::FilterSettings,
    settings::{SettingsChange, use_settings},
};

/// A slider for each filter of the picture. What is chosen is remembered.
#[component]
pub fn PictureSliders() -> Html {
    let settings = use_settings();
    let (words, filters) = (settings.language.filter_text(), settings.filters);
    let slider = |filter: PictureFilter| {
        let (scale, amount) = (filter.scale(), filters.picture.get(filter));
        let onchange = settings.changer().reform(move |amount: i32| {
            let mut picture = filters.picture;
            picture.set(filter, u16::try_from(amount).unwrap_or_default());
            SettingsChange::Filters(FilterSettings { picture, ..filters })
        });
        let unit = match scale.unit {
            Unit::Pixels => " px",
            Unit::Percent => " %",
            Unit::Degrees => "°",
        };
        html! {
            <Slider
                key={filter.name()}
                id={filter.name()}
                label={(words.filter)(filter)}
                min={i32::from(scale.min)}
                max={i32::from(scale.max)}
                step={i32::from(scale.step)}
                value={i32::from(amount)}
                neutral={i32::from(scale.neutral)}
                words={format!("{amount}{unit}")}
                reset={words.reset}
                {onchange}
            />
        }
    };
    html! { <div class="picture-filters">{ for PictureFilter::ALL.map(slider) }</div> }
}
