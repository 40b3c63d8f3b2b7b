//! A shared screen: what can be asked, and what comes of it.

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::MediaStreamTrack;
use yew::prelude::*;
use yew_webrtc::{
    Chosen, DisplayOptions, DisplayStatus, MediaErrorKind, UseDisplayMediaHandle, can_share_screen, use_display_media,
    use_track_settings,
};

use super::frame::frame;
use crate::{
    components::{
        button::{Button, ButtonKind},
        code_view::CodeView,
        display_form::{DisplayForm, Draft},
        icon::IconName,
        level_meter::LevelMeter,
        notice::notice,
        screen_notice::{screen_hint, screen_notice},
        select_box::{Choice, SelectBox},
        settings_table::SettingsTable,
    },
    i18n::{ScreenText, SharingText, Text},
    panels::use_panels,
    screen_preview::use_screen_preview,
    settings::{use_lab_text, use_settings},
};

/// The page *Screen*: every option of `getDisplayMedia`, and what the live tracks do. Nothing is sent anywhere.
#[component]
pub fn Screen() -> Html {
    let (settings, lab) = (use_settings(), use_lab_text());
    let (text, sharing) = (settings.text(), settings.language.sharing_text());
    let panels = use_panels(true);
    let words = &lab.screen;
    let draft = use_state_eq(|| Draft::from(DisplayOptions::default()));
    let options = draft.options();
    let screen = use_display_media(options);
    let news = use_news(&screen);
    let shown = screen.stream.clone().filter(|_| !screen.is_own_page);
    let seen = shown.is_some();
    let (node, ontimeupdate) = use_screen_preview(&screen, shown);
    // Also while sharing is paused.
    let picture = screen.stream.as_ref().and_then(|stream| first(&stream.get_video_tracks()));
    let sound = screen.stream.as_ref().and_then(|stream| first(&stream.get_audio_tracks()));
    let onchange = {
        let draft = draft.setter();
        Callback::from(move |changed| draft.set(changed))
    };
    let contradiction = options.contradiction().map(|contradiction| {
        let advice = (words.contradiction)(contradiction);
        notice(advice.problem, html! { <p>{ advice.next }</p> })
    });
    let live = screen.status.is_sharing();
    let content = html! {
        <div class="screen">
            <div key="controls" class="lab__controls screen__controls">
                { buttons(&screen, text, sharing, lab.controls) }
                <p class="lab__status" role="status">{ status_words(&screen, news, words) }</p>
                <div class="lab__notice" aria-live="polite">{ for contradiction }</div>
                { screen_notice(text, &screen, &panels) }
                { screen_hint(text, settings.language.trouble_text()) }
            </div>
            <div key="live" class="screen__live">
                <div class="screen__picture" data-live={seen.then_some("true")}>
                    <video
                        key="video"
                        class="screen__video"
                        ref={node}
                        playsinline=true
                        {ontimeupdate}
                        aria-label={words.picture}
                    />
                    <p key="missing" class="screen__missing">
                        { match (live, screen.is_own_page) {
                            (false, _) => words.picture_missing,
                            (true, true) => words.picture_of_this_page,
                            (true, false) => "",
                        } }
                    </p>
                </div>
                <LevelMeter key="level" track={sound.clone()} />
                <p key="sound" class="lab__hint">
                    { match (live, &sound) {
                        (false, _) => "",
                        (true, Some(_)) => sharing.sharing_with_sound,
                        (true, None) => sharing.sharing_without_sound,
                    } }
                </p>
                { content_picker(&screen, sharing, words) }
            </div>
            <div key="settings" class="lab__section screen__settings">
                <h2>{ words.settings }</h2>
                <p class="lab__hint">{ words.settings_hint }</p>
                <SettingsOf key="picture" name={words.settings_of_picture} track={picture} />
                <SettingsOf key="sound" name={words.settings_of_sound} track={sound} />
            </div>
            <div key="form" class="lab__section screen__form">
                <h2>{ words.form }</h2>
                <p class="lab__hint">{ words.form_hint }</p>
                <DisplayForm draft={(*draft).clone()} {onchange} />
            </div>
            <div key="code" class="lab__section screen__code">
                <h2>{ lab.code }</h2>
                <CodeView label={words.code} code={options.to_javascript()} />
            </div>
        </div>
    };
    frame(text, "screen-page", words.name, words.how, content)
}

