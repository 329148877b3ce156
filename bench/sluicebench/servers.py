"""Sluice and its peers, each on a free port of the loopback, over a throw-away directory."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from .machine import ROOT, find_java, said, sluice_version
from .process import Process

ACCESS, SECRET = "benchkey", "bench-secret-0123456789"
S3PROXY_VERSION = "4.1.0"
CONNECTIONS = 8192


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server with one bucket, "bench", whose files lie in `bucket`."""

    name = "?"
    speaks_s3 = True
    has_files = True  # its objects are files below `bucket`, and files made there are objects
    gateway = None  # of several daemons, the one whose CPU is also shown apart
    tls = None  # the folder of a certificate

    def __init__(self, work):
        self.home = Path(work) / (self.name.replace("/", "_") + ("-tls" if self.tls else ""))
        self.home.mkdir(parents=True)
        self.port = free_port()
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self.bucket = self.home / "files" / "bench"
        self.bucket.mkdir(parents=True)
        self.process = None

    def start(self):
        raise NotImplementedError

    def version(self):
        raise NotImplementedError

    def terms(self):
        """What it does for a PUT, in a few words."""
        raise NotImplementedError

    def stop(self):
        if self.process:
            self.process.stop()

    def login(self):
        """Options of the load generator."""
        login = ["--url", self.url]
        return login + ["--access", ACCESS, "--secret", SECRET] if self.speaks_s3 else login


class Sluice(Server):
    """This checkout's, or another's, by its launcher."""

    def __init__(self, work, name="sluice", root=ROOT, durability="none", settings=(), tls=None):
        self.name, self.root, self.durability = name, Path(root), durability
        self.tls = tls
        self.settings = list(settings)
        if tls:
            self.settings += [f"tls.certificate={tls}/cert.pem", f"tls.key={tls}/key.pem"]
        super().__init__(work)

    def start(self):
        self.launch()
        self.await_ready()

    def launch(self):
        """Starts it without waiting."""
        self.admin = f"http://127.0.0.1:{free_port()}"
        settings = [
            f"volume-defaults.durability={self.durability}",
            f"limits.max-connections={CONNECTIONS}",
            *self.settings,
        ]
        command = [self.root / "sluice", "server", "--data", self.home / "data"]
        command += ["--volume", f"bench={self.bucket}", "--port", self.port]
        command += ["--admin-port", self.admin.rsplit(":", 1)[1]]
        for setting in settings:
            command += ["--set", setting]
        java_home = str(Path(find_java()).parents[1])
        env = {"SLUICE_ACCESS_KEY": ACCESS, "SLUICE_SECRET_KEY": SECRET, "JAVA_HOME": java_home}
        self.process = Process(command, self.home / "log", env)

    def await_ready(self):
        # Building, if there is something to build, is part of the first start.
        self.process.await_http(self.admin + "/-/ready", 600, any_answer=False)

    def version(self):
        return f"Sluice {sluice_version(self.root)}"

    def terms(self):
        return f"durability {self.durability}; MD5; verify: auto; launcher's flags (-Xmx512m, G1)"


