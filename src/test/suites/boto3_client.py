"""boto3 as programs use it, with its defaults. Prints one JSON line for each test."""

import base64
import concurrent.futures
import hashlib
import io
import json
import os
import sys
import urllib.error
import urllib.request

import boto3
from botocore.exceptions import ClientError

MIB = 1 << 20
BUCKET = "boto3"
s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])


def code_of(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("not refused")


def put(key, body, **more):
    return s3.put_object(Bucket=BUCKET, Key=key, Body=body, **more)


def get(key, **more):
    return s3.get_object(Bucket=BUCKET, Key=key, **more)["Body"].read()


def buckets():
    s3.create_bucket(Bucket=BUCKET)
    s3.get_waiter("bucket_exists").wait(Bucket=BUCKET)
    assert BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    assert code_of(s3.create_bucket, Bucket=BUCKET) == "BucketAlreadyOwnedByYou"
    assert code_of(s3.head_bucket, Bucket="boto3-none") == "404"


def put_and_get_every_size():
    for size in (0, 1, 5 * MIB, 17 * MIB + 3):
        body = os.urandom(size)
        told = put(f"size/{size}", body)
        assert told["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
        assert get(f"size/{size}") == body


def transfers_in_parts():
    body = os.urandom(40 * MIB)
    s3.upload_fileobj(io.BytesIO(body), BUCKET, "transfer", ExtraArgs={"Metadata": {"a": "1"}})
    assert s3.head_object(Bucket=BUCKET, Key="transfer")["ETag"].endswith('-5"')
    down = io.BytesIO()
    s3.download_fileobj(BUCKET, "transfer", down)
    assert down.getvalue() == body


def managed_copy_in_parts():
    from boto3.s3.transfer import TransferConfig

    s3.copy(
        {"Bucket": BUCKET, "Key": "transfer"}, BUCKET, "copied",
        Config=TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB),
    )
    assert get("copied") == get("transfer")


class Skipped(Exception):
    """The client itself can't do it here."""


def checksum(algorithm):
    told = put("sum", b"sum", ChecksumAlgorithm=algorithm)
    name = "Checksum" + algorithm
    head = s3.head_object(Bucket=BUCKET, Key="sum", ChecksumMode="ENABLED")
    assert head[name] == told[name], algorithm


def checksums_of_python():
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        checksum(algorithm)
    assert code_of(put, key="bad-sum", body=b"x", ChecksumCRC32="AAAAAA==") == "BadDigest"


def checksums_of_the_runtime():
    for algorithm in ("CRC32C", "CRC64NVME"):
        try:
            checksum(algorithm)
        except Exception as error:
            if "CRT" in str(error) or "Unsupported checksum" in str(error):
                raise Skipped(f"boto3 can't make {algorithm} without a newer awscrt")
            raise


def unseekable_stream():
    sha256 = base64.b64encode(hashlib.sha256(b"streamed").digest()).decode()
    put("streamed", io.BufferedReader(io.BytesIO(b"streamed")), ChecksumSHA256=sha256)
    assert get("streamed") == b"streamed"


def conditions():
    tag = put("condition", b"1", IfNoneMatch="*")["ETag"]
    assert code_of(put, key="condition", body=b"2", IfNoneMatch="*") == "PreconditionFailed"
    put("condition", b"3", IfMatch=tag)
    assert code_of(put, key="condition", body=b"4", IfMatch=tag) == "PreconditionFailed"
    assert code_of(get, key="condition", IfMatch=tag) == "PreconditionFailed"
    assert code_of(s3.delete_object, Bucket=BUCKET, Key="condition", IfMatch=tag) == "PreconditionFailed"


def one_of_many_writers_wins():
    def attempt(number):
        try:
            put("race", str(number).encode(), IfNoneMatch="*")
            return "won"
        except ClientError as error:
            return error.response["Error"]["Code"]

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(32)))
    assert outcomes.count("won") == 1, outcomes
    assert set(outcomes) <= {"won", "PreconditionFailed", "ConditionalRequestConflict"}, outcomes


def presigned(s3):
    url = s3.generate_presigned_url("put_object", {"Bucket": BUCKET, "Key": "pre signed/ü"})
    request = urllib.request.Request(url, b"presigned", {"Content-Type": ""}, method="PUT")
    urllib.request.urlopen(request)
    url = s3.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "pre signed/ü"}, 60)
    assert urllib.request.urlopen(url).read() == b"presigned"
    try:
        urllib.request.urlopen(url.replace("signed", "singed", 1))
        raise AssertionError("a changed URL was taken")
    except urllib.error.HTTPError as error:
        assert error.code == 403


def presigned_as_it_comes():
    presigned(s3)


def presigned_of_version_4():
    from botocore.config import Config

    config = Config(signature_version="s3v4")
    presigned(boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], config=config))


def listings():
    for number in range(25):
        put(f"list/{number % 5}/ü {number}", b"")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix="list/", PaginationConfig={"PageSize": 4}
    )
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    assert len(keys) == 25 and keys == sorted(keys, key=str.encode)
    pages = s3.get_paginator("list_objects").paginate(
        Bucket=BUCKET, Prefix="list/", Delimiter="/", PaginationConfig={"PageSize": 2}
    )
    assert [p["Prefix"] for page in pages for p in page["CommonPrefixes"]] == [f"list/{n}/" for n in range(5)]


def tags_and_metadata():
    put("tagged", b"x", Tagging="a=1&b=2", Metadata={"one": "eins"}, ContentType="text/x-suite")
    head = s3.head_object(Bucket=BUCKET, Key="tagged")
    assert head["Metadata"] == {"one": "eins"} and head["ContentType"] == "text/x-suite"
    assert len(s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"]) == 2
    s3.delete_object_tagging(Bucket=BUCKET, Key="tagged")
    assert s3.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"] == []


def resources():
    bucket = boto3.resource("s3", endpoint_url=os.environ["ENDPOINT"]).Bucket(BUCKET)
    assert any(item.key == "tagged" for item in bucket.objects.filter(Prefix="tag"))
    for deleted in bucket.objects.all().delete():
        assert not deleted.get("Errors")
    bucket.delete()
    assert code_of(s3.head_bucket, Bucket=BUCKET) == "404"


def main():
    tests = (
        buckets, put_and_get_every_size, transfers_in_parts, managed_copy_in_parts,
        checksums_of_python, checksums_of_the_runtime, unseekable_stream, conditions, one_of_many_writers_wins,
        presigned_as_it_comes, presigned_of_version_4, listings, tags_and_metadata, resources,
    )
    for test in tests:
        result = {"name": test.__name__, "outcome": "passed", "why": ""}
        try:
            test()
        except Skipped as skipped:
            result |= {"outcome": "skipped", "why": str(skipped)}
        except Exception as error:  # each is a result; the rest go on
            result |= {"outcome": "failed", "why": f"{type(error).__name__}: {error}"[:400]}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    sys.exit(main())
