"""Programs on the command line, and a mount: what people do with them, step by step."""

import filecmp
import json
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

from server import ACCESS_KEY, SECRET_KEY, REGION

STEP_SECONDS = 120
NAMES = ["plain", "with space", "ümläut", "漢字", "100%", "%41", "a+b", "😀", "x&y=z", "it's"]


class Client:
    """A server, a bucket of its own, a folder to work in, and the tests that it runs."""

    def __init__(self, server, bucket):
        self.server = server
        self.bucket = bucket
        self.served = server.volumes / bucket
        self.work = server.home / "work"
        self.work.mkdir()
        self.environment = server.environment()
        self.run("aws", "--endpoint-url", server.endpoint, "s3", "mb", f"s3://{bucket}")

    def run(self, *command, fails=False, data=None):
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.work,
            env=self.environment,
            input=data,
            capture_output=True,
            timeout=STEP_SECONDS,
        )
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert (done.returncode != 0) == fails, f"exit code {done.returncode}: {said[-600:]}"
        return done.stdout.decode(errors="replace")

    # Whose methods are the tests, and the names of those that are none.
    tests_of = None
    not_tests = {"aws", "rclone", "s3cmd", "restic"}

    def tests(self):
        """The methods that are tests, in their order."""
        for name, test in vars(self.tests_of or type(self)).items():
            is_own = not name.startswith("_") and name not in vars(Client)
            if is_own and callable(test) and name not in self.not_tests:
                yield name, lambda test=test: test(self)

    def close(self):
        pass

    def tree(self, name, files):
        """A folder with files of all sizes and names, the same each time."""
        random_ = random.Random(20261122)
        top = self.work / name
        for number in range(files):
            kind = NAMES[number % len(NAMES)]
            folder = top / f"d{number // 100}" / f"{kind} {number // 20}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{kind}-{number}.dat").write_bytes(random_.randbytes(random_.randrange(8192)))
        return top

    def large(self, name, mebibytes):
        file = self.work / name
        file.write_bytes(random.Random(mebibytes).randbytes(mebibytes << 20))
        return file

    def same_bytes(self, one, two):
        assert filecmp.cmp(one, two, shallow=False), f"{one} and {two} differ"

    def same_trees(self, one, two):
        def files(top):
            return sorted(str(f.relative_to(top)) for f in Path(top).rglob("*") if f.is_file())

        assert files(one) == files(two), "the trees have other names"
        for name in files(one):
            self.same_bytes(Path(one) / name, Path(two) / name)


class AwsCli(Client):
    def aws(self, *arguments, **more):
        return self.run("aws", "--endpoint-url", self.server.endpoint, *arguments, **more)

    def sync_up_and_down(self):
        local = self.tree("tree", 200)
        self.aws("s3", "sync", local, f"s3://{self.bucket}/tree")
        self.same_trees(local, self.served / "tree")
        assert self.aws("s3", "sync", local, f"s3://{self.bucket}/tree") == ""
        self.aws("s3", "sync", f"s3://{self.bucket}/tree", "down")
        self.same_trees(local, self.work / "down")

    def large_file_in_parts(self):
        file = self.large("large", 40)
        self.aws("s3", "cp", file, f"s3://{self.bucket}/large")
        self.same_bytes(file, self.served / "large")
        self.aws("s3", "cp", f"s3://{self.bucket}/large", "large-down")
        self.same_bytes(file, self.work / "large-down")

    def standard_input_and_output(self):
        self.aws("s3", "cp", "-", f"s3://{self.bucket}/piped", data=b"piped")
        assert self.aws("s3", "cp", f"s3://{self.bucket}/piped", "-") == "piped"

    def move_and_list(self):
        self.aws("s3", "mv", f"s3://{self.bucket}/large", f"s3://{self.bucket}/moved", "--quiet")
        assert "moved" in self.aws("s3", "ls", f"s3://{self.bucket}/")

    def presigned_url_as_it_comes(self):
        url = self.aws("s3", "presign", f"s3://{self.bucket}/piped").strip()
        assert self.run("curl", "-sSf", url) == "piped"

    def presigned_url_of_version_4(self):
        settings = self.work / "version-4"
        settings.write_text("[default]\ns3 =\n  signature_version = s3v4\n")
        self.environment["AWS_CONFIG_FILE"] = str(settings)
        url = self.aws("s3", "presign", f"s3://{self.bucket}/piped").strip()
        assert self.run("curl", "-sSf", url) == "piped"

    def remove_all(self):
        self.aws("s3", "rm", "--recursive", "--quiet", f"s3://{self.bucket}/")
        assert not any(f.is_file() for f in self.served.rglob("*") if ".s" not in str(f))

    def make_and_remove_bucket(self):
        self.aws("s3", "mb", "s3://aws-made")
        assert "aws-made" in self.aws("s3", "ls")
        self.aws("s3", "rb", "s3://aws-made")

    def api_commands(self):
        at = ("--bucket", self.bucket, "--key", "api")
        (self.work / "api").write_text("api")
        put = self.aws("s3api", "put-object", *at, "--body", "api", "--if-none-match", "*")
        again = self.aws("s3api", "put-object", *at, "--body", "api", "--if-none-match", "*", fails=True)
        assert again == ""
        head = json.loads(self.aws("s3api", "head-object", *at, "--checksum-mode", "ENABLED"))
        sums = [name for name in json.loads(put) if name.startswith("Checksum") and name != "ChecksumType"]
        assert sums and all(head[name] == json.loads(put)[name] for name in sums), put
        self.aws("s3api", "put-object-tagging", *at, "--tagging", "TagSet=[{Key=a,Value=b}]")
        assert '"b"' in self.aws("s3api", "get-object-tagging", *at)
        self.aws("s3api", "delete-object", *at)


