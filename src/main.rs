//! Mounts the app into the page.

fn main() {
    tincan::mount::<tincan::App>();
}
