//! `dateline help`: the topics, and the long help of each command.

use std::fmt::Write;

use crate::cli::Outcome;
use crate::cli::args::{self, Help};
use crate::cli::context::{Context, written};
use crate::error::{Error, Kind, Result};
use crate::read::READERS;
use crate::render::style::{View, pad};
use crate::render::wrap;
use crate::render::{Format, RENDERERS};

/// The topics: a name, what it tells, and its text.
const TOPICS: [(&str, &str, &str); 7] = [
    ("dates", "every way to write a date", include_str!("dates.txt")),
    ("places", "every way to write a place", include_str!("places.txt")),
    ("query", "the query language", include_str!("query.txt")),
    ("formats", "what is read and what is written", include_str!("formats.txt")),
    ("json", "the fields of the JSON", include_str!("json.txt")),
    ("exit-codes", "how commands end", include_str!("exit-codes.txt")),
    ("environment", "variables that are looked at", include_str!("environment.txt")),
];

pub(crate) fn run(args: &Help, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let text = match args.topic.as_deref() {
        None => overview(context),
        Some("formats") => formats(),
        Some(topic) => match TOPICS.iter().find(|it| it.0 == topic) {
            Some((_, _, text)) => (*text).to_owned(),
            None => of_command(topic, context)?,
        },
    };
    let mut out = context.out(Format::Human);
    written(std::io::Write::write_all(&mut out, text.as_bytes()))?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// No topic and no command is called so.
pub(crate) fn unknown(name: &str) -> Error {
    let topics: Vec<&str> = TOPICS.iter().map(|it| it.0).collect();
    Error::new(Kind::Usage, format!("there is no topic or command `{name}`"))
        .hint(format!("the topics are {}; dateline --help lists the commands", topics.join(", ")))
}

/// What `--version` says.
pub(crate) fn version() -> String {
    format!(
        "{}\nPlace names: GeoNames (https://www.geonames.org), CC BY 4.0.",
        env!("CARGO_PKG_VERSION")
    )
}

fn overview(context: &Context<'_, '_>) -> String {
    let mut command = args::command().term_width(context.view.columns.min(100));
    let help = command.render_long_help();
    let mut text = if context.view.colour { help.ansi().to_string() } else { help.to_string() };
    text.push_str("\nTopics:\n");
    for (name, about, _) in TOPICS {
        _ = writeln!(text, "  dateline help {}  {about}", pad(name, 12));
    }
    text
}

fn of_command(name: &str, context: &Context<'_, '_>) -> Result<String> {
    let mut command = args::command().term_width(context.view.columns.min(100));
    command.build();
    let found = command.find_subcommand_mut(name).ok_or_else(|| unknown(name))?;
    let help = found.render_long_help();
    Ok(if context.view.colour { help.ansi().to_string() } else { help.to_string() })
}

/// The formats, from the tables that read and write them.
fn formats() -> String {
    let readers = table(READERS.iter().map(|it| (it.name(), it.about())));
    let renderers = table(RENDERERS.iter().map(|it| (it.format().name(), it.about())));
    let text = TOPICS.iter().find(|it| it.0 == "formats").map_or("", |it| it.2);
    text.replace("{readers}\n", &readers).replace("{renderers}\n", &renderers)
}

/// Names and what is said of them, in columns.
fn table(rows: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    const NAME_COLUMNS: usize = 10;
    let mut table = String::new();
    for (name, about) in rows {
        let mut name = name;
        for line in wrap::lines(about, &[], 76 - NAME_COLUMNS, false, &View::PLAIN) {
            _ = writeln!(table, "  {}  {line}", pad(name, NAME_COLUMNS));
            name = "";
        }
    }
    table
}
