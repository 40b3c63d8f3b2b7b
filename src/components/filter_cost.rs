//! What filters cost, in words.

use gloo_timers::callback::Interval;
use yew::prelude::*;
use yew_webrtc::{FilterStatus, PictureCost, UseFiltersHandle};

use super::loading::not_loaded;
use crate::settings::use_settings;

/// Properties of [`FilterCost`].
#[derive(Debug, PartialEq, Properties)]
pub struct FilterCostProps {
    /// The filters at work.
    pub filters: UseFiltersHandle,
}

/// How long each frame takes, and whom; or that it costs nothing, or is not possible. It looks once a second, and renders by
/// itself.
#[component]
pub fn FilterCost(props: &FilterCostProps) -> Html {
    let settings = use_settings();
    let words = settings.language.filter_text();
    let cost = use_state_eq(|| None::<PictureCost>);
    use_effect_with(props.filters.clone(), {
        let cost = cost.setter();
        move |filters: &UseFiltersHandle| {
            cost.set(filters.cost());
            let filters = filters.clone();
            let timer = Interval::new(PERIOD_MS, move || cost.set(filters.cost()));
            move || drop(timer)
        }
    });
    let (picture, sound) = (&props.filters.picture_status, &props.filters.sound_status);
    if [picture, sound].contains(&&FilterStatus::NotLoaded) {
        let filters = props.filters.clone();
        return not_loaded(settings.text(), Callback::from(move |_| filters.retry()));
    }
    let said = match (picture, *cost) {
        (FilterStatus::Loading | FilterStatus::NotLoaded, _) => settings.text().loading.to_owned(),
        (FilterStatus::Impossible(_), _) => settings.text().filters_impossible.to_owned(),
        (FilterStatus::On, Some(cost)) => (words.cost)(cost),
        (FilterStatus::On, None) => String::new(),
        (FilterStatus::Off | FilterStatus::Waiting, _) if settings.filters.picture.is_neutral() => {
            words.costs_nothing.to_owned()
        }
        (FilterStatus::Off | FilterStatus::Waiting, _) => words.only_yourself.to_owned(),
    };
    html! { <p class="filter-cost">{ said }</p> }
}

const PERIOD_MS: u32 = 1000;
