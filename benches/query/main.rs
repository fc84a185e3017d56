//! Warm queries through `Engine`, beside plain tantivy on the same terms, in one run.
//!
//! `cargo bench --bench query [-- MEGABYTES | FILE.jsonl]`. Both indexes are one segment. Each
//! query is run several times and its least time counts; the tables give the median and the 95th
//! of a hundred queries of a shape. Totals and the scores of the best ten must be the same, or the
//! run stops.
//!
//! `plain` is the query and its ten best addresses; `+ total` counts all that match, too; `+ text`
//! also fetches the ten from the store. `ours` is `Engine::search` whole: the expression compiled,
//! the total, the best ten with order settled by id, titles, places and times of each, the hints.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for eyes"
)]
#![allow(clippy::string_slice, reason = "its own words")]

#[path = "../common/corpus.rs"]
mod corpus;
mod plain;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use dateline::date::parse::{Bound, Period};
use dateline::index::{self, Access, Index, Packing};
use dateline::ingest::{self, Observer, Progress};
use dateline::language::Language;
use dateline::language::analyze::Analyzer;
use dateline::language::stem::is_stop_word;
use dateline::place::gazetteer::Gazetteer;
use dateline::place::path::PlacePath;
use dateline::read::{Input, Options, Problem};
use dateline::search::{Engine, Expr, FacetBy, FacetRequest, Filter, Plan, Scope};
use plain::{Plain, Seed, all, any};
use tantivy::query::Query;

const QUERIES: usize = 100;
const ROUNDS: usize = 7;

struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _: &Progress) {}

    fn problem(&mut self, problem: &Problem) {
        assert!(!problem.lost, "{problem:?}");
    }
}

/// One query, as each side asks it.
struct Asked {
    ours: Expr,
    plain: Box<dyn Query>,
}

fn main() {
    let first = std::env::args().skip(1).find(|it| !it.starts_with('-'));
    let folder = tempfile::tempdir().unwrap();
    let first = first.unwrap_or_else(|| "50".to_owned());
    let path = if let Ok(megabytes) = first.parse::<usize>() {
        let path = folder.path().join("corpus.jsonl");
        corpus::write(&path, megabytes * 1_000_000, 1);
        path
    } else {
        PathBuf::from(first)
    };
    let (ours_folder, plain_folder) = (folder.path().join("ours"), folder.path().join("plain"));
    std::fs::create_dir_all(&plain_folder).unwrap();
    ingest(&path, &ours_folder);
    let ours = Index::open(&ours_folder).unwrap();
    let articles = ours.count(&Expr::All).unwrap();
    let step = (articles as usize / (QUERIES * 4)).max(1);
    let (plain, seeds) = Plain::build(&path, &ours, &plain_folder, step);
    assert_eq!(articles, plain.searcher.num_docs());
    println!("{articles} articles, {QUERIES} queries a shape, microseconds: median (95th)");
    println!(
        "{:<18} {:>14} {:>14} {:>14} {:>14} {:>14} {:>14}",
        "", "plain", "+ total", "+ text", "ours", "+ snippets", "ours, count"
    );
    for (name, ask) in SHAPES {
        let mut dice = corpus::Dice::new(7);
        let mut analyzer = Analyzer::new(Language::ENGLISH);
        let asked: Vec<Asked> = (0..)
            .filter_map(|_| {
                let seed = &seeds[dice.below(seeds.len())];
                ask(&mut Ask { plain: &plain, dice: &mut dice, analyzer: &mut analyzer }, seed)
            })
            .take(QUERIES)
            .collect();
        compare(&ours, &plain, &asked);
        let plan = |asked: &Asked, snippets: usize| {
            let mut plan = Plan::new(asked.ours.clone(), day(2026, 1, 1));
            plan.snippets = snippets;
            plan
        };
        let bare: Vec<Plan> = asked.iter().map(|it| plan(it, 0)).collect();
        let shown: Vec<Plan> = asked.iter().map(|it| plan(it, 1)).collect();
        let cells = [
            time(&asked, |it| plain.top(&*it.plain).len()),
            time(&asked, |it| plain.top_and_total(&*it.plain).1),
            time(&asked, |it| plain.titles(&plain.top_and_total(&*it.plain).0)),
            time(&bare, |it| ours.search(it).unwrap().hits.len()),
            time(&shown, |it| ours.search(it).unwrap().hits.len()),
            time(&asked, |it| ours.count(&it.ours).unwrap() as usize),
        ];
        print!("{name:<18}");
        for (median, high) in cells {
            print!(" {:>14}", format!("{median:.0} ({high:.0})"));
        }
        println!();
    }
    facets(&ours, &seeds);
}

fn facets(ours: &Index, seeds: &[Seed]) {
    let request =
        FacetRequest { by: FacetBy::Place { depth: 5, root: None, role: None }, limit: Some(10) };
    let plan = |matching: Expr| {
        let mut plan = Plan::new(matching, day(2026, 1, 1));
        plan.limit = Some(0);
        plan.facets = vec![request.clone()];
        plan
    };
    let mut dice = corpus::Dice::new(7);
    let selective: Vec<Plan> = (0..QUERIES)
        .filter_map(|_| Some(plan(word(seeds[dice.below(seeds.len())].pick(&mut dice)?))))
        .collect();
    let (median, high) = time(&selective, |it| ours.search(it).unwrap().facets.len());
    println!("facets by town, articles with a word: {median:.0} ({high:.0}) µs");
    let (median, _) = time(&[plan(Expr::All)], |it| ours.search(it).unwrap().facets.len());
    println!("facets by town, all articles: {median:.0} µs");
}

