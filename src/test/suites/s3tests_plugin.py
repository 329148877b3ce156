"""A pytest plugin that fits ceph/s3-tests to a server without versions 2 of signatures and without
anonymous access, and that writes the results as JSON.

It holds nothing of that suite. Files, by environment variable:
  SUITES_LEFT_OUT  names and markers of tests that are not run, each with a reason
  SUITES_SIGNED    names of tests whose public ACLs are dropped and whose requests are signed
  SUITES_RESULT    where the results go
"""

import base64
import datetime
import fnmatch
import hashlib
import hmac
import json
import os
import urllib.parse

import botocore.auth
import botocore.client
import pytest
import requests
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "us-east-1"
PUBLIC = {"public-read", "public-read-write"}
ACCESS_KEY = os.environ["SUITES_ACCESS_KEY"]
SECRET_KEY = os.environ["SUITES_SECRET_KEY"]

results = {}
left_out = {}


def lines(variable):
    with open(os.environ[variable]) as file:
        return [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]


def bare(item):
    return getattr(item, "originalname", None) or item.name


# --- which tests ----------------------------------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    rules = [line.split("\t") for line in lines("SUITES_LEFT_OUT")]
    kept = []
    for item in items:
        markers = {"marker:" + mark.name for mark in item.iter_markers()}
        why = [
            reason
            for rule, reason in rules
            if rule in markers or fnmatch.fnmatchcase(bare(item), rule)
        ]
        if why:
            left_out[why[0]] = left_out.get(why[0], 0) + 1
        else:
            kept.append(item)
    items[:] = kept


# --- version 2 forms become version 4 forms -------------------------------------------------------


def mac(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def sign_policy(policy, secret, day):
    key = ("AWS4" + secret).encode()
    for step in (day, REGION, "s3", "aws4_request"):
        key = mac(key, step.encode())
    return mac(key, policy).hex()


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def with_conditions(policy, conditions):
    """The policy with more conditions; one that is broken stays as it is."""
    try:
        document = json.loads(base64.b64decode(policy))
        if not document["conditions"]:
            return policy
        document["conditions"] += conditions
        return base64.b64encode(json.dumps(document).encode())
    except (ValueError, KeyError, TypeError):
        return policy


def resign(form):
    """The form with a version 4 signature; a wrong signature stays wrong."""
    names = {name.lower(): name for name in form}
    policy = as_bytes(form[names["policy"]])
    access_key = str(form[names["awsaccesskeyid"]])
    first = base64.b64encode(hmac.new(SECRET_KEY.encode(), policy, hashlib.sha1).digest())
    right = access_key != ACCESS_KEY or as_bytes(form.get(names.get("signature", ""), "")) == first
    now = datetime.datetime.now(datetime.timezone.utc)
    day = now.strftime("%Y%m%d")
    fields = {
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": f"{access_key}/{day}/{REGION}/s3/aws4_request",
        "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
    }
    policy = with_conditions(policy, [{name: value} for name, value in fields.items()])
    signature = sign_policy(policy, SECRET_KEY, day)
    if "signature" in names:
        fields["x-amz-signature"] = signature if right else signature[::-1]
    new = {}
    for name, value in form.items():
        if name.lower() == "awsaccesskeyid":
            new.update(fields)
        elif name.lower() == "policy":
            new[name] = policy
        elif name.lower() != "signature":
            new[name] = value
    return new


def with_open_policy(form):
    """An unsigned form with a policy that allows it as it is, ready to be signed."""
    form = {n: v for n, v in form.items() if not (n.lower() == "acl" and v in PUBLIC)}
    expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)
    conditions = [["starts-with", "$bucket", ""]]
    conditions += [["starts-with", "$" + name, ""] for name in form if name != "file"]
    document = {"expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"), "conditions": conditions}
    policy = base64.b64encode(json.dumps(document).encode()).decode()
    signature = base64.b64encode(
        hmac.new(SECRET_KEY.encode(), policy.encode(), hashlib.sha1).digest()
    )
    new = {"AWSAccessKeyId": ACCESS_KEY, "policy": policy, "signature": signature}
    new.update(form)
    return new


