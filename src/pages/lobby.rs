//! Before a call: see oneself, choose devices, say one's name.

use tincan_protocol::{CallLink, DisplayName, DisplayNameError};
use yew::prelude::*;
use yew_webrtc::{
    PermissionName, PermissionStatus, TrackStatus, UseFiltersHandle, UseUserMediaHandle, use_audio_output,
    use_permission,
};

use crate::{
    components::{
        button::{Button, ButtonKind},
        camera_flip::camera_flip,
        camera_preview::CameraPreview,
        device_notices::DeviceNotices,
        device_pickers::DevicePickers,
        filter_panel::FilterPanel,
        level_meter::LevelMeter,
        media_options::MediaOptionsProps,
        media_toggles::media_toggles,
        page_footer::page_footer,
        page_header::PageHeader,
        page_heading::PageHeading,
        text_field::TextField,
    },
    dom,
    panels::use_panels,
    settings::{SettingsChange, use_settings, use_text},
};

/// Properties of [`Lobby`].
#[derive(Debug, PartialEq, Properties)]
pub struct LobbyProps {
    /// The call one is about to join.
    pub link: CallLink,
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// The filters of one's own picture and sound.
    pub filters: UseFiltersHandle,
    /// Joins, under this name.
    pub onjoin: Callback<DisplayName>,
    /// On the way in.
    #[prop_or_default]
    pub joining: bool,
    /// Before the door, until a host opens it.
    #[prop_or_default]
    pub knocking: bool,
    /// What stands in the place of name and button: another way in.
    #[prop_or_default]
    pub way_in: Option<Html>,
}

/// The lobby. It asks for camera and microphone and lets one in without either.
#[component]
pub fn Lobby(props: &LobbyProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let media = &props.media;
    let output = use_audio_output(settings.speaker.clone(), media.devices.clone());
    let failed = [&media.camera, &media.microphone].into_iter().any(|status| status.error().is_some());
    let sealed = if props.link.secret.is_some() { text.lobby_sealed } else { text.lobby_unsealed };
    html! {
        <div class="lobby">
            <PageHeader />
            <main class="lobby__main">
                <div class="lobby__heading">
                    <PageHeading text={text.lobby_title} title={text.lobby_page} />
                    <p class="lobby__room">{ (text.lobby_intro)(props.link.room.as_str()) }</p>
                    <p class="lobby__seal">{ sealed }</p>
                </div>
                <section class="lobby__self">
                    <CameraPreview media={media.clone()} />
                    <div class="lobby__controls">
                        { media_toggles(text, media) }
                        { camera_flip(text, media) }
                        <LevelMeter track={media.microphone.track().filter(|_| !media.muted).cloned()} />
                    </div>
                    <PermissionHint media={media.clone()} />
                </section>
                <section class="lobby__form">
                    <DeviceNotices media={media.clone()} output={Some(output.clone())} />
                    if let Some(way_in) = &props.way_in {
                        { way_in.clone() }
                    } else {
                        <NameForm
                            onjoin={props.onjoin.clone()}
                            {failed}
                            joining={props.joining}
                            knocking={props.knocking}
                        />
                    }
                    <DevicePickers media={media.clone()} {output} />
                    <MoreOptions media={media.clone()} />
                    <FilterPanel filters={props.filters.clone()} />
                </section>
            </main>
            { page_footer(text) }
        </div>
    }
}

/// Properties of [`MoreOptions`].
#[derive(Debug, PartialEq, Properties)]
struct MoreOptionsProps {
    media: UseUserMediaHandle,
}

/// The wishes for picture and sound; folded at first, and then nothing of them is there.
#[component]
fn MoreOptions(props: &MoreOptionsProps) -> Html {
    let text = use_text();
    let open = use_state_eq(|| false);
    let panels = use_panels(*open);
    let ontoggle = dom::on_toggle(&open);
    html! {
        <details class="lobby__more" {ontoggle}>
            <summary class="lobby__summary">{ text.devices.picture_and_sound }</summary>
            if *open {
                { panels.draw(text, |panels| (panels.media_options)(MediaOptionsProps { media: props.media.clone() })) }
            }
        </details>
    }
}

/// Properties of [`PermissionHint`].
#[derive(Debug, PartialEq, Properties)]
struct PermissionHintProps {
    media: UseUserMediaHandle,
}

/// While the browser asks for permission: what it is for, and what to answer.
#[component]
fn PermissionHint(props: &PermissionHintProps) -> Html {
    let text = use_text();
    let asked = [use_permission(PermissionName::Camera), use_permission(PermissionName::Microphone)];
    let requesting =
        [&props.media.camera, &props.media.microphone].into_iter().any(|status| *status == TrackStatus::Requesting);
    let words =
        if requesting && asked.contains(&PermissionStatus::Prompt) { text.devices.permission_wanted } else { "" };
    html! { <p class="lobby__permission" role="status">{ words }</p> }
}

/// Properties of [`NameForm`].
#[derive(Debug, PartialEq, Properties)]
struct NameFormProps {
    onjoin: Callback<DisplayName>,
    /// Whether camera or microphone are missing: one may join all the same, and is told so.
    failed: bool,
    joining: bool,
    knocking: bool,
}

/// One's name, which is remembered, and the way in.
#[component]
fn NameForm(props: &NameFormProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let error = use_state_eq(|| None::<DisplayNameError>);
    let oninput = {
        let (error, complained, changer) = (error.setter(), error.is_some(), settings.changer());
        move |value: String| {
            if complained {
                error.set(value.parse::<DisplayName>().err());
            }
            changer.emit(SettingsChange::Name(value));
        }
    };
    let onsubmit = {
        let (value, error, onjoin, joining) =
            (settings.name.clone(), error.setter(), props.onjoin.clone(), props.joining);
        move |event: SubmitEvent| {
            event.prevent_default();
            if joining {
                return;
            }
            match value.parse() {
                Ok(name) => onjoin.emit(name),
                Err(wrong) => error.set(Some(wrong)),
            }
        }
    };
    let complaint = (*error).as_ref().map(|error| AttrValue::from((text.display_name_error)(error)));
    let comfort = match (props.knocking, props.joining, props.failed) {
        (true, ..) => text.status_knocking,
        (false, true, _) => text.status_joining,
        (false, false, true) => text.join_anyway,
        (false, false, false) => "",
    };
    html! {
        <form class="lobby__name" novalidate=true {onsubmit}>
            <TextField
                id="your-name"
                label={text.your_name}
                value={settings.name.clone()}
                error={complaint}
                hint={Some(AttrValue::from(text.your_name_hint))}
                autocomplete="name"
                {oninput}
            />
            <Button label={text.join} kind={ButtonKind::Primary} submit=true busy={props.joining} />
            <p class="lobby__comfort" role="status">{ comfort }</p>
        </form>
    }
}
