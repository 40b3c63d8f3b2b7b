//! What the experiments with one device have in common: it is started and stopped, and how it is is said.

use yew::prelude::*;
use yew_webrtc::{TrackStatus, UseUserMediaHandle};

use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::IconName,
    },
    i18n::LabText,
};

/// A device of an experiment.
pub(super) struct DeviceSwitch<'a> {
    pub(super) media: &'a UseUserMediaHandle,
    /// How it is.
    pub(super) status: &'a TrackStatus,
    /// The icons of start and stop.
    pub(super) icons: [IconName; 2],
    /// What start and stop do.
    pub(super) verbs: [fn(&UseUserMediaHandle); 2],
}

impl DeviceSwitch<'_> {
    /// Its buttons.
    pub(super) fn buttons(&self, lab: &LabText) -> Html {
        let [start, stop] = self.verbs.map(|act| {
            let media = self.media.clone();
            move |_: MouseEvent| act(&media)
        });
        let [start_icon, stop_icon] = self.icons;
        let live = self.status.is_live();
        html! {
            <div class="lab__buttons" role="group" aria-label={lab.controls}>
                <Button
                    label={lab.start}
                    icon={start_icon}
                    kind={if live { ButtonKind::Plain } else { ButtonKind::Primary }}
                    disabled={live}
                    busy={*self.status == TrackStatus::Requesting}
                    onclick={start}
                />
                <Button label={lab.stop} icon={stop_icon} disabled={!live} onclick={stop} />
            </div>
        }
    }

    /// What is said of it: while idle, while it is asked for, when it failed; and when it is live, with its name.
    pub(super) fn words(&self, [idle, requesting, failed]: [&str; 3], live: fn(&str) -> String) -> String {
        match self.status {
            TrackStatus::Idle => idle.to_owned(),
            TrackStatus::Requesting => requesting.to_owned(),
            TrackStatus::Live(track) => live(&track.label()),
            TrackStatus::Failed(_) => failed.to_owned(),
        }
    }
}
