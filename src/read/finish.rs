//! The last hand on each article: path, id, publication date, size, and what was odd about it.

use crate::article::Article;
use crate::error::Result;
use crate::read::Options;
use crate::read::Problem;
use crate::read::Sink;
use crate::read::charset::Charset;
use crate::read::published;

/// What the problem says of an article that is too large.
pub const OVERSIZED: &str = "is larger";

/// An id or address longer than this is none.
const ID_BYTES_MAX: usize = 1_000;

/// Stands between a reader and the sink, and fills in what no reader needs to know.
pub(crate) struct Finish<'a> {
    pub(crate) path: &'a str,
    pub(crate) options: &'a Options,
    pub(crate) charset: Charset,
    pub(crate) sink: &'a mut dyn Sink,
    /// Whether records of this format are always told apart by their number.
    pub(crate) numbered: bool,
    /// Whether the name of the source may date its articles.
    pub(crate) dated_by_name: bool,
    /// Whether the sink wants no more.
    pub(crate) stopped: bool,
}

impl Sink for Finish<'_> {
    fn article(&mut self, mut article: Article) -> Result<()> {
        self.path.clone_into(&mut article.path);
        article.record = article.record.max(1);
        let bytes = article.title.len() + article.body.len();
        if bytes > self.options.article_bytes_max || u32::try_from(bytes).is_err() {
            let reason = format!(
                "the article {OVERSIZED} ({bytes} bytes) than one may be ({})",
                self.options.article_bytes_max,
            );
            let hint = Some("cut it into several, or leave it out".to_owned());
            let record = self.numbered.then_some(article.record);
            self.sink.problem(Problem { record, hint, ..Problem::lost(self.path, &reason) });
            return Ok(());
        }
        if !self.dated_by_name {
            article.path.clear();
        }
        published::guess(&mut article, self.options);
        self.path.clone_into(&mut article.path);
        self.name(&mut article);
        self.note(&mut article);
        let outcome = self.sink.article(article);
        self.stopped |= outcome.is_err();
        outcome
    }

    fn problem(&mut self, problem: Problem) {
        self.sink.problem(problem);
    }

    fn knows(&mut self, path: &str, record: u32, bytes_hash: u64) -> Result<bool> {
        let outcome = self.sink.knows(path, record, bytes_hash);
        self.stopped |= outcome.is_err();
        outcome
    }
}

impl Finish<'_> {
    /// The given id, else the address, else path and record.
    fn name(&self, article: &mut Article) {
        let fits = |id: &str| !id.is_empty() && id.len() <= ID_BYTES_MAX;
        if fits(article.id.trim()) {
            article.id = article.id.trim().to_owned();
            return;
        }
        if let Some(url) = article.url.as_deref().map(str::trim).filter(|it| fits(it)) {
            article.id = url.to_owned();
            return;
        }
        article.id = if self.numbered || article.record > 1 {
            format!("{}#{}", self.path, article.record)
        } else {
            self.path.to_owned()
        };
    }

    fn note(&self, article: &mut Article) {
        let ascii = || article.body.is_ascii() && article.title.is_ascii();
        if let Some(charset) = self.charset.guessed().filter(|_| !ascii()) {
            article.notes.push(format!("read as {charset}, which is a guess"));
        }
        let damaged = |text: &str| text.contains('\u{FFFD}');
        if self.charset.replaced() && (damaged(&article.body) || damaged(&article.title)) {
            article.notes.push("bytes that are not text were replaced".to_owned());
        }
    }
}
