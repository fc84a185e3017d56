//! `Lexicon`: the words of one thread's articles, each looked up once, and the numbers of terms.
//!
//! News repeats its words. What a word stands for in the index (a stem, perhaps one without
//! diacritics, and itself) is looked up by the word as it is read. Each of these terms has a
//! number, as have places, times and all else that is found in a text, and an article goes to the
//! thread that indexes it as numbers. They are the same for all threads of a [`Vocabulary`]: the
//! letters of a term are looked at when a thread meets it first, and when a segment is written.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use tantivy::schema::Field;

use crate::index::dictionary::{Dictionary, Table, hash};
use crate::index::schema::Fields;
use crate::language::Language;
use crate::language::analyze::{Analyzer, Words};
use crate::text::Span;

/// With more words a lexicon forgets them before the next article: those that come again are few.
const WORDS_MAX: usize = 1 << 17;

/// With more terms, all are numbered anew even where no segment is written: there are names without
/// end.
const TERMS_MAX: u32 = 1 << 21;

/// Tantivy indexes no longer term than this.
pub(crate) const TERM_BYTES_MAX: usize = u16::MAX as usize - 5;

/// The number of a term that is too long to be indexed.
const NONE: u32 = u32::MAX;

/// Terms and their numbers, for all threads and for one segment.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    dictionary: Mutex<Dictionary>,
    /// What takes their place once a segment with them is written.
    next: OnceLock<Arc<Terms>>,
}

impl Terms {
    pub(crate) fn dictionary(&self) -> MutexGuard<'_, Dictionary> {
        self.dictionary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has others take their place from now on.
    pub(crate) fn end(&self) {
        self.next.get_or_init(Arc::default);
    }

    /// Those that are in their place now.
    pub(crate) fn latest(self: &Arc<Terms>) -> Arc<Terms> {
        let mut terms = self;
        while let Some(next) = terms.next.get() {
            terms = next;
        }
        Arc::clone(terms)
    }

    /// Gives the field and the letters of a term to `take`.
    pub(crate) fn of<T>(&self, number: u32, take: impl FnOnce(Field, &[u8]) -> T) -> Option<T> {
        let dictionary = self.dictionary();
        let (field, letters) = dictionary.term(number)?;
        Some(take(field, letters))
    }
}

/// What the lexicons of an ingest number their terms by: as long as there are any.
#[derive(Debug, Default)]
pub struct Vocabulary(Mutex<Weak<Terms>>);

impl Vocabulary {
    /// The terms to be used from now on.
    fn terms(&self) -> Arc<Terms> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut terms = known.upgrade().unwrap_or_default().latest();
        if terms.dictionary().len() > TERMS_MAX {
            terms.end();
            terms = terms.latest();
        }
        *known = Arc::downgrade(&terms);
        terms
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
    /// Each word of the field `exact`; those that fold alike may come again.
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

/// A word, and what it stands for by numbers of terms. All that most words need lies in one line of
/// the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Known {
    /// The first letters of the word, in as many bytes as there is room for.
    head: [u8; HEAD_BYTES],
    bytes: u16,
    language: u8,
    /// Whether there is another stem: see [`More`].
    is_more: bool,
    stem: u32,
    surface: u32,
    /// The last article that has the word.
    article: u32,
}

/// What few words need.
#[derive(Clone, Copy, Debug)]
struct More {
    /// Where the other letters start among those of all words.
    tail: u32,
    /// The stem without diacritics.
    bare: u32,
}

const HEAD_BYTES: usize = 16;

/// The last article that a stem was met in, and its place among the stems of that.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    article: u32,
    place: u32,
}

/// How many bytes a lexicon keeps for each term.
pub(crate) const MET_BYTES: usize = size_of::<Met>();

/// So many words are looked up together.
const BATCH_WORDS: usize = 128;

/// A word that is looked up with others.
#[derive(Clone, Copy, Debug)]
struct Word {
    hash: u32,
    /// Where it is among the letters of all.
    start: usize,
    end: usize,
    position: u32,
    times: u32,
}

/// See [the module](self).
pub(crate) struct Lexicon {
    fields: Fields,
    analyzers: Vec<(Language, Analyzer)>,
    /// The language of this article among them.
    language: u8,
    vocabulary: Arc<Vocabulary>,
    memory: Memory,
    /// How often terms were numbered anew.
    generation: u32,
    /// Some words that follow each other, to be looked up together.
    batch: Vec<Word>,
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
    known: Vec<Known>,
    /// Of each of them.
    more: Vec<More>,
    /// What does not fit there of words, one after the other.
    tails: Vec<u8>,
    /// By the letters of a word and its language.
    words: Table,
    /// By term.
    met: Vec<Met>,
    article: u32,
}

