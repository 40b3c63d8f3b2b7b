//! The address of some bytes in this page.

use web_sys::{Blob, Url};

/// An address that ends when this is dropped.
#[derive(Debug)]
pub(super) struct ObjectUrl(String);

impl ObjectUrl {
    pub(super) fn of(blob: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(blob).ok().map(Self)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}
