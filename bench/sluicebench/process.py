"""Servers as processes: started in a session of their own, measured in /proc, ended by pid."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from ssl import CERT_NONE, create_default_context

ANYBODY = create_default_context()
ANYBODY.check_hostname = False
ANYBODY.verify_mode = CERT_NONE
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A server's process and all below it."""

    def __init__(self, command, log, env=None, cwd=None):
        self.log = log
        with open(log, "wb") as out:
            self.child = subprocess.Popen(
                [str(word) for word in command],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                start_new_session=True,
            )

    def pids(self):
        """The process and its descendants, by the parents that /proc tells."""
        parents = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                fields = _stat(name)
                if fields:
                    parents.setdefault(int(fields[1]), []).append(int(name))
        found, waiting = [], [self.child.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += parents.get(pid, [])
        return found

    def cpu_ms(self):
        """User and system time of all, ended children included, in steps of 10 ms."""
        ticks = 0
        for pid in self.pids():
            fields = _stat(pid)
            if fields:
                ticks += sum(int(field) for field in fields[11:15])
        return ticks * 1000 / TICKS

    def cpu_ms_by_thread(self):
        """The same by the names of threads without their numbers; threads that ended are missing."""
        ticks = {}
        for pid in self.pids():
            for task in _list(f"/proc/{pid}/task"):
                fields = _stat(f"{pid}/task/{task}")
                if fields:
                    name = "".join(c for c in _comm(pid, task) if not c.isdigit()).rstrip("-")
                    ticks[name] = ticks.get(name, 0) + sum(int(field) for field in fields[11:13])
        return {name: n * 1000 / TICKS for name, n in ticks.items()}

    def forget_peak(self):
        """Makes the next peak_rss count from now on (clear_refs of proc(5))."""
        for pid in self.pids():
            try:
                with open(f"/proc/{pid}/clear_refs", "w") as out:
                    out.write("5")
            except OSError:
                pass

    def peak_rss(self):
        """Bytes: the sum of VmHWM."""
        return sum(_status_kib(pid, "VmHWM") for pid in self.pids()) * 1024

    def rss(self):
        """Bytes: the sum of VmRSS."""
        return sum(_status_kib(pid, "VmRSS") for pid in self.pids()) * 1024

    def is_alive(self):
        return self.child.poll() is None

    def stop(self):
        """SIGTERM, then SIGKILL to the session that was started for it."""
        if not self.is_alive():
            return
        self.child.terminate()
        try:
            self.child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()

    def tail(self):
        with open(self.log, errors="replace") as log:
            return log.read()[-2000:]

    def await_http(self, url, seconds, any_answer=True):
        """Waits until something answers there; with any_answer an error will do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.is_alive():
                break
            try:
                urllib.request.urlopen(url, timeout=2, context=ANYBODY).close()
                return
            except urllib.error.HTTPError:
                if any_answer:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError(f"nothing answers at {url}; its log ends:\n{self.tail()}")


def _stat(pid):
    """Fields of /proc/PID/stat from the state on; None if the process is gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()
    except OSError:
        return None


def _list(directory):
    try:
        return os.listdir(directory)
    except OSError:
        return []


def _comm(pid, task):
    try:
        with open(f"/proc/{pid}/task/{task}/comm") as comm:
            return comm.read().strip()
    except OSError:
        return "?"


def _status_kib(pid, name):
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith(name + ":"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0
