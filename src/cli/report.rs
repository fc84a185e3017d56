//! What went wrong, said: errors for people and as JSON, and their exit code.

use std::error::Error as StdError;
use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::ErrorKind;

use crate::cli::Outcome;
use crate::cli::context::{colours, written};
use crate::cli::io::Io;
use crate::error::{Error, Kind, Result};
use crate::render::Format;
use crate::render::json::Failure;
use crate::render::style::{Ink, View};
use crate::text;

/// How errors are told: what the words ask for, before they are parsed, since they may be wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manner {
    /// As JSON.
    json: bool,
    /// What `--color` says.
    color: String,
}

impl Manner {
    /// Looks for `--json`, `--jsonl`, `--format` and `--color`.
    pub(crate) fn of(words: &[OsString]) -> Manner {
        let mut manner = Manner { json: false, color: "auto".to_owned() };
        let mut words = words.iter().skip(1).filter_map(|it| it.to_str());
        while let Some(word) = words.next() {
            let (flag, value) = match word.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (word, None),
            };
            match flag {
                "--" => break,
                "--json" | "--jsonl" => manner.json = true,
                "--format" => {
                    let format = value.or_else(|| words.next()).and_then(Format::from_name);
                    manner.json |= format.is_some_and(Format::is_json);
                }
                "--color" => {
                    manner.color = value.or_else(|| words.next()).unwrap_or("auto").to_owned();
                }
                _ => {}
            }
        }
        manner
    }
}

/// What clap has to say: help and version are results, the rest are usage errors.
pub(crate) fn unparsed(error: &clap::Error, manner: &Manner, io: &mut Io<'_>) -> Result<Outcome> {
    let text = error.render();
    let colour = colours(io, &manner.color, io.out_is_terminal);
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
    // Nobody who mistypes a flag wants to pass it as a value, and the usage only helps where
    // nothing better is known.
    hints.retain(|it| !it.starts_with("to pass"));
    if hints.iter().any(|it| !it.starts_with("usage: ")) {
        hints.retain(|it| !it.starts_with("usage: "));
    } else if unknown || hints.is_empty() {
        hints.push("--help lists the flags of each command".to_owned());
    }
    Error::new(Kind::Usage, message.join("\n  ")).hint(hints.join("\n"))
}

/// Whether clap complains about `-x`: it may have been meant for the query.
fn is_short_flag(message: &str) -> bool {
    let flag = message.split('\'').nth(1).unwrap_or_default();
    flag.starts_with('-') && !flag.starts_with("--")
}

/// Says what went wrong, and gives the exit code. A closed pipe ends quietly.
pub(crate) fn failure(error: &Error, manner: &Manner, io: &mut Io<'_>) -> u8 {
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
    _ = say(error, &text::sanitise(&message), manner, io);
    _ = io.err.flush();
    2
}

fn say(error: &Error, message: &str, manner: &Manner, io: &mut Io<'_>) -> io::Result<()> {
    if manner.json {
        let kind = error.kind().name();
        return Failure { kind, message, hint: error.advice() }.write(&mut io.err);
    }
    let colour = colours(io, &manner.color, io.err_is_terminal);
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
