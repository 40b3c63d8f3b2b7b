//! The first page, which no call needs: a part of the app's wasm that is loaded for those who are there.

use std::cell::Cell;

use yew::prelude::*;

use crate::{
    parts::{Part, use_part},
    settings::use_text,
};

/// [`super::Home`], as soon as it is here.
#[component]
pub fn Home() -> Html {
    let text = use_text();
    use_part::<Page>(true).draw(text, |page| (page.draw)())
}

#[derive(Debug, Clone, Copy)]
struct Page {
    draw: fn() -> Html,
}

impl Page {
    const fn all() -> Self {
        Self { draw: || html! { <super::Home /> } }
    }
}

impl Part for Page {
    fn here() -> Option<Self> {
        LOADED.get()
    }

    async fn load() -> Option<Self> {
        #[cfg(feature = "split")]
        {
            let styles = crate::panels::styles();
            if let Ok(page) = code().await
                && styles.await
            {
                LOADED.set(Some(page));
            }
        }
        LOADED.get()
    }
}

/// What is reached through this function alone is cut off; it becomes an async one that loads it first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(home, fallible)]
fn code() -> Result<Page, wasm_split_helpers::SplitLoaderError> {
    Ok(Page::all())
}

thread_local! {
    /// What the page has loaded. It stays.
    static LOADED: Cell<Option<Page>> =
        const { Cell::new(if cfg!(feature = "split") { None } else { Some(Page::all()) }) };
}
