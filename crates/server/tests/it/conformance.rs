//! Conversations recorded from a real Kratos, replayed against this server.

use std::path::Path;

use testkit::Replayed;
use testkit::golden::{judge, load, load_list, replay};

/// Every recording passes, but for what `conformance/differences.yaml` lists with a reason; and everything that it
/// lists does differ.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recordings() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance"));
    let mut scenarios = load(&folder.join("kratos")).expect("the recordings");
    let list = load_list(&folder.join("differences.yaml")).expect("the list of differences");
    #[expect(
        clippy::disallowed_methods,
        reason = "which scenarios to play may be said from outside"
    )]
    let only = std::env::var("ONLY").ok();
    if let Some(only) = &only {
        scenarios.retain(|scenario| scenario.name.contains(only.as_str()));
    }
    let mut differences = Vec::new();
    for scenario in &scenarios {
        let mut server = Replayed::new(folder, &scenario.config).await;
        differences.extend(replay(scenario, &mut server).await);
        server.app.finish().await;
    }
    let verdict = if only.is_some() {
        let names: Vec<&str> = scenarios.iter().map(|s| s.name.as_str()).collect();
        judge(&differences, &testkit::golden::concerning(&list, &names))
    } else {
        judge(&differences, &list)
    };
    assert!(verdict.is_clean(), "{verdict}");
}
