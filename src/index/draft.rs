//! `Draft`: a segment while articles are added to it.

use std::collections::BTreeSet;
use std::thread;

use tantivy::directory::TerminatingWrite as _;
use tantivy::fastfield::{FastFieldsWriter, write_alive_bitset};
use tantivy::index::{Segment, SegmentComponent, SegmentId, SegmentMeta};
use tantivy::{BitSet, DocId, Index, Term};

use crate::index::entry::Entry;
use crate::index::inverter::Inverter;
use crate::index::schema::Fields;
use crate::index::store::StoreWriter;

/// A segment that no one has seen yet.
pub(crate) struct Draft {
    segment: Segment,
    inverter: Inverter,
    columns: FastFieldsWriter,
    rows: StoreWriter,
    articles: DocId,
    /// Articles that were deleted since they were added.
    deleted: BTreeSet<DocId>,
}

impl Draft {
    /// A new one. What it writes before it is finished are articles.
    pub(crate) fn new(index: &Index, fields: Fields) -> tantivy::Result<Draft> {
        let segment = index.new_segment();
        let schema = index.schema();
        let tokenizers = index.fast_field_tokenizer().clone();
        let file = segment.open_write(SegmentComponent::Store)?;
        let rows = StoreWriter::new(file, index.settings(), fields.row)?;
        Ok(Draft {
            inverter: Inverter::new(&schema, fields),
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, tokenizers)?,
            segment,
            rows,
            articles: 0,
            deleted: BTreeSet::new(),
        })
    }

    /// How many bytes it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.inverter.bytes() + self.columns.mem_usage() + self.rows.bytes()
    }

    /// Adds an article, and says of which segment it is and which of its articles.
    pub(crate) fn add(&mut self, entry: &Entry) -> tantivy::Result<(SegmentId, DocId)> {
        self.inverter.add(entry);
        self.columns.add_document(entry)?;
        self.rows.add(&entry.row)?;
        self.articles += 1;
        Ok((self.segment.id(), self.articles - 1))
    }

    /// Deletes the articles with a term.
    pub(crate) fn delete(&mut self, term: &Term) {
        self.deleted.extend(self.inverter.articles_with(term));
    }

    /// Writes what is not written yet. `stamp` tells the files of one commit from those of others.
    pub(crate) fn finish(self, stamp: u64) -> tantivy::Result<SegmentMeta> {
        let Draft { segment, mut inverter, mut columns, rows, articles, deleted, .. } = self;
        // What packs them gives its memory back before more is taken.
        rows.close()?;
        let write_columns = || -> tantivy::Result<()> {
            let mut file = segment.open_write(SegmentComponent::FastFields)?;
            columns.serialize(&mut file, None)?;
            file.terminate()?;
            Ok(())
        };
        thread::scope(|scope| {
            let beside = scope.spawn(write_columns);
            let own = inverter.write(&segment);
            beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            own
        })?;
        let mut meta = segment.with_max_doc(articles);
        if !deleted.is_empty() {
            let mut alive = BitSet::with_max_value_and_full(articles);
            for article in deleted {
                alive.remove(article);
            }
            meta = write_deletes(meta, &alive, stamp)?;
        }
        Ok(meta.meta().clone())
    }
}

