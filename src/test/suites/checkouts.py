"""Suites that are not ours: where their checkouts are, and what they need to run."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from server import ROOT

CACHE = ROOT / "target" / "suites"

# What ceph/s3-tests imports, and Debian's package of it where pip has none.
PYTHON_MODULES = {
    "pytest": "pytest",
    "munch": "munch",
    "lxml": "lxml",
    "isodate": "isodate",
    "pytz": "tz",
    "httplib2": "httplib2",
    "yaml": "yaml",
    "requests": "requests",
    "awscrt": "awscrt",
}


# Suites may run side by side, and what they need is made by one.
MAKING = threading.RLock()


class CannotRun(Exception):
    """What a suite needs is not here; the message says what."""


def checkout(variable, url):
    """The folder that a variable names, or a clone."""
    if named := os.environ.get(variable):
        if not Path(named).is_dir():
            raise CannotRun(f"{variable} names no folder: {named}")
        return Path(named)
    folder = CACHE / url.rsplit("/", 1)[1]
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["git", "clone", "--quiet", "--depth", "1", url, str(folder)], timeout=300)
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise CannotRun(f"{url} can't be cloned; set {variable} to a checkout")
    return folder


def commit(folder):
    done = subprocess.run(
        ["git", "-C", str(folder), "log", "-1", "--format=%h of %cs"], capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown commit"


def install(packages):
    """Installs those of Debian's packages that are missing: package to a command that shows it."""
    with MAKING:
        install_missing(packages)


def install_missing(packages):
    missing = [p for p, shown in packages.items() if subprocess.run(shown, shell=True, capture_output=True).returncode]
    if not missing:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False)
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]
    done = subprocess.run([*sudo, *command, "--no-install-recommends", *missing], stdout=subprocess.DEVNULL)
    if done.returncode:
        raise CannotRun("apt-get could not install " + " ".join(missing))


def python():
    """An interpreter with the newest boto3 that can be had, and all that ceph/s3-tests imports."""
    if named := os.environ.get("SUITES_PYTHON"):
        return named
    with MAKING:
        return make_python()


def make_python():
    folder = CACHE / "python"
    interpreter = folder / "bin" / "python3"
    if not interpreter.exists():
        subprocess.run([newest_boto3(), "-m", "venv", "--system-site-packages", str(folder)], check=True)
    pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--retries", "0", "--disable-pip-version-check"]
    for module, package in PYTHON_MODULES.items():
        if not imports(interpreter, module):
            name = "pyyaml" if module == "yaml" else module
            subprocess.run([*pip, name], capture_output=True)
        if not imports(interpreter, module):
            borrow(folder, module, package)
    missing = [m for m in PYTHON_MODULES if m != "awscrt" and not imports(interpreter, m)]
    if missing:
        raise CannotRun("no way to install for Python: " + " ".join(missing))
    return str(interpreter)


def newest_boto3():
    found = []
    for name in {shutil.which("python3"), "/usr/bin/python3", sys.executable}:
        show = "import boto3, sys; print(boto3.__version__, sys.executable)"
        done = subprocess.run([name, "-c", show], capture_output=True, text=True)
        if not done.returncode:
            version, path = done.stdout.split()
            found.append((tuple(int(n) for n in version.split(".")), path))
    return max(found)[1] if found else sys.executable


def imports(interpreter, module):
    return not subprocess.run([str(interpreter), "-c", f"import {module}"], capture_output=True).returncode


def borrow(folder, module, package):
    """Debian's package of a module, for an interpreter of the same version that is not Debian's."""
    install({f"python3-{package}": f"/usr/bin/python3 -c 'import {module}'"})
    show = f"import {module}, os; print(os.path.realpath({module}.__file__))"
    done = subprocess.run(["/usr/bin/python3", "-c", show], capture_output=True, text=True)
    if done.returncode:
        return
    file = Path(done.stdout.strip())
    # A package is its folder; its native part and what it is called in public lie beside it.
    source = file.parent if file.name == "__init__.py" else file
    site = next(folder.glob("lib/python*/site-packages"))
    for part in [source, *source.parent.glob(f"_{module}*.so"), *source.parent.glob(f"{module}-*-info")]:
        if not (site / part.name).exists():
            (site / part.name).symlink_to(part)


def npm(folder, *arguments):
    """Installs a folder's npm packages, without their scripts."""
    if shutil.which("npm") is None:
        install({"npm": "npm --version", "nodejs": "node --version"})
    command = ["npm", *arguments, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise CannotRun("npm: " + done.stderr[-300:])
