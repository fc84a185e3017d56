//! Languages told by the text alone, against those that a set states.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::language::Language;

use crate::articles;
use crate::tally::Tally;

pub(crate) fn score(set: &Path) -> String {
    let mut all = Tally::default();
    let mut each: BTreeMap<&str, Tally> = BTreeMap::new();
    for article in articles(set) {
        let stated = article.language.as_deref().and_then(Language::from_name);
        let Some(stated) = stated else { continue };
        let told = Language::detect(None, &article.title, &article.body);
        for tally in [&mut all, each.entry(stated.code()).or_default()] {
            tally.right += usize::from(told == stated);
            tally.wanted += 1;
        }
    }
    let each: Vec<String> =
        each.iter().map(|(code, it)| format!("{code} {:.3}", it.recall())).collect();
    format!("{:.3} of {}: {}", all.recall(), all.wanted, each.join(", "))
}
