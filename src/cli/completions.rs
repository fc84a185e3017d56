//! `dateline completions`: what a shell may complete.

use crate::cli::Outcome;
use crate::cli::args::{self, Completions};
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::render::Format;

/// What bash asks of `dateline complete`.
const WORDS_BASH: &str = include_str!("words.bash");

pub(crate) fn run(args: &Completions, context: &mut Context<'_, '_>) -> Result<Outcome> {
    // Made in memory first: the generator does not tell where a write fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "dateline", &mut script);
    if args.shell == clap_complete::Shell::Bash {
        script.extend_from_slice(WORDS_BASH.as_bytes());
    }
    let mut out = context.out(Format::Human);
    written(std::io::Write::write_all(&mut out, &script))?;
    out.finish()?;
    Ok(Outcome::Done)
}
