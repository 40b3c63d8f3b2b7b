//! The app's pages, one per [`Route`](crate::route::Route). Those of a call (`lobby`, `call`, `left`, `refused`) are stages of
//! `room`.

pub mod call;
pub mod home;
pub mod lab;
pub mod left;
pub mod lobby;
pub mod not_found;
pub mod refused;
pub mod room;
