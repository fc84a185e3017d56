//! What a user should know of a search: words that nothing has, that look misspelt, or that leave
//! nothing; articles without a date.

use crate::error::Result;
use crate::index::Index;
use crate::index::top::Order;
use crate::index::words::Pattern;
use crate::search::{Engine as _, Expr, Filter, Hint};
use crate::text;

// The three below were chosen on 11,000 wire stories: of slips of the pen in words that 20 articles
// have four in five are put right, and one in ten of the words that 3 articles have is asked about;
// half of those are misspelt indeed.

/// So many hits are few: a word that looks misspelt may be why.
const FEW: u64 = 5;

/// A word that looks misspelt is in no more than so many articles …
const RARE: u64 = 3;

/// … and the word it looks like in so many times as many at least.
const TIMES: u64 = 20;

/// Shorter words look like too many others.
const LETTERS_MIN: usize = 5;

/// So many words are looked at.
const WORDS_MAX: usize = 16;

impl Index {
    /// What the user should know of a search that found `total`.
    pub(crate) fn hints(&self, matching: &Expr, total: u64) -> Result<Vec<Hint>> {
        let mut hints = Vec::new();
        let mut words = Vec::new();
        self.wanted_words(matching, &mut words)?;
        let mut unknown = false;
        for word in words.iter().take(WORDS_MAX) {
            let articles = self.articles_with_word(word)?;
            if articles == Some(0) {
                unknown = true;
                let without = match &without_word(matching, word) {
                    Some(rest) => self.count(rest)?,
                    None => total,
                };
                let instead =
                    self.look_alikes(word)?.into_iter().take(3).map(|it| it.word).collect();
                hints.push(Hint::NoSuchWord { word: word.clone(), without, instead });
            } else if total <= FEW
                && let Some(articles) = articles.filter(|it| *it <= RARE)
                && let Some((instead, with)) = self.likelier(matching, word, articles, total)?
            {
                hints.push(Hint::RareWord { word: word.clone(), articles, instead, with });
            }
        }
        for source in sources(matching) {
            if !self.has_source(source)? {
                unknown = true;
                let (source, instead) = (source.clone(), self.sources_like(source)?);
                hints.push(Hint::NoSuchSource { source, instead });
            }
        }
        if total == 0 && !unknown {
            hints.extend(self.what_leaves_nothing(matching, &words)?);
        }
        if let Some(undated) = with_undated(matching).filter(|_| self.has_undated()) {
            let left_out = self.count(&undated)?;
            if left_out > 0 {
                hints.push(Hint::UndatedLeftOut(left_out));
            }
        }
        Ok(hints)
    }

    /// In how many articles a word stands, by its commonest form; `None` where there is nothing in
    /// it to look for.
    fn articles_with_word(&self, word: &str) -> Result<Option<u64>> {
        let mut least: Option<u64> = None;
        for any in &*self.stems(word) {
            let mut most = 0;
            for term in any {
                most = most.max(self.statistics.articles_with(term)?);
            }
            least = Some(least.map_or(most, |it| it.min(most)));
        }
        Ok(least)
    }

    /// The word that a rare one may be meant for, and how many articles match with it: a much
    /// commoner one, a slip away, that finds more.
    fn likelier(
        &self,
        matching: &Expr,
        word: &str,
        articles: u64,
        total: u64,
    ) -> Result<Option<(String, u64)>> {
        if word.chars().count() < LETTERS_MIN {
            return Ok(None);
        }
        let stems = self.stems(word).concat();
        for like in self.slips(word)? {
            let inflected = self.stems(&like.word).concat().iter().any(|it| stems.contains(it));
            if inflected || like.articles < articles.saturating_mul(TIMES) {
                continue;
            }
            let with = self.count(&with_word(matching, word, &like.word))?;
            if with > total {
                return Ok(Some((like.word, with)));
            }
        }
        Ok(None)
    }

    /// The word without which the most articles match, where none has all of them.
    fn what_leaves_nothing(&self, matching: &Expr, words: &[String]) -> Result<Option<Hint>> {
        if words.len() < 2 || words.len() > WORDS_MAX {
            return Ok(None);
        }
        let mut best: Option<(u64, &String)> = None;
        for word in words {
            let Some(rest) = without_word(matching, word) else { continue };
            let without = self.count(&rest)?;
            if without > best.map_or(0, |it| it.0) {
                best = Some((without, word));
            }
        }
        Ok(best.map(|(without, word)| Hint::NoneHasAll { word: word.clone(), without }))
    }

    /// The words that an article must have, or may have, to match. Of synonyms the one that was
    /// typed, where none of them is known.
    fn wanted_words(&self, expr: &Expr, words: &mut Vec<String>) -> Result<()> {
        let mut add = |word: &String| {
            if !words.contains(word) {
                words.push(word.clone());
            }
        };
        match expr {
            Expr::And(sides)
            | Expr::Or(sides)
            | Expr::Together(_, sides)
            | Expr::Near { sides, .. } => {
                for side in sides {
                    self.wanted_words(side, words)?;
                }
            }
            Expr::Same(_, sides) => {
                let mut inner = Vec::new();
                for side in sides {
                    self.wanted_words(side, &mut inner)?;
                }
                for word in &inner {
                    if self.articles_with_word(word)? > Some(0) {
                        return Ok(());
                    }
                }
                inner.first().into_iter().for_each(add);
            }
            Expr::Should(side, _) | Expr::Boost(side, _) => self.wanted_words(side, words)?,
            Expr::Word(_, word) | Expr::AtLeast(_, word, _) => add(word),
            Expr::Phrase(_, row) => row.iter().for_each(add),
            Expr::All | Expr::Not(_) | Expr::Filter(_) => {}
            Expr::Wildcard(..) | Expr::Fuzzy(..) => {}
        }
        Ok(())
    }

