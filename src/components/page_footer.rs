//! The foot of a page.

use yew::prelude::*;

use super::{language_picker::LanguagePicker, theme_picker::ThemePicker};
use crate::{route::Route, settings::use_text};

/// The way to the Lab, and the choice of language and theme.
#[component]
pub fn PageFooter() -> Html {
    let text = use_text();
    html! {
        <footer class="page-footer">
            { Route::Lab.link("page-footer__link", html! { { text.lab } }) }
            <div class="page-footer__settings">
                <LanguagePicker />
                <ThemePicker />
            </div>
        </footer>
    }
}
