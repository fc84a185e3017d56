//! An `Expr` to a tantivy query.
//!
//! Words that say little ("the", "of") are not asked for where other words are, but stay in
//! phrases. A word asked for twice counts twice. A filter never counts in the score. A boolean
//! query of one clause is that clause, for tantivy is faster with it.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::date::parse::Bound;
use crate::error::{Error, Kind, Result};
use crate::index::Index;
use crate::index::apart::Apart;
use crate::index::cells;
use crate::index::filter::AnyTerm;
use crate::index::near::{Demand, NearQuery, SIDES_MAX, Spot, one_or};
use crate::index::top::Days;
use crate::index::words::{Any, Pattern};
use crate::search::{Expr, Filter, Scope};

/// Deeper trees are refused: each level takes room on the stack.
const DEPTH_MAX: usize = 64;

/// The sides of a Boolean expression, by what they ask for.
#[derive(Default)]
struct Sides {
    must: Vec<Box<dyn Query>>,
    not: Vec<Box<dyn Query>>,
    /// Words of the whole article, each with how often it was asked for.
    words: Vec<(String, u16)>,
}

impl Index {
    /// The query for `expr`.
    pub(crate) fn compile(&self, expr: &Expr) -> Result<Box<dyn Query>> {
        self.query(expr, 0)
    }

    fn query(&self, expr: &Expr, depth: usize) -> Result<Box<dyn Query>> {
        if depth > DEPTH_MAX {
            return Err(Error::new(Kind::Query, "the query is nested too deep"));
        }
        let inner = |expr: &Expr| self.query(expr, depth + 1);
        Ok(match expr {
            Expr::All => Box::new(AllQuery),
            Expr::And(sides) => self.and(sides, depth)?,
            Expr::Or(sides) => self.or(sides, depth)?,
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
            Expr::Word(Scope::Everywhere, word) => self.word(word, 1.0),
            Expr::Phrase(Scope::Everywhere, words) => self.phrase(words),
            Expr::Wildcard(Scope::Everywhere, typed) => self.pattern(&Pattern::wildcard(typed))?,
            Expr::Fuzzy(Scope::Everywhere, typed, edits) => {
                self.pattern(&Pattern::edits(typed, *edits))?
            }
            Expr::Word(scope, _)
            | Expr::Phrase(scope, _)
            | Expr::Wildcard(scope, _)
            | Expr::Fuzzy(scope, _, _)
            | Expr::Near { scope, .. } => self.near(expr, *scope, Demand::AtLeast(1), depth)?,
            Expr::AtLeast(scope, word, count) => {
                let word = Expr::Word(*scope, word.clone());
                self.near(&word, *scope, Demand::AtLeast(*count), depth)?
            }
            Expr::Same(scope, sides) => {
                let spots: Result<Vec<Spot>> =
                    sides.iter().map(|it| self.spot(it, depth + 1)).collect();
                let as_one = Some(Arc::clone(&self.statistics));
                let query = self.near_of(Spot::Or(spots?), *scope, Demand::AtLeast(1));
                Box::new(NearQuery { as_one, ..query })
            }
            Expr::Together(unit, sides) => {
                let spots: Result<Vec<Spot>> =
                    sides.iter().map(|it| self.spot(it, depth + 1)).collect();
                Box::new(self.near_of(Spot::Row(spots?), Scope::Body, Demand::Same(*unit)))
            }
        })
    }

    /// The words of an expression and its days apart, where it is any of some words within a
    /// period of whole days, and nothing more.
    pub(crate) fn words_and_days(&self, expr: &Expr) -> Result<Option<(Box<dyn Query>, Days)>> {
        let Expr::And(sides) = expr else { return Ok(None) };
        let ([words, Expr::Filter(Filter::Published(period))]
        | [Expr::Filter(Filter::Published(period)), words]) = sides.as_slice()
        else {
            return Ok(None);
        };
        let is_word = |it: &Expr| matches!(it, Expr::Word(Scope::Everywhere, _));
        let all_words = match words {
            Expr::Or(sides) => sides.iter().all(is_word),
            other => is_word(other),
        };
        let bound = |bound: Option<Bound>, open: i64| match bound {
            None => Some(open),
            Some(Bound::Day(day)) => Some(cells::day_number(day)),
            Some(Bound::Instant(_)) => None,
        };
        let (first, end) = (bound(period.start, i64::MIN), bound(period.end, i64::MAX));
        let (Some(first), Some(end), true) = (first, end, all_words) else { return Ok(None) };
        Ok(Some((self.and(std::slice::from_ref(words), 0)?, Days { first, end })))
    }

