//! Words in a row, found in one pass over their lists.
//!
//! Tantivy leaps through the lists, which pays where one of them is short. For each article that
//! has all of the words it adds up how often each stands in the articles before, to know where its
//! positions begin, and compares them two by two. Where all lists are long, to go through them
//! from end to end takes half the time and less: where positions begin is counted along the way,
//! and what is compared are marks ([`Marks`]).

use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentReader, TERMINATED, Term};

use crate::error::{Error, Kind, Result};
use crate::index::kept::Kept;
use crate::index::open_part;
use crate::index::write::damaged;

/// Where the words of a field stand in the articles of one segment, one term after the other.
pub(crate) struct Positions(FileSlice);

impl Positions {
    pub(crate) fn open(
        index: &tantivy::Index,
        reader: &SegmentReader,
        field: Field,
    ) -> Result<Positions> {
        let fields = CompositeFile::open(&open_part(index, reader, "pos")?)?;
        let positions = fields.open_read(field).map(Positions);
        positions.ok_or_else(|| Error::new(Kind::Index, "the index has no positions"))
    }
}

/// A phrase in one segment: its words, the rarest first, each with how many come after it.
pub(crate) struct Phrase {
    words: Vec<(TermInfo, u32)>,
    field: Field,
}

/// A word of a phrase, at one of the articles that have it.
struct Cursor {
    list: BlockSegmentPostings,
    positions: PositionReader,
    /// How many words of the phrase come after it.
    rest: u32,
    /// Which article of the block of the list.
    at: usize,
    /// How many positions of the word come before those in this article.
    before: u64,
    /// Room for those of one article.
    gaps: Vec<u32>,
}

impl Phrase {
    /// None where the segment has one of its words, which are of `field`, nowhere.
    pub(crate) fn find(
        terms: &[Term],
        field: Field,
        reader: &SegmentReader,
    ) -> Result<Option<Phrase>> {
        let index = reader.inverted_index(field).map_err(damaged)?;
        let mut words = Vec::with_capacity(terms.len());
        for (term, rest) in terms.iter().rev().zip(0..) {
            let Some(info) = index.get_term_info(term)? else { return Ok(None) };
            words.push((info, rest));
        }
        words.sort_by_key(|it| it.0.doc_freq);
        Ok(Some(Phrase { words, field }))
    }

    /// In how many articles each of its words is, the rarest first.
    pub(crate) fn articles(&self) -> impl Iterator<Item = u32> {
        self.words.iter().map(|it| it.0.doc_freq)
    }

    /// Opens the lists of its words.
    fn open(self, reader: &SegmentReader, positions: &Positions) -> Result<Vec<Cursor>> {
        let index = reader.inverted_index(self.field).map_err(damaged)?;
        let mut words = Vec::with_capacity(self.words.len());
        for (info, rest) in self.words {
            let option = IndexRecordOption::WithFreqs;
            let list = index.read_block_postings_from_terminfo(&info, option)?;
            let positions = positions.0.read_bytes_slice(info.positions_range)?;
            let positions = PositionReader::open(positions)?;
            words.push(Cursor { list, positions, rest, at: 0, before: 0, gaps: Vec::new() });
        }
        Ok(words)
    }

    /// Calls `each` with the articles that have it, in order, and how often. Of those that are
    /// `kept`, where that is given.
    pub(crate) fn each(
        self,
        reader: &SegmentReader,
        positions: &Positions,
        kept: Option<&Kept>,
        mut each: impl FnMut(DocId, u32),
    ) -> Result<()> {
        let mut marks = Marks::new();
        let mut words = self.open(reader, positions)?;
        let Some((rarest, others)) = words.split_first_mut() else { return Ok(()) };
        let mut doc = rarest.seek(0);
        while doc != TERMINATED {
            if kept.is_some_and(|it| !it.contains(doc)) {
                doc = rarest.seek(doc + 1);
                continue;
            }
            if let Some(next) = others.iter_mut().map(|it| it.seek(doc)).find(|it| *it > doc) {
                doc = rarest.seek(next);
                continue;
            }
            let count =
                marks.count(rarest, others).unwrap_or_else(|| count_plainly(rarest, others));
            if count > 0 {
                each(doc, count);
            }
            doc = rarest.seek(doc + 1);
        }
        Ok(())
    }
}

