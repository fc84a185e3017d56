//! The text of a Word document, as databases export articles; then whatever form that text has.

use std::io::BufRead;

use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::export;
use crate::read::xml::{self, Element, Node};

/// The member of a .docx file that holds its text.
pub(crate) const TEXT: &str = "word/document.xml";

/// The reader of Word documents, which reach it as the XML within their zip.
pub(crate) struct Docx;

impl Reader for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn about(&self) -> &'static str {
        "Word documents, as Nexis and Factiva export them: many articles in one, or one"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        xml::root(head)
            .is_some_and(|(name, tag)| name == "document" && tag.contains("wordprocessingml"))
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut text = String::new();
        let mut desk = Desk::new(path, options, sink);
        // Paragraphs are the records: a document may hold a thousand articles.
        let is_paragraph = |it: &Element, _: &[Element]| it.name == "p";
        desk.records(input, is_paragraph, &mut |_, paragraph, _| {
            line(&paragraph, &mut text);
            text.push('\n');
            Ok(())
        })?;
        export::text(path, &text, options, desk.sink)
    }
}

/// The words of one paragraph.
fn line(element: &Element, text: &mut String) {
    for node in &element.nodes {
        match node {
            Node::Text(words) if element.name == "t" => text.push_str(words),
            Node::Text(_) => {}
            Node::Element(inner) => match inner.name.as_str() {
                "tab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                "noBreakHyphen" => text.push('-'),
                // What was struck out, and the codes of fields, are not text.
                "del" | "instrText" | "delText" | "pPr" | "rPr" => {}
                _ => line(inner, text),
            },
        }
    }
}
