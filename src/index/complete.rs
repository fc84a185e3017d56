//! What the start of a word may become: words, places and publishers of the index.

use std::collections::BTreeMap;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, SegmentReader, TERMINATED, Term};

use crate::error::Result;
use crate::index::Index;
use crate::index::schema::column;
use crate::index::write::damaged;
use crate::language::analyze::Words;
use crate::search::{Completion, Completions, Vocabulary};
use crate::text;

impl Index {
    /// What `typed` may become, the commonest first, no more than `limit`.
    pub(crate) fn completions(
        &self,
        typed: &str,
        of: Vocabulary,
        limit: Option<usize>,
    ) -> Result<Completions> {
        let found = match of {
            Vocabulary::Words => self.words_from(&last_word(typed))?,
            Vocabulary::Places => self.places_from(text::fold(typed).trim())?,
            Vocabulary::Sources => self.sources_from(text::fold(typed).trim())?,
        };
        let mut best: Vec<Completion> = found
            .into_iter()
            .filter(|(_, articles)| *articles > 0)
            .map(|(text, articles)| Completion { text, articles })
            .collect();
        let total = best.len() as u64;
        best.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.text.cmp(&b.text)));
        best.truncate(limit.unwrap_or(usize::MAX));
        Ok(Completions { total, best })
    }

    /// Words that start so, with the number of articles that have them.
    fn words_from(&self, start: &str) -> Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        let field = self.fields.exact;
        self.each_term(field, start, |reader, word, articles| {
            *found.entry(word.to_owned()).or_default() += alive(reader, field, word, articles)?;
            Ok(())
        })?;
        Ok(found)
    }

    /// Paths whose last name starts so.
    fn places_from(&self, start: &str) -> Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        let field = self.fields.place;
        self.each_term(field, "/", |reader, path, articles| {
            let name = path.rsplit('/').next().unwrap_or(path);
            if text::fold(name).starts_with(start) {
                *found.entry(path.to_owned()).or_default() += alive(reader, field, path, articles)?;
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Publishers whose name starts so, as they are written.
    pub(crate) fn sources_from(&self, start: &str) -> Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        let field = self.fields.source;
        for reader in self.searcher.segment_readers() {
            let Some(names) = reader.fast_fields().str(column::SOURCE).map_err(damaged)? else {
                continue;
            };
            let mut last = String::new();
            let mut stream = names.dictionary().stream()?;
            while stream.advance() {
                let Ok(name) = std::str::from_utf8(stream.key()) else { continue };
                let folded = text::fold(name);
                // Two spellings of one name count as one: the first.
                if !folded.starts_with(start) || folded == last {
                    continue;
                }
                let term = Term::from_field_text(field, &folded);
                let articles = reader.inverted_index(field).map_err(damaged)?.doc_freq(&term)?;
                *found.entry(name.to_owned()).or_default() +=
                    alive(reader, field, &folded, articles)?;
                last = folded;
            }
        }
        Ok(found)
    }

    /// Gives every term of `field` that starts with `start` to `take`, segment by segment, with
    /// how many articles there have it, deleted ones included.
    pub(crate) fn each_term(
        &self,
        field: Field,
        start: &str,
        mut take: impl FnMut(&SegmentReader, &str, u32) -> Result<()>,
    ) -> Result<()> {
        for reader in self.searcher.segment_readers() {
            let terms = reader.inverted_index(field).map_err(damaged)?;
            let mut stream = terms.terms().range().ge(start.as_bytes()).into_stream()?;
            while stream.advance() {
                if !stream.key().starts_with(start.as_bytes()) {
                    break;
                }
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                take(reader, term, stream.value().doc_freq)?;
            }
        }
        Ok(())
    }
}

/// How many articles of a segment have a term, where so many have it with those deleted.
fn alive(reader: &SegmentReader, field: Field, term: &str, articles: u32) -> Result<u64> {
    let Some(alive) = reader.alive_bitset() else { return Ok(articles.into()) };
    let terms = reader.inverted_index(field).map_err(damaged)?;
    let term = Term::from_field_text(field, term);
    let Some(mut postings) = terms.read_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(0);
    };
    let mut count = 0;
    while postings.doc() != TERMINATED {
        count += u64::from(alive.is_alive(postings.doc()));
        postings.advance();
    }
    Ok(count)
}

/// The last word of what is typed, as the index has it.
fn last_word(typed: &str) -> String {
    let mut words = Words::new(typed);
    let mut last = String::new();
    while words.advance() {
        last = text::fold(words.lower());
    }
    last
}
