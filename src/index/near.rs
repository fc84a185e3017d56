//! Queries about where words stand: phrases, `NEAR`, sentences, scopes, `atleast`.
//!
//! One engine for all of them. A [`Spot`] is a tree whose leaves are terms; in one article it is
//! worked out to the list of places where it stands. Candidates come from plain postings, so that
//! positions are read only of articles that have all the words.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, BooleanQuery, EmptyQuery, EnableScoring, Explanation,
    Occur, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::error::{Error, Kind};
use crate::index::schema::{BODY, LEAD_WORDS};
use crate::index::statistics::Statistics;
use crate::search::{Scope, Unit};

/// What stands somewhere in an article.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Spot {
    /// A word: any of these terms.
    Any(Vec<Term>),
    /// One after the other.
    Row(Vec<Spot>),
    /// Any of these.
    Or(Vec<Spot>),
    /// All of these close to each other.
    Near {
        sides: Vec<Spot>,
        /// At most so many words between neighbours.
        distance: u32,
        ordered: bool,
    },
}

/// The most sides of one `Near`: the search over their orders doubles with each.
pub(crate) const SIDES_MAX: usize = 10;

/// The most steps that comparing the places of words may take in one search: a second or so.
const WORK_MAX: u64 = 200_000_000;

/// From so many steps on, how many there will be is told from those so far: a few milliseconds.
const FORESIGHT_STEPS: u64 = 4_000_000;

/// Of so many articles compared.
const FORESIGHT_ARTICLES: u64 = 20;

/// Or in one article from every so many places.
const STRETCH: usize = 64;

/// Then it must be so many times too much: the first ones may be the longest.
const FORESIGHT_DOUBT: u64 = 2;

/// What a search unwinds with that takes more: a scorer of tantivy has no way to fail.
pub(crate) struct TooMuch;

impl TooMuch {
    /// What the user is told.
    pub(crate) fn error() -> Error {
        let message = format!(
            "comparing where the words stand takes more than {WORK_MAX} steps, the most there are"
        );
        Error::new(Kind::Query, message).hint("ask for rarer words, fewer of them, or closer ones")
    }

    fn refuse(work: u64) {
        if work > WORK_MAX {
            std::panic::resume_unwind(Box::new(TooMuch));
        }
    }

    /// Refuses what took so many steps where as many as `foreseen` would be too much.
    fn foresee(steps: u64, foreseen: u64) {
        if steps > FORESIGHT_STEPS {
            TooMuch::refuse(foreseen);
        }
    }
}

/// What must be true of the places where a spot stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Demand {
    /// So many of them.
    AtLeast(u32),
    /// The spot is a `Row` of sides: each stands in the same sentence or paragraph of the body.
    Same(Unit),
}

/// Articles in which a spot stands as demanded.
#[derive(Clone)]
pub(crate) struct NearQuery {
    pub(crate) spot: Spot,
    pub(crate) scope: Scope,
    pub(crate) demand: Demand,
    /// Where it stands for one word: the articles in which it stands are counted here, and it
    /// weighs what a word weighs that so many have.
    pub(crate) as_one: Option<Arc<Statistics>>,
    /// The work of all such queries of a search so far.
    pub(crate) work: Arc<AtomicU64>,
    pub(crate) text: Field,
    pub(crate) bounds: Field,
}

impl fmt::Debug for NearQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", self.scope, self.demand, self.spot)
    }
}

impl Spot {
    /// The articles in which it may stand, by words alone.
    fn candidates(&self) -> Box<dyn Query> {
        match self {
            Spot::Any(terms) => {
                let term = |it: &Term| -> Box<dyn Query> {
                    Box::new(TermQuery::new(it.clone(), IndexRecordOption::Basic))
                };
                one_or(Occur::Should, terms.iter().map(term).collect())
            }
            Spot::Or(sides) => one_or(Occur::Should, sides.iter().map(Spot::candidates).collect()),
            Spot::Row(sides) | Spot::Near { sides, .. } => {
                // What stands twice in a phrase is looked for once.
                let mut different: Vec<&Spot> = Vec::new();
                for side in sides {
                    if !different.contains(&side) {
                        different.push(side);
                    }
                }
                one_or(Occur::Must, different.into_iter().map(Spot::candidates).collect())
            }
        }
    }

