//! What stands around a spot, as named features: the evidence for and against a place.

use crate::article::Field;
use crate::language::Text;
use crate::language::token::{Case, Kind, Token};
use crate::place::draft::{Draft, NameInfo, Shape};
use crate::place::gazetteer::{Class, NameForm};
use crate::place::lexis::{self, Classes};
use crate::place::model::features;
use crate::place::spot::Spot;

features! {
    /// The features of a spot, in their order.
    FEATURES NAMES;
    BIAS "bias",
    // The name.
    CONTINENT "continent",
    COUNTRY "country",
    REGION "region",
    DISTRICT "district",
    TOWN "town",
    QUARTER "quarter",
    AREA "area",
    WATER "water",
    TERRAIN "terrain",
    SITE "site",
    CAPITAL "capital",
    POPULATION "population",
    FAME "fame",
    BIG "town over 500,000",
    SMALL "town under 15,000",
    TINY "town under 2,000",
    ALTERNATE "alternate name",
    ABBREVIATION "abbreviation",
    POSTAL "postal code",
    DEMONYM "demonym",
    MANY "many candidates",
    WORDS_2 "two words",
    WORDS_3 "three words",
    SHORT_COUNTRY "short form of a country",
    LETTERS_3 "three letters or fewer",
    COMMON "common word",
    GIVEN "given name",
    SURNAME "surname",
    COMMON_SMALL "common word and under 100,000",
    PERSON_SMALL "personal name and under 100,000",
    CUED "extended by a word like Province",
    NAMES_KIND "a name that ends in County, Province",
    // Its case and where it stands.
    UPPER "capitals in a text that is not",
    UPPER_ALL "capitals in a line of capitals",
    TITLE_CASE "in a line of capitalised words",
    LOWER "lower case",
    OPENS "opens a sentence",
    OPENS_COMMON "opens a sentence and is a common word",
    OPENS_PERSON "opens a sentence and is a personal name",
    IN_TITLE "in the headline",
    IN_DATELINE "in the dateline",
    // Before it.
    AFTER_PREPOSITION "after a preposition of place",
    AFTER_OF "after of",
    AFTER_TO "after to or a verb of motion",
    AFTER_OTHER "after another preposition",
    AFTER_THE "after the",
    AFTER_HONORIFIC "after an honorific",
    AFTER_ROLE "after what someone is",
    AFTER_GIVEN "after a given name",
    AFTER_INITIAL "after an initial",
    AFTER_CAPITAL "after another capitalised word",
    AFTER_DIRECTION "after northern",
    AFTER_WEST "after North, West with a capital",
    AFTER_SETTLEMENT "after city of",
    AFTER_ORGANISATION "after University of",
    AFTER_SITE "after Port of, Bridge of",
    AFTER_NOBLE "after Duke of",
    SAINT "a saint's, before another capitalised word",
    UNKNOWN_LONGER "after a preposition and before another capitalised word",
    AFTER_PARENTHESIS "after a bracket",
    AFTER_QUOTE "after a quote",
    AFTER_COMMA "after a comma",
    AFTER_HYPHEN "glued to a hyphen before",
    AFTER_NUMBER "after a number",
    AFTER_LOWER "after another word",
    AFTER_AT "after @",
    AFTER_HASH "after #",
    // After it.
    BEFORE_EDUCATION "before University",
    BEFORE_PRESS "before Times",
    BEFORE_BUSINESS "before Airlines",
    BEFORE_SPORT "before United",
    BEFORE_POLITICS "before Party",
    BEFORE_GOVERNMENT "before Police",
    BEFORE_SOCIETY "before Museum",
    BEFORE_SITE "before Street",
    BEFORE_NATURE "before River",
    BEFORE_DISTRICT "before County, Province",
    BEFORE_HONORIFIC "before Mayor",
    BEFORE_SURNAME "before a surname",
    BEFORE_CAPITAL "before another capitalised word",
    BEFORE_SPOT "before another place",
    BEFORE_SPEECH "before said",
    GOVERNS "a capital before a verb",
    BEFORE_PEOPLE "before residents",
    BEFORE_KIND "before province in lower case",
    BEFORE_POSSESSIVE "before 's",
    BEFORE_BASED "before -based",
    BEFORE_HYPHEN "before a hyphen and a capital",
    BEFORE_COMMA "before a comma",
    BEFORE_STOP "before the end of a sentence",
    BEFORE_PARENTHESIS "before a bracket",
    BEFORE_NUMBER "before a number",
    BEFORE_LOWER "before another word",
    BEFORE_MONTH "before a day",
    RUN_EDUCATION "in a run that ends in University",
    RUN_PRESS "in a run that ends in Times",
    RUN_BUSINESS "in a run that ends in Airlines",
    RUN_SPORT "in a run that ends in United",
    RUN_POLITICS "in a run that ends in Party",
    RUN_GOVERNMENT "in a run that ends in Police",
    RUN_SOCIETY "in a run that ends in Museum",
    RUN_SITE "in a run that ends in Street",
    RUN_TITLE "in a run that goes on with Minister",
    RUN_LONG "in a run of four and more",
    RUN_PARTY_BEFORE "ends a run with Party in it",
    // Its company.
    CONTAINED "before the place it lies in",
    CONTAINS "after a place that lies in it",
    LIST "in a list of places",
    // The article.
    AGAIN "how often the name occurs",
    OTHERS "the best of its other mentions",
    OTHERS_MEAN "the mean of its other mentions",
    PERSON_ELSEWHERE "a personal name elsewhere in the text",
    COUNTRY_SHARE "share of the text in a candidate's country",
    REGION_SHARE "share of the text in a candidate's region",
    REGION_SMALL "the same for small places",
}

