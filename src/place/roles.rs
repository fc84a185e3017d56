//! Tells how an article stands to its places: filed from there, about it, or in passing.

use crate::article::Field;
use crate::language::Prose;
use crate::place::gazetteer::{Class, Gazetteer, PlaceId};
use crate::place::{Form, PlaceMention, Role};

/// Gives each mention its role. `chances` are in step with `mentions`.
pub(crate) fn assign(mentions: &mut [PlaceMention], prose: &Prose<'_>, gazetteer: &Gazetteer) {
    let dateline = prose.dateline.as_ref().and_then(|it| it.place);
    let mut scores: Vec<(PlaceId, f32)> = Vec::new();
    for mention in mentions.iter_mut() {
        let filed =
            mention.field == Field::Body && dateline.is_some_and(|it| it.contains(mention.span));
        mention.role = if filed { Role::Dateline } else { Role::Mentioned };
        let Some(place) = mention.referent.anchor().filter(|_| mention.counts) else { continue };
        let score = prominence(mention, prose) * if filed { 0.5 } else { 1.0 };
        let room = scores.len() < 256;
        match scores.iter_mut().find(|(it, _)| *it == place) {
            Some((_, sum)) => *sum += score,
            None if room => scores.push((place, score)),
            None => {}
        }
    }
    let focus = focus(&scores, gazetteer);
    for mention in mentions.iter_mut().filter(|it| it.role == Role::Mentioned) {
        let place = mention.referent.anchor();
        if mention.counts && place.is_some_and(|it| focus.contains(&it)) {
            mention.role = Role::Focus;
        }
    }
}

/// What one mention adds to its place: more in the headline and in the first sentences.
fn prominence(mention: &PlaceMention, prose: &Prose<'_>) -> f32 {
    let position = if mention.field == Field::Title {
        3.0
    } else {
        match prose.body.sentence_at(mention.span.start) {
            0 => 2.0,
            1..=2 => 1.5,
            3..=8 => 1.0,
            _ => 0.7,
        }
    };
    let form = if mention.form == Form::Demonym { 0.5 } else { 1.0 };
    position * form * mention.confidence
}

/// The places that an article is about: those whose score, with all that lies in them, comes close
/// to that of the leader of their level, and the best of those within the leading country.
fn focus(scores: &[(PlaceId, f32)], gazetteer: &Gazetteer) -> Vec<PlaceId> {
    let total: f32 = scores.iter().map(|(_, score)| score).sum();
    let mut countries: Vec<(PlaceId, f32)> = Vec::new();
    for (place, score) in scores {
        let Some(country) = gazetteer.country(*place) else { continue };
        match countries.iter_mut().find(|(it, _)| *it == country) {
            Some((_, sum)) => *sum += score,
            None => countries.push((country, *score)),
        }
    }
    let lead = countries.iter().map(|(_, score)| *score).fold(0.0, f32::max);
    let mut found: Vec<PlaceId> = Vec::new();
    for (country, score) in &countries {
        if *score < lead * 0.6 || *score < total * 0.2 {
            continue;
        }
        found.push(*country);
        let inner = scores.iter().filter(|(place, _)| {
            place != country
                && gazetteer.country(*place) == Some(*country)
                && gazetteer.class(*place) != Class::Country
        });
        let most = inner.clone().map(|(_, score)| *score).fold(0.0, f32::max);
        let close = inner.filter(|(_, score)| *score >= most * 0.6 && *score > lead * 0.15);
        found.extend(close.map(|(place, _)| *place));
    }
    if countries.is_empty() {
        let most = scores.iter().map(|(_, score)| *score).fold(0.0, f32::max);
        found.extend(scores.iter().filter(|(_, it)| *it >= most * 0.6).map(|(place, _)| *place));
    }
    found
}
