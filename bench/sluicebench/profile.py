"""Where the CPU goes: samples of Java Flight Recorder by CPU time, kernel and native code included."""

import json
import subprocess
from collections import Counter
from pathlib import Path

from .machine import find_java
from .runner import say

EVENT = "jdk.CPUTimeSample"
OURS = "io.sluice."


def record(pid, file, work):
    """Records while `work` runs."""
    jcmd = Path(find_java()).with_name("jcmd")
    settings = file.with_suffix(".jfc")
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><configuration version="2.0">'
        f'<event name="{EVENT}"><setting name="enabled">true</setting>'
        '<setting name="throttle">10ms</setting><setting name="stackTrace">true</setting></event>'
        "</configuration>"
    )
    _run(jcmd, pid, "JFR.start", "name=bench", f"settings={settings}")
    try:
        work()
    finally:
        _run(jcmd, pid, "JFR.stop", "name=bench", f"filename={file}")


def _run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


class Profile:
    """Samples of one recording, counted by who was at work."""

    def __init__(self, file):
        jfr = Path(find_java()).with_name("jfr")
        text = _run(jfr, "print", "--json", "--stack-depth", 64, "--events", EVENT, file)
        self.leaves, self.ours, self.inclusive, self.threads = (Counter() for _ in range(4))
        self.total = 0
        for event in json.loads(text)["recording"]["events"]:
            self._count(event["values"])

    def _count(self, sample):
        self.total += 1
        thread = (sample.get("eventThread") or {}).get("javaName") or "?"
        self.threads["".join(c for c in thread if not c.isdigit()).strip("-")] += 1
        frames = [_name(frame) for frame in (sample.get("stackTrace") or {}).get("frames", [])]
        if not frames:
            self.leaves["(no Java frame)"] += 1
            self.ours["(no Java frame)"] += 1
            return
        self.leaves[frames[0]] += 1
        own = [frame for frame in frames if frame.startswith(OURS)]
        self.ours[own[0] if own else f"({frames[-1]})"] += 1
        for frame in set(own):
            self.inclusive[frame] += 1

    def text(self, title, count):
        lines = [f"## {title}", "", f"{self.total} samples."]
        for name, counter in [("by thread", self.threads), ("by the method at work", self.leaves),
                              ("by the innermost method of ours", self.ours),
                              ("by method of ours, with all that it calls", self.inclusive)]:
            lines += ["", f"| {name} | share |", "|---|--:|"]
            lines += [f"| `{what}` | {n / max(self.total, 1):.1%} |" for what, n in counter.most_common(count)]
        return "\n".join(lines) + "\n"


def _name(frame):
    method = frame["method"]
    return method["type"]["name"].replace("/", ".") + "." + method["name"]


def profile(server, generator, rows, directory, count=14):
    """Text for all rows."""
    pid = server.process.child.pid
    out = []
    for row in rows:
        words = [str(word).replace("{run}", f"profile-{row.name}") for word in row.words]
        file = directory / f"{row.name}.jfr"
        say(f"profiling {row.name}")
        generator.run([*words, *server.login(), "--prefix", "warm-" + row.name + "/"]
                      if words[0] == "put" else [*words, *server.login()])
        record(pid, file, lambda words=words: generator.run([*words, *server.login()]))
        out.append(Profile(file).text(row.title, count))
    return "\n".join(out)