    /// What a match weighs: the sum of its words, each by its commonest form; of several ways to
    /// match, the one that says least.
    fn weight(&self, weigh: &dyn Fn(&[Term]) -> tantivy::Result<Score>) -> tantivy::Result<Score> {
        match self {
            Spot::Any(terms) => weigh(terms),
            Spot::Row(sides) | Spot::Near { sides, .. } => {
                sides.iter().map(|it| it.weight(weigh)).sum()
            }
            Spot::Or(sides) => {
                let mut least = Score::MAX;
                for side in sides {
                    least = side.weight(weigh)?.min(least);
                }
                Ok(least)
            }
        }
    }
}

/// As an explanation names it.
impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sides, between) = match self {
            Spot::Any(terms) => {
                let first = terms.first().and_then(|it| it.value().as_str().map(str::to_owned));
                return f.write_str(&first.unwrap_or_default());
            }
            Spot::Or(sides) => (sides, " or "),
            Spot::Row(sides) | Spot::Near { sides, .. } => (sides, " "),
        };
        for (number, side) in sides.iter().enumerate() {
            if number > 0 {
                f.write_str(between)?;
            }
            write!(f, "{side}")?;
        }
        Ok(())
    }
}

/// A boolean query of these, or the one that there is.
pub(crate) fn one_or(occur: Occur, mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (queries.len(), queries.pop()) {
        (0, _) | (_, None) => Box::new(EmptyQuery),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            queries.push(last);
            Box::new(BooleanQuery::new(queries.into_iter().map(|it| (occur, it)).collect()))
        }
    }
}

impl Query for NearQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let plain = match scoring {
            EnableScoring::Enabled { searcher, .. } => {
                EnableScoring::disabled_from_searcher(searcher)
            }
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        let candidates = self.spot.candidates().weight(plain)?;
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Some(self.similarity(statistics_provider)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(NearWeight { query: self.clone(), candidates, similarity }))
    }
}

impl NearQuery {
    /// How matches score.
    fn similarity(&self, provider: &dyn Bm25StatisticsProvider) -> tantivy::Result<Bm25Weight> {
        let docs = provider.total_num_docs()?.max(1);
        #[expect(clippy::cast_precision_loss, reason = "an average")]
        let average = provider.total_num_tokens(self.text)? as f32 / docs as f32;
        if let Some(statistics) = &self.as_one {
            // As rare as it is in whole articles: so is a word, wherever it is looked for.
            let anywhere = NearQuery { scope: Scope::Everywhere, ..self.clone() };
            let has = statistics.articles_that_match(&anywhere)?.min(docs);
            return Ok(Bm25Weight::for_one_term(has, docs, average));
        }
        let word = |articles: u64| {
            Bm25Weight::for_one_term_without_explain(articles.min(docs), docs, average)
        };
        let weight = self.spot.weight(&|any| {
            let mut most = 0;
            for term in any {
                most = provider.doc_freq(term)?.max(most);
            }
            // The most it can score is its weight: a tenth of a per mille off does no harm.
            Ok(word(most).max_score())
        })?;
        let first = word(0);
        let own = first.max_score();
        Ok(first.boost_by(if own > 0.0 { weight / own } else { 1.0 }))
    }
}

struct NearWeight {
    query: NearQuery,
    candidates: Box<dyn Weight>,
    similarity: Option<Bm25Weight>,
}

