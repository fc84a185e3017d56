//! The best so many of all that match, in an order that is the same every time.
//!
//! Articles are ordered by a key, the greatest first, and where keys are equal by id. Within a
//! segment ids are compared by their rank in the column's dictionary; only of the few that are
//! left at the end are the ids themselves looked up.
//!
//! Tantivy prunes: it skips blocks that cannot reach the worst of the best so far. What it then
//! gives as a score may differ in the last bit from what the same article has when nothing is
//! skipped, for sums of floats depend on their order. So candidates within a hair of the worst are
//! kept, and at the end all are scored anew, one way: pages then meet without gap or overlap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EnableScoring, Occur, Query, TermQuery, Weight,
};
use tantivy::{BitSet, DocAddress, DocId, DocSet as _, Score, SegmentReader, TERMINATED};

use crate::error::{Error, Kind, Result};
use crate::index::Index;
use crate::index::cells;
use crate::index::columns::kept;
use crate::index::schema::column;
use crate::index::within::Within;
use crate::index::write::damaged;
use crate::search::{Plan, Sort};

/// An article found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) address: DocAddress,
    /// What it is ordered by, the greatest first.
    pub(crate) key: i64,
    /// What it is ordered by where keys are equal, the least first; empty where they are in order
    /// without it.
    pub(crate) id: String,
}

impl Found {
    /// Its score, where it is ordered by that.
    pub(crate) fn score(&self, sort: Sort) -> f32 {
        if sort == Sort::Relevance { score_of(self.key) } else { 0.0 }
    }
}

/// One page of all that match.
pub(crate) struct Page {
    pub(crate) found: Vec<Found>,
    /// Whether more come after it.
    pub(crate) more: bool,
    /// How many articles match, where they were counted in passing.
    pub(crate) total: Option<u64>,
}

/// A query, and how it is best asked.
pub(crate) struct Asked<'a> {
    pub(crate) query: &'a dyn Query,
    /// The same as words and what keeps articles, where it is that and nothing more; only for the
    /// first page of the best.
    pub(crate) within: Option<Within>,
    /// Whether nothing of it can be skipped, as where positions are compared: then it is cheaper
    /// to score all that match and count them in passing.
    pub(crate) in_one_pass: bool,
}

impl<'a> Asked<'a> {
    /// Asked as it is.
    pub(crate) fn plainly(query: &'a dyn Query) -> Asked<'a> {
        Asked { query, within: None, in_one_pass: false }
    }

    /// Whether a page that `plan` asks for comes with how many articles match.
    pub(crate) fn counts_in_passing(&self, plan: &Plan) -> bool {
        plan.sort == Sort::Relevance && (self.in_one_pass || self.within.is_some())
    }
}

/// Where a page ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Cursor {
    key: i64,
    id: String,
}

impl Cursor {
    /// At an article found, which has this id.
    pub(crate) fn at(found: &Found, id: &str) -> Cursor {
        Cursor { key: found.key, id: id.to_owned() }
    }

    pub(crate) fn to_text(&self, sort: Sort) -> String {
        let mut text = format!("{}{:x}.", letter(sort), self.key.cast_unsigned());
        for byte in self.id.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_~/.".contains(&byte) {
                text.push(char::from(byte));
            } else {
                text.push_str(&format!("%{byte:02X}"));
            }
        }
        text
    }

    fn from_text(text: &str, sort: Sort) -> Result<Cursor> {
        let read = || {
            let (key, id) = text.strip_prefix(letter(sort))?.split_once('.')?;
            let key = u64::from_str_radix(key, 16).ok()?.cast_signed();
            let mut bytes = Vec::with_capacity(id.len());
            let mut rest = id.bytes();
            while let Some(byte) = rest.next() {
                bytes.push(if byte == b'%' {
                    let digit = |it: u8| char::from(it).to_digit(16);
                    let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
                    u8::try_from(value).ok()?
                } else {
                    byte
                });
            }
            Some(Cursor { key, id: String::from_utf8(bytes).ok()? })
        };
        read().ok_or_else(|| {
            Error::new(Kind::Usage, format!("`{text}` is not where a page of this search ended"))
                .hint("take the `next` of the page before, and keep query and order as they were")
        })
    }
}

