//! The Lab: live pages that show each part of a call at work.

mod both_ends;
mod camera;
mod constraints;
mod data_channel;
mod device_switch;
mod devices;
mod end_view;
mod figures;
mod file;
mod frame;
mod ice;
mod peer_connection;
mod screen;
mod sound;

use yew::prelude::*;

pub use self::{
    camera::Camera, constraints::Constraints, data_channel::DataChannel, devices::Devices, file::File, ice::Ice,
    peer_connection::PeerConnection, screen::Screen, sound::Sound,
};
use crate::{
    components::{page_footer::page_footer, page_header::PageHeader, page_heading::PageHeading},
    i18n::LabText,
    route::{Experiment, Route},
    settings::{use_lab_text, use_text},
};

/// The index of the Lab.
#[component]
pub fn LabIndex() -> Html {
    let (text, lab) = (use_text(), use_lab_text());
    html! {
        <div class="lab">
            <PageHeader />
            <main class="lab__main">
                <PageHeading text={text.lab} />
                <p class="lab__intro">{ lab.intro }</p>
                <ul class="lab__list" role="list">
                    { for Experiment::ALL.into_iter().map(|experiment| entry(experiment, lab)) }
                </ul>
            </main>
            { page_footer(text) }
        </div>
    }
}

fn entry(experiment: Experiment, lab: &'static LabText) -> Html {
    let (name, what) = match experiment {
        Experiment::Camera => (lab.camera.name, lab.camera.what),
        Experiment::Sound => (lab.sound.name, lab.sound.what),
        Experiment::Constraints => (lab.constraints.name, lab.constraints.what),
        Experiment::Devices => (lab.devices.name, lab.devices.what),
        Experiment::Screen => (lab.screen.name, lab.screen.what),
        Experiment::PeerConnection => (lab.peer_connection, lab.peer_connection_text),
        Experiment::Ice => (lab.ice.name, lab.ice.what),
        Experiment::DataChannel => (lab.data_channel.name, lab.data_channel.what),
        Experiment::File => (lab.file.name, lab.file.what),
    };
    html! {
        <li key={name} class="lab__experiment">
            { figures::figure(experiment) }
            { Route::Experiment(experiment).link("lab__name", html! { { name } }) }
            <p class="lab__what">{ what }</p>
        </li>
    }
}
