//! The same articles in plain tantivy: the very terms at the very positions that our index has,
//! so that totals and scores must be the same, and none of our columns, rows and filters.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use dateline::language::analyze::{Analyzer, Term as OurTerm};
use dateline::search::Engine as _;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT, Value as _,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{DocAddress, Index, Searcher, TantivyDocument, Term};

/// Where the second copy of the title starts, and where the body: as in our index.
const TITLE_AGAIN: u32 = 500;
const BODY: u32 = 1_000;

pub(crate) struct Plain {
    pub(crate) searcher: Searcher,
    text: Field,
    day: Field,
    place: Field,
    title: Field,
    body: Field,
}

/// What is asked of an article of the corpus.
pub(crate) struct Seed {
    pub(crate) words: Vec<String>,
    pub(crate) year: i32,
    pub(crate) countries: Vec<String>,
}

impl Plain {
    /// Indexes the corpus, all in one segment; gives every `step`th article to ask for, too.
    /// The places of each article are those that `ours` has, which learnt where outlets are at home.
    pub(crate) fn build(
        corpus: &Path,
        ours: &dateline::index::Index,
        folder: &Path,
        step: usize,
    ) -> (Plain, Vec<Seed>) {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let title = schema.add_text_field("title", STORED);
        let body = schema.add_text_field("body", STORED);
        let day = schema.add_i64_field("day", INDEXED | FAST);
        let place = schema.add_text_field("place", STRING);
        let index = Index::create_in_dir(folder, schema.build()).unwrap();
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 400 << 20).unwrap();
        let mut seeds = Vec::new();
        let mut analyzer = Analyzer::new(dateline::language::Language::ENGLISH);
        for (number, line) in BufReader::new(File::open(corpus).unwrap()).lines().enumerate() {
            let row: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let get = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let date: chrono::NaiveDate = get("date").parse().unwrap();
            let stored = ours.get(&get("id")).unwrap().expect("an article of the corpus");
            let article = &stored.article;
            let mut tokens = Vec::new();
            for (start, part) in [(0, &article.title), (TITLE_AGAIN, &article.title)] {
                analyzer.each(part, |term| push(&mut tokens, start, &term));
            }
            analyzer.each(&article.body, |term| push(&mut tokens, BODY, &term));
            let mut paths: Vec<String> = Vec::new();
            for mention in stored.places.iter().filter(|it| it.counts) {
                let mut at = Some(mention.place.path.clone());
                while let Some(path) = at.filter(|it| !it.as_str().is_empty()) {
                    paths.push(path.as_str().to_owned());
                    at = path.parent();
                }
            }
            paths.sort_unstable();
            paths.dedup();
            if number % step == 0 {
                let words = article.body.split_whitespace();
                seeds.push(Seed {
                    words: words.map(str::to_owned).collect(),
                    year: chrono::Datelike::year(&date),
                    countries: paths.iter().filter(|it| depth(it) == 2).cloned().collect(),
                });
            }
            let mut document = TantivyDocument::default();
            let text_value = PreTokenizedString { text: String::new(), tokens };
            document.add_pre_tokenized_text(text, text_value);
            document.add_text(title, &article.title);
            document.add_text(body, &article.body);
            document.add_i64(day, i64::from(date.to_epoch_days()));
            for path in &paths {
                document.add_text(place, path);
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let segments = index.searchable_segment_ids().unwrap();
        if segments.len() > 1 {
            writer.merge(&segments).wait().unwrap();
        }
        writer.wait_merging_threads().unwrap();
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(searcher.segment_readers().len(), 1, "one segment, as ours");
        (Plain { searcher, text, day, place, title, body }, seeds)
    }

    pub(crate) fn term(&self, stem: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(self.text, stem);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }

    pub(crate) fn phrase(&self, stems: &[String]) -> Box<dyn Query> {
        let terms = stems.iter().map(|it| Term::from_field_text(self.text, it));
        Box::new(PhraseQuery::new(terms.collect()))
    }

    pub(crate) fn days(&self, first: i64, end: i64) -> Box<dyn Query> {
        let bound = |day| Term::from_field_i64(self.day, day);
        Box::new(filter(Box::new(RangeQuery::new(
            std::ops::Bound::Included(bound(first)),
            std::ops::Bound::Excluded(bound(end)),
        ))))
    }

    pub(crate) fn place(&self, path: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(self.place, path);
        Box::new(filter(Box::new(TermQuery::new(term, IndexRecordOption::Basic))))
    }

    pub(crate) fn top(&self, query: &dyn Query) -> Vec<(f32, DocAddress)> {
        self.searcher.search(query, &TopDocs::with_limit(10).order_by_score()).unwrap()
    }

    pub(crate) fn top_and_total(&self, query: &dyn Query) -> (Vec<(f32, DocAddress)>, usize) {
        let top = self.top(query);
        (top, self.searcher.search(query, &Count).unwrap())
    }

    /// The hits with what is shown of them, from the store.
    pub(crate) fn titles(&self, hits: &[(f32, DocAddress)]) -> usize {
        let mut bytes = 0;
        for (_, address) in hits {
            let stored: TantivyDocument = self.searcher.doc(*address).unwrap();
            for field in [self.title, self.body] {
                bytes += stored.get_first(field).and_then(|it| it.as_str()).unwrap_or("").len();
            }
        }
        bytes
    }
}

fn filter(query: Box<dyn Query>) -> tantivy::query::ConstScoreQuery {
    tantivy::query::ConstScoreQuery::new(query, 0.0)
}

/// All of these.
pub(crate) fn all(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(queries.into_iter().map(|it| (Occur::Must, it)).collect()))
}

/// Any of these.
pub(crate) fn any(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(queries.into_iter().map(|it| (Occur::Should, it)).collect()))
}

fn depth(path: &str) -> usize {
    path.bytes().filter(|it| *it == b'/').count()
}

fn push(tokens: &mut Vec<Token>, start: u32, term: &OurTerm<'_>) {
    let position = (start + term.position) as usize;
    for text in std::iter::once(term.stem).chain(term.bare) {
        tokens.push(Token { position, text: text.to_owned(), ..Token::default() });
    }
}
