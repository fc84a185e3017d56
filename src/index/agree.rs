//! What is done for speed changes no result: random queries beside plain tantivy ones.
//!
//! Pruning, lists gone through a block at a time, one pass in place of two, cached columns, ids
//! left unread: against a union of term, phrase and range queries that are scored one document
//! after the other, nothing skipped.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, TERMINATED, Term};

use crate::article::{Article, DateSource, Published};
use crate::date::parse::{Bound, Period};
use crate::document;
use crate::index::{Index, Maker, Means, Patience, Writer, cells, content_hash};
use crate::place::gazetteer::Gazetteer;
use crate::place::path::PlacePath;
use crate::search::{Engine as _, Expr, FacetBy, FacetRequest, Filter, Plan, Scope, Sort};

const ARTICLES: u64 = 600;
const QUERIES: usize = 500;

/// Some more often than others; none is a stop word, and each is its own stem.
const WORDS: &[&str] = &[
    "flood", "storm", "bomb", "port", "ship", "talk", "bank", "strik", "court", "film", "goal",
    "river", "mosqu", "crash", "vote", "tax", "oil", "wheat", "camp", "drone",
];

const TOWNS: &[&str] = &["Peshawar", "Karachi", "Ankara", "Berlin", "Lagos", "Lima"];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn word(&mut self) -> &'static str {
        let bound = 1 + self.below(WORDS.len());
        WORDS[self.below(bound)]
    }
}

fn day(year: i32, ordinal: u32) -> NaiveDate {
    NaiveDate::from_yo_opt(year, ordinal).unwrap()
}

fn index(folder: &std::path::Path, dice: &mut Dice) -> Index {
    let gazetteer = Gazetteer::embedded();
    let means = Means { memory_bytes: 30_000_000, ..Means::least() };
    let mut writer =
        Writer::open(folder, means, Some(gazetteer), Some(0), &Patience::None).unwrap();
    let mut maker = Maker::new(gazetteer, 0);
    for number in 0..ARTICLES {
        let mut body = format!("Officials spoke in {}.", TOWNS[dice.below(TOWNS.len())]);
        for _ in 0..5 + dice.below(60) {
            body.push(' ');
            body.push_str(dice.word());
        }
        let dated = dice.below(12) > 0;
        let published = day(2000 + i32::try_from(dice.below(24)).unwrap(), 100);
        let article = Article {
            id: format!("{}", number * 7_919 % ARTICLES),
            title: format!("{} {}", dice.word(), dice.word()),
            body,
            published: dated.then(|| Published::on(published, DateSource::Field)),
            language: Some("en".to_owned()),
            path: format!("{number}.txt"),
            ..Article::default()
        };
        let hash = content_hash(&article, 0);
        let document = document::annotate(article, gazetteer);
        let state = writer.known().state(&document.article.id, hash).unwrap();
        let entry = maker.make(&document, hash);
        writer.add(entry, state, number).unwrap();
        if number % 200 == 150 {
            writer.commit().unwrap();
        }
    }
    writer.delete("13").unwrap();
    writer.delete("14").unwrap();
    writer.commit().unwrap();
    drop(writer);
    Index::open(folder).unwrap()
}

