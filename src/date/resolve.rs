//! Turns what the words say into days: anchor, tense, document order.

use chrono::Datelike;
use chrono::NaiveDate;

use crate::date::Kind;
use crate::date::form::Anchor;
use crate::date::form::Count;
use crate::date::form::Form;
use crate::date::form::Found;
use crate::date::form::From;
use crate::date::form::Point;
use crate::date::form::Rhythm;
use crate::date::form::Toward;
use crate::date::form::What;
use crate::date::interval::Grain;
use crate::date::interval::Interval;
use crate::date::lexicon::Unit;
use crate::date::lexicon::Vague;
use crate::date::tense::Tense;
use crate::date::value;

/// What an expression comes to.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) when: Option<Interval>,
    pub(crate) grain: Option<Grain>,
}

/// What the text has said so far.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// The day of publication.
    today: Option<NaiveDate>,
    /// Whether the text tells a story of other times, in which dates lean on the ones before.
    narrative: bool,
    /// The last point on the calendar.
    last: Option<(Interval, Grain)>,
    /// The last quarter spoken of.
    quarter: Option<NaiveDate>,
}

type Placed = Option<(Interval, String)>;

impl State {
    pub(crate) fn new(today: Option<NaiveDate>, narrative: bool) -> State {
        State { today, narrative, last: None, quarter: None }
    }

    /// What dates without a year lean on.
    fn base(&self) -> Option<NaiveDate> {
        match self.last {
            Some((last, _)) if self.narrative => Some(last.start),
            _ if self.narrative => None,
            _ => self.today,
        }
    }

    /// Puts an expression on the calendar and remembers it.
    pub(crate) fn resolve(&mut self, found: &Found, tense: impl Fn() -> Tense) -> Resolved {
        match found.form {
            Form::Point(point) => self.point(point, tense),
            Form::Offset { count, unit, forward, from } => self.offset(count, unit, forward, from),
            Form::Length { count, unit, toward } => self.length(count, unit, toward),
            Form::Part { count, unit, first, whole } => {
                let whole = self.point(whole, tense).when;
                part(count, unit, first, whole)
            }
            Form::Set(rhythm) => set(rhythm),
            Form::Vague(vague) => plain(Kind::Date, vague_value(vague)),
        }
    }

    /// The end of a range that starts with `opener`, where it would lie before it: "from Monday to
    /// Wednesday", "from October to March".
    pub(crate) fn after(&mut self, found: &Found, opener: Interval) -> Option<Resolved> {
        let Form::Point(mut point) = found.form else { return None };
        let repeats = matches!(point.what, What::Weekday(_) | What::Month(_) | What::Date(..));
        if !repeats || point.anchor != Anchor::Bare {
            return None;
        }
        self.last = Some((opener, grain_of(point.what)));
        point.anchor = Anchor::Last(1);
        let resolved = self.point(point, || Tense::Unknown);
        resolved.when.is_some().then_some(resolved)
    }

    fn point(&mut self, point: Point, tense: impl Fn() -> Tense) -> Resolved {
        let placed = self.place(point, tense);
        let grain = grain_of(point.what);
        let timed = point.part.is_some() || point.clock.is_some();
        let (when, mut value) = match placed {
            Some((when, value)) => (Some(when), value),
            None => (None, unplaced(point)),
        };
        if let Some(when) = when {
            self.remember(point, when, grain);
        }
        if let Some(part) = point.part {
            value.push_str(part.code());
        } else if let Some((hour, minute)) = point.clock {
            value.push_str(&format!("T{hour:02}:{minute:02}"));
        }
        let kind = if timed { Kind::Time } else { Kind::Date };
        let grain = when.map(|_| if timed { Grain::Minute } else { grain });
        Resolved { kind, value, when, grain }
    }

