//! Words of a query to terms of the index: stems in every language, patterns, edits.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;

use crate::error::{Error, Kind, Result};
use crate::index::Index;
use crate::index::schema::Fields;
use crate::index::write::damaged;
use crate::language::Language;
use crate::language::analyze::Analyzer;
use crate::language::stem;
use crate::search::{Expr, Filter};
use crate::text;

/// One word as the index knows it: any of these terms of `text`.
pub(crate) type Any = Vec<Term>;

/// The most different words that a pattern may stand for where positions matter.
const EXPANSION_MAX: usize = 1_024;

/// The most words that the patterns of a query may stand for together.
const WORDS_MAX: u64 = 100_000;

/// The most words of the index that all patterns but the first may be held against: about a second.
const LOOKS_MAX: u64 = 5_000_000;

/// So many words are looked at to tell how many of a dictionary a pattern stands for: a millisecond
/// or two.
const SAMPLE: u64 = 1_000;

/// For longer words than these the automaton takes more room than it is worth.
const AUTOMATON_LETTERS_MAX: usize = 40;

impl Index {
    /// What a word of a query stands for: for each word in it, any of its stems in any language of
    /// the index. Of several those that no article has are left out.
    pub(crate) fn stems(&self, word: &str) -> Arc<[Any]> {
        // Each part of a search asks for the same few words.
        let read = || Ok::<_, Infallible>((Arc::from(word), self.stems_anew(word).into()));
        let Ok((_, stems)) = self.stemmed.get(|it: &(Arc<str>, _)| &*it.0 == word, read);
        stems
    }

    /// What words in a row stand for.
    pub(crate) fn stems_of(&self, words: &[String]) -> Vec<Any> {
        words.iter().flat_map(|it| self.stems(it).to_vec()).collect()
    }

    fn stems_anew(&self, word: &str) -> Vec<Any> {
        let mut analyzers = self.analyzers.lock().unwrap_or_else(PoisonError::into_inner);
        if analyzers.is_empty() {
            analyzers.extend(self.languages.iter().map(|it| Analyzer::new(*it)));
        }
        let mut words: Vec<Any> = Vec::new();
        for analyzer in analyzers.iter_mut() {
            for (number, stems) in analyzer.query(word).into_iter().enumerate() {
                if words.len() == number {
                    words.push(Vec::new());
                }
                let Some(any) = words.get_mut(number) else { continue };
                for stem in stems {
                    let term = Term::from_field_text(self.fields.text, &stem);
                    if !any.contains(&term) {
                        any.push(term);
                    }
                }
            }
        }
        for any in words.iter_mut().filter(|it| it.len() > 1) {
            // Where the index cannot be read, the search itself will say so.
            let has = |term: &Term| self.statistics.articles_with(term).is_ok_and(|it| it > 0);
            if any.iter().any(has) {
                any.retain(has);
            }
        }
        words
    }

    /// Whether a word says little in the languages of most articles: `war` is German for "was",
    /// and yet a word to look for among English ones.
    pub(crate) fn is_stop_word(&self, word: &str) -> bool {
        let folded = text::fold(word);
        let shares = self.shares.get_or_init(|| self.count_languages());
        let listed = shares.iter().filter(|(it, _)| stem::is_stop_word(*it, &folded));
        let articles: u64 = listed.map(|(_, articles)| articles).sum();
        articles > 0 && articles * 2 >= shares.iter().map(|(_, articles)| articles).sum()
    }

    /// How many articles each language of the index has.
    fn count_languages(&self) -> Vec<(Language, u64)> {
        let count = |language: Language| {
            let term = Term::from_field_text(self.fields.language, language.code());
            (language, self.statistics.articles_with(&term).unwrap_or(0))
        };
        self.languages.iter().copied().map(count).collect()
    }

    /// The surface words that match `pattern`, each with the number of articles that have it.
    ///
    /// # Errors
    /// `Kind::Query` where they are more than `most`.
    fn surfaces(&self, pattern: &Pattern, most: u64) -> Result<BTreeMap<String, u64>> {
        self.surfaces_from(&pattern.prefix(), pattern, most)
    }

