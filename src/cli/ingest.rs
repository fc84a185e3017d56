//! `dateline ingest`: articles into the index, with a bar for those who wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Outcome;
use crate::cli::args::Ingest;
use crate::cli::context::{Context, written};
use crate::cli::problem::Problems;
use crate::cli::reading;
use crate::error::{Error, Kind, Result};
use crate::index::Packing;
use crate::ingest::{self, Now, Observer, Options, Progress};
use crate::read::{Input, Problem};
use crate::render::style::{bytes, plural, thousands};
use crate::render::{Format, json};

pub(crate) fn run(args: &Ingest, context: &mut Context<'_, '_>) -> Result<Outcome> {
    let format = context.format(&[Format::Human, Format::Json, Format::Jsonl])?;
    let (inputs, read) = reading::understand(&args.reading, context)?;
    let options = Options {
        inputs,
        index: context.index.clone(),
        read,
        prune: args.prune,
        dry_run: args.dry_run,
        wait: args.wait,
        memory_bytes: args.memory,
        threads: args.threads,
        packing: if args.compact { Packing::Compact } else { Packing::Fast },
        access: context.access,
        now: context.now.timestamp(),
    };
    let interrupted = Arc::clone(&context.io.interrupted);
    if context.io.is_process {
        listen(&interrupted)?;
    }
    if args.watch || args.follow {
        return go_on(args, &options, &interrupted, format, context);
    }
    let bar = (context.io.is_process && context.io.err_is_terminal).then(bar);
    let may_exit = context.io.is_process;
    let problems = Problems::reported(args.report.as_deref())?;
    let mut watch = Watch { bar, problems, may_exit };
    let gazetteer = context.gazetteer()?;
    let started = context.io.elapsed();
    let ended = ingest::run(&options, &mut *context.io.input, gazetteer, &interrupted, &mut watch);
    let took = context.io.elapsed().saturating_sub(started);
    if let Some(bar) = &watch.bar {
        bar.finish_and_clear();
    }
    let as_json = format != Format::Human;
    if let Ok(progress) = &ended {
        watch.problems.write(&report(progress, took));
    }
    watch.problems.show(as_json, context)?;
    let progress = ended?;
    let was_interrupted = interrupted.load(Ordering::Relaxed);
    if as_json {
        print(&report(&progress, took), format, context)?;
    } else {
        context.summary(&summary(&progress, args.dry_run, took));
        for line in by_format(&progress) {
            context.summary(&line);
        }
        let seen = [progress.new, progress.changed, progress.unchanged, progress.repeated];
        if seen.iter().sum::<u64>() + progress.failed + progress.pruned == 0 && !was_interrupted {
            context.hint("nothing was there to read; `dateline help formats` lists what is read");
        }
    }
    Ok(if was_interrupted {
        Outcome::Interrupted
    } else if progress.failed > 0 || watch.problems.lost() > 0 {
        Outcome::Lost
    } else {
        Outcome::Done
    })
}

/// An ingest that goes on until it is interrupted, which is its usual end.
fn go_on(
    args: &Ingest,
    options: &Options,
    interrupted: &AtomicBool,
    format: Format,
    context: &mut Context<'_, '_>,
) -> Result<Outcome> {
    let gazetteer = context.gazetteer()?;
    let (now, started) = (context.now, context.io.started);
    let clock = move || now + started.map(|it| it.elapsed()).unwrap_or_default();
    let problems = Problems::reported(args.report.as_deref())?;
    if format == Format::Human {
        context.note("goes on until Ctrl-C, and reports what comes in");
    }
    let mut batches =
        Batches { context, problems, format, clock: &clock, interrupted, broken: None };
    let ended = if args.watch {
        ingest::watch(options, &clock, gazetteer, interrupted, &mut batches)
    } else {
        let one = match &*options.inputs {
            [Input::Path(file)] if !file.is_dir() => Some(file),
            _ => None,
        };
        let Some(file) = one else {
            let message = "--follow reads one file, which it needs to know by name";
            return Err(Error::new(Kind::Usage, message)
                .hint("standard input is read as it comes; folders: --watch"));
        };
        ingest::follow(file, options, &clock, gazetteer, interrupted, &mut batches)
    };
    batches.show();
    batches.broken.map_or(ended, Err)?;
    Ok(Outcome::Done)
}

/// Prints the report of one run, or of one batch.
fn print(report: &serde_json::Value, format: Format, context: &mut Context<'_, '_>) -> Result<()> {
    let mut out = context.out(format);
    written(std::io::Write::write_all(&mut out, format!("{report}\n").as_bytes()))?;
    out.finish()
}

/// Watches an ingest that goes on: each batch is reported when it is committed.
struct Batches<'b, 'c, 'io> {
    context: &'b mut Context<'c, 'io>,
    problems: Problems,
    format: Format,
    clock: Now<'b>,
    interrupted: &'b AtomicBool,
    /// Why nothing more can be reported: then it ends.
    broken: Option<Error>,
}