impl NearWeight {
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<NearScorer> {
        let candidates = self.candidates.scorer(reader, 1.0)?;
        let spot = Live::open(&self.query.spot, reader)?;
        let unit = match self.query.demand {
            Demand::Same(unit) => {
                let mark = match unit {
                    Unit::Sentence => "s",
                    Unit::Paragraph => "p",
                };
                open(&Term::from_field_text(self.query.bounds, mark), reader)?
            }
            Demand::AtLeast(_) => None,
        };
        let norms = reader.get_fieldnorms_reader(self.query.text)?;
        let similarity = self.similarity.as_ref().map(|it| it.boost_by(boost));
        let mut scorer = NearScorer {
            candidates,
            spot,
            unit,
            scope: self.query.scope,
            demand: self.query.demand,
            as_one: self.query.as_one.is_some(),
            work: Arc::clone(&self.query.work),
            own_work: 0,
            compared: 0,
            docs: reader.max_doc(),
            matches: 0,
            boost,
            norm: Box::new(move |doc| norms.fieldnorm_id(doc)),
            similarity,
        };
        if scorer.candidates.doc() != TERMINATED && !scorer.matches() {
            scorer.advance();
        }
        Ok(scorer)
    }
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.open(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument("the article does not match".to_owned()));
        }
        let score = scorer.score();
        let (Some(similarity), Some(_)) = (&self.similarity, &self.query.as_one) else {
            return Ok(Explanation::new("words in the places asked for", score));
        };
        let norm = reader.get_fieldnorms_reader(self.query.text)?.fieldnorm_id(doc);
        let text = format!("one word: {}", self.query.spot);
        let mut told = Explanation::new_with_string(text, score);
        told.add_detail(similarity.explain(norm, scorer.matches));
        Ok(told)
    }
}

fn open(term: &Term, reader: &SegmentReader) -> tantivy::Result<Option<SegmentPostings>> {
    let terms = reader.inverted_index(term.field())?;
    Ok(terms.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?)
}

/// Where something stands: the first and last position.
type Place = (u32, u32);

/// A spot with its postings in one segment.
enum Live {
    Any(Vec<SegmentPostings>),
    Row(Vec<Live>),
    Or(Vec<Live>),
    Near { sides: Vec<Live>, distance: u32, ordered: bool },
}

impl Live {
    fn open(spot: &Spot, reader: &SegmentReader) -> tantivy::Result<Live> {
        let all = |sides: &[Spot]| -> tantivy::Result<Vec<Live>> {
            sides.iter().map(|it| Live::open(it, reader)).collect()
        };
        Ok(match spot {
            Spot::Any(terms) => {
                let mut postings = Vec::new();
                for term in terms {
                    postings.extend(open(term, reader)?);
                }
                Live::Any(postings)
            }
            Spot::Row(sides) => Live::Row(all(sides)?),
            Spot::Or(sides) => Live::Or(all(sides)?),
            Spot::Near { sides, distance, ordered } => {
                Live::Near { sides: all(sides)?, distance: *distance, ordered: *ordered }
            }
        })
    }