    /// What later dates lean on.
    fn remember(&mut self, point: Point, when: Interval, grain: Grain) {
        let told = matches!(point.what, What::Day(_) | What::Time)
            || matches!(point.anchor, Anchor::Shift(_) | Anchor::YearShift(_));
        if point.anchor == Anchor::Known || self.narrative && told {
            return;
        }
        self.last = Some((when, grain));
        let earlier = matches!(point.anchor, Anchor::YearShift(-1) | Anchor::Last(-4));
        let over = self.today.is_some_and(|today| when.end <= today);
        if grain == Grain::Quarter && !earlier && over {
            self.quarter = Some(when.start);
        }
    }

    /// The days and the value of a point.
    fn place(&self, point: Point, tense: impl Fn() -> Tense) -> Placed {
        let anchor = point.anchor;
        match point.what {
            What::Year => {
                let Anchor::Year(year) = anchor else { return None };
                Some((Interval::year(year)?, value::year_text(year)))
            }
            What::Decade(decade) => value::decade(decade),
            What::Century(century) => value::century(century),
            What::Day(shift) => {
                let day = value::shift(self.today?, Unit::Day, i64::from(shift))?;
                Some((Interval::day(day), value::day(day)))
            }
            What::Time => {
                let last = self.last.filter(|it| it.1 <= Grain::Day || self.narrative);
                let last = last.map(|it| it.0.start);
                let base = match point.anchor {
                    Anchor::Last(_) => last.or(self.today)?,
                    _ if self.narrative => last?,
                    _ => self.today?,
                };
                Some((Interval::day(base), value::day(base)))
            }
            What::Weekday(weekday) => self.weekday(weekday, anchor, tense),
            What::Unit(unit) => self.unit(unit, anchor, tense),
            What::MonthDay(day) => {
                let base = self.last.map(|it| it.0.start).or(self.today)?;
                let day = base.with_day(u32::from(day))?;
                Some((Interval::day(day), value::day(day)))
            }
            What::Date(month, day) => {
                let days = |year| {
                    let date = NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day))?;
                    Some((Interval::day(date), value::day(date)))
                };
                self.yearly(anchor, tense, days)
            }
            What::Month(month) => {
                let month = u32::from(month);
                let days = |year| Some((Interval::month(year, month)?, value::month(year, month)));
                self.yearly(anchor, tense, days)
            }
            What::Season(season) => self.yearly(anchor, tense, |year| value::season(year, season)),
            What::Quarter(quarter) => {
                let of = |year| value::quarter(year, u32::from(quarter));
                match (anchor, self.today) {
                    // Reports speak of quarters gone by, whatever the tense of the sentence.
                    (Anchor::Bare, Some(today)) if !self.narrative => closest(today, 2, 7, of),
                    _ => self.yearly(anchor, tense, of),
                }
            }
            What::Half(half) => {
                self.yearly(anchor, tense, |year| value::half(year, u32::from(half)))
            }
            What::Feast(feast) => self.yearly(anchor, tense, |year| {
                let days = value::feast(year, feast)?;
                let single = days.days() == 1;
                let text = if single {
                    value::day(days.start)
                } else {
                    value::month(days.start.year(), days.start.month())
                };
                Some((days, text))
            }),
        }
    }

    /// What comes once a year: the one that the anchor or the sentence means.
    fn yearly(
        &self,
        anchor: Anchor,
        tense: impl Fn() -> Tense,
        at: impl Fn(i32) -> Placed,
    ) -> Placed {
        match anchor {
            Anchor::Year(year) => at(year),
            Anchor::YearShift(shift) => at(self.today?.year() + i32::from(shift)),
            Anchor::YearLast | Anchor::Last(0) => at(self.last?.0.start.year()),
            Anchor::Last(shift) => {
                let last = self.last.map(|it| it.0).or(self.today.map(Interval::day))?;
                let year = last.start.year();
                if shift > 0 {
                    (year..=year + 1).find_map(|it| at(it).filter(|it| it.0.start >= last.end))
                } else {
                    (year - 1..=year)
                        .rev()
                        .find_map(|it| at(it).filter(|it| it.0.end <= last.start))
                }
            }
            Anchor::Shift(shift) => {
                let today = self.today?;
                let year = today.year();
                match shift {
                    0 => at(year),
                    1.. => (year..=year + 1).find_map(|it| at(it).filter(|it| it.0.start > today)),
                    _ => {
                        (year - 1..=year).rev().find_map(|it| at(it).filter(|it| it.0.end <= today))
                    }
                }
            }
            Anchor::Bare | Anchor::Known => {
                if self.narrative {
                    let (last, grain) = self.last?;
                    if grain >= Grain::Year {
                        return at(last.start.year());
                    }
                    return closest(last.start, 3, 2, at);
                }
                let today = self.today?;
                nearest(today, tense(), at)
            }
        }
    }

    fn weekday(&self, weekday: u8, anchor: Anchor, tense: impl Fn() -> Tense) -> Placed {
        let base = match anchor {
            Anchor::Last(_) => self.last.map(|it| it.0.start).or(self.today)?,
            _ => self.base().or(self.today)?,
        };
        let today = i64::from(base.weekday().number_from_monday());
        let weekday = i64::from(weekday);
        let back = (today - weekday).rem_euclid(7);
        let ahead = (weekday - today).rem_euclid(7);
        let days = match anchor {
            Anchor::Shift(-1) | Anchor::Last(-1) if back == 0 => -7,
            Anchor::Shift(-1) | Anchor::Last(-1) => -back,
            Anchor::Shift(1) | Anchor::Last(1) if ahead == 0 => 7,
            Anchor::Shift(1) | Anchor::Last(1) => ahead,
            _ if self.narrative => ahead,
            _ if tense() == Tense::Future => ahead,
            _ => -back,
        };
        let day = value::shift(base, Unit::Day, days)?;
        Some((Interval::day(day), value::day(day)))
    }

    fn unit(&self, unit: Unit, anchor: Anchor, tense: impl Fn() -> Tense) -> Placed {
        match anchor {
            Anchor::Shift(shift) => {
                value::unit_at(value::shift(self.today?, unit, i64::from(shift))?, unit)
            }
            Anchor::Last(shift) if unit == Unit::Quarter && shift.abs() == 4 => {
                let base = self.quarter.or_else(|| self.reported())?;
                value::unit_at(value::shift(base, unit, i64::from(shift))?, unit)
            }
            Anchor::Last(shift) => {
                let base = self.last.map(|it| it.0.start).or(self.today)?;
                value::unit_at(value::shift(base, unit, i64::from(shift))?, unit)
            }
            Anchor::Year(year) if unit == Unit::Quarter => {
                let base = self.quarter.or_else(|| self.reported())?;
                value::unit_at(base.with_year(year)?, unit)
            }
            Anchor::Known if unit == Unit::Weekend => {
                // On Monday "the weekend" is the one just gone.
                let today = self.today?;
                let late = match tense() {
                    Tense::Future => 0,
                    Tense::Past | Tense::Over => 5,
                    Tense::Unknown => 3,
                };
                let gone = today.weekday().num_days_from_monday() < late;
                value::unit_at(value::shift(today, Unit::Week, -i64::from(gone))?, unit)
            }
            Anchor::Known => {
                let base = match unit {
                    Unit::Quarter => self.quarter.or_else(|| self.reported())?,
                    _ => self.base()?,
                };
                value::unit_at(base, unit)
            }
            _ => None,
        }
    }

    /// The quarter that a report of today is likely about: the last one that is over.
    fn reported(&self) -> Option<NaiveDate> {
        value::shift(self.today?, Unit::Quarter, -1)
    }

    fn offset(&mut self, count: Count, unit: Unit, forward: bool, from: From) -> Resolved {
        let vague = if forward { Vague::Future } else { Vague::Past };
        let steps = match count {
            Count::Known(count) => i64::from(count),
            Count::Half(count) => i64::from(count),
            Count::Tenths(_) | Count::Vague => return plain(Kind::Date, vague_value(vague)),
        };
        let signed = if forward { steps } else { -steps };
        let placed = self.offset_place(signed, unit, from);
        match placed {
            Some((when, value, grain)) => {
                if self.narrative || unit <= Unit::Week {
                    self.last = Some((when, grain));
                }
                Resolved { kind: Kind::Date, value, when: Some(when), grain: Some(grain) }
            }
            None => plain(Kind::Date, unplaced_unit(unit).to_owned()),
        }
    }

    fn offset_place(
        &self,
        steps: i64,
        unit: Unit,
        from: From,
    ) -> Option<(Interval, String, Grain)> {
        let yearly = unit == Unit::Year && steps == -1 && !self.narrative;
        if yearly && let Some(quarter) = self.quarter {
            let (when, value) = value::unit_at(value::shift(quarter, unit, -1)?, Unit::Quarter)?;
            return Some((when, value, Grain::Quarter));
        }
        let base = match from {
            From::Publication => self.today,
            From::Last => self.last.map(|it| it.0.start).or(self.today),
        }?;
        let finest = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Unit::Day,
            Unit::Fortnight => Unit::Week,
            Unit::Decade | Unit::Half => Unit::Year,
            unit => unit,
        };
        let (when, value) = value::unit_at(value::shift(base, unit, steps)?, finest)?;
        Some((when, value, finest.grain()))
    }

    fn length(&self, count: Count, unit: Unit, toward: Toward) -> Resolved {
        let value = value::duration(count, unit);
        let when = self.stretch(count, unit, toward);
        let grain = when.map(|it| Grain::of_days(it.days()));
        Resolved { kind: Kind::Duration, value, when, grain }
    }

    /// The days of "the past three days".
    fn stretch(&self, count: Count, unit: Unit, toward: Toward) -> Option<Interval> {
        let Count::Known(count) = count else { return None };
        let today = self.today.filter(|_| !self.narrative && unit >= Unit::Day)?;
        let tomorrow = today.succ_opt()?;
        let count = i64::from(count);
        let away = |base: NaiveDate, count: i64| {
            let finest = if unit == Unit::Half { Unit::Month } else { unit };
            Some(value::unit_at(value::shift(base, unit, count)?, finest)?.0)
        };
        match toward {
            Toward::Nowhere => None,
            Toward::Ago => away(today, -count),
            Toward::Before => away(self.last.map_or(today, |it| it.0.start), -count),
            Toward::After => away(self.last.map_or(today, |it| it.0.start), count),
            Toward::Past => Interval::new(value::shift(today, unit, -count)?, tomorrow),
            Toward::Future => {
                let end = value::shift(today, unit, count)?;
                Interval::new(today, end.succ_opt()?)
            }
        }
    }
}

