//! Mounts the Lab into the page.

fn main() {
    tincan::mount::<tincan::Lab>();
}
