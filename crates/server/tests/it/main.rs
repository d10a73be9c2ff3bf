//! Everything about the server that is seen from outside.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::similar_names,
    clippy::too_many_lines,
    reason = "test code fails by panicking, and its tables are long"
)]

mod absent_services;
mod admin;
mod bad_input;
mod canaries;
mod conformance;
mod courier;
mod crashes;
mod crowd;
mod enumeration;
mod held;
mod keys;
mod kratos_wire;
mod labels;
mod languages;
mod limits;
mod machine;
mod messages;
mod mortality;
mod openapi;
mod pending_codes;
mod presets;
mod privilege;
mod races;
mod recovery_choice;
mod recovery_link;
mod recovery_session;
mod repudiation;
mod required;
mod revocation;
mod scanners;
mod schemas;
mod service;
mod totp;
mod verification_link;
mod web_hooks;
mod who_asked;
