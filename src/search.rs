//! The waist: a `Plan` goes in, `Results` come out, an `Engine` stands between.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::article::{Article, Field, Published};
use crate::date::DateMention;
use crate::date::interval::{Grain, Interval};
use crate::date::parse::Period;
use crate::error::Result;
use crate::language::Language;
use crate::language::vectors::Vectors;
use crate::place::Role;
use crate::place::path::PlacePath;
use crate::text::Span;

/// A search with nothing left to guess: every date an interval, every place a path.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What an article must be like.
    pub matching: Expr,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to give; `None` for all of them.
    pub limit: Option<usize>,
    /// How many of the first hits to leave out.
    pub offset: usize,
    /// Where the page before this one ended, as its `Results::next` said.
    pub cursor: Option<String>,
    /// What to count the matching articles by.
    pub facets: Vec<FacetRequest>,
    /// How many passages to show of each hit; 0 for none.
    pub snippets: usize,
    /// How long a passage may be, in characters.
    pub snippet_chars: usize,
    /// How many places to tell of each hit, the most spoken of first: to name them takes a while.
    pub places: usize,
    /// Whether each hit comes with the sum of its score.
    pub explain: bool,
    /// Lets what the best hits have in common count in the order.
    pub expand: bool,
    /// Lets how near the best hits are to the query in meaning count in the order.
    pub semantic: Option<Arc<Vectors>>,
    /// One article a story, with the number of its copies; facets count stories, too.
    pub collapse: bool,
    /// Favours fresh articles: the score of one this many days older than the newest is worth
    /// three quarters, and never less than half.
    pub recency_days: Option<f32>,
    /// The day that `recency_days` counts back from.
    pub today: NaiveDate,
}

impl Plan {
    /// Every article that `matching` keeps, best first, ten of them, with no frills.
    pub fn new(matching: Expr, today: NaiveDate) -> Plan {
        Plan {
            matching,
            sort: Sort::Relevance,
            limit: Some(10),
            offset: 0,
            cursor: None,
            facets: Vec::new(),
            snippets: 0,
            snippet_chars: 240,
            places: usize::MAX,
            explain: false,
            expand: false,
            semantic: None,
            collapse: false,
            recency_days: None,
            today,
        }
    }
}

/// What an article must be like: words and filters in one tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Every article.
    All,
    /// All of these. With none, every article.
    And(Vec<Expr>),
    /// Any of these. With none, no article.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// The articles of the first that match the second or not; the second only adds to the score.
    Should(Box<Expr>, Box<Expr>),
    /// This, its score times the factor.
    Boost(Box<Expr>, f32),
    /// A word as the user typed it, in any of its inflections.
    Word(Scope, String),
    /// Words in a row.
    Phrase(Scope, Vec<String>),
    /// Words that match a pattern: `*` any letters, `?` one letter.
    Wildcard(Scope, String),
    /// Words within so many edits of this one (0 to 2).
    Fuzzy(Scope, String, u8),
    /// Each side in some place, so that all fit into a window.
    Near {
        /// Where to look.
        scope: Scope,
        /// What must be close: words, phrases, wildcards, fuzzy words, `Or` and `Near` of them.
        sides: Vec<Expr>,
        /// At most this many words between neighbouring sides.
        distance: u32,
        /// Whether the sides must come in this order.
        ordered: bool,
    },
    /// All of these in one sentence or paragraph of the body. The sides are as in `Near`.
    Together(Unit, Vec<Expr>),
    /// Any of these words and phrases, all of which count as one word: synonyms.
    Same(Scope, Vec<Expr>),
    /// A word at least so many times.
    AtLeast(Scope, String, u32),
    /// A filter: it does not count in the score.
    Filter(Filter),
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum Scope {
    /// Title and body, with the weights of the ranking.
    #[default]
    Everywhere,
    /// The title.
    Title,
    /// The body.
    Body,
    /// The title and the first 60 words of the body.
    Lead,
}

/// What `Expr::Together` holds together.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Unit {
    /// A sentence.
    Sentence,
    /// A paragraph.
    Paragraph,
}

/// What keeps or drops an article without counting in its score.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Came out in this period. Articles without a date are dropped.
    Published(Period),
    /// Has no publication date.
    Undated,
    /// Speaks of a time in this one.
    Happened(Happened),
    /// Speaks of a place or one that lies in it, in this role or any.
    Place(PlacePath, Option<Role>),
    /// Speaks of one of these places (their lasting ids), in this role or any.
    PlaceIds(Vec<u32>, Option<Role>),
    /// Speaks in one sentence of one of these places and one of these times.
    Together {
        /// Any of these, or what lies in them.
        places: Vec<PlacePath>,
        /// Or any of these, by their lasting ids.
        place_ids: Vec<u32>,
        /// Any of these.
        happened: Vec<Happened>,
    },
    /// The publisher, folded; `*` and `?` as in a wildcard.
    Source(String),
    /// The language.
    Language(Language),
    /// A part of the address, folded; `*` and `?` as in a wildcard.
    Url(String),
    /// The id, exactly.
    Id(String),
}

