//! The articles of data/place/articles and articles-2024: the geoparser finds and resolves no fewer than it did.
//!
//! They are what its weights are trained on, so the figures are no promise for other texts (these
//! are in BENCHMARKS.md). They are a floor: a change that costs them is a change for the worse.

use std::fs;
use std::path::Path;

use dateline::article::Article;
use dateline::language::Prose;
use dateline::place::gazetteer::Gazetteer;
use dateline::place::{self, Referent};

const ARTICLES_MIN: usize = 150;

/// What is marked in an article: where, and the id of the place, where the gazetteer has it.
struct Marked {
    start: usize,
    end: usize,
    geonameid: Option<u32>,
}

/// Takes `[[words|geonameid]]` out of a text. Lines at its head that start with `#` are notes.
fn read(text: &str) -> (String, Vec<Marked>) {
    let mut rest = text;
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |it| it.1);
    }
    let (mut body, mut marked) = (String::new(), Vec::new());
    while let Some((before, after)) = rest.split_once("[[") {
        let (mark, after) = after.split_once("]]").expect("a mark ends in ]]");
        let mut cells = mark.split('|');
        let (words, id) = (cells.next().unwrap(), cells.next().unwrap_or("-"));
        body.push_str(before);
        let start = body.len();
        body.push_str(words);
        marked.push(Marked { start, end: body.len(), geonameid: id.parse().ok() });
        rest = after;
    }
    body.push_str(rest);
    (body, marked)
}

/// `part` of `whole`.
#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn no_fewer_places_than_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/place");
    let folders = ["articles", "articles-2024"].map(|it| fs::read_dir(folder.join(it)).unwrap());
    let gazetteer = Gazetteer::embedded();
    let (mut articles, mut given, mut wanted, mut found) = (0, 0, 0, 0);
    let (mut with_id, mut right_id, mut sure, mut sure_right) = (0, 0, 0, 0);
    for file in folders.into_iter().flatten() {
        let (body, marked) = read(&fs::read_to_string(file.unwrap().path()).unwrap());
        let article = Article { body, ..Article::default() };
        articles += 1;
        wanted += marked.len();
        for mention in place::find(&Prose::new(&article), gazetteer) {
            let span = (mention.span.start as usize, mention.span.end as usize);
            let mark = marked.iter().find(|it| (it.start, it.end) == span);
            let id = match mention.referent {
                Referent::Place(id) => Some(gazetteer.place(id).geonameid),
                Referent::Within(_) | Referent::Unknown => None,
            };
            let wanted_id = mark.and_then(|it| it.geonameid);
            given += 1;
            found += usize::from(mark.is_some());
            with_id += usize::from(wanted_id.is_some());
            right_id += usize::from(wanted_id.is_some() && id == wanted_id);
            if mention.confidence >= 0.9 {
                sure += 1;
                let right = mark.is_some() && (wanted_id.is_none() || id == wanted_id);
                sure_right += usize::from(right);
            }
        }
    }
    let strict = share(2 * found, given + wanted);
    assert!(articles >= ARTICLES_MIN, "{articles} articles");
    assert!(strict >= 0.87, "strict F1 {strict:.3} of {wanted} places");
    let exact = share(right_id, with_id);
    assert!(exact >= 0.95, "exact id {exact:.3} of {with_id} that were found");
    let sure_share = share(sure_right, sure);
    assert!(sure_share >= 0.9, "of {sure} said .9 and more {sure_share:.3} are right");
    assert!(sure * 2 > given, "only {sure} of {given} are said to be sure");
}
