#!/usr/bin/env python3
"""Fuzzes every target in turn at the lowest priority, and adds up what it cost.

    RUSTC_BOOTSTRAP=1 cargo fuzz build -s none
    python3 fuzz/rotate.py FOLDER --minutes 60 --slice 300 --workers 2

FOLDER keeps the corpus of each target, which starts from the fixtures of the tests, what crashed it
(`artifacts`), the logs, and `totals.tsv`: a line for each run, with its CPU seconds and inputs.
"""

import argparse
import collections
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import time

REPO = pathlib.Path(__file__).resolve().parent.parent
DATA = REPO / "tests/data"
# The longest input of each target, in bytes.
TARGETS = {
    "query": 256, "dates": 80, "times": 3000, "places": 3000,
    "readers": 16384, "html": 16384, "snippets": 200,
}  # fmt: skip
# As `fuzz_targets/readers.rs` has them: an input starts with the number of one, and of a reader.
ENDS = "txt md csv tsv jsonl json html xml gz zip tar".split()


class Seeds:
    """The first inputs of each target, and the words that it may put in."""

    def __init__(self, folder):
        self.folder = folder
        self.words = collections.defaultdict(collections.Counter)

    def keep(self, target, raw):
        raw = raw[: TARGETS[target]]
        folder = self.folder / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha1(raw).hexdigest()).write_bytes(raw)

    def note(self, target, text):
        self.words[target].update(re.findall(r"[^\s,;()]{1,24}", text))

    def article(self, target, title, body):
        """A title and a body, as `arbitrary` reads two strings: the length of the first is last."""
        title, room = title.encode(), TARGETS[target] - len(title.encode()) - 2
        body = body.encode()[:room].decode(errors="ignore").encode()
        count = 1 if len(title) + len(body) < 256 else 2
        self.keep(target, title + body + len(title).to_bytes(count, "big"))

    def queries(self):
        for name in "understood nexis factiva lucene faults any found plans".split():
            for line in lines(DATA / f"query/{name}.txt"):
                query = line.split("=>")[0].replace("␠", " ").strip()
                if name in ("found", "plans"):
                    query = query.split("|", 1)[-1].strip()
                for target in ("query", "snippets"):
                    self.keep(target, query.encode())
                    self.note(target, query)

    def texts(self):
        for line in lines(DATA / "date/user.txt"):
            date = line.split("|")[1].strip()
            self.keep("dates", date.encode())
            self.note("dates", date)
        for file in sorted((DATA / "date").glob("??.txt")):
            for cells in (line.split("|") for line in lines(file)):
                self.article("times", "", cells[1].strip())
                self.note("times", cells[1])
                for found in cells[2].split(";"):
                    self.keep("dates", found.split("=")[0].strip().encode())
        for file in sorted((DATA / "place").glob("??.txt")):
            for text in (line.split("=>")[0].strip() for line in lines(file)):
                self.article("places", "", text)
                self.note("places", text)
        for file in sorted((DATA / "corpus").rglob("*.txt")) + sorted(DATA.rglob("*.md")):
            title, _, body = file.read_text(errors="ignore").partition("\n")
            for target in ("times", "places"):
                self.article(target, title[:200], body)

    def files(self):
        for folder in ("read", "broken", "corpus"):
            for file in sorted((DATA / folder).rglob("*")):
                if not file.is_file() or ".expected" in file.name:
                    continue
                raw, end = file.read_bytes(), file.suffix[1:]
                name = ENDS.index(end) if end in ENDS else 0
                # Read as what it is found to be, and as something else.
                for reader in (255, hashlib.sha1(raw).digest()[0] % 24):
                    self.keep("readers", bytes([name, reader]) + raw)
                text = raw.decode(errors="ignore")
                self.note("readers", text[:2000])
                if "<html" in text.lower():
                    self.keep("html", raw)
                    self.note("html", text)
        # What the tests within the readers have, too.
        for file in sorted((REPO / "src/read").rglob("*.rs")):
            code = file.read_text()
            for found in re.findall(r'r#"(<.*?)"#|"(<[a-z!][^"]*>)"', code, re.S):
                self.keep("html", "".join(found).encode())
            for target in ("html", "readers"):
                self.words[target].update(re.findall(r'"([A-Za-z:_-]{3,24})"', code))

    def dictionaries(self):
        def escaped(word):
            plain = set(range(33, 127)) - set(b'"\\')
            return "".join(chr(it) if it in plain else f"\\x{it:02x}" for it in word.encode())

        folder = self.folder / "words"
        folder.mkdir(exist_ok=True)
        for target, words in self.words.items():
            text = "".join(f'"{escaped(word)}"\n' for word, _ in words.most_common(600))
            (folder / target).write_text(text)