/// The words around a spot.
struct Around<'t> {
    text: &'t Text<'t>,
    spot: &'t Spot,
}

impl<'t> Around<'t> {
    fn token(&self, at: usize) -> Option<&'t Token> {
        self.text.tokens.get(at)
    }

    fn before(&self, steps: usize) -> Option<&'t Token> {
        self.token(self.spot.first.checked_sub(steps)?)
    }

    fn word(&self, token: &Token) -> &'t str {
        self.text.of(token)
    }

    fn classes(&self, token: Option<&Token>) -> Classes {
        token.map_or(0, |it| lexis::classes(self.word(it)))
    }

    fn is(&self, token: Option<&Token>, marks: &[&str]) -> bool {
        token.is_some_and(|it| marks.contains(&self.word(it)))
    }

    fn capital(&self, token: Option<&Token>) -> bool {
        token.is_some_and(|it| it.kind == Kind::Word && it.is_capitalised(self.text.text))
    }
}

/// The features of one spot that need no other mention of its name. `Draft::accept` adds the rest.
pub(crate) fn features(draft: &Draft<'_>, number: usize, features: &mut [f32; FEATURES]) {
    let Some(spot) = draft.spots.get(number) else { return };
    let Some(info) = draft.names.get(spot.info) else { return };
    let text = draft.text(spot.field);
    let around = Around { text, spot };
    let shape = spot.shape;
    let mut set = |feature: usize, value: bool| {
        if value {
            features[feature] = 1.0;
        }
    };
    set(BIAS, true);
    set(IN_TITLE, spot.field == Field::Title);
    set(CUED, spot.end > spot.name_end);
    let opens = name(&around, info, shape, &mut set);
    before(draft, &around, number, opens, &mut set);
    after(draft, &around, number, (shape, info), &mut set);
    run(draft, &around, shape, &mut set);
    company(draft, number, &mut set);
    features[UNKNOWN_LONGER] =
        features[AFTER_PREPOSITION] * features[BEFORE_CAPITAL].max(features[BEFORE_SURNAME]);
    features[POPULATION] = info.population;
    features[FAME] = info.fame;
    features[MANY] = info.many;
}