fn letter(sort: Sort) -> char {
    match sort {
        Sort::Relevance => 'r',
        Sort::Newest => 'n',
        Sort::Oldest => 'o',
        Sort::Id => 'i',
    }
}

/// A score as a key. Scores are never negative, so their bits are in their order.
fn key_of(score: Score) -> i64 {
    i64::from(score.max(0.0).to_bits())
}

fn score_of(key: i64) -> Score {
    Score::from_bits(u32::try_from(key).unwrap_or(0))
}

/// A key below which no candidate can be once it is scored anew.
fn hair_below(key: i64) -> i64 {
    key_of(score_of(key) * (1.0 - 1e-5))
}

/// A candidate: its id by rank in its segment.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    key: i64,
    segment: u32,
    rank: u64,
    doc: DocId,
}

/// The best candidates so far.
struct Best {
    sort: Sort,
    /// How many are wanted; `None` for all.
    wanted: Option<usize>,
    candidates: Vec<Candidate>,
    /// The keys of the wanted ones, so far, the worst on top.
    keys: BinaryHeap<Reverse<i64>>,
    /// Candidates with a lower key are not wanted any more.
    floor: i64,
}

impl Best {
    fn new(sort: Sort, wanted: Option<usize>) -> Best {
        let (candidates, keys) = (Vec::new(), BinaryHeap::new());
        Best { sort, wanted, candidates, keys, floor: i64::MIN }
    }

    fn push(&mut self, candidate: Candidate) {
        if candidate.key < self.floor {
            return;
        }
        self.candidates.push(candidate);
        let Some(wanted) = self.wanted else { return };
        self.raise(candidate.key, wanted);
        if self.candidates.len() >= wanted.saturating_mul(2).saturating_add(32) {
            self.shrink(wanted);
        }
    }

    /// Raises the floor, now that there is one more candidate: the higher it is, the more is
    /// skipped.
    fn raise(&mut self, key: i64, wanted: usize) {
        if self.keys.len() < wanted {
            self.keys.push(Reverse(key));
        } else if let Some(mut worst) = self.keys.peek_mut()
            && key > worst.0
        {
            *worst = Reverse(key);
        }
        if let Some(worst) = self.keys.peek().filter(|_| self.keys.len() == wanted) {
            let exact = self.sort != Sort::Relevance;
            self.floor = if exact { worst.0 } else { hair_below(worst.0) };
        }
    }

    /// Drops the candidates that cannot be among the wanted ones.
    fn shrink(&mut self, wanted: usize) {
        let floor = self.floor;
        self.candidates.retain(|it| it.key >= floor);
        if self.candidates.len() <= wanted {
            return;
        }
        // Of those that are equal in all but id, no more than are wanted from one segment.
        self.candidates.sort_unstable_by_key(|it| (Reverse(it.key), it.segment, it.rank));
        let (mut run, mut last) = (0, None);
        self.candidates.retain(|it| {
            let same = last == Some((it.key, it.segment));
            last = Some((it.key, it.segment));
            run = if same { run + 1 } else { 1 };
            run <= wanted
        });
    }
}

impl Best {
    /// Puts the candidates in their final order, where that needs no id: where those with equal
    /// keys are all of one segment. Says whether it could.
    fn are_in_order(&mut self) -> bool {
        self.candidates.sort_unstable_by_key(|it| (Reverse(it.key), it.segment, it.rank));
        self.candidates
            .windows(2)
            .all(|two| !matches!(two, [a, b] if a.key == b.key && a.segment != b.segment))
    }
}

impl Candidate {
    /// Found, its id not looked up.
    fn unnamed(&self) -> Found {
        let address = DocAddress::new(self.segment, self.doc);
        Found { address, key: self.key, id: String::new() }
    }
}

/// The columns of one segment that order its articles.
pub(crate) struct Order {
    pub(crate) ids: StrColumn,
    pub(crate) instants: Option<Column<i64>>,
}

impl Order {
    pub(crate) fn open(reader: &SegmentReader) -> Result<Order> {
        let columns = reader.fast_fields();
        let ids = columns.str(column::ID).map_err(damaged)?;
        let ids = ids.ok_or_else(|| Error::new(Kind::Index, "the index has no ids"))?;
        let instants = columns.column_opt(column::INSTANT).map_err(damaged)?;
        Ok(Order { ids, instants })
    }

