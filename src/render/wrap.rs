//! Text with marks in it, broken into lines by the width of its letters.

use unicode_width::UnicodeWidthChar;

use crate::render::style::View;
use crate::search::{Mark, MarkKind};
use crate::text;

/// One letter as it is shown.
struct Letter {
    letter: char,
    mark: Option<MarkKind>,
}

/// `text` in lines of at most `columns`, its marks painted, white space run together. Where
/// `keep_lines`, the breaks of the text stay.
pub fn lines(
    text: &str,
    marks: &[Mark],
    columns: usize,
    keep_lines: bool,
    view: &View,
) -> Vec<String> {
    let columns = columns.max(10);
    let mut lines = Vec::new();
    let mut line: Vec<Letter> = Vec::new();
    let mut word: Vec<Letter> = Vec::new();
    let (mut line_columns, mut word_columns) = (0, 0);
    for (letter, mark) in marked(text, marks) {
        let breaks = keep_lines && letter == '\n';
        if letter.is_whitespace() {
            place(&mut lines, &mut line, &mut line_columns, &mut word, word_columns, columns, view);
            word_columns = 0;
            if breaks {
                lines.push(shown(&line, view));
                line.clear();
                line_columns = 0;
            } else if !line.is_empty() && line.last().is_some_and(|it| it.letter != ' ') {
                line.push(Letter { letter: ' ', mark });
                line_columns += 1;
            }
            continue;
        }
        let letter_columns = letter.width().unwrap_or(0);
        // Scripts that write no blanks break anywhere, as do words too long for a line.
        if letter_columns > 1 || word_columns + letter_columns > columns {
            place(&mut lines, &mut line, &mut line_columns, &mut word, word_columns, columns, view);
            word_columns = 0;
        }
        word.push(Letter { letter, mark });
        word_columns += letter_columns;
    }
    place(&mut lines, &mut line, &mut line_columns, &mut word, word_columns, columns, view);
    if !line.is_empty() {
        lines.push(shown(&line, view));
    }
    lines
}

/// Puts a word at the end of the line, or on a new one where it does not fit.
fn place(
    lines: &mut Vec<String>,
    line: &mut Vec<Letter>,
    line_columns: &mut usize,
    word: &mut Vec<Letter>,
    word_columns: usize,
    columns: usize,
    view: &View,
) {
    if !line.is_empty() && *line_columns + word_columns > columns {
        lines.push(shown(line, view));
        line.clear();
        *line_columns = 0;
    }
    *line_columns += word_columns;
    line.append(word);
}

/// Each letter that may be shown, with the mark it stands under.
fn marked<'t>(
    text: &'t str,
    marks: &'t [Mark],
) -> impl Iterator<Item = (char, Option<MarkKind>)> + 't {
    let mut next = 0;
    text.char_indices().filter(|(_, letter)| *letter != '\r').map(move |(at, letter)| {
        while marks.get(next).is_some_and(|mark| mark.span.end as usize <= at) {
            next += 1;
        }
        let mark = marks.get(next).filter(|mark| mark.span.start as usize <= at);
        let letter = if text::is_hostile(letter) { '\u{FFFD}' } else { letter };
        (letter, mark.map(|mark| mark.kind))
    })
}

/// One line with its marks painted, without the blanks at its end.
fn shown(line: &[Letter], view: &View) -> String {
    let end = line.iter().rposition(|it| it.letter != ' ').map_or(0, |at| at + 1);
    let mut shown = String::with_capacity(end + 16);
    let mut open: Option<(MarkKind, &'static str)> = None;
    for letter in line.iter().take(end) {
        if open.map(|it| it.0) != letter.mark {
            if let Some((_, closing)) = open.take() {
                shown.push_str(closing);
            }
            if let Some(kind) = letter.mark {
                let (opening, closing) = view.brackets(kind);
                shown.push_str(&opening);
                open = Some((kind, closing));
            }
        }
        shown.push(letter.letter);
    }
    if let Some((_, closing)) = open {
        shown.push_str(closing);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    const TERMINAL: View = View { columns: 80, colour: false, terminal: true };

    fn mark(start: u32, end: u32) -> Mark {
        Mark { span: Span::new(start, end), kind: MarkKind::Word }
    }

    #[test]
    fn wraps_between_words() {
        let text = "Militants killed at least 23 soldiers\n\nin an attack.";
        let wrapped = lines(text, &[mark(29, 37)], 20, false, &TERMINAL);
        assert_eq!(wrapped, ["Militants killed at", "least 23 *soldiers* in", "an attack."]);
        let kept = lines(text, &[], 20, true, &TERMINAL);
        assert_eq!(kept, ["Militants killed at", "least 23 soldiers", "", "in an attack."]);
    }

    #[test]
    fn breaks_what_has_no_blanks() {
        assert_eq!(lines("東京都東京都", &[], 10, false, &TERMINAL), ["東京都東京", "都"]);
        let long = "a".repeat(25);
        assert_eq!(lines(&long, &[], 10, false, &TERMINAL).len(), 3);
    }

    #[test]
    fn nothing_hostile_is_shown() {
        assert_eq!(lines("a\u{202e}b\x07", &[], 10, false, &TERMINAL), ["a\u{fffd}b\u{fffd}"]);
    }
}
