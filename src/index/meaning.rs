//! `--semantic`: how near an article is to the query in meaning counts in the order.
//!
//! A text is the sum of the vectors of its words, in the query each by how rare it is. The best
//! hits by words are given a part of the best score, by the cosine between the query and them.
//! Which articles match does not change. The figures below are the best on four sets of judged
//! queries (BENCHMARKS.md).

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::query::{
    BooleanQuery, EmptyScorer, EnableScoring, Explanation, Occur, Query, Scorer, Weight,
};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::error::Result;
use crate::index::row::Row;
use crate::index::top::Asked;
use crate::index::{Index, bad_row};
use crate::language::analyze::Words;
use crate::language::vectors::Vectors;
use crate::search::{Expr, Plan, Sort};

/// How many of the best hits are looked at.
const HITS: usize = 500;

/// How many of the words of an article, from its start.
const WORDS: usize = 150;

/// How much meaning weighs beside words.
const MEANING: f32 = 0.25;

impl Index {
    /// The query of `plan`, its best hits by how near they are to it in meaning, too.
    pub(crate) fn by_meaning(
        &self,
        query: Box<dyn Query>,
        plan: &Plan,
        vectors: &Vectors,
    ) -> Result<Box<dyn Query>> {
        let mut memory = Memory { vectors, words: FxHashMap::default() };
        let mut asked = vec![0.0; vectors.size()];
        let mut words = Vec::new();
        words_of(&plan.matching, &mut words);
        for word in words {
            memory.add(word, self.weight_of(word)?, &mut asked);
        }
        if length(&asked) == 0.0 {
            return Ok(query);
        }
        let mut first = Plan::new(Expr::All, plan.today);
        first.limit = Some(HITS);
        let best = self.page(&Asked::plainly(&*query), &first, None)?.found;
        let mut near = Vec::with_capacity(best.len());
        for found in &best {
            let row = Row::decode(&self.row_bytes(found.address)?).ok_or_else(bad_row)?;
            let mut told = vec![0.0; vectors.size()];
            let mut count = 0;
            for text in [&row.article.title, &row.article.body] {
                let mut words = Words::new(text);
                while count < WORDS && words.advance() {
                    memory.add(words.lower(), 1.0, &mut told);
                    count += 1;
                }
            }
            near.push(cosine(&asked, &told).max(0.0));
        }
        let nearest = near.iter().copied().fold(0.0, f32::max);
        let most = best.first().map_or(0.0, |it| it.score(Sort::Relevance)) * MEANING;
        if nearest <= 0.0 || most <= 0.0 {
            return Ok(query);
        }
        let mut given = Given::default();
        for (found, near) in best.iter().zip(near) {
            let segment = self.searcher.segment_reader(found.address.segment_ord).segment_id();
            let scores = given.scores.entry(segment).or_default();
            scores.push((found.address.doc_id, most * near / nearest));
        }
        for scores in given.scores.values_mut() {
            scores.sort_unstable_by_key(|it| it.0);
        }
        let given: Box<dyn Query> = Box::new(given);
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Should, given)])))
    }

    /// How much a word of the query tells; nothing where no article has it.
    fn weight_of(&self, word: &str) -> Result<f32> {
        let mut most = 0;
        for term in self.stems(word).iter().flatten() {
            most = self.statistics.articles_with(term)?.max(most);
        }
        Ok(if most > 0 { self.statistics.rarity(most) } else { 0.0 })
    }
}

/// The words that an expression asks for.
fn words_of<'e>(expr: &'e Expr, words: &mut Vec<&'e str>) {
    match expr {
        Expr::Word(_, word) | Expr::Fuzzy(_, word, _) | Expr::AtLeast(_, word, _) => {
            words.push(word);
        }
        Expr::Phrase(_, row) => words.extend(row.iter().map(String::as_str)),
        Expr::And(sides)
        | Expr::Or(sides)
        | Expr::Same(_, sides)
        | Expr::Near { sides, .. }
        | Expr::Together(_, sides) => sides.iter().for_each(|it| words_of(it, words)),
        Expr::Should(wanted, liked) => {
            words_of(wanted, words);
            words_of(liked, words);
        }
        Expr::Boost(side, _) => words_of(side, words),
        Expr::All | Expr::Wildcard(..) | Expr::Not(_) | Expr::Filter(_) => {}
    }
}

/// The vectors of words that were looked up.
struct Memory<'v> {
    vectors: &'v Vectors,
    words: FxHashMap<String, Option<Vec<f32>>>,
}

impl Memory<'_> {
    /// Adds the vectors of the words that are in `text`, so many times.
    fn add(&mut self, text: &str, times: f32, sum: &mut [f32]) {
        if !self.words.contains_key(text) {
            let mut found: Option<Vec<f32>> = None;
            let mut words = Words::new(text);
            while words.advance() {
                let Some(vector) = self.vectors.of(words.lower()) else { continue };
                match &mut found {
                    Some(sum) => sum.iter_mut().zip(vector).for_each(|(sum, it)| *sum += it),
                    None => found = Some(vector),
                }
            }
            self.words.insert(text.to_owned(), found);
        }
        if let Some(Some(vector)) = self.words.get(text) {
            sum.iter_mut().zip(vector).for_each(|(sum, it)| *sum += times * it);
        }
    }
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|it| it * it).sum::<f32>().sqrt()
}

/// How nearly two vectors point the same way, 1 at most.
fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let lengths = length(a) * length(b);
    let product: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    if lengths > 0.0 { product / lengths } else { 0.0 }
}

/// A query that matches articles which were given a score beforehand.
#[derive(Clone, Debug, Default)]
struct Given {
    /// By segment, the articles in order.
    scores: FxHashMap<SegmentId, Vec<(DocId, Score)>>,
}

impl Query for Given {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Given {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.scores.get(&reader.segment_id()) {
            Some(scores) => Box::new(GivenDocs { scores: scores.clone(), at: 0, boost }),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let scores = self.scores.get(&reader.segment_id()).map_or(&[][..], Vec::as_slice);
        let found = scores.binary_search_by_key(&doc, |it| it.0).ok();
        let score = found.and_then(|at| scores.get(at)).map_or(0.0, |it| it.1);
        Ok(Explanation::new("near the query in meaning", score))
    }
}

struct GivenDocs {
    scores: Vec<(DocId, Score)>,
    at: usize,
    boost: Score,
}

impl DocSet for GivenDocs {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.scores.get(self.at).map_or(TERMINATED, |it| it.0)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.scores.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for GivenDocs {
    fn score(&mut self) -> Score {
        self.scores.get(self.at).map_or(0.0, |it| it.1 * self.boost)
    }
}
