//! What the commands that list hits share: the plan they fill in, what they write and say.

use crate::cli::Outcome;
use crate::cli::args::Listing;
use crate::cli::context::{Context, written};
use crate::error::{Error, Kind, Result};
use crate::query::plan::Planned;
use crate::render::field::{self, COLUMNS, Column};
use crate::render::style::{pad, plural, thousands};
use crate::render::{self, Answer, Format, Options};
use crate::search::{FacetBy, FacetRequest, Hint, Plan, Results};

/// The formats in which hits can be written.
pub(crate) const FORMATS: [Format; 7] = [
    Format::Human,
    Format::Json,
    Format::Jsonl,
    Format::Csv,
    Format::Tsv,
    Format::Trec,
    Format::Geojson,
];

/// A passage fills two lines of a terminal.
const SNIPPET_CHARS_HUMAN: usize = 150;

/// A passage for scripts.
const SNIPPET_CHARS: usize = 240;

/// How many of the words that `--expand` adds are named.
const EXPANDED_SHOWN: usize = 8;

/// The depths of the tree that a bare `place` counts: continents, countries, regions.
const TREE: [usize; 3] = [1, 2, 3];

/// Where `--fields` stands alone: lists them.
pub(crate) fn list_fields(context: &mut Context<'_, '_>) -> Result<Outcome> {
    let mut out = context.out(Format::Human);
    for column in COLUMNS {
        let line = format!("{}  {}\n", pad(column.name, 12), column.about);
        written(std::io::Write::write_all(&mut out, line.as_bytes()))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// The fields asked for; `None` where that is all the format has.
pub(crate) fn fields(listing: &Listing, format: Format) -> Result<Option<Vec<&'static Column>>> {
    let Some(names) = &listing.fields else { return Ok(None) };
    if !matches!(format, Format::Json | Format::Jsonl | Format::Csv | Format::Tsv) {
        let message = format!("`--fields` means nothing in the format `{}`", format.name());
        return Err(Error::new(Kind::Usage, message).hint("add --jsonl or --format csv"));
    }
    let find = |name: &str| {
        field::column(name.trim()).ok_or_else(|| {
            let known: Vec<&str> = COLUMNS.iter().map(|it| it.name).collect();
            Error::new(Kind::Usage, format!("there is no field `{name}`"))
                .hint(format!("the fields are {}", known.join(", ")))
        })
    };
    names.split(',').map(find).collect::<Result<Vec<_>>>().map(Some)
}

/// Fills in what `listing` says of order, length and passages.
pub(crate) fn fill(plan: &mut Plan, listing: &Listing, format: Format, options: &Options) {
    if let Some(sort) = listing.sort {
        plan.sort = sort;
    }
    plan.limit = (listing.limit > 0).then_some(listing.limit);
    plan.offset = listing.offset;
    plan.cursor.clone_from(&listing.cursor);
    plan.collapse = listing.collapse;
    plan.explain = listing.explain;
    let shows = match (&options.fields, format) {
        (Some(fields), _) => fields.iter().any(|it| it.name == "snippets"),
        (None, format) => !matches!(format, Format::Trec | Format::Geojson),
    };
    plan.snippets = if shows { listing.snippets.unwrap_or(1) } else { 0 };
    let lists_places = match (&options.fields, format) {
        (Some(fields), _) => fields.iter().any(|it| it.name == "places"),
        (None, format) => !matches!(format, Format::Human | Format::Trec),
    };
    let human = format == Format::Human;
    plan.places = if lists_places { usize::MAX } else { usize::from(human) };
    let chars = if human { SNIPPET_CHARS_HUMAN } else { SNIPPET_CHARS };
    plan.snippet_chars = listing.snippet_chars.unwrap_or(chars);
}

/// What to count by: a bare `place` is the tree, a request for each depth.
pub(crate) fn facet_requests(by: &[FacetBy], limit: usize) -> Vec<FacetRequest> {
    let limit = (limit > 0).then_some(limit);
    let mut requests = Vec::new();
    for by in by {
        match by {
            FacetBy::Place { depth: 0, root, role } => {
                let first = root.as_ref().map_or(0, crate::place::path::PlacePath::depth);
                requests.extend(TREE.map(|depth| FacetRequest {
                    by: FacetBy::Place { depth: first + depth, root: root.clone(), role: *role },
                    limit,
                }));
            }
            by => requests.push(FacetRequest { by: by.clone(), limit }),
        }
    }
    requests
}

/// Writes what was found, and says how much that is.
pub(crate) fn write(
    results: &Results,
    planned: &Planned,
    format: Format,
    options: &Options,
    took: std::time::Duration,
    context: &mut Context<'_, '_>,
) -> Result<Outcome> {
    let answer = Answer {
        understood: &planned.understood,
        from: planned.from.as_deref(),
        to: planned.to.as_deref(),
        results,
        took,
        qid: None,
        offset: planned.plan.offset,
    };
    let view = context.view;
    // The facets of an empty answer say nothing to eyes.
    if results.total > 0 || format != Format::Human {
        let mut out = context.out(format);
        written(render::results(format, &answer, options, &view, &mut out))?;
        out.finish()?;
    }
    summary(results, planned.plan.offset, format, took, context);
    hints(&results.hints, context);
    Ok(Outcome::found(!results.hits.is_empty() || results.total > 0 && planned.plan.offset == 0))
}

/// How many there are; where a format cannot say that itself, at least that some are missing.
fn summary(
    results: &Results,
    offset: usize,
    format: Format,
    took: std::time::Duration,
    context: &mut Context<'_, '_>,
) {
    let (shown, total) = (results.hits.len() as u64, results.total);
    if format == Format::Human && total == 0 {
        return context.summary("no articles match");
    }
    let more = match &results.next {
        Some(_) if format == Format::Human => {
            format!("; more: --offset {}, all: --limit 0", offset + results.hits.len())
        }
        Some(next) => format!("; more: --cursor '{next}', all: --limit 0"),
        None => String::new(),
    };
    let some = format!("{} of {}", thousands(shown), plural(total, "article"));
    match format {
        Format::Human => {
            let time = if took.is_zero() {
                String::new()
            } else {
                format!(" in {:.1} ms", took.as_secs_f64() * 1000.0)
            };
            if shown > 0 {
                // Lets the eye tell the last hit from what is said of all.
                context.gap();
            }
            context.summary(&format!("{some}{time}{more}"));
        }
        Format::Json => {}
        _ if shown < total => context.summary(&format!("{some}{more}")),
        _ => {}
    }
}

/// Says how many articles match, or how many stories.
pub(crate) fn total(results: &Results, collapse: bool, context: &mut Context<'_, '_>) {
    context.summary(&match (results.total, collapse) {
        (0, _) => "no articles match".to_owned(),
        (total, false) => plural(total, "article"),
        (1, true) => "1 story".to_owned(),
        (total, true) => format!("{} stories", thousands(total)),
    });
}

/// `a`, `a or b`, `a, b or c`.
fn alternatives(words: &[String]) -> String {
    match words {
        [head @ .., before, last] => {
            let head: String = head.iter().flat_map(|it| [it.as_str(), ", "]).collect();
            format!("{head}{before} or {last}")
        }
        _ => words.concat(),
    }
}

fn did_you_mean(instead: &[String]) -> String {
    if instead.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = instead.iter().map(|it| format!("`{it}`")).collect();
    format!("; did you mean {}?", alternatives(&quoted))
}

/// Says what the user should know of a search.
pub(crate) fn hints(hints: &[Hint], context: &mut Context<'_, '_>) {
    for hint in hints {
        match hint {
            Hint::NoSuchWord { word, without, instead } => {
                let mut text = format!("no article has `{word}`");
                if *without > 0 {
                    text += &format!("; without it {} match", plural(*without, "article"));
                }
                context.hint(&(text + &did_you_mean(instead)));
            }
            Hint::RareWord { word, articles, instead, with } => {
                let has = if *articles == 1 { "has" } else { "have" };
                context.hint(&format!(
                    "only {} {has} `{word}`; with `{instead}` {} match: did you mean that?",
                    plural(*articles, "article"),
                    plural(*with, "article"),
                ));
            }
            Hint::NoneHasAll { word, without } => {
                let verb = if *without == 1 { "matches" } else { "match" };
                context.hint(&format!(
                    "no article has all of this; without `{word}` {} {verb}",
                    plural(*without, "article"),
                ));
            }
            Hint::NoSuchSource { source, instead } => {
                let instead = if instead.is_empty() {
                    "; `dateline complete --of sources ''` lists all".to_owned()
                } else {
                    did_you_mean(instead)
                };
                context.hint(&format!("no article has the source `{source}`{instead}"));
            }
            Hint::Expanded(words) => {
                let (some, rest) = words.split_at(words.len().min(EXPANDED_SHOWN));
                let more = if rest.is_empty() { "" } else { " …" };
                context.note(&format!("what counts, too: {}{more}", some.join(", ")));
            }
            Hint::UndatedLeftOut(articles) => {
                let verb = if *articles == 1 { "has" } else { "have" };
                context.hint(&format!(
                    "{} that would match {verb} no date; --undated include takes them in",
                    plural(*articles, "article")
                ));
            }
        }
    }
}
