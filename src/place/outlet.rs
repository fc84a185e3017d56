//! Where an outlet is at home: "Paris" in a paper of Paris, Tennessee.
//!
//! Nobody has to say so. What the other articles of an outlet speak of shows it, and counts, when
//! an article is resolved, like a few more names in its text.

use std::hash::Hasher as _;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHasher};

use crate::article::Article;
use crate::language::Prose;
use crate::place::accept;
use crate::place::draft::{Draft, Found, Meaning};
use crate::place::gazetteer::{Class, Gazetteer, NameId, PlaceId};
use crate::place::model::Weights;

/// So many articles of an outlet are looked at: more would not tell more.
const ARTICLES_MAX: usize = 24;

/// Outlets beyond these are not learnt.
const OUTLETS_MAX: usize = 4_096;

/// The home counts like so many names in the text.
const MASS: f32 = 3.0;

/// A first look and a second.
const ROUNDS: usize = 2;

/// How many other articles give half of that.
const ARTICLES_HALF: f32 = 1.5;

/// A meaning with a smaller share of its name is none.
const SHARE_MIN: f32 = 0.02;

/// Points beyond these are not kept: the home is where most is.
const POINTS_MAX: usize = 6;

/// What an outlet's other articles speak of.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Countries and regions with their mass.
    pub(crate) countries: Vec<(PlaceId, f32)>,
    pub(crate) regions: Vec<(PlaceId, f32)>,
    /// Latitude, longitude and mass of what is smaller than a country.
    pub(crate) points: Vec<(f32, f32, f32)>,
    /// The mass of all.
    pub(crate) total: f32,
}

/// The outlets of a collection.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    known: FxHashMap<String, Outlet>,
    areas: Areas,
}

/// What was found in an article that was looked at, so that it is not looked for again.
pub struct Seen {
    prose: Prose<'static>,
    found: Found,
}

impl Seen {
    /// What it is of the article that was looked at.
    pub(crate) fn of(self, article: &Article) -> (Prose<'_>, Found) {
        (self.prose.with(article), self.found)
    }
}

/// What is known of one outlet.
#[derive(Clone, Debug, Default)]
struct Outlet {
    /// The numbers of the articles that were looked at, and whether they speak of any place.
    articles: Vec<(u64, bool)>,
    /// What they speak of, by name and article.
    said: Vec<Said>,
    /// Where it is at home for an article that is none of these, once that was asked.
    home: OnceLock<Option<Arc<Home>>>,
}

/// A name in an article.
#[derive(Clone, Debug)]
struct Said {
    name: NameId,
    /// Where the article is in the list of its outlet.
    article: usize,
    /// How surely it names a place.
    weight: f32,
    meanings: Box<[Meant]>,
}

/// What a name may mean.
#[derive(Clone, Copy, Debug)]
struct Meant {
    place: PlaceId,
    share: f32,
    /// The numbers of its country and region.
    country: u32,
    region: u32,
    /// Whether it is smaller than a region.
    small: bool,
}

/// The countries and regions that outlets speak of, with numbers from 1; 0 is none.
#[derive(Clone, Debug, Default)]
struct Areas {
    numbers: FxHashMap<PlaceId, u32>,
    places: Vec<PlaceId>,
}

