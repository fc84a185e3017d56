//! `Segments`: what the next commit consists of.
//!
//! A commit is the manifest: it is written once all files that it names are, and the folder is
//! synced before and after. Until then nothing of it is seen by anyone.

use std::path::Path;

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, Directory as _, DocId, DocSet as _, Index, SegmentReader, TERMINATED, Term};

use crate::index::draft::{Draft, write_deletes};
use crate::index::entry::Entry;
use crate::index::manifest;
use crate::index::schema::Fields;

/// The segments of an index, with what was added and deleted since its last commit.
pub(crate) struct Segments {
    index: Index,
    fields: Fields,
    /// Those that are whole; those of the last commit first.
    whole: Vec<SegmentMeta>,
    draft: Option<Draft>,
    /// A draft is finished when it takes so many bytes in memory.
    draft_bytes: usize,
    /// Terms whose articles are deleted, each with how many segments were whole then.
    deletes: Vec<(Term, usize)>,
    /// Greater with each try to commit.
    stamp: u64,
}

impl Segments {
    /// Those of the last commit of `index`.
    pub(crate) fn open(index: Index, fields: Fields, draft_bytes: usize) -> tantivy::Result<Self> {
        let meta = index.load_metas()?;
        Ok(Segments {
            index,
            fields,
            whole: meta.segments,
            draft: None,
            draft_bytes,
            deletes: Vec::new(),
            stamp: meta.opstamp + 1,
        })
    }

    /// The index they are of.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Adds an article, and says of which segment it will be and which of its articles.
    pub(crate) fn add(&mut self, entry: &Entry) -> tantivy::Result<(SegmentId, DocId)> {
        let draft = match &mut self.draft {
            Some(draft) => draft,
            none => none.insert(Draft::new(&self.index, self.fields)?),
        };
        let at = draft.add(entry)?;
        if draft.bytes() >= self.draft_bytes {
            self.finish_draft()?;
        }
        Ok(at)
    }

    /// Deletes the articles with a term that were added so far.
    pub(crate) fn delete(&mut self, term: Term) {
        if let Some(draft) = &mut self.draft {
            draft.delete(&term);
        }
        self.deletes.push((term, self.whole.len()));
    }

    fn finish_draft(&mut self) -> tantivy::Result<()> {
        if let Some(draft) = self.draft.take() {
            self.whole.push(draft.finish(self.stamp)?);
        }
        Ok(())
    }

    /// Makes all of it lasting, and has the index say `payload` of itself.
    pub(crate) fn commit(&mut self, payload: &str) -> tantivy::Result<()> {
        self.finish_draft()?;
        self.stamp += 1;
        for number in 0..self.whole.len() {
            if let Some(meta) = self.deleted_from(number)? {
                self.whole[number] = meta;
            }
        }
        self.deletes.clear();
        self.whole.retain(|it| it.num_docs() > 0);
        self.whole.sort_by_key(|it| std::cmp::Reverse(it.max_doc()));
        let mut meta = self.index.load_metas()?;
        meta.segments.clone_from(&self.whole);
        meta.opstamp = self.stamp;
        meta.payload = Some(payload.to_owned());
        let text = serde_json::to_vec_pretty(&meta)?;
        let folder = self.index.directory();
        folder.sync_directory()?;
        folder.atomic_write(Path::new(manifest::NAME), &text)?;
        Ok(())
    }

    /// A segment without what was deleted from it since it was whole; none where nothing was.
    fn deleted_from(&self, number: usize) -> tantivy::Result<Option<SegmentMeta>> {
        let terms: Vec<&Term> =
            self.deletes.iter().filter(|it| it.1 > number).map(|it| &it.0).collect();
        if terms.is_empty() {
            return Ok(None);
        }
        let segment = self.index.segment(self.whole[number].clone());
        let reader = SegmentReader::open(&segment)?;
        let mut alive = BitSet::with_max_value_and_full(reader.max_doc());
        if let Some(before) = reader.alive_bitset() {
            alive.intersect_update(before.bitset());
        }
        let before = alive.len();
        for term in terms {
            let index = reader.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                alive.remove(postings.doc());
                postings.advance();
            }
        }
        if alive.len() == before {
            return Ok(None);
        }
        Ok(Some(write_deletes(segment, &alive, self.stamp)?.meta().clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::document;
    use crate::index::directory::Folder;
    use crate::index::{Access, Maker, Packing, open_reader, open_tantivy};
    use crate::place::gazetteer::Gazetteer;

    /// What is done to an index.
    #[derive(Clone, Debug)]
    enum Step {
        Add(u8),
        Delete(u8),
        /// Ends a segment, as a full one would.
        Finish,
        Commit,
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0_u8..6).prop_map(Step::Add),
            2 => (0_u8..6).prop_map(Step::Delete),
            1 => Just(Step::Finish),
            1 => Just(Step::Commit),
        ]
    }

    fn ids(index: &Index, fields: Fields) -> Vec<String> {
        let searcher = open_reader(index).unwrap().searcher();
        let mut ids = Vec::new();
        for reader in searcher.segment_readers() {
            let column = reader.fast_fields().str("id").unwrap().unwrap();
            for doc in reader.doc_ids_alive() {
                let mut id = String::new();
                let ordinal = column.term_ords(doc).next().unwrap();
                column.ord_to_str(ordinal, &mut id).unwrap();
                let term = Term::from_field_text(fields.id, &id);
                assert!(reader.inverted_index(fields.id).unwrap().doc_freq(&term).unwrap() > 0);
                ids.push(id);
            }
        }
        ids.sort();
        ids
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_delete_holds_for_what_was_added_before(
            steps in prop::collection::vec(any_step(), 1..30),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let opened = Folder::open(folder.path(), Access::Mapped).unwrap();
            let opened = opened.for_writing().unwrap();
            opened.begin(String::new());
            let (index, fields) = open_tantivy(opened, Some(Packing::Fast)).unwrap();
            let mut segments = Segments::open(index.clone(), fields, usize::MAX).unwrap();
            let mut maker = Maker::new(Gazetteer::embedded(), 0);
            let mut expected: BTreeSet<String> = BTreeSet::new();
            for step in steps.into_iter().chain([Step::Commit]) {
                match step {
                    Step::Add(id) => {
                        let id = id.to_string();
                        segments.delete(Term::from_field_text(fields.id, &id));
                        let body = format!("Article {id} of these.");
                        let article = Article { id: id.clone(), body, ..Article::default() };
                        let document = document::annotate(article, Gazetteer::embedded());
                        segments.add(&maker.make(&document, 0)).unwrap();
                        expected.insert(id);
                    }
                    Step::Delete(id) => {
                        let id = id.to_string();
                        segments.delete(Term::from_field_text(fields.id, &id));
                        expected.remove(&id);
                    }
                    Step::Finish => segments.finish_draft().unwrap(),
                    Step::Commit => {
                        segments.commit("").unwrap();
                        let expected: Vec<String> = expected.iter().cloned().collect();
                        prop_assert_eq!(ids(&index, fields), expected);
                    }
                }
            }
        }
    }
}
