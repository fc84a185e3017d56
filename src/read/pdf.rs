//! The text layer of PDF files, where the program was built with the feature `pdf`.

use std::io::BufRead;

use crate::article::Article;
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;

/// The reader of PDF.
pub(crate) struct Pdf;

/// A PDF is read in whole.
const BYTES_MAX: usize = 256 << 20;

impl Reader for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn about(&self) -> &'static str {
        "the text layer of PDF files; scanned pages have none"
    }

    fn takes_bytes(&self) -> bool {
        true
    }

    fn holds_many(&self) -> bool {
        false
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        head.starts_with(b"%PDF")
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let Some(bytes) = desk.whole(input, BYTES_MAX)? else { return Ok(()) };
        // The crate fails by panic on some damaged files.
        let read = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(&bytes));
        let text = match read {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                desk.lost(&format!("the PDF cannot be read: {error}"), "is it damaged or locked?");
                return Ok(());
            }
            Err(_) => {
                desk.lost("the PDF cannot be read", "pdftotext may make text of it");
                return Ok(());
            }
        };
        if text.trim().is_empty() {
            desk.lost("the PDF has no text layer", "it is pictures of pages: run it through OCR");
            return Ok(());
        }
        desk.begin(None);
        desk.give(article(&text))
    }
}

/// The first line is the title where it is short; lines are broken at the edge of the page.
fn article(text: &str) -> Article {
    let mut blocks: Vec<String> = Vec::new();
    let mut blank = true;
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        match blocks.last_mut() {
            _ if line.is_empty() => blank = true,
            Some(last) if !blank => {
                if last.ends_with('-') && line.starts_with(char::is_lowercase) {
                    last.pop();
                } else {
                    last.push(' ');
                }
                last.push_str(&line);
            }
            _ => {
                blocks.push(line);
                blank = false;
            }
        }
    }
    let titled = blocks.len() > 1 && blocks.first().is_some_and(|it| it.chars().count() <= 150);
    let title = if titled { blocks.remove(0) } else { String::new() };
    Article { title, body: blocks.join("\n\n"), ..Article::default() }
}