    fn surfaces_from(
        &self,
        start: &str,
        pattern: &Pattern,
        most: u64,
    ) -> Result<BTreeMap<String, u64>> {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        let mut take = |word: &str, articles: u32| {
            if pattern.matches(word) {
                *found.entry(word.to_owned()).or_default() += u64::from(articles);
                if found.len() as u64 > most {
                    let hint = "give them more letters";
                    return refuse(WORDS_MAX + 1, WORDS_MAX, "stand for more than", hint);
                }
            }
            Ok(())
        };
        match pattern.automaton(self.fields.exact)? {
            Some(likes) => {
                for reader in self.searcher.segment_readers() {
                    let terms = reader.inverted_index(self.fields.exact).map_err(damaged)?;
                    let mut stream = terms.terms().search(&likes).into_stream()?;
                    while stream.advance() {
                        let Ok(word) = std::str::from_utf8(stream.key()) else { continue };
                        if word.starts_with(start) {
                            take(word, stream.value().doc_freq)?;
                        }
                    }
                }
            }
            None => self.each_term(self.fields.exact, start, |_, word, count| take(word, count))?,
        }
        Ok(found)
    }

    /// What the patterns of an expression stand for.
    ///
    /// # Errors
    /// `Kind::Query` where that is too much work, told before it is done, or too many words.
    pub(crate) fn patterns_of(&self, expr: &Expr) -> Result<Patterns> {
        let mut wanted = Wanted::default();
        wanted.read(expr);
        let mut looks = 0_u64;
        let mut wide = Vec::new();
        let hint = "give them more letters";
        for (number, pattern) in wanted.patterns.iter().enumerate() {
            let size = self.words_with(&pattern.prefix())?;
            if pattern.is_prefix() {
                refuse(size, WORDS_MAX, "stand for more than", hint)?;
            } else if size > WORDS_MAX && matches!(pattern, Pattern::Wildcard(_)) {
                wide.push(pattern);
            }
            // One pattern may always look through the whole index.
            looks += if number > 0 { size } else { 0 };
        }
        for field in wanted.values.iter().skip(1).map(|it| field_of(it, &self.fields)) {
            for reader in self.searcher.segment_readers() {
                let terms = reader.inverted_index(field).map_err(damaged)?;
                looks += terms.terms().num_terms() as u64;
            }
        }
        refuse(looks, LOOKS_MAX, "look through more than", "ask for fewer of them at once")?;
        for pattern in wide {
            refuse(self.words_surely(pattern)?, WORDS_MAX, "stand for more than", hint)?;
        }
        let mut patterns = Patterns::default();
        let mut words = 0;
        for pattern in wanted.patterns {
            let found = self.surfaces(&pattern, WORDS_MAX - words)?;
            words += found.len() as u64;
            patterns.words.insert(pattern, found);
        }
        Ok(patterns)
    }

    /// How many words start so, each segment's counted by itself.
    fn words_with(&self, start: &str) -> Result<u64> {
        let mut count = 0;
        for reader in self.searcher.segment_readers() {
            let terms = reader.inverted_index(self.fields.exact).map_err(damaged)?;
            let ordinals = ordinals(terms.terms(), start)?;
            count += ordinals.end - ordinals.start;
        }
        Ok(count)
    }

    /// A number of words that `pattern` all but surely stands for, if not for more: by a sample of
    /// the words of each segment, of which one may have all.
    fn words_surely(&self, pattern: &Pattern) -> Result<u64> {
        let start = pattern.prefix();
        let mut most = 0;
        for reader in self.searcher.segment_readers() {
            let terms = reader.inverted_index(self.fields.exact).map_err(damaged)?;
            let ordinals = ordinals(terms.terms(), &start)?;
            let size = ordinals.end - ordinals.start;
            if size <= WORDS_MAX {
                continue;
            }
            let (mut found, mut word) = (0_u32, Vec::new());
            for number in 0..SAMPLE {
                terms.terms().ord_to_term(ordinals.start + size * number / SAMPLE, &mut word)?;
                found += u32::from(std::str::from_utf8(&word).is_ok_and(|it| pattern.matches(it)));
            }
            most = most.max(surely(found, size));
        }
        Ok(most)
    }

