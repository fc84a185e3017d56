//! `Inverter`: the inverted index of a segment while it grows, in memory.
//!
//! Tantivy looks every word of a text up by its letters. Here they come numbered
//! ([`crate::index::lexicon`]) and grouped by term, so that a term costs one step an article. What
//! is written is what tantivy would write, byte for byte.

use std::hint::black_box;
use std::sync::Arc;

use tantivy::fieldnorm::{FieldNormReaders, FieldNormsWriter};
use tantivy::index::Segment;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::{Field, FieldType, IndexRecordOption, Schema};
use tantivy::{DocId, Term};

use crate::index::dictionary::Dictionary;
use crate::index::entry::{Entry, Value};
use crate::index::lexicon::{Numbered, Terms};
use crate::index::lists::{List, Lists};
use crate::index::schema::{self, Fields};
use crate::index::varint;
use crate::text;

/// How the values of a field become terms.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Indexed {
    /// They do not.
    Not,
    /// Each is one.
    Whole,
    /// Each is one, folded.
    Folded,
    /// Each is a number: eight bytes, the highest first, which sort as it does.
    Number,
    /// They come as terms, with positions or without.
    Found { positions: bool },
}

impl Indexed {
    fn of(kind: &FieldType) -> Indexed {
        match kind {
            FieldType::Str(options) => match options.get_indexing_options() {
                None => Indexed::Not,
                Some(it) if it.tokenizer() == schema::FOUND => {
                    let positions = it.index_option() == IndexRecordOption::WithFreqsAndPositions;
                    Indexed::Found { positions }
                }
                Some(it) if it.tokenizer() == schema::FOLDED => Indexed::Folded,
                Some(_) => Indexed::Whole,
            },
            FieldType::U64(options) if options.is_indexed() => Indexed::Number,
            _ => Indexed::Not,
        }
    }
}

/// The articles of a term, in rising order: how many it is from the one before; then, where there
/// are positions, how many of them, and how many each is from the one before.
#[derive(Clone, Copy, Debug, Default)]
struct Articles {
    list: List,
    last: DocId,
    count: u32,
}

/// See [the module](self).
pub(crate) struct Inverter {
    fields: Fields,
    indexed: Vec<Indexed>,
    terms: Dictionary,
    /// By term.
    articles_with: Vec<Articles>,
    lists: Lists,
    /// How often there is any term, by field.
    tokens: Vec<u64>,
    norms: FieldNormsWriter,
    /// Of each lexicon the numbers of its terms here, [`UNMET`] before they come.
    known: Vec<(Arc<Terms>, Vec<u32>)>,
    articles: DocId,
    folded: String,
    /// The stems and words of one article.
    here: Vec<Option<u32>>,
    /// Terms of one field of one article, with their positions.
    found: Vec<(u32, u32)>,
}

impl Inverter {
    pub(crate) fn new(schema: &Schema, fields: Fields) -> Inverter {
        let indexed: Vec<Indexed> =
            schema.fields().map(|(_, entry)| Indexed::of(entry.field_type())).collect();
        Inverter {
            fields,
            tokens: vec![0; indexed.len()],
            indexed,
            terms: Dictionary::default(),
            articles_with: Vec::new(),
            lists: Lists::default(),
            norms: FieldNormsWriter::for_schema(schema),
            known: Vec::new(),
            articles: 0,
            folded: String::new(),
            here: Vec::new(),
            found: Vec::new(),
        }
    }

