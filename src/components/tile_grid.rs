//! The people of a call, side by side.

use yew::prelude::*;

use crate::settings::use_text;

/// Properties of [`TileGrid`].
#[derive(Debug, PartialEq, Properties)]
pub struct TileGridProps {
    /// How many tiles there are.
    pub count: usize,
    /// Whether one of them has the stage: then it is large, and the others stand beside it or, upright, below.
    #[prop_or_default]
    pub staged: bool,
    /// A [`VideoTile`](super::video_tile::VideoTile) for each person and a [`ScreenTile`](super::screen_tile::ScreenTile) for
    /// each screen, each with a key.
    pub children: Html,
}

/// The list `Participants`. It fills its place: `data-count` and the shape of the place decide, in the stylesheet, how
/// many columns and rows there are. More than [`MOST_WITHOUT_SCROLLING`] tiles scroll. The stage is a matter of the stylesheet,
/// too, so no tile is rendered anew when it changes hands.
#[component]
pub fn TileGrid(props: &TileGridProps) -> Html {
    let text = use_text();
    let count =
        if props.count <= MOST_WITHOUT_SCROLLING { AttrValue::from(props.count.to_string()) } else { "many".into() };
    html! {
        <div class="tile-grid" data-staged={props.staged.then_some("true")}>
            // Safari takes a list without bullets for no list at all, unless told otherwise.
            <ul class="tile-grid__tiles" role="list" aria-label={text.participants} data-count={count}>
                { props.children.clone() }
            </ul>
        </div>
    }
}

/// As many tiles as are still large enough when all are seen at once.
pub const MOST_WITHOUT_SCROLLING: usize = 9;