    /// The terms of `text` for the words that match `pattern`, where positions are needed.
    pub(crate) fn surfaces_as_stems(
        &self,
        pattern: &Pattern,
        typed: &str,
        patterns: &Patterns,
    ) -> Result<Any> {
        let count = patterns.words(pattern).count();
        if count > EXPANSION_MAX {
            let message = format!(
                "`{typed}` stands for {count} words, more than the {EXPANSION_MAX} that can be \
                 looked for near others"
            );
            return Err(Error::new(Kind::Query, message).hint("give it more letters"));
        }
        let mut any: Any = Vec::new();
        for word in patterns.words(pattern) {
            // A surface word is one word: it was one when it was indexed.
            any.extend(self.stems(word).iter().flatten().cloned());
        }
        any.sort_unstable();
        any.dedup();
        Ok(any)
    }

    /// Words of the index that look like `word`, the likeliest first.
    pub(crate) fn look_alikes(&self, word: &str) -> Result<Vec<LookAlike>> {
        let folded = text::fold(word);
        let letters = folded.chars().count();
        if letters < 3 {
            return Ok(Vec::new());
        }
        self.alike_from("", &folded, if letters < 5 { 1 } else { 2 })
    }

    /// Those of them that are a slip away and start with the same letter: far fewer words have to
    /// be looked at.
    pub(crate) fn slips(&self, word: &str) -> Result<Vec<LookAlike>> {
        let folded = text::fold(word);
        let first: String = folded.chars().take(1).collect();
        self.alike_from(&first, &folded, 1)
    }

    fn alike_from(&self, start: &str, folded: &str, edits: usize) -> Result<Vec<LookAlike>> {
        let pattern = Pattern::Edits(folded.chars().collect(), edits);
        let mut found: Vec<LookAlike> = self
            .surfaces_from(start, &pattern, u64::MAX)?
            .into_iter()
            .filter(|(it, _)| it.bytes().all(|byte| !byte.is_ascii_digit()) && it != folded)
            .map(|(word, articles)| LookAlike { edits: pattern.distance(&word), articles, word })
            .collect();
        // An edit more is worth a hundred times the articles: `th` is no reading of `tha`.
        found.sort_by_key(|it| {
            let weight = if it.edits <= 1 { it.articles.saturating_mul(100) } else { it.articles };
            (std::cmp::Reverse(weight), it.word.clone())
        });
        Ok(found)
    }
}

/// A word of the index that looks like another.
pub(crate) struct LookAlike {
    pub(crate) word: String,
    /// How far it is from the other.
    pub(crate) edits: usize,
    /// How many articles have it.
    pub(crate) articles: u64,
}

/// What the patterns of a query stand for, each worked out once.
#[derive(Default)]
pub(crate) struct Patterns {
    words: FxHashMap<Pattern, BTreeMap<String, u64>>,
    /// See [`NearQuery::work`](crate::index::near::NearQuery::work).
    pub(crate) work: Arc<AtomicU64>,
    /// How many words of articles the phrases of the query may ask tantivy for, so far.
    pub(crate) looked: AtomicU64,
}

impl Patterns {
    /// The words that a pattern stands for.
    pub(crate) fn words(&self, pattern: &Pattern) -> impl Iterator<Item = &String> {
        self.words.get(pattern).into_iter().flat_map(BTreeMap::keys)
    }
}

/// The patterns of a query.
#[derive(Default)]
struct Wanted {
    /// Those of words, each once.
    patterns: Vec<Pattern>,
    /// The filters that look through the values of a field.
    values: Vec<Filter>,
}

impl Wanted {
    fn read(&mut self, expr: &Expr) {
        let pattern = match expr {
            Expr::And(sides)
            | Expr::Or(sides)
            | Expr::Same(_, sides)
            | Expr::Together(_, sides)
            | Expr::Near { sides, .. } => return sides.iter().for_each(|it| self.read(it)),
            Expr::Should(wanted, liked) => {
                self.read(wanted);
                return self.read(liked);
            }
            Expr::Not(side) | Expr::Boost(side, _) => return self.read(side),
            Expr::Filter(it @ (Filter::Source(_) | Filter::Url(_))) => {
                return self.values.push(it.clone());
            }
            Expr::Wildcard(_, typed) => Pattern::wildcard(typed),
            Expr::Fuzzy(_, typed, edits) => Pattern::edits(typed, *edits),
            Expr::All | Expr::Word(..) | Expr::Phrase(..) => return,
            Expr::AtLeast(..) | Expr::Filter(_) => return,
        };
        if !self.patterns.contains(&pattern) {
            self.patterns.push(pattern);
        }
    }
}