/// Writes which articles of a segment are left.
pub(crate) fn write_deletes(
    segment: Segment,
    alive: &BitSet,
    stamp: u64,
) -> tantivy::Result<Segment> {
    let deleted = segment.meta().max_doc() - u32::try_from(alive.len()).unwrap_or(u32::MAX);
    let segment = segment.with_delete_meta(deleted, stamp);
    let mut file = segment.open_write(SegmentComponent::Delete)?;
    write_alive_bitset(alive, &mut file)?;
    file.terminate()?;
    Ok(segment)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::merge_policy::NoMergePolicy;
    use tantivy::tokenizer::{LowerCaser, PreTokenizedString, RawTokenizer, TextAnalyzer, Token};
    use tantivy::{IndexWriter, TantivyDocument};

    use super::*;
    use crate::article::{Article, DateSource, Published};
    use crate::document;
    use crate::index::directory::Folder;
    use crate::index::entry::{Maker, Value};
    use crate::index::{Access, Packing, Vocabulary, open_tantivy, schema};
    use crate::place::gazetteer::Gazetteer;

    /// An entry as tantivy's own kind of document.
    fn plain(entry: &Entry, fields: &Fields) -> TantivyDocument {
        let terms = &entry.terms;
        let token = |number: u32, position: u32| {
            let text = terms.terms.of(number, |_, letters| letters.to_vec()).unwrap();
            let text = String::from_utf8(text).unwrap();
            Token { position: position as usize, text, ..Token::default() }
        };
        let mut document = TantivyDocument::default();
        let mut add = |field, tokens: Vec<Token>| {
            let text = String::new();
            document.add_pre_tokenized_text(field, PreTokenizedString { text, tokens });
        };
        let mut positions = terms.positions.iter();
        let mut stems = Vec::new();
        for (stem, count) in &terms.stems {
            stems.extend(positions.by_ref().take(*count as usize).map(|it| token(*stem, *it)));
        }
        add(fields.text, stems);
        add(fields.exact, terms.surfaces.iter().map(|it| token(*it, 0)).collect());
        for (field, found) in &terms.others {
            add(*field, found.iter().map(|it| token(it.0, it.1)).collect());
        }
        for (field, value) in &entry.values {
            match value {
                Value::Text(text) => document.add_text(*field, text),
                Value::Number(number) => document.add_u64(*field, *number),
                Value::Signed(number) => document.add_i64(*field, *number),
            }
        }
        document.add_bytes(fields.row, &entry.row);
        document
    }

    fn article(number: usize) -> Article {
        let bodies = [
            "PESHAWAR, Jan 5 (Reuters) - Militants killed 12 people on Tuesday. More died in 2021.",
            "La situación es crítica en la ciudad de Bogotá. Los niños y las niñas lo saben bien.",
            "東京都で大きな地震がありました。",
            "",
        ];
        let words: Vec<String> = (0..number % 300).map(|it| format!("w{}", it * number)).collect();
        let long = "word ".repeat(if number.is_multiple_of(50) { 200 } else { 0 });
        let day = chrono::NaiveDate::from_yo_opt(2023, 1 + u32::try_from(number).unwrap() % 365);
        Article {
            id: format!("a{number}"),
            title: format!("Title {number} of the Khyber Pakhtunkhwa police {long}"),
            body: format!("{} {}", bodies[number % bodies.len()], words.join(" ")),
            published: day.map(|it| Published::on(it, DateSource::Field)),
            source: (!number.is_multiple_of(3)).then(|| format!("The Source {}", number % 7)),
            url: (!number.is_multiple_of(2)).then(|| format!("https://example.org/News/{number}")),
            path: format!("{}.jsonl", number % 5),
            ..Article::default()
        }
    }

    fn folder() -> (tempfile::TempDir, Index, Fields) {
        let folder = tempfile::tempdir().unwrap();
        let opened = Folder::open(folder.path(), Access::Mapped).unwrap().for_writing().unwrap();
        opened.begin(String::new());
        let (index, fields) = open_tantivy(opened, Some(Packing::Fast)).unwrap();
        (folder, index, fields)
    }

    #[test]
    fn the_files_are_those_that_tantivy_writes() {
        let (ours, index, fields) = folder();
        let (theirs, plainly, _) = folder();
        let folding = TextAnalyzer::builder(RawTokenizer::default()).filter(LowerCaser).build();
        plainly.tokenizers().register(schema::FOLDED, folding);
        plainly.tokenizers().register(schema::FOUND, RawTokenizer::default());
        let mut writer: IndexWriter = plainly.writer_with_num_threads(1, 50_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut draft = Draft::new(&index, fields).unwrap();
        let gazetteer = Gazetteer::embedded();
        // Two that number their terms alike, and one that does not.
        let vocabulary = Arc::new(Vocabulary::default());
        let maker = || Maker::of(Arc::clone(&vocabulary), gazetteer, 0);
        let mut makers = [maker(), maker(), Maker::new(gazetteer, 0)];
        // What the makers have met before is not in the segment.
        for maker in &mut makers {
            maker.make(&document::annotate(article(3_999), gazetteer), 7);
        }
        for number in 0..400 {
            let document = document::annotate(article(number), gazetteer);
            let mut entry = makers[number % 3].make(&document, 7);
            entry.tell(&fields, number as u64 / 2);
            writer.add_document(plain(&entry, &fields)).unwrap();
            draft.add(&entry).unwrap();
        }
        writer.commit().unwrap();
        let own = draft.finish(1).unwrap();
        let [their] = plainly.searchable_segment_metas().unwrap().try_into().unwrap();
        for part in ["fieldnorm", "term", "idx", "pos", "fast", "store"] {
            let read = |folder: &tempfile::TempDir, segment: &SegmentMeta| {
                let name = format!("{}.{part}", segment.id().uuid_string());
                std::fs::read(folder.path().join(name)).unwrap()
            };
            assert!(read(&ours, &own) == read(&theirs, &their), "{part}");
        }
    }
}