impl Cursor {
    /// Goes to the first article from `doc` on that has the word.
    fn seek(&mut self, doc: DocId) -> DocId {
        loop {
            let docs = self.list.docs().get(self.at..).unwrap_or_default();
            if docs.is_empty() && self.list.block_len() == 0 {
                return TERMINATED;
            }
            let behind = docs.iter().take_while(|it| **it < doc).count();
            let freqs = self.list.freqs().get(self.at..).unwrap_or_default().iter();
            self.before += u64::from(freqs.take(behind).sum::<u32>());
            self.at += behind;
            if let Some(found) = docs.get(behind) {
                return *found;
            }
            self.list.advance();
            self.at = 0;
        }
    }

    /// The positions of the word in this article, from one on, each as how far it is from the one
    /// before: where it counts twice, as in titles, that is nought.
    fn gaps(&mut self) -> &[u32] {
        let count = self.list.freq(self.at) as usize;
        if self.gaps.len() < count {
            self.gaps.resize(count, 0);
        }
        let gaps = self.gaps.get_mut(..count).unwrap_or_default();
        self.positions.read(self.before, gaps);
        if let Some(first) = gaps.first_mut() {
            *first += 1;
        }
        gaps
    }

    /// Where a phrase would end, were each place of the word in this article one of a phrase.
    fn ends(&mut self) -> Vec<u32> {
        let mut end = self.rest;
        let next = |gap: &u32| {
            end += gap;
            end
        };
        self.gaps().iter().map(next).collect()
    }
}

/// How often the words of a phrase stand in a row in the article that they are at.
fn count_plainly(first: &mut Cursor, others: &mut [Cursor]) -> u32 {
    let mut ends = first.ends();
    for other in others {
        let mut theirs = other.ends().into_iter().peekable();
        ends.retain(|end| {
            while theirs.next_if(|it| it < end).is_some() {}
            theirs.next_if_eq(end).is_some()
        });
    }
    u32::try_from(ends.len()).unwrap_or(u32::MAX)
}

/// Counts phrases by a mark where each may end. There is no branch on what is compared, for none
/// would be foretold.
struct Marks {
    /// By position, then those of words that count twice. What is less than `first` is of an
    /// article before.
    marks: Box<[u32]>,
    /// The mark of the first word.
    first: u32,
}

/// So far into an article phrases are counted by marks.
const MARKED: usize = 1 << 12;

impl Marks {
    fn new() -> Marks {
        Marks { marks: vec![0; 2 * MARKED].into(), first: 1 }
    }

    /// How often the words stand in a row; none where that is not to be seen by marks.
    fn count(&mut self, first: &mut Cursor, others: &mut [Cursor]) -> Option<u32> {
        if self.first > u32::MAX / 2 {
            *self = Marks::new();
        }
        let mut mark = self.first;
        let mut all_seen = self.each(first.rest, first.gaps(), |it| *it = mark);
        let mut count = 0;
        for other in others {
            count = 0;
            all_seen &= self.each(other.rest, other.gaps(), |it| {
                let has = u32::from(*it == mark);
                *it += has;
                count += has;
            });
            mark += 1;
            if count == 0 {
                break;
            }
        }
        self.first = mark + 1;
        all_seen.then_some(count)
    }

    /// Calls `each` with the marks of these places; says whether all have one.
    fn each(&mut self, rest: u32, gaps: &[u32], mut each: impl FnMut(&mut u32)) -> bool {
        let (mut end, mut times) = (rest as usize, 0);
        let mut all_seen = true;
        for gap in gaps {
            let is_again = usize::from(*gap == 0);
            times = (times + 1) * is_again;
            end += *gap as usize;
            match self.marks.get_mut(end + MARKED * times) {
                Some(it) => each(it),
                None => all_seen = false,
            }
        }
        all_seen && end < MARKED
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{Schema, TEXT};
    use tantivy::tokenizer::{PreTokenizedString, Token};
    use tantivy::{Searcher, doc};

    use super::*;

    const WORDS: [&str; 6] = ["a", "b", "c", "a", "d", "b"];

    /// Short articles, none, and some that are longer than there are marks.
    fn texts() -> Vec<Vec<&'static str>> {
        let mut dice = 7_u32;
        let mut word = || {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            WORDS[dice as usize / 65_536 % WORDS.len()]
        };
        let length = |it: usize| if it % 90 == 50 { 2 * MARKED } else { it % 60 };
        (0..400).map(|it| (0..length(it)).map(|_| word()).collect()).collect()
    }

