//! What the Lab's pages have in common.

use yew::prelude::*;

use crate::{
    components::{page_footer::page_footer, page_header::PageHeader, page_heading::PageHeading},
    i18n::Text,
    route::Route,
};

/// A page of the Lab: the way back to the index, its name, what it shows, and the experiment itself.
pub(super) fn frame(text: &Text, class: &'static str, name: &'static str, how: &'static str, content: Html) -> Html {
    html! {
        <div class={classes!("lab", class)}>
            <PageHeader />
            <main class="lab__main">
                <div class="lab__heading">
                    { Route::Lab.link("lab__back", html! { { text.lab } }) }
                    <PageHeading text={name} />
                </div>
                <p class="lab__intro">{ how }</p>
                { content }
            </main>
            { page_footer(text) }
        </div>
    }
}
