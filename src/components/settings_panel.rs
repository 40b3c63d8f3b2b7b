//! What can be set during a call.

use web_sys::HtmlElement;
use yew::prelude::*;
use yew_webrtc::{UseAudioOutputHandle, UseFiltersHandle, UseUserMediaHandle, can_share_screen};

use super::{
    button::Button, device_pickers::DevicePickers, filter_panel::FilterPanel, icon::IconName,
    language_picker::LanguagePicker, media_options::MediaOptions, screen_notice::screen_hint,
    share_options::ShareOptions, theme_picker::ThemePicker,
};
use crate::{dom, settings::use_text};

/// Properties of [`SettingsPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct SettingsPanelProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// The filters of one's own picture and sound.
    pub filters: UseFiltersHandle,
    /// What the others are heard through.
    pub output: UseAudioOutputHandle,
    /// Puts the panel away.
    pub onclose: Callback<()>,
}

/// A dialog beside the pictures, or over them where there is little room; the call goes on meanwhile. It takes the focus, and gives it
/// back when it is put away by its button or by Escape.
#[component]
pub fn SettingsPanel(props: &SettingsPanelProps) -> Html {
    let text = use_text();
    let heading = use_node_ref();
    let before = use_mut_ref(|| None::<HtmlElement>);
    use_effect_with((), {
        let (heading, before) = (heading.clone(), before.clone());
        move |()| {
            before.replace(dom::focused());
            if let Some(heading) = heading.cast::<HtmlElement>() {
                // It fails for no element that is in the page.
                let _ = heading.focus();
            }
        }
    });
    let onclose = {
        let onclose = props.onclose.clone();
        Callback::from(move |()| {
            let before = before.take();
            if let Some(before) = before.filter(|before| before.is_connected()) {
                let _ = before.focus();
            }
            onclose.emit(());
        })
    };
    let onkeydown = {
        let onclose = onclose.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                onclose.emit(());
            }
        }
    };
    html! {
        <section class="settings-panel" role="dialog" aria-labelledby="settings-panel-title" {onkeydown}>
            <div class="settings-panel__head">
                <h2 id="settings-panel-title" class="settings-panel__title" tabindex="-1" ref={heading}>
                    { text.devices.settings }
                </h2>
                <div class="settings-panel__close">
                    <Button
                        label={text.close}
                        about={Some(AttrValue::from(text.devices.settings))}
                        icon={IconName::Close}
                        compact=true
                        onclick={onclose.reform(|_| ())}
                    />
                </div>
            </div>
            <div class="settings-panel__body">
                <DevicePickers media={props.media.clone()} output={props.output.clone()} />
                <MediaOptions media={props.media.clone()} />
                <FilterPanel filters={props.filters.clone()} />
                <div class="settings-panel__part">
                    if can_share_screen() {
                        <ShareOptions />
                    } else {
                        { screen_hint(text) }
                    }
                </div>
                <div class="settings-panel__part">
                    <h3>{ text.devices.this_page }</h3>
                    <LanguagePicker />
                    <ThemePicker />
                </div>
            </div>
        </section>
    }
}