/// Whether most dates with a year are of other years than the one of publication: a history.
pub(crate) fn is_narrative(today: Option<NaiveDate>, found: &[Found]) -> bool {
    let Some(today) = today else { return true };
    let (mut far, mut near) = (0, 0);
    // Dates that say their year, and those that lean on the day of publication.
    let (mut dated, mut told) = (0, 0);
    for found in found {
        let Form::Point(point) = found.form else { continue };
        match (point.what, point.anchor) {
            (_, Anchor::Year(year)) if year <= today.year() => dated += 1,
            (What::Day(_), _) | (What::Weekday(_), Anchor::Bare) | (_, Anchor::Shift(_)) => {
                told += 1;
            }
            _ => {}
        }
        match (point.what, point.anchor) {
            (What::Date(..) | What::Month(_), Anchor::Year(year)) => {
                if today.year() - year > 1 {
                    far += 2;
                } else {
                    near += 2;
                }
            }
            (What::Year, Anchor::Year(year)) => {
                if today.year() - year > 1 {
                    far += 1;
                } else {
                    near += 1;
                }
            }
            (What::Day(_), _) => near += 2,
            (What::Weekday(_), Anchor::Bare) => near += 1,
            (What::Unit(_), Anchor::Shift(_)) => near += 1,
            _ => {}
        }
    }
    let histories = far >= 6 && far > near * 2;
    histories || dated >= 10 && far >= 2 && dated > told * 4
}

