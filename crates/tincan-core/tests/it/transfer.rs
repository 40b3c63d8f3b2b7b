//! Files between two pages: what arrives is what was sent, or it is said why not.

mod hostile;
mod interrupted;
mod stories;
mod world;
