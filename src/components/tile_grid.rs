//! The people of a call, side by side.

use yew::prelude::*;

use crate::settings::use_text;

/// Properties of [`TileGrid`].
#[derive(Debug, PartialEq, Properties)]
pub struct TileGridProps {
    /// How many tiles there are.
    pub count: usize,
    /// One [`VideoTile`](super::video_tile::VideoTile) each, with a key.
    pub children: Html,
}

/// The list `Participants`. It fills its place: `data-count` and the shape of the place decide, in the stylesheet, how
/// many columns and rows there are. More than [`MOST_WITHOUT_SCROLLING`] tiles scroll.
#[component]
pub fn TileGrid(props: &TileGridProps) -> Html {
    let text = use_text();
    let count =
        if props.count <= MOST_WITHOUT_SCROLLING { AttrValue::from(props.count.to_string()) } else { "many".into() };
    html! {
        <div class="tile-grid">
            // Safari takes a list without bullets for no list at all, unless told otherwise.
            <ul class="tile-grid__tiles" role="list" aria-label={text.participants} data-count={count}>
                { props.children.clone() }
            </ul>
        </div>
    }
}

/// As many tiles as are still large enough when all are seen at once.
pub const MOST_WITHOUT_SCROLLING: usize = 9;