fn name(
    around: &Around<'_>,
    info: &NameInfo,
    shape: Shape,
    set: &mut impl FnMut(usize, bool),
) -> bool {
    let spot = around.spot;
    let first = around.token(spot.first);
    let class = match info.class {
        Class::Continent => CONTINENT,
        Class::Country => COUNTRY,
        Class::Region => REGION,
        Class::District => DISTRICT,
        Class::Town => TOWN,
        Class::Quarter => QUARTER,
        Class::Area => AREA,
        Class::Water => WATER,
        Class::Terrain => TERRAIN,
        Class::Site => SITE,
    };
    set(class, true);
    set(CAPITAL, info.capital);
    let people = info.people;
    let town = matches!(info.class, Class::Town | Class::Quarter);
    set(BIG, town && people >= 500_000);
    set(SMALL, town && people < 15_000);
    set(TINY, town && people < 2_000);
    set(ALTERNATE, info.form == NameForm::Alternate);
    set(ABBREVIATION, info.form == NameForm::Abbreviation);
    set(POSTAL, info.form == NameForm::Postal);
    set(DEMONYM, info.form == NameForm::Demonym);
    let words = around
        .text
        .tokens
        .get(spot.first..spot.name_end)
        .map_or(0, |it| it.iter().filter(|it| it.kind == Kind::Word && !it.glued).count());
    set(WORDS_2, words == 2);
    let last = spot.end.checked_sub(1).filter(|it| *it > spot.first);
    let last = around.classes(last.and_then(|it| around.token(it)));
    set(NAMES_KIND, last & (lexis::DISTRICT | lexis::REGION | lexis::ADMIN) != 0);
    set(WORDS_3, words > 2);
    let short = info.form == NameForm::Abbreviation && info.class == Class::Country;
    set(SHORT_COUNTRY, short);
    set(LETTERS_3, spot.span.len() <= 3 && !short);
    let classes = if words <= 1 { around.classes(first) } else { 0 };
    let common = classes & (lexis::COMMON | lexis::MONTH | lexis::HONORIFIC) != 0;
    let person = classes & (lexis::GIVEN | lexis::SURNAME) != 0;
    let minor = people < 100_000 && !matches!(info.class, Class::Country | Class::Region);
    set(COMMON, common);
    set(GIVEN, classes & lexis::GIVEN != 0);
    set(SURNAME, classes & lexis::SURNAME != 0);
    set(COMMON_SMALL, common && minor);
    set(PERSON_SMALL, person && minor);
    let case = first.map(|it| it.case);
    let upper = case == Some(Case::Upper);
    set(UPPER, upper && shape != Shape::Upper);
    set(UPPER_ALL, shape == Shape::Upper);
    set(TITLE_CASE, shape == Shape::Title);
    set(LOWER, case == Some(Case::Lower));
    let opens = opens(around);
    set(OPENS, opens);
    set(OPENS_COMMON, opens && common);
    set(OPENS_PERSON, opens && person);
    opens
}

/// Whether a spot stands first in its sentence, where every word has a capital.
fn opens(around: &Around<'_>) -> bool {
    let sentence = around.text.sentences.get(around.text.sentence_at(around.spot.span.start));
    let first = sentence.is_some_and(|it| it.first as usize == around.spot.first);
    let second = sentence.is_some_and(|it| it.first as usize + 1 == around.spot.first);
    let mark = &["“", "\"", "‘", "'", "(", "«", "„", "-", "—"];
    first || (second && around.is(around.before(1), mark))
}