impl Outlets {
    /// Looks at articles of outlets that are not known well yet.
    pub fn learn<'a>(
        &mut self,
        articles: impl IntoIterator<Item = &'a Article>,
        gazetteer: &Gazetteer,
    ) {
        self.learn_by(articles, gazetteer, Weights::shipped());
    }

    /// [`Outlets::learn`] by weights of one's own.
    pub fn learn_by<'a>(
        &mut self,
        articles: impl IntoIterator<Item = &'a Article>,
        gazetteer: &Gazetteer,
        weights: &Weights,
    ) {
        self.look_at(articles.into_iter().map(Some), gazetteer, weights);
    }

    /// The same; and what was found in those that were looked at, by their numbers among all.
    fn look_at<'a>(
        &mut self,
        articles: impl Iterator<Item = Option<&'a Article>>,
        gazetteer: &Gazetteer,
        weights: &Weights,
    ) -> Vec<(usize, Seen)> {
        let mut fresh: Vec<(String, Prose<'a>, u64)> = Vec::new();
        let mut numbers: Vec<usize> = Vec::new();
        let mut waiting: FxHashMap<String, usize> = FxHashMap::default();
        for (at, article) in articles.enumerate() {
            let Some(article) = article else { continue };
            let Some(outlet) = outlet(article) else { continue };
            let seen = self.known.get(&outlet).map_or(0, |it| it.articles.len());
            let others = waiting.entry(outlet.clone()).or_default();
            let unknown = seen == 0 && self.known.len() >= OUTLETS_MAX;
            if unknown || seen + *others >= ARTICLES_MAX {
                continue;
            }
            *others += 1;
            fresh.push((outlet, Prose::new(article), number(article)));
            numbers.push(at);
        }
        // At first every meaning of a name has a say, so that several unlikely ones that agree can
        // win; what they agree on tells, the second time, which Paris.
        let drafts: Vec<Draft<'_>> =
            fresh.iter().map(|(_, prose, _)| Draft::new(prose, gazetteer, None)).collect();
        for round in 0..ROUNDS {
            let mut found: Vec<(&str, u64, Vec<Said>)> = Vec::with_capacity(fresh.len());
            for ((outlet, _, number), draft) in fresh.iter().zip(&drafts) {
                let home = if round == 0 { None } else { self.home_of(outlet, *number, gazetteer) };
                let mut draft = draft.clone();
                draft.settle(home.as_deref());
                if round == 0 {
                    accept::glance(&mut draft, weights);
                } else {
                    accept::judge(&mut draft, weights);
                }
                found.push((outlet, *number, said(&draft, &mut self.areas)));
            }
            for (outlet, number, said) in found {
                self.known.entry(outlet.to_owned()).or_default().hear(number, said);
            }
        }
        let found: Vec<Found> = drafts.into_iter().map(Draft::apart).collect();
        let prose = fresh.into_iter().map(|it| it.1.apart());
        let seen = prose.zip(found).map(|(prose, found)| Seen { prose, found });
        numbers.into_iter().zip(seen).collect()
    }

    /// Where the outlet of an article is at home, as its other articles show; `None` where the
    /// article has no outlet or there are no others.
    pub fn home(&self, article: &Article, gazetteer: &Gazetteer) -> Option<Arc<Home>> {
        self.home_of(&outlet(article)?, number(article), gazetteer)
    }

    fn home_of(&self, outlet: &str, article: u64, gazetteer: &Gazetteer) -> Option<Arc<Home>> {
        self.known.get(outlet)?.home_of(article, &self.areas, gazetteer)
    }
}

impl Outlet {
    /// Takes in what an article speaks of, in place of what it did before.
    fn hear(&mut self, number: u64, said: Vec<Said>) {
        self.home = OnceLock::new();
        let speaks = !said.is_empty();
        let known = self.articles.iter().position(|it| it.0 == number);
        let article = known.unwrap_or(self.articles.len());
        if known.is_some() {
            self.articles[article].1 = speaks;
            self.said.retain(|it| it.article != article);
        } else {
            self.articles.push((number, speaks));
        }
        self.said.extend(said.into_iter().map(|it| Said { article, ..it }));
        self.said.sort_by_key(|it| (it.name, it.article));
    }

    /// Its home as all its articles but this one show.
    fn home_of(&self, number: u64, areas: &Areas, gazetteer: &Gazetteer) -> Option<Arc<Home>> {
        let home = |without| self.home_by(without, areas, gazetteer).map(Arc::new);
        match self.articles.iter().position(|it| it.0 == number) {
            Some(article) => home(Some(article)),
            None => self.home.get_or_init(|| home(None)).clone(),
        }
    }

