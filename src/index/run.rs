//! Runs a `Plan`: the tantivy query, collectors, sorting, paging.

use std::path::Path;

use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, ExistsQuery, Occur, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, SegmentReader, TERMINATED, Term};

use crate::error::{Error, Kind, Result};
use crate::index::cells::{self, When};
use crate::index::facet::Counter;
use crate::index::near::one_or;
use crate::index::row::Row;
use crate::index::schema::column;
use crate::index::snippet::Marker;
use crate::index::top::{Asked, Cursor, Found};
use crate::index::write::damaged;
use crate::index::{Index, bad_row};
use crate::language::analyze::Analyzer;
use crate::search::{
    Completions, Engine, Expr, Facet, Hint, Hit, Plan, Results, Scope, Sort, Stats, Stored,
    Vocabulary,
};

/// Most articles speak of no more times.
const TIMES_USUAL: usize = 64;

/// How many words of an article stand for it when others like it are sought.
const SIMILAR_WORDS: usize = 40;

impl Engine for Index {
    fn search(&self, plan: &Plan) -> Result<Results> {
        self.guarded(|| self.answer(plan))
    }

    fn count(&self, matching: &Expr) -> Result<u64> {
        self.guarded(|| self.count_all(matching))
    }

    fn get(&self, id: &str) -> Result<Option<Stored>> {
        self.guarded(|| self.stored(id))
    }

    fn similar(&self, id: &str, plan: &Plan) -> Result<Results> {
        self.guarded(|| self.alike(id, plan))
    }

    fn complete(&self, typed: &str, of: Vocabulary, limit: Option<usize>) -> Result<Completions> {
        self.guarded(|| self.completions(typed, of, limit))
    }

    fn stats(&self) -> Result<Stats> {
        self.guarded(|| self.counted())
    }
}

impl Index {
    fn answer(&self, plan: &Plan) -> Result<Results> {
        let mut query = self.compile(&plan.matching)?;
        let mut added = Vec::new();
        let ranked = plan.sort == Sort::Relevance;
        if plan.expand && ranked {
            let expanded = self.expand(query, plan)?;
            (query, added) = (expanded.query, expanded.words);
        }
        let semantic = plan.semantic.as_ref().filter(|_| ranked);
        if let Some(vectors) = semantic {
            query = self.by_meaning(query, plan, vectors)?;
        }
        let mut results = if ranked && (plan.expand || semantic.is_some()) {
            self.run(&Asked::plainly(&*query), plan)?
        } else {
            let is_first_page =
                ranked && plan.cursor.is_none() && plan.limit.is_some_and(|it| it > 0);
            let asked = Asked {
                query: &*query,
                within: if is_first_page { self.words_within(&plan.matching)? } else { None },
                in_one_pass: compares_positions(&plan.matching),
            };
            self.run(&asked, plan)?
        };
        // A hint that takes too much work is not worth an error.
        results.hints = match self.guarded(|| self.hints(&plan.matching, results.total)) {
            Err(error) if error.kind() == Kind::Query => Vec::new(),
            told => told?,
        };
        if !added.is_empty() {
            results.hints.push(Hint::Expanded(added));
        }
        Ok(results)
    }

    fn stored(&self, id: &str) -> Result<Option<Stored>> {
        let Some(address) = self.find(id)? else { return Ok(None) };
        let row = Row::decode(&self.row_bytes(address)?).ok_or_else(bad_row)?;
        Ok(Some(Stored {
            article: row.article,
            language: row.language,
            dates: row.dates,
            places: row.places,
            story: self.story(address)?,
            ingested: row.ingested,
        }))
    }

    fn alike(&self, id: &str, plan: &Plan) -> Result<Results> {
        let Some(address) = self.find(id)? else {
            let message = format!("no article has the id `{id}`");
            return Err(Error::new(Kind::Usage, message).hint("`dateline query` lists ids"));
        };
        let row = Row::decode(&self.row_bytes(address)?).ok_or_else(bad_row)?;
        let like = self.like(&row)?;
        let itself: Box<dyn Query> = Box::new(TermQuery::new(
            Term::from_field_text(self.fields.id, id),
            IndexRecordOption::Basic,
        ));
        let mut clauses = vec![(Occur::Must, like), (Occur::MustNot, itself)];
        if plan.matching != Expr::All {
            let kept = ConstScoreQuery::new(self.compile(&plan.matching)?, 0.0);
            clauses.push((Occur::Must, Box::new(kept)));
        }
        self.run(&Asked::plainly(&BooleanQuery::new(clauses)), plan)
    }

    fn counted(&self) -> Result<Stats> {
        let exists =
            |name: &str| -> Box<dyn Query> { Box::new(ExistsQuery::new(name.to_owned(), false)) };
        let articles = self.searcher.num_docs();
        let dated = self.count_query(&*exists(column::INSTANT))?;
        let placed = self.count_query(&*exists(column::LEAF))?;
        Ok(Stats {
            articles,
            undated: articles.saturating_sub(dated),
            unplaced: articles.saturating_sub(placed),
            published: self.published_bounds()?,
            words: self.distinct_words()?,
            bytes: folder_bytes(&self.path),
            segments: self.searcher.segment_readers().len() as u64,
            properties: self.payload.properties(),
        })
    }
}