    pub(crate) fn rank(&self, doc: DocId) -> u64 {
        self.ids.ords().first(doc).unwrap_or(0)
    }

    fn key(&self, doc: DocId, sort: Sort) -> i64 {
        let instant = || self.instants.as_ref().and_then(|it| it.first(doc));
        match sort {
            Sort::Relevance | Sort::Id => 0,
            Sort::Newest => instant().unwrap_or(i64::MIN),
            Sort::Oldest => instant().map_or(i64::MIN, |it| -it),
        }
    }
}

/// What makes the score of a fresh article count for more.
#[derive(Clone, Copy)]
struct Recency {
    days: f32,
    today: i64,
}

impl Recency {
    fn factor(self, instant: Option<i64>) -> f32 {
        let Some(instant) = instant else { return 0.5 };
        #[expect(clippy::cast_precision_loss, reason = "days, not seconds, are what counts")]
        let age = ((self.today + 86_400 - instant).max(0) as f32 / 86_400.0 - 1.0).max(0.0);
        0.5 + 0.5 * (-age / self.days.max(0.01)).exp2()
    }
}

impl Index {
    /// The page that `plan` asks for of the articles that match `query`; where `only` is given,
    /// of those in it, by segment.
    pub(crate) fn page(
        &self,
        asked: &Asked<'_>,
        plan: &Plan,
        only: Option<&[BitSet]>,
    ) -> Result<Page> {
        let cursor =
            plan.cursor.as_deref().map(|it| Cursor::from_text(it, plan.sort)).transpose()?;
        // One more than is shown tells whether there is a next page.
        let wanted = plan.limit.map(|it| it.saturating_add(plan.offset).saturating_add(1));
        let mut best = Best::new(plan.sort, wanted);
        let scoring = if plan.sort == Sort::Relevance {
            self.scoring()
        } else {
            EnableScoring::disabled_from_searcher(&self.searcher)
        };
        let weight = OnceLock::new();
        let weight = || kept(&weight, || asked.query.weight(scoring).map_err(damaged));
        let ranked = plan.sort == Sort::Relevance;
        let counts = asked.counts_in_passing(plan);
        let within = asked.within.as_ref().map(|it| it.weigh(self)).transpose()?;
        let recency = plan
            .recency_days
            .map(|days| Recency { days, today: cells::day_number(plan.today) * 86_400 });
        // What lies after a cursor is told by exact scores, and so none is skipped then.
        let scores_all = counts || wanted.is_none() || cursor.is_some();
        let mut total = 0;
        for (number, reader) in self.searcher.segment_readers().iter().enumerate() {
            let segment = u32::try_from(number).unwrap_or(u32::MAX);
            let order = self.columns(number)?.order(reader)?;
            let after = After::new(cursor.as_ref(), order)?;
            let only = only.and_then(|it| it.get(number));
            let wanted = Wanted { reader, order, segment, after, only };
            let found = match &within {
                Some(it) => it.scored(number)?,
                None => None,
            };
            if let Some(found) = found {
                total += take_all(&found, &wanted, &mut best, recency);
            } else if ranked && scores_all {
                total += all_scored(&**weight()?, &wanted, &mut best, recency)?;
            } else if ranked {
                scored(&**weight()?, &wanted, &mut best, recency)?;
            } else {
                ordered(&**weight()?, &wanted, &mut best)?;
            }
        }
        if let Some(wanted) = wanted {
            best.shrink(wanted);
        }
        let in_any_order = match &within {
            Some(within) => within.is_exact(),
            None => scores_all || summands(asked.query).is_some_and(|it| it <= 2),
        };
        if ranked && !in_any_order {
            self.rescore(&**weight()?, &mut best.candidates, recency)?;
        }
        let mut found = if cursor.is_none() && best.are_in_order() {
            best.candidates.iter().map(Candidate::unnamed).collect()
        } else {
            let mut found = self.with_ids(&best.candidates)?;
            found.sort_by(|a, b| b.key.cmp(&a.key).then_with(|| a.id.cmp(&b.id)));
            found
        };
        if let Some(cursor) = &cursor {
            found.retain(|it| {
                (Reverse(it.key), it.id.as_str()) > (Reverse(cursor.key), cursor.id.as_str())
            });
        }
        found.drain(..plan.offset.min(found.len()));
        let more = plan.limit.is_some_and(|limit| found.len() > limit);
        if let Some(limit) = plan.limit {
            found.truncate(limit);
        }
        Ok(Page { found, more, total: counts.then_some(total) })
    }

