//! The tiles fill their place, whatever their number and its shape.

use tincan::components::tile_grid::TileGrid;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DomRect, Element};
use yew::prelude::*;

use crate::page::{Page, document};

#[derive(PartialEq, Properties)]
struct CrowdProps {
    count: usize,
}

#[component]
fn Crowd(props: &CrowdProps) -> Html {
    html! {
        <TileGrid count={props.count}>{ for (0..props.count).map(|index| html! { <li key={index}>{ index }</li> }) }</TileGrid>
    }
}

/// The stylesheet under test, in the page for as long as this lives.
struct Stylesheet(Element);

impl Stylesheet {
    fn new() -> Self {
        let style = document().create_element("style").unwrap();
        let place = ".place { display: flex; } .place * { box-sizing: border-box; } .place ul { margin: 0; padding: 0; } \
             .sizeless { container: tile / size; overflow: hidden; }";
        let tested = include_str!("../../styles/components/tile_grid.css");
        style.set_text_content(Some(&format!("@layer base {{ :root {{ --space-2: 8px; }} {place} }} {tested}")));
        document().head().unwrap().append_child(&style).unwrap();
        Self(style)
    }
}

impl Drop for Stylesheet {
    fn drop(&mut self) {
        self.0.remove();
    }
}

#[wasm_bindgen_test]
async fn one_to_nine_tiles_fill_phones_and_desks() {
    let _stylesheet = Stylesheet::new();
    for (width, height) in [(1280, 660), (344, 600), (800, 260), (700, 700)] {
        for count in 1..=9 {
            let page = Page::<Crowd>::mount(CrowdProps { count }).await;
            let place = page.root();
            place.set_class_name("place");
            place.set_attribute("style", &format!("width: {width}px; height: {height}px")).unwrap();
            assert_eq!(page.one("ul").get_attribute("data-count"), Some(count.to_string()));

            let case = format!("{count} tiles in {width}x{height}");
            let outer = place.get_bounding_client_rect();
            let tiles: Vec<DomRect> = page.all("li").iter().map(Element::get_bounding_client_rect).collect();
            assert_eq!(tiles.len(), count, "{case}");
            for (index, tile) in tiles.iter().enumerate() {
                assert!(is_within(tile, &outer), "{case}: tile {index} sticks out");
                assert!((tile.width() - tiles[0].width()).abs() < 0.1, "{case}: tile {index} is of another size");
                assert!(!tiles[..index].iter().any(|other| overlap(tile, other)), "{case}: tile {index} overlaps");
            }
            let covered: f64 = tiles.iter().map(|tile| tile.width() * tile.height()).sum();
            let share = covered / (outer.width() * outer.height());
            assert!(share > 0.7, "{case}: only {share:.2} of the place is used");
        }
    }
}

#[wasm_bindgen_test]
async fn more_than_nine_scroll() {
    let page = Page::<Crowd>::mount(CrowdProps { count: 12 }).await;
    assert_eq!(page.one("ul").get_attribute("data-count").as_deref(), Some("many"));
    assert_eq!(page.all("li").len(), 12);
}

#[derive(PartialEq, Properties)]
struct StagedProps {
    aside: usize,
}

/// A screen has the stage, the others have moved aside. Like the tiles of a call, they have no size of their own.
#[component]
fn Staged(props: &StagedProps) -> Html {
    let tile = |index: usize| {
        html! { <li key={index} class="sizeless" data-stage={(index == 1).then_some("true")}>{ index }</li> }
    };
    html! { <TileGrid count={props.aside + 1} staged=true>{ for (0..=props.aside).map(tile) }</TileGrid> }
}

#[wasm_bindgen_test]
async fn beside_a_stage_tiles_scroll_and_lie_on_nothing() {
    let _stylesheet = Stylesheet::new();
    for (width, height) in [(1280, 660), (374, 700), (374, 500), (820, 240), (700, 700)] {
        for aside in 1..=9 {
            let page = Page::<Staged>::mount(StagedProps { aside }).await;
            let place = page.root();
            place.set_class_name("place");
            place.set_attribute("style", &format!("width: {width}px; height: {height}px")).unwrap();

            let case = format!("{aside} tiles beside a stage in {width}x{height}");
            let (outer, list) = (place.get_bounding_client_rect(), page.one("ul").get_bounding_client_rect());
            let stage = page.one("[data-stage]").get_bounding_client_rect();
            assert!(is_within(&stage, &outer) && is_within(&list, &outer), "{case}: the stage or the list sticks out");
            assert!(!overlap(&stage, &list), "{case}: the list lies on the stage");
            let share = stage.width() * stage.height() / (outer.width() * outer.height());
            assert!(share > 0.4, "{case}: the stage has only {share:.2} of the place");
            let others: Vec<DomRect> =
                page.all("li:not([data-stage])").iter().map(Element::get_bounding_client_rect).collect();
            for (index, tile) in others.iter().enumerate() {
                assert!(tile.width() > 100.0 && tile.height() > 75.0, "{case}: tile {index} is too small");
                assert!(!others[..index].iter().any(|other| overlap(tile, other)), "{case}: tile {index} overlaps");
            }
        }
    }
}

fn is_within(inner: &DomRect, outer: &DomRect) -> bool {
    inner.left() > outer.left() - 1.0
        && inner.top() > outer.top() - 1.0
        && inner.right() < outer.right() + 1.0
        && inner.bottom() < outer.bottom() + 1.0
}

fn overlap(a: &DomRect, b: &DomRect) -> bool {
    a.left() < b.right() - 0.5 && b.left() < a.right() - 0.5 && a.top() < b.bottom() - 0.5 && b.top() < a.bottom() - 0.5
}
