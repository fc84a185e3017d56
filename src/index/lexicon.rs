//! `Lexicon`: the terms of one thread's articles, each looked up once and numbered.
//!
//! News repeats its words. What a word stands for in the index (a stem, perhaps one without
//! diacritics, and itself) is looked up by the word as it is read. Each of these terms has a
//! number, as have places, times and all else that is found in a text, and an article goes to the
//! thread that indexes it as numbers: that thread reads the letters of a term when it meets it
//! first, and no more.

use std::hash::Hasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHasher;
use tantivy::schema::Field;

use crate::index::schema::Fields;
use crate::language::Language;
use crate::language::analyze::{Analyzer, Words};
use crate::text::Span;

/// With more words a lexicon starts anew before the next article: those that come again are few.
const WORDS_MAX: usize = 1 << 17;

/// With more terms, too: there are names without end.
const TERMS_MAX: usize = 1 << 19;

/// The terms of a lexicon by number, for all threads.
#[derive(Debug, Default)]
pub(crate) struct Terms(Mutex<List>);

#[derive(Debug, Default)]
struct List {
    letters: String,
    /// Of each term its field, and where it ends in `letters`.
    ends: Vec<(Field, u32)>,
}

impl Terms {
    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the field and the letters of a term to `take`.
    pub(crate) fn of<T>(&self, number: u32, take: impl FnOnce(Field, &str) -> T) -> Option<T> {
        let list = self.list();
        let (field, letters) = list.get(number)?;
        Some(take(field, letters))
    }
}

impl List {
    fn get(&self, number: u32) -> Option<(Field, &str)> {
        let (field, end) = *self.ends.get(number as usize)?;
        let start = number.checked_sub(1).and_then(|it| self.ends.get(it as usize));
        let letters = self.letters.get(start.map_or(0, |it| it.1) as usize..end as usize)?;
        Some((field, letters))
    }

    fn push(&mut self, field: Field, term: &str) {
        self.letters.push_str(term);
        self.ends.push((field, number(self.letters.len())));
    }
}

/// Finds numbers by the hash of what they stand for: an open table, with linear probing.
#[derive(Debug, Default)]
struct Table {
    /// Hashes, and numbers plus one; 0 in an empty slot.
    slots: Vec<(u32, u32)>,
    count: usize,
}

impl Table {
    /// The number with this hash that is the one wanted.
    fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let (theirs, number) = self.slots[at];
            let number = number.checked_sub(1)?;
            if theirs == hash && is_it(number) {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    fn enter(&mut self, hash: u32, number: u32) {
        if self.count * 2 >= self.slots.len() {
            let size = (self.slots.len() * 2).max(1 << 12);
            let before = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
            for (hash, number) in before.into_iter().filter(|it| it.1 > 0) {
                self.put(hash, number);
            }
        }
        self.put(hash, number + 1);
        self.count += 1;
    }

    fn put(&mut self, hash: u32, number: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 > 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash, number);
    }
}

/// The terms of an article, as their numbers.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    pub(crate) terms: Arc<Terms>,
    /// Each stem of the field `text`, and how often it stands in the article.
    pub(crate) stems: Vec<(u32, u32)>,
    /// Where the first stem stands, in rising order, then where the second does, and so on.
    pub(crate) positions: Vec<u32>,
    /// Each word of the field `exact`, once.
    pub(crate) surfaces: Vec<u32>,
    /// The terms of other fields, each with its position. Those of a term rise.
    pub(crate) others: Vec<(Field, Vec<(u32, u32)>)>,
}

impl Numbered {
    /// About how many bytes it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let others: usize = self.others.iter().map(|it| 8 * it.1.len() + 32).sum();
        4 * (2 * self.stems.len() + self.positions.len() + self.surfaces.len()) + others
    }
}

/// What a word stands for, by numbers of terms.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Where the word stands among all.
    start: u32,
    end: u32,
    stem: u32,
    /// [`NONE`] where it is the stem.
    bare: u32,
    surface: u32,
    language: u16,
}

const NONE: u32 = u32::MAX;

/// The last article that a term was met in, and its place among the terms of that.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    article: u32,
    place: u32,
}

