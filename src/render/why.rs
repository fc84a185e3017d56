//! Why each name of an article was taken for a place, and for which, for eyes.

use std::io::{self, Write};

use crate::article::{Article, Field};
use crate::place::explain::{Candidate, Reason, Weighed};
use crate::place::gazetteer::{Class, Gazetteer, Place};
use crate::render::article::words;
use crate::render::style::{Ink, View, one_line};
use crate::render::wrap;
use crate::text::Span;

/// So much of the evidence is told: it comes with what counted most first.
const EVIDENCE_MAX: usize = 5;

/// Candidates beyond these are only counted.
const CANDIDATES_MAX: usize = 4;

/// Lines longer than this are hard to read.
const COLUMNS_MAX: usize = 100;

/// What is told of an article's names.
#[derive(Debug)]
pub struct Names<'a> {
    /// The article.
    pub article: &'a Article,
    /// Where its candidates are looked up.
    pub gazetteer: &'a Gazetteer,
    /// Every name that the gazetteer knows.
    pub reasons: &'a [Reason],
    /// Where the mentions stand that were made of them.
    pub mentions: &'a [(Field, Span)],
}

impl Names<'_> {
    /// The reason for the mention that stands here; none where the text alone knows the place.
    pub fn of(&self, field: Field, span: Span) -> Option<&Reason> {
        self.reasons.iter().find(|it| it.field == field && it.span == span)
    }

    /// The names that no mention was made of.
    pub fn passed_over(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| {
            let covered = |it: &&(Field, Span)| it.0 == reason.field && it.1.overlaps(reason.span);
            !self.mentions.iter().any(|it| covered(&it))
        })
    }

    /// Writes both, each name with all its candidates where it stands first, and with the one that
    /// was chosen where it means the same again.
    pub fn write(&self, view: &View, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n{}", view.paint(Ink::Title, "Why these places"))?;
        let mut told: Vec<(&str, Option<&Candidate>)> = Vec::new();
        for (field, span) in self.mentions {
            let Some(reason) = self.of(*field, *span) else { continue };
            self.place_or_not(reason, Ink::Place, view, out)?;
            let first = (words(self.article, *field, *span), reason.candidates.first());
            let known = |it: &&(&str, Option<&Candidate>)| {
                it.0 == first.0 && it.1.map(|it| it.place) == first.1.map(|it| it.place)
            };
            if told.iter().any(|it| known(&it)) {
                if let Some(best) = first.1 {
                    let path = self.gazetteer.path(best.place);
                    indented(4, &format!("{:.2}  {path}  as above", best.share), view, out)?;
                }
                continue;
            }
            candidates(reason, self.gazetteer, view, out)?;
            told.push(first);
        }
        let mut passed_over = self.passed_over().peekable();
        if passed_over.peek().is_some() {
            writeln!(out, "\n{}", view.paint(Ink::Title, "Names passed over"))?;
        }
        for reason in passed_over {
            self.place_or_not(reason, Ink::Dim, view, out)?;
        }
        Ok(())
    }

    fn place_or_not(
        &self,
        reason: &Reason,
        ink: Ink,
        view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let name = one_line(words(self.article, reason.field, reason.span)).into_owned();
        let at = format!("at {} of the {}", reason.span.start, reason.field.name());
        let name = view.paint(ink, &name);
        writeln!(out, "  {name}  {}", view.paint(Ink::Dim, &at))?;
        let chance = format!("a place: {:.2}", reason.chance);
        indented(4, &format!("{chance}  {}", sums(&reason.evidence)), view, out)
    }
}

/// What a name may mean, the likeliest first: what speaks for that, and what the others lack.
pub fn candidates(
    reason: &Reason,
    gazetteer: &Gazetteer,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some((best, others)) = reason.candidates.split_first() else { return Ok(()) };
    candidate(best, &best.evidence, gazetteer, view, out)?;
    for other in others.iter().take(CANDIDATES_MAX) {
        candidate(other, &apart(other, best), gazetteer, view, out)?;
    }
    match others.len().saturating_sub(CANDIDATES_MAX) {
        0 => Ok(()),
        more => writeln!(out, "    {}", view.paint(Ink::Dim, &format!("… and {more} more"))),
    }
}

fn candidate(
    candidate: &Candidate,
    evidence: &[Weighed],
    gazetteer: &Gazetteer,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    // A town and the district around it have one path.
    let path = gazetteer.path(candidate.place);
    let kind = kind(&gazetteer.place(candidate.place));
    let line = format!("{:.2}  {path}  {kind}  {}", candidate.share, signed(candidate.score));
    indented(4, &line, view, out)?;
    indented(10, &sums(evidence), view, out)
}

/// What a place is, in a word.
pub fn kind(place: &Place<'_>) -> &'static str {
    match (place.kind, place.class()) {
        ("PPLC", _) => "capital",
        ("PPLA", _) => "regional seat",
        ("PPLA2", _) => "district seat",
        (_, Class::Continent) => "continent",
        (_, Class::Country) => "country",
        (_, Class::Region) => "region",
        (_, Class::District) => "district",
        (_, Class::Town) => "town",
        (_, Class::Quarter) => "quarter",
        (_, Class::Area) => "area",
        (_, Class::Water) => "water",
        (_, Class::Terrain) => "terrain",
        (_, Class::Site) => "site",
    }
}

/// What sets a candidate apart from the one that was chosen, what costs it most first.
fn apart(candidate: &Candidate, best: &Candidate) -> Vec<Weighed> {
    let value = |of: &Candidate, feature: &str| {
        of.evidence.iter().find(|it| it.feature == feature).map_or(0.0, |it| it.value)
    };
    let mut all: Vec<Weighed> = candidate.evidence.clone();
    let only = |it: &&Weighed| !candidate.evidence.iter().any(|own| own.feature == it.feature);
    all.extend(best.evidence.iter().filter(only));
    for it in &mut all {
        it.value = value(candidate, it.feature) - value(best, it.feature);
    }
    all.retain(|it| it.added().abs() >= 0.005);
    all.sort_by(|a, b| a.added().total_cmp(&b.added()));
    all
}

/// `after an honorific −1.72, fame +0.40 …`
fn sums(evidence: &[Weighed]) -> String {
    let told = evidence.iter().take(EVIDENCE_MAX);
    let told = told.map(|it| format!("{} {}", it.feature, signed(it.added())));
    let more = if evidence.len() > EVIDENCE_MAX { " …" } else { "" };
    format!("{}{more}", told.collect::<Vec<_>>().join(", "))
}

fn signed(number: f32) -> String {
    if number < 0.0 { format!("−{:.2}", -number) } else { format!("+{number:.2}") }
}

/// `text` in lines that stand so far in.
fn indented(columns: usize, text: &str, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let room = view.columns.min(COLUMNS_MAX).saturating_sub(columns + 2);
    for (number, line) in wrap::lines(text, &[], room, false, view).iter().enumerate() {
        let further = if number == 0 { 0 } else { 2 };
        writeln!(out, "{}{line}", " ".repeat(columns + further))?;
    }
    Ok(())
}
