//! What went wrong, said: errors for people and as JSON, and their exit code.

use std::error::Error as StdError;
use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::ErrorKind;

use crate::cli::Outcome;
use crate::cli::context::written;
use crate::cli::io::Io;
use crate::error::{Error, Kind, Result};
use crate::render::json::Failure;
use crate::render::style::{Ink, View};
use crate::text;

/// Whether the words ask for JSON, before they are parsed: they may be wrong ones.
pub(crate) fn wants_json(words: &[OsString]) -> bool {
    let is_json = |word: &str| matches!(word, "json" | "jsonl" | "geojson");
    let mut after_format = false;
    for word in words.iter().skip(1).filter_map(|it| it.to_str()) {
        match word {
            "--" => return false,
            "--json" | "--jsonl" => return true,
            word if after_format && is_json(word) => return true,
            word if word.strip_prefix("--format=").is_some_and(is_json) => return true,
            _ => {}
        }
        after_format = word == "--format";
    }
    false
}

/// What clap has to say: help and version are results, the rest are usage errors.
pub(crate) fn unparsed(error: &clap::Error, io: &mut Io<'_>) -> Result<Outcome> {
    let text = error.render();
    let colour =
        io.out_is_terminal && io.var("NO_COLOR").is_none() && io.var("TERM") != Some("dumb");
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = if colour { text.ansi().to_string() } else { text.to_string() };
            written(io.out.write_all(text.as_bytes()))?;
            written(io.out.flush())?;
            Ok(Outcome::Done)
        }
        _ => Err(usage(&text.to_string(), error.kind())),
    }
}

/// A usage error of clap's as one of ours: its first words are the message, its tips the hint.
fn usage(text: &str, kind: ErrorKind) -> Error {
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        || kind == ErrorKind::MissingSubcommand
    {
        return Error::new(Kind::Usage, "no command was given")
            .hint("dateline --help lists the commands; dateline help TOPIC explains");
    }
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let mut message: Vec<&str> = Vec::new();
    let mut hints: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim_end).filter(|it| !it.is_empty()) {
        let line = line.trim_start();
        if let Some(tip) = line.strip_prefix("tip: ") {
            hints.push(tip.to_owned());
        } else if let Some(usage) = line.strip_prefix("Usage: ") {
            hints.push(format!("usage: {usage}"));
        } else if !line.starts_with("For more information") {
            message.push(line);
        }
    }
    let unknown = kind == ErrorKind::UnknownArgument;
    if unknown && message.iter().any(|it| is_short_flag(it)) {
        hints.insert(0, "to leave a word out quote the query, as in 'soldiers -police'".to_owned());
    }
    if hints.is_empty() {
        hints.push("dateline --help".to_owned());
    }
    Error::new(Kind::Usage, message.join("\n  ")).hint(hints.join("\n"))
}

/// Whether clap complains about `-x`: it may have been meant for the query.
fn is_short_flag(message: &str) -> bool {
    let flag = message.split('\'').nth(1).unwrap_or_default();
    flag.starts_with('-') && !flag.starts_with("--")
}

/// Says what went wrong, and gives the exit code. A closed pipe ends quietly.
pub(crate) fn failure(error: &Error, json: bool, io: &mut Io<'_>) -> u8 {
    if is_closed_pipe(error) {
        return 0;
    }
    let mut message = error.to_string();
    let mut cause = StdError::source(error);
    while let Some(under) = cause {
        let text = under.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        cause = under.source();
    }
    // Where standard error is gone, too, there is nobody to tell.
    _ = say(error, &text::sanitise(&message), json, io);
    _ = io.err.flush();
    2
}

fn say(error: &Error, message: &str, json: bool, io: &mut Io<'_>) -> io::Result<()> {
    if json {
        let kind = error.kind().name();
        return Failure { kind, message, hint: error.advice() }.write(&mut io.err);
    }
    let colour =
        io.err_is_terminal && io.var("NO_COLOR").is_none() && io.var("TERM") != Some("dumb");
    let view = View { columns: 80, colour, terminal: io.err_is_terminal };
    writeln!(io.err, "{} {message}", view.paint(Ink::Error, "error:"))?;
    for hint in error.advice().unwrap_or_default().lines() {
        let hint = text::sanitise(hint).into_owned();
        writeln!(io.err, "{} {hint}", view.paint(Ink::Hint, "hint:"))?;
    }
    Ok(())
}

fn is_closed_pipe(error: &Error) -> bool {
    let mut cause = StdError::source(error);
    while let Some(under) = cause {
        if let Some(io) = under.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::BrokenPipe;
        }
        cause = under.source();
    }
    false
}
