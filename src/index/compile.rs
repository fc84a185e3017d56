//! An `Expr` to a tantivy query.
//!
//! Words that say little ("the", "of") are not asked for where other words are, but stay in
//! phrases. A word asked for twice counts twice. A filter never counts in the score. A boolean
//! query of one clause is that clause, for tantivy is faster with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::date::parse::Bound;
use crate::error::{Error, Kind, Result};
use crate::index::Index;
use crate::index::apart::Apart;
use crate::index::cells;
use crate::index::filter::AnyTerm;
use crate::index::near::{Demand, NearQuery, SIDES_MAX, Spot, one_or};
use crate::index::within::{self, Days, Keep, Within};
use crate::index::words::{Any, Pattern, Patterns};
use crate::search::{Expr, Filter, Scope};

/// Deeper trees are refused: each level takes room on the stack.
const DEPTH_MAX: usize = 64;

/// The most words of articles that the phrases of a query may ask tantivy for.
const LOOKED_MAX: u64 = 5_000_000;

/// How deep an expression lies, and what the patterns of the whole stand for.
#[derive(Clone, Copy)]
struct Level<'p> {
    depth: usize,
    patterns: &'p Patterns,
}

impl Level<'_> {
    /// See [`NearQuery::work`].
    fn work(self) -> Arc<AtomicU64> {
        Arc::clone(&self.patterns.work)
    }

    /// One deeper.
    fn below(self) -> Result<Self> {
        if self.depth > DEPTH_MAX {
            return Err(Error::new(Kind::Query, "the query is nested too deep"));
        }
        Ok(Level { depth: self.depth + 1, ..self })
    }
}

/// A word, and how often it was asked for.
type Counted = (String, u16);

/// The sides of a Boolean expression, by what they ask for.
#[derive(Default)]
struct Sides {
    must: Vec<Box<dyn Query>>,
    not: Vec<Box<dyn Query>>,
    /// Words of the whole article, each with how often it was asked for.
    words: Vec<Counted>,
}

impl Index {
    /// The query for `expr`.
    pub(crate) fn compile(&self, expr: &Expr) -> Result<Box<dyn Query>> {
        let patterns = self.patterns_of(expr)?;
        self.query(expr, Level { depth: 0, patterns: &patterns })
    }

    fn query(&self, expr: &Expr, level: Level<'_>) -> Result<Box<dyn Query>> {
        let below = level.below()?;
        let inner = |expr: &Expr| self.query(expr, below);
        Ok(match expr {
            Expr::All => Box::new(AllQuery),
            Expr::And(sides) => self.and(sides, level)?,
            Expr::Or(sides) => self.or(sides, level)?,
            Expr::Not(side) => {
                let all: Box<dyn Query> = Box::new(AllQuery);
                let side = Box::new(Apart(inner(side)?));
                let clauses: Vec<(Occur, Box<dyn Query>)> =
                    vec![(Occur::Must, all), (Occur::MustNot, side)];
                Box::new(BooleanQuery::new(clauses))
            }
            Expr::Should(wanted, liked) => {
                let clauses = vec![(Occur::Must, inner(wanted)?), (Occur::Should, inner(liked)?)];
                Box::new(BooleanQuery::new(clauses))
            }
            Expr::Boost(side, factor) => Box::new(BoostQuery::new(inner(side)?, *factor)),
            Expr::Filter(filter) => Box::new(ConstScoreQuery::new(self.filter(filter)?, 0.0)),
            Expr::Word(Scope::Everywhere, word) => self.word(word, 1.0, level)?,
            Expr::Phrase(Scope::Everywhere, words) => self.phrase(words, level)?,
            Expr::Wildcard(Scope::Everywhere, typed) => {
                self.pattern(&Pattern::wildcard(typed), level)
            }
            Expr::Fuzzy(Scope::Everywhere, typed, edits) => {
                self.pattern(&Pattern::edits(typed, *edits), level)
            }
            Expr::Word(scope, _)
            | Expr::Phrase(scope, _)
            | Expr::Wildcard(scope, _)
            | Expr::Fuzzy(scope, _, _)
            | Expr::Near { scope, .. } => self.near(expr, *scope, Demand::AtLeast(1), level)?,
            Expr::AtLeast(scope, word, count) => {
                let word = Expr::Word(*scope, word.clone());
                self.near(&word, *scope, Demand::AtLeast(*count), level)?
            }
            Expr::Same(scope, sides) => {
                let spots: Result<Vec<Spot>> =
                    sides.iter().map(|it| self.spot(it, below)).collect();
                let as_one = Some(Arc::clone(&self.statistics));
                let query = self.near_of(Spot::Or(spots?), *scope, Demand::AtLeast(1));
                Box::new(NearQuery { as_one, work: level.work(), ..query })
            }
            Expr::Together(unit, sides) => {
                let spots: Result<Vec<Spot>> =
                    sides.iter().map(|it| self.spot(it, below)).collect();
                let query = self.near_of(Spot::Row(spots?), Scope::Body, Demand::Same(*unit));
                Box::new(NearQuery { work: level.work(), ..query })
            }
        })
    }

