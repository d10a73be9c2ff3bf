//! Has the linker lay together what a server runs: the functions of `link-order.txt`, a quarter of the program.
//!
//! They lie in all parts of it otherwise, and the kernel maps what lies around each page that is touched, so that nearly
//! the whole program is in memory (docs/performance.md). A name that is not there, say with another compiler, is passed
//! over: the program is the same, in another order. Only for the linker that rustc brings along.

use std::env::var;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=link-order.txt");
    let is = |name: &str, value: &str| var(name).is_ok_and(|given| given == value);
    let flags = var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    // Where another linker was chosen, it may not know the option.
    let chosen = var("RUSTC_LINKER").is_ok() || flags.contains("link");
    let brought = is("TARGET", "x86_64-unknown-linux-gnu") && !chosen;
    let Ok(root) = var("CARGO_MANIFEST_DIR") else { return };
    if brought && is("PROFILE", "release") {
        let list = Path::new(&root).join("link-order.txt");
        for option in [
            format!("--symbol-ordering-file={}", list.display()),
            "--no-warn-symbol-ordering".into(),
        ] {
            println!("cargo::rustc-link-arg-bins=-Xlinker\ncargo::rustc-link-arg-bins={option}");
        }
    }
}
