//! `dateline gazetteer build`, and `ingest`, `query` and `place` with what it made; wrong input.

use std::io::{Cursor, Write};

use crate::sandbox::Sandbox;

/// Lines of a dump of GeoNames, cut to what is read of them: a country, a region, its seat, a town
/// and a hamlet.
const DUMP: &str = "\
    1168579\tIslamic Republic of Pakistan\tPakistan\tPakistan,Pakistán\t30\t70\tA\tPCLI\tPK\t\t00\t\
    \t\t\t212215030\n\
    1168873\tKhyber Pakhtunkhwa\tKhyber Pakhtunkhwa\t\t34.5\t72.3\tA\tADM1\tPK\t\t03\t\t\t\t35525047\n\
    1168197\tPeshawar\tPeshawar\tPesawar\t34.008\t71.5785\tP\tPPLA\tPK\t\t03\t\t\t\t1218773\n\
    99\tQuellbach\tQuellbach\t\t31.735\t70.334\tP\tPPL\tPK\t\t03\t\t\t\t14000\n\
    98\tHamletabad\tHamletabad\t\t31\t70\tP\tPPL\tPK\t\t03\t\t\t\t12\n";

const ALTERNATES: &str = "1\t1168197\tde\tPeschawar\t\t\t\t\n2\t99\ten\tQuellbrook\t\t\t\t\n";

const ARTICLE: &str = "title: A bridge is mended\ndate: 2024-03-05\n\n\
    A bridge in Quellbach, a town in Pakistan, was opened again on Monday, police in Peshawar said.\n";

fn zipped(name: &str, text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("readme.txt", "Not a place."), (name, text)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn dump() -> Sandbox {
    Sandbox::new()
        .file("PK.zip", zipped("PK.txt", DUMP))
        .file("alternates.zip", zipped("alternateNamesV2.txt", ALTERNATES))
        .file("news/bridge.md", ARTICLE)
}

const BUILD: &[&str] =
    &["gazetteer", "build", "--geonames", "@/PK.zip", "--output", "@/places.bin"];

#[test]
fn a_dump_and_its_alternate_names() {
    let sandbox = dump();
    let rest = ["--alternates", "@/alternates.zip", "--min-pop", "1000"];
    let built = sandbox.run(&[BUILD, &rest].concat()).expect(0);
    assert!(built.err.contains(" places, "), "{}", built.err);
    let own = ["--gazetteer", "@/places.bin"];
    let path = |name: &str| {
        let told = sandbox.run(&[&["place", name, "--json"], own.as_slice()].concat());
        told.json()["places"][0]["path"].as_str().unwrap_or_default().to_owned()
    };
    for name in ["Quellbach", "Quellbrook", "geonames:99"] {
        assert_eq!(path(name), "/Asia/Pakistan/Khyber Pakhtunkhwa/Quellbach", "{name}");
    }
    assert_eq!(path("Peschawar"), "/Asia/Pakistan/Khyber Pakhtunkhwa/Peshawar");
    assert_eq!(path("Hamletabad"), "", "a hamlet of fewer than a thousand");

    sandbox.run(&[&["ingest", "@/news"], own.as_slice()].concat()).expect(0);
    let query = ["count", "--place", "Quellbach"];
    assert_eq!(sandbox.run(&[&query, own.as_slice()].concat()).expect(0).out, "1\n");
    let near = ["count", "--near", "31.7,70.3,20km"];
    assert_eq!(sandbox.run(&[&near, own.as_slice()].concat()).expect(0).out, "1\n");
    // The one within the program does not know the town, and says so.
    let other = sandbox.run(&query).expect(2);
    assert!(other.err.contains("no place is called `Quellbach`"), "{}", other.err);
    let other = sandbox.run(&["count", "--place", "Peshawar"]).expect(0);
    assert!(other.err.contains("made with another gazetteer"), "{}", other.err);
}

#[test]
fn a_table_of_ones_own() {
    let table = "id\tkind\tname\tcountry\tparent\tlatitude\tlongitude\tpopulation\tnames\n\
        # one of ours\n\
        200000001\tPPL\tQuellbach\tPK\tPK-KP\t31.735\t70.334\t15000\tQuellbrook|~Quellbeek\n";
    let sandbox = Sandbox::new()
        .file("villages.tsv", format!("\u{feff}{table}"))
        .file("news/bridge.md", ARTICLE)
        .env("DATELINE_GAZETTEER", "");
    let build = ["gazetteer", "build", "--extra", "@/villages.tsv", "-o", "@/places.bin"];
    let built = sandbox.run(&build).expect(0);
    assert!(!built.err.contains("hint:"), "{}", built.err);
    let file = sandbox.path("places.bin").to_str().unwrap().to_owned();
    let sandbox = sandbox.env("DATELINE_GAZETTEER", &file);
    for name in ["Quellbach", "Quellbrook", "Quellbeek"] {
        let told = sandbox.run(&["place", name]).expect(0).out;
        assert!(told.contains("Quellbach, Khyber Pakhtunkhwa, Pakistan"), "{told}");
    }
    assert!(sandbox.run(&["place", "Paris"]).expect(0).out.contains("Texas"));
    sandbox.run(&["ingest", "@/news"]).expect(0);
    let mentions = sandbox.run(&["tag", "@/news", "--jsonl"]).expect(0).lines();
    let places = mentions[0]["places"].as_array().unwrap();
    assert!(places.iter().any(|it| it["geonameid"] == 200_000_001), "{places:?}");
    assert_eq!(sandbox.run(&["count", "--place", "Quellbrook"]).expect(0).out, "1\n");
}

/// What is odd in a table and is taken all the same is said.
#[test]
fn a_table_with_oddities() {
    let table = "1168579\tPPL\tQuellbach\tPK\tPK-KP\t31.735\t70.334\n\
        200000002\tPPL\tQuellau\tPK\tXX-99\t31.7\t70.3\n";
    let sandbox = Sandbox::new().file("odd.tsv", table);
    let built = sandbox.run(&["gazetteer", "build", "--extra", "@/odd.tsv", "-o", "@/x"]).expect(0);
    for part in ["Quellbach for Pakistan (1168579)", "200000001", "Quellau (XX-99)"] {
        assert!(built.err.contains(part), "{part}\n{}", built.err);
    }
}

/// Ends in 2, names the file, says what is wrong with it and what to do, and writes nothing.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], parts: &[&str]) {
    let args = [&["gazetteer", "build", "-o", "@/x.bin"], args].concat();
    let told = sandbox.run(&args).expect(2).err;
    for part in parts.iter().chain(&["hint: "]) {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!sandbox.path("x.bin").exists());
}

