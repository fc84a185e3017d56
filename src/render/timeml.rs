//! For time taggers: the text with TIMEX3 inline.

use std::io::{self, Write};

use crate::article::Field;
use crate::document::Document;

/// Writes one document of `TimeML`. Mentions in the title are not marked: the text is the body.
pub fn document(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let article = &document.article;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<TimeML>\n<DOCID>{}</DOCID>", escaped(&article.id))?;
    if let Some(published) = article.published {
        let (value, day) = (published.value(), published.day);
        writeln!(
            out,
            "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{day}\" temporalFunction=\"false\" \
             functionInDocument=\"CREATION_TIME\">{}</TIMEX3></DCT>",
            escaped(&value)
        )?;
    }
    if !article.title.is_empty() {
        writeln!(out, "<TITLE>{}</TITLE>", escaped(&article.title))?;
    }
    write!(out, "<TEXT>")?;
    let mut at = 0;
    let dates = document.dates.iter().filter(|it| it.field == Field::Body);
    for (index, date) in dates.enumerate() {
        let (start, end) = (date.span.start as usize, date.span.end as usize);
        let (Some(before), Some(words)) =
            (article.body.get(at..start), article.body.get(start..end))
        else {
            continue;
        };
        let modifier = date.modifier.map(|it| format!(" mod=\"{it}\"")).unwrap_or_default();
        write!(
            out,
            "{}<TIMEX3 tid=\"t{}\" type=\"{}\" value=\"{}\"{modifier}>{}</TIMEX3>",
            escaped(before),
            index + 1,
            date.kind.name(),
            escaped(&date.value),
            escaped(words)
        )?;
        at = end;
    }
    let rest = article.body.get(at..).unwrap_or_default();
    writeln!(out, "{}</TEXT>\n</TimeML>", escaped(rest))
}

/// `text` as XML has it; what XML cannot hold becomes `\u{FFFD}`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' | '\r' => escaped.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {
                escaped.push('\u{FFFD}');
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
