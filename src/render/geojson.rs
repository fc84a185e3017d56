//! For maps: one feature for each place of each hit.

use std::io::{self, Write};

use serde_json::json;

use crate::render::json::VERSION;
use crate::render::style::View;
use crate::render::{Answer, Format, Options, Renderer};

/// A collection of points (RFC 7946).
pub(crate) struct Geojson;

impl Renderer for Geojson {
    fn format(&self) -> Format {
        Format::Geojson
    }

    fn about(&self) -> &'static str {
        "for maps: a FeatureCollection, one point for each place of each hit"
    }

    fn results(
        &self,
        answer: &Answer<'_>,
        _options: &Options,
        _view: &View,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let total = answer.results.total;
        write!(out, "{{\"type\":\"FeatureCollection\",\"version\":{VERSION},\"total\":{total}")?;
        write!(out, ",\"features\":[")?;
        let mut first = true;
        for hit in &answer.results.hits {
            for place in &hit.places {
                if !first {
                    out.write_all(b",")?;
                }
                first = false;
                let feature = json!({
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
                    "properties": {
                        "id": hit.id,
                        "title": hit.title,
                        "published": hit.published.map(|it| it.value()),
                        "source": hit.source,
                        "url": hit.url,
                        "place": place.path.name(),
                        "path": place.path.as_str(),
                        "geonameid": place.geonameid,
                        "role": place.role.name(),
                        "mentions": place.mentions,
                    },
                });
                serde_json::to_writer(&mut *out, &feature)?;
            }
        }
        writeln!(out, "]}}")
    }
}