    /// Where it stands in `doc`, in order. Adds the steps that it took to `work`.
    fn places(&mut self, doc: DocId, work: &mut u64) -> Vec<Place> {
        let mut places = match self {
            Live::Any(postings) => {
                let mut found = Vec::new();
                for it in postings {
                    it_positions(it, doc, &mut found);
                }
                found.into_iter().map(|it| (it, it)).collect()
            }
            Live::Or(sides) => sides.iter_mut().flat_map(|it| it.places(doc, work)).collect(),
            Live::Row(sides) => {
                let mut sides = sides.iter_mut();
                let mut rows = sides.next().map(|it| it.places(doc, work)).unwrap_or_default();
                for side in sides {
                    let next = side.places(doc, work);
                    rows = join(&rows, &next);
                    if rows.is_empty() {
                        break;
                    }
                }
                rows
            }
            Live::Near { sides, distance, ordered } => {
                let all: Vec<Vec<Place>> =
                    sides.iter_mut().map(|it| it.places(doc, work)).collect();
                close(&all, *distance, *ordered, work)
            }
        };
        *work += places.len() as u64;
        TooMuch::refuse(*work);
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Where each side stands, for `Demand::Same`.
    fn sides(&mut self, doc: DocId, work: &mut u64) -> Vec<Vec<Place>> {
        match self {
            Live::Row(sides) => sides.iter_mut().map(|it| it.places(doc, work)).collect(),
            other => vec![other.places(doc, work)],
        }
    }
}

/// The positions of a term in `doc`, onto the end of `found`.
fn it_positions(postings: &mut SegmentPostings, doc: DocId, found: &mut Vec<u32>) {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    if postings.doc() == doc {
        postings.append_positions_with_offset(0, found);
    }
}

/// Each of `first` with each of `second` that starts right after it.
fn join(first: &[Place], second: &[Place]) -> Vec<Place> {
    let mut joined = Vec::new();
    for (start, end) in first {
        let next = end + 1;
        let from = second.partition_point(|it| it.0 < next);
        let followers = second.get(from..).unwrap_or_default();
        joined.extend(followers.iter().take_while(|it| it.0 == next).map(|it| (*start, it.1)));
    }
    joined
}

/// Where all sides stand so that no more than `distance` words are between neighbours.
///
/// Places are taken in order of where they start. Of each we keep which sets of sides can stand
/// in a chain that ends with it, and the latest start of such a chain.
/// Adds the steps that it took to `work`.
fn close(sides: &[Vec<Place>], distance: u32, ordered: bool, work: &mut u64) -> Vec<Place> {
    if sides.iter().any(Vec::is_empty) || sides.len() > SIDES_MAX {
        return Vec::new();
    }
    let mut events: Vec<(Place, usize)> = sides
        .iter()
        .enumerate()
        .flat_map(|(side, places)| places.iter().map(move |it| (*it, side)))
        .collect();
    #[expect(clippy::stable_sort_primitive, reason = "those of a side are in order, and merged")]
    events.sort();
    let longest = events.iter().map(|((start, end), _)| end - start).max().unwrap_or(0);
    let full = (1_usize << sides.len()) - 1;
    // The chains that end with each place, one after the other, and where those of each end.
    let mut chains: Vec<(usize, u32)> = Vec::with_capacity(events.len());
    let mut ends: Vec<usize> = Vec::with_capacity(events.len());
    let mut found = Vec::new();
    // By set of sides, the latest start of a chain of them that ends with this place.
    let mut latest: Vec<Option<u32>> = vec![None; full + 1];
    let begin = *work;
    let mut before = *work;
    for (number, ((start, end), side)) in events.iter().enumerate() {
        let own = 1 << side;
        TooMuch::refuse(*work);
        if number % STRETCH == 0 {
            // What is left is likely as dense as the last stretch, if not denser.
            let left = (events.len() - number) as u64;
            let each = (*work - before) / STRETCH as u64;
            TooMuch::foresee(*work - begin, each.saturating_mul(left));
            before = *work;
        }
        if !ordered || *side == 0 {
            latest[own] = Some(*start);
        }
        for earlier in (0..number).rev() {
            let ((their_start, their_end), _) = events[earlier];
            if their_start.saturating_add(longest).saturating_add(distance) + 1 < *start {
                break;
            }
            let from = earlier.checked_sub(1).map_or(0, |it| ends[it]);
            let theirs = from..ends[earlier];
            *work += 1 + theirs.len() as u64;
            let fits = their_end < *start && start - their_end - 1 <= distance;
            if !fits {
                continue;
            }
            for (set, from) in &chains[theirs] {
                let wanted = if ordered { *set == own - 1 } else { set & own == 0 };
                if !wanted {
                    continue;
                }
                let known = &mut latest[set | own];
                *known = (*known).max(Some(*from));
            }
        }
        *work += 1 + full as u64 / 64;
        found.extend(latest[full].map(|from| (from, *end)));
        let taken = latest.iter_mut().enumerate();
        chains.extend(taken.filter_map(|(set, from)| Some((set, from.take()?))));
        ends.push(chains.len());
    }
    found
}

struct NearScorer {
    candidates: Box<dyn Scorer>,
    spot: Live,
    unit: Option<SegmentPostings>,
    scope: Scope,
    demand: Demand,
    as_one: bool,
    work: Arc<AtomicU64>,
    /// What part of it was done here, on so many articles.
    own_work: u64,
    compared: u64,
    /// How many articles the segment has.
    docs: u32,
    /// How often it stands in this article.
    matches: u32,
    boost: Score,
    norm: Box<dyn Fn(DocId) -> u8 + Send>,
    similarity: Option<Bm25Weight>,
}

/// Whether a place lies in a scope. One that starts in the title and ends in the body never does.
fn in_scope(scope: Scope, (start, end): Place) -> bool {
    let title = end < BODY;
    match scope {
        Scope::Everywhere => title || start >= BODY,
        Scope::Title => title,
        Scope::Body => start >= BODY,
        Scope::Lead => title || (start >= BODY && end < BODY + LEAD_WORDS),
    }
}

impl NearScorer {
    fn matches(&mut self) -> bool {
        let doc = self.candidates.doc();
        let before = self.work.load(Ordering::Relaxed);
        let mut work = before;
        let matches = self.matches_in(doc, &mut work);
        self.work.fetch_add(work - before, Ordering::Relaxed);
        self.own_work += work - before;
        self.compared += 1;
        if self.compared >= FORESIGHT_ARTICLES {
            let (done, all) = (u64::from(doc) + 1, u64::from(self.docs));
            let foreseen = (self.own_work / done).saturating_mul(all);
            TooMuch::foresee(self.own_work, foreseen / FORESIGHT_DOUBT);
        }
        matches
    }

