//! Mounts a component, and shows a test what its hook returned.

use std::{cell::RefCell, fmt, rc::Rc};

use web_sys::Element;
use yew::{AppHandle, html::BaseComponent};

/// A component on the page, for the time of a test.
pub(crate) struct Page<C: BaseComponent> {
    app: Option<AppHandle<C>>,
    pub(crate) root: Element,
}

impl<C: BaseComponent> Page<C> {
    /// Mounts the component, and waits until it is rendered and its effects have run.
    pub(crate) async fn mount(properties: C::Properties) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.document_element().unwrap().append_child(&root).unwrap();
        let app = yew::Renderer::<C>::with_root_and_props(root.clone(), properties).render();
        yew::scheduler::flush().await;
        Self { app: Some(app), root }
    }

    /// Other properties.
    pub(crate) async fn update(&mut self, properties: C::Properties) {
        self.app.as_mut().unwrap().update(properties);
        yew::scheduler::flush().await;
    }

    pub(crate) async fn unmount(mut self) {
        self.app.take().unwrap().destroy();
        yew::scheduler::flush().await;
    }
}

impl<C: BaseComponent> Drop for Page<C> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

/// Where a component leaves what its hook returned at its last render.
pub(crate) struct Probe<T>(Rc<RefCell<(Option<T>, u32)>>);

impl<T: Clone> Probe<T> {
    pub(crate) fn new() -> Self {
        Self(Rc::new(RefCell::new((None, 0))))
    }

    pub(crate) fn set(&self, value: T) {
        let mut probe = self.0.borrow_mut();
        *probe = (Some(value), probe.1 + 1);
    }

    /// What was returned at the last render.
    pub(crate) fn last(&self) -> T {
        self.0.borrow().0.clone().expect("the component has rendered")
    }

    /// How often the component has rendered.
    pub(crate) fn renders(&self) -> u32 {
        self.0.borrow().1
    }
}

impl<T> Clone for Probe<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Probe<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> fmt::Debug for Probe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Probe")
    }
}
