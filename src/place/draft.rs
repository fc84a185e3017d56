//! `Draft`: all spots of an article with what they may mean, on their way to mentions.

use rustc_hash::FxHashMap;

use crate::article::Field;
use crate::language::token::{Case, Kind};
use crate::language::{Prose, Text};
use crate::place::gazetteer::{Class, Gazetteer, NameForm, NameId, PlaceId, Stature};
use crate::place::lexis;
use crate::place::model::Weights;
use crate::place::outlet::Home;
use crate::place::resolve::{self, Evidence, NO_NUMBER, Numbers};
use crate::place::spot::{self, Spot};

/// How the line that a spot stands in uses capitals.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Shape {
    /// For names and the first word.
    #[default]
    Usual,
    /// For most words, as in headlines.
    Title,
    /// For every letter.
    Upper,
}

/// What may be meant: a row of the gazetteer with what the models ask of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    pub(crate) place: PlaceId,
    pub(crate) form: NameForm,
    pub(crate) class: Class,
    pub(crate) capital: bool,
    pub(crate) seat: bool,
    pub(crate) people: u32,
    /// log10 of the population over 7.
    pub(crate) population: f32,
    /// How widely it is known, 0 to 1.
    pub(crate) fame: f32,
    pub(crate) country: Option<PlaceId>,
    pub(crate) region: Option<PlaceId>,
    /// What the draft numbers them.
    pub(crate) country_number: usize,
    pub(crate) region_number: usize,
    /// The first meaning of the name that lies in this country, and in this region: its rank.
    pub(crate) country_first: u8,
    pub(crate) region_first: u8,
    /// Whether a spot of the name says that it lies where this meaning lies.
    pub(crate) contained: bool,
    pub(crate) latitude: f32,
    pub(crate) longitude: f32,
    /// What a degree of longitude is worth beside one of latitude.
    pub(crate) narrow: f32,
    /// What speaks for it whatever the article says: see `resolve::stand_alone`.
    pub(crate) standing: f32,
    /// How likely it is meant: see `resolve`.
    pub(crate) share: f32,
    /// The same by first impressions, where no neighbour has a say.
    pub(crate) first: f32,
}

/// A name that occurs in the article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameInfo {
    /// Where its meanings stand in the draft's list.
    pub(crate) first: usize,
    pub(crate) end: usize,
    /// Of the most prominent meaning.
    pub(crate) class: Class,
    pub(crate) form: NameForm,
    pub(crate) capital: bool,
    pub(crate) people: u32,
    pub(crate) population: f32,
    pub(crate) fame: f32,
    /// ln of the number of meanings over 4.
    pub(crate) many: f32,
    /// In how many spots it occurs.
    pub(crate) spots: u32,
    /// What these make of its weight: 1 and the ln of their number.
    pub(crate) often: f32,
    /// How surely the article speaks of a place by this name.
    pub(crate) weight: f32,
    /// Whether one of its spots stands in a list with another.
    pub(crate) listed: bool,
    /// Whether one of the first meanings is the capital of a country.
    pub(crate) governs: bool,
}

/// How a spot stands to its neighbours.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Company {
    /// The number of the spot that says where this one lies: "X, Y", "X in Y".
    pub(crate) container: Option<usize>,
    /// The number of the spot whose container this one is.
    pub(crate) content: Option<usize>,
    /// The number of the spot that says where this one lies, though the gazetteer has no place of
    /// its name there: "Stroud in Ontario".
    pub(crate) beyond: Option<usize>,
    /// Whether it stands in a list with the spot before it.
    pub(crate) list_before: bool,
    /// Whether it stands in a list with the spot after it.
    pub(crate) list_after: bool,
}

impl Company {
    /// Whether it stands in a list with another.
    pub(crate) fn list(&self) -> bool {
        self.list_before || self.list_after
    }
}

/// A town of more people is meant where the text says "Phoenix in Ontario".
const IN_MAX: u32 = 500_000;