/// Totals, and the scores of the best ten, must be the same.
fn compare(ours: &Index, plain: &Plain, asked: &[Asked]) {
    for it in asked {
        let found = ours.search(&Plan::new(it.ours.clone(), day(2026, 1, 1))).unwrap();
        let (top, total) = plain.top_and_total(&*it.plain);
        assert_eq!(found.total, total as u64, "{:?}", it.ours);
        assert_eq!(found.hits.len(), top.len());
        for (hit, (score, _)) in found.hits.iter().zip(top) {
            let gap = (hit.score - score).abs();
            assert!(gap <= score * 1e-5, "{} {score} {:?}", hit.score, it.ours);
        }
    }
}

/// The median and the 95th of the least times, in microseconds.
fn time<T>(asked: &[T], mut run: impl FnMut(&T) -> usize) -> (f64, f64) {
    let mut least: Vec<Duration> = Vec::with_capacity(asked.len());
    for it in asked {
        let rounds = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            black_box(run(it));
            start.elapsed()
        });
        least.extend(rounds.min());
    }
    least.sort_unstable();
    let at = |share: f64| least[((least.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
    (at(0.5), at(0.95))
}

struct Ask<'a> {
    plain: &'a Plain,
    dice: &'a mut corpus::Dice,
    analyzer: &'a mut Analyzer,
}

type Shape = (&'static str, fn(&mut Ask<'_>, &Seed) -> Option<Asked>);

const SHAPES: &[Shape] = &[
    ("term", |ask, seed| {
        let it = seed.pick(ask.dice)?;
        Some(Asked { plain: ask.plain.term(&ask.stem(it)?), ours: word(it) })
    }),
    ("AND", |ask, seed| {
        let (a, b) = (seed.pick(ask.dice)?, seed.pick(ask.dice)?);
        let (first, second) = (ask.stem(a)?, ask.stem(b)?);
        if first == second {
            return None;
        }
        let plain = all(vec![ask.plain.term(&first), ask.plain.term(&second)]);
        Some(Asked { plain, ours: Expr::And(vec![word(a), word(b)]) })
    }),
    ("phrase", |ask, seed| {
        let pairs: Vec<&[String]> = seed.words.windows(2).collect();
        let pair = pairs[ask.dice.below(pairs.len())];
        let bare = |it: &String| it.bytes().all(|it| it.is_ascii_lowercase());
        let says_little = |it: &String| is_stop_word(Language::ENGLISH, it);
        if !pair.iter().all(bare) || pair.iter().all(says_little) {
            return None;
        }
        let stems: Option<Vec<String>> = pair.iter().map(|it| ask.stem(it)).collect();
        let ours = Expr::Phrase(Scope::Everywhere, pair.to_vec());
        Some(Asked { plain: ask.plain.phrase(&stems?), ours })
    }),
    ("OR + a year", |ask, seed| or_and_years(ask, seed, 1)),
    ("OR + ten years", |ask, seed| or_and_years(ask, seed, 10)),
    ("term + country", |ask, seed| {
        let it = seed.pick(ask.dice)?;
        let country = seed.countries.get(ask.dice.below(seed.countries.len().max(1)))?;
        let plain = all(vec![ask.plain.term(&ask.stem(it)?), ask.plain.place(country)]);
        let place = Filter::Place(PlacePath::from_text(country), None);
        Some(Asked { plain, ours: Expr::And(vec![word(it), Expr::Filter(place)]) })
    }),
];

fn or_and_years(ask: &mut Ask<'_>, seed: &Seed, years: i32) -> Option<Asked> {
    let (a, b) = (seed.pick(ask.dice)?, seed.pick(ask.dice)?);
    let (first, second) = (ask.stem(a)?, ask.stem(b)?);
    if first == second {
        return None;
    }
    let start = seed.year.min(2024 - years);
    let (from, to) = (day(start, 1, 1), day(start + years, 1, 1));
    let number = |it: NaiveDate| i64::from(it.to_epoch_days());
    let words = any(vec![ask.plain.term(&first), ask.plain.term(&second)]);
    let plain = all(vec![words, ask.plain.days(number(from), number(to))]);
    let period =
        Period { start: Some(Bound::Day(from)), end: Some(Bound::Day(to)), ..Period::default() };
    let filter = Expr::Filter(Filter::Published(period));
    let ours = Expr::And(vec![Expr::Or(vec![word(a), word(b)]), filter]);
    Some(Asked { ours, plain })
}

impl Ask<'_> {
    /// The one stem of a word.
    fn stem(&mut self, word: &str) -> Option<String> {
        match self.analyzer.query(word).as_slice() {
            [any] if any.len() == 1 => Some(any[0].clone()),
            _ => None,
        }
    }
}

impl Seed {
    /// A word of the article that says something.
    fn pick(&self, dice: &mut corpus::Dice) -> Option<&str> {
        let word = self.words.get(dice.below(self.words.len()))?;
        let plain = word.len() > 2 && word.bytes().all(|it| it.is_ascii_lowercase());
        (plain && !is_stop_word(Language::ENGLISH, word)).then_some(word.as_str())
    }
}

fn word(word: &str) -> Expr {
    Expr::Word(Scope::Everywhere, word.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn ingest(corpus: &Path, folder: &Path) {
    let options = ingest::Options {
        inputs: vec![Input::Path(corpus.to_owned())],
        index: folder.to_owned(),
        read: Options::new(day(2026, 1, 1)),
        prune: false,
        wait: false,
        dry_run: false,
        memory_bytes: 200 << 20,
        threads: Some(2),
        packing: Packing::default(),
        access: Access::default(),
        now: 0,
    };
    let never = AtomicBool::new(false);
    let gazetteer = Gazetteer::embedded();
    ingest::run(&options, &mut std::io::empty(), gazetteer, &never, &mut Silent).unwrap();
    index::optimize(folder, Access::default(), &index::Patience::None).unwrap();
}
