//! The bare program: tantivy with title, body with positions, stored text, a date and a facet, two
//! threads, a budget of 200 MB; no stems, no tagging. What every figure is held against.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use tantivy::schema::{FAST, FacetOptions, INDEXED, STORED, Schema, TEXT};
use tantivy::{Index, TantivyDocument};

pub(crate) fn ingest(corpus: &Path, folder: &Path) {
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", TEXT | STORED);
    let body = schema.add_text_field("body", TEXT | STORED);
    let day = schema.add_i64_field("day", INDEXED | FAST);
    let source = schema.add_facet_field("source", FacetOptions::default());
    let index = Index::create_in_dir(folder, schema.build()).unwrap();
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, 200 << 20).unwrap();
    for line in BufReader::new(File::open(corpus).unwrap()).lines() {
        let row: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let mut document = TantivyDocument::default();
        document.add_text(title, text("title"));
        document.add_text(body, text("body"));
        let days = chrono::NaiveDate::parse_from_str(text("date"), "%Y-%m-%d").unwrap();
        document.add_i64(day, (days - chrono::NaiveDate::default()).num_days());
        document.add_facet(source, &format!("/{}", text("source")));
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}
