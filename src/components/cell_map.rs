//! Many small things, each in one of a few states, drawn as cells.

use std::{fmt, rc::Rc};

use gloo_timers::callback::Interval;
use web_sys::Element;
use yew::prelude::*;

/// Where the cells come from: the state of each, as its place in the legend. They are asked for ten times a second.
#[derive(Clone)]
pub struct Cells(Rc<dyn Fn() -> Vec<usize>>);

impl Cells {
    /// Cells that this reads.
    pub fn new(read: impl Fn() -> Vec<usize> + 'static) -> Self {
        Self(Rc::new(read))
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cells")
    }
}

/// Properties of [`CellMap`].
#[derive(Debug, PartialEq, Properties)]
pub struct CellMapProps {
    /// What is drawn.
    pub label: AttrValue,
    /// The states: how the stylesheet calls each, and what it means.
    pub states: Vec<(&'static str, &'static str)>,
    /// Where they come from.
    pub cells: Cells,
}

/// A cell for each thing, row by row, coloured by its state; and a legend with how many there are of each. It changes without rendering.
#[component]
pub fn CellMap(props: &CellMapProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.cells.clone(), props.states.len()), {
        let node = node.clone();
        move |(cells, states)| {
            let (cells, states) = (cells.clone(), *states);
            let mut drawn = None;
            let timer = Interval::new(PERIOD_MS, move || {
                let now = cells.0();
                if drawn.as_ref() != Some(&now)
                    && let Some(map) = node.cast::<Element>()
                {
                    draw(&map, &now, states);
                    drawn = Some(now);
                }
            });
            move || drop(timer)
        }
    });
    let state = |(index, (key, meaning)): (usize, &(&'static str, &'static str))| {
        html! {
            <li key={*key} class="cell-map__state">
                <span class="cell-map__sample" data-state={*key} aria-hidden="true"></span>
                { *meaning }{ " " }<b class="cell-map__count" data-count={index.to_string()}>{ "0" }</b>
            </li>
        }
    };
    let path = |(index, (key, _)): (usize, &(&'static str, &'static str))| {
        html! { <path key={*key} class="cell-map__cells" data-state={*key} data-cells={index.to_string()} d="" /> }
    };
    html! {
        <div class="cell-map" ref={node}>
            <svg class="cell-map__drawing" role="img" aria-label={&props.label} viewBox="0 0 1 1">
                { for props.states.iter().enumerate().map(path) }
            </svg>
            <ul class="cell-map__legend" role="list">{ for props.states.iter().enumerate().map(state) }</ul>
        </div>
    }
}

/// Writes the cells into the page. Only a malformed name or selector could fail.
fn draw(map: &Element, cells: &[usize], states: usize) {
    let columns = columns(cells.len());
    let find = |selector: &str| map.query_selector(selector).ok().flatten();
    if let Some(drawing) = find(".cell-map__drawing") {
        let rows = cells.len().div_ceil(columns).max(1);
        let _ = drawing.set_attribute("viewBox", &format!("0 0 {} {}", columns * PITCH, rows * PITCH));
    }
    for state in 0..states {
        if let Some(path) = find(&format!("[data-cells='{state}']")) {
            let _ = path.set_attribute("d", &path_of(cells, state, columns));
        }
        if let Some(count) = find(&format!("[data-count='{state}']")) {
            count.set_text_content(Some(&cells.iter().filter(|cell| **cell == state).count().to_string()));
        }
    }
}

fn path_of(cells: &[usize], state: usize, columns: usize) -> String {
    let mut path = String::new();
    for (index, _) in cells.iter().enumerate().filter(|(_, cell)| **cell == state) {
        let (x, y) = (index % columns * PITCH, index / columns * PITCH);
        path.push_str(&format!("M{x} {y}h{SIZE}v{SIZE}h-{SIZE}z"));
    }
    path
}

/// So many in a row that the whole is about four times as wide as high, and few are not drawn large.
fn columns(cells: usize) -> usize {
    (cells * 4).isqrt().max(24)
}

const PERIOD_MS: u32 = 100;
/// From one cell to the next.
const PITCH: usize = 10;
const SIZE: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_rows() {
        assert_eq!(columns(0), 24);
        assert_eq!(columns(1000), 63);
        assert_eq!(path_of(&[0, 1, 0], 0, 2), "M0 0h8v8h-8zM0 10h8v8h-8z");
        assert_eq!(path_of(&[0, 1, 0], 1, 2), "M10 0h8v8h-8z");
    }
}
