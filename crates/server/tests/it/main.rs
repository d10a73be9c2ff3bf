//! Everything about the server that is seen from outside.

mod admin;
mod bad_input;
mod canaries;
mod conformance;
mod crashes;
mod crowd;
mod limits;
mod races;
