//! `Document`: an article and all we worked out about it; `annotate` makes one.

use chrono::NaiveDate;

use crate::article::{Article, Field};
use crate::date::{self, DateMention};
use crate::dedup::Signature;
use crate::language::sentence::Sentence;
use crate::language::{Language, Prose};
use crate::place::gazetteer::{Gazetteer, PlaceId};
use crate::place::model::Weights;
use crate::place::outlet::{Home, Seen};
use crate::place::{self, PlaceMention, Role};
use crate::text::Span;

/// An article and all we worked out about it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The article as it was read.
    pub article: Article,
    /// The language of its text.
    pub language: Language,
    /// Where and when it was filed, where the body opens with that.
    pub dateline: Option<Dateline>,
    /// The times its text speaks of.
    pub dates: Vec<DateMention>,
    /// The places its text speaks of.
    pub places: Vec<PlaceMention>,
    /// The sentences of the body.
    pub sentences: Vec<Sentence>,
    /// What finds its near-copies.
    pub signature: Signature,
}

/// Where and when an article was filed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dateline {
    /// The words, in the body.
    pub span: Span,
    /// The place, where the gazetteer knows it.
    pub place: Option<PlaceId>,
    /// The day, where it is given.
    pub day: Option<NaiveDate>,
    /// The agency, in the body.
    pub agency: Option<Span>,
}

/// Works out when and where an article happens. Pure: the same article and gazetteer give the
/// same document, on any thread.
pub fn annotate(article: Article, gazetteer: &Gazetteer) -> Document {
    annotate_from(article, gazetteer, None)
}

/// [`annotate`], knowing where the outlet of the article is at home.
pub fn annotate_from(article: Article, gazetteer: &Gazetteer, home: Option<&Home>) -> Document {
    annotate_seen(article, gazetteer, home, None)
}

/// [`annotate_from`], with what was found in the article when its outlet was learnt of.
pub fn annotate_seen(
    article: Article,
    gazetteer: &Gazetteer,
    home: Option<&Home>,
    seen: Option<Box<Seen>>,
) -> Document {
    let (prose, found) = match seen.map(|it| it.of(&article)) {
        Some((prose, found)) => (prose, Some(found)),
        None => (Prose::new(&article), None),
    };
    let dates = date::find(&prose, article.published.as_ref());
    let mut places = match found {
        Some(found) => place::find_again(&prose, gazetteer, home, found),
        None => place::find_with(&prose, gazetteer, Weights::shipped(), home),
    };
    place::given::add(&article.given, gazetteer, &mut places);
    let dateline = prose.dateline.as_ref().map(|found| Dateline {
        span: found.span,
        place: places
            .iter()
            .find(|it| it.role == Role::Dateline)
            .and_then(|it| it.referent.anchor()),
        day: found.date.and_then(|span| {
            let mut body = dates.iter().filter(|it| it.field == Field::Body);
            let spoken = body.find(|it| it.span.overlaps(span))?;
            spoken.when.map(|when| when.start)
        }),
        agency: found.agency,
    });
    let signature = Signature::of(&prose.body);
    let language = prose.language;
    let sentences = prose.body.sentences;
    Document { article, language, dateline, dates, places, sentences, signature }
}