/// The ordinals of the terms that start so.
fn ordinals(terms: &TermDictionary, start: &str) -> Result<Range<u64>> {
    let all = terms.num_terms() as u64;
    if start.is_empty() {
        return Ok(0..all);
    }
    let ordinal = |from: &[u8]| -> Result<Option<u64>> {
        let mut stream = terms.range().ge(from).into_stream()?;
        Ok(stream.advance().then(|| stream.term_ord()))
    };
    let Some(first) = ordinal(start.as_bytes())? else { return Ok(all..all) };
    // No UTF-8 holds the byte, so it comes after all that start so.
    let end = ordinal(&[start.as_bytes(), &[0xFF]].concat())?.unwrap_or(all);
    Ok(first..end)
}

/// What `found` of a [`SAMPLE`] surely says of `size` words: four standard deviations less than the
/// likeliest.
fn surely(found: u32, size: u64) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let (sample, size) = (SAMPLE as f64, size as f64);
    let share = f64::from(found) / sample;
    let least = share - 4.0 * (share * (1.0 - share) / sample).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to size")]
    let words = (least.max(0.0) * size) as u64;
    words
}

fn field_of(filter: &Filter, fields: &Fields) -> Field {
    if matches!(filter, Filter::Url(_)) { fields.url } else { fields.source }
}

/// An error where there are more words than `most`.
fn refuse(words: u64, most: u64, what: &str, hint: &str) -> Result<()> {
    if words <= most {
        return Ok(());
    }
    let message = format!("the patterns of the query {what} {most} words of the index");
    Err(Error::new(Kind::Query, message).hint(hint))
}

/// What a surface word may be like.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Pattern {
    /// `*` any letters, `?` one letter, the rest as it stands; folded.
    Wildcard(Vec<char>),
    /// Within so many edits of these letters; folded.
    Edits(Vec<char>, usize),
}

impl Pattern {
    pub(crate) fn wildcard(text: &str) -> Pattern {
        Pattern::Wildcard(text::fold(text).chars().collect())
    }

    pub(crate) fn edits(text: &str, edits: u8) -> Pattern {
        Pattern::Edits(text::fold(text).chars().collect(), usize::from(edits.min(2)))
    }

    /// Whether it stands for all that start so: then how many these are is known at once.
    fn is_prefix(&self) -> bool {
        matches!(self, Pattern::Wildcard(letters)
            if letters.iter().position(|it| matches!(it, '*' | '?')) == letters.len().checked_sub(1)
                && letters.last() == Some(&'*'))
    }

    /// What every match starts with.
    fn prefix(&self) -> String {
        match self {
            Pattern::Wildcard(letters) => {
                letters.iter().take_while(|it| !matches!(it, '*' | '?')).collect()
            }
            Pattern::Edits(..) => String::new(),
        }
    }

    /// What finds the words within so many edits without looking at all others; `None` where there
    /// is no such thing, or making it would take longer.
    fn automaton(&self, field: Field) -> Result<Option<DfaWrapper>> {
        let Pattern::Edits(letters, edits) = self else { return Ok(None) };
        if letters.len() > AUTOMATON_LETTERS_MAX {
            return Ok(None);
        }
        let word: String = letters.iter().collect();
        let edits = u8::try_from(*edits).unwrap_or(2);
        let query = FuzzyTermQuery::new(Term::from_field_text(field, &word), edits, true);
        query.automaton().map(Some).map_err(damaged)
    }

    pub(crate) fn matches(&self, word: &str) -> bool {
        match self {
            Pattern::Wildcard(pattern) => wildcard_matches(pattern, word),
            Pattern::Edits(letters, edits) => {
                // Far cheaper than counting edits, and true of most words.
                word.len() + *edits >= letters.len()
                    && word.len() <= (letters.len() + edits) * 4
                    && strangers(letters, word) <= *edits
                    && self.distance(word) <= *edits
            }
        }
    }

