"""What a request costs at a volume's owner, and through a node that is not its owner."""

import json
import statistics
import time
import urllib.request

from .report import number
from .runner import Generator, say
from .servers import Sluice, free_port
from .work import KIB

TITLES = {"get": "GET 4 KiB", "head": "HEAD", "put": "PUT 4 KiB, new keys", "list": "LIST, 1,000 keys"}


class Node(Sluice):
    """One of two nodes that mount the same volume."""

    def __init__(self, work, name, ports, own, bucket=None):
        members = ",".join(f"127.0.0.1:{port}" for port in ports)
        super().__init__(work, name=name, settings=(
            "cluster.name=bench", "cluster.secret=of-the-bench", f"cluster.members={members}",
            f"cluster.port={own}", "cluster.bus-port=0"))
        self.bucket = bucket or self.bucket

    def page(self, path):
        with urllib.request.urlopen(self.admin + path, timeout=10) as answer:
            return answer.read().decode()

    def bus_bytes(self):
        """Bytes of commands sent and of replies received, so far."""
        sums = {"commands": 0.0, "replies": 0.0}
        for line in self.page("/-/metrics").splitlines():
            name, _, value = line.rpartition(" ")
            if name.startswith("sluice_bus_commands_sent_bytes"):
                sums["commands"] += float(value)
            elif name.startswith("sluice_bus_replies_received_bytes"):
                sums["replies"] += float(value)
        return sums


class Pair:
    """Two nodes, each row by turns at the owner and through the other."""

    def __init__(self, work, seconds, warm, files):
        self.generator, self.seconds, self.warm, self.files = Generator(), seconds, warm, files
        ports = [free_port(), free_port()]
        first = Node(work, "one", ports, ports[0])
        self.nodes = [first, Node(work, "two", ports, ports[1], first.bucket)]
        self.run_number = 0

    def measure(self, rounds):
        """One result for each row, way and round."""
        try:
            self._form()
            self._fill()
            results = []
            for row in TITLES:
                for turn in range(rounds):
                    ways = ["owner", "other"]
                    results += [self._row(row, way) for way in (ways if turn % 2 == 0 else ways[::-1])]
            return results
        finally:
            for node in self.nodes:
                node.stop()

    def _form(self):
        for node in self.nodes:
            say(f"starting {node.name}")
            node.launch()
        for node in self.nodes:
            node.await_ready()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            status = json.loads(self.nodes[0].page("/-/cluster"))
            owners = {volume["volume"]: volume["owner"] for volume in status["volumes"]}
            if "bench" in owners and len(status["members"]) == 2:
                break
            time.sleep(0.1)
        first = status["node"] == owners["bench"]
        self.owner, self.other = self.nodes if first else self.nodes[::-1]
        time.sleep(1)  # Whatever moves when the second comes has moved.

    def _fill(self):
        run = self.generator.run
        run(["tree", "--size", 16, "--keys", self.files, "--prefix", "flat/", "--layout", "flat",
             "--root", self.owner.bucket])
        run(["put", "--size", 4 * KIB, "--concurrency", 8, "--seconds", 60, "--keys", 2000, "--count", 2000,
             "--prefix", "small/", *self.owner.login()])
        for node in self.nodes:
            for command in ("put", "get", "head", "delete"):
                run([command, "--keys", 2000, "--prefix", "warm/", "--seconds", self.warm, *node.login()])
            run([*self._words("list"), *node.login()])

    def _words(self, row):
        small = ["--size", 4 * KIB, "--concurrency", 8, "--seconds", self.seconds]
        reads = [*small, "--keys", 2000, "--prefix", "small/", "--order", "random"]
        fresh = max(1, int(self.seconds * 10_000))
        return {
            "get": ["get", *reads],
            "head": ["head", *reads],
            "put": ["put", *small, "--keys", fresh, "--count", fresh, "--prefix", f"new-{self.run_number}/"],
            "list": ["list", "--concurrency", 1, "--seconds", self.seconds, "--keys", self.files,
                     "--prefix", "flat/", "--order", "random"],
        }[row]

    def _row(self, row, way):
        self.run_number += 1
        node = self.owner if way == "owner" else self.other
        bus, cpu = node.bus_bytes(), self._cpu()
        said = self.generator.run([*self._words(row), *node.login()])
        cpu_after, bus_after = self._cpu(), node.bus_bytes()
        count = max(said["requests"], 1)
        result = {"row": row, "way": way, "requests": said["requests"], "failed": said["failed"],
                  "first_error": said.get("first_error"),
                  "rate": count / max(said["seconds"], 1e-9),
                  "p50_ms": said["latency_ms"]["p50"], "p99_ms": said["latency_ms"]["p99"],
                  "owner_cpu_ms": (cpu_after[0] - cpu[0]) / count,
                  "other_cpu_ms": (cpu_after[1] - cpu[1]) / count}
        for kind in bus:
            result[f"{kind}_bytes"] = (bus_after[kind] - bus[kind]) / count
        say(" ".join(f"{name} {value:.3f}" if isinstance(value, float) else f"{value}"
                     for name, value in result.items()))
        return result

    def _cpu(self):
        return [node.process.cpu_ms() for node in (self.owner, self.other)]


def table(results):
    """Medians over the rounds, in Markdown."""
    lines = ["| | through | CPU of the owner, ms | CPU of the other, ms | both | p50, ms | p99, ms "
             "| a second | bytes over the bus: commands, replies |", "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    for row, title in TITLES.items():
        for way in ("owner", "other"):
            of = [r for r in results if r["row"] == row and r["way"] == way]

            def middle(name, of=of):
                return statistics.median(r[name] for r in of)

            owner, other = middle("owner_cpu_ms"), middle("other_cpu_ms")
            lines.append(
                f"| {title} | {'its owner' if way == 'owner' else 'the other node'} | {owner:.3f} | {other:.3f} "
                f"| {owner + other:.3f} | {middle('p50_ms'):.2f} | {middle('p99_ms'):.2f} "
                f"| {number(middle('rate'))} | {middle('commands_bytes'):.0f}, {middle('replies_bytes'):.0f} |")
    return "\n".join(lines) + "\n"
