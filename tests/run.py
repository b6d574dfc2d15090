"""What `make test` runs: every test on SQLite, the tests marked `database` again on PostgreSQL, then what was left out.

Arguments are passed on to pytest (`python -m tests.run tests/photos -k jpeg`); then only those tests run. COVERAGE=1
counts branches, too, and holds the floor of pyproject.toml: half as long again, so it is asked for now and then.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = "2"
COVERED = os.environ.get("COVERAGE") == "1"
NOTHING_COLLECTED = 5
_CLOSING = re.compile(r"(\d+ (passed|failed|skipped|errors?|deselected)|no tests ran)\b.* in [\d.]+s")
_OF_THE_MACHINE = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "CI", "PYTHONDONTWRITEBYTECODE"}
_OF_THE_TESTS = {"REQUIRE_SERVICES", "TEST_DATABASE_URL", "TEST_REDIS_URL"}


def main(words: Sequence[str]) -> int:
    """Run the tests and return the code the process ends with: 0 where everything passed."""
    missing = [why for service in services.INSTALL if (why := services.absent(service))]
    if missing and services.REQUIRED:
        print("REQUIRE_SERVICES=1, but there is " + "; ".join(missing))
        return 1
    with tempfile.TemporaryDirectory(prefix="long-bien-") as folder:
        environment = _environment(Path(folder))
        closing = {}
        closing["SQLite"], code = _pytest(words, environment=environment)
        if not services.absent("postgres"):
            closing["PostgreSQL"], on_postgres = _pytest(
                ["-m", "database or postgres", *(["--cov-append"] if COVERED else []), *words],
                environment=environment | _postgres(),
            )
            code = code or (on_postgres if on_postgres != NOTHING_COLLECTED else 0)
        if COVERED:
            code = code or _report(environment, has_floor=not words)
    for database, line in closing.items():
        print(f"{database}: {line}")
    print("Left out: " + ("; ".join(missing) if missing else "nothing") + ". The long tests: make proof.")
    return code


def _environment(folder: Path) -> dict[str, str]:
    """Return a clean environment: settings of the developer's shell must not decide what passes."""
    kept = {name: value for name, value in os.environ.items() if name in _OF_THE_MACHINE | _OF_THE_TESTS}
    own = {"VAR": str(folder), "COVERAGE_FILE": str(folder / "coverage"), "PYTHONUTF8": "1"}
    return kept | own


def _postgres() -> dict[str, str]:
    return {"DATABASE_URL": services.POSTGRES, "SECRET_KEY": "only-for-tests", "SECRET_LINK_KEY": "only-for-tests"}


def _pytest(words: Sequence[str], *, environment: Mapping[str, str]) -> tuple[str, int]:
    """Run pytest, showing what it says; return its closing line and its exit code."""
    options = ["-n", PROCESSES, "--dist", "worksteal", "-p", "no:cacheprovider"]
    if COVERED:
        options += ["--cov", "--cov-report=", "--cov-fail-under=0"]
    command = [sys.executable, "-m", "pytest", *options, *words]
    closing = "pytest said nothing"
    with subprocess.Popen(  # noqa: S603  # our own pytest
        command, cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            closing = line.strip() if _CLOSING.search(line) else closing
    return closing, running.returncode


def _report(environment: Mapping[str, str], *, has_floor: bool) -> int:
    """Print the branch coverage; non-zero where it is below the floor of pyproject.toml."""
    floor = [] if has_floor else ["--fail-under=0"]
    command = [sys.executable, "-m", "coverage", "report", *floor]
    return subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode  # noqa: S603  # our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
