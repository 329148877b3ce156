"""What completing, renaming and copying huge objects moves: times, and the bytes that system calls moved."""

import datetime
import hashlib
import hmac
import http.client
import json
import re
import shutil
import signal
import subprocess
import time

from .servers import ACCESS, SECRET
from .work import GIB

PARTS = 20
# What can move a file's bytes, or names.
CALLS = ("read,readv,pread64,preadv,preadv2,write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,"
         "copy_file_range,ioctl,renameat,renameat2,mmap")
THROUGH_USERS = {"read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64",
                 "pwritev", "pwritev2", "sendfile", "mmap"}


def request(server, method, path, query="", headers=None, body=b""):
    """A signed request; its status, headers and body. Fails on anything but 2xx."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    host = f"127.0.0.1:{server.port}"
    all_headers = {"host": host, "x-amz-date": now, **(headers or {}),
                   "x-amz-content-sha256": hashlib.sha256(body).hexdigest()}
    names = ";".join(sorted(all_headers))
    lines = "".join(f"{name}:{all_headers[name]}\n" for name in sorted(all_headers))
    parts = sorted(word if "=" in word else word + "=" for word in query.split("&") if word)
    canonical = "\n".join([method, path, "&".join(parts), lines, names,
                           all_headers["x-amz-content-sha256"]])
    scope = f"{now[:8]}/us-east-1/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + SECRET).encode()
    for word in [*scope.split("/"), text]:
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    all_headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={ACCESS}/{scope}, "
                                    f"SignedHeaders={names}, Signature={key.hex()}")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    connection.request(method, path + ("?" + query if query else ""), body, all_headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status // 100 != 2 or b"<Error>" in said:
        raise RuntimeError(f"{method} {path}?{query}: {answer.status} {said[:400]}")
    return dict(answer.getheaders()), said


class Traced:
    """strace over the server while something is done; where there is none, only the time."""

    def __init__(self, server, out):
        self.server, self.out, self.child = server, out, None

    def __enter__(self):
        if shutil.which("strace"):
            words = ["strace", "-f", "-y", "-e", f"trace={CALLS}", "-o", self.out, "-p",
                     self.server.process.child.pid]
            self.child = subprocess.Popen([str(word) for word in words], stderr=subprocess.DEVNULL)
            time.sleep(2)
        return self

    def __exit__(self, *_):
        if self.child:
            self.child.send_signal(signal.SIGINT)
            self.child.wait()

    def moved(self):
        """Calls and bytes by name, of files in the bucket; without journals and the index's backup."""
        calls, pending = {}, {}
        for line in self.out.read_text(errors="replace").splitlines() if self.child else []:
            thread, _, rest = line.partition(" ")
            rest = rest.strip()
            if rest.endswith("<unfinished ...>"):
                pending[thread] = rest[: -len("<unfinished ...>")]
                continue
            resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest)
            if resumed:
                rest = pending.pop(thread, "") + resumed.group(1)
            call = re.match(r"(\w+)\(.*\) += (-?\d+)", rest)
            if call and str(self.server.bucket) in rest and not re.search("/journal|/[.]sluice/", rest):
                name, result = call.group(1), int(call.group(2))
                count, moved = calls.get(name, (0, 0))
                amount = max(result, 0) if not name.startswith("rename") else 0
                calls[name] = (count + 1, moved + amount)
        return calls


def measured(server, out, work, repeat=3):
    """Once with a trace and then some times without: (seconds of the fastest, bytes by call)."""
    with Traced(server, out) as traced:
        work(0)
    times = []
    for number in range(1, repeat + 1):
        start = time.monotonic()
        work(number)
        times.append(time.monotonic() - start)
    return min(times), traced.moved()


def upload(server, key):
    """An upload of small parts; its id and the parts' ETags."""
    _, said = request(server, "POST", f"/bench/{key}", "uploads=")
    upload_id = re.search(rb"<UploadId>(\w+)</UploadId>", said).group(1).decode()
    tags = []
    for number in range(1, PARTS + 1):
        answer, _ = request(server, "PUT", f"/bench/{key}", f"partNumber={number}&uploadId={upload_id}",
                            body=bytes([number]) * 4096)
        tags.append({name.lower(): value for name, value in answer.items()}["etag"])
    return upload_id, tags


def enlarge(server, upload_id, part_bytes):
    """Makes an upload a huge one that is nearly all holes: what its journal says, and its file."""
    folder = server.bucket / ".s3compat_uploads" / "sluice" / "uploads" / upload_id
    journal = folder / "journal"
    lines = []
    for text in journal.read_text().splitlines():
        start = text.index("{")
        line = json.loads(text[start:])
        if line.get("type") == "part":
            line["content"]["sizeBytes"] = part_bytes
            line["offsetBytes"] = (line["number"] - 1) * part_bytes
        changed = json.dumps(line, separators=(",", ":"))
        lines.append(f"{crc32c(changed.encode()):08x} {changed}")
    journal.write_text("\n".join(lines) + "\n")
    with open(folder / "body", "r+b") as body:
        body.truncate(PARTS * part_bytes)


def crc32c(data):
    """As it stands before each line of a journal; slow, and there are few lines."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def complete(server, key, upload_id, tags):
    parts = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"
                    for number, tag in enumerate(tags, 1))
    body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
    request(server, "POST", f"/bench/{key}", f"uploadId={upload_id}", body=body)


def completes(server, out, total):
    uploads = [upload(server, f"whole-{number}") for number in range(4)]
    server.stop()
    for upload_id, _ in uploads:
        enlarge(server, upload_id, total // PARTS)
    server.start()
    result = measured(server, out, lambda n: complete(server, f"whole-{n}", *uploads[n]))
    size = (server.bucket / "whole-0").stat().st_size
    if size != total:
        raise RuntimeError(f"the object has {size} bytes, not {total}")
    return result


def renames(server, out, total):
    sparse(server.bucket / "name-0", total)
    return measured(server, out, lambda n: request(
        server, "PUT", f"/bench/name-{n + 1}", "renameObject=", {"x-amz-rename-source": f"/bench/name-{n}"}))


def copies(server, out, total):
    sparse(server.bucket / "source", total)
    return measured(server, out, lambda n: request(
        server, "PUT", f"/bench/copy-{n}", headers={"x-amz-copy-source": "/bench/source"}), repeat=1)


def sparse(path, total):
    with open(path, "wb") as out:
        out.truncate(total)


def run(server, directory, copied=10 * GIB):
    """A table in Markdown."""
    lines = ["| work | ms | bytes through user space | calls on the volume's files |", "|---|--:|--:|---|"]
    for title, work, total in [("Complete, 20 parts, 100 GiB", completes, 100 * GIB),
                               ("RenameObject, 10 GiB", renames, 10 * GIB),
                               (f"CopyObject, {copied / GIB:g} GiB", copies, copied)]:
        seconds, calls = work(server, directory / f"{work.__name__}.trace", total)
        users = sum(moved for name, (_, moved) in calls.items() if name in THROUGH_USERS)
        listed = ", ".join(f"{count} {name}" + (f" ({moved:,} bytes)" if moved else "")
                           for name, (count, moved) in sorted(calls.items()))
        lines.append(f"| {title} | {seconds * 1000:.1f} | {users:,} | {listed or 'not traced'} |")
    return "\n".join(lines) + "\n"