fn buttons(screen: &UseDisplayMediaHandle, text: &Text, sharing: &SharingText, label: &'static str) -> Html {
    let on = |act: fn(&UseDisplayMediaHandle)| {
        let screen = screen.clone();
        move |_: MouseEvent| act(&screen)
    };
    let (live, paused) = (screen.status.is_sharing(), screen.status == DisplayStatus::Paused);
    let (pause, pause_icon, toggle): (_, _, fn(&UseDisplayMediaHandle)) = if paused {
        (sharing.resume_sharing, IconName::Resume, UseDisplayMediaHandle::resume)
    } else {
        (sharing.pause_sharing, IconName::Pause, UseDisplayMediaHandle::pause)
    };
    let asking = screen.status == DisplayStatus::Requesting;
    let kind = if live { ButtonKind::Plain } else { ButtonKind::Primary };
    html! {
        <div class="lab__buttons" role="group" aria-label={label}>
            <Button
                label={text.share_screen}
                icon={IconName::Screen}
                {kind}
                disabled={live || !can_share_screen()}
                busy={asking}
                onclick={on(UseDisplayMediaHandle::start)}
            />
            <Button
                label={sharing.share_something_else}
                icon={IconName::Swap}
                disabled={!live}
                busy={screen.is_switching}
                onclick={on(UseDisplayMediaHandle::switch)}
            />
            <Button label={pause} icon={pause_icon} disabled={!live} onclick={on(toggle)} />
            <Button
                label={text.stop_sharing}
                icon={IconName::ScreenOff}
                disabled={!live}
                onclick={on(UseDisplayMediaHandle::stop)}
            />
        </div>
    }
}

fn content_picker(screen: &UseDisplayMediaHandle, sharing: &SharingText, words: &ScreenText) -> Html {
    const ALL: [(Chosen, &str); 3] = [(Chosen::Auto, "auto"), (Chosen::Text, "text"), (Chosen::Motion, "motion")];
    let label = |chosen| match chosen {
        Chosen::Auto => (sharing.content_automatic)(screen.content),
        Chosen::Text => sharing.content_text,
        Chosen::Motion => sharing.content_motion,
    };
    let choices = ALL.map(|(chosen, key)| Choice { value: key.into(), label: label(chosen).into() });
    let selected = ALL.iter().find(|(chosen, _)| *chosen == screen.chosen).map_or("auto", |(_, key)| key);
    let onchange = {
        let screen = screen.clone();
        move |key: AttrValue| {
            if let Some((chosen, _)) = ALL.iter().find(|(_, it)| *it == key) {
                screen.choose(*chosen);
            }
        }
    };
    html! {
        <SelectBox
            key="content"
            id="screen-content"
            label={sharing.content}
            choices={choices.to_vec()}
            {selected}
            hint={(words.content_hint)(screen.content)}
            {onchange}
        />
    }
}

/// Properties of [`SettingsOf`].
#[derive(Debug, PartialEq, Properties)]
struct SettingsOfProps {
    name: &'static str,
    track: Option<MediaStreamTrack>,
}

/// What a live track does, as it changes. It renders by itself, and not the page.
#[component]
fn SettingsOf(props: &SettingsOfProps) -> Html {
    let settings = use_track_settings(props.track.clone());
    html! { <SettingsTable caption={props.name} {settings} /> }
}

fn first(tracks: &Array) -> Option<MediaStreamTrack> {
    tracks.get(0).dyn_into().ok()
}

/// What the last change of status tells, that the status itself does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Cancelled,
    SwitchCancelled,
    Stopped,
}

#[hook]
fn use_news(screen: &UseDisplayMediaHandle) -> Option<News> {
    let news = use_state_eq(|| None);
    let before = use_mut_ref(|| screen.clone());
    use_effect_with(screen.clone(), {
        let news = news.setter();
        move |screen: &UseDisplayMediaHandle| {
            let before = before.replace(screen.clone());
            let asked = before.status == DisplayStatus::Requesting;
            let answered = before.is_switching && !screen.is_switching;
            let same = before.stream == screen.stream && screen.switch_error.is_none();
            match &screen.status {
                DisplayStatus::Idle if asked => news.set(Some(News::Cancelled)),
                DisplayStatus::Idle if before.status.is_sharing() => news.set(Some(News::Stopped)),
                DisplayStatus::Live | DisplayStatus::Paused if answered && same => {
                    news.set(Some(News::SwitchCancelled));
                }
                DisplayStatus::Idle => {}
                _ => news.set(None),
            }
        }
    });
    *news
}

fn status_words(screen: &UseDisplayMediaHandle, news: Option<News>, words: &ScreenText) -> &'static str {
    match (&screen.status, news) {
        (DisplayStatus::Requesting, _) => words.asking,
        (DisplayStatus::Live | DisplayStatus::Paused, _) if screen.is_switching => words.asking,
        (DisplayStatus::Live | DisplayStatus::Paused, Some(News::SwitchCancelled)) => words.switch_cancelled,
        (DisplayStatus::Live, _) => (words.live)(screen.surface),
        (DisplayStatus::Paused, _) => words.paused,
        (DisplayStatus::Idle, Some(News::Cancelled)) => words.cancelled,
        (DisplayStatus::Idle, Some(News::Stopped)) => words.stopped,
        (DisplayStatus::Failed(error), _) if error.kind == MediaErrorKind::Ended => words.stopped,
        (DisplayStatus::Idle | DisplayStatus::Failed(_), _) => words.idle,
    }
}
