//! Bits that flip and files that are cut short, in an index too large to be compared when opened.

use std::fs;
use std::path::{Path, PathBuf};

use crate::world::{Verdict, World};

const ASKED: [&[&str]; 3] = [
    &["query", "river police", "-n", "20", "--json", "--now", "2024-01-01"],
    &["query", "--place", "Pakistan", "--happened", "2021-05", "--json", "--now", "2024-01-01"],
    &["facets", "market", "--by", "place:2,date:month", "--json", "--now", "2024-01-01"],
];

struct Large {
    index: PathBuf,
    files: Vec<(PathBuf, u64)>,
    answers: Vec<String>,
}

impl Large {
    fn new(world: &World) -> Large {
        let folder = world.folder("damage");
        let index = folder.join("index");
        let bytes = if world.long { 24_000_000 } else { 150_000 };
        let corpus = world.corpus(&folder, "large", bytes);
        assert!(world.ingest(&index, &corpus));
        let mut files: Vec<(PathBuf, u64)> = fs::read_dir(&index)
            .unwrap()
            .map(|it| it.unwrap().path())
            .filter(|it| it.extension().is_some_and(|it| it != "lock"))
            .map(|it| (it.clone(), fs::metadata(&it).unwrap().len()))
            .collect();
        files.retain(|it| it.1 > 0);
        files.sort();
        let answers = ASKED.iter().map(|it| answer(world, &index, it).unwrap()).collect();
        Large { index, files, answers }
    }
}

/// What it answers but for how long it took; `None` where that is an error, and an error where it
/// died.
fn answer(world: &World, index: &Path, words: &[&str]) -> Option<String> {
    let output = world.run(index, words);
    match output.status.code() {
        Some(0 | 1) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let (start, rest) = text.split_once("\"took_ms\":").unwrap_or((&text, ""));
            let rest = rest.split_once(',').map_or("", |it| it.1);
            Some(format!("{start}{rest}"))
        }
        Some(2) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("hint: ") || said.contains("\"hint\""), "{said}");
            None
        }
        _ => Some("died".to_owned()),
    }
}

pub(crate) fn flips(world: &World) -> Verdict {
    let large = Large::new(world);
    let mut verdict = Verdict::default();
    let (mut same, mut refused, mut wrong, mut died) = (0, 0, 0, 0);
    for round in 0..world.rounds(20, 600) {
        // Every second bit by size, the others file by file.
        let at = if round % 2 == 0 {
            usize::try_from(round / 2).unwrap() % large.files.len()
        } else {
            let total: u64 = large.files.iter().map(|it| it.1).sum();
            let mut byte = world.number(total);
            large
                .files
                .iter()
                .position(|it| {
                    byte < it.1 || {
                        byte -= it.1;
                        false
                    }
                })
                .unwrap_or(0)
        };
        let (path, length) = &large.files[at];
        let bit = world.number(length * 8);
        flip(path, bit);
        let check = world.run(&large.index, &["check", "--json"]);
        let found = check.status.code() == Some(2)
            && String::from_utf8_lossy(&check.stdout)
                .contains(path.file_name().unwrap().to_str().unwrap());
        verdict.runs += 1;
        verdict.lost += u64::from(!found);
        for (words, whole) in ASKED.iter().zip(&large.answers) {
            match answer(world, &large.index, words) {
                None => refused += 1,
                Some(it) if it == *whole => same += 1,
                Some(it) if it == "died" => died += 1,
                Some(_) => wrong += 1,
            }
        }
        flip(path, bit);
    }
    verdict.lost += u64::from(!world.run(&large.index, &["check", "--deep"]).status.success());
    verdict.said = format!(
        "`check` found {} of {}; three queries each: {same} right, {refused} refused, {wrong} \
         wrong, {died} died",
        verdict.runs - verdict.lost,
        verdict.runs,
    );
    verdict
}

fn flip(path: &Path, bit: u64) {
    use std::os::unix::fs::FileExt as _;
    let file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, bit / 8).unwrap();
    byte[0] ^= 1 << (bit % 8);
    file.write_all_at(&byte, bit / 8).unwrap();
}

pub(crate) fn cuts(world: &World) -> Verdict {
    let large = Large::new(world);
    let mut verdict = Verdict::default();
    for round in 0..world.rounds(10, 150) {
        let (path, length) = &large.files[usize::try_from(round).unwrap() % large.files.len()];
        let whole = fs::read(path).unwrap();
        let to = usize::try_from(world.number(*length)).unwrap();
        fs::write(path, &whole[..to]).unwrap();
        verdict.runs += 1;
        verdict.lost += u64::from(world.run(&large.index, &["check"]).status.code() != Some(2));
        verdict.lost += u64::from(answer(world, &large.index, ASKED[0]).is_some());
        fs::write(path, whole).unwrap();
    }
    verdict.said = "noticed by `check`, and by a query before it reads".to_owned();
    verdict
}