/// A town of more people is meant where the text says "Phoenix, Ontario".
const COMMA_MAX: u32 = 100_000;

/// More meanings than these are not looked at: they come most prominent first.
pub(crate) const MEANINGS_MAX: usize = 24;

/// Names that are less surely of places say nothing of where an outlet is at home.
const NAMED_MIN: f32 = 0.2;

/// All spots of an article with what they may mean.
#[derive(Clone)]
pub(crate) struct Draft<'p> {
    pub(crate) prose: &'p Prose<'p>,
    pub(crate) gazetteer: &'p Gazetteer,
    /// What speaks for a place before anything is read: where the article comes from.
    pub(crate) home: Evidence,
    pub(crate) spots: Vec<Spot>,
    pub(crate) names: Vec<NameInfo>,
    pub(crate) meanings: Vec<Meaning>,
    pub(crate) company: Vec<Company>,
    countries: Numbers,
    regions: Numbers,
}

/// What a draft has found, without the article that it was found in.
pub(crate) struct Found {
    spots: Vec<Spot>,
    names: Vec<NameInfo>,
    meanings: Vec<Meaning>,
    company: Vec<Company>,
    countries: Numbers,
    regions: Numbers,
}

impl<'p> Draft<'p> {
    /// Finds every spot and looks up what it may mean.
    pub(crate) fn new(
        prose: &'p Prose<'p>,
        gazetteer: &'p Gazetteer,
        home: Option<&Home>,
    ) -> Draft<'p> {
        let mut spots = Vec::new();
        spot::find(&prose.title, Field::Title, gazetteer, &mut spots);
        spot::find(&prose.body, Field::Body, gazetteer, &mut spots);
        let mut draft = Draft {
            prose,
            gazetteer,
            home: Evidence::default(),
            spots,
            names: Vec::new(),
            meanings: Vec::new(),
            company: Vec::new(),
            countries: Numbers::default(),
            regions: Numbers::default(),
        };
        draft.look_up();
        draft.settle(home);
        draft.shape_all();
        draft.extend();
        draft.keep_company();
        draft
    }

    /// What was found, where nothing has been resolved yet.
    pub(crate) fn apart(self) -> Found {
        let Draft { spots, names, meanings, company, countries, regions, .. } = self;
        Found { spots, names, meanings, company, countries, regions }
    }

    /// [`Draft::new`] where all was found before.
    pub(crate) fn again(
        prose: &'p Prose<'p>,
        gazetteer: &'p Gazetteer,
        home: Option<&Home>,
        found: Found,
    ) -> Draft<'p> {
        let Found { spots, names, meanings, company, countries, regions } = found;
        let home = Evidence::of_home(home, &countries, &regions);
        Draft { prose, gazetteer, home, spots, names, meanings, company, countries, regions }
    }

    /// Takes in where the article comes from.
    pub(crate) fn settle(&mut self, home: Option<&Home>) {
        self.home = Evidence::of_home(home, &self.countries, &self.regions);
    }

    /// The names of the article that may well be of places: how surely, and what they may mean.
    pub(crate) fn named(&self) -> Vec<(NameId, f32, &[Meaning])> {
        let mut named: Vec<(NameId, f32, &[Meaning])> = Vec::new();
        for spot in &self.spots {
            let Some(info) = self.names.get(spot.info) else { continue };
            if info.weight < NAMED_MIN || named.iter().any(|it| it.0 == spot.name) {
                continue;
            }
            named.push((spot.name, info.weight, self.meanings_of(spot.info)));
        }
        named
    }

    pub(crate) fn text(&self, field: Field) -> &'p Text<'p> {
        match field {
            Field::Title => &self.prose.title,
            Field::Body => &self.prose.body,
        }
    }

    pub(crate) fn meanings_of(&self, info: usize) -> &[Meaning] {
        let range = self.names.get(info).map_or(0..0, |it| it.first..it.end);
        self.meanings.get(range).unwrap_or_default()
    }

    pub(crate) fn meanings_of_mut(&mut self, info: usize) -> &mut [Meaning] {
        let range = self.names.get(info).map_or(0..0, |it| it.first..it.end);
        self.meanings.get_mut(range).unwrap_or_default()
    }

    pub(crate) fn in_dateline(&self, spot: &Spot) -> bool {
        let place = self.prose.dateline.as_ref().and_then(|it| it.place);
        spot.field == Field::Body && place.is_some_and(|it| it.contains(spot.span))
    }

    /// The spot that ends where this one starts.
    pub(crate) fn neighbour_before(&self, number: usize) -> Option<usize> {
        let (before, spot) = (number.checked_sub(1)?, self.spots.get(number)?);
        let other = self.spots.get(before)?;
        (other.field == spot.field && other.end == spot.first).then_some(before)
    }

    /// The spot that starts where this one ends.
    pub(crate) fn neighbour_after(&self, number: usize) -> Option<usize> {
        let spot = self.spots.get(number)?;
        let other = self.spots.get(number + 1)?;
        (other.field == spot.field && other.first == spot.end).then_some(number + 1)
    }

    fn look_up(&mut self) {
        let mut known: FxHashMap<NameId, usize> = FxHashMap::default();
        known.reserve(self.spots.len());
        self.countries.reserve(self.spots.len());
        self.regions.reserve(2 * self.spots.len());
        self.names.reserve(self.spots.len());
        self.meanings.reserve(4 * self.spots.len());
        for number in 0..self.spots.len() {
            let Some(name) = self.spots.get(number).map(|it| it.name) else { continue };
            let info = *known.entry(name).or_insert_with(|| {
                let info = self.names.len();
                let known = self.gazetteer.known.of(&name, || Known::new(self.gazetteer, name));
                let first = self.meanings.len();
                self.meanings.extend_from_slice(&known.meanings);
                let end = self.meanings.len();
                let own = self.meanings.get_mut(first..).unwrap_or_default();
                number_all(own, &mut self.countries, &mut self.regions);
                self.names.push(NameInfo { first, end, ..known.info });
                info
            });
            if let Some(spot) = self.spots.get_mut(number) {
                spot.info = info;
            }
            if let Some(info) = self.names.get_mut(info) {
                info.spots += 1;
            }
        }
        for info in &mut self.names {
            #[expect(clippy::cast_precision_loss, reason = "a small count")]
            let spots = info.spots as f32;
            info.often = 1.0 + spots.ln();
        }
        let (names, prose) = (&self.names, self.prose);
        self.spots.retain(|it| {
            let text = if it.field == Field::Title { &prose.title } else { &prose.body };
            names
                .get(it.info)
                .is_some_and(|info| info.end > info.first && !is_virus(text, it, info))
        });
    }

    fn shape_all(&mut self) {
        let mut last = (Field::Title, usize::MAX, Shape::Usual);
        for number in 0..self.spots.len() {
            let Some(spot) = self.spots.get(number) else { continue };
            let text = self.text(spot.field);
            let sentence = text.sentence_at(spot.span.start);
            if (last.0, last.1) != (spot.field, sentence) {
                last = (spot.field, sentence, shape_of(text, sentence));
            }
            if let Some(spot) = self.spots.get_mut(number) {
                spot.shape = last.2;
            }
        }
    }

    /// Takes in the capitalised kind word of "Nyanza Province" where a meaning is of that kind.
    fn extend(&mut self) {
        for number in 0..self.spots.len() {
            let Some(spot) = self.spots.get(number).copied() else { continue };
            let text = self.text(spot.field);
            let Some(next) = text.tokens.get(spot.end) else { continue };
            if next.kind != Kind::Word || next.case == Case::Lower || next.after_line || next.glued
            {
                continue;
            }
            let word = text.of(next);
            let classes = lexis::classes(word);
            let department = text.tokens.get(spot.end + 1).is_some_and(|it| text.of(it) == "of");
            if department && word.eq_ignore_ascii_case("department") {
                continue;
            }
            let state = word.eq_ignore_ascii_case("state");
            // "Borno State", not "Ohio State", "Kaduna State Police".
            let american =
                |it: &Meaning| self.gazetteer.place(it.place).country == "US" && !it.capital;
            let after = text.tokens.get(spot.end + 1);
            if state
                && (self.meanings_of(spot.info).first().is_some_and(american)
                    || after.is_some_and(|it| {
                        it.is_capitalised(text.text) && it.kind == Kind::Word && !it.after_line
                    }))
            {
                continue;
            }
            let region = classes & lexis::REGION != 0;
            let district = classes & (lexis::DISTRICT | lexis::ADMIN) != 0;
            let fits = |it: &Meaning| {
                (region && it.class == Class::Region) || (district && it.class == Class::District)
            };
            let last = spot.end.checked_sub(1).and_then(|it| text.tokens.get(it));
            let already = last.is_some_and(|it| {
                lexis::classes(text.of(it)) & (lexis::REGION | lexis::DISTRICT | lexis::ADMIN) != 0
            });
            let taken = self.neighbour_after(number).is_some();
            if !already
                && !taken
                && self.meanings_of(spot.info).iter().take(4).any(fits)
                && let Some(spot) = self.spots.get_mut(number)
            {
                spot.end += 1;
                spot.span.end = next.end;
            }
        }
    }

    fn keep_company(&mut self) {
        self.company = vec![Company::default(); self.spots.len()];
        for number in 1..self.spots.len() {
            let before = number - 1;
            let link = self.link(before);
            let (inner, outer) = match link {
                Link::None => continue,
                Link::Possessive => (number, before),
                _ => (before, number),
            };
            if self.contains(outer, inner) {
                if let Some(company) = self.company.get_mut(inner) {
                    company.container = Some(outer);
                }
                if let Some(company) = self.company.get_mut(outer) {
                    company.content = Some(inner);
                }
            } else if matches!(link, Link::Comma | Link::And) {
                if let Some(company) = self.company.get_mut(before) {
                    company.list_after = true;
                }
                if let Some(company) = self.company.get_mut(number) {
                    company.list_before = true;
                }
            }
        }
        for number in 0..self.spots.len() {
            if self.lies_beyond(number)
                && let Some(company) = self.company.get_mut(number)
            {
                company.beyond = Some(number + 1);
            }
        }
        for (spot, company) in self.spots.iter().zip(&self.company) {
            if let Some(info) = self.names.get_mut(spot.info) {
                info.listed |= company.list();
            }
        }
        self.contain();
    }

    /// Marks the meanings that lie where a spot of their name says.
    fn contain(&mut self) {
        for number in 0..self.spots.len() {
            let container = self.company.get(number).and_then(|it| it.container);
            let outer = container.and_then(|it| self.spots.get(it)).map(|it| it.info);
            let inner = self.spots.get(number).and_then(|it| self.names.get(it.info));
            let (Some(outer), Some(inner)) = (outer, inner) else { continue };
            for at in inner.first..inner.end {
                let contained = self.meanings.get(at).is_some_and(|it| self.within(it, outer));
                if let Some(meaning) = self.meanings.get_mut(at) {
                    meaning.contained |= contained;
                }
            }
        }
    }

    /// Whether what follows the spot of a town says where it lies and none of its meanings does:
    /// "Stroud in Ontario", "in Stroud, Ontario,".
    fn lies_beyond(&self, number: usize) -> bool {
        let company = |at: usize| self.company.get(at).copied().unwrap_or_default();
        let link = self.link(number);
        if !matches!(link, Link::In | Link::Comma)
            || company(number).container.is_some()
            || company(number + 1).content.is_some()
        {
            return false;
        }
        let info = |at: usize| self.spots.get(at).and_then(|it| self.names.get(it.info));
        let (Some(inner), Some(outer)) = (info(number), info(number + 1)) else { return false };
        let town = matches!(inner.class, Class::Town | Class::Quarter) && !inner.governs;
        let area = matches!(outer.class, Class::Country | Class::Region);
        if !town || outer.form == NameForm::Demonym {
            return false;
        }
        if link == Link::In {
            return inner.people < IN_MAX && (area || outer.class == Class::Town);
        }
        let Some(spot) = self.spots.get(number + 1) else { return false };
        let text = self.text(spot.field);
        let ends = text.tokens.get(spot.end).is_none_or(|it| it.kind == Kind::Mark);
        let listed = company(number).list_before || company(number + 1).list_after;
        // "the Strand, London".
        let city = outer.class == Class::Town && outer.people >= IN_MAX;
        inner.people < COMMA_MAX && (area || city) && ends && !listed
    }

    /// What stands between a spot and the next.
    fn link(&self, before: usize) -> Link {
        let (Some(a), Some(b)) = (self.spots.get(before), self.spots.get(before + 1)) else {
            return Link::None;
        };
        if a.field != b.field || b.first > a.end + 3 {
            return Link::None;
        }
        let text = self.text(a.field);
        let mut words = [""; 3];
        let between = text.tokens.get(a.end..b.first).unwrap_or_default();
        for (word, token) in words.iter_mut().zip(between) {
            *word = text.of(token);
        }
        match words {
            ["", "", ""] => Link::Adjacent,
            ["," | "(", "", ""] => Link::Comma,
            ["in", "", ""] | ["," | "(", "in", ""] => Link::In,
            ["and" | "or" | "&", "", ""] | [",", "and" | "or", ""] => Link::And,
            ["'" | "’", "s", ""] => Link::Possessive,
            _ => Link::None,
        }
    }

    /// Whether a meaning of the spot `inner` lies in one of `outer`.
    fn contains(&self, outer: usize, inner: usize) -> bool {
        let (Some(outer), Some(inner)) = (self.spots.get(outer), self.spots.get(inner)) else {
            return false;
        };
        outer.info != inner.info
            && self.meanings_of(inner.info).iter().any(|inner| self.within(inner, outer.info))
    }

    /// Whether `inner` lies in a meaning of the name `outer`.
    pub(crate) fn within(&self, inner: &Meaning, outer: usize) -> bool {
        self.meanings_of(outer).iter().take(6).any(|outer| self.lies_in(inner, outer))
    }

    /// Whether one meaning lies in the other.
    pub(crate) fn lies_in(&self, inner: &Meaning, outer: &Meaning) -> bool {
        if inner.place == outer.place || outer.form == NameForm::Demonym {
            return false;
        }
        match outer.class {
            Class::Country => inner.country == Some(outer.place),
            Class::Region => inner.region == Some(outer.place),
            Class::Continent | Class::District | Class::Town => {
                let same = outer.country.is_none() || outer.country == inner.country;
                same && self.gazetteer.lies_in(inner.place, outer.place)
            }
            _ => false,
        }
    }
}

