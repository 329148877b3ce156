"""More connections than a server can serve: how long what it takes takes, and what it refuses."""

import json
import os
import time
from statistics import median

from .process import TICKS
from .report import number, ratio
from .runner import say

FRESH_A_SECOND = 15_000  # more new keys than any server here can write
BACKOFF_MS = 100  # what SDKs wait at most before their second try, or more


def foreign_cpu(before, after, ours_ms):
    """Of all CPUs, the share that others used meanwhile."""
    busy, every = (b - a for a, b in zip(before, after))
    return max(0.0, busy - ours_ms * TICKS / 1000) / max(every, 1)


def all_cpu():
    """Ticks that all CPUs were busy, and ticks at all (proc(5), /proc/stat)."""
    with open("/proc/stat") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    every = sum(fields)
    return every - fields[3] - fields[4], every


def await_quiet(seconds, share=0.1):
    """Waits, for so long at most, until others leave the CPUs alone for half a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = all_cpu()
        time.sleep(0.5)
        if foreign_cpu(before, all_cpu(), 0) <= share:
            return


class Overload:
    def __init__(self, flags, server, generator):
        self.flags, self.server, self.generator = flags, server, generator
        self.run_number = 0

    def run(self):
        self._prepare()
        results = []
        for number_of_round in range(self.flags.rounds):
            for verb in self.flags.verbs:
                for retries in self.flags.clients:
                    for connections in self.flags.connections:
                        results.append(self._measure(verb, retries, connections, number_of_round))
        return results

    def _prepare(self):
        login = self.server.login()
        for verb in ("put", "get"):
            self.generator.run([verb, "--keys", 2000, "--prefix", "warm/", "--concurrency", 32,
                                "--seconds", self.flags.warm, *login])
        self.generator.run(["put", "--keys", self.flags.keys, "--count", self.flags.keys, "--prefix", "small/",
                            "--seconds", 60, *login])

    def _words(self, verb, retries, connections):
        self.run_number += 1
        words = [verb, "--concurrency", connections, "--seconds", self.flags.seconds,
                 *self.server.login()]
        if verb == "put":
            fresh = int(self.flags.seconds * FRESH_A_SECOND)
            words += ["--keys", fresh, "--count", fresh, "--prefix", f"new-{self.run_number}/"]
        else:
            words += ["--keys", self.flags.keys, "--prefix", "small/", "--order", "random"]
        return words + (["--backoff", BACKOFF_MS] if retries == "sdk" else [])

    def _measure(self, verb, retries, connections, number_of_round):
        words = self._words(verb, retries, connections)
        await_quiet(self.flags.quiet)
        cpu, every = self.server.process.cpu_ms(), all_cpu()
        said = self.generator.run(words)
        cpu = self.server.process.cpu_ms() - cpu
        foreign = foreign_cpu(every, all_cpu(), cpu + said["client_cpu_ms"])
        statuses = said["kinds"][verb]["statuses"]
        result = {
            "verb": verb, "client": retries, "connections": connections, "round": number_of_round,
            "a_second": said["per_second"], "p50_ms": said["latency_ms"]["p50"],
            "p99_ms": said["latency_ms"]["p99"], "refused": statuses.get("503", 0),
            "served": statuses.get("200", 0), "server_cpu_ms": cpu, "foreign_cpu": foreign,
            "with_retries_p99_ms": said.get("with_retries_ms", {}).get("p99"),
            "unexpected": {s: n for s, n in statuses.items() if s not in ("200", "503")},
        }
        say(f"{verb} {retries:<7} c={connections:<5} {result['a_second']:>8.0f} a second"
            f"  p50 {result['p50_ms']:>7.2f}  p99 {result['p99_ms']:>7.2f} ms"
            f"  refused {result['refused']:>6} of {result['refused'] + result['served']:>6}"
            f"  server {cpu:>5.0f} ms  others used {foreign:.0%}"
            + (f"  UNEXPECTED {result['unexpected']}" if result["unexpected"] else ""))
        return result


def summarise(results):
    """One line for each verb, client and number of connections: medians over the rounds."""
    groups = {}
    for one in results:
        groups.setdefault((one["verb"], one["client"], one["connections"]), []).append(one)
    lines = []
    for (verb, client, connections), group in groups.items():
        line = {name: median(one[name] for one in group)
                for name in ("a_second", "p50_ms", "p99_ms", "refused", "served", "foreign_cpu")}
        retried = [one["with_retries_p99_ms"] for one in group if one["with_retries_p99_ms"]]
        line.update(verb=verb, client=client, connections=connections,
                    with_retries_p99_ms=median(retried) if retried else None)
        lines.append(line)
    for line in lines:
        base = min((one for one in lines if (one["verb"], one["client"]) == (line["verb"], line["client"])),
                   key=lambda one: one["connections"])
        line["times_unloaded"] = ratio(line["p99_ms"], base["p99_ms"])
    return lines


def markdown(record):
    out = [f"# Overload", "", record["date"], ""]
    out += [f"* {name}: {value}" for name, value in record["machine"].items()]
    out += ["", f"4 KiB, nothing synced. Medians of {record['rounds']} rounds of {record['seconds']} s."
            " p99 is that of accepted requests; \"times\" is its ratio to the fewest connections of the same client."
            " \"at once\": who is refused asks again at once; \"sdk\": after a random time of up to"
            f" {BACKOFF_MS} ms, twice that and so on, saying that it is a retry.", "",
            "| work | client | connections | a second | p50 ms | p99 ms | times | refused | p99 with retries, ms | others' CPU |",
            "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for line in record["summary"]:
        asked = line["refused"] + line["served"]
        retried = number(line["with_retries_p99_ms"])
        out.append(
            f"| {line['verb'].upper()} | {line['client']} | {line['connections']:,} | {number(line['a_second'])}"
            f" | {number(line['p50_ms'])} | {number(line['p99_ms'])} | {number(line['times_unloaded'])}"
            f" | {line['refused'] / max(asked, 1):.0%} | {retried} | {line['foreign_cpu']:.0%} |")
    return "\n".join(out) + "\n"


def write(out, name, record):
    os.makedirs(out, exist_ok=True)
    (out / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    (out / f"{name}.md").write_text(markdown(record))
    say(f"written: {out / name}.md")
