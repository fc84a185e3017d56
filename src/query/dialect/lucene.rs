//! The query string of Lucene, Solr and Elasticsearch: any of the words is enough, unless `AND`,
//! `+` or `-` say otherwise.

use crate::query::dialect::no_counterpart;
use crate::query::dialect::scan::{self, Scan};
use crate::query::fault::Fault;
use crate::query::lex::{self, Spanned, Token};
use crate::query::parse;
use crate::query::tree::{self, Field, Form, Query};
use crate::query::word;
use crate::text::Span;

/// The names of fields as others have them.
const FIELDS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("headline", Field::Title),
    ("lead", Field::Lead),
    ("body", Field::Body),
    ("text", Field::Body),
    ("content", Field::Body),
    ("source", Field::Source),
    ("publisher", Field::Source),
    ("lang", Field::Language),
    ("language", Field::Language),
    ("url", Field::Url),
    ("id", Field::Id),
    ("_id", Field::Id),
    ("published", Field::Published),
    ("date", Field::Published),
    ("timestamp", Field::Published),
    ("@timestamp", Field::Published),
    ("happened", Field::Happened),
    ("place", Field::Place),
];

const KNOWN: &str = "what there is: title body lead source lang url id published happened place";

pub(super) fn read(text: &str) -> Result<Query, Fault> {
    let mut lexer = Lexer { scan: Scan { text, at: 0 }, tokens: Vec::new(), fields: Vec::new() };
    while lexer.next()? {}
    let leaf = |it: &&Spanned| matches!(it.0, Token::Leaf(_) | Token::Slop(..));
    if let Some((_, span)) = lexer.tokens.iter().filter(leaf).nth(tree::CLAUSES_MAX) {
        let what = format!("the query has more than {} words", tree::CLAUSES_MAX);
        return Err(Fault::new(*span, what, "ask in two queries, or use word*"));
    }
    parse::either(lexer.tokens, text)
}

struct Lexer<'t> {
    scan: Scan<'t>,
    tokens: Vec<Spanned>,
    /// For each open bracket the field that holds in it.
    fields: Vec<Field>,
}

