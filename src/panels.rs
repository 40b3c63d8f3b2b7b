//! What a call does without until somebody wants it, or something is the matter: settings, chat, filters, what is shared, notices.
//!
//! It is a wasm of its own that is loaded then. `cargo xtask` cuts it off the app at [`code`] (the feature `split`); in a build by trunk
//! alone it is a part of the app, and there at once.

use std::{cell::Cell, fmt};

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    components::{
        chat_panel::{ChatPanel, ChatPanelProps},
        device_notices::{Card, CardProps},
        filter_panel::{FilterControls, FilterControlsProps},
        loading::{loading, not_loaded},
        media_options::{MediaOptions, MediaOptionsProps},
        settings_panel::{SettingsPanel, SettingsPanelProps},
        share_panel::{SharePanel, SharePanelProps},
        transfer_panel::{TransferPanel, TransferPanelProps},
    },
    i18n::Text,
};

/// The panels, each drawn with its properties. Whoever has this has loaded them.
#[derive(Clone, Copy)]
pub struct Panels {
    /// [`SettingsPanel`].
    pub settings: fn(SettingsPanelProps) -> Html,
    /// [`ChatPanel`].
    pub chat: fn(ChatPanelProps) -> Html,
    /// [`FilterControls`].
    pub filters: fn(FilterControlsProps) -> Html,
    /// [`MediaOptions`].
    pub media_options: fn(MediaOptionsProps) -> Html,
    /// [`TransferPanel`].
    pub files: fn(TransferPanelProps) -> Html,
    /// [`SharePanel`].
    pub share: fn(SharePanelProps) -> Html,
    /// [`Card`].
    pub notice: fn(CardProps) -> Html,
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
            filters: |props| html! { <FilterControls ..props /> },
            media_options: |props| html! { <MediaOptions ..props /> },
            files: |props| html! { <TransferPanel ..props /> },
            share: |props| html! { <SharePanel ..props /> },
            notice: |props| html! { <Card ..props /> },
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

#[cfg(feature = "split")]
async fn load() -> Option<Panels> {
    code().await.ok()
}

#[cfg(not(feature = "split"))]
async fn load() -> Option<Panels> {
    Some(Panels::all())
}

thread_local! {
    /// What the page has loaded. It stays.
    static LOADED: Cell<Option<Panels>> =
        const { Cell::new(if cfg!(feature = "split") { None } else { Some(Panels::all()) }) };
}

/// Where the panels are: [`use_panels`].
#[derive(Debug, Clone)]
pub struct UsePanels {
    status: Status,
    onretry: Callback<MouseEvent>,
}

#[derive(Debug, Clone, Copy)]
enum Status {
    Away,
    Here(Panels),
    Failed,
}

impl UsePanels {
    /// Draws a panel, or says that it is on its way or did not come.
    pub fn draw(&self, text: &Text, panel: impl FnOnce(Panels) -> Html) -> Html {
        match self.status {
            Status::Away => loading(text),
            Status::Here(_) | Status::Failed => self.draw_quietly(text, panel),
        }
    }

    /// Draws a panel, or says that it did not come. That it is on its way is not worth a word.
    pub fn draw_quietly(&self, text: &Text, panel: impl FnOnce(Panels) -> Html) -> Html {
        match self.status {
            Status::Away => Html::default(),
            Status::Here(panels) => panel(panels),
            Status::Failed => not_loaded(text, self.onretry.clone()),
        }
    }
}

/// Loads the panels as soon as one is `wanted`. What is loaded stays for as long as the page lives, and is there at once the next time.
#[hook]
pub fn use_panels(wanted: bool) -> UsePanels {
    let status = use_state(|| LOADED.get().map_or(Status::Away, Status::Here));
    let ask = {
        let status = status.setter();
        move || {
            let status = status.clone();
            status.set(Status::Away);
            spawn_local(async move {
                let loaded = load().await;
                LOADED.set(loaded);
                status.set(loaded.map_or(Status::Failed, Status::Here));
            });
        }
    };
    use_effect_with(wanted, {
        let (ask, is_away) = (ask.clone(), matches!(*status, Status::Away));
        move |&wanted| {
            if wanted && is_away {
                ask();
            }
        }
    });
    UsePanels { status: *status, onretry: Callback::from(move |_| ask()) }
}