    /// Where its articles but one say it is at home.
    fn home_by(
        &self,
        without: Option<usize>,
        areas: &Areas,
        gazetteer: &Gazetteer,
    ) -> Option<Home> {
        let speak = self.articles.iter().enumerate();
        let speak = speak.filter(|(article, it)| it.1 && Some(*article) != without).count();
        if speak == 0 {
            return None;
        }
        let mut home = Home::default();
        let (mut countries, mut regions) = (Sums::new(areas), Sums::new(areas));
        let mut points: FxHashMap<PlaceId, f32> = FxHashMap::default();
        points.reserve(self.said.len() * 2);
        // What a name may mean, with the sum of the shares of each.
        let mut meanings: Vec<Meant> = Vec::new();
        for same in self.said.chunk_by(|one, other| one.name == other.name) {
            // A name counts once, however many articles have it: one that is always taken wrongly
            // must not outweigh all those that are not.
            let mut same = same.iter().filter(|it| Some(it.article) != without);
            let Some(first) = same.next() else { continue };
            // How surely it names a place, where it does so most surely.
            let (mut best, mut articles) = (first.weight, 1.0_f32);
            meanings.clear();
            for said in same {
                best = best.max(said.weight);
                articles += 1.0;
                // Most names are in one article.
                if meanings.is_empty() {
                    meanings.extend_from_slice(&first.meanings);
                }
                for meant in &said.meanings {
                    match meanings.iter_mut().find(|it| it.place == meant.place) {
                        Some(sum) => sum.share += meant.share,
                        None => meanings.push(*meant),
                    }
                }
            }
            let weight = best * (1.0 + articles.ln());
            home.total += weight;
            let all = if articles > 1.0 { &meanings } else { &*first.meanings };
            for meant in all {
                let mass = weight * meant.share / articles;
                countries.add(meant.country, mass);
                regions.add(meant.region, mass);
                if meant.small {
                    *points.entry(meant.place).or_default() += mass;
                }
            }
        }
        (home.countries, home.regions) = (countries.of(areas), regions.of(areas));
        let mut points: Vec<(PlaceId, f32)> = points.into_iter().collect();
        points.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (place, mass) in points.into_iter().take(POINTS_MAX) {
            let (latitude, longitude) = gazetteer.point(place);
            #[expect(clippy::cast_possible_truncation, reason = "degrees need no more")]
            home.points.push((latitude as f32, longitude as f32, mass));
        }
        #[expect(clippy::cast_precision_loss, reason = "a small count")]
        let count = speak as f32;
        let total = MASS * count / (count + ARTICLES_HALF);
        let factor = total / home.total.max(f32::EPSILON);
        Some(home.scaled(factor))
    }
}

/// What an article speaks of, as its draft has it.
fn said(draft: &Draft<'_>, areas: &mut Areas) -> Vec<Said> {
    let mut meant = |it: &Meaning| {
        let (country, region) = (areas.number(it.country), areas.number(it.region));
        let small = !matches!(it.class, Class::Continent | Class::Country | Class::Region);
        Meant { place: it.place, share: it.share, country, region, small }
    };
    let said = draft.named().into_iter().map(|(name, weight, meanings)| {
        let meanings = meanings.iter().filter(|it| it.share > SHARE_MIN).map(&mut meant);
        Said { name, article: 0, weight, meanings: meanings.collect() }
    });
    said.collect()
}

/// The masses of some areas, by their numbers.
struct Sums {
    masses: Vec<f32>,
    met: Vec<u32>,
}

impl Sums {
    fn new(areas: &Areas) -> Sums {
        Sums { masses: vec![0.0; areas.places.len() + 1], met: Vec::with_capacity(64) }
    }

    fn add(&mut self, number: u32, mass: f32) {
        let sum = &mut self.masses[number as usize];
        if *sum == 0.0 && number != 0 {
            self.met.push(number);
        }
        *sum += mass;
    }

