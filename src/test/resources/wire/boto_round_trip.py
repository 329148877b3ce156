"""What programs do with boto3's higher-level calls.

usage: boto_round_trip.py ENDPOINT BUCKET PREFIX
"""

import io
import os
import sys
import time
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError


def refused(status, code, call):
    try:
        call()
    except ClientError as error:
        answer = error.response
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status, answer
        assert answer["Error"]["Code"] == code, answer
        return
    raise AssertionError(f"not refused: {status} {code}")


def transfers(s3, bucket, prefix):
    """Small files as multipart uploads of many parts, which s3transfer does at low thresholds."""
    content = os.urandom(6 << 20) + b"tail"
    config = TransferConfig(multipart_threshold=25 << 10, multipart_chunksize=25 << 10)
    s3.upload_fileobj(
        io.BytesIO(content),
        bucket,
        prefix + "transfer/ü +%",
        Config=config,
        ExtraArgs={"Metadata": {"by": "boto3"}, "ContentType": "text/x-boto"},
    )
    target = io.BytesIO()
    s3.download_fileobj(bucket, prefix + "transfer/ü +%", target, Config=config)
    assert target.getvalue() == content
    head = s3.head_object(Bucket=bucket, Key=prefix + "transfer/ü +%")
    assert head["Metadata"] == {"by": "boto3"}, head
    assert head["ContentType"] == "text/x-boto", head
    s3.copy({"Bucket": bucket, "Key": prefix + "transfer/ü +%"}, bucket, prefix + "copied", Config=config)
    assert s3.get_object(Bucket=bucket, Key=prefix + "copied")["Body"].read() == content


def listing(s3, bucket, prefix):
    keys = [f"{prefix}list/{n:03d}/{name}" for n in range(20) for name in ("a b", "é", "c+d")]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    found = []
    for page in s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix + "list/", PaginationConfig={"PageSize": 7}
    ):
        found += [entry["Key"] for entry in page.get("Contents", [])]
    assert found == sorted(keys, key=str.encode), found
    folded = s3.list_objects_v2(Bucket=bucket, Prefix=prefix + "list/", Delimiter="/")
    assert len(folded["CommonPrefixes"]) == 20, folded
    answer = s3.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
    )
    assert not answer.get("Errors"), answer
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix=prefix + "list/")


def reused_connection(endpoint, bucket, prefix):
    """One connection through empty, refused and ordinary bodies, each announced by Expect.

    When an answer comes without 100 Continue, botocore remembers its status for the connection.
    """
    one = client(endpoint, max_pool_connections=1, read_timeout=10, retries={"max_attempts": 0})
    started = time.monotonic()
    sizes = (0, 1, 0, 5000, 0)
    for size in sizes:
        one.put_object(Bucket=bucket, Key=f"{prefix}reused/{size}", Body=b"x" * size)
    for size in sizes:
        refused(
            404,
            "NoSuchBucket",
            lambda: one.put_object(Bucket="no-such-bucket", Key="a", Body=b"x" * size),
        )
        one.put_object(Bucket=bucket, Key=f"{prefix}reused/{size}", Body=b"x" * size)
    for size in sizes:
        head = one.head_object(Bucket=bucket, Key=f"{prefix}reused/{size}")
        assert head["ContentLength"] == size, head
    assert time.monotonic() - started < 10, "an answer was waited for in vain"


def client(endpoint, **settings):
    return boto3.client(
        "s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}, **settings)
    )


def refusals(s3, bucket, prefix):
    refused(404, "NoSuchKey", lambda: s3.get_object(Bucket=bucket, Key=prefix + "none"))
    refused(404, "404", lambda: s3.head_object(Bucket=bucket, Key=prefix + "none"))
    refused(404, "NoSuchBucket", lambda: s3.list_objects_v2(Bucket="no-such-bucket"))
    refused(
        404,
        "NoSuchUpload",
        lambda: s3.upload_part(Bucket=bucket, Key="a", UploadId="none", PartNumber=1, Body=b"x"),
    )


def presigned(endpoint, bucket, prefix):
    """URLs as boto3 makes them by itself, and by version 4."""
    plain = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    version4 = client(endpoint, signature_version="s3v4")
    for number, s3 in enumerate((plain, version4)):
        key = f"{prefix}presigned {number}+ü"
        target = {"Bucket": bucket, "Key": key}
        put = s3.generate_presigned_url("put_object", Params=target, ExpiresIn=60)
        send(urllib.request.Request(put, data=b"by URL", method="PUT", headers={"Content-Type": ""}))
        got = dict(target, ResponseContentType="text/x-told")
        answer = send(s3.generate_presigned_url("get_object", Params=got, ExpiresIn=60))
        assert answer.read() == b"by URL"
        assert answer.headers["Content-Type"] == "text/x-told", answer.headers
        page = {"Bucket": bucket, "Prefix": prefix}
        assert b"<Key>" in send(s3.generate_presigned_url("list_objects", Params=page)).read()
        other = s3.generate_presigned_url("get_object", Params=target).replace("presigned", "other")
        try:
            send(other)
            raise AssertionError("a URL for one key opened another")
        except urllib.error.HTTPError as error:
            assert error.code == 403, error


def forms(endpoint, bucket, prefix):
    """Forms as boto3 signs them by itself for us-east-1, which is by version 2, and by version 4."""
    plain = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    version4 = client(endpoint, signature_version="s3v4")
    for number, s3 in enumerate((plain, version4)):
        key = f"{prefix}form {number}+ü"
        post = s3.generate_presigned_post(bucket, key, ExpiresIn=60)
        assert ("AWSAccessKeyId" in post["fields"]) == (s3 is plain), post
        assert send(form(post["url"], post["fields"], b"by form")).status == 204
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"by form"
        for field in ("key", "signature" if s3 is plain else "x-amz-signature"):
            changed = dict(post["fields"], **{field: "other"})
            try:
                send(form(post["url"], changed, b"other"))
                raise AssertionError(f"a form with another {field} was taken")
            except urllib.error.HTTPError as error:
                assert error.code == 403, error


def form(url, fields, content):
    part = '--edge\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(part.format(*field) for field in fields.items()).encode()
    body += b'--edge\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    body += content + b"\r\n--edge--\r\n"
    return urllib.request.Request(
        url, body, {"Content-Type": "multipart/form-data; boundary=edge"}, method="POST"
    )


def send(request):
    return urllib.request.urlopen(request, timeout=20)


def main():
    endpoint, bucket, prefix = sys.argv[1:]
    s3 = client(endpoint)
    transfers(s3, bucket, prefix)
    listing(s3, bucket, prefix)
    refusals(s3, bucket, prefix)
    reused_connection(endpoint, bucket, prefix)
    presigned(endpoint, bucket, prefix)
    forms(endpoint, bucket, prefix)
    print("done")


main()