    fn and(&self, sides: &[Expr], depth: usize) -> Result<Box<dyn Query>> {
        let mut parts = Sides::default();
        self.split_and(sides, depth, &mut parts)?;
        let Sides { mut must, not, words } = parts;
        let others = must.iter().any(|it| !it.is::<ConstScoreQuery>());
        for (word, times) in self.worth_asking(words, others) {
            must.push(self.word(&word, f32::from(times)));
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

    fn split_and(&self, sides: &[Expr], depth: usize, parts: &mut Sides) -> Result<()> {
        if depth > DEPTH_MAX {
            return Err(Error::new(Kind::Query, "the query is nested too deep"));
        }
        for side in sides {
            match side {
                Expr::All => {}
                Expr::And(sides) => self.split_and(sides, depth + 1, parts)?,
                Expr::Not(side) => parts.not.push(self.query(side, depth + 1)?),
                Expr::Word(Scope::Everywhere, word) => count_word(&mut parts.words, word),
                other => parts.must.push(self.query(other, depth + 1)?),
            }
        }
        Ok(())
    }

    fn or(&self, sides: &[Expr], depth: usize) -> Result<Box<dyn Query>> {
        let mut words = Vec::new();
        let mut others: Vec<Box<dyn Query>> = Vec::new();
        for side in sides {
            match side {
                Expr::Word(Scope::Everywhere, word) => count_word(&mut words, word),
                other => others.push(self.query(other, depth + 1)?),
            }
        }
        let words = self.worth_asking(words, !others.is_empty());
        // One flat union of terms is what tantivy is fast with.
        let mut terms: Vec<(Term, f32)> = Vec::new();
        for (word, times) in words {
            let stems = self.stems(&word);
            if let [any] = stems.as_slice() {
                for term in any {
                    match terms.iter_mut().find(|it| it.0 == *term) {
                        Some(known) => known.1 += f32::from(times),
                        None => terms.push((term.clone(), f32::from(times))),
                    }
                }
            } else {
                others.push(self.word(&word, f32::from(times)));
            }
        }
        let terms = terms.into_iter().map(|(term, times)| boosted(term_query(term), times));
        Ok(one_or(Occur::Should, terms.chain(others).collect()))
    }

    /// The words without those that say little, unless there are no others.
    fn worth_asking(&self, words: Vec<(String, u16)>, others: bool) -> Vec<(String, u16)> {
        let (stop, worth): (Vec<_>, Vec<_>) =
            words.into_iter().partition(|(word, _)| self.is_stop_word(word));
        if worth.is_empty() && !others { stop } else { worth }
    }

    /// A word anywhere in the article.
    fn word(&self, word: &str, times: f32) -> Box<dyn Query> {
        let stems = self.stems(word);
        let query: Box<dyn Query> = match stems.as_slice() {
            [] => Box::new(EmptyQuery),
            [any] => one_or(Occur::Should, any.iter().map(|it| term_query(it.clone())).collect()),
            row => self.row(row.to_vec()),
        };
        boosted(query, times)
    }

    fn phrase(&self, words: &[String]) -> Box<dyn Query> {
        let stems: Vec<Any> = words.iter().flat_map(|it| self.stems(it)).collect();
        match stems.as_slice() {
            [] => Box::new(EmptyQuery),
            [any] => one_or(Occur::Should, any.iter().map(|it| term_query(it.clone())).collect()),
            _ => self.row(stems),
        }
    }

    /// Words in a row.
    fn row(&self, words: Vec<Any>) -> Box<dyn Query> {
        let singles: Option<Vec<Term>> = words
            .iter()
            .map(|any| if let [only] = any.as_slice() { Some(only.clone()) } else { None })
            .collect();
        if let Some(terms) = singles {
            return Box::new(PhraseQuery::new(terms));
        }
        let spot = Spot::Row(words.into_iter().map(Spot::Any).collect());
        Box::new(self.near_of(spot, Scope::Everywhere, Demand::AtLeast(1)))
    }

    fn pattern(&self, pattern: &Pattern) -> Result<Box<dyn Query>> {
        let words = self.surfaces(pattern)?;
        let term = |it: &String| Term::from_field_text(self.fields.exact, it);
        let terms: Vec<Term> = words.keys().map(term).collect();
        Ok(Box::new(ConstScoreQuery::new(Box::new(AnyTerm { terms }), 1.0)))
    }

    fn near(
        &self,
        expr: &Expr,
        scope: Scope,
        demand: Demand,
        depth: usize,
    ) -> Result<Box<dyn Query>> {
        Ok(Box::new(self.near_of(self.spot(expr, depth)?, scope, demand)))
    }

    fn near_of(&self, spot: Spot, scope: Scope, demand: Demand) -> NearQuery {
        let (text, bounds) = (self.fields.text, self.fields.bounds);
        NearQuery { spot, scope, demand, as_one: None, text, bounds }
    }

    /// What an expression of words stands for where positions matter.
    fn spot(&self, expr: &Expr, depth: usize) -> Result<Spot> {
        if depth > DEPTH_MAX {
            return Err(Error::new(Kind::Query, "the query is nested too deep"));
        }
        let row = |stems: Vec<Any>| match <[Any; 1]>::try_from(stems) {
            Ok([only]) => Spot::Any(only),
            Err(stems) => Spot::Row(stems.into_iter().map(Spot::Any).collect()),
        };
        let all = |sides: &[Expr]| -> Result<Vec<Spot>> {
            sides.iter().map(|it| self.spot(it, depth + 1)).collect()
        };
        Ok(match expr {
            Expr::Word(_, word) => row(self.stems(word)),
            Expr::Phrase(_, words) => row(words.iter().flat_map(|it| self.stems(it)).collect()),
            Expr::Wildcard(_, typed) => {
                Spot::Any(self.surfaces_as_stems(&Pattern::wildcard(typed), typed)?)
            }
            Expr::Fuzzy(_, typed, edits) => {
                Spot::Any(self.surfaces_as_stems(&Pattern::edits(typed, *edits), typed)?)
            }
            Expr::Or(sides) | Expr::Same(_, sides) => Spot::Or(all(sides)?),
            // Words side by side within a group are wanted close to each other, too.
            Expr::And(sides) => Spot::Near { sides: all(sides)?, distance: 10, ordered: false },
            Expr::Boost(side, _) => self.spot(side, depth + 1)?,
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

fn count_word(words: &mut Vec<(String, u16)>, word: &str) {
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