    /// How many bytes it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let known: usize = self.known.iter().map(|it| it.1.capacity() * 4).sum();
        let articles = self.articles_with.capacity() * size_of::<Articles>();
        self.terms.bytes() + articles + self.lists.bytes() + known + self.norms.mem_usage()
    }

    /// Adds the next article.
    pub(crate) fn add(&mut self, entry: &Entry) {
        self.terms(&entry.terms);
        for (field, value) in &entry.values {
            let indexed = self.indexed[field.field_id() as usize];
            match (indexed, value) {
                (Indexed::Whole, Value::Text(text)) => self.one(*field, text.as_bytes()),
                (Indexed::Folded, Value::Text(text)) => {
                    let mut folded = std::mem::take(&mut self.folded);
                    folded.clear();
                    text::fold_into(text, &mut folded);
                    self.one(*field, folded.as_bytes());
                    self.folded = folded;
                }
                (Indexed::Number, Value::Number(number)) => {
                    self.one(*field, &number.to_be_bytes());
                    self.norms.record(self.articles, *field, 1);
                }
                _ => {}
            }
        }
        self.articles += 1;
    }

    /// The articles of this segment so far that have a term.
    pub(crate) fn articles_with(&self, term: &Term) -> Vec<DocId> {
        let Some(number) = self.terms.find(term.field(), term.serialized_value_bytes()) else {
            return Vec::new();
        };
        let mut bytes = Vec::new();
        self.lists.read(&self.articles_with[number as usize].list, &mut bytes);
        let has_positions =
            self.indexed[term.field().field_id() as usize] == Indexed::Found { positions: true };
        let mut articles = Vec::new();
        each(&bytes, has_positions, &mut Vec::new(), |article, _| articles.push(article));
        articles
    }

    /// Adds the terms that were found in this article.
    fn terms(&mut self, numbered: &Numbered) {
        let known = self.known.iter().position(|it| Arc::ptr_eq(&it.0, &numbered.terms));
        let known = known.unwrap_or_else(|| {
            // Of a lexicon that is no more no more terms come.
            self.known.retain(|it| Arc::strong_count(&it.0) > 1);
            self.known.push((Arc::clone(&numbered.terms), Vec::new()));
            self.known.len() - 1
        });
        let (terms, mut numbers) = std::mem::take(&mut self.known[known]);
        // The lists end all over the memory: looked at beforehand, most of the waiting is done at
        // once.
        let mut here = std::mem::take(&mut self.here);
        here.clear();
        let all = numbered.stems.iter().map(|it| &it.0).chain(&numbered.surfaces);
        here.extend(all.map(|it| self.number_here(*it, &terms, &mut numbers)));
        let articles = here.iter().flatten().map(|it| &self.articles_with[*it as usize]);
        black_box(articles.map(|it| self.lists.touch_end(&it.list)).fold(0, |all, it| all ^ it));
        let (stems, surfaces) = here.split_at(numbered.stems.len());
        let mut positions = numbered.positions.as_slice();
        let mut tokens = 0;
        for ((_, count), number) in numbered.stems.iter().zip(stems) {
            let (own, rest) = positions.split_at(*count as usize);
            positions = rest;
            if let Some(number) = number {
                tokens += count;
                self.list(*number, own);
            }
        }
        self.count(self.fields.text, tokens as usize);
        self.norms.record(self.articles, self.fields.text, tokens);
        for number in surfaces.iter().flatten() {
            self.once(*number);
        }
        self.count(self.fields.exact, surfaces.iter().flatten().count());
        self.here = here;
        for (field, found) in &numbered.others {
            self.found.clear();
            for (term, position) in found {
                if let Some(number) = self.number_here(*term, &terms, &mut numbers) {
                    self.found.push((number, *position));
                }
            }
            self.count(*field, self.found.len());
            if self.indexed[field.field_id() as usize] == (Indexed::Found { positions: true }) {
                self.positions();
            } else {
                for at in 0..self.found.len() {
                    self.once(self.found[at].0);
                }
            }
        }
        self.known[known] = (terms, numbers);
    }

    /// The number here of a term that a lexicon has; none for one that is too long to be indexed.
    fn number_here(&mut self, term: u32, terms: &Terms, numbers: &mut Vec<u32>) -> Option<u32> {
        let at = term as usize;
        if numbers.len() <= at {
            numbers.resize(at + 1, UNMET);
        }
        if numbers[at] == UNMET {
            let number = terms.of(term, |field, letters| self.number(field, letters));
            numbers[at] = number.flatten().unwrap_or(NONE);
        }
        (numbers[at] != NONE).then_some(numbers[at])
    }

    fn count(&mut self, field: Field, tokens: usize) {
        self.tokens[field.field_id() as usize] += tokens as u64;
    }

    /// A term that is all of a value.
    fn one(&mut self, field: Field, term: &[u8]) {
        if let Some(number) = self.number(field, term) {
            self.count(field, 1);
            self.once(number);
        }
    }

    /// The number of a term; none for one that is too long to be indexed.
    fn number(&mut self, field: Field, term: &[u8]) -> Option<u32> {
        if term.len() > TERM_BYTES_MAX {
            return None;
        }
        let number = self.terms.number(field, term);
        if self.articles_with.len() <= number as usize {
            self.articles_with.push(Articles::default());
        }
        Some(number)
    }

    /// Adds this article to a list without positions.
    fn once(&mut self, number: u32) {
        let articles = &mut self.articles_with[number as usize];
        if articles.count > 0 && articles.last == self.articles {
            return;
        }
        let since = self.articles - articles.last;
        articles.last = self.articles;
        articles.count += 1;
        self.lists.push(&mut articles.list, since);
    }

    /// Adds this article to the lists of what was found.
    fn positions(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        // Stable: where a term stands rises.
        found.sort_by_key(|it| it.0);
        let mut own = Vec::new();
        for group in found.chunk_by(|a, b| a.0 == b.0) {
            own.clear();
            own.extend(group.iter().map(|it| it.1));
            self.list(group[0].0, &own);
        }
        self.found = found;
    }

    /// Adds this article to a list with positions.
    fn list(&mut self, number: u32, positions: &[u32]) {
        let articles = &mut self.articles_with[number as usize];
        let since = self.articles - articles.last;
        articles.last = self.articles;
        articles.count += 1;
        // A copy, since it is changed at each step.
        let mut list = articles.list;
        self.lists.push(&mut list, since);
        self.lists.push(&mut list, u32::try_from(positions.len()).unwrap_or(u32::MAX));
        let mut last = 0;
        for position in positions {
            self.lists.push(&mut list, position - last);
            last = *position;
        }
        articles.list = list;
    }

    /// Writes the files of the segment that are its inverted index.
    pub(crate) fn write(&mut self, segment: &Segment) -> tantivy::Result<()> {
        use tantivy::fieldnorm::FieldNormsSerializer;
        use tantivy::index::SegmentComponent::FieldNorms;
        self.norms.fill_up_to_max_doc(self.articles);
        let norms = FieldNormsSerializer::from_write(segment.open_write(FieldNorms)?)?;
        self.norms.serialize(norms, None)?;
        let norms = FieldNormReaders::open(segment.open_read(FieldNorms)?)?;
        // Most are told apart by their first letters, without a look at where the others are.
        let mut terms: Vec<(u32, u64, &[u8], u32)> = (0..self.terms.len())
            .filter_map(|number| {
                let (field, letters) = self.terms.term(number)?;
                Some((field.field_id(), head(letters), letters, number))
            })
            .collect();
        terms.sort_unstable();
        let mut serializer = InvertedIndexSerializer::open(segment)?;
        for group in terms.chunk_by(|a, b| a.0 == b.0) {
            let field = Field::from_field_id(group[0].0);
            let tokens = self.tokens[field.field_id() as usize];
            let mut serializer = serializer.new_field(field, tokens, norms.get_field(field)?)?;
            self.write_field(self.indexed[field.field_id() as usize], group, &mut serializer)?;
            serializer.close()?;
        }
        serializer.close()?;
        Ok(())
    }

    fn write_field(
        &self,
        indexed: Indexed,
        terms: &[(u32, u64, &[u8], u32)],
        serializer: &mut FieldSerializer<'_>,
    ) -> std::io::Result<()> {
        let has_positions = indexed == Indexed::Found { positions: true };
        let (mut bytes, mut positions) = (Vec::new(), Vec::new());
        for some in terms.chunks(TERMS_AHEAD) {
            // Terms that follow each other by their letters lie all over the memory, too.
            let start = |it: &(u32, u64, &[u8], u32)| {
                let letter = it.2.last().copied().unwrap_or_default();
                letter ^ self.lists.touch_start(&self.articles_with[it.3 as usize].list)
            };
            black_box(some.iter().map(start).fold(0, |all, it| all ^ it));
            for (_, _, letters, number) in some {
                let articles = &self.articles_with[*number as usize];
                bytes.clear();
                self.lists.read(&articles.list, &mut bytes);
                let count = if has_positions { articles.count } else { 0 };
                serializer.new_term(letters, count, has_positions)?;
                each(&bytes, has_positions, &mut positions, |article, positions| {
                    let count = u32::try_from(positions.len()).unwrap_or(u32::MAX);
                    serializer.write_doc(article, count, positions);
                });
                serializer.close_term()?;
            }
        }
        Ok(())
    }
}

