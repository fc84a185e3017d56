//! `Entry`: a `Document` made ready for tantivy, on the thread that annotated it.

use std::cell::OnceCell;
use std::hash::Hasher;
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHasher};
use tantivy::schema::Field as Column;
use tantivy::schema::document::{Document as TantivyDocument, ReferenceValue, ReferenceValueLeaf};

use crate::article::{Article, Field};
use crate::dedup::Signature;
use crate::document::Document;
use crate::index::cells::{self, When};
use crate::index::kin::key_parts;
use crate::index::lexicon::{Lexicon, Numbered, Vocabulary};
use crate::index::row::{Bounds, Mention, Parts, Written, is_short, says_all};
use crate::index::schema::{self, Fields};
use crate::language::Language;
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::place::path::PlacePath;
use crate::place::{Referent, Role};
use crate::search::Somewhere;

/// An article on its way into the index.
#[derive(Debug)]
pub struct Entry {
    pub(crate) id: String,
    pub(crate) language: Language,
    pub(crate) signature: Signature,
    /// What is found in the text.
    pub(crate) terms: Numbered,
    /// All else that is indexed.
    pub(crate) values: Vec<(Column, Value)>,
    /// What is stored.
    pub(crate) row: Vec<u8>,
    /// What is let go of once the entry is indexed.
    held: Option<Box<dyn Held>>,
}

/// Anything that may travel with an entry.
pub trait Held: std::fmt::Debug + Send + Sync {}

/// A value of a field.
#[derive(Debug)]
pub(crate) enum Value {
    Text(String),
    Number(u64),
    Signed(i64),
}

impl Entry {
    /// About how many bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        let own = |value: &Value| match value {
            Value::Text(text) => text.len(),
            Value::Number(_) | Value::Signed(_) => 8,
        };
        let values = self.values.iter().map(|(_, value)| own(value) + 32).sum::<usize>();
        values + self.terms.bytes() + self.row.len() + self.id.len() + 64
    }

    /// Lets `held` go once the entry is indexed and out of memory.
    pub fn hold(&mut self, held: Box<dyn Held>) {
        self.held = Some(held);
    }

    /// Adds the story that it belongs to.
    pub(crate) fn tell(&mut self, fields: &Fields, story: u64) {
        self.values.push((fields.story, Value::Number(story)));
    }
}

/// A value lent to tantivy.
#[derive(Clone, Copy, Debug)]
pub struct Lent<'a>(&'a Value);

impl<'a> tantivy::schema::Value<'a> for Lent<'a> {
    type ArrayIter = std::iter::Empty<Lent<'a>>;
    type ObjectIter = std::iter::Empty<(&'a str, Lent<'a>)>;

    fn as_value(&self) -> ReferenceValue<'a, Lent<'a>> {
        ReferenceValue::Leaf(match self.0 {
            Value::Text(text) => ReferenceValueLeaf::Str(text),
            Value::Number(number) => ReferenceValueLeaf::U64(*number),
            Value::Signed(number) => ReferenceValueLeaf::I64(*number),
        })
    }
}

/// The values of an entry, one by one.
pub struct Values<'a>(std::slice::Iter<'a, (Column, Value)>);

impl<'a> Iterator for Values<'a> {
    type Item = (Column, Lent<'a>);

    fn next(&mut self) -> Option<(Column, Lent<'a>)> {
        self.0.next().map(|(field, value)| (*field, Lent(value)))
    }
}

impl TantivyDocument for Entry {
    type Value<'a> = Lent<'a>;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.values.iter())
    }
}

