"""The platform as it is deployed: nothing to warn of, every requirement pinned, faults of others with their times."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "PUBLIC_URL": "https://phananh.longbien.example",
    "PUBLIC_MEDIA_URL": "https://anh.longbien.example",
    "ALLOWED_HOSTS": "phananh.longbien.example",
    "ADMIN_HOST": "quantri.longbien.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "a long text that only this test knows, of many letters 0123456789",
    "SECRET_LINK_KEY": "another long text that only this test knows, of many letters 0123456789",
}


def test_django_finds_nothing_to_warn_of_in_production(tmp_path: Path) -> None:
    done = subprocess.run(  # our own program
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR": str(tmp_path), **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    silenced = re.search(r"\((\d+) silenced\)", done.stdout + done.stderr)
    assert silenced
    assert silenced[1] == "1"  # the leading to https, which the proxy does


def test_faults_of_others_have_their_times() -> None:
    readme, makefile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    assert "make audit" in readme
    assert re.search(r"critical.{0,40}\b\d+ days?\b", readme)
    assert re.search(r"^audit:.*\n\t.*pip-audit.*--require-hashes", makefile, re.MULTILINE)


def test_what_floods_run_into_is_written_down() -> None:
    from backend.reports.arrivals import BOUNDS  # noqa: PLC0415  # after Django is ready

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "### What floods run into" in readme
    assert len(BOUNDS) > 5