    fn has_source(&self, source: &str) -> Result<bool> {
        for term in self.folded(self.fields.source, source)? {
            if self.statistics.articles_with(&term)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The sources that have what was typed in their names, or are a slip or two away; the
    /// commonest first.
    fn sources_like(&self, typed: &str) -> Result<Vec<String>> {
        let folded = text::fold(typed);
        let slips = Pattern::edits(typed, if folded.chars().count() < LETTERS_MIN { 1 } else { 2 });
        let mut found: Vec<(String, u64)> = self.sources_from("")?.into_iter().collect();
        found.retain(|(name, articles)| {
            let name = text::fold(name);
            *articles > 0 && (name.contains(folded.trim()) || slips.matches(&name))
        });
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(found.into_iter().take(3).map(|it| it.0).collect())
    }

    /// Whether any article may have no publication date.
    fn has_undated(&self) -> bool {
        self.searcher.segment_readers().iter().enumerate().any(|(number, reader)| {
            let order = self.columns(number).and_then(|it| it.order(reader));
            let dated = |order: &Order| {
                order.instants.as_ref().is_some_and(|it| it.get_cardinality().is_full())
            };
            !order.is_ok_and(dated)
        })
    }
}

/// The sources that an article must have to match, or may have.
fn sources(expr: &Expr) -> Vec<&String> {
    match expr {
        Expr::Filter(Filter::Source(source)) => vec![source],
        Expr::And(sides) | Expr::Or(sides) => sides.iter().flat_map(sources).collect(),
        Expr::Should(side, _) | Expr::Boost(side, _) => sources(side),
        _ => Vec::new(),
    }
}

/// The expression with another word in the place of one.
fn with_word(expr: &Expr, word: &str, other: &str) -> Expr {
    let all = |sides: &[Expr]| sides.iter().map(|it| with_word(it, word, other)).collect();
    let one = |it: &String| if it == word { other.to_owned() } else { it.clone() };
    let boxed = |side: &Expr| Box::new(with_word(side, word, other));
    match expr {
        Expr::And(sides) => Expr::And(all(sides)),
        Expr::Or(sides) => Expr::Or(all(sides)),
        Expr::Same(scope, sides) => Expr::Same(*scope, all(sides)),
        Expr::Together(unit, sides) => Expr::Together(*unit, all(sides)),
        Expr::Near { scope, sides, distance, ordered } => {
            Expr::Near { scope: *scope, sides: all(sides), distance: *distance, ordered: *ordered }
        }
        Expr::Should(side, liked) => Expr::Should(boxed(side), liked.clone()),
        Expr::Boost(side, factor) => Expr::Boost(boxed(side), *factor),
        Expr::Word(scope, it) => Expr::Word(*scope, one(it)),
        Expr::AtLeast(scope, it, count) => Expr::AtLeast(*scope, one(it), *count),
        Expr::Phrase(scope, row) => Expr::Phrase(*scope, row.iter().map(one).collect()),
        other => other.clone(),
    }
}

/// The expression without a word that it asks for; `None` where nothing is left.
fn without_word(expr: &Expr, word: &str) -> Option<Expr> {
    let all = |sides: &[Expr]| -> Vec<Expr> {
        sides.iter().filter_map(|it| without_word(it, word)).collect()
    };
    match expr {
        Expr::Word(_, it) | Expr::AtLeast(_, it, _) if it == word => None,
        Expr::Phrase(scope, row) => {
            let rest: Vec<String> = row.iter().filter(|it| *it != word).cloned().collect();
            (!rest.is_empty()).then_some(Expr::Phrase(*scope, rest))
        }
        Expr::And(sides) => {
            let rest = all(sides);
            let has_words = rest.iter().any(|it| !matches!(it, Expr::Filter(_)));
            (has_words || rest.len() == sides.len()).then_some(Expr::And(rest))
        }
        Expr::Or(sides) => Some(Expr::Or(all(sides))).filter(|it| *it != Expr::Or(Vec::new())),
        Expr::Same(scope, sides) => {
            let rest = all(sides);
            (rest.len() == sides.len()).then_some(Expr::Same(*scope, rest))
        }
        Expr::Together(unit, sides) => Some(Expr::Together(*unit, all(sides))),
        Expr::Near { scope, sides, distance, ordered } => {
            let (scope, distance, ordered) = (*scope, *distance, *ordered);
            let sides = all(sides);
            (!sides.is_empty()).then_some(Expr::Near { scope, sides, distance, ordered })
        }
        Expr::Should(side, liked) => {
            without_word(side, word).map(|it| Expr::Should(Box::new(it), liked.clone()))
        }
        Expr::Boost(side, factor) => {
            without_word(side, word).map(|it| Expr::Boost(Box::new(it), *factor))
        }
        other => Some(other.clone()),
    }
}

/// The expression with articles without a date in place of those of a period; `None` where it asks
/// for no period.
fn with_undated(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Filter(Filter::Published(_)) => Some(Expr::Filter(Filter::Undated)),
        Expr::And(sides) => {
            let mut any = false;
            let sides = sides
                .iter()
                .map(|it| {
                    let undated = with_undated(it);
                    any |= undated.is_some();
                    undated.unwrap_or_else(|| it.clone())
                })
                .collect();
            any.then_some(Expr::And(sides))
        }
        Expr::Should(side, _) | Expr::Boost(side, _) => with_undated(side),
        _ => None,
    }
}