/// A filter on the times that a text speaks of.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct Happened {
    /// The days asked for.
    pub when: Interval,
    /// How fine the question is: a mention more than one grain coarser does not count.
    pub grain: Grain,
    /// Whether it counts all the same.
    pub coarse: bool,
    /// How mention and question must lie to each other.
    pub mode: Overlap,
}

/// How a mention and a question must lie to each other.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum Overlap {
    /// They share a day.
    #[default]
    Overlaps,
    /// The mention lies in the question.
    Within,
    /// The question lies in the mention.
    Covers,
}

/// The order of the hits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first, those without a date last.
    Newest,
    /// The oldest first, those without a date last.
    Oldest,
    /// By id.
    Id,
}

/// What to count the matching articles by.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetRequest {
    /// What by.
    pub by: FacetBy,
    /// How many of the largest counts; `None` for all.
    pub limit: Option<usize>,
}

/// What articles can be counted by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FacetBy {
    /// Places of this depth (1 continents, 2 countries, 3 regions, 4 and more towns), under
    /// `root`, in this role or any.
    Place {
        /// How many names the counted paths have.
        depth: usize,
        /// Only what lies in this place.
        root: Option<PlacePath>,
        /// Only places in this role.
        role: Option<Role>,
    },
    /// When they came out, by `Day`, `Week`, `Month`, `Quarter` or `Year`.
    Published(Grain),
    /// When what they speak of happened; each article counts once in each period it speaks of.
    Happened(Grain),
    /// Their language.
    Language,
    /// Their publisher.
    Source,
}

impl FacetBy {
    /// The key that JSON prints: `place:2`, `date:month`, `happened:year`, `language`, `source`.
    pub fn key(&self) -> String {
        match self {
            FacetBy::Place { depth, .. } => format!("place:{depth}"),
            FacetBy::Published(grain) => format!("date:{}", grain.name()),
            FacetBy::Happened(grain) => format!("happened:{}", grain.name()),
            FacetBy::Language => "language".to_owned(),
            FacetBy::Source => "source".to_owned(),
        }
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// How many articles match in all.
    pub total: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// The counts asked for, in the order they were asked for.
    pub facets: Vec<Facet>,
    /// What `Plan::cursor` takes to go on; `None` at the end.
    pub next: Option<String>,
    /// What the user should know of the search: a word that found nothing, articles left out.
    pub hints: Vec<Hint>,
}

/// What a user should know of a search.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Hint {
    /// No article has this word; without it there would be so many.
    NoSuchWord {
        /// The word as typed.
        word: String,
        /// The total without it.
        without: u64,
        /// Words of the index that look like it, the likeliest first.
        instead: Vec<String>,
    },
    /// Few articles match, and this word looks misspelt.
    RareWord {
        /// The word as typed.
        word: String,
        /// How many articles have it.
        articles: u64,
        /// A much commoner word that looks like it.
        instead: String,
        /// The total with that word in its place.
        with: u64,
    },
    /// No article matches, though each word is in some: without this one so many would.
    NoneHasAll {
        /// The word as typed.
        word: String,
        /// The total without it.
        without: u64,
    },
    /// No article has this source, which the query asks for.
    NoSuchSource {
        /// The source, folded.
        source: String,
        /// Sources of the index that look like it, the likeliest first.
        instead: Vec<String>,
    },
    /// These words of the best hits count in the order, the heaviest first.
    Expanded(Vec<String>),
    /// So many articles match but for the date filter, because they have no date.
    UndatedLeftOut(u64),
}

/// One article found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The article's id.
    pub id: String,
    /// BM25 with the weights of the ranking; 0 where the hits are not ranked.
    pub score: f32,
    /// The headline; empty where there is none.
    pub title: String,
    /// When it came out.
    pub published: Option<Published>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Its language.
    pub language: Language,
    /// The file it was read from.
    pub path: String,
    /// The places it speaks of, the most spoken of first.
    pub places: Vec<Somewhere>,
    /// The times it speaks of, in order.
    pub when: Vec<Interval>,
    /// The passages that show why it matches.
    pub snippets: Vec<Snippet>,
    /// How its score comes about, one line a part.
    pub explanation: Vec<String>,
    /// The story it belongs to.
    pub story: Option<Story>,
}

