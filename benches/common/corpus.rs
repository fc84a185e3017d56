//! A corpus made to measure: news-like JSON Lines, the same for the same seed.
//!
//! Words follow Zipf's law over an invented vocabulary, mixed with English function words; places
//! are real towns, the large ones more often; each article has a date and speaks of others.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use dateline::place::gazetteer::{Gazetteer, PlaceId};

const VOCABULARY: usize = 120_000;
const PLACES: usize = 18_000;

const FUNCTION_WORDS: &[&str] = &[
    "the", "of", "to", "in", "and", "a", "on", "for", "that", "said", "was", "with", "by", "at",
    "from", "as", "is", "were", "he", "its", "it", "had", "be", "has", "have", "but", "an", "not",
    "after", "who", "which", "his", "are", "been", "this", "their", "will", "more", "about", "up",
];

const WHEN: &[&str] = &[
    "on Monday",
    "on Tuesday",
    "on Friday",
    "last week",
    "last month",
    "in January",
    "in March",
    "since 2019",
    "in 2021",
    "yesterday",
    "earlier this year",
    "three days later",
    "next year",
    "on 12 December 2023",
    "in the third quarter",
    "two years ago",
    "on March 3",
];

/// Numbers that look random and are not.
pub(crate) struct Dice(u64);

impl Dice {
    #[allow(dead_code, reason = "not every bench throws its own")]
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        // Vigna's SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A rank from 0 up to `count`, the low ones more often: close to Zipf with exponent 1.
    fn rank(&mut self, count: usize) -> usize {
        let most = (count as f64).ln();
        ((self.unit() * most).exp() as usize).saturating_sub(1).min(count - 1)
    }
}

fn vocabulary(dice: &mut Dice) -> Vec<String> {
    let onsets =
        ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "pr", "tr"];
    let vowels = ["a", "e", "i", "o", "u", "ea", "ou"];
    let codas = ["", "n", "r", "t", "s", "nd", "ck", "l"];
    let endings = ["", "", "s", "ed", "ing", "er", "ly", "ion", "al", "ment"];
    let pick = |dice: &mut Dice, from: &[&'static str]| from[dice.below(from.len())];
    (0..VOCABULARY)
        .map(|_| {
            let mut word = String::new();
            for _ in 0..=dice.below(3) {
                word.push_str(pick(dice, &onsets));
                word.push_str(pick(dice, &vowels));
                word.push_str(pick(dice, &codas));
            }
            word + pick(dice, &endings)
        })
        .collect()
}

fn places(gazetteer: &Gazetteer) -> Vec<String> {
    let ids = (0..u32::try_from(gazetteer.len()).unwrap()).map(PlaceId);
    let mut towns: Vec<_> = ids.map(|id| gazetteer.place(id)).collect();
    towns.sort_by_key(|it| (std::cmp::Reverse(it.population), it.geonameid));
    towns.truncate(PLACES);
    towns.into_iter().map(|it| it.name.to_owned()).collect()
}

/// Writes at least `bytes` of articles to `path`; gives their number.
pub(crate) fn write(path: &Path, bytes: usize, seed: u64) -> usize {
    let mut dice = Dice(seed);
    let words = vocabulary(&mut dice);
    let places = places(Gazetteer::embedded());
    let mut out = BufWriter::new(File::create(path).unwrap());
    let (mut written, mut count) = (0, 0);
    while written < bytes {
        let title: Vec<&str> = (0..7).map(|_| words[dice.rank(VOCABULARY)].as_str()).collect();
        let body = body(&mut dice, &words, &places);
        let (year, month, day) = (2000 + dice.below(24), 1 + dice.below(12), 1 + dice.below(28));
        let row = serde_json::json!({
            "id": format!("made:{count}"),
            "title": title.join(" "),
            "body": body,
            "date": format!("{year}-{month:02}-{day:02}"),
            "lang": "en",
            "source": format!("Paper {}", dice.rank(200)),
        });
        let line = row.to_string();
        writeln!(out, "{line}").unwrap();
        written += line.len() + 1;
        count += 1;
    }
    out.flush().unwrap();
    count
}

fn body(dice: &mut Dice, words: &[String], places: &[String]) -> String {
    let mut body = String::new();
    for sentence in 0..6 + dice.below(20) {
        if sentence > 0 {
            body.push_str(if sentence % 4 == 0 { "\n\n" } else { " " });
        }
        let length = 10 + dice.below(20);
        for at in 0..length {
            if at > 0 {
                body.push(' ');
            }
            let start = body.len();
            match dice.below(100) {
                0..=37 => body.push_str(FUNCTION_WORDS[dice.rank(FUNCTION_WORDS.len())]),
                38..=41 if !places.is_empty() => {
                    body.push_str("in ");
                    body.push_str(&places[dice.rank(places.len())]);
                }
                42..=43 => body.push_str(WHEN[dice.below(WHEN.len())]),
                44 => body.push_str(&dice.below(5000).to_string()),
                _ => body.push_str(&words[dice.rank(words.len())]),
            }
            if at == 0 {
                let first = body[start..=start].to_uppercase();
                body.replace_range(start..=start, &first);
            }
        }
        body.push('.');
    }
    body
}
