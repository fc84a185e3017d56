//! One word of a query: the operators that look like words, and what can hang on one.

use crate::language::analyze::Words;
use crate::query::fault::Fault;
use crate::query::lex::Token;
use crate::query::tree::{self, Form};
use crate::search::Unit;
use crate::text::Span;

/// Whether there is anything in `text` that an index can hold.
pub(crate) fn has_words(text: &str) -> bool {
    Words::new(text).advance()
}

/// `SENTENCE`, `PARAGRAPH` and `atleast3` before a bracket.
pub(crate) fn function(text: &str, span: Span) -> Result<Option<Token>, Fault> {
    match text {
        "SENTENCE" => return Ok(Some(Token::Unit(Unit::Sentence))),
        "PARAGRAPH" => return Ok(Some(Token::Unit(Unit::Paragraph))),
        _ => {}
    }
    let Some((head, digits)) = text.split_at_checked(7) else { return Ok(None) };
    let counted = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if !head.eq_ignore_ascii_case("atleast") || !counted {
        return Ok(None);
    }
    if let Ok(count @ 1..=1_000) = digits.parse() {
        return Ok(Some(Token::AtLeast(count)));
    }
    let what = format!("`{head}` takes 1 to 1000 times");
    Err(Fault::new(span, what, "write atleast3(word)"))
}

/// `AND` `OR` `NOT` `NEAR/5` `PRE`
pub(crate) fn operator(text: &str, span: Span) -> Result<Option<Token>, Fault> {
    match text {
        "AND" => return Ok(Some(Token::And)),
        "OR" => return Ok(Some(Token::Or)),
        "NOT" => return Ok(Some(Token::Not)),
        _ => {}
    }
    let (name, number) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let ordered = match name {
        "NEAR" => false,
        "PRE" => true,
        _ => return Ok(None),
    };
    let Some(number) = number else {
        return Ok(Some(Token::Near { distance: tree::DISTANCE, ordered, bare: true }));
    };
    let digits = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    match number.parse::<u32>() {
        Ok(distance) if digits && distance <= tree::DISTANCE_MAX => {
            Ok(Some(Token::Near { distance, ordered, bare: false }))
        }
        _ if digits => Err(too_far(span)),
        _ => {
            let what = format!("`{name}/` needs a number of words");
            Err(Fault::new(span, what, format!("write a {name}/5 b, or {name} for 10 words")))
        }
    }
}

/// A word with `*`, `~1`, `^2`; `None` where there is nothing in it to look for.
pub(crate) fn hanging(text: &str, span: Span) -> Result<Option<(Form, Option<f32>)>, Fault> {
    let (text, factor) = weighed(text, span)?;
    if !text.is_empty() && text.chars().all(|it| it == '*' || it == '?') || text == "*:*" {
        return Ok(Some((Form::Every, factor)));
    }
    let (stem, edits) = fuzzy(text, span)?;
    if !has_words(stem) {
        return Ok(None);
    }
    let form = match edits {
        Some(_) if is_pattern(stem) => {
            let what = "a pattern cannot be fuzzy too";
            return Err(Fault::new(span, what, "write word* or word~1"));
        }
        Some(edits) if edits > 0 => Form::Fuzzy(stem.to_owned(), edits),
        _ if is_pattern(stem) => Form::Pattern(stem.to_owned()),
        // `OR~0` is a word and no operator.
        Some(_) if !matches!(operator(stem, span), Ok(None)) => Form::Phrase(vec![stem.to_owned()]),
        _ => Form::Word(stem.to_owned()),
    };
    Ok(Some((form, factor)))
}

/// Splits `^2` off.
fn weighed(text: &str, span: Span) -> Result<(&str, Option<f32>), Fault> {
    let Some((stem, number)) = text.split_once('^') else { return Ok((text, None)) };
    let hangs = stem.ends_with(|it: char| it.is_alphanumeric() || matches!(it, '*' | '~' | '?'));
    if !hangs {
        return Ok((text, None));
    }
    match factor(number) {
        Some(factor) => Ok((stem, Some(factor))),
        None if stem.contains(char::is_alphabetic) => {
            let start = span.start + u32::try_from(stem.len()).unwrap_or(0);
            Err(bad_boost(Span::new(start, span.end)))
        }
        None => Ok((text, None)),
    }
}

/// Splits `~1` off.
fn fuzzy(text: &str, span: Span) -> Result<(&str, Option<u8>), Fault> {
    let Some((stem, number)) = text.split_once('~') else { return Ok((text, None)) };
    let hangs = stem.ends_with(|it: char| it.is_alphanumeric() || it == '*');
    if !hangs || !stem.contains(char::is_alphabetic) {
        return Ok((text, None));
    }
    match number {
        "" => Ok((stem, Some(1))),
        "0" | "1" | "2" => Ok((stem, number.parse().ok())),
        number if number.starts_with(|it: char| it.is_ascii_digit()) => {
            let start = span.start + u32::try_from(stem.len()).unwrap_or(0);
            let what = "`~` takes 0, 1 or 2 edits";
            Err(Fault::new(Span::new(start, span.end), what, "write word~1 or word~2"))
        }
        _ => Ok((text, None)),
    }
}

/// Whether `*` or `?` in it stand for letters: a `?` does so only within a word.
pub(crate) fn is_pattern(text: &str) -> bool {
    if text.contains("://") {
        return false;
    }
    let letters: Vec<char> = text.chars().collect();
    letters.iter().enumerate().any(|(at, letter)| match letter {
        '*' => true,
        '?' => {
            let next = letters.get(at + 1).is_some_and(|it| it.is_alphanumeric() || *it == '?');
            let last = at.checked_sub(1).and_then(|it| letters.get(it));
            next && last.is_none_or(|it| it.is_alphanumeric() || *it == '?')
        }
        _ => false,
    })
}

/// A weight: above 0, at most 1,000.
pub(crate) fn factor(number: &str) -> Option<f32> {
    let plain = number.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let factor: f32 = number.parse().ok()?;
    (plain && (0.001..=1_000.0).contains(&factor)).then_some(factor)
}

pub(crate) fn bad_boost(span: Span) -> Fault {
    Fault::new(span, "`^` needs a weight from 0.001 to 1000", "write word^2 or word^0.5")
}

pub(crate) fn too_far(span: Span) -> Fault {
    let what = format!("at most {} words can stand between", tree::DISTANCE_MAX);
    Fault::new(span, what, "write a NEAR/50 b, or PARAGRAPH(a b)")
}
