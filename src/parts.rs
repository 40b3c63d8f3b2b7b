//! Parts of the app that are loaded when they are first wanted: each a wasm of its own, cut off by `cargo xtask` (`xtask/src/split.rs`).

use std::future::Future;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    components::loading::{loading, not_loaded},
    i18n::Text,
};

/// What is in a part. Whoever has it has loaded it.
pub trait Part: Copy + 'static {
    /// It, if the page has loaded it.
    fn here() -> Option<Self>;

    /// Sees to it that it is here, for as long as the page lives. `None`: it did not come.
    fn load() -> impl Future<Output = Option<Self>>;
}

/// Where a part is: [`use_part`].
#[derive(Debug, Clone)]
pub struct UsePart<T> {
    status: Status<T>,
    onretry: Callback<MouseEvent>,
}

#[derive(Debug, Clone, Copy)]
enum Status<T> {
    Away,
    Here(T),
    Failed,
}

impl<T: Part> UsePart<T> {
    /// Draws what is in it, or says that it is on its way or did not come.
    pub fn draw(&self, text: &Text, draw: impl FnOnce(T) -> Html) -> Html {
        match self.status {
            Status::Away => loading(text),
            Status::Here(_) | Status::Failed => self.draw_quietly(text, draw),
        }
    }

    /// Draws what is in it, or, in a `frame` that keeps its place, that it is on its way or did not come.
    pub fn draw_framed(&self, text: &Text, frame: fn(Html) -> Html, draw: impl FnOnce(T) -> Html) -> Html {
        match self.status {
            Status::Here(part) => draw(part),
            Status::Away | Status::Failed => frame(self.draw(text, |_| Html::default())),
        }
    }

    /// Draws what is in it, or says that it did not come. That it is on its way is not worth a word.
    pub fn draw_quietly(&self, text: &Text, draw: impl FnOnce(T) -> Html) -> Html {
        match self.status {
            Status::Away => Html::default(),
            Status::Here(part) => draw(part),
            Status::Failed => not_loaded(text, self.onretry.clone()),
        }
    }
}

/// Loads a part as soon as it is `wanted`. What is loaded is there at once the next time.
#[hook]
pub fn use_part<T: Part>(wanted: bool) -> UsePart<T> {
    let status = use_state(|| T::here().map_or(Status::Away, Status::Here));
    let ask = {
        let status = status.setter();
        move || {
            let status = status.clone();
            status.set(Status::Away);
            spawn_local(async move {
                status.set(T::load().await.map_or(Status::Failed, Status::Here));
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
    UsePart { status: *status, onretry: Callback::from(move |_| ask()) }
}
