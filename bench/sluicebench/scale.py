"""Listings of large volumes: cold, warm, at random depths, after a restart."""

import datetime
import json
import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from .report import number, ratio
from .runner import Generator, say
from .servers import Sluice

LONG = ["--timeout", 1800, "--seconds", 3600, "--concurrency", 1]


JIT = ("C CompilerThre",)  # C1 and C2; numbers are left out of names


class Volume:
    """A tree of one layout, and what is measured on it."""

    def __init__(self, generator, work, layout, files, size, pages, ready, backup):
        self.ready, self.backup = ready, backup
        self.generator, self.layout, self.files = generator, layout, files
        self.warm_pages, self.pages = pages
        self.size, self.work = size, work
        self.figures = {"layout": layout, "files": files, "file_bytes": size, "rss_mib": {}}

    def measure(self):
        """Figures by name."""
        server = Sluice(self.work, name=f"sluice-{self.layout}", settings=(f"volume-defaults.backup-interval={self.backup}",))
        try:
            self._make(server.bucket)
            self._find(server.bucket)
            self._start(server)
            self._crawl(server)
            self._walk(server)
            self._backed_up(server)
            server.stop()
            # Without the hasher beside it; the rows that it had no time for cost a page more.
            server.settings = ("volume-defaults.etag=version", "volume-defaults.backup-interval=0s")
            self._restarted(server, "entries")
            self._warm(server, "entries")
            self._usage(server)
            server.stop()
            server.settings += ("volume-defaults.verify=directories",)
            self._restarted(server, "directories")
            self._warm(server, "directories")
            server.stop()
            self._restored(server)
        finally:
            server.stop()
            # Much faster than Python's own for a million files.
            subprocess.run(["rm", "-rf", str(server.home)], check=False)
        return self.figures

    def _make(self, directory):
        if self.ready:
            directory.rmdir()
            Path(self.ready).rename(directory)
            return
        said = self.generator.run(["tree", "--root", directory, "--layout", self.layout, "--prefix", "",
                                   "--keys", self.files, "--size", self.size])
        self._note(make_s=said["seconds"])

    def _find(self, directory):
        """The plain walk with size and time; the second of two, so that both walks find it in memory."""
        for _ in range(2):
            before, start = getrusage(RUSAGE_CHILDREN), time.monotonic()
            subprocess.run(["find", str(directory), "-type", "f", "-printf", "%s %T@\\n"],
                           stdout=subprocess.DEVNULL, check=True)
            seconds, after = time.monotonic() - start, getrusage(RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self._note(find_s=seconds, find_cpu_us=cpu * 1e6 / self.files)

    def _start(self, server):
        """A volume that was never seen: start and first page, while the crawl begins."""
        start = time.monotonic()
        server.start()
        ready = time.monotonic()
        first = self._list(server, ["--count", 1])
        self._note(cold_ready_s=ready - start, cold_first_page_ms=first["latency_ms"]["max"])

    def _crawl(self, server):
        """The first walk. The hasher works beside it; its threads are told apart."""
        start, before = time.monotonic(), server.process.cpu_ms_by_thread()
        while _volume(server)["crawl"]["walks"] == 0:
            time.sleep(0.25)
        seconds, after = time.monotonic() - start, server.process.cpu_ms_by_thread()
        cpu = {name: ms - before.get(name, 0) for name, ms in after.items()}
        jit = sum(cpu.get(name, 0) for name in JIT)
        # What vert.x does meanwhile is to answer our own questions for the status.
        crawl = sum(ms for name, ms in cpu.items()
                    if name not in JIT and name != "hash" and not name.startswith("vert.x"))
        find = self.figures["find_cpu_us"] * self.files / 1000
        self._rss(server, "crawled")
        log, tables = _index_bytes(server)
        self._note(crawl_s=seconds, crawl_files_per_s=self.files / seconds, crawl_cpu_us=crawl * 1000 / self.files,
                   crawl_to_find=ratio(seconds, self.figures["find_s"]), crawl_cpu_to_find=ratio(crawl, find),
                   crawl_jit_cpu_s=jit / 1000, crawl_hash_cpu_s=cpu.get("hash", 0) / 1000,
                   index_bytes_per_file=tables / self.files, index_log_bytes_per_file=log / self.files)
        self.figures["crawl_cpu_ms_by_thread"] = cpu

    def _walk(self, server):
        """Every page once."""
        cpu, start = server.process.cpu_ms(), time.monotonic()
        walk = self._list(server, ["--count", (self.files + 999) // 1000])
        seconds = time.monotonic() - start
        if walk["listed_keys"] != self.files:
            raise RuntimeError(f"{walk['listed_keys']} keys were listed, not {self.files}: {walk['first_error']}")
        self._rss(server, "every page")
        self._note(walk_s=seconds, walk_files_per_s=self.files / seconds,
                   walk_page_p99_ms=walk["latency_ms"]["p99"], walk_cpu_s=(server.process.cpu_ms() - cpu) / 1000)

    def _warm(self, server, verify):
        # The JIT compiler takes 4 ms of CPU for each of the first 500 pages, 1.3 for each of the next.
        self._list(server, ["--count", self.warm_pages, "--order", "random"])
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
        self._rss(server, f"pages, {verify}")

    def _usage(self, server):
        """What prefixes add up to, from one file to most."""
        took = []
        for _ in range(20):
            for prefix in ("", "0", "00", "0000", "00000", "0000/0", "0001/"):
                start = time.monotonic()
                _json(server, f"/-/volumes/bench/usage?prefix={prefix}")
                took.append((time.monotonic() - start) * 1000)
        took.sort()
        self._note(usage_p50_ms=took[len(took) // 2], usage_max_ms=took[-1])

    def _restarted(self, server, verify):
        start = time.monotonic()
        server.start()
        ready = time.monotonic()
        rss = server.process.rss()
        self._list(server, ["--count", 1, "--order", "random", "--seed", 3])
        self._note(**{"idle_rss_mib": rss / 2**20, f"restart_{verify}_ready_s": ready - start,
                      f"restart_{verify}_first_page_s": time.monotonic() - start})

    def _backed_up(self, server):
        """Waits for a backup that is younger than the crawl."""
        asked = datetime.datetime.now(datetime.timezone.utc)
        end = time.monotonic() + 300
        while time.monotonic() < end:
            backup = _volume(server)["index"].get("backup")
            if backup and datetime.datetime.fromisoformat(backup) > asked:
                return
            time.sleep(0.5)
        raise RuntimeError("the index was not backed up")

    def _restored(self, server):
        """A node with an empty disk takes the volume."""
        shutil.rmtree(server.home / "data" / "index")
        start = time.monotonic()
        server.start()
        ready = time.monotonic()
        self._list(server, ["--count", 1, "--order", "random", "--seed", 5])
        page = time.monotonic()
        while _volume(server)["index"]["restoring"]:
            time.sleep(0.1)
        seconds = time.monotonic() - start
        self._list(server, ["--count", 1, "--order", "random", "--seed", 6])
        self._note(restore_ready_s=ready - start, restore_first_page_s=page - start, restore_s=seconds,
                   restored_files=_volume(server)["usage"]["files"])
        self._rss(server, "restored")

    def _rss(self, server, when):
        self.figures["rss_mib"][when] = server.process.rss() / 2**20
        self._note(peak_rss_mib=max(self.figures.get("peak_rss_mib", 0), server.process.peak_rss() / 2**20))

    def _list(self, server, words):
        said = self.generator.run(["list", *server.login(), *LONG, "--layout", self.layout, "--prefix", "",
                                   "--keys", self.files, *words])
        if said["failed"]:
            raise RuntimeError(said["first_error"])
        return said

    def _note(self, **figures):
        self.figures.update(figures)
        say("  " + "  ".join(f"{name} {number(value)}" for name, value in figures.items()))


def _json(server, path):
    with urllib.request.urlopen(server.admin + path, timeout=60) as answer:
        return json.load(answer)


def _volume(server):
    """What the node says of the volume."""
    return _json(server, "/-/status")["volume.bench"]


def _index_bytes(server):
    """Bytes on disk of RocksDB's log, and of all else."""
    log = tables = 0
    for file in (server.home / "data" / "index").rglob("*"):
        try:
            size = file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:
            continue  # Compacted meanwhile.
        if file.suffix == ".log":
            log += size
        else:
            tables += size
    return log, tables


def measure(work, layouts, files, size, pages, ready=None, backup="20s"):
    """A list of figures, one set a layout."""
    generator = Generator()
    free = os.statvfs(work).f_favail
    if free < files * 1.2:
        raise SystemExit(f"bench: {work} has room for {free} files only")
    out = []
    for layout in layouts:
        say(f"{layout}: {files} files")
        out.append(Volume(generator, work, layout, files, size, pages, ready, backup).measure())
    return out


ROWS = [
    ("files", "files", ""),
    ("find -printf with size and time, warm", "find_s", "s"),
    ("the same, CPU a file", "find_cpu_us", "us"),
    ("never seen: start to ready", "cold_ready_s", "s"),
    ("never seen: first page of 1,000", "cold_first_page_ms", "ms"),
    ("first crawl", "crawl_s", "s"),
    ("the same : find", "crawl_to_find", ""),
    ("CPU a file, without JIT compiler and hasher", "crawl_cpu_us", "us"),
    ("the same : find", "crawl_cpu_to_find", ""),
    ("JIT compiler meanwhile", "crawl_jit_cpu_s", "s"),
    ("hasher meanwhile", "crawl_hash_cpu_s", "s"),
    ("index after the crawl, bytes a file, tables", "index_bytes_per_file", ""),
    ("its log beside", "index_log_bytes_per_file", ""),
    ("every page once after the crawl, the hasher beside it", "walk_s", "s"),
    ("page at a random depth, verify: entries, p50", "page_entries_p50_ms", "ms"),
    ("p99", "page_entries_p99_ms", "ms"),
    ("CPU a page", "page_entries_cpu_ms", "ms"),
    ("page at a random depth, verify: directories, p50", "page_directories_p50_ms", "ms"),
    ("p99", "page_directories_p99_ms", "ms"),
    ("CPU a page", "page_directories_cpu_ms", "ms"),
    ("first page at the root with delimiter: names", "root_directories_names", ""),
    ("p50, verify: entries", "root_entries_p50_ms", "ms"),
    ("CPU", "root_entries_cpu_ms", "ms"),
    ("p50, verify: directories", "root_directories_p50_ms", "ms"),
    ("usage of a prefix, p50", "usage_p50_ms", "ms"),
    ("longest of 140", "usage_max_ms", "ms"),
    ("peak RSS", "peak_rss_mib", "MiB"),
    ("RSS after a restart", "idle_rss_mib", "MiB"),
    ("restart to ready", "restart_entries_ready_s", "s"),
    ("restart to first page", "restart_entries_first_page_s", "s"),
    ("empty disk: start to first page", "restore_first_page_s", "s"),
    ("empty disk: start to the index restored from its backup", "restore_s", "s"),
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