def lines(file):
    return [it for it in file.read_text().splitlines() if it.strip() and not it.startswith("#")]


def program(target):
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPO / "fuzz/target"))
    return next(folder.glob(f"*/release/{target}"))


def run(folder, target, worker, seconds):
    """Fuzzes a target once, and notes what it cost."""
    artifacts, log = folder / "artifacts" / target, folder / "log" / f"{target}.{worker}.log"
    scratch = folder / "scratch" / str(worker)
    shutil.rmtree(scratch, ignore_errors=True)
    for it in (artifacts, log.parent, scratch):
        it.mkdir(parents=True, exist_ok=True)
    before = set(artifacts.iterdir())
    command = ["chrt", "--idle", "0"] if shutil.which("chrt") else []
    command += ["nice", "-n", "19", program(target), folder / "corpus" / target]
    command += [
        f"-max_total_time={seconds}", f"-max_len={TARGETS[target]}", "-rss_limit_mb=2048",
        "-timeout=25", "-print_final_stats=1", f"-artifact_prefix={artifacts}/",
        f"-dict={folder}/words/{target}",
    ]  # fmt: skip
    started = time.time()
    with log.open("w") as out:
        environment = os.environ | {"TMPDIR": str(scratch)}
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    text = log.read_text(errors="replace")
    done = re.findall(r"(?:number_of_executed_units: |^#)(\d+)", text, re.M)
    found = sorted(it.name for it in set(artifacts.iterdir()) - before)
    for name in found:
        shutil.copy(log, log.with_name(f"{target}.{name}.log"))
    row = [
        time.strftime("%H:%M:%S"), target, f"{usage.ru_utime + usage.ru_stime:.1f}",
        f"{time.time() - started:.0f}", max(map(int, done), default=0),
        os.waitstatus_to_exitcode(status), ",".join(found) or "-",
    ]  # fmt: skip
    with (folder / "totals.tsv").open("a") as totals:
        fcntl.flock(totals, fcntl.LOCK_EX)
        totals.write("\t".join(map(str, row)) + "\n")


def work(folder, worker, workers, minutes, slice_seconds):
    end = time.time() + minutes * 60
    turn = worker * len(TARGETS) // workers
    while time.time() < end:
        target, turn = list(TARGETS)[turn % len(TARGETS)], turn + 1
        slice_end = min(time.time() + slice_seconds, end)
        # What crashes is begun anew, but not for ever.
        for _ in range(6):
            left = int(slice_end - time.time())
            if left > 2 and not (folder / "stop").exists():
                run(folder, target, worker, left)


def show(folder):
    sums = collections.defaultdict(lambda: [0.0, 0, 0])
    for line in (folder / "totals.tsv").read_text().splitlines():
        _, target, cpu, _, inputs, _, found = line.split("\t")
        row = sums[target]
        row[0], row[1] = row[0] + float(cpu), row[1] + int(inputs)
        row[2] += 0 if found == "-" else len(found.split(","))
    print("| target | CPU minutes | inputs | crashes and timeouts |\n| --- | --- | --- | --- |")
    for target, (cpu, inputs, found) in sorted(sums.items()):
        print(f"| {target} | {cpu / 60:.1f} | {inputs:,} | {found} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--slice", type=float, default=300, help="seconds at a time")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="only show the totals")
    args = parser.parse_args()
    folder = args.folder.resolve()
    if not args.show:
        seeds = Seeds(folder)
        for plant in (seeds.queries, seeds.texts, seeds.files, seeds.dictionaries):
            plant()
        children = []
        for worker in range(args.workers):
            child = os.fork()
            if child == 0:
                work(folder, worker, args.workers, args.minutes, args.slice)
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
    show(folder)


if __name__ == "__main__":
    main()
