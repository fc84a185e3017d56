//! Articles with some words that a period or places keep, or with phrases, scored and counted in
//! one pass.
//!
//! What a filter keeps leaves tantivy little to skip, and it is asked for about one article after
//! the other. Here it is worked out once, as a bit for each article, and then each list of a word
//! is gone through from end to end, a block at a time, of which no more is scored than is kept.
//! Phrases ([`Phrase`]) leave it nothing to skip.

use tantivy::columnar::Column;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, Term};

use crate::error::Result;
use crate::index::Index;
use crate::index::kept::Kept;
use crate::index::phrase::Phrase;
use crate::index::write::damaged;

/// More words than these are asked of tantivy: here their lists are added up one after the other.
pub(crate) const WORDS_MAX: usize = 16;

/// Words, and what keeps articles: all of these must be true of one.
#[derive(Default)]
pub(crate) struct Within {
    /// Of each of these any word, each with how much it counts.
    pub(crate) words: Vec<Vec<(Term, f32)>>,
    /// Words in a row, with how much they count.
    pub(crate) phrases: Vec<(Vec<Term>, f32)>,
    pub(crate) keeps: Vec<Keep>,
}

/// What keeps articles without counting in their scores.
pub(crate) enum Keep {
    /// Those that came out on these days.
    Days(Days),
    /// Those with any of these terms.
    Any(Vec<Term>),
}

/// Days from the first up to, not including, the end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Days {
    pub(crate) first: i64,
    pub(crate) end: i64,
}

impl Days {
    /// How many of so many articles came out on them, were these spread evenly.
    fn estimate(self, column: &Column<i64>, articles: DocId) -> u64 {
        let (first, last) = (column.min_value(), column.max_value());
        let kept = self.end.min(last.saturating_add(1)).saturating_sub(self.first.max(first));
        let share = |days: i64| u128::from(days.max(0).unsigned_abs());
        let all = share(last.saturating_sub(first)).max(1);
        u64::try_from(share(kept) * u128::from(articles) / all).unwrap_or(u64::MAX)
    }
}

/// The lists of one are leapt through where the other is so much shorter than all of them together.
const LEAP: u64 = 24;

/// A union of lists is not leapt through as fast.
const LEAP_OF_UNION: u64 = 200;

/// Looking through days takes so many times less than a list does.
const DAYS_QUICK: u64 = 4;

/// A [`Within`] that knows what its words weigh in an index.
pub(crate) struct Weighed<'a> {
    index: &'a Index,
    words: Vec<Vec<(&'a Term, Bm25Weight)>>,
    phrases: Vec<(&'a [Term], Bm25Weight)>,
    keeps: &'a [Keep],
}

impl Within {
    /// How many words are asked for.
    pub(crate) fn len(&self) -> usize {
        let phrases = self.phrases.iter().map(|it| it.0.len());
        self.words.iter().map(Vec::len).chain(phrases).sum()
    }

    /// With what its words weigh in an index.
    pub(crate) fn weigh<'a>(&'a self, index: &'a Index) -> Result<Weighed<'a>> {
        let weigh = |terms: &[Term], times: f32| -> Result<Bm25Weight> {
            let weight = index.statistics.weight(terms).map_err(damaged)?;
            Ok(weight.boost_by(times))
        };
        let mut words = Vec::with_capacity(self.words.len());
        for any in &self.words {
            let mut weighed = Vec::with_capacity(any.len());
            for (term, times) in any {
                weighed.push((term, weigh(std::slice::from_ref(term), *times)?));
            }
            words.push(weighed);
        }
        let mut phrases = Vec::with_capacity(self.phrases.len());
        for (terms, times) in &self.phrases {
            phrases.push((terms.as_slice(), weigh(terms, *times)?));
        }
        Ok(Weighed { index, words, phrases, keeps: &self.keeps })
    }
}

/// The lists of some terms in a segment.
struct Opened<T> {
    lists: Vec<(BlockSegmentPostings, T)>,
}

impl<T> Opened<T> {
    fn open<'t>(
        terms: impl IntoIterator<Item = (&'t Term, T)>,
        reader: &SegmentReader,
        option: IndexRecordOption,
    ) -> Result<Opened<T>> {
        let mut lists = Vec::new();
        for (term, with) in terms {
            let index = reader.inverted_index(term.field()).map_err(damaged)?;
            lists.extend(index.read_block_postings(term, option)?.map(|it| (it, with)));
        }
        Ok(Opened { lists })
    }

    /// How many articles are in them, those in two twice.
    fn len(&self) -> u64 {
        self.lists.iter().map(|it| u64::from(it.0.doc_freq())).sum()
    }
}

/// Where a [`Keep`] is read from in a segment.
enum Source<'a> {
    Days(Days, &'a Column<i64>),
    Lists(Opened<()>),
}

impl Source<'_> {
    /// Those of so many articles that it keeps.
    fn articles(self, articles: DocId) -> Kept {
        let mut kept = Kept::none_of(articles);
        match self {
            Source::Days(it, days) => {
                let mut docs = Vec::new();
                if it.first < it.end {
                    days.get_docids_for_value_range(it.first..=it.end - 1, 0..articles, &mut docs);
                }
                kept.add(&docs);
            }
            Source::Lists(opened) => {
                for (mut list, ()) in opened.lists {
                    while list.block_len() > 0 {
                        kept.add(list.docs());
                        list.advance();
                    }
                }
            }
        }
        kept
    }
}

