"""Listings of large volumes: cold, warm, at random depths, after a restart."""

import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

from .report import number
from .runner import Generator, say
from .servers import Sluice

LONG = ["--timeout", 1800, "--seconds", 3600, "--concurrency", 1]


class Volume:
    """A tree of one layout, and what is measured on it."""

    def __init__(self, generator, work, layout, files, size, pages):
        self.generator, self.layout, self.files, self.pages = generator, layout, files, pages
        self.size, self.work = size, work
        self.figures = {"layout": layout, "files": files, "file_bytes": size}

    def measure(self):
        """Figures by name."""
        server = Sluice(self.work, name=f"sluice-{self.layout}")
        try:
            self._make(server.bucket)
            self._find(server.bucket)
            self._cold(server)
            self._warm(server, "entries")
            server.stop()
            self._restarted(server, "entries")
            server.stop()
            server.settings = ("volume-defaults.verify=directories",)
            self._restarted(server, "directories")
            self._warm(server, "directories")
        finally:
            server.stop()
            # Much faster than Python's own for a million files.
            subprocess.run(["rm", "-rf", str(server.home)], check=False)
        return self.figures

    def _make(self, directory):
        said = self.generator.run(["tree", "--root", directory, "--layout", self.layout, "--prefix", "",
                                   "--keys", self.files, "--size", self.size])
        self._note(make_s=said["seconds"])

    def _find(self, directory):
        """The plain walk with size and time; the second of two, so that both walks find it in memory."""
        for _ in range(2):
            before, start = os.times(), time.monotonic()
            subprocess.run(["find", str(directory), "-type", "f", "-printf", "%s %T@\\n"],
                           stdout=subprocess.DEVNULL, check=True)
            seconds, after = time.monotonic() - start, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        self._note(find_s=seconds, find_cpu_s=cpu)

    def _cold(self, server):
        """A volume that was never seen: start, first page, and every page once."""
        start = time.monotonic()
        server.start()
        ready = time.monotonic()
        first = self._list(server, ["--count", 1])
        self._note(cold_ready_s=ready - start, cold_first_page_ms=first["latency_ms"]["max"])
        cpu, start = server.process.cpu_ms(), time.monotonic()
        walk = self._list(server, ["--count", (self.files + 999) // 1000])
        seconds = time.monotonic() - start
        if walk["listed_keys"] != self.files:
            raise RuntimeError(f"{walk['listed_keys']} keys were listed, not {self.files}: {walk['first_error']}")
        # Index, first page included: both read the directories.
        total = seconds + first["latency_ms"]["max"] / 1000
        self._note(cold_walk_s=total, cold_walk_cpu_s=(server.process.cpu_ms() - cpu) / 1000,
                   cold_walk_files_per_s=self.files / total, find_files_per_s=self.files / self.figures["find_s"],
                   cold_walk_to_find=total / self.figures["find_s"], peak_rss_mib=server.process.peak_rss() / 2**20)
        self.figures["crawl_metrics"] = _metrics(server, "crawl")

    def _warm(self, server, verify):
        self._list(server, ["--count", self.pages, "--order", "random"])
        cpu = server.process.cpu_ms()
        said = self._list(server, ["--count", self.pages, "--order", "random", "--seed", 7])
        cpu = (server.process.cpu_ms() - cpu) / self.pages
        self._note(**{f"page_{verify}_p50_ms": said["latency_ms"]["p50"],
                      f"page_{verify}_p99_ms": said["latency_ms"]["p99"], f"page_{verify}_cpu_ms": cpu})
        cpu = server.process.cpu_ms()
        root = self._list(server, ["--count", self.pages, "--delimiter", "/"])
        names = (root["listed_keys"] + root.get("listed_prefixes", 0)) / self.pages
        self._note(**{f"root_{verify}_names": names, f"root_{verify}_p50_ms": root["latency_ms"]["p50"],
                      f"root_{verify}_p99_ms": root["latency_ms"]["p99"],
                      f"root_{verify}_cpu_ms": (server.process.cpu_ms() - cpu) / self.pages})

    def _restarted(self, server, verify):
        index = sum(f.stat().st_size for f in (server.home / "data" / "index").rglob("*") if f.is_file())
        start = time.monotonic()
        server.start()
        ready = time.monotonic()
        rss = server.process.rss()
        self._list(server, ["--count", 1, "--order", "random", "--seed", 3])
        self._note(**{"index_bytes_per_file": index / self.files, "idle_rss_mib": rss / 2**20,
                      f"restart_{verify}_ready_s": ready - start,
                      f"restart_{verify}_first_page_s": time.monotonic() - start})

    def _list(self, server, words):
        said = self.generator.run(["list", *server.login(), *LONG, "--layout", self.layout, "--prefix", "",
                                   "--keys", self.files, *words])
        if said["failed"]:
            raise RuntimeError(said["first_error"])
        return said

    def _note(self, **figures):
        self.figures.update(figures)
        say("  " + "  ".join(f"{name} {number(value)}" for name, value in figures.items()))


def _metrics(server, word):
    """Lines of the metrics page whose name holds a word: the crawl's own account, where there is one."""
    with urllib.request.urlopen(server.admin + "/-/metrics", timeout=10) as page:
        lines = page.read().decode().splitlines()
    return [line for line in lines if word in line and not line.startswith("#")]


def measure(work, layouts, files, size, pages):
    """A list of figures, one set a layout."""
    generator = Generator()
    free = os.statvfs(work).f_favail
    if free < files * 1.2:
        raise SystemExit(f"bench: {work} has room for {free} files only")
    out = []
    for layout in layouts:
        say(f"{layout}: {files} files")
        out.append(Volume(generator, work, layout, files, size, pages).measure())
    return out


ROWS = [
    ("files", "files", ""),
    ("find -printf with size and time, warm", "find_s", "s"),
    ("never seen: start to ready", "cold_ready_s", "s"),
    ("never seen: first page of 1,000", "cold_first_page_ms", "ms"),
    ("never seen: every page once", "cold_walk_s", "s"),
    ("the same : find", "cold_walk_to_find", ""),
    ("files a second", "cold_walk_files_per_s", ""),
    ("page at a random depth, verify: entries, p50", "page_entries_p50_ms", "ms"),
    ("p99", "page_entries_p99_ms", "ms"),
    ("CPU a page", "page_entries_cpu_ms", "ms"),
    ("page at a random depth, verify: directories, p50", "page_directories_p50_ms", "ms"),
    ("p99", "page_directories_p99_ms", "ms"),
    ("CPU a page", "page_directories_cpu_ms", "ms"),
    ("first page at the root with delimiter: names", "root_directories_names", ""),
    ("p50, verify: entries", "root_entries_p50_ms", "ms"),
    ("p50, verify: directories", "root_directories_p50_ms", "ms"),
    ("index on disk, bytes a file", "index_bytes_per_file", ""),
    ("peak RSS while listing", "peak_rss_mib", "MiB"),
    ("RSS after a restart", "idle_rss_mib", "MiB"),
    ("restart to ready", "restart_entries_ready_s", "s"),
    ("restart to first page", "restart_entries_first_page_s", "s"),
]


def markdown(record):
    sets = record["figures"]
    lines = [f"# {record['title']}", "", f"{record['date']}. {record['note']}".strip(), ""]
    lines += [f"* {name}: {value}" for name, value in record["machine"].items()]
    lines += ["", "| | " + " | ".join(one["layout"] for one in sets) + " |", "|---|" + "--:|" * len(sets)]
    for title, name, unit in ROWS:
        cells = [number(one[name]) + (" " + unit if unit else "") for one in sets]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write(out, name, record):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    (out / f"{name}.md").write_text(markdown(record))
    say(f"written: {out / name}.md")