    fn matches_in(&mut self, doc: DocId, work: &mut u64) -> bool {
        match self.demand {
            Demand::AtLeast(least) => {
                let places = self.spot.places(doc, work);
                let count = if self.as_one {
                    self.count_as_one(&places)
                } else {
                    places.into_iter().filter(|it| in_scope(self.scope, *it)).count()
                };
                self.matches = u32::try_from(count).unwrap_or(u32::MAX);
                self.matches >= least.max(1)
            }
            Demand::Same(_) => {
                self.matches = self.units(doc, work);
                self.matches > 0
            }
        }
    }

    /// How often one word would stand there: twice in the title, and once where a short form stands
    /// within a long one.
    fn count_as_one(&self, places: &[Place]) -> usize {
        let everywhere = self.scope == Scope::Everywhere;
        let (mut count, mut free) = (0, 0);
        for place in places {
            if in_scope(self.scope, *place) && place.0 >= free {
                count += if everywhere && place.1 < BODY { 2 } else { 1 };
            }
            free = free.max(place.1 + 1);
        }
        count
    }

    /// In how many units of the body all sides stand.
    fn units(&mut self, doc: DocId, work: &mut u64) -> u32 {
        let mut starts = Vec::new();
        if let Some(unit) = &mut self.unit {
            it_positions(unit, doc, &mut starts);
        }
        let mut common: Option<Vec<usize>> = None;
        for places in self.spot.sides(doc, work) {
            let mut units: Vec<usize> = places
                .into_iter()
                .filter(|it| in_scope(Scope::Body, *it))
                .filter_map(|(start, end)| {
                    let unit = starts.partition_point(|it| *it <= start);
                    (unit == starts.partition_point(|it| *it <= end)).then_some(unit)
                })
                .collect();
            units.dedup();
            common = Some(match common {
                None => units,
                Some(before) => {
                    before.into_iter().filter(|it| units.binary_search(it).is_ok()).collect()
                }
            });
        }
        common.map_or(0, |it| u32::try_from(it.len()).unwrap_or(u32::MAX))
    }
}

impl DocSet for NearScorer {
    fn advance(&mut self) -> DocId {
        while self.candidates.advance() != TERMINATED {
            if self.matches() {
                break;
            }
        }
        self.candidates.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.candidates.doc() >= target {
            return self.candidates.doc();
        }
        if self.candidates.seek(target) != TERMINATED && !self.matches() {
            return self.advance();
        }
        self.candidates.doc()
    }

