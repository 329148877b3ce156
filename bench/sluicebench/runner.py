"""Does the rows on the servers in turn, so that a noisy minute hits all of them."""

import hashlib
import json
import shutil
import subprocess
import sys
import threading
import time

from .machine import ROOT
from .work import listed_trees, objects_to_read, rows


class Generator:
    """The load generator."""

    def __init__(self):
        done = subprocess.run([ROOT / "bench" / "build"], check=True, capture_output=True, text=True)
        self.program = done.stdout.strip().splitlines()[-1]

    def speaks_tls(self):
        return json.loads(subprocess.run([self.program, "features"], check=True, capture_output=True).stdout)["tls"]

    def command(self, words):
        return [self.program, *(str(word) for word in words)]

    def run(self, words):
        """Its JSON."""
        done = subprocess.run(self.command(words), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(self.command(words))}: {done.stderr}")
        return json.loads(done.stdout)


class Beside:
    """Connections that are held while something else is measured."""

    def __init__(self, generator, words):
        self.child = subprocess.Popen(generator.command(words), stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True)
        killer = threading.Timer(120, self.child.kill)
        killer.start()
        line = self.child.stderr.readline()
        killer.cancel()
        if "holding" not in line:
            raise RuntimeError(f"could not hold connections: {line}")

    def end(self):
        out, _ = self.child.communicate(timeout=300)
        return json.loads(out)


class Runner:
    def __init__(self, scale, servers, only, rounds, generator=None):
        self.scale, self.rounds = scale, rounds
        self.generator = generator or Generator()
        self.rows = [row for row in rows(scale) if not only or row.name in only]
        self.servers = [one for one in servers if any(_applies(row, one) for row in self.rows)]
        self.results = []
        self.measurement = 0

    def prepare(self):
        """Starts the servers, and gives them what will be read."""
        for server in self.servers:
            say(f"starting {server.name}{' with TLS' if server.tls else ''}")
            server.start()
            self._fill(server)
            self._warm(server)

    def run(self):
        """One result for each row, round and server."""
        self.prepare()
        for row in self.rows:
            self._before(row)
            for number in range(self.rounds):
                turn = number % len(self.servers)
                for server in self.servers[turn:] + self.servers[:turn]:
                    if _applies(row, server):
                        self.results.append(self._measure(row, server, number))
        return self.results

    def _wanted(self, names, server):
        return any(row.name in names.split() and _applies(row, server) for row in self.rows)

    def _fill(self, server):
        for names, words in listed_trees(self.scale):
            if self._wanted(names, server) and server.speaks_s3:
                self._plant(server, words)
        for names, words in objects_to_read(self.scale):
            if self._wanted(names, server):
                said = self.generator.run([*words, *server.login()])
                if said["failed"]:
                    raise RuntimeError(f"{server.name}: {said['first_error']}")

    def _plant(self, server, words):
        """Files for a listing; objects, where a file made in a directory is none."""
        if server.has_files:
            self.generator.run([*words, "--root", server.bucket])
            return
        said = self.generator.run(["put", *words[1:], "--count", self.scale.listed, "--seconds", 1200, *server.login()])
        if said["failed"] or said["requests"] < self.scale.listed:
            raise RuntimeError(f"{server.name}: {said['requests']} objects were put; {said['first_error']}")

    def _warm(self, server):
        """Lets compilers of the JVM see the small requests before anything is measured."""
        words = ["--keys", 2000, "--prefix", "warm/", "--seconds", self.scale.warm_seconds, *server.login()]
        for command in ("put", "get", "head", "delete"):
            self.generator.run([command, *words])

    def _before(self, row):
        """Pages and long bodies are measured warm too: each row is done once before its first measurement."""
        if row.words[0] == "list":
            words = [word for word in row.words if word not in ("--order", "random")] + ["--seconds", 15]
        elif row.unit == "MB/s":
            self.measurement += 1
            words = self._numbered(row.words)
        else:
            return
        for server in self.servers:
            if _applies(row, server):
                self.generator.run([*words, *server.login()])

    def _measure(self, row, server, number):
        self.measurement += 1
        words = self._numbered(row.words)
        if row.name == "delete":
            self.generator.run(["put", *words[1:], "--seconds", 60, *server.login()])
        server.process.forget_peak()
        idle = server.process.rss()
        beside = None
        if row.beside:
            beside = Beside(self.generator, [*self._numbered(row.beside), *server.login()])
        cpu, own = server.process.cpu_ms(), _gateway_cpu(server)
        said = self.generator.run([*words, *server.login()])
        cpu, own = server.process.cpu_ms() - cpu, _gateway_cpu(server) - own
        held = beside.end() if beside else None
        result = {"row": row.name, "title": row.title, "unit": row.unit, "server": server.name,
                  "round": number, "server_cpu_ms": cpu, "peak_rss": server.process.peak_rss(),
                  "rss_before": idle, "beside": held, "load": said}
        result.update(_figures(row, said, cpu))
        if server.gateway:
            result["gateway"] = server.gateway
            result["gateway_cpu_ms_per_op"] = result["cpu_ms_per_op"] * own / max(cpu, 1)
        if row.digests:
            result["digests_cpu_ms"] = sum(_digest_cpu_ms(digest, self.scale.large) for digest in row.digests)
        if row.floor:
            result["floor_throughput"] = self._floor(row, server)
        say(_line(result))
        return result

    def _floor(self, row, server):
        """Files a second that threads of the same number write, sync and rename beside the server's."""
        folder = server.home / "floor"
        folder.mkdir()
        try:
            said = self.generator.run([*row.floor, "--root", folder])
            return said["requests"] / max(said["seconds"], 1e-9)
        finally:
            shutil.rmtree(folder)

    def _numbered(self, words):
        return [str(word).replace("{run}", str(self.measurement)) for word in words]


