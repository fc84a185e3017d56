//! `dateline man`: the manual page.

use crate::cli::Outcome;
use crate::cli::args::{self, Man};
use crate::cli::context::{Context, written};
use crate::cli::help;
use crate::error::Result;
use crate::render::Format;

pub(crate) fn run(args: &Man, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let mut command = args::command();
    command.build();
    let command = match &args.command {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(found) => found.clone().name(format!("dateline-{name}")),
            None => return Err(help::unknown(name)),
        },
    };
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    written(rendered)?;
    let mut out = context.out(Format::Human);
    written(std::io::Write::write_all(&mut out, &page))?;
    out.finish()?;
    Ok(Outcome::Done)
}
