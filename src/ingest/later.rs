//! Articles that a later one with the same id is about to replace.
//!
//! Of two with one id the later stays, run after run. When such a corpus comes again the index has
//! the later one, so the earlier looks changed: to work it out, to write it, and then to put the
//! later one back is more work than the first time was. So it waits until the later one has come,
//! or has not.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::ingest::Read;
use crate::read::Source;

/// See [the module](self).
pub(super) struct Later<'s> {
    sources: &'s [Source],
    /// Where each source stands among them, by its path; worked out when first asked for.
    places: OnceCell<FxHashMap<&'s str, usize>>,
    /// By their ids, each with how many waited before it.
    waiting: FxHashMap<String, (u64, Read)>,
    /// How many waited so far.
    count: u64,
    bytes: usize,
    bytes_max: usize,
}

impl<'s> Later<'s> {
    /// Nothing waits. What is read are `sources`, in this order; no more than so many bytes of text
    /// may wait at once.
    pub(super) fn new(sources: &'s [Source], bytes_max: usize) -> Later<'s> {
        let (places, waiting) = (OnceCell::new(), FxHashMap::default());
        Later { sources, places, waiting, count: 0, bytes: 0, bytes_max }
    }

    /// Whether a record of a path lies behind where `article` was read, in what is still to be
    /// read.
    pub(super) fn is_ahead(&self, path: &str, record: u32, article: &Article) -> bool {
        let (there, here) = (self.place(path), self.place(&article.path));
        there.is_some() && (there, record) > (here, article.record)
    }

    /// The number of the source that a path lies in.
    fn place(&self, path: &str) -> Option<usize> {
        let places = self.places.get_or_init(|| {
            self.sources.iter().enumerate().map(|(at, it)| (it.path.as_str(), at)).collect()
        });
        let file = path.split("!/").next().unwrap_or(path);
        places.get(file).copied()
    }

    /// Has an article wait; gives it back where there is no room.
    pub(super) fn hold(&mut self, read: Read) -> Option<Read> {
        let bytes = bytes(&read.article);
        if self.bytes + bytes > self.bytes_max {
            return Some(read);
        }
        self.bytes += bytes;
        self.count += 1;
        self.waiting.insert(read.article.id.clone(), (self.count, read));
        None
    }

    /// The one with this id, which waits no more.
    pub(super) fn take(&mut self, id: &str) -> Option<Read> {
        let (_, read) = self.waiting.remove(id)?;
        self.bytes -= bytes(&read.article);
        Some(read)
    }

    /// All that still wait, the first to come first.
    pub(super) fn take_all(&mut self) -> Vec<Read> {
        let mut all: Vec<(u64, Read)> = self.waiting.drain().map(|it| it.1).collect();
        all.sort_unstable_by_key(|it| it.0);
        self.bytes = 0;
        all.into_iter().map(|it| it.1).collect()
    }
}

/// What an article takes, more or less.
fn bytes(article: &Article) -> usize {
    size_of::<Article>() + article.id.len() + article.title.len() + article.body.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::State;

    fn article(id: &str, path: &str, record: u32) -> Article {
        Article { id: id.to_owned(), path: path.to_owned(), record, ..Article::default() }
    }

    #[test]
    fn what_is_ahead_lies_in_a_later_source_or_record() {
        let paths = ["b.xml", "a.zip", "-"];
        let source = |path: &&str| Source { path: (*path).to_owned(), file: None, bytes: None };
        let sources: Vec<Source> = paths.iter().map(source).collect();
        let later = Later::new(&sources, 0);
        let here = article("x", "a.zip!/m.xml", 7);
        let rows = [
            ("a.zip!/m.xml", 8, true),
            ("a.zip!/m.xml", 7, false),
            ("a.zip!/m.xml", 6, false),
            ("-", 1, true),
            ("b.xml", 9, false),
            ("elsewhere.xml", 9, false),
        ];
        for (path, record, expected) in rows {
            assert_eq!(later.is_ahead(path, record, &here), expected, "{path}");
        }
    }

    #[test]
    fn no_more_waits_than_there_is_room_for() {
        let read = |id: &str| Read { article: article(id, "", 1), hash: 0, state: State::Changed };
        let id = |read: Option<Read>| read.map(|it| it.article.id);
        let mut later = Later::new(&[], 2 * bytes(&article("x", "", 1)));
        assert_eq!(id(later.hold(read("y"))), None);
        assert_eq!(id(later.hold(read("x"))), None);
        assert_eq!(id(later.hold(read("z"))).as_deref(), Some("z"));
        assert_eq!(id(later.take("y")).as_deref(), Some("y"));
        assert_eq!((id(later.take("y")), id(later.hold(read("a")))), (None, None));
        let ids: Vec<_> = later.take_all().into_iter().map(|it| it.article.id).collect();
        assert_eq!(ids, ["x", "a"]);
        assert_eq!((id(later.take("x")), id(later.hold(read("z")))), (None, None));
    }
}
