//! Everything that servers and their libraries log in tests, kept to be searched for secrets when all tests are over
//! (`.ci/unit`).
//!
//! `READMIT_TEST_LOG` names the file. Without it nothing is logged. A test that sets up a log of its own has that one
//! alone.

use std::fs::OpenOptions;
use std::sync::Once;

/// Logs into the file from now on, at the most talkative level.
pub(crate) fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[expect(clippy::disallowed_methods, reason = "tests are told by the environment")]
        let Ok(path) = std::env::var("READMIT_TEST_LOG") else { return };
        let file =
            OpenOptions::new().create(true).append(true).open(path).expect("a file for logs");
        let _own = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .without_time()
            .with_ansi(false)
            .with_writer(file)
            .try_init();
    });
}
