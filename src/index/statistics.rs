//! `Statistics`: what scores are worked out from, counted over one index or several.
//!
//! Every score goes through here, so that indexes that were [joined](Index::join) rank as one
//! index of all their articles would.

use std::sync::{Arc, OnceLock};

use tantivy::query::{Bm25StatisticsProvider, EnableScoring, Query};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::error::Result;
use crate::index::Index;
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
}

impl Statistics {
    /// Those of one index.
    pub(crate) fn of(searcher: Searcher) -> Arc<Statistics> {
        Arc::new(Statistics { searchers: vec![searcher] })
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
        self.searchers.iter().map(|it| it.doc_freq(term)).sum()
    }
}

impl Index {
    /// Makes indexes score as one: each then gives an article the score that it would have in one
    /// index of all their articles.
    pub fn join(indexes: &mut [Index]) {
        let searchers = indexes.iter().map(|it| it.searcher.clone()).collect();
        let statistics = Arc::new(Statistics { searchers });
        let mut languages: Vec<Language> =
            indexes.iter().flat_map(|it| it.languages.iter().copied()).collect();
        languages.sort_unstable();
        languages.dedup();
        for index in indexes {
            index.statistics = Arc::clone(&statistics);
            index.languages.clone_from(&languages);
            index.shares = OnceLock::new();
            index.analyzers.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        }
    }
}
