"""A Sluice of its own for each suite: started by ./sluice on free ports with throw-away data."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ACCESS_KEY = "suitesaccesskey"
SECRET_KEY = "suites/secret+key=0123456789"
# Somebody else, who may do nothing unless a suite's settings say so.
OTHER_ACCESS_KEY = "suitesotherkey"
OTHER_SECRET_KEY = "suites-other-secret-0123456789"
REGION = "us-east-1"
BUILD_AND_START_SECONDS = 1800


class Server:
    """With no bucket in the beginning, since some tests page through all of them."""

    def __init__(self, settings=None):
        """Settings of the server's file, as JSON, which is YAML too; None for the defaults."""
        self.settings = settings

    def __enter__(self):
        self.home = Path(tempfile.mkdtemp(prefix="sluice-suite-"))
        self.volumes = self.home / "volumes"
        self.volumes.mkdir()
        self.log = open(self.home / "log", "w")
        command = [str(ROOT / "sluice"), "server", "--data", str(self.home / "data")]
        command += ["--volumes-root", str(self.volumes), "--port", "0", "--admin-port", "0"]
        command += ["--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY]
        if self.settings:
            file = self.home / "sluice.yaml"
            file.write_text(json.dumps(self.settings))
            command += ["--config", str(file)]
        environment = {n: v for n, v in os.environ.items() if not n.startswith("SLUICE_") or n == "SLUICE_SKIP_BUILD"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment
        )
        try:
            self.endpoint = self._ready()
        except BaseException:
            self.__exit__()
            raise
        # Nobody reads what it says from now on, and it must not wait for that.
        threading.Thread(target=self._drain, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def address(self):
        return self.endpoint.removeprefix("http://")

    @property
    def owner(self):
        """The id under which the server names the owner of what this key made."""
        return hashlib.sha256(f"owner:{ACCESS_KEY}".encode()).hexdigest()

    def environment(self):
        """For clients: where to, who, and nothing of this machine's own settings."""
        kept = {n: os.environ[n] for n in ("PATH", "JAVA_HOME", "SSL_CERT_FILE") if n in os.environ}
        home = self.home / "client"
        home.mkdir(exist_ok=True)
        return kept | {
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "*",
            "ENDPOINT": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(home / "no-file"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "no-file"),
            "AWS_PAGER": "",
        }

    def _ready(self):
        # Closing its output ends the wait for a process that hangs.
        watch = threading.Timer(BUILD_AND_START_SECONDS, self.process.kill)
        watch.start()
        try:
            for line in self.process.stdout:
                self.log.write(line)
                if line.startswith("ready "):
                    return line.split()[1]
        finally:
            watch.cancel()
        raise RuntimeError("the server did not start:\n" + (self.home / "log").read_text())

    def _drain(self):
        for _ in self.process.stdout:
            pass
