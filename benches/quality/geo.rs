//! Places: the right span, the right place, the right country and region of a document.

use std::collections::HashMap;
use std::path::Path;

use dateline::document::Document;
use dateline::place::gazetteer::Gazetteer;

use crate::places::{self, Scores};

pub(crate) fn score(set: &Path, documents: &HashMap<String, Document>, names_only: bool) -> Scores {
    let gold = places::read_gold(set);
    let mut scores = Scores::default();
    for (id, document) in documents {
        let gold = gold.get(id).map(Vec::as_slice).unwrap_or_default();
        scores.add(gold, &document.places, names_only, Gazetteer::embedded());
    }
    scores
}
