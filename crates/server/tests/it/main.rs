//! Everything about the server that is seen from outside.

mod conformance;
