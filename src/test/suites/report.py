"""The page that says what passed, made from the results and from the reasons that are kept by hand."""

import datetime
import json
from pathlib import Path

from checkouts import CACHE
from server import ROOT

PAGE = ROOT / "docs" / "conformance-results.md"
REASONS = Path(__file__).parent / "reasons.tsv"
LEFT_OUT = Path(__file__).parent / "s3-tests-left-out.tsv"
RESULTS = CACHE / "results"

HEAD = """# Conformance results

What other people's clients and suites say of Sluice. This page is written by `src/test/suites/run`; how to run it stands in
[s3-compatibility.md](s3-compatibility.md). No client is given a flag that Sluice would need: only where to, who, and addresses in path style.

`s3-tests` is fitted to a server without Signature Version 2 and anonymous access: its forms are signed anew with version 4, and for the tests
named in `src/test/suites/s3-tests-signed.txt` the bucket stays private and what they send is signed. Faults while it cleans up after a test do
not fail the tests that follow. Its server has a second user without grants, and `limits.min-part: 5MiB` as S3 has; all others have the defaults.

| suite | client | passed | failed | skipped | run |
|---|---|---|---|---|---|
"""


def reasons():
    """Suite and test to the reason why it fails or is skipped."""
    kept = {}
    for line in REASONS.read_text().splitlines():
        if line and not line.startswith("#"):
            suite, test, why = line.split("\t")
            kept[suite, test] = why
    return kept


def left_out_names(why):
    """The names and markers of tests that are left out for a reason."""
    rules = [line.split("\t") for line in LEFT_OUT.read_text().splitlines() if line and not line.startswith("#")]
    return [name for name, reason in rules if reason == why]


def save(suite, client, server, tests, left_out=None):
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {
        "suite": suite,
        "client": client,
        "server": server,
        "date": datetime.date.today().isoformat(),
        "tests": tests,
        "left out": left_out or {},
    }
    (RESULTS / f"{suite}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False))
    return result


def saved(suite):
    file = RESULTS / f"{suite}.json"
    return json.loads(file.read_text()) if file.exists() else None


def faults(result):
    """What is wrong between a suite's results and the reasons."""
    suite = result["suite"]
    kept = {test: why for (of, test), why in reasons().items() if of == suite}
    outcome = {test["name"]: test for test in result["tests"]}
    found = []
    for name, test in outcome.items():
        if test["outcome"] == "failed" and name not in kept:
            found.append(f"{suite}: {name} failed, and no reason is known: {test['why']}")
        if test["outcome"] == "passed" and name in kept:
            found.append(f"{suite}: {name} passes: take its reason out of {REASONS.name}")
    found += [f"{suite}: {name} has a reason but was not run" for name in kept if name not in outcome]
    if not outcome:
        found.append(f"{suite}: no test was run")
    return found


def count(result, outcome):
    return sum(test["outcome"] == outcome for test in result["tests"])


def write(results):
    """Writes the page from the results of all suites."""
    known = reasons()
    page = HEAD
    for r in results:
        counts = " | ".join(str(count(r, outcome)) for outcome in ("passed", "failed", "skipped"))
        page += f"| `{r['suite']}` | {r['client']} | {counts} | {r['date']} |\n"
    page += f"\nServer: {', '.join(sorted({r['server'] for r in results}))}.\n"
    page += "\n## What fails or is skipped, and why\n\n| suite | test | | why |\n|---|---|---|---|\n"
    for r in results:
        for test in r["tests"]:
            if test["outcome"] != "passed":
                why = known.get((r["suite"], test["name"])) or test["why"]
                why = " ".join(why.split()).replace("|", "\\|")
                page += f"| `{r['suite']}` | `{test['name']}` | {test['outcome']} | {why} |\n"
    for r in results:
        if r["left out"]:
            page += f"\n## What `{r['suite']}` leaves out\n\n"
            page += "A test that fits several rows is counted in the first of `src/test/suites/s3-tests-left-out.tsv`.\n\n"
            page += "| tests | why | which, by name or marker |\n|---|---|---|\n"
            for why, number in sorted(r["left out"].items(), key=lambda pair: -pair[1]):
                which = ", ".join(f"`{name}`" for name in left_out_names(why))
                page += f"| {number} | {why} | {which} |\n"
    PAGE.write_text(page)