class Signing:
    """Whether the test at work is one whose requests are signed."""

    on = False


def wrap_post(real):
    def post(url, *args, **kwargs):
        form = kwargs.get("files")
        if isinstance(form, dict):
            names = {name.lower() for name in form}
            if Signing.on and "policy" not in names and "signature" not in names:
                form = with_open_policy(form)
                names = {name.lower() for name in form}
            if {"policy", "awsaccesskeyid"} <= names:
                form = resign(form)
            kwargs["files"] = form
        if not Signing.on:
            return real(url, *args, **kwargs)
        answer = real(url, *args, **{**kwargs, "allow_redirects": False})
        # What the browser is sent to needs a signature as well.
        return requests.get(answer.headers["Location"]) if answer.is_redirect else answer

    return post


# --- public by convenience becomes signed ---------------------------------------------------------


def wrap_get(real):
    def get(url, *args, **kwargs):
        query = urllib.parse.urlsplit(url).query
        if Signing.on and "X-Amz-Signature" not in query:
            request = AWSRequest("GET", url)
            credentials = Credentials(ACCESS_KEY, SECRET_KEY)
            botocore.auth.S3SigV4Auth(credentials, "s3", REGION).add_auth(request)
            kwargs["headers"] = {**(kwargs.get("headers") or {}), **dict(request.headers)}
        return real(url, *args, **kwargs)

    return get


def wrap_call(real):
    def call(self, operation, parameters):
        if Signing.on and parameters.get("ACL") in PUBLIC:
            parameters = {n: v for n, v in parameters.items() if n != "ACL"}
        return real(self, operation, parameters)

    return call


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    Signing.on = any(fnmatch.fnmatchcase(bare(item), name) for name in signed)
    try:
        return (yield)
    finally:
        Signing.on = False


# --- the run --------------------------------------------------------------------------------------


def tolerate(nuke):
    """One bucket that can't be emptied must not fail every test after it."""

    def clean(*args, **kwargs):
        try:
            return nuke(*args, **kwargs)
        except Exception as error:  # whatever it is, the next test says whether it matters
            results.setdefault("clean-up", {"outcome": "failed", "why": ""})["why"] = str(error)

    return clean


def pytest_sessionstart(session):
    global signed
    signed = lines("SUITES_SIGNED")
    requests.post = wrap_post(requests.post)
    requests.get = wrap_get(requests.get)
    botocore.client.BaseClient._make_api_call = wrap_call(botocore.client.BaseClient._make_api_call)
    # An awscrt that is older than botocore signs wrongly: let Python sign.
    for name in ("v4", "v4-query", "s3v4", "s3v4-query"):
        kind = ("S3SigV4" if name.startswith("s3") else "SigV4") + (
            "QueryAuth" if name.endswith("query") else "Auth"
        )
        botocore.auth.AUTH_TYPE_MAPS[name] = getattr(botocore.auth, kind)
    import s3tests.functional as suite

    suite.nuke_prefixed_buckets = tolerate(suite.nuke_prefixed_buckets)


def pytest_runtest_logreport(report):
    name = report.nodeid.split("::")[-1]
    result = results.setdefault(name, {"outcome": "passed", "why": "", "seconds": 0.0})
    result["seconds"] += report.duration
    if report.failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        result["outcome"] = "failed"
        result["why"] = (crash.message if crash else str(report.longrepr))[:400]
    elif report.skipped and result["outcome"] == "passed":
        result["outcome"] = "skipped"
        why = report.longrepr
        result["why"] = str(why[2] if isinstance(why, tuple) else why)[:400]


def pytest_sessionfinish(session):
    if not session.config.option.collectonly:
        with open(os.environ["SUITES_RESULT"], "w") as file:
            json.dump({"tests": results, "left out": left_out}, file, indent=1)