impl Lexer<'_> {
    fn push(&mut self, token: Token, start: usize) {
        self.tokens.push((token, self.scan.span(start)));
    }

    /// Reads one token; `false` at the end.
    fn next(&mut self) -> Result<bool, Fault> {
        self.scan.skip();
        let start = self.scan.at;
        let Some(letter) = self.scan.peek() else { return Ok(false) };
        let outer = self.fields.last().copied().unwrap_or_default();
        self.scan.at += letter.len_utf8();
        match letter {
            '(' => {
                let named = self.tokens.last().and_then(|(token, _)| match token {
                    Token::Field(field) => Some(*field),
                    _ => None,
                });
                self.fields.push(named.unwrap_or(outer));
                self.push(Token::Open, start);
            }
            ')' => {
                self.fields.pop();
                self.push(Token::Close, start);
                self.boost()?;
            }
            '+' if self.sticks() => self.push(Token::Must, start),
            '-' | '!' if self.sticks() => self.push(Token::Minus, start),
            '+' | '-' | '!' => {}
            '/' if self.scan.rest().contains('/') => {
                self.scan.run();
                let hint = "use * and ? in place of a regular expression";
                return Err(no_counterpart(self.scan.span(start), self.scan.text, hint));
            }
            _ => {
                self.scan.at = start;
                self.part(outer)?;
            }
        }
        Ok(true)
    }

    /// Whether something that can be wanted or denied comes right here.
    fn sticks(&self) -> bool {
        self.scan.peek().is_some_and(|it| !it.is_whitespace() && it != ')')
    }

    fn part(&mut self, outer: Field) -> Result<(), Fault> {
        let start = self.scan.at;
        let (name, colon) = self.name();
        if !colon {
            return self.value(outer);
        }
        let found = FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
        if name == "*" && self.scan.rest().starts_with("*:*") {
            self.scan.at += 3;
            self.push(Token::Leaf(Form::Every), start);
            return Ok(());
        }
        self.scan.at += name.len() + 1;
        let Some((_, field)) = found else {
            return Err(no_counterpart(self.scan.span(start), self.scan.text, KNOWN));
        };
        let (field, ahead) = (*field, self.scan.peek());
        self.push(Token::Field(field), start);
        match ahead {
            Some('(') => Ok(()),
            None | Some(')') => Err(empty(self.scan.span(start))),
            Some(letter) if letter.is_whitespace() => Err(empty(self.scan.span(start))),
            Some(_) => self.value(field),
        }
    }

    /// What stands before a colon, and whether there is one. `http://` has none.
    fn name(&self) -> (String, bool) {
        let rest = self.scan.rest();
        let ends = |it: char| it.is_whitespace() || matches!(it, ':' | '(' | ')' | '"' | '\\');
        let name = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        let after = rest.get(name.len()..).unwrap_or_default();
        let colon = after.starts_with(':') && !after.starts_with("://") && !name.is_empty();
        let number = name.bytes().all(|it| it.is_ascii_digit());
        (name.to_owned(), colon && !number)
    }

    /// A word, a phrase or a range, in a field that is known.
    fn value(&mut self, field: Field) -> Result<(), Fault> {
        let start = self.scan.at;
        match self.scan.peek() {
            Some('[' | '{') if field.scope().is_none() => return self.range(),
            Some('[' | '{') if self.scan.rest().contains(" TO ") => {
                let hint = "ranges are for dates: published:[2023-01 TO 2023-03]";
                let end = self.scan.rest().find([']', '}']).map_or(1, |it| it + 1);
                self.scan.at += end;
                return Err(no_counterpart(self.scan.span(start), self.scan.text, hint));
            }
            _ => {}
        }
        if let Some(words) = self.scan.quoted() {
            return self.phrase(words, field, start);
        }
        let run = self.run();
        let span = self.scan.span(start);
        if field.scope().is_none() {
            match &*run {
                "AND" | "&&" => self.push(Token::And, start),
                "OR" | "||" => self.push(Token::Or, start),
                "NOT" => self.push(Token::Not, start),
                run => {
                    let value = lex::value_of(run);
                    if value.is_empty() {
                        return Err(empty(span));
                    }
                    self.push(Token::Leaf(Form::Value(value)), start);
                }
            }
            return Ok(());
        }
        let named = matches!(self.tokens.last(), Some((Token::Field(_), _)));
        match &*run {
            "AND" | "&&" if !named => self.push(Token::And, start),
            "OR" | "||" if !named => self.push(Token::Or, start),
            "NOT" if !named => self.push(Token::Not, start),
            run => match word::hanging(run, span)? {
                Some((form, factor)) => {
                    let form = settled(form, span, self.scan.text)?;
                    self.push(Token::Leaf(form), start);
                    let end = span.end as usize;
                    if let Some(factor) = factor {
                        self.push(Token::Boost(factor), end);
                    }
                }
                None if named => return Err(empty(span)),
                None => {}
            },
        }
        Ok(())
    }

    fn phrase(&mut self, words: Vec<String>, field: Field, start: usize) -> Result<(), Fault> {
        if words.is_empty() {
            let named = matches!(self.tokens.last(), Some((Token::Field(_), _)));
            return if named { Err(empty(self.scan.span(start))) } else { Ok(()) };
        }
        if field.scope().is_none() {
            self.push(Token::Leaf(Form::Value(words.join(" "))), start);
            return Ok(());
        }
        let slop = self.scan.at;
        let token = match self.scan.rest().strip_prefix('~') {
            None => Token::Leaf(Form::Phrase(words)),
            Some(rest) => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                self.scan.at += 1 + digits;
                let number = rest.get(..digits).unwrap_or_default();
                let distance = crate::query::dialect::distance(number, self.scan.span(slop))?;
                Token::Slop(words, distance)
            }
        };
        self.push(token, start);
        self.boost()
    }

    /// `[2023-01 TO 2023-03]`, `{2023-01 TO *}`
    fn range(&mut self) -> Result<(), Fault> {
        let start = self.scan.at;
        let rest = self.scan.rest();
        let Some(end) = rest.find([']', '}']) else {
            self.scan.at = self.scan.text.len();
            return Err(bad_range(self.scan.span(start)));
        };
        self.scan.at += end + 1;
        let span = self.scan.span(start);
        let inner = rest.get(1..end).unwrap_or_default();
        let (from, to) = inner.split_once(" TO ").ok_or_else(|| bad_range(span))?;
        let (from, to) = (lex::value_of(from), lex::value_of(to));
        let open_start = rest.starts_with('{');
        let open_end = rest.get(end..).is_some_and(|it| it.starts_with('}'));
        let lower = if open_start { ">" } else { ">=" };
        let upper = if open_end { "<" } else { "<=" };
        let values = match (&*from, &*to) {
            ("*" | "", "*" | "") => return Err(bad_range(span)),
            (from, "*" | "") => vec![format!("{lower}{from}")],
            ("*" | "", to) => vec![format!("{upper}{to}")],
            (from, to) if !open_start && !open_end => vec![format!("{from}..{to}")],
            (from, to) => vec![format!("{lower}{from}"), format!("{upper}{to}")],
        };
        // Two bounds of one field are both wanted.
        let several = values.len() > 1;
        if several {
            self.push(Token::Open, start);
        }
        for (number, value) in values.into_iter().enumerate() {
            if number > 0 {
                self.push(Token::And, start);
            }
            self.push(Token::Leaf(Form::Value(value)), start);
        }
        if several {
            self.push(Token::Close, start);
        }
        Ok(())
    }

    /// Up to a space or a bracket, with what `\` protects taken as it is.
    fn run(&mut self) -> String {
        let mut run = String::new();
        let mut letters = self.scan.rest().chars();
        while let Some(letter) = letters.next() {
            if letter == '\\' {
                run.extend(letters.next());
            } else if letter.is_whitespace() || matches!(letter, '(' | ')' | '"') {
                break;
            } else {
                run.push(letter);
            }
            self.scan.at = self.scan.text.len() - letters.as_str().len();
        }
        run
    }

    fn boost(&mut self) -> Result<(), Fault> {
        let start = self.scan.at;
        if self.scan.peek() != Some('^') {
            return Ok(());
        }
        let run = self.scan.run();
        let span = self.scan.span(start);
        let number = run.trim_start_matches('^');
        let factor = word::factor(number).ok_or_else(|| word::bad_boost(span))?;
        self.tokens.push((Token::Boost(factor), span));
        Ok(())
    }
}

/// What `\` protected may be an operator of ours: then it is a phrase.
fn settled(form: Form, span: Span, query: &str) -> Result<Form, Fault> {
    let side = |text: &str| {
        let text = text.replace('"', " ");
        scan::plain(&text).unwrap_or(Form::Phrase(vec![text]))
    };
    Ok(match form {
        Form::Word(text) | Form::Pattern(text) => side(&text),
        // A word that looks like an operator.
        Form::Phrase(words) => side(&words.join(" ")),
        Form::Fuzzy(text, edits) if side(&text) == Form::Word(text.clone()) => {
            Form::Fuzzy(text, edits)
        }
        Form::Fuzzy(..) => {
            return Err(no_counterpart(span, query, "write a plain word before the `~`"));
        }
        form => form,
    })
}

fn empty(span: Span) -> Fault {
    Fault::new(span, "the field needs something right after its colon", "write title:word")
}

fn bad_range(span: Span) -> Fault {
    let what = "the range makes no sense";
    Fault::new(span, what, "write published:[2023-01 TO 2023-03], with * for an open end")
}
