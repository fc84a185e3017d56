//! Links the unwinder into the program. To load it as a library of its own takes a twentieth of all
//! that a query takes from the shell; where the linker does not have it, that is what happens.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "cargo speaks to a build script through its environment, and is told by lines"
)]

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    let is_native = of("HOST") == of("TARGET") && of("TARGET").ends_with("linux-gnu");
    let has_it = of("CARGO_CFG_TARGET_FEATURE").split(',').any(|it| it == "crt-static");
    if !is_native || has_it {
        return;
    }
    let linker = std::env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let asked = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output();
    let told = asked.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
    // A name without a folder is one that was not found.
    let Some(archive) = told.ok().filter(|it| Path::new(it).is_absolute()) else { return };
    for arg in ["-Wl,--whole-archive", &archive, "-Wl,--no-whole-archive"] {
        println!("cargo::rustc-link-arg-bins={arg}");
    }
}
