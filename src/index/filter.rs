//! What keeps or drops an article without counting in its score.

use std::fmt;
use std::ops::Bound as Ends;

use tantivy::columnar::Column;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{
    AllQuery, BitSetDocSet, BooleanQuery, ConstScorer, EmptyScorer, EnableScoring, ExistsQuery,
    Explanation, Occur, Query, RangeQuery, Scorer, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::date::parse::{Bound, Period};
use crate::error::Result;
use crate::index::Index;
use crate::index::cells::{self, When};
use crate::index::near::one_or;
use crate::index::schema::{self, column};
use crate::index::words::Pattern;
use crate::index::write::damaged;
use crate::place::Role;
use crate::place::path::PlacePath;
use crate::search::{Filter, Happened, Overlap};
use crate::text;

impl Index {
    /// The articles that a filter keeps.
    pub(crate) fn filter(&self, filter: &Filter) -> Result<Box<dyn Query>> {
        let fields = &self.fields;
        let terms = |terms: Vec<Term>| -> Box<dyn Query> { Box::new(AnyTerm { terms }) };
        Ok(match filter {
            Filter::Published(period) => self.published(period),
            Filter::Undated => {
                let dated: Box<dyn Query> =
                    Box::new(ExistsQuery::new(column::INSTANT.to_owned(), false));
                let all: Box<dyn Query> = Box::new(AllQuery);
                Box::new(BooleanQuery::new(vec![(Occur::Must, all), (Occur::MustNot, dated)]))
            }
            Filter::Happened(question) => self.happened(std::slice::from_ref(question)),
            Filter::Place(path, role) => terms(vec![self.place_term(path, *role)]),
            Filter::PlaceIds(ids, role) => {
                terms(ids.iter().map(|it| self.place_id_term(*it, *role)).collect())
            }
            Filter::Together { places, place_ids, happened } => {
                let paths = places.iter().map(|it| self.place_term(it, None));
                let ids = place_ids.iter().map(|it| self.place_id_term(*it, None));
                let places: Vec<Term> = paths.chain(ids).collect();
                let cells = self.cell_terms(happened);
                let candidates = one_or(Occur::Must, vec![terms(places.clone()), terms(cells)]);
                Box::new(Checked { candidates, questions: happened.clone(), places: Some(places) })
            }
            Filter::Source(wanted) => terms(self.folded(fields.source, wanted)?),
            Filter::Language(language) => {
                terms(vec![Term::from_field_text(fields.language, language.code())])
            }
            Filter::Url(wanted) => {
                // A part of the address will do.
                terms(self.folded(fields.url, &format!("*{wanted}*"))?)
            }
            Filter::Id(id) => terms(vec![Term::from_field_text(fields.id, id)]),
        })
    }

    fn place_term(&self, path: &PlacePath, role: Option<Role>) -> Term {
        self.place_named(path.as_str(), role)
    }

    fn place_id_term(&self, id: u32, role: Option<Role>) -> Term {
        self.place_named(&format!("#{id}"), role)
    }

    fn place_named(&self, name: &str, role: Option<Role>) -> Term {
        match role {
            None => Term::from_field_text(self.fields.place, name),
            Some(role) => {
                let lettered = format!("{}{name}", schema::letter(role));
                Term::from_field_text(self.fields.role, &lettered)
            }
        }
    }

    /// Days are compared with an article's own local day, instants in UTC. An article that gives
    /// no time of day stands at the midnight that opens it.
    fn published(&self, period: &Period) -> Box<dyn Query> {
        let mut parts: Vec<Box<dyn Query>> = Vec::new();
        let bound = |bound: Bound| match bound {
            Bound::Day(day) => Term::from_field_i64(self.fields.day, cells::day_number(day)),
            Bound::Instant(instant) => Term::from_field_i64(self.fields.instant, instant),
        };
        match (period.start, period.end) {
            (None, None) => {
                return Box::new(ExistsQuery::new(column::INSTANT.to_owned(), false));
            }
            (Some(start @ Bound::Day(_)), Some(end @ Bound::Day(_)))
            | (Some(start @ Bound::Instant(_)), Some(end @ Bound::Instant(_))) => {
                let (start, end) = (Ends::Included(bound(start)), Ends::Excluded(bound(end)));
                parts.push(Box::new(RangeQuery::new(start, end)));
            }
            (start, end) => {
                if let Some(start) = start {
                    let start = Ends::Included(bound(start));
                    parts.push(Box::new(RangeQuery::new(start, Ends::Unbounded)));
                }
                if let Some(end) = end {
                    let end = Ends::Excluded(bound(end));
                    parts.push(Box::new(RangeQuery::new(Ends::Unbounded, end)));
                }
            }
        }
        one_or(Occur::Must, parts)
    }

    fn cell_terms(&self, questions: &[Happened]) -> Vec<Term> {
        let term = |it: String| Term::from_field_text(self.fields.when, &it);
        questions.iter().flat_map(cells::terms_for).map(term).collect()
    }

    /// Articles with a time that answers any of the questions.
    fn happened(&self, questions: &[Happened]) -> Box<dyn Query> {
        let candidates: Box<dyn Query> = Box::new(AnyTerm { terms: self.cell_terms(questions) });
        if questions.iter().all(|it| it.mode == Overlap::Overlaps) {
            return candidates;
        }
        Box::new(Checked { candidates, questions: questions.to_vec(), places: None })
    }

    /// The terms of a folded field that match `wanted`.
    pub(crate) fn folded(&self, field: tantivy::schema::Field, wanted: &str) -> Result<Vec<Term>> {
        if !wanted.contains(['*', '?']) {
            return Ok(vec![Term::from_field_text(field, &text::fold(wanted))]);
        }
        let pattern = Pattern::wildcard(wanted);
        let mut found = Vec::new();
        for reader in self.searcher.segment_readers() {
            let terms = reader.inverted_index(field).map_err(damaged)?;
            let mut stream = terms.terms().stream()?;
            while stream.advance() {
                let Ok(value) = std::str::from_utf8(stream.key()) else { continue };
                if pattern.matches(value) {
                    found.push(Term::from_field_text(field, value));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// Articles with any of these terms.
#[derive(Clone, Debug)]
pub(crate) struct AnyTerm {
    pub(crate) terms: Vec<Term>,
}

impl Query for AnyTerm {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AnyTerm {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found: Vec<SegmentPostings> = Vec::new();
        for term in &self.terms {
            let index = reader.inverted_index(term.field())?;
            found.extend(index.read_postings(term, IndexRecordOption::Basic)?);
        }
        let Some(mut first) = found.pop() else { return Ok(Box::new(EmptyScorer)) };
        if found.is_empty() {
            return Ok(Box::new(ConstScorer::new(first, boost)));
        }
        let mut docs = BitSet::with_max_value(reader.max_doc());
        let mut add = |postings: &mut SegmentPostings| {
            while postings.doc() != TERMINATED {
                docs.insert(postings.doc());
                postings.advance();
            }
        };
        found.iter_mut().for_each(&mut add);
        add(&mut first);
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(docs), boost)))
    }

    fn explain(&self, _reader: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a filter", 0.0))
    }
}

/// Candidates that are looked at one by one.
struct Checked {
    candidates: Box<dyn Query>,
    /// A time of the article must answer one of these…
    questions: Vec<Happened>,
    /// … in the same sentence as one of these places.
    places: Option<Vec<Term>>,
}

impl Clone for Checked {
    fn clone(&self) -> Checked {
        Checked {
            candidates: self.candidates.box_clone(),
            questions: self.questions.clone(),
            places: self.places.clone(),
        }
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.questions, self.places)
    }
}

impl Query for Checked {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let scoring = match scoring {
            EnableScoring::Enabled { searcher, .. } => {
                EnableScoring::disabled_from_searcher(searcher)
            }
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        let candidates = self.candidates.weight(scoring)?;
        Ok(Box::new(CheckedWeight {
            candidates,
            questions: self.questions.clone(),
            places: self.places.clone(),
        }))
    }
}

struct CheckedWeight {
    candidates: Box<dyn Weight>,
    questions: Vec<Happened>,
    places: Option<Vec<Term>>,
}

impl Weight for CheckedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mentions) = reader.fast_fields().column_opt::<u64>(column::MENTION)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let places = match &self.places {
            None => None,
            Some(terms) => {
                let mut found = Vec::new();
                for term in terms {
                    let index = reader.inverted_index(term.field())?;
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    found.extend(index.read_postings(term, option)?);
                }
                Some(found)
            }
        };
        let mut docs = CheckedDocs {
            candidates: self.candidates.scorer(reader, 1.0)?,
            questions: self.questions.clone(),
            mentions,
            places,
            sentences: Vec::new(),
        };
        if docs.doc() != TERMINATED && !docs.passes() {
            docs.advance();
        }
        Ok(Box::new(ConstScorer::new(docs, boost)))
    }

    fn explain(&self, _reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("a filter has no score for {doc}")))
    }
}

struct CheckedDocs {
    candidates: Box<dyn Scorer>,
    questions: Vec<Happened>,
    mentions: Column<u64>,
    places: Option<Vec<SegmentPostings>>,
    /// The sentences of this article in which one of the places stands.
    sentences: Vec<u32>,
}

impl CheckedDocs {
    fn passes(&mut self) -> bool {
        let doc = self.candidates.doc();
        if let Some(places) = &mut self.places {
            self.sentences.clear();
            for postings in places {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    postings.append_positions_with_offset(0, &mut self.sentences);
                }
            }
        }
        let has_place = |when: &When| {
            self.places.is_none() || self.sentences.contains(&u32::from(when.sentence))
        };
        When::unpack(self.mentions.values_for_doc(doc))
            .any(|when| self.questions.iter().any(|it| when.answers(it)) && has_place(&when))
    }
}

impl DocSet for CheckedDocs {
    fn advance(&mut self) -> DocId {
        while self.candidates.advance() != TERMINATED {
            if self.passes() {
                break;
            }
        }
        self.candidates.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.candidates.doc() >= target {
            return self.candidates.doc();
        }
        if self.candidates.seek(target) != TERMINATED && !self.passes() {
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
        self.candidates.cost().saturating_mul(4)
    }
}