fn before(
    draft: &Draft<'_>,
    around: &Around<'_>,
    number: usize,
    opens: bool,
    set: &mut impl FnMut(usize, bool),
) {
    let token = around.before(1);
    set(IN_DATELINE, draft.in_dateline(around.spot));
    let Some(token) = token.filter(|_| !opens) else { return };
    let spot_before = draft.neighbour_before(number);
    match token.kind {
        Kind::Number => set(AFTER_NUMBER, true),
        Kind::Mark => {
            let comma = around.is(Some(token), &[","]);
            set(AFTER_COMMA, comma);
            // "their daughter, India".
            set(AFTER_ROLE, comma && around.classes(around.before(2)) & lexis::ROLE != 0);
            set(AFTER_PARENTHESIS, around.is(Some(token), &["(", "["]));
            set(AFTER_QUOTE, around.is(Some(token), &["“", "\"", "‘", "«", "„"]));
            set(AFTER_AT, around.is(Some(token), &["@"]));
            set(AFTER_HASH, around.is(Some(token), &["#"]));
            let first = around.token(around.spot.first);
            let hyphen = around.is(Some(token), &["-", "–", "/"]);
            set(AFTER_HYPHEN, hyphen && first.is_some_and(|it| it.glued) && token.glued);
            let stop = around.is(Some(token), &["."]);
            let initial = around.before(2);
            let classes = around.classes(initial);
            set(AFTER_HONORIFIC, stop && classes & lexis::HONORIFIC != 0);
            set(AFTER_INITIAL, stop && initial.is_some_and(|it| it.end - it.start == 1));
        }
        Kind::Word => {
            let classes = around.classes(Some(token));
            let capital = around.capital(Some(token));
            let has = |class: Classes| classes & class != 0;
            // "Governor Uba Lagos": the name of a person goes on.
            let titled = capital
                && classes == 0
                && around.capital(around.before(2))
                && around.classes(around.before(2)) & lexis::HONORIFIC != 0;
            let lower = !capital || around.spot.shape != Shape::Usual;
            set(AFTER_PREPOSITION, has(lexis::PREPOSITION));
            set(AFTER_TO, has(lexis::PREPOSITION_TO));
            set(AFTER_OTHER, has(lexis::PREPOSITION_OTHER));
            set(AFTER_THE, has(lexis::ARTICLE));
            set(AFTER_HONORIFIC, has(lexis::HONORIFIC));
            set(AFTER_ROLE, has(lexis::ROLE) && lower);
            let west = has(lexis::DIRECTION) && capital;
            set(AFTER_DIRECTION, has(lexis::DIRECTION) && !west);
            set(AFTER_WEST, west);
            let known = lexis::PREPOSITION
                | lexis::PREPOSITION_TO
                | lexis::PREPOSITION_OTHER
                | lexis::PREPOSITION_OF
                | lexis::ARTICLE
                | lexis::HONORIFIC
                | lexis::DIRECTION;
            let given = capital && (has(lexis::GIVEN) || titled) && spot_before.is_none();
            set(AFTER_GIVEN, given);
            set(AFTER_CAPITAL, capital && !given && !has(known) && spot_before.is_none());
            set(AFTER_INITIAL, capital && token.end - token.start == 1 && !has(known));
            set(AFTER_LOWER, !capital && !has(known | lexis::ROLE));
            // "University of the Negev", "University of Southern Indiana".
            let of_the = (has(lexis::ARTICLE) || west)
                && around.classes(around.before(2)) & lexis::PREPOSITION_OF != 0;
            if has(lexis::PREPOSITION_OF) || of_the {
                let head = around.before(2 + usize::from(of_the));
                let head_classes = around.classes(head);
                let heads = |class| head_classes & class != 0;
                let named = around.capital(head);
                let place = heads(lexis::SETTLEMENT | lexis::REGION | lexis::DISTRICT);
                set(AFTER_OF, !of_the);
                set(AFTER_SETTLEMENT, place);
                set(AFTER_ORGANISATION, named && heads(lexis::ORGANISATION) && !place);
                set(AFTER_NOBLE, heads(lexis::NOBLE));
                set(AFTER_SITE, named && heads(lexis::SITE) && !place);
            }
        }
    }
}

/// Verbs that what a government does begins with: "Washington would not say".
const AUXILIARIES: &[&str] = &[
    "can", "could", "did", "does", "had", "has", "is", "may", "must", "should", "was", "will",
    "would",
];