impl Index {
    /// Runs a query as `plan` says, without hints.
    fn run(&self, asked: &Asked<'_>, plan: &Plan) -> Result<Results> {
        let query = asked.query;
        let only = plan.collapse.then(|| self.earliest(query)).transpose()?;
        let wants_hits = plan.limit != Some(0);
        let counts_in_passing =
            wants_hits && plan.cursor.is_none() && asked.counts_in_passing(plan);
        let (mut total, facets) = match (&only, plan.facets.is_empty()) {
            (None, true) if counts_in_passing => (0, Vec::new()),
            (Some(_), true) => (0, Vec::new()),
            (None, true) => (self.count_query(query)?, Vec::new()),
            (_, false) => self.count_facets(query, plan)?,
        };
        if let Some(only) = &only {
            total = only.iter().map(|it| it.len() as u64).sum();
        }
        if !wants_hits {
            return Ok(Results { total, facets, ..Results::default() });
        }
        let page = self.page(asked, plan, only.as_deref())?;
        if counts_in_passing && plan.facets.is_empty() {
            total = page.total.unwrap_or(total);
        }
        let marker = (plan.snippets > 0).then(|| Marker::new(self, &plan.matching)).transpose()?;
        let mut hits = Vec::with_capacity(page.found.len());
        for found in &page.found {
            hits.push(self.hit(found, query, plan, marker.as_ref())?);
        }
        let end = page.found.last().zip(hits.last()).filter(|_| page.more);
        let next = end.map(|(found, hit)| Cursor::at(found, &hit.id).to_text(plan.sort));
        Ok(Results { total, hits, facets, next, hints: Vec::new() })
    }