/// An expression and the plainest query for it.
fn random(index: &Index, dice: &mut Dice) -> (Expr, Box<dyn Query>) {
    let word = |it: &str| Expr::Word(Scope::Everywhere, it.to_owned());
    let term = |it: &str| -> Box<dyn Query> {
        let term = Term::from_field_text(index.fields.text, it);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    let (a, b) = (dice.word(), dice.word());
    let b =
        if a == b { WORDS[(WORDS.iter().position(|it| it == &a).unwrap() + 1) % 20] } else { b };
    let two = || vec![word(a), word(b)];
    let (expr, query) = match dice.below(9) {
        0 => (word(a), term(a)),
        1 => (Expr::And(two()), boolean(Occur::Must, vec![term(a), term(b)])),
        2 | 3 => (Expr::Or(two()), boolean(Occur::Should, vec![term(a), term(b)])),
        4 => {
            let any = two().into_iter().chain([word(WORDS[0])]).collect();
            let terms = [a, b, WORDS[0]].into_iter().map(term).collect();
            (Expr::Or(any), boolean(Occur::Should, terms))
        }
        5 => {
            let either = boolean(Occur::Should, vec![term(a), term(b)]);
            let both = Expr::And(vec![word(WORDS[0]), Expr::Or(two())]);
            (both, boolean(Occur::Must, vec![term(WORDS[0]), either]))
        }
        6 => phrase(index, &[a, b]),
        7 => phrase(index, &[a, b, WORDS[0]]),
        _ => {
            let (row, query) = phrase(index, &[a, WORDS[0]]);
            (Expr::And(vec![row, word(b)]), boolean(Occur::Must, vec![query, term(b)]))
        }
    };
    match dice.below(5) {
        0 => (expr, query),
        1 | 2 => filtered((expr, query), some_years(index, dice)),
        3 => filtered((expr, query), some_place(index, dice)),
        _ => {
            let within = filtered((expr, query), some_years(index, dice));
            filtered(within, some_place(index, dice))
        }
    }
}

fn phrase(index: &Index, words: &[&str]) -> (Expr, Box<dyn Query>) {
    let terms = words.iter().map(|it| Term::from_field_text(index.fields.text, it)).collect();
    let words = words.iter().map(|it| (*it).to_owned()).collect();
    (Expr::Phrase(Scope::Everywhere, words), Box::new(PhraseQuery::new(terms)))
}

/// A filter and the plainest query for it.
type Kept = (Filter, Box<dyn Query>);

fn some_years(index: &Index, dice: &mut Dice) -> Kept {
    let years = i32::try_from(1 + dice.below(24)).unwrap();
    let start = day(2000 + i32::try_from(dice.below(24)).unwrap(), 1);
    let end = day(chrono::Datelike::year(&start) + years, 1);
    let open = dice.below(4) == 0;
    let (from, to) = (Some(Bound::Day(start)), (!open).then_some(Bound::Day(end)));
    let period = Period { start: from, end: to, ..Period::default() };
    let bound = |it| Term::from_field_i64(index.fields.day, cells::day_number(it));
    let upper =
        if open { std::ops::Bound::Unbounded } else { std::ops::Bound::Excluded(bound(end)) };
    let range = RangeQuery::new(std::ops::Bound::Included(bound(start)), upper);
    (Filter::Published(period), Box::new(range))
}

fn some_place(index: &Index, dice: &mut Dice) -> Kept {
    let paths = ["/Asia", "/Asia/Pakistan", "/Europe/Germany/Berlin", "/Africa"];
    let path = paths[dice.below(paths.len())];
    let term = Term::from_field_text(index.fields.place, path);
    let filter = Filter::Place(PlacePath::from_text(path), None);
    (filter, Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}

fn filtered((expr, query): (Expr, Box<dyn Query>), (filter, keep): Kept) -> (Expr, Box<dyn Query>) {
    let keep: Box<dyn Query> = Box::new(ConstScoreQuery::new(keep, 0.0));
    (Expr::And(vec![expr, Expr::Filter(filter)]), boolean(Occur::Must, vec![query, keep]))
}

fn boolean(occur: Occur, parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(parts.into_iter().map(|it| (occur, it)).collect()))
}

/// Every match with its score, nothing skipped.
fn every(index: &Index, query: &dyn Query) -> FxHashMap<String, f32> {
    let weight = query.weight(index.scoring()).unwrap();
    let mut found = FxHashMap::default();
    for reader in index.searcher.segment_readers() {
        let ids = reader.fast_fields().str("id").unwrap().unwrap();
        let mut scorer = weight.scorer(reader, 1.0).unwrap();
        while scorer.doc() != TERMINATED {
            let doc = scorer.doc();
            if !reader.is_deleted(doc) {
                let mut id = String::new();
                ids.ord_to_str(ids.ords().first(doc).unwrap(), &mut id).unwrap();
                assert_eq!(found.insert(id, scorer.score()), None, "one article twice");
            }
            scorer.advance();
        }
    }
    found
}

#[test]
fn fast_ways_find_what_plain_ones_find() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(0x5EED);
    let index = index(folder.path(), &mut dice);
    assert!(index.searcher.segment_readers().len() > 2, "several segments");
    let close = |a: f32, b: f32| (a - b).abs() <= 1e-5 * a.abs().max(b.abs());
    let mut matched = 0;
    for number in 0..QUERIES {
        let (expr, query) = random(&index, &mut dice);
        let plain = every(&index, &*query);
        let mut order: Vec<(&String, f32)> = plain.iter().map(|(id, score)| (id, *score)).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut plan = Plan::new(expr.clone(), day(2024, 1));
        plan.limit = Some(1 + dice.below(20));
        let results = index.search(&plan).unwrap();
        assert_eq!(results.total, plain.len() as u64, "{expr:?}");
        assert_eq!(index.count(&expr).unwrap(), plain.len() as u64, "{expr:?}");
        assert_eq!(results.hits.len(), plain.len().min(plan.limit.unwrap()));
        for (hit, (id, score)) in results.hits.iter().zip(&order) {
            assert!(close(hit.score, plain[&hit.id]), "{expr:?}: {} {}", hit.id, hit.score);
            assert!(hit.id == **id || close(hit.score, *score), "{expr:?}: {} {id}", hit.id);
        }
        matched += results.hits.len();
        if number % 8 == 0 {
            pages_meet(&index, &plan, &results.hits);
            the_first_places_are_those_of_all(&index, &plan, &results.hits);
            counts_are_those_of_the_matches(&index, &plan, &plain);
        }
    }
    assert!(matched > QUERIES, "most queries find something");
}