impl Weighed<'_> {
    /// Whether scores are the very ones that tantivy gives: a sum of two is, in whatever order.
    pub(crate) fn is_exact(&self) -> bool {
        self.words.iter().map(Vec::len).sum::<usize>() + self.phrases.len() <= 2
    }

    /// The articles of a segment, deleted ones too, in order, each with its score; none where its
    /// lists are better leapt through.
    pub(crate) fn scored(&self, segment: usize) -> Result<Option<Vec<(DocId, Score)>>> {
        let columns = self.index.columns(segment)?;
        let Some(reader) = self.index.searcher.segment_readers().get(segment) else {
            return Ok(None);
        };
        let text = self.index.fields.text;
        let articles = reader.max_doc();
        let (mut least, mut all) = (u64::MAX, 0);
        let mut note = |articles: u64, work: u64| {
            least = least.min(articles);
            all += work;
        };
        let mut words = Vec::with_capacity(self.words.len());
        for any in &self.words {
            let terms = any.iter().map(|(term, weight)| (*term, (term.field(), weight)));
            let opened = Opened::open(terms, reader, IndexRecordOption::WithFreqs)?;
            note(opened.len(), opened.len());
            words.push(opened);
        }
        let mut phrases = Vec::with_capacity(self.phrases.len());
        for (terms, weight) in &self.phrases {
            let phrase = Phrase::find(terms, text, reader)?;
            let Some(phrase) = phrase else { return Ok(Some(Vec::new())) };
            phrase.articles().for_each(|it| note(it.into(), it.into()));
            phrases.push((phrase, weight));
        }
        let mut sources = Vec::with_capacity(self.keeps.len());
        for keep in self.keeps {
            match keep {
                Keep::Any(terms) => {
                    let terms = terms.iter().map(|it| (it, ()));
                    let opened = Opened::open(terms, reader, IndexRecordOption::Basic)?;
                    note(opened.len(), opened.len());
                    sources.push(Source::Lists(opened));
                }
                Keep::Days(it) => {
                    let Some(days) = columns.days(reader)? else { return Ok(Some(Vec::new())) };
                    note(it.estimate(days, articles), u64::from(articles) / DAYS_QUICK);
                    sources.push(Source::Days(*it, days));
                }
            }
        }
        let has_union = words.iter().any(|it| it.lists.len() > 1);
        let leap = if has_union { LEAP_OF_UNION } else { LEAP };
        if least.saturating_mul(leap) < all {
            return Ok(None);
        }
        let mut kept: Option<Kept> = None;
        for source in sources {
            let own = source.articles(articles);
            match &mut kept {
                Some(kept) => kept.retain(&own),
                None => kept = Some(own),
            }
        }
        let mut scored: Option<Vec<(DocId, Score)>> = None;
        let mut add = |found: Vec<(DocId, Score)>| {
            scored = Some(match scored.take() {
                Some(scored) => both(&scored, &found),
                None => found,
            });
        };
        for (phrase, weight) in phrases {
            let positions = columns.positions(&self.index.inner, reader, text)?;
            let norms = reader.get_fieldnorms_reader(text).map_err(damaged)?;
            let mut found = Vec::new();
            let each = |doc, count| found.push((doc, weight.score(norms.fieldnorm_id(doc), count)));
            phrase.each(reader, positions, kept.as_ref(), each)?;
            add(found);
        }
        for opened in words {
            add(any(opened, reader, kept.as_ref())?);
        }
        Ok(scored)
    }
}