impl Lexicon {
    pub(crate) fn new(fields: Fields, vocabulary: Arc<Vocabulary>) -> Lexicon {
        Lexicon {
            fields,
            analyzers: Vec::new(),
            language: 0,
            memory: Memory { terms: vocabulary.terms(), ..Memory::default() },
            vocabulary,
            generation: 0,
            batch: Vec::with_capacity(BATCH_WORDS),
            found: Vec::new(),
            stems: Vec::new(),
            surfaces: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Starts an article in `language`.
    pub(crate) fn start(&mut self, language: Language) {
        let terms = self.vocabulary.terms();
        if !Arc::ptr_eq(&terms, &self.memory.terms) {
            self.memory.terms = terms;
            self.memory.met.clear();
            self.memory.forget();
            self.generation += 1;
        } else if self.memory.known.len() > WORDS_MAX {
            self.memory.forget();
        }
        self.memory.article += 1;
        let at = self.analyzers.iter().position(|it| it.0 == language).unwrap_or_else(|| {
            self.analyzers.push((language, Analyzer::new(language)));
            self.analyzers.len() - 1
        });
        self.language = u8::try_from(at).unwrap_or(u8::MAX);
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
        let mut batch = std::mem::take(&mut self.batch);
        let language = u32::from(self.language);
        loop {
            let more = words.advance();
            if more {
                let (position, times) = place(words.span(), words.position());
                let (_, Range { start, end }) = words.letters();
                let hash = hash(words.lower().as_bytes(), language);
                batch.push(Word { hash, start, end, position, times });
            }
            if !more || batch.len() == BATCH_WORDS {
                self.look_up(&batch, words.letters().0);
                batch.clear();
            }
            if !more {
                break;
            }
        }
        self.batch = batch;
    }

    /// Notes the words of a batch, which are parts of `letters`.
    ///
    /// What is known of them lies all over the memory. Asked for one after the other without a look
    /// at what comes, most of the waiting is done at once.
    fn look_up(&mut self, batch: &[Word], letters: &str) {
        let memory = &self.memory;
        let mut first = [None; BATCH_WORDS];
        for (first, word) in first.iter_mut().zip(batch) {
            *first = memory.words.first(word.hash);
        }
        let stem = |it: &u32| memory.known.get(*it as usize).map(|it| it.stem as usize);
        let stems = first.map(|it| it.as_ref().and_then(stem));
        let met = |it: &usize| memory.met.get(*it).map_or(0, |it| it.article);
        std::hint::black_box(stems.iter().flatten().map(met).fold(0, |all, it| all ^ it));
        self.found.reserve(2 * batch.len());
        for word in batch {
            let (known, bare) = self.known(word, letters);
            for _ in 0..word.times {
                self.note(known.stem, word.position);
                if let Some(bare) = bare {
                    self.note(bare, word.position);
                }
            }
            if known.article != self.memory.article && known.surface != NONE {
                self.surfaces.push(known.surface);
            }
        }
    }

    fn note(&mut self, term: u32, position: u32) {
        let Some(met) = self.memory.met.get_mut(term as usize) else { return };
        if met.article != self.memory.article {
            *met = Met { article: self.memory.article, place: number(self.stems.len()) };
            self.stems.push((term, 0));
        }
        self.stems[met.place as usize].1 += 1;
        self.found.push((met.place, position));
    }

    /// The number of a term of another field, for [`Lexicon::list`].
    pub(crate) fn term(&mut self, field: Field, term: &str) -> u32 {
        self.memory.number(field, term)
    }

    /// Notes the terms of another field, each with its position; where that matters, those of a
    /// term must rise.
    pub(crate) fn list(&mut self, field: Field, mut terms: Vec<(u32, u32)>) {
        terms.retain(|it| it.0 != NONE);
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

    /// What is known of a word, as it was before this article has it, and its other stem.
    fn known(&mut self, word: &Word, letters: &str) -> (Known, Option<u32>) {
        let language = self.language;
        let bytes = word.end - word.start;
        let head = head(letters.as_bytes(), word.start, bytes);
        let tail = letters.as_bytes().get(word.start + HEAD_BYTES..word.end).unwrap_or_default();
        let memory = &mut self.memory;
        let number = memory.words.find(word.hash, |number| {
            let known = &memory.known[number as usize];
            known.head == head
                && usize::from(known.bytes) == bytes
                && known.language == language
                && (tail.is_empty() || memory.tail(number).starts_with(tail))
        });
        if let Some(number) = number {
            let known = &mut memory.known[number as usize];
            let before = *known;
            known.article = memory.article;
            let bare = before.is_more.then(|| memory.more[number as usize].bare);
            return (before, bare);
        }
        self.learn(word.hash, head, tail, letters.get(word.start..word.end).unwrap_or_default())
    }

    fn learn(
        &mut self,
        hash: u32,
        head: [u8; HEAD_BYTES],
        tail: &[u8],
        lower: &str,
    ) -> (Known, Option<u32>) {
        let language = self.language;
        let (_, analyzer) = &mut self.analyzers[usize::from(language)];
        let term = analyzer.term(lower, Span::default(), 0);
        let (memory, text) = (&mut self.memory, self.fields.text);
        let known = Known {
            head,
            bytes: u16::try_from(lower.len()).unwrap_or(u16::MAX),
            language,
            is_more: term.bare.is_some(),
            stem: memory.number(text, term.stem),
            surface: memory.number(self.fields.exact, term.surface),
            article: memory.article,
        };
        let bare = term.bare.map(|it| memory.number(text, it));
        // A longer one is learnt anew each time.
        if usize::from(known.bytes) == lower.len() {
            memory.words.enter(hash, number(memory.known.len()));
            memory.known.push(known);
            memory
                .more
                .push(More { tail: number(memory.tails.len()), bare: bare.unwrap_or_default() });
            memory.tails.extend_from_slice(tail);
        }
        (Known { article: 0, ..known }, bare)
    }
}

/// The first letters of a word of so many bytes that starts at `at`, then noughts.
fn head(letters: &[u8], at: usize, bytes: usize) -> [u8; HEAD_BYTES] {
    let rest = letters.get(at..).unwrap_or_default();
    let Some(head) = rest.first_chunk() else {
        let mut head = [0; HEAD_BYTES];
        for (to, from) in head.iter_mut().zip(rest.iter().take(bytes)) {
            *to = *from;
        }
        return head;
    };
    // What follows the word is cut off without a loop.
    let beyond = 8 * HEAD_BYTES.saturating_sub(bytes);
    let own = u32::try_from(beyond).ok().and_then(|it| u128::MAX.checked_shr(it));
    (u128::from_le_bytes(*head) & own.unwrap_or(0)).to_le_bytes()
}

impl Memory {
    /// Forgets all words, and keeps the room that they took for those to come: given back each
    /// time, it would lie about in pieces.
    fn forget(&mut self) {
        self.known.clear();
        self.more.clear();
        self.tails.clear();
        self.words.clear();
    }

    /// The letters of a word that do not fit, and those of the words after it.
    fn tail(&self, number: u32) -> &[u8] {
        let tail = self.more.get(number as usize).and_then(|it| self.tails.get(it.tail as usize..));
        tail.unwrap_or_default()
    }

    fn number(&mut self, field: Field, term: &str) -> u32 {
        if term.len() > TERM_BYTES_MAX {
            return NONE;
        }
        let number = self.terms.dictionary().number(field, term.as_bytes());
        if self.met.len() <= number as usize {
            self.met.resize(number as usize + 1, Met::default());
        }
        number
    }
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
        let letters = |number: u32| {
            let letters = numbered.terms.of(number, |_, it| it.to_vec()).unwrap();
            String::from_utf8(letters).unwrap()
        };
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
        let mut lexicon = Lexicon::new(fields, Arc::default());
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
    fn a_lexicon_that_has_grown_large_forgets_its_words() {
        let (_, fields) = schema();
        let mut lexicon = Lexicon::new(fields, Arc::default());
        lexicon.start(Language::ENGLISH);
        let words: Vec<String> = (0..=WORDS_MAX).map(|it| format!("w{it}")).collect();
        lexicon.text(&words.join(" "), |_, number| (number, 1));
        let before = lexicon.finish();
        lexicon.start(Language::ENGLISH);
        assert_eq!(lexicon.memory.known.len(), 0);
        lexicon.text("w7", |_, number| (number, 1));
        let after = lexicon.finish();
        assert_eq!((lexicon.generation(), of(&after).1), (0, vec!["w7".to_owned()]));
        assert!(before.surfaces.contains(&after.surfaces[0]));
        assert_eq!(of(&before).1, words);
    }

    #[test]
    fn terms_are_numbered_anew_by_all() {
        let (_, fields) = schema();
        let vocabulary = Arc::new(Vocabulary::default());
        let mut lexicons = [0, 1].map(|_| Lexicon::new(fields, Arc::clone(&vocabulary)));
        let mut numbered = || {
            lexicons.each_mut().map(|lexicon| {
                lexicon.start(Language::ENGLISH);
                lexicon.text("police", |_, number| (number, 1));
                (lexicon.finish(), lexicon.generation())
            })
        };
        let before = numbered();
        assert!(Arc::ptr_eq(&before[0].0.terms, &before[1].0.terms));
        assert_eq!(before[0].0.stems, before[1].0.stems);
        assert_eq!(numbered()[0].1, 0);
        before[0].0.terms.end();
        let after = numbered();
        assert!(Arc::ptr_eq(&after[0].0.terms, &after[1].0.terms));
        assert!(!Arc::ptr_eq(&after[0].0.terms, &before[0].0.terms));
        assert!(Arc::ptr_eq(&after[0].0.terms, &before[0].0.terms.latest()));
        assert_eq!([before[1].1, after[0].1, after[1].1], [0, 1, 1]);
    }

    #[test]
    fn what_is_too_long_is_no_term() {
        let (_, fields) = schema();
        let mut lexicon = Lexicon::new(fields, Arc::default());
        lexicon.start(Language::ENGLISH);
        lexicon.text(&format!("a {} b", "x".repeat(70_000)), |_, number| (number, 1));
        let term = lexicon.term(fields.place, &"x".repeat(70_000));
        lexicon.list(fields.place, vec![(term, 0)]);
        let numbered = lexicon.finish();
        assert_eq!(of(&numbered), (vec!["a@0".into(), "b@2".into()], vec!["a".into(), "b".into()]));
        assert!(numbered.others.is_empty());
    }
}