/// A place that an article speaks of, as it is told to the outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Somewhere {
    /// The path.
    pub path: PlacePath,
    /// The lasting id; `None` for a place that only the text knows.
    pub geonameid: Option<u32>,
    /// How the article stands to it.
    pub role: Role,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How often it is named.
    pub mentions: u32,
}

/// An article and its near-copies.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Story {
    /// The id of its earliest article.
    pub id: String,
    /// How many articles, this one included.
    pub copies: u32,
}

/// A passage that shows why an article matches.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Snippet {
    /// The text it is from.
    pub field: Field,
    /// Where it stands there.
    pub span: Span,
    /// Its characters, as they stand there.
    pub text: String,
    /// What matched, as spans of `text`, in order and apart from each other.
    pub marks: Vec<Mark>,
}

/// A marked part of a snippet or of an article that is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// Why.
    pub kind: MarkKind,
}

/// Why something is marked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum MarkKind {
    /// A word of the query.
    Word,
    /// A time that the query asks for.
    Date,
    /// A place that the query asks for.
    Place,
}

/// The counts of one [`FacetRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// What was counted by.
    pub by: FacetBy,
    /// The counts: the largest first, but dates in their order.
    pub counts: Vec<Count>,
    /// How many distinct values there are in all.
    pub distinct: u64,
}

/// One value and its count.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Count {
    /// A path, a date (`2023-12`, `2023-W50`), a language code, a publisher.
    pub value: String,
    /// How many articles.
    pub articles: u64,
    /// How many stories, where the plan collapses them.
    pub stories: Option<u64>,
}

impl Count {
    /// What was asked for: stories, else articles.
    pub fn shown(&self) -> u64 {
        self.stories.unwrap_or(self.articles)
    }
}

/// An article as the index keeps it, with all that was worked out about it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The article.
    pub article: Article,
    /// Its language.
    pub language: Language,
    /// The times its text speaks of.
    pub dates: Vec<DateMention>,
    /// The places its text speaks of.
    pub places: Vec<StoredPlace>,
    /// The story it belongs to.
    pub story: Option<Story>,
    /// When it was ingested, in seconds since 1970 UTC.
    pub ingested: i64,
}

/// A mention of a place as the index keeps it: no gazetteer is needed to read it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPlace {
    /// The text it stands in.
    pub field: Field,
    /// The words.
    pub span: Span,
    /// The place.
    pub place: Somewhere,
    /// Whether it counts in facets and filters.
    pub counts: bool,
    /// How sure we are.
    pub confidence: f32,
    /// The rule that decided.
    pub rule: String,
}

/// What an index holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Stats {
    /// How many articles.
    pub articles: u64,
    /// How many of them have no publication date.
    pub undated: u64,
    /// How many of them name no place.
    pub unplaced: u64,
    /// The first and last day of publication.
    pub published: Option<(NaiveDate, NaiveDate)>,
    /// How many distinct words.
    pub words: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// How many segments.
    pub segments: u64,
    /// What the index says of itself: format, versions, fingerprints, in order.
    pub properties: Vec<(&'static str, String)>,
}

/// What the start of a word can be completed to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Vocabulary {
    /// Words, folded, in the forms that articles have them in.
    #[default]
    Words,
    /// Places that articles speak of, by their paths.
    Places,
    /// Publishers.
    Sources,
}

impl Vocabulary {
    /// The name that `--of` takes.
    pub fn name(self) -> &'static str {
        match self {
            Vocabulary::Words => "words",
            Vocabulary::Places => "places",
            Vocabulary::Sources => "sources",
        }
    }

    /// One of it.
    pub fn one(self) -> &'static str {
        self.name().trim_end_matches('s')
    }
}

/// What the start of a word may become.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Completions {
    /// How many there are in all.
    pub total: u64,
    /// The commonest of them, the commonest first.
    pub best: Vec<Completion>,
}

/// One of [`Completions`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Completion {
    /// A word, a path, a publisher.
    pub text: String,
    /// How many articles have it.
    pub articles: u64,
}

/// Anything that can run a plan: the index on disk, another dateline far away.
pub trait Engine {
    /// Runs `plan`. All of the answer comes from one snapshot of the index.
    fn search(&self, plan: &Plan) -> Result<Results>;

    /// How many articles match: `Results::total` of a search without the search.
    fn count(&self, matching: &Expr) -> Result<u64>;

    /// One article by its id.
    fn get(&self, id: &str) -> Result<Option<Stored>>;

    /// The articles most like one, itself left out.
    fn similar(&self, id: &str, plan: &Plan) -> Result<Results>;

    /// What the last word that was typed may become, the commonest first, no more than `limit`.
    fn complete(&self, typed: &str, of: Vocabulary, limit: Option<usize>) -> Result<Completions>;

    /// What there is.
    fn stats(&self) -> Result<Stats>;
}
