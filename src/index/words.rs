//! Words of a query to terms of the index: stems in every language, patterns, edits.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use tantivy::Term;

use crate::error::{Error, Kind, Result};
use crate::index::Index;
use crate::language::Language;
use crate::language::analyze::Analyzer;
use crate::language::stem;
use crate::text;

/// One word as the index knows it: any of these terms of `text`.
pub(crate) type Any = Vec<Term>;

/// The most different words that a pattern may stand for where positions matter.
const EXPANSION_MAX: usize = 1_024;

impl Index {
    /// What a word of a query stands for: for each word in it, any of its stems in any language of
    /// the index.
    pub(crate) fn stems(&self, word: &str) -> Vec<Any> {
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
    pub(crate) fn surfaces(&self, pattern: &Pattern) -> Result<BTreeMap<String, u64>> {
        self.surfaces_from(&pattern.prefix(), pattern)
    }

    fn surfaces_from(&self, start: &str, pattern: &Pattern) -> Result<BTreeMap<String, u64>> {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        self.each_term(self.fields.exact, start, |_, word, articles| {
            if pattern.matches(word) {
                *found.entry(word.to_owned()).or_default() += u64::from(articles);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The terms of `text` for the words that match `pattern`, where positions are needed.
    pub(crate) fn surfaces_as_stems(&self, pattern: &Pattern, typed: &str) -> Result<Any> {
        let words = self.surfaces(pattern)?;
        if words.len() > EXPANSION_MAX {
            let message = format!(
                "`{typed}` stands for {} words, more than the {EXPANSION_MAX} that can be looked \
                 for near others",
                words.len()
            );
            return Err(Error::new(Kind::Query, message).hint("give it more letters"));
        }
        let mut any: Any = Vec::new();
        for word in words.keys() {
            // A surface word is one word: it was one when it was indexed.
            any.extend(self.stems(word).into_iter().flatten());
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
            .surfaces_from(start, &pattern)?
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

/// What a surface word may be like.
#[derive(Clone, Debug, Eq, PartialEq)]
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

    /// What every match starts with.
    fn prefix(&self) -> String {
        match self {
            Pattern::Wildcard(letters) => {
                letters.iter().take_while(|it| !matches!(it, '*' | '?')).collect()
            }
            Pattern::Edits(..) => String::new(),
        }
    }

    pub(crate) fn matches(&self, word: &str) -> bool {
        match self {
            Pattern::Wildcard(pattern) => wildcard_matches(pattern, word),
            Pattern::Edits(letters, edits) => {
                // Far cheaper than counting edits, and true of most words.
                word.len() + *edits >= letters.len()
                    && word.len() <= (letters.len() + edits) * 4
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
}