    /// Scores candidates the one way that does not depend on what was skipped.
    fn rescore(
        &self,
        weight: &dyn Weight,
        candidates: &mut [Candidate],
        recency: Option<Recency>,
    ) -> Result<()> {
        candidates.sort_unstable_by_key(|it| (it.segment, it.doc));
        for run in candidates.chunk_by_mut(|a, b| a.segment == b.segment) {
            let Some(first) = run.first() else { continue };
            let reader = self.searcher.segment_reader(first.segment);
            let order = self.columns(first.segment as usize)?.order(reader)?;
            let mut scorer = weight.scorer(reader, 1.0).map_err(damaged)?;
            for candidate in run {
                if scorer.doc() < candidate.doc {
                    scorer.seek(candidate.doc);
                }
                if scorer.doc() == candidate.doc {
                    let score = scorer.score() * factor(recency, order, candidate.doc);
                    candidate.key = key_of(score);
                }
            }
        }
        Ok(())
    }

    /// Looks up the ids.
    fn with_ids(&self, candidates: &[Candidate]) -> Result<Vec<Found>> {
        let mut sorted: Vec<Candidate> = candidates.to_vec();
        sorted.sort_unstable_by_key(|it| (it.segment, it.rank));
        let mut found = Vec::with_capacity(sorted.len());
        for run in sorted.chunk_by(|a, b| a.segment == b.segment) {
            let Some(first) = run.first() else { continue };
            let reader = self.searcher.segment_reader(first.segment);
            let order = self.columns(first.segment as usize)?.order(reader)?;
            let mut candidates = run.iter();
            let ranks: Vec<u64> = run.iter().map(|it| it.rank).collect();
            order.ids.dictionary().sorted_ords_to_term_cb(&ranks, |id| {
                if let Some(it) = candidates.next() {
                    found.push(Found {
                        address: DocAddress::new(it.segment, it.doc),
                        key: it.key,
                        id: String::from_utf8_lossy(id).into_owned(),
                    });
                }
            })?;
        }
        Ok(found)
    }
}

fn factor(recency: Option<Recency>, order: &Order, doc: DocId) -> f32 {
    recency.map_or(1.0, |it| it.factor(order.instants.as_ref().and_then(|it| it.first(doc))))
}

/// How many scores of words and filters a query adds up, where that can be seen: the sum of two is
/// the same in whatever order.
fn summands(query: &dyn Query) -> Option<usize> {
    if query.is::<TermQuery>() || query.is::<ConstScoreQuery>() {
        return Some(1);
    }
    let clauses = query.downcast_ref::<BooleanQuery>()?.clauses().iter();
    let scored = clauses.filter(|it| it.0 != Occur::MustNot);
    scored.map(|(_, clause)| summands(&**clause)).sum()
}

/// What lies after a cursor, in one segment.
struct After {
    key: i64,
    /// Of those with that key, the first rank that counts.
    rank: u64,
}

impl After {
    fn new(cursor: Option<&Cursor>, order: &Order) -> Result<After> {
        use tantivy::columnar::TermOrdHit;
        let Some(cursor) = cursor else { return Ok(After { key: i64::MAX, rank: 0 }) };
        let rank = match order.ids.dictionary().term_ord_or_next(cursor.id.as_bytes())? {
            TermOrdHit::Exact(rank) => rank + 1,
            TermOrdHit::Next(rank) => rank,
        };
        Ok(After { key: cursor.key, rank })
    }

    fn admits(&self, key: i64, rank: u64) -> bool {
        key < self.key || (key == self.key && rank >= self.rank)
    }
}