    /// An expression as words, phrases and what keeps articles, where it is that and nothing more,
    /// and not words alone.
    pub(crate) fn words_within(&self, expr: &Expr) -> Result<Option<Within>> {
        if let Expr::Word(_, word) = expr
            && self.stems(word).len() < 2
        {
            return Ok(None);
        }
        let (mut within, mut words) = (Within::default(), Vec::new());
        if !self.split_within(expr, &mut within, &mut words)? {
            return Ok(None);
        }
        let others = !within.words.is_empty() || !within.phrases.is_empty();
        for word in self.worth_asking(words, others) {
            let (terms, rows) = self.flat(vec![word]);
            for (word, times) in rows {
                let Some(terms) = only_terms(&self.stems(&word)) else { return Ok(None) };
                within.phrases.push((terms, f32::from(times)));
            }
            if !terms.is_empty() {
                within.words.push(terms);
            }
        }
        let is_more = !within.keeps.is_empty() || !within.phrases.is_empty();
        Ok((is_more && (1..=within::WORDS_MAX).contains(&within.len())).then_some(within))
    }

    /// Adds an expression to these; says whether it could. What is asked for here is what
    /// [`Index::compile`] asks for.
    fn split_within(
        &self,
        expr: &Expr,
        within: &mut Within,
        words: &mut Vec<Counted>,
    ) -> Result<bool> {
        match expr {
            Expr::All => {}
            Expr::And(sides) => {
                for side in sides {
                    if !self.split_within(side, within, words)? {
                        return Ok(false);
                    }
                }
            }
            Expr::Word(Scope::Everywhere, word) => count_word(words, word),
            Expr::Phrase(Scope::Everywhere, words) => {
                let stems: Vec<Any> = self.stems_of(words);
                let Some(terms) = only_terms(&stems) else { return Ok(false) };
                within.phrases.push((terms, 1.0));
            }
            Expr::Or(sides) => {
                let mut any = Vec::new();
                for side in sides {
                    let Expr::Word(Scope::Everywhere, word) = side else { return Ok(false) };
                    count_word(&mut any, word);
                }
                let (terms, rows) = self.flat(self.worth_asking(any, false));
                if !rows.is_empty() || terms.is_empty() {
                    return Ok(false);
                }
                within.words.push(terms);
            }
            Expr::Filter(Filter::Published(period)) => {
                let bound = |bound: Option<Bound>, open: i64| match bound {
                    None => Some(open),
                    Some(Bound::Day(day)) => Some(cells::day_number(day)),
                    Some(Bound::Instant(_)) => None,
                };
                let (first, end) = (bound(period.start, i64::MIN), bound(period.end, i64::MAX));
                let (Some(first), Some(end)) = (first, end) else { return Ok(false) };
                within.keeps.push(Keep::Days(Days { first, end }));
            }
            Expr::Filter(
                filter @ (Filter::Place(..) | Filter::PlaceIds(..) | Filter::Happened(..)),
            ) => {
                let query = self.filter(filter)?;
                let Some(any) = query.downcast_ref::<AnyTerm>() else { return Ok(false) };
                within.keeps.push(Keep::Any(any.terms.clone()));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn and(&self, sides: &[Expr], level: Level<'_>) -> Result<Box<dyn Query>> {
        let mut parts = Sides::default();
        self.split_and(sides, level, &mut parts)?;
        let Sides { mut must, not, words } = parts;
        let others = must.iter().any(|it| !it.is::<ConstScoreQuery>());
        for (word, times) in self.worth_asking(words, others) {
            must.push(self.word(&word, f32::from(times), level)?);
        }
        if not.is_empty() {
            return Ok(if must.is_empty() {
                Box::new(AllQuery)
            } else {
                one_or(Occur::Must, must)
            });
        }
        if must.is_empty() {
            must.push(Box::new(AllQuery));
        }
        let must = must.into_iter().map(|it| (Occur::Must, it));
        let apart = |it| (Occur::MustNot, Box::new(Apart(it)) as Box<dyn Query>);
        let not = not.into_iter().map(apart);
        Ok(Box::new(BooleanQuery::new(must.chain(not).collect())))
    }

    fn split_and(&self, sides: &[Expr], level: Level<'_>, parts: &mut Sides) -> Result<()> {
        let below = level.below()?;
        for side in sides {
            match side {
                Expr::All => {}
                Expr::And(sides) => self.split_and(sides, below, parts)?,
                Expr::Not(side) => parts.not.push(self.query(side, below)?),
                Expr::Word(Scope::Everywhere, word) => count_word(&mut parts.words, word),
                other => parts.must.push(self.query(other, below)?),
            }
        }
        Ok(())
    }

    fn or(&self, sides: &[Expr], level: Level<'_>) -> Result<Box<dyn Query>> {
        let mut words = Vec::new();
        let mut others: Vec<Box<dyn Query>> = Vec::new();
        for side in sides {
            match side {
                Expr::Word(Scope::Everywhere, word) => count_word(&mut words, word),
                other => others.push(self.query(other, level.below()?)?),
            }
        }
        let words = self.worth_asking(words, !others.is_empty());
        // One flat union of terms is what tantivy is fast with.
        let (terms, rows) = self.flat(words);
        for (word, times) in rows {
            others.push(self.word(&word, f32::from(times), level)?);
        }
        let terms = terms.into_iter().map(|(term, times)| boosted(term_query(term), times));
        Ok(one_or(Occur::Should, terms.chain(others).collect()))
    }

    /// Words as terms, each with how much it counts, and those of them that are several in a row.
    fn flat(&self, words: Vec<Counted>) -> (Vec<(Term, f32)>, Vec<Counted>) {
        let (mut terms, mut rows): (Vec<(Term, f32)>, _) = (Vec::new(), Vec::new());
        for (word, times) in words {
            let stems = self.stems(&word);
            let [any] = &*stems else {
                rows.push((word, times));
                continue;
            };
            for (term, factor) in self.as_one_word(any) {
                match terms.iter_mut().find(|it| it.0 == term) {
                    Some(known) => known.1 += factor * f32::from(times),
                    None => terms.push((term, factor * f32::from(times))),
                }
            }
        }
        (terms, rows)
    }

    /// The words without those that say little, unless there are no others.
    fn worth_asking(&self, words: Vec<Counted>, others: bool) -> Vec<Counted> {
        let (stop, worth): (Vec<_>, Vec<_>) =
            words.into_iter().partition(|(word, _)| self.is_stop_word(word));
        if worth.is_empty() && !others { stop } else { worth }
    }

    /// The stems of one word, each with what it counts: as if it were as common as the commonest.
    ///
    /// In an index of several languages a word has stems by the rules of each, and a stem of one of
    /// them may be rare only because few articles are in that language.
    fn as_one_word(&self, any: &Any) -> Vec<(Term, f32)> {
        if let [only] = any.as_slice() {
            return vec![(only.clone(), 1.0)];
        }
        // Where the index cannot be read, the search itself will say so.
        let has = |term: &Term| self.statistics.articles_with(term).unwrap_or(0);
        let most = any.iter().map(has).max().unwrap_or(0);
        let factor = |term: &Term| {
            self.statistics.rarity(most) / self.statistics.rarity(has(term)).max(f32::MIN_POSITIVE)
        };
        any.iter().map(|it| (it.clone(), factor(it))).collect()
    }

    /// Any of the stems of one word.
    fn any(&self, any: &Any) -> Box<dyn Query> {
        let terms = self.as_one_word(any).into_iter();
        let terms = terms.map(|(term, factor)| boosted(term_query(term), factor));
        one_or(Occur::Should, terms.collect())
    }

    /// A word anywhere in the article.
    fn word(&self, word: &str, times: f32, level: Level<'_>) -> Result<Box<dyn Query>> {
        Ok(boosted(self.row(self.stems(word).to_vec(), level)?, times))
    }

    fn phrase(&self, words: &[String], level: Level<'_>) -> Result<Box<dyn Query>> {
        self.row(self.stems_of(words), level)
    }

    /// Words in a row; one by itself.
    fn row(&self, words: Vec<Any>, level: Level<'_>) -> Result<Box<dyn Query>> {
        match words.as_slice() {
            [] => return Ok(one_or(Occur::Should, Vec::new())),
            [any] => return Ok(self.any(any)),
            _ => {}
        }
        if let Some(terms) = only_terms(&words)
            && self.is_quick(&terms, level)?
        {
            return Ok(Box::new(PhraseQuery::new(terms)));
        }
        let spot = Spot::Row(words.into_iter().map(Spot::Any).collect());
        let query = self.near_of(spot, Scope::Everywhere, Demand::AtLeast(1));
        Ok(Box::new(NearQuery { work: level.work(), ..query }))
    }

    /// Whether tantivy may look for these words in a row. It does so faster than we and has no
    /// budget: what it may have to do is counted against one beforehand.
    fn is_quick(&self, terms: &[Term], level: Level<'_>) -> Result<bool> {
        let mut least = u64::MAX;
        for term in terms {
            least = self.statistics.articles_with(term)?.min(least);
        }
        let steps = least.saturating_mul(terms.len() as u64);
        let before = level.patterns.looked.fetch_add(steps, Ordering::Relaxed);
        Ok(before.saturating_add(steps) <= LOOKED_MAX)
    }

    fn pattern(&self, pattern: &Pattern, level: Level<'_>) -> Box<dyn Query> {
        let term = |it: &String| Term::from_field_text(self.fields.exact, it);
        let terms: Vec<Term> = level.patterns.words(pattern).map(term).collect();
        Box::new(ConstScoreQuery::new(Box::new(AnyTerm { terms }), 1.0))
    }

    fn near(
        &self,
        expr: &Expr,
        scope: Scope,
        demand: Demand,
        level: Level<'_>,
    ) -> Result<Box<dyn Query>> {
        let query = self.near_of(self.spot(expr, level)?, scope, demand);
        Ok(Box::new(NearQuery { work: level.work(), ..query }))
    }

    fn near_of(&self, spot: Spot, scope: Scope, demand: Demand) -> NearQuery {
        let (text, bounds) = (self.fields.text, self.fields.bounds);
        let work = Arc::default();
        NearQuery { spot, scope, demand, as_one: None, work, text, bounds }
    }

    /// What an expression of words stands for where positions matter.
    fn spot(&self, expr: &Expr, level: Level<'_>) -> Result<Spot> {
        let below = level.below()?;
        let row = |stems: Vec<Any>| match <[Any; 1]>::try_from(stems) {
            Ok([only]) => Spot::Any(only),
            Err(stems) => Spot::Row(stems.into_iter().map(Spot::Any).collect()),
        };
        let all = |sides: &[Expr]| -> Result<Vec<Spot>> {
            sides.iter().map(|it| self.spot(it, below)).collect()
        };
        Ok(match expr {
            Expr::Word(_, word) => row(self.stems(word).to_vec()),
            Expr::Phrase(_, words) => row(self.stems_of(words)),
            Expr::Wildcard(_, typed) => Spot::Any(self.surfaces_as_stems(
                &Pattern::wildcard(typed),
                typed,
                level.patterns,
            )?),
            Expr::Fuzzy(_, typed, edits) => Spot::Any(self.surfaces_as_stems(
                &Pattern::edits(typed, *edits),
                typed,
                level.patterns,
            )?),
            Expr::Or(sides) | Expr::Same(_, sides) => Spot::Or(all(sides)?),
            // Words side by side within a group are wanted close to each other, too.
            Expr::And(sides) => Spot::Near { sides: all(sides)?, distance: 10, ordered: false },
            Expr::Boost(side, _) => self.spot(side, below)?,
            Expr::Near { sides, distance, ordered, .. } => {
                if sides.len() > SIDES_MAX {
                    let message = format!("no more than {SIDES_MAX} sides can be near each other");
                    return Err(Error::new(Kind::Query, message));
                }
                Spot::Near { sides: all(sides)?, distance: *distance, ordered: *ordered }
            }
            _ => {
                let message = "only words, phrases, patterns and OR can be near each other";
                return Err(Error::new(Kind::Query, message));
            }
        })
    }
}

/// Words in a row as terms, where there are several and each has one stem.
fn only_terms(words: &[Any]) -> Option<Vec<Term>> {
    if words.len() < 2 {
        return None;
    }
    words
        .iter()
        .map(|any| if let [only] = any.as_slice() { Some(only.clone()) } else { None })
        .collect()
}

fn count_word(words: &mut Vec<Counted>, word: &str) {
    match words.iter_mut().find(|it| it.0 == word) {
        Some(known) => known.1 = known.1.saturating_add(1),
        None => words.push((word.to_owned(), 1)),
    }
}

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn boosted(query: Box<dyn Query>, times: f32) -> Box<dyn Query> {
    if (times - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, times)) }
}
