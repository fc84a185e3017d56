//! `PlacePath`: `/Asia/Pakistan/Khyber Pakhtunkhwa/Dera Ismail Khan` and its ancestors.

use std::fmt;
use std::sync::Arc;

/// A place, from its continent down. A name that holds a slash has it replaced by `∕`. It is cloned
/// often, once for each place of each hit, and so shared.
#[derive(Clone, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PlacePath(Arc<str>);

impl PlacePath {
    /// The path of `names`, from the continent down.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> PlacePath {
        let mut path = String::new();
        for name in names {
            path.push('/');
            path.extend(name.chars().map(|it| if it == '/' { '∕' } else { it }));
        }
        PlacePath(path.into())
    }

    /// Reads a path as it prints: `/Asia/Pakistan`. What else may stand there is put right.
    pub fn from_text(text: &str) -> PlacePath {
        let is_one = text.starts_with('/') && !text.ends_with('/') && !text.contains("//");
        if is_one || text.is_empty() {
            return PlacePath(text.into());
        }
        PlacePath::new(text.split('/').filter(|it| !it.is_empty()))
    }

    /// The path of `name` in this place.
    #[must_use]
    pub fn child(&self, name: &str) -> PlacePath {
        PlacePath(format!("{}/{}", self.0, name.replace('/', "∕")).into())
    }

    /// As it prints: `/Asia/Pakistan`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names from the continent down.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|it| !it.is_empty())
    }

    /// How many names: 1 for a continent, 2 for a country.
    pub fn depth(&self) -> usize {
        self.names().count()
    }

    /// The last name.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The place it lies in; `None` for a continent.
    pub fn parent(&self) -> Option<PlacePath> {
        let (parent, _) = self.0.rsplit_once('/')?;
        (!parent.is_empty()).then(|| PlacePath(parent.into()))
    }

    /// It and all that it lies in, as they print, up to the continent.
    pub fn upwards(&self) -> impl Iterator<Item = &str> {
        let whole = (!self.0.is_empty()).then_some(&*self.0);
        std::iter::successors(whole, |it| {
            it.rsplit_once('/').map(|(above, _)| above).filter(|it| !it.is_empty())
        })
    }

    /// Whether `other` is this place or lies in it.
    pub fn contains(&self, other: &PlacePath) -> bool {
        other.is_in(&self.0)
    }

    /// Whether it is the place whose path prints so, or lies in it.
    pub fn is_in(&self, path: &str) -> bool {
        self.0.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for PlacePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let pakistan = PlacePath::from_text("/Asia/Pakistan");
        let city = pakistan.child("Khyber Pakhtunkhwa").child("Peshawar");
        assert_eq!(city.as_str(), "/Asia/Pakistan/Khyber Pakhtunkhwa/Peshawar");
        assert_eq!((city.depth(), city.name()), (4, "Peshawar"));
        assert!(pakistan.contains(&city) && pakistan.contains(&pakistan));
        let upwards: Vec<&str> = city.upwards().skip(1).collect();
        assert_eq!(upwards, ["/Asia/Pakistan/Khyber Pakhtunkhwa", "/Asia/Pakistan", "/Asia"]);
        assert_eq!(PlacePath::default().upwards().count(), 0);
        assert_eq!(PlacePath::from_text("Asia//Pakistan/"), pakistan);
        assert_eq!(pakistan.child("A/B").as_str(), "/Asia/Pakistan/A∕B");
        assert!(!city.contains(&pakistan));
        assert!(!PlacePath::from_text("/Asia/Pak").contains(&pakistan));
        assert_eq!(pakistan.parent().and_then(|it| it.parent()), None);
    }
}
