"""Ceph's S3 gateway with a cluster of its own behind it: a monitor, a manager and one OSD, all of them thrown away in the end."""

import base64
import hashlib
import hmac
import os
import resource
import shutil
import subprocess
import urllib.request
import uuid
from email.utils import formatdate

from .machine import said
from .process import Process
from .servers import ACCESS, CONNECTIONS, SECRET, Server, free_port

DAEMONS = ["ceph-mon", "ceph-mgr", "ceph-osd", "radosgw"]
TOOLS = ["ceph", "ceph-authtool", "monmaptool", "radosgw-admin"]
BLOCK_GIB = 32  # a file of holes
MEMORY_TARGET = 1 << 30  # little more than the least that an OSD takes (896 MiB)
GATEWAY = "client.rgw.a"


def missing():
    """Programs that are not installed."""
    return [program for program in DAEMONS + TOOLS if not shutil.which(program)]


class Daemons:
    """Several processes that are one server. They can be asked what one can be asked."""

    def __init__(self):
        self.each = {}

    def cpu_by_daemon(self):
        return {name: process.cpu_ms() for name, process in self.each.items()}

    def cpu_ms(self):
        return sum(self.cpu_by_daemon().values())

    def rss(self):
        return sum(process.rss() for process in self.each.values())

    def peak_rss(self):
        return sum(process.peak_rss() for process in self.each.values())

    def forget_peak(self):
        for process in self.each.values():
            process.forget_peak()

    def stop(self):
        """The gateway first, the monitor last."""
        for process in reversed(self.each.values()):
            process.stop()


class Radosgw(Server):
    """Needs no root: every daemon runs as whoever runs the bench, in the server's own directory."""

    name = "radosgw"
    gateway = "radosgw"
    has_files = False

    def __init__(self, work):
        super().__init__(work)
        self.process = Daemons()
        self.env = {"CEPH_CONF": str(self.home / "ceph.conf"), "CEPH_ARGS": ""}

    def start(self):
        cluster = str(uuid.uuid4())
        self._configure(cluster)
        self._make_monitor(cluster)
        self._launch("ceph-mon", "-i", "a")
        # The monitor is waited for by what is asked of it.
        osd = str(uuid.uuid4())
        self._say("ceph", "--connect-timeout", 60, "osd", "new", osd)
        self._launch("ceph-mgr", "-i", "x")
        self._say("ceph-osd", "--mkfs", "-i", 0, "--osd-uuid", osd)
        self._launch("ceph-osd", "-i", 0)
        self._launch("radosgw", "-n", GATEWAY)
        self.process.each["radosgw"].await_http(self.url, 180)
        self._say("radosgw-admin", "-n", GATEWAY, "user", "create", "--uid", "bench", "--display-name", "bench",
                  "--access-key", ACCESS, "--secret-key", SECRET)
        self._make_bucket()

    def version(self):
        return " ".join(said("radosgw", "--version").split()[:3]).replace("ceph version", "Ceph")

    def terms(self):
        return ("CPU and RSS of ceph-mon, ceph-mgr, ceph-osd and radosgw together; BlueStore on a file, one copy, synced before"
                f" the answer; MD5; osd_memory_target {MEMORY_TARGET >> 20} MiB; no logs; tcp_nodelay=1")

    def _configure(self, cluster):
        for name in ("mon", "mgr", "osd", "rgw", "run", "crash"):
            (self.home / name).mkdir()
        quiet = "\n".join(f"debug_{of} = 0/0" for of in (
            "rgw", "ms", "osd", "bluestore", "bluefs", "bdev", "rocksdb", "objecter", "monc", "mon", "paxos", "mgr", "auth"))
        # Without cephx the gateway never connects; without tcp_nodelay each small GET waits for a delayed ACK.
        (self.home / "ceph.conf").write_text(
            f"""[global]
fsid = {cluster}
mon_host = [v2:127.0.0.1:{free_port()}]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
keyring = {self.home}/keyring
run_dir = {self.home}/run
crash_dir = {self.home}/crash
admin_socket =
log_file = {self.home}/log-$name
mon_cluster_log_file = {self.home}/log-cluster
mon_data = {self.home}/mon
mon_data_avail_warn = 2
mon_data_avail_crit = 1
mon_allow_pool_size_one = true
mgr_data = {self.home}/mgr
mgr_initial_modules =
osd_data = {self.home}/osd
osd_objectstore = bluestore
osd_memory_target = {MEMORY_TARGET}
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
bluestore_block_size = {BLOCK_GIB << 30}
{quiet}
[{GATEWAY}]
rgw_data = {self.home}/rgw
rgw_frontends = beast endpoint=127.0.0.1:{self.port} tcp_nodelay=1
""")

    def _make_monitor(self, cluster):
        keys = {
            "mon.": {"mon": "allow *"},
            "client.admin": {"mon": "allow *", "osd": "allow *", "mgr": "allow *"},
            "mgr.x": {"mon": "allow profile mgr", "osd": "allow *"},
            "osd.0": {"mon": "allow profile osd", "osd": "allow *", "mgr": "allow profile osd"},
            GATEWAY: {"mon": "allow rw", "osd": "allow rwx", "mgr": "allow rw"},
        }
        self._say("ceph-authtool", "--create-keyring", self.home / "keyring")
        for who, caps in keys.items():
            words = [word for on, cap in caps.items() for word in ("--cap", on, cap)]
            self._say("ceph-authtool", self.home / "keyring", "--gen-key", "-n", who, *words)
        configured = (self.home / "ceph.conf").read_text()
        address = configured.partition("mon_host = ")[2].partition("\n")[0]
        self._say("monmaptool", "--create", "--fsid", cluster, "--addv", "a", address, self.home / "monmap")
        self._say("ceph-mon", "--mkfs", "-i", "a", "--monmap", self.home / "monmap", "--keyring", self.home / "keyring")

    def _launch(self, daemon, *words):
        most = min(2 * CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        command = ["prlimit", f"--nofile={most}", daemon, "-f", *words]
        self.process.each[daemon] = Process(command, self.home / f"out-{daemon}", self.env)

    def _say(self, *command):
        done = subprocess.run([str(word) for word in command], env={**os.environ, **self.env}, timeout=180,
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(str(word) for word in command)}: {done.stderr[-2000:]}")

    def _make_bucket(self):
        """Signature Version 2, which takes least to write down."""
        date = formatdate(usegmt=True)
        digest = hmac.new(SECRET.encode(), f"PUT\n\n\n{date}\n/bench".encode(), hashlib.sha1).digest()
        headers = {"Date": date, "Authorization": f"AWS {ACCESS}:{base64.b64encode(digest).decode()}"}
        urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/bench", method="PUT", headers=headers), timeout=60).close()
