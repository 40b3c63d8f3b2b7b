//! A part of the app that is not here yet.

use yew::prelude::*;

use super::{button::Button, icon::IconName, notice::notice};
use crate::i18n::Text;

/// It is on its way. What comes quickly comes without this.
pub fn loading(text: &Text) -> Html {
    html! { <p class="loading" role="status">{ text.loading }</p> }
}

/// It did not come, and can be asked for again.
pub fn not_loaded(text: &Text, onretry: Callback<MouseEvent>) -> Html {
    let again = html! { <Button label={text.try_again} icon={IconName::Retry} onclick={onretry} /> };
    html! { <div class="loading" role="status">{ notice(text.not_loaded, again) }</div> }
}