/// What tells an article's content from any other: the index is not touched where it is the same.
/// `program` stands for all that the content is understood by.
pub fn content_hash(article: &Article, program: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(program);
    let mut text = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_usize(text.len());
    };
    for part in [&article.title, &article.body, &article.path] {
        text(part);
    }
    for part in [&article.url, &article.source, &article.byline, &article.language] {
        text(part.as_deref().unwrap_or("\0"));
    }
    for (name, value) in &article.extra {
        text(name);
        text(value);
    }
    for place in &article.given {
        text(&place.name);
        text(place.code.as_deref().unwrap_or("\0"));
        text(&format!("{:?} {}", place.point, place.standing.name()));
    }
    for note in &article.notes {
        text(note);
    }
    if let Some(published) = &article.published {
        hasher.write_i64(cells::day_number(published.day));
        hasher.write_i64(published.instant.unwrap_or(i64::MIN));
        hasher.write_i32(published.offset_minutes.unwrap_or(i32::MIN));
        hasher.write(published.source.name().as_bytes());
    }
    hasher.write_u32(article.record);
    // Of all changes of an article, one in 2^48 is not seen.
    hasher.finish() >> 16
}

/// Makes entries, one thread's worth: it remembers stems and paths.
pub struct Maker<'g> {
    gazetteer: &'g Gazetteer,
    fields: Fields,
    now: i64,
    lexicon: Lexicon,
    /// The places of late, and those before them.
    paths: FxHashMap<PlaceId, Rc<Known>>,
    paths_before: FxHashMap<PlaceId, Rc<Known>>,
    /// The numbers of the terms of each time, by its start, its end and its class.
    times: FxHashMap<(NaiveDate, NaiveDate, u8), Box<[u32]>>,
    /// That of the lexicon when paths and times were numbered.
    generation: u32,
}

/// What is worked out once of each place.
#[derive(Clone, Debug)]
struct Known {
    path: PlacePath,
    geonameid: u32,
    latitude: f64,
    longitude: f64,
    /// Whether a row needs no more than its id.
    by_id: bool,
    /// The numbers of its terms in the field `place`: that of its lasting id, and those of its path
    /// and all that it lies in, upwards.
    numbers: Box<[u32]>,
    /// The same in the field `role`, by role.
    role_numbers: [OnceCell<Box<[u32]>>; 3],
}

impl Known {
    fn new(gazetteer: &Gazetteer, id: PlaceId, lexicon: &mut Lexicon, fields: &Fields) -> Known {
        let (place, path) = (gazetteer.place(id), gazetteer.path(id));
        let (latitude, longitude) = (place.latitude, place.longitude);
        let is_shipped = gazetteer.fingerprint() == Gazetteer::embedded().fingerprint();
        let by_id = if is_shipped {
            is_short(place.geonameid)
        } else {
            says_all(place.geonameid, &path, latitude, longitude)
        };
        let mut known = Known {
            path,
            geonameid: place.geonameid,
            latitude,
            longitude,
            by_id,
            numbers: Box::default(),
            role_numbers: Default::default(),
        };
        known.numbers = known.named(lexicon, fields.place, None);
        known
    }

    /// The numbers of its terms in a field, each with a letter before it.
    fn named(&self, lexicon: &mut Lexicon, field: Column, letter: Option<char>) -> Box<[u32]> {
        let mut term = String::new();
        let mut number = |name: &str| {
            term.clear();
            term.extend(letter);
            term.push_str(name);
            lexicon.term(field, &term)
        };
        let id = number(&format!("#{}", self.geonameid));
        std::iter::once(id).chain(self.path.upwards().map(number)).collect()
    }
}

/// Gives `push` the terms of a place and of all that it lies in, by their `numbers`, but for those
/// that the places before it have had, which are `seen`.
fn terms_of_place(numbers: &[u32], seen: &mut Vec<u32>, mut push: impl FnMut(u32)) {
    for number in numbers {
        // Whoever has been somewhere has been in all that it lies in.
        if seen.contains(number) {
            return;
        }
        seen.push(*number);
        push(*number);
    }
}

/// After so many places those that were not met since are forgotten.
const PATHS_MAX: usize = 8_000;

/// After so many times all are forgotten.
const TIMES_MAX: usize = 12_000;