    fn doc(&self) -> DocId {
        self.candidates.doc()
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint()
    }

    fn cost(&self) -> u64 {
        self.candidates.cost().saturating_mul(20)
    }
}

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        match &self.similarity {
            Some(similarity) => similarity.score((self.norm)(self.doc()), self.matches),
            None => self.boost,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(positions: &[u32]) -> Vec<Place> {
        positions.iter().map(|it| (*it, *it)).collect()
    }

    #[test]
    fn rows_and_neighbours() {
        assert_eq!(join(&at(&[1, 5, 9]), &at(&[2, 7, 10])), [(1, 2), (9, 10)]);
        assert_eq!(chains(&[at(&[10]), at(&[3, 14])], 3, false), [(10, 14)]);
        assert!(chains(&[at(&[10]), at(&[3, 14])], 2, false).is_empty());
        assert!(chains(&[at(&[14]), at(&[10])], 5, true).is_empty());
        assert_eq!(chains(&[at(&[14]), at(&[10])], 5, false), [(10, 14)]);
        assert_eq!(chains(&[at(&[1]), at(&[3]), at(&[5])], 1, true), [(1, 5)]);
        // The same word twice needs two of it.
        assert!(chains(&[at(&[1]), at(&[1])], 5, false).is_empty());
        // A long place that starts early may end late.
        assert_eq!(chains(&[vec![(1, 40)], at(&[42])], 1, true), [(1, 42)]);
    }

    #[test]
    fn what_would_take_far_too_long_is_not_begun() {
        let all: Vec<u32> = (0..400).collect();
        let sides: Vec<Vec<Place>> = (0..10).map(|it| at(&all).split_off(it)).collect();
        let mut work = 0;
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            close(&sides, 1_000, false, &mut work)
        }));
        assert!(refused.is_err_and(|it| it.is::<TooMuch>()));
        assert!(work < WORK_MAX / 10, "{work} steps");
    }

    fn chains(sides: &[Vec<Place>], distance: u32, ordered: bool) -> Vec<Place> {
        close(sides, distance, ordered, &mut 0)
    }

    fn brute(sides: &[Vec<Place>], distance: u32, ordered: bool) -> bool {
        fn chain(left: &[Vec<Place>], last: Option<u32>, distance: u32, ordered: bool) -> bool {
            if left.is_empty() {
                return true;
            }
            (0..if ordered { 1 } else { left.len() }).any(|side| {
                let mut rest = left.to_vec();
                rest.remove(side).into_iter().any(|(start, end)| {
                    last.is_none_or(|last| start > last && start - last - 1 <= distance)
                        && chain(&rest, Some(end), distance, ordered)
                })
            })
        }
        chain(sides, None, distance, ordered)
    }

    proptest! {
        #[test]
        fn closeness_agrees_with_trying_all(
            sides in prop::collection::vec(
                prop::collection::btree_set((0_u32..30, 0_u32..3), 1..5), 2..4),
            distance in 0_u32..6,
            ordered: bool,
        ) {
            let sides: Vec<Vec<Place>> = sides
                .into_iter()
                .map(|it| it.into_iter().map(|(start, more)| (start, start + more)).collect())
                .collect();
            prop_assert_eq!(
                !chains(&sides, distance, ordered).is_empty(),
                brute(&sides, distance, ordered)
            );
        }
    }
}
