"""Carries one large file with boto3, as upload programs do.

usage: boto_large_file.py upload|download ENDPOINT BUCKET KEY FILE PART_MIB THREADS

upload: create, send the parts from several threads, page through ListParts, complete, head.
download: stream the object and compare it with the file.
Prints one line a step; anything unexpected ends with a traceback.
"""

import hashlib
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config


def client(endpoint, threads):
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        config=Config(
            retries={"mode": "standard", "max_attempts": 10},
            max_pool_connections=threads,
            connect_timeout=10,
            read_timeout=120,
            s3={"addressing_style": "path"},
        ),
    )


def upload(s3, bucket, key, path, part_bytes, threads):
    size = os.path.getsize(path)
    count = max(1, -(-size // part_bytes))
    upload_id = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    say("created", upload_id)

    def send(number):
        with open(path, "rb") as file:
            file.seek((number - 1) * part_bytes)
            body = file.read(part_bytes)
        answer = s3.upload_part(
            Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=body
        )
        md5 = hashlib.md5(body)
        assert answer["ETag"] == f'"{md5.hexdigest()}"', (number, answer["ETag"])
        say("part", number)
        return number, len(body), md5.digest()

    with ThreadPoolExecutor(threads) as pool:
        sent = list(pool.map(send, range(1, count + 1)))

    listed = []
    pages = s3.get_paginator("list_parts").paginate(
        Bucket=bucket, Key=key, UploadId=upload_id, PaginationConfig={"PageSize": 5}
    )
    for page in pages:
        listed += [(part["PartNumber"], part["Size"], part["ETag"]) for part in page.get("Parts", [])]
    expected = [(number, length, f'"{digest.hex()}"') for number, length, digest in sent]
    assert listed == expected, (listed, expected)
    say("listed", len(listed))

    s3.complete_multipart_upload(
        Bucket=bucket,
        Key=key,
        UploadId=upload_id,
        MultipartUpload={"Parts": [{"PartNumber": n, "ETag": tag} for n, _, tag in listed]},
    )
    head = s3.head_object(Bucket=bucket, Key=key)
    whole = hashlib.md5(b"".join(digest for _, _, digest in sent)).hexdigest()
    assert head["ContentLength"] == size, head
    assert head["ETag"] == f'"{whole}-{count}"', head
    say("completed", head["ETag"])


def download(s3, bucket, key, path):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"]
    with open(path, "rb") as file:
        for chunk in iter(lambda: body.read(1 << 20), b""):
            assert chunk == file.read(len(chunk)), f"content differs before byte {file.tell()}"
        assert not file.read(1), "the object is shorter than the file"
    say("compared", os.path.getsize(path))


def say(*words):
    print(f"{time.monotonic():.1f}", *words, flush=True)


def main():
    action, endpoint, bucket, key, path, part_mib, threads = sys.argv[1:]
    s3 = client(endpoint, int(threads))
    if action == "upload":
        upload(s3, bucket, key, path, int(part_mib) << 20, int(threads))
    else:
        download(s3, bucket, key, path)


main()
