//! Places that the gazetteer does not know and the text makes plain: "Chattahoochee River", "the
//! village of Saldowo", "Daraban police station in Dera Ismail Khan".
//!
//! Such a place lies in the one that the text names with it, or in the town that it spoke of last.

use rustc_hash::FxHashMap;

use crate::article::Field;
use crate::language::Text;
use crate::language::token::{Case, Kind, Token};
use crate::place::gazetteer::{Class, Gazetteer, PlaceId};
use crate::place::lexis::{self, Classes};
use crate::place::{Form, PlaceMention, Referent, Role};
use crate::text::Span;

/// How sure a rule is: measured on annotated articles.
const NATURE: f32 = 0.75;
const STREET: f32 = 0.55;
const KIND: f32 = 0.7;
const AGAIN: f32 = 0.6;
const CONTAINED: f32 = 0.65;

/// More than these in one article are a gazette, not news.
const FOUND_MAX: usize = 200;

/// Heads of the names of streets, in full and short.
const STREETS: &[&str] =
    &["Street", "Road", "Avenue", "Boulevard", "Drive", "Lane", "St", "Ave", "Blvd", "Rd"];

/// The same glued on, as papers wrote them until 1900: "Mill-street".
const STREETS_GLUED: &[&str] =
    &["street", "road", "lane", "square", "place", "row", "gate", "terrace", "crescent", "quay"];

/// Heads of the names of natural features and parks that are told by their head alone.
const NATURAL: &[&str] = &[
    "River",
    "Lake",
    "Creek",
    "Island",
    "Islands",
    "Valley",
    "Bay",
    "Mountain",
    "Mountains",
    "Desert",
    "Peninsula",
    "Beach",
    "Wilderness",
    "Forest",
    "Park",
    "Reservoir",
    "Canal",
    "Sea",
    "Strait",
    "Township",
    "County",
    "Parish",
    "Basin",
    "Gulf",
    "Plateau",
    "Glacier",
    "Canyon",
    "Oblast",
    "Prefecture",
    "Governorate",
    "Province",
];

/// What follows the name of a place in lower case: "Shaab district".
const KINDS: &[&str] = &[
    "village",
    "town",
    "hamlet",
    "district",
    "province",
    "neighborhood",
    "neighbourhood",
    "suburb",
    "township",
    "county",
    "municipality",
    "tehsil",
    "prefecture",
    "governorate",
    "settlement",
    "checkpoint",
    "oblast",
    "island",
    "islands",
    "river",
    "valley",
];

/// What goes before "of" and the name of a place.
const KINDS_OF: &[&str] = &[
    "village",
    "villages",
    "town",
    "hamlet",
    "district",
    "suburb",
    "settlement",
    "township",
    "municipality",
    "neighborhood",
    "neighbourhood",
    "city",
    "island",
    "province",
    "county",
];

/// What goes before the name of a place that is in another.
const PREPOSITIONS: &[&str] = &["in", "near", "around", "outside", "from", "between"];

struct Search<'t, 'm> {
    field: Field,
    text: &'t Text<'t>,
    gazetteer: &'t Gazetteer,
    known: &'m [PlaceMention],
    found: Vec<PlaceMention>,
    /// The names that a rule has found, in this article.
    names: FxHashMap<&'t str, Referent>,
}

/// Adds to `mentions` (of one field, in order) what only the text knows, and lets it take the
/// place of a mention within it: "Chesterton" of "Chesterton Road".
pub(crate) fn add(
    field: Field,
    text: &Text<'_>,
    gazetteer: &Gazetteer,
    mentions: &mut Vec<PlaceMention>,
) {
    let mut search = Search {
        field,
        text,
        gazetteer,
        known: mentions,
        found: Vec::new(),
        names: FxHashMap::default(),
    };
    let mut name = search.is_name(0);
    for at in 1..text.tokens.len() {
        let before = std::mem::replace(&mut name, search.is_name(at));
        if name {
            if before {
                search.by_head(at);
            }
            search.by_container(at);
        } else {
            search.by_glued_head(at);
            search.by_kind(at, before);
        }
        if search.found.len() > FOUND_MAX {
            break;
        }
    }
    search.again();
    let found = search.found;
    if found.is_empty() {
        return;
    }
    mentions.retain(|it| !found.iter().any(|other| other.span.overlaps(it.span)));
    mentions.extend(found);
    mentions.sort_by_key(|it| it.span.start);
}