fn after(
    draft: &Draft<'_>,
    around: &Around<'_>,
    number: usize,
    (shape, info): (Shape, &NameInfo),
    set: &mut impl FnMut(usize, bool),
) {
    let at = around.spot.end;
    let Some(token) = around.token(at) else {
        set(BEFORE_STOP, true);
        return;
    };
    let follower = around.token(at + 1);
    match token.kind {
        Kind::Number => set(BEFORE_NUMBER, true),
        Kind::Mark => {
            set(BEFORE_COMMA, around.is(Some(token), &[","]));
            set(BEFORE_STOP, around.is(Some(token), &[".", "!", "?", ";", ":"]));
            set(BEFORE_PARENTHESIS, around.is(Some(token), &["(", ")"]));
            let apostrophe = around.is(Some(token), &["'", "’"]);
            let glued = follower.is_some_and(|it| it.glued);
            set(BEFORE_POSSESSIVE, apostrophe && (glued || follower.is_some()));
            let first = around.token(around.spot.first).map(|it| around.word(it));
            let saint = first.is_some_and(|it| matches!(it, "St" | "Saint" | "ST"));
            let owns = around.is(follower, &["s", "S"]);
            let owned = around.token(at + 1 + usize::from(owns));
            set(SAINT, saint && apostrophe && around.capital(owned));
            if around.is(Some(token), &["-", "–", "‑", "/"]) && token.glued && glued {
                set(BEFORE_BASED, follower.is_some_and(|it| it.case == Case::Lower));
                set(BEFORE_HYPHEN, around.capital(follower));
            }
        }
        Kind::Word => {
            let classes = around.classes(Some(token));
            let has = |class: Classes| classes & class != 0;
            let capital = around.capital(Some(token)) && !token.after_line;
            let known = has(lexis::ORGANISATION
                | lexis::SITE
                | lexis::WATER
                | lexis::TERRAIN
                | lexis::DISTRICT
                | lexis::REGION
                | lexis::ADMIN);
            let spot_after = draft.neighbour_after(number).is_some();
            let informative = capital && shape != Shape::Upper;
            // "Manchester City", not "Brazil City Council".
            let club = around.word(token) == "City" && !around.capital(follower);
            set(BEFORE_EDUCATION, informative && has(lexis::EDUCATION));
            set(BEFORE_PRESS, informative && has(lexis::PRESS));
            set(BEFORE_BUSINESS, informative && has(lexis::BUSINESS));
            set(BEFORE_SPORT, informative && (has(lexis::SPORT) || club));
            set(BEFORE_POLITICS, informative && has(lexis::POLITICS));
            // "Metro Police", "Justice Ministry": common words, whatever small town bears them.
            let first = around.classes(around.token(around.spot.first));
            let plain = has(lexis::GOVERNMENT)
                && first & lexis::COMMON != 0
                && around.spot.end == around.spot.first + 1
                && info.people < 100_000;
            set(BEFORE_GOVERNMENT, informative && has(lexis::GOVERNMENT) && !club && !plain);
            set(BEFORE_SOCIETY, informative && has(lexis::SOCIETY));
            set(BEFORE_SITE, informative && has(lexis::SITE));
            set(BEFORE_NATURE, informative && has(lexis::WATER | lexis::TERRAIN));
            let area = lexis::DISTRICT | lexis::REGION | lexis::ADMIN;
            set(BEFORE_DISTRICT, informative && has(area));
            set(BEFORE_HONORIFIC, informative && has(lexis::HONORIFIC));
            let surname = informative && has(lexis::SURNAME) && !spot_after;
            set(BEFORE_SURNAME, surname);
            let person = has(lexis::HONORIFIC) || surname;
            let day = has(lexis::MONTH | lexis::WEEKDAY);
            let other = !known && !person && !spot_after && !day;
            set(BEFORE_CAPITAL, informative && (other || plain));
            set(BEFORE_SPOT, capital && spot_after);
            set(BEFORE_SPEECH, has(lexis::SPEECH) && !capital);
            let verb = has(lexis::SPEECH) || AUXILIARIES.contains(&around.word(token));
            set(GOVERNS, info.governs && verb && !capital);
            set(BEFORE_PEOPLE, has(lexis::PEOPLE));
            set(BEFORE_KIND, !capital && has(area | lexis::SETTLEMENT));
            set(BEFORE_MONTH, capital && has(lexis::MONTH | lexis::WEEKDAY));
            set(BEFORE_LOWER, !capital && !has(lexis::SPEECH | lexis::PEOPLE));
        }
    }
}

