//! The foot of a page.

use yew::prelude::*;

use super::{language_picker::LanguagePicker, theme_picker::ThemePicker};
use crate::{i18n::Text, route::Route};

/// The way to the Lab, and the choice of language and theme.
pub fn page_footer(text: &Text) -> Html {
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