/// The yearly point that is meant: the nearest, where the tense of the sentence weighs.
fn nearest(today: NaiveDate, tense: Tense, at: impl Fn(i32) -> Placed) -> Placed {
    let (past, future) = match tense {
        Tense::Past => (1, 8),
        Tense::Over => (1, 24),
        Tense::Future => (5, 2),
        Tense::Unknown => (2, 3),
    };
    closest(today, past, future, at)
}

/// Of the year of `today` and those beside it, the point that is closest, a day past weighing
/// `past` and a day to come `future`.
fn closest(today: NaiveDate, past: i64, future: i64, at: impl Fn(i32) -> Placed) -> Placed {
    let year = today.year();
    let cost = |days: Interval| {
        if days.end <= today {
            (today - days.end).num_days() * past
        } else {
            (days.start - today).num_days().max(0) * future
        }
    };
    (year - 1..=year + 1).filter_map(at).min_by_key(|it| cost(it.0))
}

/// The first or last so long of `whole`.
fn part(count: Count, unit: Unit, first: bool, whole: Option<Interval>) -> Resolved {
    let steps = match count {
        Count::Known(count) => i64::from(count),
        _ => 1,
    };
    let when = whole.and_then(|whole| {
        if first {
            Interval::new(whole.start, value::shift(whole.start, unit, steps)?.min(whole.end))
        } else {
            Interval::new(value::shift(whole.end, unit, -steps)?.max(whole.start), whole.end)
        }
    });
    let grain = when.map(|it| Grain::of_days(it.days()));
    Resolved { kind: Kind::Duration, value: value::duration(count, unit), when, grain }
}