/// The next page goes on where the first ended, and every hit of all is in one of them.
#[track_caller]
fn pages_meet(index: &Index, plan: &Plan, first: &[crate::search::Hit]) {
    let whole = index.search(&Plan { limit: None, ..plan.clone() }).unwrap();
    let whole: Vec<&String> = whole.hits.iter().map(|it| &it.id).collect();
    let mut paged: Vec<String> = first.iter().map(|it| it.id.clone()).collect();
    let mut next = index.search(plan).unwrap().next;
    while let Some(cursor) = next {
        let more = index.search(&Plan { cursor: Some(cursor), ..plan.clone() }).unwrap();
        paged.extend(more.hits.iter().map(|it| it.id.clone()));
        next = more.next;
    }
    assert_eq!(paged.iter().collect::<Vec<_>>(), whole, "{:?}", plan.matching);
}

/// What is left unnamed are the places behind the ones that are told.
#[track_caller]
fn the_first_places_are_those_of_all(index: &Index, plan: &Plan, all: &[crate::search::Hit]) {
    for (places, snippets) in [(0, 0), (1, 0), (1, 1), (2, 1)] {
        let some = index.search(&Plan { snippets, places, ..plan.clone() }).unwrap();
        for (hit, all) in some.hits.iter().zip(all) {
            let first = &all.places[..places.min(all.places.len())];
            assert_eq!((&hit.id, &*hit.places), (&all.id, first));
        }
    }
}

/// Counts by continent are those of a search for each of them.
#[track_caller]
fn counts_are_those_of_the_matches(index: &Index, plan: &Plan, plain: &FxHashMap<String, f32>) {
    let by = FacetBy::Place { depth: 1, root: None, role: None };
    let facets = vec![FacetRequest { by, limit: None }];
    let plan = Plan { facets, limit: Some(0), sort: Sort::Relevance, ..plan.clone() };
    let results = index.search(&plan).unwrap();
    for count in &results.facets[0].counts {
        let place: Box<dyn Query> = Box::new(TermQuery::new(
            Term::from_field_text(index.fields.place, &count.value),
            IndexRecordOption::Basic,
        ));
        let all: Box<dyn Query> = Box::new(AllQuery);
        let there = every(index, &*boolean(Occur::Must, vec![all, place]));
        let both = there.keys().filter(|it| plain.contains_key(*it)).count();
        assert_eq!(count.articles, both as u64, "{} {:?}", count.value, plan.matching);
    }
}
