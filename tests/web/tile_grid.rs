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
        let place =
            ".place { display: flex; } .place * { box-sizing: border-box; } .place ul { margin: 0; padding: 0; }";
        let tested = include_str!("../../styles/components/tile_grid.css");
        style.set_text_content(Some(&format!(":root {{ --space-2: 8px; }} {place} {tested}")));
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

fn is_within(inner: &DomRect, outer: &DomRect) -> bool {
    inner.left() > outer.left() - 1.0
        && inner.top() > outer.top() - 1.0
        && inner.right() < outer.right() + 1.0
        && inner.bottom() < outer.bottom() + 1.0
}

fn overlap(a: &DomRect, b: &DomRect) -> bool {
    a.left() < b.right() - 0.5 && b.left() < a.right() - 0.5 && a.top() < b.bottom() - 0.5 && b.top() < a.bottom() - 0.5
}