class Rclone(Client):
    list_version = "2"

    def __init__(self, server, bucket):
        super().__init__(server, bucket)
        self.environment |= {
            "RCLONE_CONFIG": str(self.work / "rclone.conf"),
            "RCLONE_CONFIG_S_TYPE": "s3",
            "RCLONE_CONFIG_S_PROVIDER": "Other",
            "RCLONE_CONFIG_S_ENDPOINT": server.endpoint,
            "RCLONE_CONFIG_S_ACCESS_KEY_ID": ACCESS_KEY,
            "RCLONE_CONFIG_S_SECRET_ACCESS_KEY": SECRET_KEY,
            "RCLONE_S3_LIST_VERSION": self.list_version,
        }
        Path(self.environment["RCLONE_CONFIG"]).touch()

    def rclone(self, *arguments, **more):
        return self.run("rclone", *arguments, **more)

    def sync_check_and_bring_back(self):
        local = self.tree("tree", 300)
        self.rclone("sync", local, f"S:{self.bucket}/tree")
        self.same_trees(local, self.served / "tree")
        self.rclone("check", local, f"S:{self.bucket}/tree")
        self.rclone("check", "--download", local, f"S:{self.bucket}/tree")
        self.rclone("copy", f"S:{self.bucket}/tree", self.work / "down")
        self.same_trees(local, self.work / "down")

    def list_in_pages(self):
        listed = json.loads(
            self.rclone("lsjson", "-R", "--files-only", "--s3-list-chunk", "17", f"S:{self.bucket}/tree")
        )
        names = sorted(str(f.relative_to(self.work / "tree")) for f in (self.work / "tree").rglob("*.dat"))
        assert sorted(entry["Path"] for entry in listed) == names
        assert self.rclone("size", f"S:{self.bucket}/tree").count("300")

    def times_survive(self):
        times = [os.stat(f).st_mtime for f in sorted((self.work / "tree").rglob("*.dat"))]
        down = [os.stat(f).st_mtime for f in sorted((self.work / "down").rglob("*.dat"))]
        assert all(abs(one - two) < 0.001 for one, two in zip(times, down))

    def large_file_in_parts_on_four_threads(self):
        file = self.large("large", 210)
        self.rclone("copyto", file, f"S:{self.bucket}/large")
        self.same_bytes(file, self.served / "large")
        self.rclone(
            "copyto", "--multi-thread-streams", "4", "--multi-thread-cutoff", "10M",
            f"S:{self.bucket}/large", self.work / "large-down",
        )
        self.same_bytes(file, self.work / "large-down")

    def cat_and_rcat(self):
        self.rclone("rcat", f"S:{self.bucket}/piped ü", data=b"0123456789")
        assert self.rclone("cat", f"S:{self.bucket}/piped ü") == "0123456789"
        assert self.rclone("cat", "--offset", "2", "--count", "3", f"S:{self.bucket}/piped ü") == "234"

    def move_copy_and_purge(self):
        self.rclone("moveto", f"S:{self.bucket}/tree/d0", f"S:{self.bucket}/moved")
        self.same_trees(self.work / "tree/d0", self.served / "moved")
        self.rclone("copyto", f"S:{self.bucket}/moved", f"S:{self.bucket}/copied")
        self.same_trees(self.work / "tree/d0", self.served / "copied")
        self.rclone("purge", f"S:{self.bucket}/moved")
        assert not (self.served / "moved").exists()

    def touch_makes_no_doubt(self):
        self.rclone("touch", f"S:{self.bucket}/touched")
        self.rclone("touch", "-t", "2020-01-02T03:04:05", f"S:{self.bucket}/touched")
        assert "2020-01-02" in self.rclone("lsl", f"S:{self.bucket}/touched")

    def make_and_remove_bucket(self):
        self.rclone("mkdir", "S:rclone-made")
        assert "rclone-made" in self.rclone("lsd", "S:")
        self.rclone("rmdir", "S:rclone-made")


