"""What the figures were measured on."""

import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def said(*command):
    """The first line that a program prints, on either stream; empty if it can't be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        return ((done.stdout or done.stderr).strip().splitlines() or [""])[0]
    except OSError:
        return ""


def find_java():
    """bin/java of a JDK 25: JAVA_HOME, or where Debian and others put it."""
    homes = [os.environ.get("JAVA_HOME", "")]
    homes += [str(p) for base in ("/usr/lib/jvm", "/opt") for p in sorted(Path(base).glob("*25*"))]
    for home in homes:
        java = Path(home) / "bin" / "java"
        if home and java.exists() and ' version "25' in said(java, "-version"):
            return str(java)
    raise SystemExit("bench: needs a JDK 25 (set JAVA_HOME)")


def describe(directory):
    """Name to value, in the order in which they are written."""
    cpu = {}
    for line in subprocess.run(["lscpu"], capture_output=True, text=True, check=False).stdout.splitlines():
        name, _, value = line.partition(":")
        cpu[name.strip()] = value.strip()
    memory = next(line for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    return {
        "processor": f"{cpu.get('Model name', '?')}, {os.cpu_count()} CPUs"
        + (f", {cpu['Hypervisor vendor']}" if "Hypervisor vendor" in cpu else ""),
        "memory": f"{int(memory.split()[1]) / 1048576:.1f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "file system": said("findmnt", "-n", "-o", "FSTYPE,OPTIONS", "--target", str(directory))
        + _journal(directory),
        "java": said(find_java(), "-version"),
        "load at the start": " ".join(f"{n:.1f}" for n in os.getloadavg()),
    }


def _journal(directory):
    """Without one, ext4 looks for a new inode past all that were freed in the last minutes."""
    words = said("findmnt", "-n", "-o", "FSTYPE,SOURCE", "--target", str(directory)).split()
    if len(words) < 2 or words[0] != "ext4":
        return ""
    device = words[1].rpartition("/")[2]
    journals = Path("/proc/fs/jbd2")
    kept = journals.is_dir() and any(one.name.startswith(device + "-") for one in journals.iterdir())
    return "" if kept else " WITHOUT A JOURNAL: writing costs more after deletions"


def sluice_version(root):
    """The commit, and whether the sources differ from it."""
    commit = said("git", "-C", str(root), "rev-parse", "--short=12", "HEAD")
    if not commit or commit.startswith("fatal"):
        return "of no known commit"
    dirty = said("git", "-C", str(root), "status", "--porcelain", "--", "src/main")
    return commit + (" with changes" if dirty else "")
