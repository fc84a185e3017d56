//! `dateline doctor`: the articles that need care.

use std::io::Write;

use serde_json::Value;

use crate::cli::Outcome;
use crate::cli::context::{Context, written};
use crate::error::Result;
use crate::index::{self, Condition, LeftOut};
use crate::language::Language;
use crate::render::style::{Ink, bytes, one_line, pad, plural, thousands};
use crate::render::{self, Format, json};
use crate::search::{Engine, Expr, Hit, Plan, Sort};

/// So many articles are looked at together.
const PAGE: usize = 5_000;

/// So many ids of an ailment are shown to eyes.
const SHOWN_MAX: usize = 5;

/// What can be wrong with an article: a name, what it means, and what to do.
const AILMENTS: [(&str, &str, &str); 7] = [
    ("undated", "no publication date", "--map published=FIELD names the field it is in"),
    ("future", "published after today", "see whether day and month are swapped: --date-order"),
    ("unplaced", "names no place", "dateline show ID --why lists what was found"),
    ("untitled", "no title", "--map title=FIELD names the field it is in"),
    ("unknown-language", "language not known", "--map language=FIELD names the field it is in"),
    ("left-out", "not in the index: could not be read", "--json has the reasons; ingest again"),
    ("oversized", "not in the index: too large", "cut it into several"),
];

pub(crate) fn run(context: &mut Context<'_, '_>) -> Result<Outcome> {
    let known = [Format::Human, Format::Json, Format::Jsonl, Format::Csv, Format::Tsv];
    let format = context.format(&known)?;
    let today = context.now.date_naive();
    let engine = context.open()?;
    let mut sick: Vec<(&'static str, String)> = Vec::new();
    let mut plan = Plan::new(Expr::All, today);
    (plan.sort, plan.limit) = (Sort::Id, Some(PAGE));
    let mut total = 0;
    loop {
        let results = engine.search(&plan)?;
        total += results.hits.len() as u64;
        for hit in &results.hits {
            sick.extend(ailments(hit, today).map(|it| (it, hit.id.clone())));
        }
        if results.next.is_none() || results.hits.is_empty() {
            break;
        }
        plan.cursor = results.next;
    }
    let condition = index::condition(&context.index)?;
    for it in &condition.left_out {
        sick.push((if it.is_oversized() { "oversized" } else { "left-out" }, place(it)));
    }
    let own = format!("{:016x}", context.gazetteer()?.fingerprint());
    let (view, csv_safe) = (context.view, context.csv_safe);
    let mut out = context.out(format);
    written(match format {
        Format::Human => AILMENTS
            .iter()
            .try_for_each(|(name, meaning, advice)| {
                let ids: Vec<&str> =
                    sick.iter().filter(|it| it.0 == *name).map(|it| &*it.1).collect();
                let count = view.paint(Ink::Title, &format!("{:>7}", thousands(ids.len() as u64)));
                writeln!(out, "{count}  {}  {meaning}", pad(name, 16))?;
                if ids.is_empty() {
                    return Ok(());
                }
                let shown: Vec<&str> = ids.iter().take(SHOWN_MAX).copied().collect();
                let more = if ids.len() > SHOWN_MAX { ", …" } else { "" };
                let shown = format!("{}{more}", one_line(&shown.join(", ")));
                writeln!(out, "{:9}{}", "", view.paint(Ink::Dim, &shown))?;
                writeln!(out, "{:9}{}", "", view.paint(Ink::Dim, advice))
            })
            .and_then(|()| writeln!(out, "{:>7}  {}", "index", told(&condition)))
            .and_then(|()| writeln!(out, "{:>7}  {}", "made", made(&condition, &own))),
        Format::Json => {
            let reasons: Vec<Value> =
                condition.left_out.iter().map(|it| json::problem(&it.problem)).collect();
            let names = AILMENTS.map(|it| it.0);
            json::ailing(total, &names, &sick, &reasons, &facts(&condition), &mut out)
        }
        Format::Jsonl => json::ailing_lines(&sick, &mut out),
        _ => {
            let rows = sick.iter().map(|(name, id)| vec![(*name).to_owned(), id.clone()]);
            render::cells(format, &["ailment", "id"], rows, csv_safe, &mut out)
        }
    })?;
    out.finish()?;
    if format == Format::Human {
        context.summary(&format!("{} looked at", plural(total, "article")));
    }
    Ok(Outcome::Done)
}

fn ailments(hit: &Hit, today: chrono::NaiveDate) -> impl Iterator<Item = &'static str> {
    let found = [
        hit.published.is_none(),
        hit.published.is_some_and(|it| it.day > today),
        hit.places.is_empty(),
        hit.title.is_empty(),
        hit.language == Language::UNKNOWN,
    ];
    AILMENTS.iter().zip(found).filter(|(_, found)| *found).map(|(it, _)| it.0)
}

/// Where an article that was left out is: `news/a.csv:12`, `news/b.zip!/c.txt`, `d.json#3`.
fn place(left_out: &LeftOut) -> String {
    let it = &left_out.problem;
    match (it.line, it.record) {
        (Some(line), _) => format!("{}:{line}", it.path),
        (None, Some(record)) => format!("{}#{record}", it.path),
        (None, None) => it.path.clone(),
    }
}

/// How the index is, in one line.
fn told(condition: &Condition) -> String {
    let mut text = format!(
        "{}, {}, {}",
        plural(condition.segments, "segment"),
        plural(condition.files, "file"),
        bytes(condition.bytes),
    );
    if condition.deleted > 0 {
        let deleted = plural(condition.deleted, "deleted article");
        text += &format!("; {deleted} until the next merge (dateline optimize)");
    }
    if !condition.orphans.is_empty() {
        let orphans = plural(condition.orphans.len() as u64, "file");
        text += &format!("; {orphans} of a writer that was stopped, swept by the next ingest");
    }
    match &condition.holder {
        Some(holder) => text += &format!("; in use by {}", one_line(holder)),
        None => text += "; nobody writes to it",
    }
    if let Some(available) = condition.available {
        text += &format!("; the disk has {} left", bytes(available));
    }
    text
}

/// By what the index was made: `format 3, by dateline 0.1.0, words of dateline-analyzer-1`.
fn made(condition: &Condition, gazetteer: &str) -> String {
    let of = |name: &str| {
        let found = condition.properties.iter().find(|it| it.0 == name);
        found.map_or(String::new(), |it| one_line(&it.1).into_owned())
    };
    let mut text = format!("format {}, by dateline {}", of("format"), of("version"));
    text += &format!(", words of {}, languages {}", of("analyzer"), of("languages"));
    if of("gazetteer") != gazetteer {
        text += "; placed by another gazetteer: ingest again to have it by this one";
    }
    text
}

/// How the index is, for scripts.
fn facts(condition: &Condition) -> Vec<(&'static str, Value)> {
    let mut facts = vec![
        ("segments", condition.segments.into()),
        ("files", condition.files.into()),
        ("bytes", condition.bytes.into()),
        ("deleted", condition.deleted.into()),
        ("orphans", condition.orphans.clone().into()),
        ("writer", condition.holder.clone().into()),
        ("available", condition.available.into()),
    ];
    facts.extend(condition.properties.iter().map(|(name, it)| (*name, Value::from(&**it))));
    facts
}