/// Which articles of a segment count.
struct Wanted<'a> {
    reader: &'a SegmentReader,
    order: &'a Order,
    segment: u32,
    after: After,
    only: Option<&'a BitSet>,
}

impl Wanted<'_> {
    fn has(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc) && self.only.is_none_or(|it| it.contains(doc))
    }

    fn offer(&self, doc: DocId, score: Score, best: &mut Best, recency: Option<Recency>) {
        let key = key_of(score * factor(recency, self.order, doc));
        if key < best.floor {
            return;
        }
        let rank = self.order.rank(doc);
        if self.after.admits(key, rank) {
            best.push(Candidate { key, segment: self.segment, rank, doc });
        }
    }
}

/// Takes the articles of a segment by score, skipping those that cannot be among the best.
fn scored(
    weight: &dyn Weight,
    wanted: &Wanted<'_>,
    best: &mut Best,
    recency: Option<Recency>,
) -> Result<()> {
    let below = |floor: i64| if floor <= 0 { -1.0 } else { score_of(floor).next_down() };
    let start = below(best.floor);
    let each = &mut |doc: DocId, score: Score| {
        if wanted.has(doc) {
            wanted.offer(doc, score, best, recency);
        }
        below(best.floor)
    };
    weight.for_each_pruning(start, wanted.reader, each).map_err(damaged)
}

/// Takes all articles of a segment by score, the way that pages are scored anew, and says how many
/// there are.
fn all_scored(
    weight: &dyn Weight,
    wanted: &Wanted<'_>,
    best: &mut Best,
    recency: Option<Recency>,
) -> Result<u64> {
    let mut total = 0;
    let mut scorer = weight.scorer(wanted.reader, 1.0).map_err(damaged)?;
    while scorer.doc() != TERMINATED {
        let doc = scorer.doc();
        if wanted.has(doc) {
            total += 1;
            wanted.offer(doc, scorer.score(), best, recency);
        }
        scorer.advance();
    }
    Ok(total)
}

/// Takes those of these articles that count, and says how many there are.
fn take_all(
    found: &[(DocId, Score)],
    wanted: &Wanted<'_>,
    best: &mut Best,
    recency: Option<Recency>,
) -> u64 {
    let mut total = 0;
    for (doc, score) in found.iter().filter(|it| wanted.has(it.0)) {
        total += 1;
        wanted.offer(*doc, *score, best, recency);
    }
    total
}

/// Takes the articles of a segment by date or id.
fn ordered(weight: &dyn Weight, wanted: &Wanted<'_>, best: &mut Best) -> Result<()> {
    let order = wanted.order;
    let segment = wanted.segment;
    let each = &mut |docs: &[DocId]| {
        for &doc in docs {
            let key = order.key(doc, best.sort);
            if key < best.floor || !wanted.has(doc) {
                continue;
            }
            let rank = order.rank(doc);
            if wanted.after.admits(key, rank) {
                best.push(Candidate { key, segment, rank, doc });
            }
        }
    };
    weight.for_each_no_score(wanted.reader, each).map_err(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        for id in ["a", "München 100%.txt", "", "a.zip!/b.txt"] {
            for key in [0, -5, i64::MAX, key_of(9.31)] {
                let cursor = Cursor { key, id: id.to_owned() };
                let text = cursor.to_text(Sort::Newest);
                assert!(text.is_ascii() && !text.contains(' '));
                assert_eq!(Cursor::from_text(&text, Sort::Newest).unwrap(), cursor);
                assert!(Cursor::from_text(&text, Sort::Oldest).is_err());
            }
        }
        for text in ["", "n", "n1", "nx.", "n1.%", "n1.%4"] {
            assert!(Cursor::from_text(text, Sort::Newest).is_err(), "{text}");
        }
    }

    #[test]
    fn fresh_articles_count_for_more() {
        let recency = Recency { days: 30.0, today: 100 * 86_400 };
        let factor = |day: i64| recency.factor(Some(day * 86_400));
        assert!((factor(100) - 1.0).abs() < 1e-6 && (factor(150) - 1.0).abs() < 1e-6);
        assert!((factor(70) - 0.75).abs() < 1e-3);
        assert!(factor(-100_000) >= 0.5 && recency.factor(None) >= 0.5);
    }
}