/// The kept articles with any of some words, each with its score.
fn any(
    words: Opened<(Field, &Bm25Weight)>,
    reader: &SegmentReader,
    kept: Option<&Kept>,
) -> Result<Vec<(DocId, Score)>> {
    let mut all: Option<Vec<(DocId, Score)>> = None;
    let mut picked = Vec::new();
    for (mut list, (field, weight)) in words.lists {
        let norms = reader.get_fieldnorms_reader(field).map_err(damaged)?;
        let mut own = Vec::with_capacity(list.doc_freq() as usize);
        while list.block_len() > 0 {
            let (docs, counts) = (list.docs(), list.freqs());
            let mut add = |doc: DocId, count: u32| {
                own.push((doc, weight.score(norms.fieldnorm_id(doc), count)));
            };
            let both = docs.iter().zip(counts);
            match kept {
                None => both.for_each(|(doc, count)| add(*doc, *count)),
                Some(kept) => {
                    // Which are kept cannot be foreseen: they are picked without asking.
                    picked.resize(docs.len(), (0, 0));
                    let mut end = 0;
                    for (doc, count) in both {
                        picked[end] = (*doc, *count);
                        end += usize::from(kept.contains(*doc));
                    }
                    picked.iter().take(end).for_each(|it| add(it.0, it.1));
                }
            }
            list.advance();
        }
        all = Some(match all {
            Some(all) => either(&all, &own),
            None => own,
        });
    }
    Ok(all.unwrap_or_default())
}

/// The articles of two lists, their scores added.
fn either(one: &[(DocId, Score)], other: &[(DocId, Score)]) -> Vec<(DocId, Score)> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one, other);
    while let ([a, ..], [b, ..]) = (one, other) {
        // Which comes first cannot be foreseen: nothing is asked.
        let (has_one, has_other) = (a.0 <= b.0, b.0 <= a.0);
        let score = |has: bool, score: Score| if has { score } else { 0.0 };
        all.push((a.0.min(b.0), score(has_one, a.1) + score(has_other, b.1)));
        one = one.get(usize::from(has_one)..).unwrap_or_default();
        other = other.get(usize::from(has_other)..).unwrap_or_default();
    }
    all.extend_from_slice(one);
    all.extend_from_slice(other);
    all
}

/// The articles that are in both lists, their scores added.
fn both(one: &[(DocId, Score)], other: &[(DocId, Score)]) -> Vec<(DocId, Score)> {
    let mut all = Vec::new();
    let mut other = other;
    for (doc, score) in one {
        while let [(first, _), rest @ ..] = other
            && first < doc
        {
            other = rest;
        }
        if let Some((first, more)) = other.first()
            && first == doc
        {
            all.push((*doc, score + more));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_added() {
        let one = [(1, 1.0), (3, 2.0), (4, 1.0)];
        let other = [(2, 4.0), (3, 8.0), (9, 1.0)];
        let all = [(1, 1.0), (2, 4.0), (3, 10.0), (4, 1.0), (9, 1.0)];
        assert_eq!(either(&one, &other), all);
        assert_eq!(either(&other, &one), all);
        assert_eq!(both(&one, &other), [(3, 10.0)]);
        assert_eq!(both(&other, &one), [(3, 10.0)]);
        assert_eq!((either(&one, &[]), both(&one, &[])), (one.to_vec(), Vec::new()));
    }
}