/// What stands between two spots.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Link {
    None,
    Adjacent,
    Comma,
    In,
    And,
    Possessive,
}

/// What a name may mean, in whatever article.
#[derive(Clone)]
pub(crate) struct Known {
    info: NameInfo,
    meanings: Box<[Meaning]>,
}

impl Known {
    fn new(gazetteer: &Gazetteer, name: NameId) -> Known {
        let mut meanings: Vec<Meaning> = Vec::new();
        for candidate in gazetteer.candidates_of(name).take(MEANINGS_MAX) {
            let Stature { class, capital, seat, people, fame, point } =
                gazetteer.stature(candidate.place);
            #[expect(clippy::cast_possible_truncation, reason = "degrees need no more")]
            let (latitude, longitude) = (point.0 as f32, point.1 as f32);
            let (country, region) = gazetteer.country_and_region(candidate.place);
            let first = |is_it: &dyn Fn(&Meaning) -> bool| {
                let before = meanings.iter().position(is_it).unwrap_or(meanings.len());
                u8::try_from(before).unwrap_or_default()
            };
            meanings.push(Meaning {
                place: candidate.place,
                form: candidate.form,
                class,
                capital,
                seat,
                people,
                population: log_people(people),
                fame: (f32::from(fame) + 1.0).log2() / 8.0,
                country,
                region,
                country_number: NO_NUMBER,
                region_number: NO_NUMBER,
                country_first: first(&|it| it.country == country),
                region_first: first(&|it| it.region == region),
                contained: false,
                latitude,
                longitude,
                narrow: latitude.to_radians().cos(),
                standing: 0.0,
                share: 0.0,
                first: 0.0,
            });
        }
        resolve::stand_alone(&mut meanings, Weights::shipped());
        let top = meanings.first();
        #[expect(clippy::cast_precision_loss, reason = "a small count")]
        let many = (meanings.len().max(1) as f32).ln() / 4.0;
        let info = NameInfo {
            first: 0,
            end: meanings.len(),
            class: top.map_or(Class::Site, |it| it.class),
            form: top.map_or(NameForm::Alternate, |it| it.form),
            capital: top.is_some_and(|it| it.capital),
            people: top.map_or(0, |it| it.people),
            population: top.map_or(0.0, |it| it.population),
            fame: top.map_or(0.0, |it| it.fame),
            many,
            spots: 0,
            often: 1.0,
            weight: 0.0,
            listed: false,
            governs: meanings.iter().take(4).any(|it| it.capital),
        };
        Known { info, meanings: meanings.into() }
    }
}

