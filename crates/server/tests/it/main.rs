//! Everything about the server that is seen from outside.

mod admin;
mod conformance;
mod crowd;
mod races;
