//! What need not be read again: pages and PDF, which take long, where the same bytes gave an
//! article before.

use std::hash::Hasher as _;
use std::io::{BufRead, Cursor, Read as _};

use rustc_hash::FxHasher;

use crate::article::Article;
use crate::error::Result;
use crate::read::charset::Charset;
use crate::read::unpack::Failing;
use crate::read::{Options, Problem, Reader, Sink};

/// What is larger is read as it comes, every time.
const BYTES_MAX: u64 = 16 << 20;

/// Has `reader` read a source that mostly gives one article, unless `sink` knows it.
///
/// # Errors
/// Where the stream itself fails, or the sink wants no more.
pub(crate) fn read(
    reader: &dyn Reader,
    path: &str,
    input: &mut dyn BufRead,
    charset: &Charset,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut bytes = Vec::new();
    match input.take(BYTES_MAX).read_to_end(&mut bytes) {
        Ok(_) if input.fill_buf().is_ok_and(<[u8]>::is_empty) => {}
        Ok(_) => return reader.read(path, &mut Cursor::new(bytes).chain(input), options, sink),
        Err(error) => {
            let mut rest = Cursor::new(bytes).chain(Failing(Some(error)));
            return reader.read(path, &mut rest, options, sink);
        }
    }
    let hash = hash(reader, &bytes, "", options);
    if sink.knows(path, 1, hash)? {
        return Ok(());
    }
    let mut sole = Sole { sink, held: None, is_alone: !charset.replaced() };
    let outcome = reader.read(path, &mut bytes.as_slice(), options, &mut sole);
    let is_alone = sole.is_alone && outcome.is_ok();
    if let Some(mut article) = sole.held {
        article.bytes_hash = is_alone.then_some(hash);
        sink.article(article)?;
    }
    outcome
}

/// Stands for the bytes of a source, what is known of them from elsewhere, and how they are read:
/// by which version of the program, and what it was told. The last day that is believed is left
/// out: an article that was read once does not change because that day has come.
pub(crate) fn hash(reader: &dyn Reader, bytes: &[u8], beside: &str, options: &Options) -> u64 {
    let Options {
        format,
        map,
        record,
        crawl_date,
        order,
        article_bytes_max,
        today: _,
        exclude: _,
        unpacked_bytes_max: _,
        before: _,
    } = options;
    let how = format!("{format:?} {map:?} {record:?} {crawl_date} {order:?} {article_bytes_max}");
    let mut hasher = FxHasher::default();
    for part in [env!("CARGO_PKG_VERSION"), reader.name(), &how, beside] {
        hasher.write(part.as_bytes());
        hasher.write_usize(part.len());
    }
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    hasher.finish()
}

/// Holds an article back until it is known whether it is the only one, and nothing is odd.
struct Sole<'a> {
    sink: &'a mut dyn Sink,
    held: Option<Article>,
    /// Whether nothing else came, nor anything to report.
    is_alone: bool,
}

