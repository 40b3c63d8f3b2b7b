//! Values that are shown a moment later, when something else comes first.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// A value as it was so many milliseconds ago; at first it is `first`. To draw takes time, which what others wait for shall have before.
#[hook]
pub fn use_unhurried<T: Clone + PartialEq + 'static>(value: T, first: T, moment_ms: u32) -> T {
    let shown = use_state_eq(|| first);
    use_effect_with(value, {
        let shown = shown.setter();
        move |value| {
            let value = value.clone();
            let timeout = Timeout::new(moment_ms, move || shown.set(value));
            move || drop(timeout)
        }
    });
    (*shown).clone()
}
