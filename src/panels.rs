//! What a call does without until somebody wants it, or something is the matter: settings, chat, people, filters, tools of screens, notices.
//!
//! It is a wasm of its own that is loaded then. `cargo xtask` cuts it off the app at [`code`] (the feature `split`); in a build by trunk
//! alone it is a part of the app, and there at once. Its styles wait in a `<template>` of the page.

use std::{
    cell::{Cell, RefCell},
    fmt,
};

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;
use yew_webrtc::RoomChat;

use crate::{
    components::{
        chat_floods::{ChatFloods, ChatFloodsProps},
        chat_panel::{ChatPanel, ChatPanelProps},
        cheer_bar::cheer_bar,
        device_notices::{News, NewsProps},
        door_card::{DoorCard, DoorCardProps},
        filter_controls::{FilterControls, FilterControlsProps},
        media_options::{MediaOptions, MediaOptionsProps},
        password_form::{PasswordForm, PasswordFormProps},
        people_panel::{PeoplePanel, PeoplePanelProps},
        screen_notice::{ScreenTrouble, ScreenTroubleProps},
        screen_tools::{ScreenTools, ScreenToolsProps},
        settings_panel::{SettingsPanel, SettingsPanelProps},
        share_panel::{SharePanel, SharePanelProps},
        transfer_panel::{TransferPanel, TransferPanelProps},
    },
    dom,
    i18n::Text,
    pages::refused::{Refused, RefusedProps},
    parts::{Part, UsePart, use_part},
};

/// The panels, each drawn with its properties. Whoever has this has loaded them.
#[derive(Clone, Copy)]
pub struct Panels {
    /// [`SettingsPanel`].
    pub settings: fn(SettingsPanelProps) -> Html,
    /// [`ChatPanel`].
    pub chat: fn(ChatPanelProps) -> Html,
    /// [`ChatFloods`].
    pub chat_floods: fn(ChatFloodsProps) -> Html,
    /// [`cheer_bar`].
    pub cheers: fn(&'static Text, &RoomChat) -> Html,
    /// [`PeoplePanel`].
    pub people: fn(PeoplePanelProps) -> Html,
    /// [`DoorCard`].
    pub door: fn(DoorCardProps) -> Html,
    /// [`PasswordForm`].
    pub password: fn(PasswordFormProps) -> Html,
    /// [`Refused`].
    pub refused: fn(RefusedProps) -> Html,
    /// [`FilterControls`].
    pub filters: fn(FilterControlsProps) -> Html,
    /// [`MediaOptions`].
    pub media_options: fn(MediaOptionsProps) -> Html,
    /// [`TransferPanel`].
    pub files: fn(TransferPanelProps) -> Html,
    /// [`ScreenTools`].
    pub screen_tools: fn(ScreenToolsProps) -> Html,
    /// [`SharePanel`].
    pub share: fn(SharePanelProps) -> Html,
    /// [`ScreenTrouble`].
    pub screen_trouble: fn(ScreenTroubleProps) -> Html,
    /// [`News`].
    pub device_news: fn(NewsProps) -> Html,
}

impl fmt::Debug for Panels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Panels")
    }
}

impl Panels {
    const fn all() -> Self {
        Self {
            settings: |props| html! { <SettingsPanel ..props /> },
            chat: |props| html! { <ChatPanel ..props /> },
            chat_floods: |props| html! { <ChatFloods ..props /> },
            cheers: cheer_bar,
            people: |props| html! { <PeoplePanel ..props /> },
            door: |props| html! { <DoorCard ..props /> },
            password: |props| html! { <PasswordForm ..props /> },
            refused: |props| html! { <Refused ..props /> },
            filters: |props| html! { <FilterControls ..props /> },
            media_options: |props| html! { <MediaOptions ..props /> },
            files: |props| html! { <TransferPanel ..props /> },
            screen_tools: |props| html! { <ScreenTools ..props /> },
            share: |props| html! { <SharePanel ..props /> },
            screen_trouble: |props| html! { <ScreenTrouble ..props /> },
            device_news: |props| html! { <News ..props /> },
        }
    }
}

/// The border between the app and the panels: what is reached through this function alone is cut off. It becomes an async one that loads it
/// first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(panels, fallible)]
fn code() -> Result<Panels, wasm_split_helpers::SplitLoaderError> {
    Ok(Panels::all())
}

impl Part for Panels {
    fn here() -> Option<Self> {
        LOADED.get()
    }

    async fn load() -> Option<Self> {
        #[cfg(feature = "split")]
        {
            let styles = styles();
            if let Ok(panels) = code().await
                && styles.await
            {
                LOADED.set(Some(panels));
            }
        }
        LOADED.get()
    }
}

/// Sees to it that the page has the styles of the panels and of the first page. They are on
/// their way when this returns; false: they did not come.
pub fn styles() -> impl Future<Output = bool> {
    let coming =
        STYLES.with_borrow_mut(|styles| styles.get_or_insert_with(|| dom::add_styles("panels-styles")).clone());
    async {
        let came = JsFuture::from(coming).await.is_ok();
        if !came {
            STYLES.take();
        }
        came
    }
}

thread_local! {
    /// Where the styles are, once they were asked for.
    static STYLES: RefCell<Option<Promise>> = const { RefCell::new(None) };

    /// What the page has loaded. It stays.
    static LOADED: Cell<Option<Panels>> =
        const { Cell::new(if cfg!(feature = "split") { None } else { Some(Panels::all()) }) };
}

/// Loads the panels as soon as one is `wanted`.
#[hook]
pub fn use_panels(wanted: bool) -> UsePart<Panels> {
    use_part(wanted)
}
