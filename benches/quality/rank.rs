//! Ranking: the queries of a set against its judgments, through a real index.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::{DateTime, NaiveDate};
use dateline::date::parse::Clock;
use dateline::index::{Access, Index, Packing};
use dateline::ingest::{self, Observer, Progress};
use dateline::language::vectors::Vectors;
use dateline::place::gazetteer::Gazetteer;
use dateline::query::plan::{Request, plan};
use dateline::read::{Input, Options, Problem};
use dateline::search::Engine;

use crate::rows;

struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _: &Progress) {}

    fn problem(&mut self, _: &Problem) {}
}

/// Makes an index of a set in `folder`.
pub(crate) fn ingest(set: &Path, folder: &Path) -> Index {
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let options = ingest::Options {
        inputs: vec![Input::Path(set.join("corpus.jsonl"))],
        index: folder.to_owned(),
        read: Options::new(today),
        prune: false,
        wait: false,
        dry_run: false,
        memory_bytes: 200 << 20,
        threads: None,
        packing: Packing::default(),
        access: Access::default(),
        now: 0,
    };
    let never = AtomicBool::new(false);
    let gazetteer = Gazetteer::embedded();
    ingest::run(&options, &mut io::empty(), gazetteer, &never, &mut Silent).unwrap();
    Index::open(folder).unwrap()
}

/// What counts in the order beside the words of the query.
#[derive(Clone, Default)]
pub(crate) struct Order {
    expand: bool,
    semantic: Option<Arc<Vectors>>,
}

/// The orders to measure: plain, expanded and, where `DATELINE_VECTORS` names a file of word
/// vectors, by meaning and by both.
pub(crate) fn orders() -> Vec<Order> {
    let mut orders = vec![Order::default(), Order { expand: true, ..Order::default() }];
    if let Some(file) = std::env::var_os("DATELINE_VECTORS") {
        let semantic = Some(Arc::new(Vectors::read(&fs::read(file).unwrap()).unwrap()));
        orders.push(Order { expand: false, semantic: semantic.clone() });
        orders.push(Order { expand: true, semantic });
    }
    orders
}

/// What a run of all queries of a set comes to.
#[derive(Default)]
struct Measures {
    ndcg: f64,
    average: f64,
    queries: f64,
}

pub(crate) fn score(set: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let index = ingest(set, folder.path());
    let mut judged: HashMap<String, HashMap<String, bool>> = HashMap::new();
    for line in fs::read_to_string(set.join("qrels.txt")).unwrap().lines() {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let good = parts[3].parse::<i32>().unwrap() > 0;
        judged.entry(parts[0].to_owned()).or_default().insert(parts[2].to_owned(), good);
    }
    let queries = rows(&set.join("queries.jsonl"));
    let measures = |order: &Order| {
        let mut measures = Measures::default();
        for row in &queries {
            let Some(judged) = judged.get(row["qid"].as_str().unwrap()) else { continue };
            if judged.values().any(|it| *it) {
                measures.add(&ask(&index, row["text"].as_str().unwrap(), order, 1000), judged);
            }
        }
        let Measures { ndcg, average, queries } = measures;
        format!("{:.3} / {:.3}", ndcg / queries, average / queries)
    };
    orders().iter().map(measures).collect::<Vec<_>>().join("   ")
}

/// The ids of the best articles that have any of the words.
pub(crate) fn ask(index: &Index, words: &str, order: &Order, limit: usize) -> Vec<String> {
    let now = DateTime::from_timestamp(1_767_225_600, 0).unwrap().fixed_offset();
    let clock = Clock { now, order: None };
    let request = Request { words: words.to_owned(), any: true, ..Request::default() };
    let mut planned = plan(&request, &clock, Gazetteer::embedded()).unwrap();
    planned.plan.limit = Some(limit);
    planned.plan.expand = order.expand;
    planned.plan.semantic.clone_from(&order.semantic);
    let results = index.search(&planned.plan).unwrap();
    results.hits.into_iter().map(|it| it.id).collect()
}

impl Measures {
    fn add(&mut self, ids: &[String], judged: &HashMap<String, bool>) {
        let good = judged.values().filter(|it| **it).count();
        let (mut hits, mut precisions, mut gain) = (0.0, 0.0, 0.0);
        for (rank, id) in ids.iter().enumerate() {
            if judged.get(id).copied().unwrap_or(false) {
                hits += 1.0;
                precisions += hits / (rank as f64 + 1.0);
                if rank < 10 {
                    gain += 1.0 / (rank as f64 + 2.0).log2();
                }
            }
        }
        let ideal: f64 = (0..good.min(10)).map(|rank| 1.0 / (rank as f64 + 2.0).log2()).sum();
        self.queries += 1.0;
        self.average += precisions / good as f64;
        self.ndcg += gain / ideal;
    }
}