    /// How many letters must be put in, left out, changed, or swapped with their neighbour; one
    /// more than allowed where it is more.
    fn distance(&self, word: &str) -> usize {
        let Pattern::Edits(letters, edits) = self else { return 0 };
        let other: Vec<char> = word.chars().take(letters.len() + edits + 1).collect();
        if letters.len().abs_diff(other.len()) > *edits {
            return edits + 1;
        }
        let mut before: Vec<usize> = Vec::new();
        let mut last: Vec<usize> = (0..=other.len()).collect();
        for (row, letter) in letters.iter().enumerate() {
            let mut next = vec![row + 1];
            for (column, theirs) in other.iter().enumerate() {
                let changed = last[column] + usize::from(letter != theirs);
                let mut best = changed.min(last[column + 1] + 1).min(next[column] + 1);
                let swapped = row > 0
                    && column > 0
                    && letters[row - 1] == *theirs
                    && other[column - 1] == *letter;
                if swapped {
                    best = best.min(before[column - 1] + 1);
                }
                next.push(best);
            }
            if next.iter().min().is_some_and(|it| it > edits) {
                return edits + 1;
            }
            before = std::mem::replace(&mut last, next);
        }
        last.last().copied().unwrap_or(0)
    }
}

/// How many kinds of letters of `letters` are not in `word`: each takes an edit.
fn strangers(letters: &[char], word: &str) -> usize {
    let set = |it: char| 1_u64 << (u32::from(it) % 64);
    let theirs = word.chars().fold(0, |all, it| all | set(it));
    let own = letters.iter().fold(0, |all, it| all | set(*it));
    (own & !theirs).count_ones() as usize
}

/// Greedy matching with one point to come back to: linear in practice, quadratic at worst.
fn wildcard_matches(pattern: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < word.len() {
        match pattern.get(from) {
            Some('*') => {
                star = Some((from + 1, at));
                from += 1;
            }
            Some('?') => {
                at += 1;
                from += 1;
            }
            Some(letter) if *letter == word[at] => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((after, taken)) = star else { return false };
                star = Some((after, taken + 1));
                (from, at) = (after, taken + 1);
            }
        }
    }
    pattern.get(from..).unwrap_or_default().iter().all(|it| *it == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy_fst::Automaton as _;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, word: &str, expected: bool) {
        assert_eq!(Pattern::wildcard(pattern).matches(word), expected, "{pattern} {word}");
    }

    #[test]
    fn wildcards() {
        check("sold*", "soldiers", true);
        check("sold*", "sol", false);
        check("*ers", "soldiers", true);
        check("s*d*r", "soldier", true);
        check("wor?d", "world", true);
        check("wor?d", "word", false);
        check("?", "é", true);
        check("*", "", true);
        check("Zür*", "zurich", true);
    }

    #[track_caller]
    fn check_edits(word: &str, edits: u8, other: &str, expected: bool) {
        assert_eq!(Pattern::edits(word, edits).matches(other), expected, "{word} {other}");
    }

    #[test]
    fn edits() {
        check_edits("peshawar", 1, "peshawer", true);
        check_edits("peshawar", 1, "pehsawar", true);
        check_edits("peshawar", 2, "pshawer", true);
        check_edits("peshawar", 1, "pshawer", false);
        check_edits("kyiv", 1, "kiev", false);
        check_edits("kyiv", 2, "kiev", true);
        check_edits("a", 0, "a", true);
        check_edits("a", 0, "b", false);
    }

    #[test]
    fn what_a_sample_surely_says() {
        assert_eq!(surely(0, 1_000_000), 0);
        assert_eq!(surely(10, 1_000_000), 0);
        assert_eq!(surely(1_000, 1_000_000), 1_000_000);
        assert!((430_000..440_000).contains(&surely(500, 1_000_000)));
    }

    proptest! {
        #[test]
        fn the_automaton_finds_what_counting_edits_does(
            word in "[abé]{1,7}",
            other in "[abéع]{0,8}",
            edits in 1_u8..3,
        ) {
            let pattern = Pattern::edits(&word, edits);
            let automaton = pattern.automaton(Field::from_field_id(0)).unwrap().unwrap();
            let mut state = automaton.start();
            for byte in other.bytes() {
                state = automaton.accept(&state, byte);
            }
            prop_assert_eq!(automaton.is_match(&state), pattern.matches(&other));
        }
    }
}
