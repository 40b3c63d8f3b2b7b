//! What makes safety codes, behind a border at which an app can be cut (the feature `split`), as the chat's engine is. Without the feature it
//! is there at once.

use std::rc::Weak;

use super::{
    Inner,
    keeper::{self, Keeper},
};

/// Begins to make codes.
pub(super) type Begin = fn(Weak<Inner>) -> Box<dyn Keeper>;

/// What begins; none if its code could not be loaded.
pub(super) async fn load() -> Option<Begin> {
    #[cfg(feature = "split")]
    return code().await.ok();
    #[cfg(not(feature = "split"))]
    Some(keeper::begin)
}

/// What is reached through this function alone is cut off; it becomes an async one that loads it first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(safety, fallible)]
fn code() -> Result<Begin, wasm_split_helpers::SplitLoaderError> {
    Ok(keeper::begin)
}
