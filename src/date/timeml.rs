//! TIMEX3 written inline, as `TimeML` has it.

use std::fmt::Write as _;

use crate::date::DateMention;

/// `text` with each mention of it inside a `<TIMEX3>` element, all else escaped for XML.
///
/// `mentions` are those of one field, in order; a span that is not in the text is left out.
pub fn timeml(text: &str, mentions: &[DateMention]) -> String {
    let mut out = String::with_capacity(text.len() + mentions.len() * 60);
    let mut at = 0;
    for (index, mention) in mentions.iter().enumerate() {
        let start = mention.span.start as usize;
        let (Some(before), Some(words)) = (text.get(at..start), mention.span.of(text)) else {
            continue;
        };
        escape(before, &mut out);
        let kind = mention.kind.name();
        let _ = write!(out, "<TIMEX3 tid=\"t{}\" type=\"{kind}\" value=\"", index + 1);
        escape(&mention.value, &mut out);
        out.push('"');
        if let Some(modifier) = mention.modifier {
            let _ = write!(out, " mod=\"{modifier}\"");
        }
        out.push('>');
        escape(words, &mut out);
        out.push_str("</TIMEX3>");
        at = mention.span.end as usize;
    }
    escape(text.get(at..).unwrap_or_default(), &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no other control characters.
            '\t' | '\n' | '\r' => out.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {
                out.push('\u{FFFD}');
            }
            letter => out.push(letter),
        }
    }
}