/// The run of capitalised words that a spot stands in: what its last word heads.
fn run(draft: &Draft<'_>, around: &Around<'_>, shape: Shape, set: &mut impl FnMut(usize, bool)) {
    if shape != Shape::Usual {
        return;
    }
    let mut end = around.spot.end;
    let (mut last, mut title) = (None, false);
    while let Some(token) = around.token(end).filter(|it| !it.after_line) {
        let joins = token.kind == Kind::Word
            && (around.capital(Some(token))
                || (around.is(Some(token), &["of", "and", "for", "the"])
                    && around.capital(around.token(end + 1))));
        if !joins || end > around.spot.end + 6 {
            break;
        }
        if around.capital(Some(token)) {
            last = Some(token);
            title |= end > around.spot.end
                && end < around.spot.end + 3
                && around.classes(last) & lexis::HONORIFIC != 0;
        }
        end += 1;
    }
    if end > around.spot.end + 1 {
        let classes = around.classes(last);
        let has = |class: Classes| classes & class != 0;
        set(RUN_EDUCATION, has(lexis::EDUCATION));
        set(RUN_PRESS, has(lexis::PRESS));
        set(RUN_BUSINESS, has(lexis::BUSINESS));
        set(RUN_SPORT, has(lexis::SPORT));
        set(RUN_POLITICS, has(lexis::POLITICS));
        set(RUN_GOVERNMENT, has(lexis::GOVERNMENT));
        set(RUN_SOCIETY, has(lexis::SOCIETY));
        set(RUN_SITE, has(lexis::SITE));
        set(RUN_TITLE, title);
        set(RUN_LONG, end > around.spot.end + 2);
    }
    let mut start = around.spot.first;
    let mut party = false;
    while let Some(token) = start.checked_sub(1).and_then(|it| around.token(it)) {
        let hyphen = token.glued && around.is(Some(token), &["-"]);
        let particle = token.glued && token.kind == Kind::Word && around.spot.first - start < 6;
        if !(around.capital(Some(token)) || hyphen || particle) || start + 7 < around.spot.first {
            break;
        }
        party |= around.capital(Some(token))
            && around.classes(Some(token)) & (lexis::ORGANISATION & !lexis::GOVERNMENT) != 0;
        party |= hyphen && particle;
        start -= 1;
    }
    let hyphens = around
        .text
        .tokens
        .get(start..around.spot.first)
        .map_or(0, |it| it.iter().filter(|it| it.kind == Kind::Mark).count());
    let _ = draft;
    set(RUN_PARTY_BEFORE, party || hyphens >= 2);
}

fn company(draft: &Draft<'_>, number: usize, set: &mut impl FnMut(usize, bool)) {
    let Some(company) = draft.company.get(number) else { return };
    set(CONTAINED, company.container.is_some());
    set(CONTAINS, company.content.is_some());
    set(LIST, company.list());
}

/// Whether a spot stands in the name of an organisation that is no part of a government.
pub(crate) fn is_organisation(features: &[f32; FEATURES]) -> bool {
    [
        AFTER_ORGANISATION,
        BEFORE_EDUCATION,
        BEFORE_PRESS,
        BEFORE_BUSINESS,
        BEFORE_SPORT,
        BEFORE_POLITICS,
        BEFORE_SOCIETY,
        RUN_EDUCATION,
        RUN_PRESS,
        RUN_BUSINESS,
        RUN_SPORT,
        RUN_POLITICS,
        RUN_SOCIETY,
        RUN_PARTY_BEFORE,
    ]
    .iter()
    .any(|it| features[*it] > 0.0)
}