    fn of(&self, areas: &Areas) -> Vec<(PlaceId, f32)> {
        let met = self.met.iter().map(|it| *it as usize);
        met.map(|it| (areas.places[it - 1], self.masses[it])).collect()
    }
}

impl Areas {
    /// The number of a country or region; 0 for none.
    fn number(&mut self, place: Option<PlaceId>) -> u32 {
        let Some(place) = place else { return 0 };
        *self.numbers.entry(place).or_insert_with(|| {
            self.places.push(place);
            u32::try_from(self.places.len()).unwrap_or_default()
        })
    }
}

impl Home {
    /// The same with its masses times `factor`.
    fn scaled(mut self, factor: f32) -> Home {
        for (_, mass) in self.countries.iter_mut().chain(&mut self.regions) {
            *mass *= factor;
        }
        for (_, _, mass) in &mut self.points {
            *mass *= factor;
        }
        self.total *= factor;
        self
    }
}

/// Holds articles back until there are enough of them to learn from.
#[derive(Debug)]
pub struct Lookahead<T> {
    outlets: Outlets,
    items: Vec<T>,
    bytes: usize,
}

/// So much text is looked at before the first of it is resolved.
const WINDOW_BYTES: usize = 1 << 20;

/// So many items are held back at most.
const WINDOW_ITEMS: usize = 2_048;

impl<T> Default for Lookahead<T> {
    fn default() -> Lookahead<T> {
        Lookahead { outlets: Outlets::default(), items: Vec::new(), bytes: 0 }
    }
}

impl<T> Lookahead<T> {
    /// Holds an item of so many bytes back. Whether it is time to [`Lookahead::take`].
    pub fn push(&mut self, item: T, bytes: usize) -> bool {
        self.items.push(item);
        self.bytes += bytes;
        self.bytes >= WINDOW_BYTES || self.items.len() >= WINDOW_ITEMS
    }

    /// All that was held back, in order, learnt from where `article` finds one in it; and what was
    /// found in these.
    pub fn take(
        &mut self,
        gazetteer: &Gazetteer,
        article: impl Fn(&T) -> Option<&Article>,
    ) -> Vec<(T, Option<Box<Seen>>)> {
        let articles = self.items.iter().map(article);
        let seen = self.outlets.look_at(articles, gazetteer, Weights::shipped());
        let mut seen = seen.into_iter().peekable();
        self.bytes = 0;
        let items = std::mem::take(&mut self.items).into_iter().enumerate();
        let mut own = |at: usize| seen.next_if(|it| it.0 == at).map(|it| Box::new(it.1));
        items.map(|(at, item)| (item, own(at))).collect()
    }

    /// What was learnt.
    pub fn outlets(&self) -> &Outlets {
        &self.outlets
    }
}

