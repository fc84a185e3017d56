//! `run(args, io)`: parse, dispatch, report, exit code.

mod args;
mod io;

use std::ffi::OsString;
use std::process::ExitCode;

pub use crate::cli::io::Io;

/// Runs the program: `args` in, streams and an exit code out.
pub fn run(_args: impl IntoIterator<Item = OsString>, _io: &mut Io<'_>) -> ExitCode {
    ExitCode::from(2)
}