def _digest_cpu_ms(digest, length):
    """CPU of one pass over a body by OpenSSL, which is what a server that answers with it is not spared."""
    body = bytes(length)
    before = time.process_time_ns()
    hashlib.new(digest, body)
    return (time.process_time_ns() - before) / 1e6


def _applies(row, server):
    return ((server.speaks_s3 or not row.needs_s3) and server.name.startswith(row.only)
            and row.tls == bool(server.tls))


def _gateway_cpu(server):
    return server.process.each[server.gateway].cpu_ms() if server.gateway else 0


def _figures(row, said, cpu):
    requests = max(said["requests"], 1)
    moved = said["bytes_in"] + said["bytes_out"]
    # An upload in parts is one operation: create, parts and complete together.
    operations = said["kinds"]["complete"]["requests"] if "complete" in said["kinds"] else requests
    latency = said.get("upload_ms", said["latency_ms"])
    rate = moved / 1e6 if row.unit == "MB/s" else requests
    figures = {"cpu_ms_per_op": cpu / operations, "throughput": rate / max(said["seconds"], 1e-9),
               "p50_ms": latency["p50"], "p99_ms": latency["p99"], "failed": said["failed"]}
    if "complete" in said["kinds"]:
        figures["complete_ms"] = said["kinds"]["complete"]["latency_ms"]["p50"]
    return figures


def _line(result):
    failed = f"  {result['failed']} FAILED: {result['load']['first_error']}" if result["failed"] else ""
    floor = f"  floor {result['floor_throughput']:.0f}/s" if "floor_throughput" in result else ""
    return (f"{result['row']:<15} {result['server']:<14} {result['throughput']:>10.1f} {result['unit']:<6}"
            f" p50 {result['p50_ms']:>8.2f} ms  p99 {result['p99_ms']:>8.2f} ms"
            f"  cpu {result['cpu_ms_per_op']:>8.3f} ms/op{floor}{failed}")


def say(text):
    print(text, file=sys.stderr, flush=True)