impl Batches<'_, '_, '_> {
    /// Tells of the problems since the last time.
    fn show(&mut self) {
        let shown = self.problems.show(self.format != Format::Human, self.context);
        self.heed(shown);
    }

    fn heed(&mut self, reported: Result<()>) {
        if let Err(error) = reported {
            self.interrupted.store(true, Ordering::Relaxed);
            self.broken.get_or_insert(error);
        }
    }
}

impl Observer for Batches<'_, '_, '_> {
    fn progress(&mut self, _progress: &Progress) {}

    fn problem(&mut self, problem: &Problem) {
        self.problems.add(problem);
    }

    fn batch(&mut self, progress: &Progress, took: Duration) {
        let changes = [progress.new, progress.changed, progress.pruned, progress.failed];
        if changes.iter().sum::<u64>() == 0 {
            return;
        }
        let line = report(progress, took);
        self.problems.write(&line);
        self.show();
        if self.format == Format::Human {
            let time = (self.clock)().format("%H:%M:%S");
            self.context.summary(&format!("{time}  {}", summary(progress, false, took)));
        } else {
            let printed = print(&line, self.format, self.context);
            self.heed(printed);
        }
    }
}

/// Lets Ctrl-C commit what is complete; a second one does not wait for that.
fn listen(interrupted: &Arc<AtomicBool>) -> Result<()> {
    let flag = Arc::clone(interrupted);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "the user asked twice")]
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(handler)
        .map_err(|error| Error::new(Kind::Io, "cannot listen to Ctrl-C").because(error))
}

/// Articles, speed, and the time that is left.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let form = "{bar:24} {percent:>3} %  {msg}  {bytes_per_sec}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
    }
    bar
}

/// Watches an ingest.
struct Watch {
    bar: Option<ProgressBar>,
    problems: Problems,
    /// Whether the process is ours to end.
    may_exit: bool,
}

impl Observer for Watch {
    fn progress(&mut self, progress: &Progress) {
        let Some(bar) = &self.bar else { return };
        let articles = progress.new + progress.changed + progress.unchanged;
        bar.set_length(progress.bytes_total.max(progress.bytes));
        bar.set_position(progress.bytes);
        bar.set_message(plural(articles, "article"));
    }

    fn problem(&mut self, problem: &Problem) {
        self.problems.add(problem);
    }

    fn stuck(&mut self, _progress: &Progress) {
        if self.may_exit {
            // Standard input is silent, and cannot be woken.
            std::process::exit(130);
        }
    }
}

/// How it went, for scripts.
fn report(progress: &Progress, took: Duration) -> serde_json::Value {
    let milliseconds = |time: Duration| (time.as_secs_f64() * 10_000.0).round() / 10.0;
    let counts = [
        ("new", progress.new),
        ("changed", progress.changed),
        ("unchanged", progress.unchanged),
        ("repeated", progress.repeated),
        ("pruned", progress.pruned),
        ("failed", progress.failed),
        ("undated", progress.undated),
        ("files", progress.files),
        ("bytes", progress.bytes),
    ];
    let stages: Vec<(&str, f64)> =
        progress.stages.iter().map(|(name, time)| (*name, milliseconds(*time))).collect();
    let formats: Vec<_> = progress
        .formats
        .iter()
        .map(|(name, it)| {
            (*name, [("read", it.read), ("undated", it.undated), ("left_out", it.left_out)])
        })
        .collect();
    json::ingested(&counts, milliseconds(took), &stages, &formats)
}

/// A line a format, where there are several.
fn by_format(progress: &Progress) -> Vec<String> {
    if progress.formats.len() < 2 {
        return Vec::new();
    }
    let widest = progress.formats.keys().map(|it| it.len()).max().unwrap_or(0);
    let row = |name: &str, cells: [String; 3]| {
        let [read, undated, left_out] = cells;
        format!("  {name:widest$}  {read:>9}  {undated:>9}  {left_out:>9}")
    };
    let head = row("", ["read", "undated", "left out"].map(str::to_owned));
    let rows = progress
        .formats
        .iter()
        .map(|(name, it)| row(name, [it.read, it.undated, it.left_out].map(thousands)));
    std::iter::once(head).chain(rows).collect()
}

/// `12 new, 0 changed, 40 unchanged, 1 left out · 4.1 MB in 0.2 s, 20.5 MB/s`
fn summary(progress: &Progress, dry_run: bool, took: Duration) -> String {
    let mut text = format!(
        "{} new, {} changed, {} unchanged",
        thousands(progress.new),
        thousands(progress.changed),
        thousands(progress.unchanged)
    );
    let rest = [
        (progress.repeated, "repeated"),
        (progress.pruned, "pruned"),
        (progress.failed, "left out"),
        (progress.undated, "undated"),
    ];
    for (count, what) in rest.into_iter().filter(|it| it.0 > 0) {
        text += &format!(", {} {what}", thousands(count));
    }
    if dry_run {
        text += " (dry run: nothing was written)";
    }
    let seconds = took.as_secs_f64();
    if seconds > 0.0 {
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let speed = progress.bytes as f64 / 1e6 / seconds;
        let amount = bytes(progress.bytes);
        text += &format!(" · {amount} in {seconds:.1} s, {speed:.1} MB/s");
    }
    text
}