    fn count_all(&self, matching: &Expr) -> Result<u64> {
        let query = self.compile(matching)?;
        // Without positions to compare, tantivy counts as fast.
        let within = if compares_positions(matching) { self.words_within(matching)? } else { None };
        let Some(within) = within else { return self.count_query(&*query) };
        let within = within.weigh(self)?;
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring).map_err(damaged)?;
        let mut total = 0;
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            total += match within.scored(segment)? {
                Some(found) => found.iter().filter(|it| !reader.is_deleted(it.0)).count() as u64,
                None => weight.count(reader).map_err(damaged)?.into(),
            };
        }
        Ok(total)
    }

    pub(crate) fn count_query(&self, query: &dyn Query) -> Result<u64> {
        if let Some(it) = query.downcast_ref::<TermQuery>()
            && !self.searcher.segment_readers().iter().any(SegmentReader::has_deletes)
        {
            return self.searcher.doc_freq(it.term()).map_err(damaged);
        }
        let count = query.count(&self.searcher).map_err(damaged)?;
        Ok(count as u64)
    }

    fn count_facets(&self, query: &dyn Query, plan: &Plan) -> Result<(u64, Vec<Facet>)> {
        let mut counters: Vec<Counter<'_>> =
            plan.facets.iter().map(|it| Counter::new(it, plan.collapse)).collect();
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring).map_err(damaged)?;
        let mut total = 0;
        for (number, reader) in self.searcher.segment_readers().iter().enumerate() {
            let mut docs = Vec::new();
            let take = &mut |some: &[u32]| docs.extend_from_slice(some);
            weight.for_each_no_score(reader, take).map_err(damaged)?;
            if let Some(alive) = reader.alive_bitset() {
                docs.retain(|doc| alive.is_alive(*doc));
            }
            total += docs.len() as u64;
            for counter in &mut counters {
                counter.add(reader, self.columns(number)?, &docs)?;
            }
        }
        Ok((total, counters.into_iter().map(Counter::finish).collect()))
    }

    fn hit(
        &self,
        found: &Found,
        query: &dyn Query,
        plan: &Plan,
        marker: Option<&Marker<'_>>,
    ) -> Result<Hit> {
        let bytes = self.row_bytes(found.address)?;
        let row = match marker {
            Some(it) if it.looks_at_places() => Row::decode(&bytes),
            Some(_) => Row::decode_naming(&bytes, plan.places),
            None => Row::decode_head(&bytes, plan.places),
        };
        let mut row = row.ok_or_else(bad_row)?;
        let snippets =
            marker.map_or(Vec::new(), |it| it.snippets(&row, plan.snippets, plan.snippet_chars));
        let explanation = if plan.explain && plan.sort == Sort::Relevance {
            self.explain(query, found, plan)?
        } else {
            Vec::new()
        };
        row.distinct.retain(|it| it.mentions > 0 && !it.path.as_str().is_empty());
        row.distinct.truncate(plan.places);
        Ok(Hit {
            id: row.article.id,
            score: found.score(plan.sort),
            title: row.article.title,
            published: row.article.published,
            source: row.article.source,
            url: row.article.url,
            language: row.language,
            path: row.article.path,
            places: row.distinct,
            when: self.times(found.address)?,
            snippets,
            explanation,
            story: self.story(found.address)?,
        })
    }

    /// The times that an article speaks of, in order.
    fn times(&self, address: DocAddress) -> Result<Vec<crate::date::interval::Interval>> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let column = self.columns(address.segment_ord as usize)?.mentions(reader)?;
        let Some(column) = column else { return Ok(Vec::new()) };
        let rows = column.index.value_row_ids(address.doc_id);
        // Where the index is damaged it may seem to speak of any number of them.
        let mut times = Vec::with_capacity(rows.len().min(TIMES_USUAL));
        let numbers = rows.map(|it| column.values.get_val(it));
        times.extend(When::unpack(numbers).map(|it| it.interval));
        times.sort_unstable();
        times.dedup();
        Ok(times)
    }

    /// Where the article with this id is.
    pub(crate) fn find(&self, id: &str) -> Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.id, id);
        for (number, reader) in self.searcher.segment_readers().iter().enumerate() {
            let terms = reader.inverted_index(self.fields.id).map_err(damaged)?;
            let Some(mut postings) = terms.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    let segment = u32::try_from(number).unwrap_or(u32::MAX);
                    return Ok(Some(DocAddress::new(segment, postings.doc())));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// The words that tell an article from others, each weighed by how much it does.
    fn like(&self, row: &Row) -> Result<Box<dyn Query>> {
        let mut counts: rustc_hash::FxHashMap<String, f32> = rustc_hash::FxHashMap::default();
        let mut analyzer = Analyzer::new(row.language);
        for text in [&row.article.title, &row.article.title, &row.article.body] {
            analyzer.each(text, |term| *counts.entry(term.stem.to_owned()).or_default() += 1.0);
        }
        #[expect(clippy::cast_precision_loss, reason = "weights need no more")]
        let articles = self.statistics.articles().max(1) as f32;
        let mut weighed: Vec<(f32, Term)> = Vec::new();
        for (stem, count) in counts {
            if self.is_stop_word(&stem) {
                continue;
            }
            let term = Term::from_field_text(self.fields.text, &stem);
            let has = self.statistics.articles_with(&term)?;
            if has < 2 {
                // Only this article has it: it finds no other.
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "weights need no more")]
            let rarity = (articles / has as f32).ln().max(0.0);
            weighed.push(((1.0 + count.ln()) * rarity, term));
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(SIMILAR_WORDS);
        let most = weighed.first().map_or(1.0, |it| it.0.max(f32::MIN_POSITIVE));
        let clauses = weighed.into_iter().map(|(weight, term)| -> Box<dyn Query> {
            let word: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            Box::new(BoostQuery::new(word, weight / most))
        });
        Ok(one_or(Occur::Should, clauses.collect()))
    }

    fn published_bounds(&self) -> Result<Option<(NaiveDate, NaiveDate)>> {
        let mut bounds: Option<(i64, i64)> = None;
        for (number, reader) in self.searcher.segment_readers().iter().enumerate() {
            let days = self.columns(number)?.days(reader)?;
            let Some(days) = days.filter(|it| it.values.num_vals() > 0) else { continue };
            let (first, last) = bounds.unwrap_or((i64::MAX, i64::MIN));
            bounds = Some((first.min(days.min_value()), last.max(days.max_value())));
        }
        Ok(bounds.map(|(first, last)| (cells::day_of(first), cells::day_of(last))))
    }

    fn distinct_words(&self) -> Result<u64> {
        use std::hash::Hasher as _;
        let readers = self.searcher.segment_readers();
        let mut words = FxHashSet::default();
        for reader in readers {
            let terms = reader.inverted_index(self.fields.exact).map_err(damaged)?;
            if readers.len() == 1 {
                return Ok(terms.terms().num_terms() as u64);
            }
            let mut stream = terms.terms().stream()?;
            while stream.advance() {
                let mut hasher = rustc_hash::FxHasher::default();
                hasher.write(stream.key());
                words.insert(hasher.finish());
            }
        }
        Ok(words.len() as u64)
    }
}

/// Whether a query looks at where words stand, so that matching costs more than scoring.
fn compares_positions(expr: &Expr) -> bool {
    match expr {
        Expr::And(sides) | Expr::Or(sides) => sides.iter().any(compares_positions),
        Expr::Should(side, _) | Expr::Boost(side, _) => compares_positions(side),
        Expr::Phrase(..) | Expr::Near { .. } | Expr::Together(..) | Expr::AtLeast(..) => true,
        Expr::Same(..) => true,
        Expr::Word(scope, _) => *scope != Scope::Everywhere,
        _ => false,
    }
}

fn folder_bytes(path: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(path) else { return 0 };
    let size = |it: std::fs::DirEntry| it.metadata().map_or(0, |it| it.len());
    entries.filter_map(std::result::Result::ok).map(size).sum()
}
