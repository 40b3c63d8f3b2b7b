//! The one primitive under the hooks that mirror a controller.

use std::rc::Rc;

use yew::prelude::*;

/// Makes a controller at the first render and renders the component again whenever the controller says that it changed.
/// The hook on top reads the controller's snapshot at each render, so there is no second copy that could be stale.
///
/// The controller is dropped with the component, and with the last handle that holds it; a controller that owns something
/// is closed by the hook on unmount besides.
#[hook]
pub(crate) fn use_controller<C, F>(make: F) -> Rc<C>
where
    C: 'static,
    F: FnOnce(Box<dyn Fn()>) -> C,
{
    let update = use_force_update();
    use_memo((), move |()| make(Box::new(move || update.force_update())))
}
