//! Counts as bars: facets, trees of places, timelines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::render::style::{Ink, View, cut, one_line, pad, thousands, width};
use crate::search::{Count, Facet, FacetBy};

/// The widest bar, in columns.
const BAR_COLUMNS_MAX: usize = 40;

/// A row of a chart: how deep it is set in, what it is called, and how many.
struct Row {
    depth: usize,
    label: String,
    count: u64,
}

/// Writes every facet under its key; places of several depths as one tree.
pub fn facets(facets: &[Facet], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut first = true;
    let mut index = 0;
    while let Some(facet) = facets.get(index) {
        let depths = facets
            .iter()
            .skip(index)
            .take_while(|it| matches!(it.by, FacetBy::Place { .. }))
            .count()
            .max(1);
        if !first {
            writeln!(out)?;
        }
        first = false;
        let group = facets.get(index..index + depths).unwrap_or_default();
        let rows = if depths > 1 { tree(group) } else { flat(facet) };
        let title = if depths > 1 { "place".to_owned() } else { facet.by.key() };
        let shown = facet.counts.len() as u64;
        let more = if depths == 1 && facet.distinct > shown {
            format!("  {} of {}", thousands(shown), thousands(facet.distinct))
        } else {
            String::new()
        };
        writeln!(out, "{}{}", view.paint(Ink::Title, &title), view.paint(Ink::Dim, &more))?;
        chart(&rows, view, out)?;
        index += depths;
    }
    Ok(())
}

/// Writes the counts of one facet.
pub fn counts(facet: &Facet, view: &View, out: &mut dyn Write) -> io::Result<()> {
    chart(&flat(facet), view, out)
}

fn flat(facet: &Facet) -> Vec<Row> {
    let place = matches!(facet.by, FacetBy::Place { .. });
    let row = |count: &Count| Row {
        depth: 0,
        label: if place { place_label(&count.value) } else { one_line(&count.value).into_owned() },
        count: count.shown(),
    };
    facet.counts.iter().map(row).collect()
}

/// `/Asia/Pakistan/Sindh` as `Pakistan › Sindh`.
fn place_label(path: &str) -> String {
    let names: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    let names = if names.len() > 1 { names.get(1..).unwrap_or_default() } else { &names };
    one_line(&names.join(" › ")).into_owned()
}

/// The counts of all depths as one tree, parents before children, the largest first.
fn tree(facets: &[Facet]) -> Vec<Row> {
    let mut counts: Vec<&Count> = facets.iter().flat_map(|facet| &facet.counts).collect();
    counts.sort_by(|one, other| {
        other.shown().cmp(&one.shown()).then_with(|| one.value.cmp(&other.value))
    });
    let top = counts.iter().map(|it| depth(&it.value)).min().unwrap_or(1);
    let mut children: BTreeMap<&str, Vec<&Count>> = BTreeMap::new();
    let mut pending = Vec::new();
    for count in counts.iter().copied() {
        match count.value.rsplit_once('/') {
            Some((parent, _)) if depth(&count.value) > top => {
                children.entry(parent).or_default().push(count);
            }
            _ => pending.push(count),
        }
    }
    pending.reverse();
    let mut rows = Vec::new();
    while let Some(count) = pending.pop() {
        let name = count.value.rsplit('/').next().unwrap_or_default();
        rows.push(Row {
            depth: depth(&count.value) - top,
            label: one_line(name).into_owned(),
            count: count.shown(),
        });
        pending.extend(children.remove(&*count.value).unwrap_or_default().into_iter().rev());
    }
    rows
}

fn depth(path: &str) -> usize {
    path.split('/').filter(|it| !it.is_empty()).count()
}

fn chart(rows: &[Row], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0);
    let digits = thousands(most).len();
    let room = view.columns.min(100).saturating_sub(digits + 6);
    let label_of = |row: &Row| width(&row.label) + 2 * row.depth;
    let labels = rows.iter().map(label_of).max().unwrap_or(0).min(room / 2);
    let bar_columns = room.saturating_sub(labels).min(BAR_COLUMNS_MAX);
    for row in rows {
        let indent = " ".repeat(2 * row.depth);
        let label = pad(&cut(&format!("{indent}{}", row.label), labels), labels);
        let count = format!("{:>digits$}", thousands(row.count));
        let bar = view.paint(Ink::Bar, &bar(row.count, most, bar_columns));
        writeln!(out, "  {label}  {count}  {bar}")?;
    }
    Ok(())
}

/// A bar of `count`, where `most` takes all the columns; anything above nothing is seen.
fn bar(count: u64, most: u64, columns: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    if count == 0 || most == 0 {
        return String::new();
    }
    let eighths = u128::from(count) * (columns as u128) * 8 / u128::from(most);
    let eighths = usize::try_from(eighths).unwrap_or(columns * 8).max(1);
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.extend(EIGHTHS.get(eighths % 8));
    }
    bar
}

/// One period of a timeline: its name, and how many of each series.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Period {
    /// `2023-12`, `2023-W50`, …
    pub value: String,
    /// How many articles, or stories, came out in it.
    pub published: u64,
    /// How many speak of it, where that was asked.
    pub happened: Option<u64>,
}

impl Period {
    fn is_empty(&self) -> bool {
        self.published == 0 && self.happened.unwrap_or(0) == 0
    }
}

/// More empty rows than this in a row are drawn as one.
const EMPTY_ROWS_MAX: usize = 3;

/// Writes a timeline: one row a period, one bar a series.
pub fn series(periods: &[Period], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let two = periods.iter().any(|it| it.happened.is_some());
    let published = periods.iter().map(|it| it.published).max().unwrap_or(0);
    let happened = periods.iter().filter_map(|it| it.happened).max().unwrap_or(0);
    let labels = periods.iter().map(|it| width(&it.value)).max().unwrap_or(0);
    let digits = thousands(published.max(happened)).len().max(if two { 9 } else { 1 });
    let bars = if two { 2 } else { 1 };
    let fixed = 2 + labels + bars * (digits + 4);
    let columns = view.columns.min(100).saturating_sub(fixed) / bars;
    let columns = columns.clamp(4, BAR_COLUMNS_MAX);
    if two {
        let head = format!(
            "  {}  {:>digits$}  {}  {:>digits$}",
            " ".repeat(labels),
            "published",
            " ".repeat(columns),
            "happened"
        );
        writeln!(out, "{}", view.paint(Ink::Dim, &head))?;
    }
    let mut at = 0;
    while let Some(period) = periods.get(at) {
        let empty = periods.iter().skip(at).take_while(|it| it.is_empty()).count();
        if empty > EMPTY_ROWS_MAX {
            writeln!(out, "  {}", view.paint(Ink::Dim, "⋮"))?;
            at += empty;
            continue;
        }
        at += 1;
        let count = format!("{:>digits$}", thousands(period.published));
        let bar_one = bar(period.published, published, columns);
        write!(out, "  {}  {count}  ", pad(&period.value, labels))?;
        match period.happened {
            None => writeln!(out, "{}", view.paint(Ink::Bar, &bar_one))?,
            Some(other) => {
                let blank = " ".repeat(columns.saturating_sub(width(&bar_one)));
                let count = format!("{:>digits$}", thousands(other));
                let bar_two = bar(other, happened, columns);
                writeln!(
                    out,
                    "{}{blank}  {count}  {}",
                    view.paint(Ink::Bar, &bar_one),
                    view.paint(Ink::Date, &bar_two)
                )?;
            }
        }
    }
    Ok(())
}