class S3Proxy(Server):
    """S3 over a plain directory tree; the nearest relative. Brought by Maven from Maven Central."""

    name = "s3proxy"

    def _library(self):
        library = ROOT / "target" / "bench" / f"s3proxy-{S3PROXY_VERSION}"
        if not (library / "lib").exists():
            library.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "bench" / "peers" / "s3proxy.xml", library / "pom.xml")
            subprocess.run(
                ["mvn", "-B", "-q", "dependency:copy-dependencies", "-DoutputDirectory=fetched",
                 "-DincludeScope=runtime", f"-Ds3proxy.version={S3PROXY_VERSION}"],
                cwd=library, check=True, timeout=900,
            )
            (library / "fetched").rename(library / "lib")
        return library / "lib"

    def start(self):
        library = self._library()
        (self.home / "s3proxy.conf").write_text(
            f"""s3proxy.endpoint={self.url}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity={ACCESS}
s3proxy.credential={SECRET}
s3proxy.v4-max-non-chunked-request-size=134217728
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir={self.bucket.parent}
"""
        )
        # Without this it logs every buffer, which costs many times what the work does.
        (self.home / "logback.xml").write_text(
            '<configuration><root level="WARN"><appender-ref ref="E"/></root>'
            '<appender name="E" class="ch.qos.logback.core.ConsoleAppender"><encoder>'
            "<pattern>%level %logger %msg%n</pattern></encoder></appender></configuration>"
        )
        command = [find_java(), "-Xms64m", "-Xmx512m", "-XX:+UseG1GC"]
        command += [f"-Dlogback.configurationFile={self.home}/logback.xml", "-cp", f"{library}/*"]
        command += ["org.gaul.s3proxy.Main", "--properties", self.home / "s3proxy.conf"]
        self.process = Process(command, self.home / "log", {"LC_ALL": "C.UTF-8"})
        self.process.await_http(self.url, 60)

    def version(self):
        return f"S3Proxy {S3PROXY_VERSION}"

    def terms(self):
        return "filesystem-nio2; syncs nothing; MD5; -Xmx512m, G1, log level WARN"


class Nginx(Server):
    """The practical limit without S3: sendfile, WebDAV PUT (temporary file, rename), no digest."""

    name = "nginx"
    speaks_s3 = False

    def __init__(self, work, tls=None):
        self.tls = tls
        super().__init__(work)

    def start(self):
        user = "user root;" if os.geteuid() == 0 else ""
        (self.home / "tmp").mkdir()
        listen, pair = f"listen 127.0.0.1:{self.port} backlog=4096", ""
        if self.tls:
            listen += " ssl"
            pair = f"ssl_certificate {self.tls}/cert.pem; ssl_certificate_key {self.tls}/key.pem; ssl_protocols TLSv1.3;"
        (self.home / "nginx.conf").write_text(
            f"""{user}
daemon off;
worker_processes {os.cpu_count()};
worker_rlimit_nofile {CONNECTIONS * 2};
pid {self.home}/pid;
error_log {self.home}/error.log warn;
events {{ worker_connections {CONNECTIONS}; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_requests 100000000; keepalive_timeout 300s;
  client_max_body_size 0; client_body_temp_path {self.home}/tmp;
  server {{
    {listen}; {pair} root {self.bucket.parent};
    location / {{ dav_methods PUT DELETE MKCOL; create_full_put_path on; }}
  }}
}}
"""
        )
        self.process = Process([_nginx(), "-c", self.home / "nginx.conf", "-p", self.home],
                               self.home / "log")
        self.process.await_http(self.url, 20)

    def version(self):
        return said(_nginx(), "-v").removeprefix("nginx version: ")

    def terms(self):
        return "no S3, no signatures, no digest; sendfile; syncs nothing"


def _nginx():
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not found:
        raise SystemExit("bench: nginx is not installed (Debian: nginx-extras); or leave it out by --servers")
    return found


def certificate(work):
    """A certificate and its key, both of which all servers with TLS use."""
    folder = Path(work) / "certificate"
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", folder / "key.pem",
                    "-out", folder / "cert.pem"], check=True, capture_output=True)
    return folder


def open_twin(server, work, folder):
    """The same server with TLS, None where that is not measured."""
    if isinstance(server, Sluice):
        return Sluice(work, server.name, server.root, server.durability, server.settings, folder)
    return Nginx(work, folder) if isinstance(server, Nginx) else None


def open_server(name, work):
    """sluice, sluice-fsync, sluice@CHECKOUT (to compare two builds), s3proxy, nginx."""
    if name == "sluice":
        return Sluice(work)
    if name == "sluice-fsync":
        return Sluice(work, name=name, durability="fsync")
    if name.startswith("sluice@"):
        root = Path(name.partition("@")[2]).resolve()
        return Sluice(work, name=f"sluice@{root.name}", root=root)
    if name == "s3proxy":
        return S3Proxy(work)
    if name == "nginx":
        return Nginx(work)
    raise SystemExit(f"bench: no server is called {name}")