    /// How often a word counts in a text of this number, by where it stands.
    fn times(number: usize, position: usize) -> usize {
        if position < 7 { [1, 2, 3, 2][number % 4] } else { 1 }
    }

    fn searcher(texts: &[Vec<&str>]) -> (Searcher, Field) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = tantivy::Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for (number, text) in texts.iter().enumerate() {
            let mut tokens = Vec::new();
            for (position, word) in text.iter().enumerate() {
                let token = Token { position, text: (*word).to_owned(), ..Token::default() };
                tokens.extend(std::iter::repeat_n(token, times(number, position)));
            }
            let text = PreTokenizedString { text: String::new(), tokens };
            writer.add_document(doc!(field => text)).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), field)
    }

    /// How often words stand in a row.
    fn count(number: usize, text: &[&str], words: &[&str]) -> u32 {
        let rows = text.windows(words.len()).enumerate().filter(|it| it.1 == words);
        let least = |start: usize| (start..start + words.len()).map(|it| times(number, it)).min();
        rows.map(|it| u32::try_from(least(it.0).unwrap()).unwrap()).sum()
    }

    #[test]
    fn phrases_are_counted_where_they_stand() {
        let texts = texts();
        let (searcher, field) = searcher(&texts);
        let reader = searcher.segment_reader(0);
        let positions = Positions::open(searcher.index(), reader, field).unwrap();
        let mut kept = Kept::none_of(reader.max_doc());
        kept.add(&(0..reader.max_doc()).filter(|it| it % 3 > 0).collect::<Vec<_>>());
        for words in ["a b", "b a c", "d d", "a b c a", "d a d a d"] {
            let words: Vec<&str> = words.split(' ').collect();
            let terms: Vec<Term> =
                words.iter().map(|it| Term::from_field_text(field, it)).collect();
            let found = |kept: Option<&Kept>| {
                let mut found = Vec::new();
                let phrase = Phrase::find(&terms, field, reader).unwrap().unwrap();
                let each = |doc, count| found.push((doc, count));
                phrase.each(reader, &positions, kept, each).unwrap();
                found
            };
            let counts = texts.iter().enumerate().map(|it| count(it.0, it.1, &words));
            let counts = (0..).zip(counts);
            let mut plain: Vec<(DocId, u32)> = counts.filter(|it| it.1 > 0).collect();
            assert!((5..390).contains(&plain.len()));
            assert_eq!(found(None), plain, "{words:?}");
            plain.retain(|it| it.0 % 3 > 0);
            assert_eq!(found(Some(&kept)), plain, "{words:?}");
        }
        let nowhere = [Term::from_field_text(field, "a"), Term::from_field_text(field, "z")];
        assert!(Phrase::find(&nowhere, field, reader).unwrap().is_none());
    }

    #[test]
    fn marks_begin_anew_before_they_run_out() {
        let texts = [vec!["a", "b"], vec!["b", "a", "b", "a", "b"], vec!["b", "a"]];
        let (searcher, field) = searcher(&texts);
        let reader = searcher.segment_reader(0);
        let positions = Positions::open(searcher.index(), reader, field).unwrap();
        let terms = ["a", "b"].map(|it| Term::from_field_text(field, it));
        let phrase = Phrase::find(&terms, field, reader).unwrap().unwrap();
        let mut words = phrase.open(reader, &positions).unwrap();
        let (first, others) = words.split_first_mut().unwrap();
        let mut marks = Marks { first: u32::MAX - 1, ..Marks::new() };
        let mut counts = Vec::new();
        for doc in 0..3 {
            assert_eq!((first.seek(doc), others[0].seek(doc)), (doc, doc));
            counts.push(marks.count(first, others));
        }
        assert_eq!(counts, [Some(1), Some(4), None]);
        assert!(marks.first < 10);
    }
}
