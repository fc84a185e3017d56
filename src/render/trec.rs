//! For evaluation: the run file of TREC, `qid Q0 docid rank score tag`.

use std::io::{self, Write};

use crate::render::style::View;
use crate::render::{Answer, Format, Options, Renderer};

/// A run file.
pub(crate) struct Trec;

impl Renderer for Trec {
    fn format(&self) -> Format {
        Format::Trec
    }

    fn about(&self) -> &'static str {
        "a TREC run: qid Q0 docid rank score tag; white space in ids becomes %20"
    }

    fn results(
        &self,
        answer: &Answer<'_>,
        _options: &Options,
        _view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let qid = word(answer.qid.unwrap_or("1"));
        for (index, hit) in answer.results.hits.iter().enumerate() {
            let rank = answer.offset + index + 1;
            writeln!(out, "{qid} Q0 {} {rank} {} dateline", word(&hit.id), hit.score)?;
        }
        Ok(())
    }
}

/// An id as one word.
fn word(id: &str) -> String {
    if !id.contains(char::is_whitespace) {
        return id.to_owned();
    }
    id.split(char::is_whitespace).collect::<Vec<_>>().join("%20")
}
