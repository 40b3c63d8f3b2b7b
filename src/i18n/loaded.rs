//! The languages that few people need: each a part of the app's wasm that is loaded before the first page is drawn, or when somebody
//! chooses it. As with the panels (`src/panels.rs`), in a build by trunk alone they are here from the beginning.

use std::cell::Cell;

use super::{Text, ko};

/// What is reached through this function alone is cut off; it becomes an async one that loads it first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(korean, fallible)]
fn code() -> Result<&'static Text, wasm_split_helpers::SplitLoaderError> {
    Ok(&ko::TEXT)
}

/// The sentences in Korean, if they are here.
pub(super) fn korean() -> Option<&'static Text> {
    KOREAN.get()
}

/// Sees to it that they are here. False: they did not come.
pub(super) async fn load_korean() -> bool {
    #[cfg(feature = "split")]
    if korean().is_none() {
        KOREAN.set(code().await.ok());
    }
    korean().is_some()
}

thread_local! {
    static KOREAN: Cell<Option<&'static Text>> =
        const { Cell::new(if cfg!(feature = "split") { None } else { Some(&ko::TEXT) }) };
}
