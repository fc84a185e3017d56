//! `--expand`: what the best hits have in common counts in the order of all.
//!
//! RM3: the words of the best articles, each by its share of their text, are asked for beside the
//! query as typed (Abdul-Jaleel et al., "`UMass` at TREC 2004"). Which articles
//! match does not change; only their order does. The figures below are the best on four sets of
//! judged queries (BENCHMARKS.md).

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::error::Result;
use crate::index::row::Row;
use crate::index::top::Asked;
use crate::index::{Index, bad_row};
use crate::language::analyze::Analyzer;
use crate::search::{Expr, Plan, Sort};

/// How many of the best hits are looked at.
const HITS: usize = 10;

/// How many of their words are asked for.
const WORDS: usize = 60;

/// How much the query as typed weighs; the rest is theirs.
const TYPED: f32 = 0.65;

/// A word that more than one in so many articles have says little.
const COMMON: u64 = 10;

/// A query and what was added to it.
pub(crate) struct Expanded {
    pub(crate) query: Box<dyn Query>,
    /// The words that were added, as they stand in the best hits, the heaviest first.
    pub(crate) words: Vec<String>,
}

/// A word of the best hits.
struct Found {
    weight: f32,
    /// How it is written in the best of them.
    surface: String,
}

/// How far each of the best hits is trusted, together 1; empty where nothing was found.
///
/// Less the further down it is, and much less the lower its score is beside the best: where one
/// article stands out, as when its headline was asked for, the others hardly count.
fn trust(scores: &[f32]) -> Vec<f32> {
    let best = scores.first().copied().unwrap_or(0.0);
    if best <= 0.0 {
        return Vec::new();
    }
    let weights =
        scores.iter().zip(1_u8..).map(|(it, place)| (it / best).powi(4) / f32::from(place));
    let weights: Vec<f32> = weights.collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|it| it / sum).collect()
}

impl Index {
    /// The query of `plan` with the words of its best hits; as it is where nothing matches.
    pub(crate) fn expand(&self, query: Box<dyn Query>, plan: &Plan) -> Result<Expanded> {
        let mut first = Plan::new(Expr::All, plan.today);
        first.limit = Some(HITS);
        let best = self.page(&Asked::plainly(&*query), &first, None)?.found;
        let scores: Vec<f32> = best.iter().map(|it| it.score(Sort::Relevance)).collect();
        let trusted = trust(&scores);
        if trusted.is_empty() {
            return Ok(Expanded { query, words: Vec::new() });
        }
        let mut words: FxHashMap<String, Found> = FxHashMap::default();
        for (found, weight) in best.iter().zip(trusted) {
            let row = Row::decode(&self.row_bytes(found.address)?).ok_or_else(bad_row)?;
            self.words_of(&row, weight, &mut words);
        }
        let mut weighed: Vec<(f32, Term, String)> = Vec::new();
        for (stem, found) in words {
            let term = Term::from_field_text(self.fields.text, &stem);
            let has = self.statistics.articles_with(&term)?;
            if has >= 2 && has * COMMON <= self.statistics.articles() {
                weighed.push((found.weight * self.statistics.rarity(has), term, found.surface));
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(WORDS);
        let sum: f32 = weighed.iter().map(|it| it.0).sum();
        // One word of the query as typed weighs 1, and the score stays what it is without.
        let added = (1.0 - TYPED) / TYPED * self.length(&plan.matching).max(1.0);
        let mut clauses = vec![(Occur::Must, query)];
        let mut words = Vec::new();
        for (weight, term, surface) in weighed {
            let word: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            clauses.push((Occur::Should, Box::new(BoostQuery::new(word, added * weight / sum))));
            words.push(surface);
        }
        Ok(Expanded { query: Box::new(BooleanQuery::new(clauses)), words })
    }

    /// Adds the words of an article, each by its share of the text.
    fn words_of(&self, row: &Row, weight: f32, words: &mut FxHashMap<String, Found>) {
        let mut counts: FxHashMap<String, (f32, String)> = FxHashMap::default();
        let mut analyzer = Analyzer::new(row.language);
        let mut length = 0.0_f32;
        for (text, times) in [(&row.article.title, 2.0), (&row.article.body, 1.0)] {
            analyzer.each(text, |term| {
                length += times;
                let digits = term.stem.bytes().all(|it| it.is_ascii_digit());
                if digits || term.stem.chars().nth(1).is_none() || self.is_stop_word(term.surface) {
                    return;
                }
                let known = counts
                    .entry(term.stem.to_owned())
                    .or_insert_with(|| (0.0, term.surface.to_owned()));
                known.0 += times;
            });
        }
        for (stem, (count, surface)) in counts {
            let found = words.entry(stem).or_insert(Found { weight: 0.0, surface });
            found.weight += weight * count / length;
        }
    }

    /// How many words count in the score of an expression.
    fn length(&self, expr: &Expr) -> f32 {
        let all = |sides: &[Expr]| -> f32 { sides.iter().map(|it| self.length(it)).sum() };
        match expr {
            Expr::Word(_, word) if self.is_stop_word(word) => 0.0,
            Expr::Word(..) | Expr::AtLeast(..) | Expr::Wildcard(..) | Expr::Fuzzy(..) => 1.0,
            Expr::Same(..) => 1.0,
            Expr::Phrase(_, words) => words.iter().map(|_| 1.0).sum(),
            Expr::And(sides)
            | Expr::Or(sides)
            | Expr::Near { sides, .. }
            | Expr::Together(_, sides) => all(sides),
            Expr::Should(wanted, liked) => self.length(wanted) + self.length(liked),
            Expr::Boost(side, factor) => self.length(side) * factor,
            Expr::All | Expr::Not(_) | Expr::Filter(_) => 0.0,
        }
    }
}
