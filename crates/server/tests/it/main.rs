//! Everything about the server that is seen from outside.

mod admin;
mod canaries;
mod conformance;
mod crashes;
mod crowd;
mod limits;
mod races;