/// Tantivy indexes no longer term than this.
const TERM_BYTES_MAX: usize = u16::MAX as usize - 5;

/// So many terms are looked at together before they are written.
const TERMS_AHEAD: usize = 64;

/// The number of a term that is not indexed.
const NONE: u32 = u32::MAX;

/// The number of a term that no article of the segment has had.
const UNMET: u32 = u32::MAX - 1;

/// Gives each article of a list to `take`, with how many each of its positions is from the one
/// before.
fn each(
    mut bytes: &[u8],
    has_positions: bool,
    positions: &mut Vec<u32>,
    mut take: impl FnMut(DocId, &[u32]),
) {
    let mut article = 0;
    while !bytes.is_empty() {
        article += pull(&mut bytes);
        positions.clear();
        if has_positions {
            let count = pull(&mut bytes);
            positions.extend((0..count).map(|_| pull(&mut bytes)));
        }
        take(article, positions);
    }
}

/// The first eight letters as a number that sorts as they do; what is missing is nought.
fn head(letters: &[u8]) -> u64 {
    let mut head = [0; 8];
    for (to, from) in head.iter_mut().zip(letters) {
        *to = *from;
    }
    u64::from_be_bytes(head)
}

/// The next number of a list, which we have written.
fn pull(bytes: &mut &[u8]) -> u32 {
    varint::pull(bytes).and_then(|it| u32::try_from(it).ok()).unwrap_or_default()
}
