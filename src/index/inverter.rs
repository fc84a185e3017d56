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
use crate::index::lexicon::{MET_BYTES, Numbered, TERM_BYTES_MAX, Terms};
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
    fn is_found(self) -> bool {
        matches!(self, Indexed::Found { .. })
    }

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

impl Articles {
    /// Adds an article, once, where there are no positions.
    fn add(&mut self, article: DocId, lists: &mut Lists) {
        if self.count > 0 && self.last == article {
            return;
        }
        let since = article - self.last;
        self.last = article;
        self.count += 1;
        lists.push(&mut self.list, since);
    }
}

/// See [the module](self).
pub(crate) struct Inverter {
    fields: Fields,
    indexed: Vec<Indexed>,
    /// The terms of what is found, as those number them that tag.
    terms: Arc<Terms>,
    /// By term.
    articles_with: Vec<Articles>,
    /// What is a value as a whole: much of that no other article has.
    values: Dictionary,
    articles_of: Vec<Articles>,
    lists: Lists,
    /// How often there is any term, by field.
    tokens: Vec<u64>,
    norms: FieldNormsWriter,
    /// Where terms were numbered anew since, the numbers that they have here, [`UNMET`] before
    /// they come.
    others: Vec<(Arc<Terms>, Vec<u32>)>,
    articles: DocId,
    folded: String,
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
            terms: Arc::default(),
            articles_with: Vec::new(),
            values: Dictionary::default(),
            articles_of: Vec::new(),
            lists: Lists::default(),
            norms: FieldNormsWriter::for_schema(schema),
            others: Vec::new(),
            articles: 0,
            folded: String::new(),
            found: Vec::new(),
        }
    }

    /// How many bytes it takes in memory, with those that a thread that tags keeps for each term.
    pub(crate) fn bytes(&self) -> usize {
        let others: usize = self.others.iter().map(|it| 4 * it.1.len()).sum();
        let met = self.articles_with.len() * MET_BYTES;
        let articles = (self.articles_with.len() + self.articles_of.len()) * size_of::<Articles>();
        let terms = self.terms.dictionary().bytes() + met + self.values.bytes() + others;
        terms + articles + self.lists.bytes() + self.norms.mem_usage()
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
        let indexed = self.indexed[term.field().field_id() as usize];
        let letters = term.serialized_value_bytes();
        let number = if indexed.is_found() {
            self.terms.dictionary().find(term.field(), letters)
        } else {
            self.values.find(term.field(), letters)
        };
        let its = number.and_then(|it| self.articles_by(indexed).get(it as usize));
        let Some(its) = its else { return Vec::new() };
        let mut bytes = Vec::new();
        self.lists.read(&its.list, &mut bytes);
        let has_positions = indexed == Indexed::Found { positions: true };
        let mut articles = Vec::new();
        each(&bytes, has_positions, &mut Vec::new(), |article, _| articles.push(article));
        articles
    }

    /// The articles of the terms of a field, by their numbers.
    fn articles_by(&self, indexed: Indexed) -> &[Articles] {
        if indexed.is_found() { &self.articles_with } else { &self.articles_of }
    }

    /// Adds the terms that were found in this article.
    fn terms(&mut self, numbered: &Numbered) {
        if self.articles == 0 {
            // Those before were of the last segment, and some articles that come are numbered so.
            self.terms = numbered.terms.latest();
        }
        let others = self.translate(numbered);
        let here = |term: u32| others.as_ref().map_or(term, |(_, numbers)| numbers[term as usize]);
        let terms = self.terms.dictionary().len() as usize;
        if self.articles_with.len() < terms {
            self.articles_with.resize(terms, Articles::default());
        }
        // The lists end all over the memory: looked at beforehand, most of the waiting is done at
        // once.
        let all = numbered.stems.iter().map(|it| &it.0).chain(&numbered.surfaces);
        let articles = all.map(|it| &self.articles_with[here(*it) as usize]);
        black_box(articles.map(|it| self.lists.touch_end(&it.list)).fold(0, |all, it| all ^ it));
        let mut positions = numbered.positions.as_slice();
        for (term, count) in &numbered.stems {
            let (own, rest) = positions.split_at(*count as usize);
            positions = rest;
            self.list(here(*term), own);
        }
        self.count(self.fields.text, numbered.positions.len());
        let tokens = u32::try_from(numbered.positions.len()).unwrap_or(u32::MAX);
        self.norms.record(self.articles, self.fields.text, tokens);
        for term in &numbered.surfaces {
            self.once(here(*term));
        }
        self.count(self.fields.exact, numbered.surfaces.len());
        for (field, found) in &numbered.others {
            self.count(*field, found.len());
            if self.indexed[field.field_id() as usize] == (Indexed::Found { positions: true }) {
                self.found.clear();
                self.found.extend(found.iter().map(|(term, position)| (here(*term), *position)));
                self.positions();
            } else {
                for (term, _) in found {
                    self.once(here(*term));
                }
            }
        }
        self.others.extend(others);
    }

    /// Where the terms of an article are not numbered as here, their numbers here by theirs; it is
    /// to be put back.
    fn translate(&mut self, numbered: &Numbered) -> Option<(Arc<Terms>, Vec<u32>)> {
        // Of those that no lexicon and no other article goes by no more come.
        self.others.retain(|it| Arc::strong_count(&it.0) > 1);
        if Arc::ptr_eq(&self.terms, &numbered.terms) {
            return None;
        }
        let known = self.others.iter().position(|it| Arc::ptr_eq(&it.0, &numbered.terms));
        let (terms, mut numbers) = if let Some(known) = known {
            self.others.swap_remove(known)
        } else {
            (Arc::clone(&numbered.terms), Vec::new())
        };
        let words = numbered.stems.iter().map(|it| it.0).chain(numbered.surfaces.iter().copied());
        let found = numbered.others.iter().flat_map(|it| &it.1).map(|it| it.0);
        for term in words.chain(found) {
            let at = term as usize;
            if numbers.len() <= at {
                numbers.resize(at + 1, UNMET);
            }
            if numbers[at] == UNMET {
                let own = &self.terms;
                let number =
                    terms.of(term, |field, letters| own.dictionary().number(field, letters));
                numbers[at] = number.unwrap_or(UNMET);
            }
        }
        Some((terms, numbers))
    }

    fn count(&mut self, field: Field, tokens: usize) {
        self.tokens[field.field_id() as usize] += tokens as u64;
    }

    /// A term that is all of a value; one that is too long is not indexed.
    fn one(&mut self, field: Field, term: &[u8]) {
        if term.len() > TERM_BYTES_MAX {
            return;
        }
        let number = self.values.number(field, term);
        if self.articles_of.len() <= number as usize {
            self.articles_of.push(Articles::default());
        }
        self.count(field, 1);
        self.articles_of[number as usize].add(self.articles, &mut self.lists);
    }

    /// Adds this article to the list of a term without positions.
    fn once(&mut self, number: u32) {
        let articles = &mut self.articles_with[number as usize];
        articles.add(self.articles, &mut self.lists);
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
        let (letters, terms) = self.sorted();
        let mut serializer = InvertedIndexSerializer::open(segment)?;
        for group in terms.chunk_by(|a, b| a.field() == b.field()) {
            let field = group[0].field();
            let tokens = self.tokens[field.field_id() as usize];
            let mut serializer = serializer.new_field(field, tokens, norms.get_field(field)?)?;
            let indexed = self.indexed[field.field_id() as usize];
            self.write_field(indexed, group, &letters, &mut serializer)?;
            serializer.close()?;
        }
        serializer.close()?;
        Ok(())
    }

    /// The terms of the segment by their fields and their letters; and these letters. After that no
    /// more can be added.
    fn sorted(&mut self) -> (Vec<u8>, Vec<Sortable>) {
        // Whoever numbers terms meanwhile need not wait until all is written.
        let found = self.terms.dictionary();
        let mut letters = Vec::new();
        let mut terms = Vec::with_capacity((found.len() + self.values.len()) as usize);
        let all = [(&*found, &self.articles_with), (&self.values, &self.articles_of)];
        for (dictionary, articles) in all {
            for (number, _) in (0..).zip(articles).filter(|(_, it)| it.count > 0) {
                let Some((field, own)) = dictionary.term(number) else { continue };
                terms.push(Sortable::new(field, own, letters.len(), number));
                letters.extend_from_slice(own);
            }
        }
        drop(found);
        self.terms.end();
        // What no one needs gives its memory back before more is taken.
        (self.terms, self.values, self.others) = Default::default();
        terms.sort_unstable_by(|one, other| {
            one.start.cmp(&other.start).then_with(|| one.of(&letters).cmp(other.of(&letters)))
        });
        (letters, terms)
    }

    fn write_field(
        &self,
        indexed: Indexed,
        terms: &[Sortable],
        letters: &[u8],
        serializer: &mut FieldSerializer<'_>,
    ) -> std::io::Result<()> {
        let has_positions = indexed == Indexed::Found { positions: true };
        let articles_with = self.articles_by(indexed);
        let (mut bytes, mut positions) = (Vec::new(), Vec::new());
        for some in terms.chunks(TERMS_AHEAD) {
            // Terms that follow each other by their letters lie all over the memory, too.
            let letter = |it: &Sortable| it.of(letters).last().copied().unwrap_or_default();
            black_box(some.iter().map(letter).fold(0, |all, it| all ^ it));
            let lists = some.iter().map(|it| &articles_with[it.number as usize].list);
            black_box(self.lists.touch_starts(lists));
            for term in some {
                let articles = &articles_with[term.number as usize];
                bytes.clear();
                self.lists.read(&articles.list, &mut bytes);
                let count = if has_positions { articles.count } else { 0 };
                serializer.new_term(term.of(letters), count, has_positions)?;
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

/// So many terms are looked at together before they are written.
const TERMS_AHEAD: usize = 64;

/// The number of a term that no article of the segment has had.
const UNMET: u32 = u32::MAX;

/// A term on its way to its place among the others.
struct Sortable {
    /// Its field, and its first seven letters: most are told apart by these, without a look at
    /// where the others are.
    start: u64,
    /// Where its letters are among those of all.
    at: u32,
    bytes: u16,
    number: u32,
}

impl Sortable {
    fn new(field: Field, letters: &[u8], at: usize, number: u32) -> Sortable {
        let mut start = [0; 8];
        for (to, from) in start.iter_mut().skip(1).zip(letters) {
            *to = *from;
        }
        // A schema has few fields.
        start[0] = field.field_id().to_le_bytes()[0];
        Sortable {
            start: u64::from_be_bytes(start),
            at: u32::try_from(at).unwrap_or(u32::MAX),
            bytes: u16::try_from(letters.len()).unwrap_or(u16::MAX),
            number,
        }
    }

    fn field(&self) -> Field {
        Field::from_field_id(u32::from(self.start.to_be_bytes()[0]))
    }

    fn of<'l>(&self, letters: &'l [u8]) -> &'l [u8] {
        let at = self.at as usize;
        letters.get(at..at + usize::from(self.bytes)).unwrap_or_default()
    }
}

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

/// The next number of a list, which we have written.
fn pull(bytes: &mut &[u8]) -> u32 {
    varint::pull(bytes).and_then(|it| u32::try_from(it).ok()).unwrap_or_default()
}
