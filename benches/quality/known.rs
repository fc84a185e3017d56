//! Known items: the headline of a wire story as the query, its body as the one right answer.

use std::path::Path;

use dateline::search::Engine;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{Index, TantivyDocument, Term};

use crate::{articles, rank};

/// Every so many headlines is asked for.
const EVERY: usize = 5;

/// Headlines of fewer words tell too little, and so do bodies of fewer bytes.
const WORDS_MIN: usize = 4;
const BYTES_MIN: usize = 200;

/// How far down the answer is looked for.
const DEPTH: usize = 100;

/// The mean reciprocal rank, here and with plain tantivy: its default and its English tokenizer.
pub(crate) fn score(set: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = String::new();
    let mut asked = Vec::new();
    let articles = articles(set);
    let told = articles.iter().filter(|it| {
        it.title.split_whitespace().count() >= WORDS_MIN && it.body.len() >= BYTES_MIN
    });
    for (number, article) in told.enumerate() {
        let row = serde_json::json!({ "id": article.id, "title": "", "body": article.body });
        corpus += &format!("{row}\n");
        if number % EVERY == 0 {
            // In small letters no word is an operator.
            asked.push((article.id.clone(), article.title.to_lowercase()));
        }
    }
    std::fs::write(folder.path().join("corpus.jsonl"), &corpus).unwrap();
    let index = rank::ingest(folder.path(), &folder.path().join("index"));
    let mean = |ask: &dyn Fn(&str) -> Vec<String>| {
        let reciprocal = |(id, words): &(String, String)| {
            ask(words).iter().position(|it| it == id).map_or(0.0, |it| 1.0 / (it as f64 + 1.0))
        };
        asked.iter().map(reciprocal).sum::<f64>() / asked.len() as f64
    };
    let plain = ["default", "en_stem"].map(|tokenizer| {
        let bare = Bare::new(tokenizer, &corpus);
        mean(&|words| bare.ask(words))
    });
    let ours = rank::orders()
        .into_iter()
        .map(|order| mean(&|words| rank::ask(&index, words, &order, DEPTH)));
    let means = plain.into_iter().chain(ours).map(|it| format!("{it:.3}"));
    let means = means.collect::<Vec<_>>().join(" ");
    let all = index.stats().unwrap().articles;
    format!("{means}  ({} of {all} articles)", asked.len())
}

/// Plain tantivy: one field, its own tokenizer, any word, BM25.
struct Bare {
    index: Index,
    tokenizer: &'static str,
}

impl Bare {
    fn new(tokenizer: &'static str, corpus: &str) -> Bare {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqs);
        let body =
            schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let id = schema.add_text_field("id", STRING | STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 100 << 20).unwrap();
        for line in corpus.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let mut document = TantivyDocument::default();
            document.add_text(body, row["body"].as_str().unwrap());
            document.add_text(id, row["id"].as_str().unwrap());
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        Bare { index, tokenizer }
    }

    fn ask(&self, words: &str) -> Vec<String> {
        let schema = self.index.schema();
        let (body, id) = (schema.get_field("body").unwrap(), schema.get_field("id").unwrap());
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut tokenizer = self.index.tokenizers().get(self.tokenizer).unwrap();
        tokenizer.token_stream(words).process(&mut |token| {
            let term = Term::from_field_text(body, &token.text);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, Box::new(query)));
        });
        let searcher = self.index.reader().unwrap().searcher();
        let best = TopDocs::with_limit(DEPTH).order_by_score();
        let found = searcher.search(&BooleanQuery::new(clauses), &best).unwrap();
        let name = |(_, address)| {
            let document: TantivyDocument = searcher.doc(address).unwrap();
            document.get_first(id).and_then(|it| it.as_str()).unwrap().to_owned()
        };
        found.into_iter().map(name).collect()
    }
}
