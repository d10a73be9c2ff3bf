//! Has the linker lay together what a server runs: the functions of `link-order.txt`, a third of the program.
//!
//! They lie in all parts of it otherwise, and the kernel maps what lies around each page that is touched, so that nearly
//! the whole program is in memory (docs/performance.md). A name that is not there, say with another compiler, is passed
//! over: the program is the same, in another order. Only for the linker that rustc brings along.

use std::path::Path;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by the environment alone"
)]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn main() {
    println!("cargo::rerun-if-changed=link-order.txt");
    // Where another linker was chosen, it may not know the option.
    let flags = told("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let chosen = told("RUSTC_LINKER").is_some() || flags.contains("link");
    let comes_along = told("TARGET").as_deref() == Some("x86_64-unknown-linux-gnu") && !chosen;
    if comes_along
        && told("PROFILE").as_deref() == Some("release")
        && let Some(root) = told("CARGO_MANIFEST_DIR")
    {
        let list = Path::new(&root).join("link-order.txt");
        for option in [
            format!("--symbol-ordering-file={}", list.display()),
            "--no-warn-symbol-ordering".into(),
        ] {
            println!("cargo::rustc-link-arg-bins=-Xlinker");
            println!("cargo::rustc-link-arg-bins={option}");
        }
    }
}
