//! What readers of records share: numbers, dates, complaints, and the walk over XML records.

use std::io::{BufRead, Read as _};

use crate::article::Article;
use crate::article::DateSource;
use crate::error::Result;
use crate::read::Options;
use crate::read::Problem;
use crate::read::Sink;
use crate::read::published;
use crate::read::xml::{Cut, Element, Records};

/// What takes the records of an XML document, with the elements around them.
type Each<'e, 'a> = dyn FnMut(&mut Desk<'a>, Element, &[Element]) -> Result<()> + 'e;

/// Where the records of one source are made articles.
pub(crate) struct Desk<'a> {
    pub(crate) path: &'a str,
    pub(crate) options: &'a Options,
    pub(crate) sink: &'a mut dyn Sink,
    /// The record under way, from 1.
    pub(crate) record: u32,
    /// The line it starts on, where that is known.
    pub(crate) line: Option<u64>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(path: &'a str, options: &'a Options, sink: &'a mut dyn Sink) -> Desk<'a> {
        Desk { path, options, sink, record: 0, line: None }
    }

    /// Goes on to the next record.
    pub(crate) fn begin(&mut self, line: Option<u64>) {
        self.record += 1;
        self.line = line;
    }

    /// Takes the first of `texts` that is a date. Where some were given and none can be read, the
    /// first is said to be odd.
    pub(crate) fn date<'t>(
        &mut self,
        article: &mut Article,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> bool {
        let mut wrong = None;
        for text in texts.into_iter().filter(|it| !it.trim().is_empty()) {
            match published::stated(article, text, DateSource::Field, self.options) {
                Ok(()) => return true,
                Err(why) => {
                    let mended = padded(text);
                    let again = mended.is_some_and(|it| {
                        published::stated(article, &it, DateSource::Field, self.options).is_ok()
                    });
                    if again {
                        return true;
                    }
                    wrong = wrong.or(Some(why));
                }
            }
        }
        if let Some(why) = wrong {
            article.notes.push(why.clone());
            self.odd(&why);
        }
        false
    }

    /// Gives the article of this record, or says that there is no text in it.
    pub(crate) fn give(&mut self, mut article: Article) -> Result<()> {
        article.record = self.record;
        if article.title.trim().is_empty() && article.body.trim().is_empty() {
            self.lost("the record has neither a title nor a text", "see what it holds");
            return Ok(());
        }
        self.sink.article(article)
    }

    fn problem(&self, reason: &str) -> Problem {
        let record = Some(self.record).filter(|it| *it > 0);
        Problem { record, line: self.line, ..Problem::lost(self.path, reason) }
    }

    /// Says what lost an article.
    pub(crate) fn lost(&mut self, reason: &str, hint: &str) {
        let problem = Problem { hint: Some(hint.to_owned()), ..self.problem(reason) };
        self.sink.problem(problem);
    }

    /// Says what is odd and lost nothing.
    pub(crate) fn odd(&mut self, reason: &str) {
        let problem = Problem { lost: false, ..self.problem(reason) };
        self.sink.problem(problem);
    }

    /// The whole of a source that is one record; `None` where it is larger than one may be.
    pub(crate) fn whole(
        &mut self,
        input: &mut dyn BufRead,
        bytes_max: usize,
    ) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        input.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > bytes_max {
            self.too_long();
            return Ok(None);
        }
        Ok(Some(bytes))
    }

    pub(crate) fn too_long(&mut self) {
        self.lost("the record is larger than one may be", "cut it into several, or leave it out");
    }

    /// Walks over the records of an XML document. `each` takes them one by one, with the elements
    /// around them. Gives back what is said outside of them.
    pub(crate) fn records(
        &mut self,
        input: &mut dyn BufRead,
        is_record: fn(&Element, &[Element]) -> bool,
        each: &mut Each<'_, 'a>,
    ) -> Result<Option<Element>> {
        let mut records = Records::new(input, self.options.article_bytes_max, is_record);
        loop {
            let cut = records.next()?;
            let line = records.line();
            match cut {
                Cut::Record(element) => {
                    self.begin(Some(line));
                    each(self, element, records.around())?;
                }
                Cut::Torn(element) => {
                    self.begin(Some(line));
                    self.odd("the document breaks off in this record; what there is was read");
                    each(self, element, records.around())?;
                }
                Cut::TooLong => {
                    self.begin(Some(line));
                    self.too_long();
                }
                Cut::Broken(why) => {
                    self.record += 1;
                    self.line = Some(line);
                    let reason = format!("not XML from here on: {why}");
                    self.lost(&reason, "mend the file; whole records before that are kept");
                }
                Cut::End => break,
            }
        }
        if let Some((line, what)) = records.odd() {
            let problem = Problem::lost(self.path, &format!("the XML is malformed: {what}"));
            let hint = "it was read as far as it makes sense".to_owned();
            let problem = Problem { line: Some(line), hint: Some(hint), lost: false, ..problem };
            self.sink.problem(problem);
        }
        Ok(records.root())
    }

    /// Says that there was no record, where there was none.
    pub(crate) fn end(&mut self) {
        if self.record == 0 {
            let problem = Problem::lost(self.path, "the document has no articles");
            self.sink.problem(Problem { lost: false, ..problem });
        }
    }
}

/// A time with its zeros: `T12:35:9` is `T12:35:09`.
fn padded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut out = String::with_capacity(text.len() + 3);
    for (at, letter) in text.char_indices() {
        let before = at.checked_sub(1);
        let colon = before.is_some_and(|it| bytes.get(it) == Some(&b':'));
        let opens = bytes.get(at + 1) == Some(&b':') && before.is_some_and(|it| !digit(it));
        if digit(at) && (colon && !digit(at + 1) || opens) {
            out.push('0');
        }
        out.push(letter);
    }
    (out != text).then_some(out)
}

/// A number that is the same for the same words, today and next year.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    // FNV-1a: small, and its values are fixed for good.
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    for byte in parts.iter().flat_map(|it| it.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    format!("{hash:016x}")
}