fn plain(kind: Kind, value: String) -> Resolved {
    Resolved { kind, value, when: None, grain: None }
}

fn vague_value(vague: Vague) -> String {
    match vague {
        Vague::Past => "PAST_REF",
        Vague::Present => "PRESENT_REF",
        Vague::Future => "FUTURE_REF",
    }
    .to_owned()
}

fn set(rhythm: Rhythm) -> Resolved {
    let value = match rhythm {
        Rhythm::Unit(count, unit) => value::duration(count, unit),
        Rhythm::Weekday(day, part) => {
            format!("XXXX-WXX-{day}{}", part.map_or("", crate::date::lexicon::Part::code))
        }
        Rhythm::Month(month) => format!("XXXX-{month:02}"),
        Rhythm::Season(season) => format!("XXXX-{}", season.code()),
        Rhythm::Part(part) => format!("XXXX-XX-XX{}", part.code()),
    };
    plain(Kind::Set, value)
}

fn grain_of(what: What) -> Grain {
    match what {
        What::Date(..)
        | What::MonthDay(_)
        | What::Weekday(_)
        | What::Day(_)
        | What::Time
        | What::Feast(_) => Grain::Day,
        What::Month(_) => Grain::Month,
        What::Season(_) | What::Quarter(_) => Grain::Quarter,
        What::Half(_) => Grain::Half,
        What::Unit(unit) => unit.grain(),
        What::Year => Grain::Year,
        What::Decade(_) => Grain::Decade,
        What::Century(_) => Grain::Century,
    }
}

/// The value of a point that nothing puts on the calendar.
fn unplaced(point: Point) -> String {
    match point.what {
        What::Date(month, day) => format!("XXXX-{month:02}-{day:02}"),
        What::MonthDay(day) => format!("XXXX-XX-{day:02}"),
        What::Month(month) => format!("XXXX-{month:02}"),
        What::Weekday(day) => format!("XXXX-WXX-{day}"),
        What::Season(season) => format!("XXXX-{}", season.code()),
        What::Quarter(quarter) => format!("XXXX-Q{quarter}"),
        What::Half(half) => format!("XXXX-H{half}"),
        What::Unit(unit) => unplaced_unit(unit).to_owned(),
        What::Year => "XXXX".to_owned(),
        What::Day(_) | What::Time | What::Feast(_) | What::Decade(_) | What::Century(_) => {
            "XXXX-XX-XX".to_owned()
        }
    }
}

fn unplaced_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Season | Unit::Quarter => "XXXX-QX",
        Unit::Half => "XXXX-HX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century | Unit::Millennium => "XX",
    }
}