/// See [the module](self).
pub(crate) struct Lexicon {
    fields: Fields,
    analyzers: Vec<(Language, Analyzer)>,
    /// The language of this article among them.
    language: u16,
    memory: Memory,
    /// How often it was started anew.
    generation: u32,
    /// The stems of this article as they come, by place in `stems`, each with its position.
    found: Vec<(u32, u32)>,
    stems: Vec<(u32, u32)>,
    surfaces: Vec<u32>,
    others: Vec<(Field, Vec<(u32, u32)>)>,
}

/// What a lexicon knows.
#[derive(Default)]
struct Memory {
    terms: Arc<Terms>,
    /// By the letters of a term and its field.
    numbers: Table,
    /// Every word, in lower case.
    letters: String,
    known: Vec<Known>,
    /// By the letters of a word and its language.
    words: Table,
    /// By term.
    met: Vec<Met>,
    article: u32,
}

impl Lexicon {
    pub(crate) fn new(fields: Fields) -> Lexicon {
        Lexicon {
            fields,
            analyzers: Vec::new(),
            language: 0,
            memory: Memory::default(),
            generation: 0,
            found: Vec::new(),
            stems: Vec::new(),
            surfaces: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Starts an article in `language`.
    pub(crate) fn start(&mut self, language: Language) {
        if self.memory.known.len() > WORDS_MAX || self.memory.met.len() > TERMS_MAX {
            self.memory = Memory::default();
            self.generation += 1;
        }
        self.memory.article += 1;
        let at = self.analyzers.iter().position(|it| it.0 == language).unwrap_or_else(|| {
            self.analyzers.push((language, Analyzer::new(language)));
            self.analyzers.len() - 1
        });
        self.language = u16::try_from(at).unwrap_or(u16::MAX);
        self.found.clear();
        self.stems.clear();
        self.surfaces.clear();
        self.others.clear();
    }

    /// A number that is another one where terms have other numbers than before.
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    /// Notes every word of a text: `place` is told where it stands and its number in the text, and
    /// says at which position its stems are, and how many times they count there.
    pub(crate) fn text(&mut self, text: &str, mut place: impl FnMut(Span, u32) -> (u32, u32)) {
        let mut words = Words::new(text);
        while words.advance() {
            let (position, times) = place(words.span(), words.position());
            let known = self.known(words.lower());
            for _ in 0..times {
                self.note(known.stem, position);
                if known.bare != NONE {
                    self.note(known.bare, position);
                }
            }
            let met = &mut self.memory.met[known.surface as usize];
            if met.article != self.memory.article {
                met.article = self.memory.article;
                self.surfaces.push(known.surface);
            }
        }
    }

    fn note(&mut self, term: u32, position: u32) {
        let met = &mut self.memory.met[term as usize];
        if met.article != self.memory.article {
            *met = Met { article: self.memory.article, place: number(self.stems.len()) };
            self.stems.push((term, 0));
        }
        self.stems[met.place as usize].1 += 1;
        self.found.push((met.place, position));
    }

    /// The number of a term of another field.
    pub(crate) fn term(&mut self, field: Field, term: &str) -> u32 {
        self.memory.number(field, term)
    }

    /// Notes the terms of another field, each with its position; where that matters, those of a
    /// term must rise.
    pub(crate) fn list(&mut self, field: Field, terms: Vec<(u32, u32)>) {
        if !terms.is_empty() {
            self.others.push((field, terms));
        }
    }

    /// Ends the article.
    pub(crate) fn finish(&mut self) -> Numbered {
        // Where the positions of each stem start: they are sorted in one pass.
        let mut at = 0;
        let mut next: Vec<u32> = Vec::with_capacity(self.stems.len());
        for (_, count) in &self.stems {
            next.push(at);
            at += count;
        }
        let mut positions = vec![0; self.found.len()];
        for (place, position) in &self.found {
            let next = &mut next[*place as usize];
            positions[*next as usize] = *position;
            *next += 1;
        }
        Numbered {
            terms: Arc::clone(&self.memory.terms),
            stems: self.stems.clone(),
            positions,
            surfaces: self.surfaces.clone(),
            others: std::mem::take(&mut self.others),
        }
    }

    fn known(&mut self, lower: &str) -> Known {
        let hash = hash(lower, u32::from(self.language));
        let memory = &self.memory;
        let is_it = |number: u32| {
            let known = memory.known[number as usize];
            let letters = memory.letters.as_bytes().get(known.start as usize..known.end as usize);
            known.language == self.language && letters == Some(lower.as_bytes())
        };
        match memory.words.find(hash, is_it) {
            Some(number) => memory.known[number as usize],
            None => self.learn(hash, lower),
        }
    }

    fn learn(&mut self, hash: u32, lower: &str) -> Known {
        let language = self.language;
        let (_, analyzer) = &mut self.analyzers[usize::from(language)];
        let term = analyzer.term(lower, Span::default(), 0);
        let (memory, text) = (&mut self.memory, self.fields.text);
        let stem = memory.number(text, term.stem);
        let bare = term.bare.map_or(NONE, |it| memory.number(text, it));
        let surface = memory.number(self.fields.exact, term.surface);
        let start = number(memory.letters.len());
        memory.letters.push_str(lower);
        let end = number(memory.letters.len());
        let known = Known { start, end, stem, bare, surface, language };
        memory.words.enter(hash, number(memory.known.len()));
        memory.known.push(known);
        known
    }
}

impl Memory {
    fn number(&mut self, field: Field, term: &str) -> u32 {
        let hash = hash(term, field.field_id());
        let mut list = self.terms.list();
        let known = self.numbers.find(hash, |it| list.get(it) == Some((field, term)));
        known.unwrap_or_else(|| {
            let new = number(self.met.len());
            list.push(field, term);
            self.numbers.enter(hash, new);
            self.met.push(Met::default());
            new
        })
    }
}

fn hash(letters: &str, of: u32) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(letters.as_bytes());
    hasher.write_u32(of);
    #[expect(clippy::cast_possible_truncation, reason = "its lower bits are the better ones")]
    let hash = hasher.finish() as u32;
    hash
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::schema::schema;

    /// The words of an article as `stem@position` and as they are written.
    fn of(numbered: &Numbered) -> (Vec<String>, Vec<String>) {
        let letters = |number: u32| numbered.terms.of(number, |_, it| it.to_owned()).unwrap();
        let mut positions = numbered.positions.iter();
        let mut stems = Vec::new();
        for (stem, count) in &numbered.stems {
            let own = positions.by_ref().take(*count as usize);
            stems.extend(own.map(|it| format!("{}@{it}", letters(*stem))));
        }
        (stems, numbered.surfaces.iter().map(|it| letters(*it)).collect())
    }

    #[test]
    fn words_are_grouped_by_their_stems() {
        let (_, fields) = schema();
        let mut lexicon = Lexicon::new(fields);
        for _ in 0..2 {
            lexicon.start(Language::ENGLISH);
            lexicon.text("Attacks", |_, number| (number, 2));
            lexicon.text("An attack, attacked", |_, number| (10 + number, 1));
            let (stems, surfaces) = of(&lexicon.finish());
            assert_eq!(stems, ["attack@0", "attack@0", "attack@11", "attack@12", "an@10"]);
            assert_eq!(surfaces, ["attacks", "an", "attack", "attacked"]);
        }
        lexicon.start(Language::from_name("es").unwrap());
        lexicon.text("situación An", |_, number| (number, 1));
        let (stems, surfaces) = of(&lexicon.finish());
        assert_eq!(stems, ["situacion@0", "an@1"]);
        assert_eq!(surfaces, ["situacion", "an"]);
    }

    #[test]
    fn a_lexicon_that_has_grown_large_starts_anew() {
        let (_, fields) = schema();
        let mut lexicon = Lexicon::new(fields);
        lexicon.start(Language::ENGLISH);
        let words: Vec<String> = (0..=WORDS_MAX).map(|it| format!("w{it}")).collect();
        lexicon.text(&words.join(" "), |_, number| (number, 1));
        let before = lexicon.finish();
        lexicon.start(Language::ENGLISH);
        lexicon.text("w7", |_, number| (number, 1));
        let after = lexicon.finish();
        assert_eq!((lexicon.generation(), of(&after).1), (1, vec!["w7".to_owned()]));
        assert_eq!(of(&before).1, words);
    }
}