#[test]
fn tables_that_are_wrong() {
    let good = "200000001\tPPL\tQuellbach\tPK\tPK-KP\t31.735\t70.334\t15000";
    let tables = [
        ("few", "200000001\tPPL\tQuellbach\tPK".to_owned(), "it has 4 of the 7 columns"),
        ("csv", good.replace('\t', ","), "it has 1 of the 7 columns"),
        ("north", good.replace("31.735", "999"), "the latitude `999` is not within 90 degrees"),
        ("east", good.replace("70.334", "E70"), "the longitude `E70` is not within 180 degrees"),
        ("id", good.replace("200000001", "one"), "the id `one` is no whole number"),
        ("kind", good.replace("PPL", "town"), "the kind `town` is no feature code"),
        ("country", good.replace("PK\tPK-KP", "Pakistan\t"), "the country `Pakistan`"),
        ("people", good.replace("15000", "15,000"), "the population `15,000`"),
        ("name", good.replace("Quellbach", ""), "it has no name"),
    ];
    for (name, line, why) in tables {
        let file = format!("{name}.tsv");
        let sandbox = Sandbox::new().file(&file, format!("# ours\n{line}\n"));
        let where_it_is = format!("{file}: line 2: ");
        refused(&sandbox, &["--extra", &format!("@/{file}")], &[&where_it_is, why]);
    }
    let sandbox = Sandbox::new().file("latin.tsv", b"1\tPPL\tM\xfcnster\tDE\t\t51\t7\n");
    refused(
        &sandbox,
        &["@/latin.tsv"],
        &["latin.tsv: line 1: not UTF-8", "save the table as UTF-8"],
    );
    refused(&sandbox, &["@/none.tsv"], &["none.tsv"]);
}

#[test]
fn dumps_that_are_wrong() {
    let whole = zipped("PK.txt", DUMP);
    let mut flipped = whole.clone();
    let at = whole.windows(6).rposition(|it| it == b"PK.txt").unwrap();
    let body = whole.windows(6).position(|it| it == b"PK.txt").unwrap() + 20;
    assert!(body < at);
    flipped[body] ^= 0xff;
    let sandbox = Sandbox::new()
        .file("cut.zip", &whole[..whole.len() / 2])
        .file("flipped.zip", flipped)
        .file("page.zip", "<html>Not found</html>")
        .file("other.zip", zipped("PK.csv", DUMP))
        .file("far.txt", DUMP.replace("31.735", "999"))
        .file("short.txt", "99\tQuellbach\n")
        .file("binary.txt", b"\xff\xfe\x00\x01")
        .file("PK.zip", whole)
        .file("alternates.zip", zipped("alternateNamesV2.txt", ALTERNATES));
    let again = "download it again";
    let wrong: [(&str, &[&str]); 9] = [
        ("@/cut.zip", &["cut.zip", "no whole zip", again]),
        ("@/flipped.zip", &["flipped.zip", again]),
        ("@/page.zip", &["page.zip", "no whole zip", again]),
        ("@/other.zip", &["other.zip", "has no line of GeoNames", "allCountries.zip"]),
        ("@/far.txt", &["far.txt: line 4: ", "the latitude `999`"]),
        ("@/short.txt", &["short.txt: line 1: ", "2 of the 15 columns"]),
        ("@/binary.txt", &["binary.txt", "UTF-8"]),
        ("@/none.zip", &["none.zip", "download it first"]),
        ("@/alternates.zip", &["alternates.zip: line 1: not a place of GeoNames"]),
    ];
    for (file, parts) in wrong {
        refused(&sandbox, &["--geonames", file], parts);
    }
    let alternates = |file| ["--geonames", "@/PK.zip", "--alternates", file];
    refused(&sandbox, &alternates("@/cut.zip"), &["cut.zip", again]);
    refused(&sandbox, &alternates("@/PK.zip"), &["PK.zip: line 1: not an alternate name"]);
    let told = sandbox.run(&[&BUILD[..4], &["-o", "@/none/x.bin"]].concat()).expect(2).err;
    assert!(told.contains("none/x.bin") && told.contains("hint: "), "{told}");
}

#[test]
fn what_is_no_gazetteer() {
    let sandbox = Sandbox::new().file("places.tsv", "1\tPPL\tParis\tFR\t\t48\t2\n");
    for (file, part) in [("@/places.tsv", "not a whole gazetteer"), ("@/none.bin", "cannot read")] {
        let told = sandbox.run(&["place", "Paris", "--gazetteer", file]).expect(2).err;
        assert!(told.contains(part) && told.contains(file), "{told}");
        assert!(told.contains("dateline gazetteer build"), "{told}");
    }
}
