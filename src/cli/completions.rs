//! `dateline completions`: what a shell may complete.

use clap_complete::Shell;

use crate::cli::Outcome;
use crate::cli::args::{self, Completions};
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::render::Format;

/// What bash asks of `dateline complete`.
const WORDS_BASH: &str = include_str!("words.bash");

/// What fish asks of it.
const WORDS_FISH: &str = include_str!("words.fish");

/// What zsh asks of it, before the line that the generated script ends with.
const WORDS_ZSH: &str = include_str!("words.zsh");

/// What the generated script of zsh completes with nothing of its own: how the line starts, and
/// what to take from the index.
const ZSH_LINES: [(&str, &str); 3] =
    [("'*::words -- ", "words"), ("'*--place=", "places"), ("'*--source=", "sources")];

pub(crate) fn run(args: &Completions, context: &mut Context<'_, '_>) -> Result<Outcome> {
    // Made in memory first: the generator does not tell where a write fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "dateline", &mut script);
    match args.shell {
        Shell::Bash => script.extend_from_slice(WORDS_BASH.as_bytes()),
        Shell::Fish => script.extend_from_slice(WORDS_FISH.as_bytes()),
        Shell::Zsh => script = zsh(&String::from_utf8_lossy(&script)).into_bytes(),
        _ => {}
    }
    let mut out = context.out(Format::Human);
    written(std::io::Write::write_all(&mut out, &script))?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// The script of zsh, with words from the index.
fn zsh(generated: &str) -> String {
    let mut script = String::with_capacity(generated.len() + WORDS_ZSH.len());
    for line in generated.lines() {
        if line.starts_with("if [ \"$funcstack[1]\"") {
            script.push_str(WORDS_ZSH);
            script.push('\n');
        }
        let of = ZSH_LINES.iter().find(|it| line.starts_with(it.0));
        match (of, line.strip_suffix(":_default' \\")) {
            (Some((_, of)), Some(head)) => {
                script.push_str(head);
                script.push_str(&format!(":{{_dateline_words {of}}}' \\"));
            }
            _ => script.push_str(line),
        }
        script.push('\n');
    }
    script
}