class RcloneListV1(Rclone):
    list_version = "1"
    tests_of = Rclone


class S3cmd(Client):
    def __init__(self, server, bucket):
        super().__init__(server, bucket)
        (Path(self.environment["HOME"]) / ".s3cfg").write_text(
            f"[default]\naccess_key = {ACCESS_KEY}\nsecret_key = {SECRET_KEY}\nuse_https = False\n"
            f"host_base = {server.address}\nhost_bucket = {server.address}\n"
        )

    def s3cmd(self, *arguments, **more):
        return self.run("s3cmd", *arguments, **more)

    def sync_up_and_down(self):
        local = self.tree("tree", 100)
        self.s3cmd("sync", f"{local}/", f"s3://{self.bucket}/tree/")
        self.same_trees(local, self.served / "tree")
        assert "upload:" not in self.s3cmd("sync", f"{local}/", f"s3://{self.bucket}/tree/")
        (self.work / "down").mkdir()
        self.s3cmd("sync", f"s3://{self.bucket}/tree/", "down/")
        self.same_trees(local, self.work / "down")

    def large_file_in_parts(self):
        file = self.large("large", 40)
        self.s3cmd("put", file, f"s3://{self.bucket}/large ü")
        self.same_bytes(file, self.served / "large ü")
        self.s3cmd("get", f"s3://{self.bucket}/large ü", "large-down")
        self.same_bytes(file, self.work / "large-down")

    def list_info_and_size(self):
        assert self.s3cmd("ls", "-r", f"s3://{self.bucket}/tree/").count(".dat") == 100
        assert "41943040" in self.s3cmd("info", f"s3://{self.bucket}/large ü")
        assert "100 objects" in self.s3cmd("du", f"s3://{self.bucket}/tree/")

    def copy_move_and_modify(self):
        self.s3cmd("cp", f"s3://{self.bucket}/large ü", f"s3://{self.bucket}/copy")
        self.s3cmd("mv", f"s3://{self.bucket}/copy", f"s3://{self.bucket}/moved")
        self.same_bytes(self.work / "large", self.served / "moved")
        self.s3cmd("modify", "--add-header=x-amz-meta-a:1", f"s3://{self.bucket}/moved")
        assert "x-amz-meta-a" in self.s3cmd("info", f"s3://{self.bucket}/moved")

    def signed_url(self):
        (self.work / "signed").write_text("signed")
        self.s3cmd("put", "signed", f"s3://{self.bucket}/signed")
        url = self.s3cmd("signurl", f"s3://{self.bucket}/signed", "+60").strip()
        assert self.run("curl", "-sSf", url) == "signed"

    def multipart_uploads_are_listed(self):
        self.s3cmd("multipart", f"s3://{self.bucket}")

    def delete_all_and_bucket(self):
        self.s3cmd("mb", "s3://s3cmd-made")
        self.s3cmd("rb", "s3://s3cmd-made")
        self.s3cmd("del", "-r", "--force", f"s3://{self.bucket}/")
        assert self.s3cmd("ls", "-r", f"s3://{self.bucket}/") == ""


class Restic(Client):
    def restic(self, *arguments, **more):
        return self.run("restic", *arguments, **more)

    def init(self):
        self.environment |= {
            "RESTIC_REPOSITORY": f"s3:{self.server.endpoint}/{self.bucket}/repository",
            "RESTIC_PASSWORD": "not a secret",
        }
        self.restic("init")
        self.restic("init", fails=True)

    def backup(self):
        local = self.tree("tree", 300)
        self.large("tree/large", 40)
        self.restic("backup", local)

    def incremental_backup(self):
        (self.work / "tree/more").write_text("more")
        self.restic("backup", self.work / "tree")
        assert len(json.loads(self.restic("snapshots", "--json"))) == 2

    def check(self):
        self.restic("check", "--read-data")

    def restore(self):
        self.restic("restore", "latest", "--target", self.work / "restored")
        self.same_trees(self.work / "tree", self.work / "restored" / (self.work / "tree").relative_to("/"))

    def forget_and_prune(self):
        self.restic("forget", "--keep-last", "1", "--prune")
        self.restic("check", "--read-data")

    def list_and_unlock(self):
        assert self.restic("list", "packs").strip()
        self.restic("unlock")


