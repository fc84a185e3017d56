//! Our line without the taggers: what is read is stemmed, made an entry and indexed.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use dateline::article::{Article, DateSource, Published};
use dateline::dedup::Signature;
use dateline::document::Document;
use dateline::index::{Maker, Means, Packing, Patience, State, Vocabulary, Writer, content_hash};
use dateline::language::{Language, Text};
use dateline::place::gazetteer::Gazetteer;

pub(crate) fn ingest(corpus: &Path, folder: &Path, threads: usize) {
    let gazetteer = Gazetteer::embedded();
    let means = Means { memory_bytes: 200 << 20, packing: Packing::Fast, ..Means::least() };
    let mut writer = Writer::open(folder, means, Some(gazetteer), None, &Patience::None).unwrap();
    let vocabulary = Arc::new(Vocabulary::default());
    let (to_make, lines) = crossbeam_channel::bounded::<String>(256);
    let (to_write, entries) = crossbeam_channel::bounded(256);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (lines, to_write) = (lines.clone(), to_write.clone());
            let vocabulary = Arc::clone(&vocabulary);
            scope.spawn(move || {
                let mut maker = Maker::of(vocabulary, gazetteer, 0);
                for line in lines {
                    let document = document(&line);
                    let hash = content_hash(&document.article, 0);
                    to_write.send(maker.make(&document, hash)).unwrap();
                }
            });
        }
        drop((lines, to_write));
        scope.spawn(move || {
            for line in BufReader::new(File::open(corpus).unwrap()).lines() {
                to_make.send(line.unwrap()).unwrap();
            }
        });
        for (number, entry) in (0..).zip(entries) {
            writer.add(entry, State::New, number).unwrap();
        }
    });
    writer.finish().unwrap();
}

fn document(line: &str) -> Document {
    let row: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let day = text("date").parse().unwrap();
    let article = Article {
        id: text("id"),
        title: text("title"),
        body: text("body"),
        published: Some(Published::on(day, DateSource::Field)),
        source: Some(text("source")),
        ..Article::default()
    };
    let sentences = Text::new(&article.body).sentences;
    Document {
        article,
        language: Language::ENGLISH,
        dateline: None,
        dates: Vec::new(),
        places: Vec::new(),
        sentences,
        signature: Signature::default(),
    }
}
