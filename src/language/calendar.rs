//! The names of months and weekdays, as datelines and printed dates have them.

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

/// The month that `word` names, 1 to 12, whatever its case.
pub fn month(word: &str) -> Option<u32> {
    if word.len() < 3 || word.len() > NAME_BYTES_MAX {
        return None;
    }
    let word = word.to_lowercase();
    let named = |names: &&&str| names.split(' ').any(|name| name == word);
    let (number, _) = (1..).zip(MONTHS).find(|(_, names)| named(names))?;
    Some(number)
}

/// Whether `word` names a day of the week, whatever its case.
pub fn is_weekday(word: &str) -> bool {
    if word.len() > NAME_BYTES_MAX {
        return false;
    }
    let word = word.to_lowercase();
    WEEKDAYS.split_ascii_whitespace().any(|name| name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(month("Dec"), Some(12));
        assert_eq!(month("FÉVRIER"), Some(2));
        assert_eq!(month("Marches"), None);
        assert!(is_weekday("Tuesday") && is_weekday("MIÉRCOLES") && !is_weekday("someday"));
    }
}