class S3fs(Client):
    """With nothing but where to and who, and the style of address."""

    def __init__(self, server, bucket):
        super().__init__(server, bucket)
        self.mounted = self.work / "mounted"
        self.mounted.mkdir()
        password = self.work / "password"
        password.touch(mode=0o600)
        password.write_text(f"{ACCESS_KEY}:{SECRET_KEY}")
        options = f"passwd_file={password},url={server.endpoint},use_path_request_style"
        self.run("s3fs", bucket, self.mounted, "-o", options)

    def close(self):
        subprocess.run(["fusermount", "-u", "-z", str(self.mounted)], check=False)

    def write_and_read(self):
        (self.mounted / "hello").write_text("hello")
        assert (self.served / "hello").read_text() == "hello"
        assert (self.mounted / "hello").read_text() == "hello"
        (self.mounted / "hello").write_text("changed")
        assert (self.served / "hello").read_text() == "changed"

    def append(self):
        with open(self.mounted / "hello", "a") as file:
            file.write(" and longer")
        assert (self.served / "hello").read_text() == "changed and longer"

    def folders(self):
        (self.mounted / "folder/inner").mkdir(parents=True)
        (self.mounted / "folder/inner/file").write_text("x")
        assert (self.served / "folder/inner/file").read_text() == "x"
        assert sorted(p.name for p in (self.mounted / "folder").iterdir()) == ["inner"]

    def list_of_many(self):
        (self.mounted / "many").mkdir()
        for number in range(60):
            (self.mounted / "many" / f"{NAMES[number % 10]} {number}").write_text(str(number))
        assert len(list((self.mounted / "many").iterdir())) == 60
        assert len(list((self.served / "many").iterdir())) == 60

    def rename_file_and_folder(self):
        (self.mounted / "hello").rename(self.mounted / "renamed ü")
        assert (self.served / "renamed ü").read_text() == "changed and longer"
        assert not (self.served / "hello").exists()
        (self.mounted / "folder").rename(self.mounted / "folder two")
        assert (self.served / "folder two/inner/file").read_text() == "x"
        assert not (self.served / "folder").exists()

    def large_file_in_parts(self):
        file = self.large("large", 40)
        shutil.copyfile(file, self.mounted / "large")
        self.same_bytes(file, self.served / "large")
        self.same_bytes(file, self.mounted / "large")

    def change_in_the_middle(self):
        with open(self.mounted / "large", "r+b") as file:
            file.seek(20 << 20)
            file.write(b"in the middle")
        with open(self.served / "large", "rb") as file:
            file.seek(20 << 20)
            assert file.read(13) == b"in the middle"

    def mode_and_times(self):
        os.chmod(self.mounted / "large", 0o600)
        os.utime(self.mounted / "large", (1_600_000_000, 1_600_000_000))
        told = os.stat(self.mounted / "large")
        assert told.st_mode & 0o777 == 0o600 and int(told.st_mtime) == 1_600_000_000

    def remove(self):
        (self.mounted / "large").unlink()
        assert not (self.served / "large").exists()
        shutil.rmtree(self.mounted / "folder two")
        shutil.rmtree(self.mounted / "many")
        assert not (self.served / "folder two").exists()

    def file_of_a_pod_is_seen(self):
        (self.served / "by-a-pod").write_text("pod")
        deadline = time.monotonic() + 30
        while "by-a-pod" not in os.listdir(self.mounted):
            assert time.monotonic() < deadline, "never listed"
            time.sleep(0.5)
        assert (self.mounted / "by-a-pod").read_text() == "pod"


def run_client(kind, server, bucket):
    """Runs a client's tests in their order: a list of results."""
    client = kind(server, bucket)
    found = []
    try:
        for name, test in client.tests():
            result = {"name": name, "outcome": "passed", "why": ""}
            try:
                test()
            except (AssertionError, OSError, subprocess.TimeoutExpired, ValueError) as error:
                result |= {"outcome": "failed", "why": str(error)[-400:] or type(error).__name__}
            found.append(result)
    finally:
        client.close()
    return found
