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
use crate::place::draft::Draft;
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
}

/// What is known of one outlet.
#[derive(Clone, Debug, Default)]
struct Outlet {
    articles: Vec<Seen>,
    /// Where it is at home for an article that is none of these, once that was asked.
    home: OnceLock<Option<Arc<Home>>>,
}

/// What one article of an outlet speaks of.
#[derive(Clone, Debug)]
struct Seen {
    article: u64,
    names: Vec<Named>,
}

/// A name in an article.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: NameId,
    /// How surely it names a place.
    pub(crate) weight: f32,
    /// What it may mean, with the share of each.
    pub(crate) meanings: Vec<(PlaceId, f32)>,
}

/// A name in several articles.
#[derive(Debug, Default)]
struct Heard {
    /// How surely it names a place, where it does so most surely.
    best: f32,
    /// In how many articles it stands.
    articles: f32,
    /// The sum of the shares of each meaning.
    meanings: Vec<(PlaceId, f32)>,
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
        let mut fresh: Vec<(String, Prose<'a>, u64)> = Vec::new();
        let mut waiting: FxHashMap<String, usize> = FxHashMap::default();
        for article in articles {
            let Some(outlet) = outlet(article) else { continue };
            let seen = self.known.get(&outlet).map_or(0, |it| it.articles.len());
            let others = waiting.entry(outlet.clone()).or_default();
            let unknown = seen == 0 && self.known.len() >= OUTLETS_MAX;
            if unknown || seen + *others >= ARTICLES_MAX {
                continue;
            }
            *others += 1;
            fresh.push((outlet, Prose::new(article), number(article)));
        }
        // At first every meaning of a name has a say, so that several unlikely ones that agree can
        // win; what they agree on tells, the second time, which Paris.
        let drafts: Vec<Draft<'_>> =
            fresh.iter().map(|(_, prose, _)| Draft::new(prose, gazetteer, None)).collect();
        for round in 0..ROUNDS {
            let mut found: Vec<(&str, Seen)> = Vec::with_capacity(fresh.len());
            for ((outlet, _, number), draft) in fresh.iter().zip(&drafts) {
                let home = if round == 0 { None } else { self.home_of(outlet, *number, gazetteer) };
                let mut draft = draft.clone();
                draft.settle(home.as_deref());
                if round == 0 {
                    accept::glance(&mut draft, weights);
                } else {
                    accept::judge(&mut draft, weights);
                }
                found.push((outlet, Seen { article: *number, names: draft.named() }));
            }
            for (outlet, seen) in found {
                let known = self.known.entry(outlet.to_owned()).or_default();
                known.home = OnceLock::new();
                let articles = &mut known.articles;
                match articles.iter_mut().find(|it| it.article == seen.article) {
                    Some(old) => *old = seen,
                    None => articles.push(seen),
                }
            }
        }
    }

    /// Where the outlet of an article is at home, as its other articles show; `None` where the
    /// article has no outlet or there are no others.
    pub fn home(&self, article: &Article, gazetteer: &Gazetteer) -> Option<Arc<Home>> {
        self.home_of(&outlet(article)?, number(article), gazetteer)
    }

    fn home_of(&self, outlet: &str, article: u64, gazetteer: &Gazetteer) -> Option<Arc<Home>> {
        self.known.get(outlet)?.home_of(article, gazetteer)
    }
}

impl Outlet {
    /// Its home as all its articles but this one show.
    fn home_of(&self, article: u64, gazetteer: &Gazetteer) -> Option<Arc<Home>> {
        if self.articles.iter().any(|it| it.article == article) {
            let others = self.articles.iter().filter(|it| it.article != article);
            return home_by(others, gazetteer).map(Arc::new);
        }
        let home = || home_by(self.articles.iter(), gazetteer).map(Arc::new);
        self.home.get_or_init(home).clone()
    }
}

/// Where these articles of an outlet say it is at home.
fn home_by<'s>(articles: impl Iterator<Item = &'s Seen>, gazetteer: &Gazetteer) -> Option<Home> {
    // A name counts once, however many articles have it: one that is always taken wrongly
    // must not outweigh all those that are not.
    let mut names: FxHashMap<NameId, Heard> = FxHashMap::default();
    let mut count = 0.0;
    for seen in articles.filter(|it| !it.names.is_empty()) {
        count += 1.0;
        for named in &seen.names {
            let heard = names.entry(named.name).or_default();
            heard.best = heard.best.max(named.weight);
            heard.articles += 1.0;
            for (place, share) in &named.meanings {
                add(&mut heard.meanings, *place, *share);
            }
        }
    }
    if count == 0.0 {
        return None;
    }
    let mut home = Home::default();
    let mut points: Vec<(PlaceId, f32)> = Vec::new();
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|(name, _)| *name);
    for (_, Heard { best, articles, meanings }) in names {
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
        #[expect(clippy::cast_possible_truncation, reason = "degrees need no more")]
        home.points.push((latitude as f32, longitude as f32, mass));
    }
    let total = MASS * count / (count + ARTICLES_HALF);
    let factor = total / home.total.max(f32::EPSILON);
    Some(home.scaled(factor))
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

fn add(masses: &mut Vec<(PlaceId, f32)>, place: PlaceId, mass: f32) {
    match masses.iter_mut().find(|(it, _)| *it == place) {
        Some((_, sum)) => *sum += mass,
        None => masses.push((place, mass)),
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

    /// All that was held back, in order, learnt from where `article` finds one in it.
    pub fn take(
        &mut self,
        gazetteer: &Gazetteer,
        article: impl Fn(&T) -> Option<&Article>,
    ) -> Vec<T> {
        self.outlets.learn(self.items.iter().filter_map(article), gazetteer);
        self.bytes = 0;
        std::mem::take(&mut self.items)
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
