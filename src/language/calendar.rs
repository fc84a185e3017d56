//! The names of months and weekdays, as datelines and printed dates have them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The names and short forms of each month, in English, French, Spanish, German, Italian and
/// Portuguese.
const MONTHS: &[&str] = &[
    "january jan janvier janv enero ene januar jänner gennaio gen janeiro",
    "february feb février fevrier févr fevr febrero februar febbraio fevereiro fev feber",
    "march mar mars marzo märz maerz mär mrz março marco",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio",
    "june jun juin junio juni giugno giu junho",
    "july jul juillet juil julio juli luglio lug julho",
    "august aug août aout agosto ago",
    "september sep sept septembre septiembre setiembre settembre set setembro",
    "october oct octobre octubre oktober okt ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec décembre decembre déc diciembre dic dezember dez dicembre dezembro",
];

/// The weekdays in the same languages.
const WEEKDAYS: &str = "monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs \
    friday fri saturday sat sunday sun lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miércoles jueves viernes sábado domingo montag dienstag mittwoch donnerstag \
    freitag samstag sonnabend sonntag mo di mi do fr sa so lunedì martedì mercoledì giovedì \
    venerdì sabato domenica segunda terça quarta quinta sexta feira";

/// The longest of the names above, in bytes.
const NAME_BYTES_MAX: usize = 12;

/// Each name, with the number of its month where it is one.
static NAMES: LazyLock<FxHashMap<&'static str, Option<u32>>> = LazyLock::new(|| {
    let months = (1..).zip(MONTHS);
    let months = months.flat_map(|(number, names)| names.split(' ').map(move |it| (it, number)));
    let weekdays = WEEKDAYS.split_ascii_whitespace().map(|it| (it, None));
    weekdays.chain(months.map(|(name, number)| (name, Some(number)))).collect()
});

/// The month that `word` names, 1 to 12, whatever its case.
pub fn month(word: &str) -> Option<u32> {
    if word.len() < 3 { None } else { named(word)? }
}

/// Whether `word` names a day of the week, whatever its case.
pub fn is_weekday(word: &str) -> bool {
    named(word) == Some(None)
}

fn named(word: &str) -> Option<Option<u32>> {
    if !word.is_ascii() {
        return if word.len() > NAME_BYTES_MAX { None } else { known(&word.to_lowercase()) };
    }
    let mut lower = [0; NAME_BYTES_MAX];
    let lower = lower.get_mut(..word.len())?;
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    known(std::str::from_utf8(lower).ok()?)
}

fn known(lower: &str) -> Option<Option<u32>> {
    NAMES.get(lower).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(month("Dec"), Some(12));
        assert_eq!(month("FÉVRIER"), Some(2));
        assert_eq!(month("Marches"), None);
        assert_eq!((month("mo"), month("mar"), month("tuesday")), (None, Some(3), None));
        assert!(is_weekday("Tuesday") && is_weekday("MIÉRCOLES") && !is_weekday("someday"));
    }
}
