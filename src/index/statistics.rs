//! `Statistics`: what scores are worked out from, counted over one index or several.
//!
//! Every score goes through here, so that indexes that were [joined](Index::join) rank as one
//! index of all their articles would.

use std::sync::{Arc, OnceLock};

use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, EnableScoring, Query};
use tantivy::schema::Field;
use tantivy::{Score, Searcher, Term};

use crate::error::Result;
use crate::index::Index;
use crate::index::columns::Lately;
use crate::index::write::damaged;
use crate::language::Language;

/// When lengths are compared, the average text is taken to have so many words at least.
///
/// Where all texts are short, one of 20 words is no terser than one of 40: the difference is
/// chance.
const AVERAGE_MIN: u64 = 64;

/// Counts of articles and words.
pub(crate) struct Statistics {
    searchers: Vec<Searcher>,
    /// Terms, and how many articles have them.
    counted: Lately<Arc<(Term, u64)>>,
}

/// Of so many terms it is kept how many articles have them: those of a query, mostly, which each
/// part of a search asks for.
const COUNTED_KEPT: usize = 8;

impl Statistics {
    /// Those of one index.
    pub(crate) fn of(searcher: Searcher) -> Arc<Statistics> {
        Statistics::of_all(vec![searcher])
    }

    fn of_all(searchers: Vec<Searcher>) -> Arc<Statistics> {
        Arc::new(Statistics { searchers, counted: Lately::new(COUNTED_KEPT) })
    }

    /// How many articles have `term`.
    pub(crate) fn articles_with(&self, term: &Term) -> Result<u64> {
        self.doc_freq(term).map_err(damaged)
    }

    /// How many articles there are.
    pub(crate) fn articles(&self) -> u64 {
        self.searchers.iter().map(Searcher::num_docs).sum()
    }

    /// How many articles match a query. Like the counts of terms, it takes in those deleted.
    pub(crate) fn articles_that_match(&self, query: &dyn Query) -> tantivy::Result<u64> {
        let mut count = 0;
        for searcher in &self.searchers {
            let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
            for reader in searcher.segment_readers() {
                weight.for_each_no_score(reader, &mut |docs| count += docs.len() as u64)?;
            }
        }
        Ok(count)
    }

    /// What a term weighs, or several in a row. Tantivy's own would also say why.
    pub(crate) fn weight(&self, terms: &[Term]) -> tantivy::Result<Bm25Weight> {
        let [term] = terms else { return Bm25Weight::for_terms(self, terms) };
        let articles = self.total_num_docs()?;
        #[expect(clippy::cast_precision_loss, reason = "as tantivy works it out")]
        let average = self.total_num_tokens(term.field())? as Score / articles as Score;
        Ok(Bm25Weight::for_one_term_without_explain(self.doc_freq(term)?, articles, average))
    }

    /// How much a word tells that so many articles have.
    pub(crate) fn rarity(&self, articles: u64) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "weights need no more")]
        let (has, all) = (articles as f32, self.articles().max(articles) as f32);
        (1.0 + (all - has + 0.5) / (has + 0.5)).ln()
    }
}

impl Bm25StatisticsProvider for Statistics {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let words: tantivy::Result<u64> =
            self.searchers.iter().map(|it| it.total_num_tokens(field)).sum();
        Ok(words?.max(AVERAGE_MIN * self.total_num_docs()?))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searchers.iter().map(Bm25StatisticsProvider::total_num_docs).sum()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let count = || -> tantivy::Result<_> {
            let articles: tantivy::Result<u64> =
                self.searchers.iter().map(|it| it.doc_freq(term)).sum();
            Ok(Arc::new((term.clone(), articles?)))
        };
        Ok(self.counted.get(|it| it.0 == *term, count)?.1)
    }
}

impl Index {
    /// Makes indexes score as one: each then gives an article the score that it would have in one
    /// index of all their articles.
    pub fn join(indexes: &mut [Index]) {
        let searchers = indexes.iter().map(|it| it.searcher.clone()).collect();
        let statistics = Statistics::of_all(searchers);
        let mut languages: Vec<Language> =
            indexes.iter().flat_map(|it| it.languages.iter().copied()).collect();
        languages.sort_unstable();
        languages.dedup();
        for index in indexes {
            index.statistics = Arc::clone(&statistics);
            index.languages.clone_from(&languages);
            index.shares = OnceLock::new();
            index.analyzers.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
            index.stemmed.clear();
        }
    }
}