impl<'t> Search<'t, '_> {
    fn token(&self, at: usize) -> Option<&'t Token> {
        self.text.tokens.get(at)
    }

    fn word(&self, at: usize) -> &'t str {
        self.token(at).map(|it| self.text.of(it)).unwrap_or_default()
    }

    fn is_name(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| {
            it.kind == Kind::Word && it.is_capitalised(self.text.text) && it.end - it.start > 1
        })
    }

    /// The start of the run of capitalised words that ends before `end`, function words left out.
    fn run_before(&self, end: usize) -> usize {
        const NOT: Classes = lexis::FUNCTION
            | lexis::HONORIFIC
            | lexis::MONTH
            | lexis::PREPOSITION_TO
            | lexis::SPEECH;
        let mut start = end;
        while let Some(before) = start.checked_sub(1).filter(|it| self.is_name(*it)) {
            let broken = self.token(start).is_some_and(|it| it.after_line);
            let plain = lexis::classes(self.word(before)) & NOT != 0;
            if broken || plain || end - before > 3 {
                break;
            }
            start = before;
        }
        // The first word of a sentence has its capital anyway.
        let opens = self.opens(start);
        let common = lexis::classes(self.word(start)) & lexis::COMMON != 0;
        if opens && common && start + 1 < end { start + 1 } else { start }
    }

    /// Whether a sentence starts with a token.
    fn opens(&self, at: usize) -> bool {
        self.text.sentences.binary_search_by_key(&at, |it| it.first as usize).is_ok()
    }

    /// "Chattahoochee River", "Divinity Road": the last of two capitalised words or more.
    fn by_head(&mut self, at: usize) {
        if self.is_name(at + 1) || self.token(at).is_some_and(|it| it.case != Case::Title) {
            return;
        }
        let word = self.word(at);
        let street = STREETS.contains(&word);
        if !(street || NATURAL.contains(&word)) {
            return;
        }
        let start = self.run_before(at);
        let numbered = start.checked_sub(1).and_then(|it| self.token(it));
        let number = numbered.is_some_and(|it| it.kind == Kind::Number);
        let initial = self.word(start.saturating_sub(1)) == ".";
        if start == at || number || (initial && street) {
            return;
        }
        let organisation = (start..at)
            .any(|it| lexis::classes(self.word(it)) & (lexis::EDUCATION | lexis::BUSINESS) != 0);
        let stop = matches!(word, "St" | "Ave" | "Blvd" | "Rd") && self.word(at + 1) == ".";
        if stop || !organisation {
            let (confidence, rule) =
                if street { (STREET, "street") } else { (NATURE, "natural feature") };
            self.push(start, at + 1 + usize::from(stop), confidence, rule);
        }
    }

    /// "Mill-street".
    fn by_glued_head(&mut self, at: usize) {
        let glued = |at: usize| self.token(at).is_some_and(|it| it.glued);
        let head = self.token(at).is_some_and(|it| it.case == Case::Lower) && glued(at);
        if head
            && glued(at - 1)
            && self.word(at - 1) == "-"
            && STREETS_GLUED.contains(&self.word(at))
            && at >= 2
            && self.is_name(at - 2)
        {
            let start = self.run_before(at - 1);
            self.push(start, at + 1, STREET, "street");
        }
    }

    /// "Shaab district", "the village of Saldowo", "Daraban police station". Whether a name stands
    /// before costs less to see than which word it is.
    fn by_kind(&mut self, at: usize, before: bool) {
        if !before && !self.is_name(at + 1) {
            return;
        }
        let word = self.word(at);
        let kind = || KINDS.contains(&word) || (word == "police" && self.word(at + 1) == "station");
        if before && kind() {
            let start = self.run_before(at);
            if start < at && at - start <= 2 && !self.opens(start) && self.free(start, at) {
                self.push(start, at, KIND, "kind word");
            }
        } else if word == "of" && self.is_name(at + 1) && KINDS_OF.contains(&self.word(at - 1)) {
            let mut end = at + 1;
            while end < at + 4 && self.is_name(end) {
                end += 1;
            }
            if self.free(at + 1, end) {
                self.push(at + 1, end, KIND, "kind word");
            }
        }
    }

    /// "in Enayetpur, in Sirajganj", "near Khatsun, Bryansk,": what follows says where it lies.
    fn by_container(&mut self, at: usize) {
        const NOT: Classes = lexis::FUNCTION
            | lexis::ORGANISATION
            | lexis::SITE
            | lexis::HONORIFIC
            | lexis::GIVEN
            | lexis::SURNAME
            | lexis::COMMON
            | lexis::MONTH
            | lexis::DIRECTION;
        if !PREPOSITIONS.contains(&self.word(at - 1)) {
            return;
        }
        let mut end = at + 1;
        while end < at + 3 && self.is_name(end) {
            end += 1;
        }
        let mut next = end + usize::from(self.word(end) == ",");
        next += usize::from(self.word(next) == "in");
        let Some(start) = self.token(next).filter(|_| next > end).map(|it| it.start) else {
            return;
        };
        let plain = |it: usize| {
            lexis::classes(self.word(it)) & NOT == 0
                && self.token(it).is_some_and(|it| it.case == Case::Title && it.end - it.start > 3)
        };
        let known = self.known.binary_search_by_key(&start, |it| it.span.start);
        let outer = known.ok().and_then(|it| self.known.get(it));
        let sure = outer.is_some_and(|it| it.form == Form::Name && it.confidence >= 0.6);
        // "from Lovelle Mixon, Oakland police said" is about no place.
        let closed = outer.is_some_and(|outer| {
            let after = self.text.text.get(outer.span.end as usize..).unwrap_or_default();
            self.word(next - 1) == "in" || !after.starts_with([' ', '-'])
        });
        if sure && closed && (at..end).all(plain) && self.free(at, end) {
            self.push(at, end, CONTAINED, "container");
        }
    }

    /// Whether no mention covers one of the tokens, and none of them is a person or weekday.
    fn free(&self, first: usize, end: usize) -> bool {
        let Some(span) = self.span(first, end) else { return false };
        let not = lexis::WEEKDAY | lexis::MONTH | lexis::DIRECTION | lexis::ORGANISATION;
        let plain = (first..end).any(|it| lexis::classes(self.word(it)) & not != 0);
        !plain && !self.known.iter().any(|it| it.field == self.field && it.span.overlaps(span))
    }

    fn span(&self, first: usize, end: usize) -> Option<Span> {
        let start = self.token(first)?.start;
        Some(Span::new(start, self.token(end.checked_sub(1)?)?.end))
    }

    fn push(&mut self, first: usize, end: usize, confidence: f32, rule: &'static str) {
        let Some(span) = self.span(first, end) else { return };
        let here = |it: &&PlaceMention| it.field == self.field;
        // The gazetteer knows it, or more than it, or all but words before it ("former Hall
        // County"): its entry stands.
        let stands = |it: &PlaceMention| it.span.contains(span) || it.span.end == span.end;
        if self.known.iter().filter(here).any(stands) {
            return;
        }
        if self.found.iter().any(|it| it.span.overlaps(span)) {
            return;
        }
        let referent = self.anchor(span, end).map_or(Referent::Unknown, Referent::Within);
        if let Some(name) = span.of(self.text.text) {
            self.names.insert(name, referent);
        }
        self.found.push(self.mention(span, referent, confidence, rule));
    }

    fn mention(
        &self,
        span: Span,
        referent: Referent,
        confidence: f32,
        rule: &'static str,
    ) -> PlaceMention {
        PlaceMention {
            field: self.field,
            span,
            form: Form::Name,
            referent,
            role: Role::Mentioned,
            counts: true,
            confidence,
            rule,
        }
    }

    /// Where it lies: in the place that follows within a few words, else in the nearest before it
    /// that is no country, else in the nearest country before it.
    fn anchor(&self, span: Span, end: usize) -> Option<PlaceId> {
        let next = self.known.iter().find(|it| it.field == self.field && it.span.start >= span.end);
        let linked = next.filter(|it| {
            let between = Span::new(span.end, it.span.start).of(self.text.text);
            let words = between.unwrap_or_default();
            words.len() <= 24
                && (words.starts_with(',') || words.contains(" in ") || words.contains(" of "))
                && !words.contains(['.', ';'])
        });
        if let Some(place) = linked.and_then(|it| it.referent.anchor()) {
            return Some(place);
        }
        let _ = end;
        let before = || {
            let before = self.known.iter().rev();
            let before = before.filter(|it| it.field == self.field && it.span.end <= span.start);
            before.filter(|it| it.form != Form::Demonym).filter_map(|it| it.referent.anchor())
        };
        let narrow = |it: &PlaceId| {
            !matches!(self.gazetteer.class(*it), Class::Country | Class::Continent | Class::Area)
        };
        before().take(6).find(narrow).or_else(|| before().next())
    }

    /// The other mentions of the names that were found.
    fn again(&mut self) {
        if self.names.is_empty() {
            return;
        }
        for at in 0..self.text.tokens.len() {
            if !self.is_name(at) {
                continue;
            }
            for words in (1..=3).rev() {
                let Some(span) = self.span(at, at + words) else { continue };
                let Some(referent) = span.of(self.text.text).and_then(|it| self.names.get(it))
                else {
                    continue;
                };
                let referent = *referent;
                let person = at.checked_sub(1).is_some_and(|it| self.is_name(it));
                let taken = person
                    || self.is_name(at + words)
                    || self.known.iter().any(|it| it.field == self.field && it.span.overlaps(span))
                    || self.found.iter().any(|it| it.span.overlaps(span));
                if !taken && self.found.len() <= FOUND_MAX {
                    self.found.push(self.mention(span, referent, AGAIN, "named before"));
                }
                break;
            }
        }
    }
}
