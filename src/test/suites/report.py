"""The page that says what passed, made from the results and from the reasons that are kept by hand."""

import datetime
import json
from pathlib import Path

from checkouts import CACHE
from server import ROOT

PAGE = ROOT / "docs" / "conformance-results.md"
REASONS = Path(__file__).parent / "reasons.tsv"
RESULTS = CACHE / "results"

HEAD = """# Conformance results

What other people's clients and suites say of Sluice. This page is written by `src/test/suites/run`; how to run it stands in
[s3-compatibility.md](s3-compatibility.md). No client is given a flag that Sluice would need: only where to, who, and addresses in path style.

`s3-tests` is fitted to a server without Signature Version 2 and anonymous access: its forms are signed anew with version 4, and for the tests
named in `src/test/suites/s3-tests-signed.txt` the bucket stays private and what they send is signed. Faults while it cleans up after a test do
not fail the tests that follow.

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
            page += f"\n## What `{r['suite']}` leaves out\n\n| tests | why |\n|---|---|\n"
            for why, number in sorted(r["left out"].items(), key=lambda pair: -pair[1]):
                page += f"| {number} | {why} |\n"
    PAGE.write_text(page)