/// Numbers the countries and regions of the meanings of a name.
fn number_all(meanings: &mut [Meaning], countries: &mut Numbers, regions: &mut Numbers) {
    let of = |numbers: &mut Numbers, place: Option<PlaceId>| {
        let next = numbers.len() + 1;
        place.map_or(NO_NUMBER, |it| *numbers.entry(it).or_insert(next))
    };
    for rank in 0..meanings.len() {
        let (before, rest) = meanings.split_at_mut(rank);
        let Some(meaning) = rest.first_mut() else { break };
        // The first that lies there has the number already.
        let same = |first: u8| before.get(usize::from(first));
        meaning.country_number = same(meaning.country_first)
            .map_or_else(|| of(countries, meaning.country), |it| it.country_number);
        meaning.region_number = same(meaning.region_first)
            .map_or_else(|| of(regions, meaning.region), |it| it.region_number);
    }
}

/// Whether a spot is what a virus is called: "the Reston ebolavirus", "West Nile virus". Of a
/// country, a region or a great city it is the news: "New York virus cases".
fn is_virus(text: &Text<'_>, spot: &Spot, info: &NameInfo) -> bool {
    let wide = matches!(info.class, Class::Country | Class::Region | Class::Continent);
    let next = text.tokens.get(spot.end).filter(|it| it.kind == Kind::Word);
    !wide && info.people < VIRUS_MAX && next.is_some_and(|it| text.of(it).ends_with("virus"))
}

/// Towns of more people are not what a virus is called.
const VIRUS_MAX: u32 = 500_000;

fn log_people(people: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a logarithm needs no more")]
    let people = people as f32;
    (people + 1.0).log10() / 7.0
}

fn shape_of(text: &Text<'_>, sentence: usize) -> Shape {
    let Some(sentence) = text.sentences.get(sentence) else { return Shape::Usual };
    let tokens = text.tokens.get(sentence.first as usize..sentence.end as usize);
    let (mut words, mut capital, mut upper) = (0, 0, 0);
    for token in tokens.unwrap_or_default().iter().filter(|it| it.kind == Kind::Word) {
        if token.end - token.start < 4 {
            continue;
        }
        words += 1;
        capital += usize::from(token.case != Case::Lower);
        upper += usize::from(token.case == Case::Upper);
    }
    if words >= 3 && upper * 4 >= words * 3 {
        Shape::Upper
    } else if words >= 4 && capital * 4 >= words * 3 {
        Shape::Title
    } else {
        Shape::Usual
    }
}