/// What an outlet is known by: its name, or the site of the article.
fn outlet(article: &Article) -> Option<String> {
    let named = article.source.as_deref().map(str::trim).filter(|it| !it.is_empty());
    if let Some(name) = named {
        return Some(name.to_lowercase());
    }
    let url = article.url.as_deref()?;
    let host = url.split_once("://").map_or(url, |it| it.1).split('/').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// Tells an article from the others of its outlet.
fn number(article: &Article) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(article.id.as_bytes());
    hasher.write(article.body.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A name in several articles.
    #[derive(Default)]
    struct Heard {
        best: f32,
        articles: f32,
        meanings: Vec<(PlaceId, f32)>,
    }

    /// Where these articles say that their outlet is at home, worked out from the articles alone.
    fn plain(articles: &[&Vec<Said>], gazetteer: &Gazetteer) -> Option<Home> {
        let mut names: BTreeMap<NameId, Heard> = BTreeMap::new();
        let mut count = 0.0;
        for said in articles.iter().filter(|it| !it.is_empty()) {
            count += 1.0;
            for named in *said {
                let heard = names.entry(named.name).or_default();
                heard.best = heard.best.max(named.weight);
                heard.articles += 1.0;
                for meaning in &named.meanings {
                    add(&mut heard.meanings, meaning.place, meaning.share);
                }
            }
        }
        if count == 0.0 {
            return None;
        }
        let mut home = Home::default();
        let mut points: Vec<(PlaceId, f32)> = Vec::new();
        for Heard { best, articles, meanings } in names.into_values() {
            let weight = best * (1.0 + articles.ln());
            home.total += weight;
            for (place, share) in meanings {
                let mass = weight * share / articles;
                let (country, region) = gazetteer.country_and_region(place);
                if let Some(country) = country {
                    add(&mut home.countries, country, mass);
                }
                if let Some(region) = region {
                    add(&mut home.regions, region, mass);
                }
                let class = gazetteer.class(place);
                if !matches!(class, Class::Continent | Class::Country | Class::Region) {
                    add(&mut points, place, mass);
                }
            }
        }
        points.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (place, mass) in points.into_iter().take(POINTS_MAX) {
            let (latitude, longitude) = gazetteer.point(place);
            #[expect(clippy::cast_possible_truncation, reason = "as the home has them")]
            home.points.push((latitude as f32, longitude as f32, mass));
        }
        let total = MASS * count / (count + ARTICLES_HALF);
        let factor = total / home.total.max(f32::EPSILON);
        Some(home.scaled(factor))
    }

    fn add(masses: &mut Vec<(PlaceId, f32)>, place: PlaceId, mass: f32) {
        match masses.iter_mut().find(|(it, _)| *it == place) {
            Some((_, sum)) => *sum += mass,
            None => masses.push((place, mass)),
        }
    }

    /// All of a home, bit by bit.
    fn bits(home: Option<Home>) -> Option<Vec<Vec<u32>>> {
        let home = home?;
        let masses = |masses: Vec<(PlaceId, f32)>| {
            let mut masses: Vec<_> =
                masses.into_iter().map(|(place, mass)| vec![place.0, mass.to_bits()]).collect();
            masses.sort();
            masses
        };
        let mut all = vec![vec![home.total.to_bits()]];
        all.extend(masses(home.countries));
        all.extend(masses(home.regions));
        all.extend(home.points.iter().map(|it| [it.0, it.1, it.2].map(f32::to_bits).to_vec()));
        Some(all)
    }

    #[test]
    fn a_home_without_an_article_is_that_of_the_others() {
        let gazetteer = Gazetteer::embedded();
        let bodies = [
            "A crash near Springfield closed the road to Paris, Texas. Georgia lost to Athens.",
            "Springfield, Illinois, has a mayor. He flew from London to San Jose and to Georgia.",
            "Nobody was hurt.",
            "In Paris and in London, in Texas and in Asia, Jackson met Smith of San Jose.",
            "Victoria is near Athens. Cambridge is near London. San Jose is near Paris.",
        ];
        let articles = bodies.map(|it| Article { body: it.to_owned(), ..Article::default() });
        let (mut outlet, mut areas) = (Outlet::default(), Areas::default());
        let all = articles.each_ref().map(|it| {
            let prose = Prose::new(it);
            let mut draft = Draft::new(&prose, gazetteer, None);
            accept::glance(&mut draft, Weights::shipped());
            said(&draft, &mut areas)
        });
        assert!(all[2].is_empty());
        // What is said again takes the place of what was said before.
        for (number, said) in (0..).zip(all.iter().rev()).chain((0..).zip(&all)) {
            outlet.hear(number, said.clone());
        }
        let all: Vec<&Vec<Said>> = all.iter().collect();
        assert!(plain(&all, gazetteer).is_some_and(|it| it.regions.len() > 20));
        let whole = bits(outlet.home_by(None, &areas, gazetteer));
        assert_eq!(whole, bits(plain(&all, gazetteer)));
        for without in 0..all.len() {
            let mut others = all.clone();
            others.remove(without);
            let home = outlet.home_by(Some(without), &areas, gazetteer);
            assert_eq!(bits(home), bits(plain(&others, gazetteer)), "{without}");
        }
    }
}
