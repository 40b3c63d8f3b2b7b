//! Mounts the app into the page.

fn main() {
    let root =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<tincan::App>::with_root(root).render();
    }
}
