//! How many things wait behind a button.

use yew::prelude::*;

/// A number at the corner of what is around it, for those who see it: the button says it in its name. `None` for nothing.
pub fn count_badge(count: usize) -> Option<Html> {
    let number = if count > MOST { format!("{MOST}+") } else { count.to_string() };
    (count > 0).then(|| html! { <span class="count-badge" aria-hidden="true">{ number }</span> })
}

/// What can still be read at a glance.
const MOST: usize = 99;
