//! The scores of TempEval-3, and the one that search feels: which days, weeks, months and years
//! a document speaks of.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use dateline::article::Field;
use dateline::document::Document;

use crate::tally::Tally;
use crate::{rows, span};

struct Mention {
    span: (u32, u32),
    kind: Option<String>,
    value: String,
}

pub(crate) fn score(set: &Path, documents: &HashMap<String, Document>) -> String {
    let mut gold: HashMap<String, Vec<Mention>> = HashMap::new();
    for row in rows(&set.join("timegold.jsonl")) {
        gold.entry(row["doc"].as_str().unwrap().to_owned()).or_default().push(Mention {
            span: span(&row),
            kind: row["type"].as_str().map(str::to_owned),
            value: row["value"].as_str().unwrap_or_default().trim().to_uppercase(),
        });
    }
    let (mut strict, mut relaxed, mut value, mut cells) = Default::default();
    for (id, document) in documents {
        let none = Vec::new();
        let gold = gold.get(id).unwrap_or(&none);
        let found: Vec<Mention> = document
            .dates
            .iter()
            .filter(|it| it.field == Field::Body)
            .map(|it| Mention {
                span: (it.span.start, it.span.end),
                kind: Some(it.kind.name().to_owned()),
                value: it.value.to_uppercase(),
            })
            .collect();
        compare(gold, &found, &mut strict, &mut relaxed, &mut value);
        let (wanted, given) = (cells_of(gold), cells_of(&found));
        let right = wanted.intersection(&given).count();
        add(&mut cells, right, given.len(), wanted.len());
    }
    format!(
        "{:.1} / {:.1} / {:.1}   {:.3}",
        strict.f1() * 100.0,
        relaxed.f1() * 100.0,
        value.f1() * 100.0,
        cells.f1()
    )
}

fn add(tally: &mut Tally, right: usize, given: usize, wanted: usize) {
    tally.right += right;
    tally.given += given;
    tally.wanted += wanted;
}

/// Pairs the mentions one to one, the longest overlap first.
fn compare(
    gold: &[Mention],
    found: &[Mention],
    strict: &mut Tally,
    relaxed: &mut Tally,
    value: &mut Tally,
) {
    let mut pairs = Vec::new();
    for (i, a) in gold.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let start = a.span.0.max(b.span.0);
            let end = a.span.1.min(b.span.1);
            if end > start {
                let away = a.span.0.abs_diff(b.span.0) + a.span.1.abs_diff(b.span.1);
                pairs.push((u32::MAX - (end - start), away, i, j));
            }
        }
    }
    pairs.sort_unstable();
    let (mut used_gold, mut used_found) = (HashSet::new(), HashSet::new());
    for tally in [&mut *strict, &mut *relaxed, &mut *value] {
        add(tally, 0, found.len(), gold.len());
    }
    for (_, _, i, j) in pairs {
        if used_gold.contains(&i) || used_found.contains(&j) {
            continue;
        }
        used_gold.insert(i);
        used_found.insert(j);
        relaxed.right += 1;
        strict.right += usize::from(gold[i].span == found[j].span);
        value.right += usize::from(gold[i].value == found[j].value);
    }
}

fn cells_of(mentions: &[Mention]) -> HashSet<String> {
    let spoken = mentions
        .iter()
        .filter(|it| it.kind.as_deref().is_none_or(|kind| kind == "DATE" || kind == "TIME"));
    spoken.filter_map(|it| cell(&it.value)).collect()
}

/// A day, or a week, month, quarter, season, half, year, decade or century; `None` for the rest.
fn cell(value: &str) -> Option<String> {
    let bytes = value.as_bytes();
    let digits = |from: usize, to: usize| {
        bytes.get(from..to).is_some_and(|it| it.iter().all(u8::is_ascii_digit))
    };
    if digits(0, 4) && digits(5, 7) && digits(8, 10) && bytes[4] == b'-' && bytes[7] == b'-' {
        return Some(value[..10].to_owned());
    }
    let years = bytes.iter().take_while(|it| it.is_ascii_digit()).count();
    if !(2..=4).contains(&years) {
        return None;
    }
    let rest = &value[years..];
    let Some(rest) = rest.strip_prefix('-') else { return rest.is_empty().then(|| value.into()) };
    let bytes = rest.as_bytes();
    let known = match bytes {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => true,
        [b'Q' | b'H', digit] => digit.is_ascii_digit(),
        [b'W', a, b] => a.is_ascii_digit() && b.is_ascii_digit(),
        _ => {
            ["SP", "SU", "FA", "WI"].contains(&rest)
                || (bytes.len() == 6 && bytes[0] == b'W' && rest.ends_with("-WE"))
        }
    };
    known.then(|| value.to_owned())
}