impl<'g> Maker<'g> {
    /// For articles ingested at `now`, in seconds since 1970 UTC.
    pub fn new(gazetteer: &'g Gazetteer, now: i64) -> Maker<'g> {
        Maker::of(Arc::default(), gazetteer, now)
    }

    /// [`Maker::new`] by the vocabulary that the makers of other threads go by.
    pub fn of(vocabulary: Arc<Vocabulary>, gazetteer: &'g Gazetteer, now: i64) -> Maker<'g> {
        let (_, fields) = schema::schema();
        Maker {
            gazetteer,
            fields,
            now,
            lexicon: Lexicon::new(fields, vocabulary),
            paths: FxHashMap::default(),
            paths_before: FxHashMap::default(),
            times: FxHashMap::default(),
            generation: 0,
        }
    }

    /// The entry of a document. `hash` is its [`content_hash`].
    pub fn make(&mut self, document: &Document, hash: u64) -> Entry {
        let article = &document.article;
        let fields = self.fields;
        let mut values = Vec::with_capacity(48);
        self.words(document);
        self.forget();
        let mut text = |field: Column, text: &str| {
            values.push((field, Value::Text(text.to_owned())));
        };
        text(fields.id, &article.id);
        text(fields.path, &article.path);
        text(fields.language, document.language.code());
        if let Some(source) = &article.source {
            text(fields.source, source);
        }
        if let Some(url) = &article.url {
            text(fields.url, url);
        }
        values.push((fields.hash, Value::Number(hash)));
        if let Some(published) = &article.published {
            let day = cells::day_number(published.day);
            values.push((fields.day, Value::Signed(day)));
            let instant = published.instant.unwrap_or(day * 86_400);
            values.push((fields.instant, Value::Signed(instant)));
        }
        self.times(document, &mut values);
        let (distinct, mentions) = self.places(document, &mut values);
        let bounds = |it: &crate::language::sentence::Sentence| Bounds {
            span: it.span,
            opens_paragraph: it.opens_paragraph,
        };
        let sentences: Vec<Bounds> = document.sentences.iter().map(bounds).collect();
        let row = Parts {
            article,
            language: document.language,
            dates: &document.dates,
            distinct: &distinct,
            mentions: &mentions,
            sentences: &sentences,
            ingested: self.now,
        };
        let row = row.encode();
        let mut parts: Vec<(u32, char)> =
            document.signature.keys.iter().map(|it| key_parts(*it)).collect();
        // The positions of a term rise.
        parts.sort_unstable();
        let key = |(rest, term): (u32, char)| {
            (self.lexicon.term(fields.key, term.encode_utf8(&mut [0; 4])), rest)
        };
        let keys = parts.into_iter().map(key).collect();
        self.lexicon.list(fields.key, keys);
        Entry {
            id: article.id.clone(),
            language: document.language,
            signature: document.signature.clone(),
            terms: self.lexicon.finish(),
            values,
            row,
            held: None,
        }
    }

    /// Starts the article; the fields `text`, `exact` and `bounds`.
    fn words(&mut self, document: &Document) {
        let article = &document.article;
        let lexicon = &mut self.lexicon;
        lexicon.start(document.language);
        let field = self.fields.bounds;
        let (sentence, paragraph) = (lexicon.term(field, "s"), lexicon.term(field, "p"));
        // Each word of the title counts twice; what does not fit in follows the body.
        let mut overflow = None;
        lexicon.text(&article.title, |span, number| {
            if number < schema::TITLE_WORDS_MAX {
                return (number, 2);
            }
            overflow.get_or_insert(span.start);
            (0, 0)
        });
        let mut bounds = Vec::with_capacity(2 * document.sentences.len());
        let mut sentences = document.sentences.iter().peekable();
        let mut end = schema::BODY;
        lexicon.text(&article.body, |span, number| {
            let position = schema::BODY + number;
            let (mut starts, mut opens) = (false, false);
            while let Some(sentence) = sentences.next_if(|it| it.span.start < span.end) {
                starts = true;
                opens |= sentence.opens_paragraph;
            }
            if starts {
                bounds.push((sentence, position));
                if opens {
                    bounds.push((paragraph, position));
                }
            }
            end = position + 1;
            (position, 1)
        });
        if let Some(rest) = overflow.and_then(|it| article.title.get(it as usize..)) {
            lexicon.text(rest, |_, number| (end + number, 1));
        }
        lexicon.list(field, bounds);
    }

    /// The fields `when` and `mention`.
    fn times(&mut self, document: &Document, values: &mut Vec<(Column, Value)>) {
        let number = |field: Field, start: u32| sentence_number(document, field, start);
        let mut whens: Vec<When> = document
            .dates
            .iter()
            .filter_map(|it| When::new(it, number(it.field, it.span.start)))
            .collect();
        whens.sort_unstable();
        whens.dedup();
        let mut terms: Vec<u32> = Vec::new();
        for when in whens {
            terms.extend_from_slice(self.terms_of_time(when));
            let mut push = |number| values.push((self.fields.mention, Value::Number(number)));
            let (number, length) = when.pack();
            push(number);
            length.map(&mut push);
        }
        terms.sort_unstable();
        terms.dedup();
        let terms = terms.into_iter().map(|term| (term, 0)).collect();
        self.lexicon.list(self.fields.when, terms);
    }

    /// The numbers of the terms of a time.
    fn terms_of_time(&mut self, when: When) -> &[u32] {
        let (lexicon, field) = (&mut self.lexicon, self.fields.when);
        let key = (when.interval.start, when.interval.end, when.class);
        self.times.entry(key).or_insert_with(|| {
            cells::terms_of(when).iter().map(|term| lexicon.term(field, term)).collect()
        })
    }

    /// The fields `place`, `role` and `leaf`; and the places and their mentions for the row.
    fn places(
        &mut self,
        document: &Document,
        values: &mut Vec<(Column, Value)>,
    ) -> (Vec<Written>, Vec<Mention>) {
        let mut table = Table::default();
        let mut counted: Vec<(u32, PlaceId, Role)> = Vec::new();
        for mention in &document.places {
            let known = mention.referent.anchor().map(|id| (id, self.known(id)));
            let text = match mention.field {
                Field::Title => &document.article.title,
                Field::Body => &document.article.body,
            };
            let words = match mention.referent {
                Referent::Within(_) => mention.span.of(text).unwrap_or_default(),
                Referent::Place(_) | Referent::Unknown => "",
            };
            let place = table.place(known.as_ref(), words, mention.role, mention.counts);
            table.mentions.push(Mention {
                place,
                field: mention.field,
                span: mention.span,
                counts: mention.counts,
                confidence: mention.confidence,
                rule: mention.rule,
            });
            if let (Some((id, _)), true) = (known, mention.counts) {
                let number = sentence_number(document, mention.field, mention.span.start);
                counted.push((number, id, mention.role));
            }
        }
        counted.sort_unstable();
        // A place and what it lies in.
        let mut terms = Vec::with_capacity(4 * counted.len());
        let mut seen = Vec::with_capacity(4 * counted.len());
        let mut last = None;
        for (number, id, _) in &counted {
            if last != Some(number) {
                seen.clear();
                last = Some(number);
            }
            let known = self.known(*id);
            terms_of_place(&known.numbers, &mut seen, |term| terms.push((term, *number)));
        }
        self.lexicon.list(self.fields.place, terms);
        counted.sort_unstable_by_key(|(_, id, role)| (*role, *id));
        counted.dedup_by_key(|(_, id, role)| (*role, *id));
        let mut terms = Vec::with_capacity(4 * counted.len());
        let mut leaves = Vec::with_capacity(counted.len());
        let mut last = None;
        for (_, id, role) in counted {
            if last != Some(role) {
                seen.clear();
                leaves.clear();
                last = Some(role);
            }
            let known = self.known(id);
            let letter = schema::letter(role);
            let numbers = known.role_numbers[role as usize]
                .get_or_init(|| known.named(&mut self.lexicon, self.fields.role, Some(letter)));
            terms_of_place(numbers, &mut seen, |term| terms.push((term, 0)));
            let path = numbers.get(1).copied();
            if !leaves.contains(&path) {
                leaves.push(path);
                let mut leaf = String::with_capacity(1 + known.path.as_str().len());
                leaf.push(letter);
                leaf.push_str(known.path.as_str());
                values.push((self.fields.leaf, Value::Text(leaf)));
            }
        }
        self.lexicon.list(self.fields.role, terms);
        table.finish()
    }

    /// Forgets what is numbered by a lexicon that has started anew.
    fn forget(&mut self) {
        if self.generation != self.lexicon.generation() {
            self.generation = self.lexicon.generation();
            self.paths.clear();
            self.paths_before.clear();
            self.times.clear();
        }
        if self.times.len() > TIMES_MAX {
            self.times.clear();
        }
    }

    fn known(&mut self, id: PlaceId) -> Rc<Known> {
        if let Some(known) = self.paths.get(&id) {
            return Rc::clone(known);
        }
        if self.paths.len() >= PATHS_MAX {
            self.paths_before = std::mem::take(&mut self.paths);
        }
        let known = self.paths_before.remove(&id).unwrap_or_else(|| {
            Rc::new(Known::new(self.gazetteer, id, &mut self.lexicon, &self.fields))
        });
        self.paths.insert(id, Rc::clone(&known));
        known
    }
}

/// 0 for the title, from 1 for the sentences of the body.
fn sentence_number(document: &Document, field: Field, start: u32) -> u32 {
    match field {
        Field::Title => 0,
        Field::Body => {
            let at = document.sentences.partition_point(|it| it.span.start <= start);
            u32::try_from(at.max(1)).unwrap_or(u32::MAX)
        }
    }
}

/// The distinct places of an article, gathered mention by mention.
#[derive(Default)]
struct Table {
    numbers: FxHashMap<(Option<PlaceId>, String, Role), usize>,
    places: Vec<Written>,
    mentions: Vec<Mention>,
}

impl Table {
    /// The number of a place; `words` names one that only the text knows.
    fn place(
        &mut self,
        known: Option<&(PlaceId, Rc<Known>)>,
        words: &str,
        role: Role,
        counts: bool,
    ) -> usize {
        let key = (known.map(|(id, _)| *id), words.to_owned(), role);
        let number = *self.numbers.entry(key).or_insert_with(|| {
            let path = known.map(|(_, it)| it.path.clone()).unwrap_or_default();
            let itself = known.filter(|_| words.is_empty());
            let place = Somewhere {
                path: if words.is_empty() { path } else { path.child(words) },
                geonameid: itself.map(|(_, it)| it.geonameid),
                role,
                latitude: known.map_or(0.0, |(_, it)| it.latitude),
                longitude: known.map_or(0.0, |(_, it)| it.longitude),
                mentions: 0,
            };
            let by_id = itself.is_some_and(|(_, it)| it.by_id);
            self.places.push(Written { place, by_id });
            self.places.len() - 1
        });
        if let Some(place) = self.places.get_mut(number) {
            place.place.mentions += u32::from(counts);
        }
        number
    }

    /// The places, the most spoken of first, and the mentions with their numbers in that order.
    fn finish(self) -> (Vec<Written>, Vec<Mention>) {
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(self.places[*at].place.mentions));
        let mut rank = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            rank[*old] = new;
        }
        let mut places: Vec<Option<Written>> = self.places.into_iter().map(Some).collect();
        let places = order.iter().filter_map(|at| places[*at].take()).collect();
        let mut mentions = self.mentions;
        for mention in &mut mentions {
            mention.place = rank[mention.place];
        }
        (places, mentions)
    }
}