impl Sink for Sole<'_> {
    fn article(&mut self, article: Article) -> Result<()> {
        match self.held.replace(article) {
            None => Ok(()),
            Some(before) => {
                self.is_alone = false;
                self.sink.article(before)
            }
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.is_alone = false;
        self.sink.problem(problem);
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::article::Article;
    use crate::date::parse::DateOrder;
    use crate::error::{Error, Kind};
    use crate::read::{Source, unpack};

    /// Keeps what was read last, and gives it again where it is asked for.
    #[derive(Default)]
    struct Index {
        articles: Vec<Article>,
        known: Vec<Article>,
        problems: usize,
    }

    impl Sink for Index {
        fn article(&mut self, article: Article) -> Result<()> {
            self.articles.push(article);
            Ok(())
        }

        fn problem(&mut self, _: Problem) {
            self.problems += 1;
        }

        fn knows(&mut self, path: &str, record: u32, bytes_hash: u64) -> Result<bool> {
            let of = |it: &&Article| {
                (&*it.path, it.record, it.bytes_hash) == (path, record, Some(bytes_hash))
            };
            let found = self.articles.iter().find(of);
            self.known.extend(found.cloned());
            Ok(found.is_some())
        }
    }

    fn options() -> Options {
        Options::new(NaiveDate::from_ymd_opt(2024, 1, 31).unwrap())
    }

    fn read_into(index: &mut Index, path: &str, mut text: &[u8], options: &Options) {
        let source = Source { path: path.to_owned(), file: None, bytes: None };
        unpack::read(&source, Some(&mut text), options, index).unwrap();
    }

    /// Reads a text twice: how many articles, of which so many are known the second time.
    #[track_caller]
    fn check(path: &str, text: &[u8], articles: usize, known: usize) {
        let mut index = Index::default();
        read_into(&mut index, path, text, &options());
        assert_eq!((index.articles.len(), index.known.len()), (articles, 0), "{path}");
        let problems = index.problems;
        read_into(&mut index, path, text, &options());
        assert_eq!(index.known.len(), known, "{path}");
        assert_eq!(index.articles.len(), 2 * articles - known, "{path}: the rest is read again");
        assert_eq!(index.known.first(), index.articles.first().filter(|_| known > 0), "{path}");
        let told = if known > 0 { 0 } else { problems };
        assert_eq!(index.problems, problems + told, "{path}: what is odd is told again");
    }

    const PAGE: &str = "<html><head><title>Floods in Lima</title></head><body><article><h1>Floods \
        in Lima</h1><p>Floods reached Lima on Tuesday, and thousands of people left their homes \
        by the river.</p><p>The mayor said that more rain was to come, and that schools would \
        stay shut until Friday.</p></article></body></html>";

    #[test]
    fn a_page_is_read_once() {
        check("a.html", PAGE.as_bytes(), 1, 1);
    }

    #[test]
    fn what_is_odd_is_read_each_time() {
        let paid = PAGE.replace(
            "</head>",
            "<script type='application/ld+json'>{\"@type\": \
            \"NewsArticle\", \"isAccessibleForFree\": false}</script></head>",
        );
        check("paid.html", paid.as_bytes(), 1, 0);
        let torn = [b"\xEF\xBB\xBF".as_slice(), PAGE.as_bytes(), b"\xFF\xFE"].concat();
        check("torn.html", &torn, 1, 0);
        check("none.html", b"<html><head><title>News</title></head><body></body></html>", 0, 0);
    }

    #[test]
    fn what_takes_no_time_is_read_each_time() {
        check("a.txt", b"date 2023-12-12 Floods reached Lima.", 1, 0);
        check("a.jsonl", b"{\"body\": \"Floods reached Lima.\"}\n", 1, 0);
    }

    /// Gives an article for each line, and fails on an empty one.
    struct Lines;

    impl Reader for Lines {
        fn name(&self) -> &'static str {
            "lines"
        }

        fn about(&self) -> &'static str {
            ""
        }

        fn sniff(&self, _: &str, _: &[u8]) -> bool {
            true
        }

        fn read(
            &self,
            _: &str,
            input: &mut dyn BufRead,
            _: &Options,
            sink: &mut dyn Sink,
        ) -> Result<()> {
            for line in input.lines() {
                let body = line?;
                if body.is_empty() {
                    return Err(Error::new(Kind::Input, "an empty line"));
                }
                sink.article(Article { body, ..Article::default() })?;
            }
            Ok(())
        }
    }

    #[test]
    fn of_several_articles_none_is_known_nor_one_before_a_fault() {
        let rows = [("one", 1, true), ("one\ntwo\nthree", 3, false), ("one\n\n", 1, false)];
        for (text, articles, known) in rows {
            let mut index = Index::default();
            let charset = Charset::default();
            let outcome = read(&Lines, "a", &mut text.as_bytes(), &charset, &options(), &mut index);
            assert_eq!(outcome.is_err(), text.ends_with("\n\n"), "{text:?}");
            assert_eq!(index.articles.len(), articles, "{text:?}");
            let hashes = index.articles.iter().filter(|it| it.bytes_hash.is_some());
            assert_eq!(hashes.count(), usize::from(known), "{text:?}");
        }
    }

    #[test]
    fn other_bytes_and_another_way_to_read_them_count() {
        let mut index = Index::default();
        let page = PAGE.replace("</head>", "<meta name=date content=03/04/2023></head>");
        let mut hashes = Vec::new();
        let day_first = Options { order: Some(DateOrder::DayFirst), ..options() };
        let month_first = Options { order: Some(DateOrder::MonthFirst), ..options() };
        let rows: [(&[u8], _); 3] = [
            (page.as_bytes(), &day_first),
            (page.as_bytes(), &month_first),
            (PAGE.as_bytes(), &month_first),
        ];
        for (text, options) in rows {
            read_into(&mut index, "a.html", text, options);
            hashes.extend(index.articles.last().unwrap().bytes_hash);
        }
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!((hashes.len(), index.known.len()), (3, 0));
    }
}
