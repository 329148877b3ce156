"""The rows of the table: what is asked of each server, and how much of it."""

from dataclasses import dataclass, field

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True)
class Scale:
    """How much is done. Everything is bounded, by time and by count."""

    seconds: float = 4  # of one measurement of small requests
    keys: int = 10_000  # small objects that are read
    listed: int = 100_000  # files in each tree that is listed
    large: int = 64 * MIB
    large_gets: int = 24
    large_puts: int = 8
    upload: int = GIB
    part: int = 8 * MIB
    many_parts: int = 10_000
    pages: int = 100
    idle: int = 5_000
    slow: int = 500
    warm_seconds: float = 15


SMOKE = Scale(seconds=0.1, keys=200, listed=2_000, large=MIB, large_gets=8, large_puts=4,
              upload=8 * MIB, part=MIB, many_parts=20, pages=4, idle=50, slow=10, warm_seconds=0.1)


@dataclass(frozen=True)
class Row:
    """One measurement. `words` are the load generator's, login excepted."""

    name: str
    title: str
    words: list
    unit: str = "ops/s"  # or MB/s
    needs_s3: bool = True
    beside: list = field(default_factory=list)  # held meanwhile: idle or slow connections
    only: str = ""  # servers whose name starts so
    tls: bool = False
    digests: tuple = ()  # passes over a body that its CPU is compared with, beside a peer's
    floor: tuple = ()  # words of the generator's floor, which is run after it in the same place


def rows(scale):
    """All rows, in the order in which they are run. {run} becomes a number of the measurement."""
    small = ["--size", 4 * KIB, "--concurrency", 16, "--seconds", scale.seconds]
    reads = small + ["--keys", scale.keys, "--prefix", "small/", "--order", "random"]
    # More keys than any server here can write in the time; each is written at most once.
    fresh = int(scale.seconds * 15_000)
    new = small + ["--keys", fresh, "--count", fresh, "--prefix", "new-{run}/"]
    over = small + ["--keys", 1000, "--prefix", "over/"]
    large = ["--size", scale.large, "--seconds", 60, "--keys", 8]
    pages = ["--concurrency", 1, "--seconds", max(scale.seconds, 2), "--count", scale.pages]
    pages += ["--keys", scale.listed]
    upload = ["--size", scale.upload, "--part-size", scale.part, "--concurrency", 4]
    many = ["--size", scale.many_parts * 4 * KIB, "--part-size", 4 * KIB, "--concurrency", 4]

    def flat(*more):
        return ["list", *pages, "--prefix", "flat/", *more]

    return [
        Row("get-4k", "GET 4 KiB, c=16", ["get", *reads], needs_s3=False),
        Row("head", "HEAD, c=16", ["head", *reads], needs_s3=False),
        Row("put-4k-new", "PUT 4 KiB, new keys, c=16", ["put", *new], needs_s3=False),
        Row("put-4k-over", "PUT 4 KiB, existing keys, c=16", ["put", *over], needs_s3=False),
        Row("put-4k-signed", "PUT 4 KiB, new keys, payload signed, c=16",
            ["put", *new, "--payload", "signed"]),
        Row("put-4k-synced", "PUT 4 KiB, new keys, synced, c=16", ["put", *new], only="sluice-fsync",
            floor=("floor", *small, "--keys", fresh, "--sync", "all")),
        Row("delete", "DELETE, c=16",
            ["delete", *small, "--keys", scale.keys, "--count", scale.keys, "--prefix", "gone-{run}/"],
            needs_s3=False),
        Row("get-64m", "GET 64 MiB, c=4",
            ["get", *large, "--prefix", "large/", "--concurrency", 4, "--count", scale.large_gets],
            "MB/s", needs_s3=False),
        Row("put-64m", "PUT 64 MiB, c=2",
            ["put", *large, "--prefix", "put/", "--concurrency", 2, "--count", scale.large_puts],
            "MB/s", needs_s3=False, digests=("md5",)),
        Row("put-64m-signed", "PUT 64 MiB, payload signed, c=2",
            ["put", *large, "--prefix", "put/", "--concurrency", 2, "--count", scale.large_puts,
             "--payload", "signed"], "MB/s", digests=("md5", "sha256")),
        Row("multipart", "multipart 1 GiB, parts of 8 MiB, c=4",
            ["multipart", *upload, "--prefix", "upload-{run}/", "--seconds", 120], "MB/s"),
        Row("multipart-many", "multipart, 10,000 parts of 4 KiB, c=4",
            ["multipart", *many, "--prefix", "upload-{run}/", "--seconds", 120], "MB/s",
            only="sluice"),  # S3's least size of a part is 5 MiB, and others hold to it
        Row("list-walk", "LIST 1,000 keys a page, one directory, page after page", flat()),
        Row("list-random", "LIST 1,000 keys, one directory, random starts", flat("--order", "random")),
        Row("list-tree", "LIST 1,000 keys, 3 levels, random starts",
            ["list", *pages, "--prefix", "tree/", "--layout", "tree", "--order", "random"]),
        Row("list-delimiter", "LIST with delimiter, 1,000 prefixes",
            ["list", *pages, "--prefix", "wide/", "--layout", "wide", "--delimiter", "/"]),
        Row("get-idle", "GET 4 KiB, c=16, beside 5,000 idle connections", ["get", *reads],
            needs_s3=False, beside=["idle", "--concurrency", scale.idle, "--keys", scale.keys,
                                    "--prefix", "small/", "--seconds", scale.seconds + 1]),
        Row("get-slow", "GET 4 KiB, c=16, beside 500 slow uploads", ["get", *reads],
            needs_s3=False, beside=["slow", "--concurrency", scale.slow, "--size", 64 * KIB,
                                    "--rate", KIB, "--prefix", "slow-{run}/",
                                    "--seconds", scale.seconds + 1]),
        Row("tls-get-4k", "TLS: GET 4 KiB, c=16", ["get", *reads], needs_s3=False, tls=True),
        Row("tls-get-64m", "TLS: GET 64 MiB, c=4",
            ["get", *large, "--prefix", "large/", "--concurrency", 4, "--count", scale.large_gets],
            "MB/s", needs_s3=False, tls=True),
        Row("mixed", "70 GET, 20 PUT, 10 HEAD of 4 KiB, c=16",
            ["mixed", *small, "--keys", scale.keys, "--prefix", "small/"], needs_s3=False),
    ]


def listed_trees(scale):
    """Files that are made in the bucket's directory itself, not through S3."""
    files = ["tree", "--size", 16, "--keys", scale.listed]
    return [
        ("list-walk list-random", [*files, "--prefix", "flat/", "--layout", "flat"]),
        ("list-tree", [*files, "--prefix", "tree/", "--layout", "tree"]),
        ("list-delimiter", [*files, "--prefix", "wide/", "--layout", "wide"]),
    ]


def objects_to_read(scale):
    """Puts that come before the rows which read what they wrote."""
    small = ["put", "--size", 4 * KIB, "--concurrency", 8, "--seconds", 120]
    return [
        ("get-4k head get-idle get-slow mixed tls-get-4k",
         [*small, "--keys", scale.keys, "--count", scale.keys, "--prefix", "small/"]),
        ("put-4k-over", [*small, "--keys", 1000, "--count", 1000, "--prefix", "over/"]),
        ("get-64m tls-get-64m", ["put", "--size", scale.large, "--concurrency", 2, "--seconds", 120,
                     "--keys", 8, "--count", 8, "--prefix", "large/"]),
    ]
