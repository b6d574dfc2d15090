"""The files of the project, as git knows them or would."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file of the project that is not ignored, below the root, whether committed yet or not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git of the machine
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(sorted(file for name in listed.split("\0") if name and (file := ROOT / name).is_file()))


def texts(*suffixes: str) -> list[tuple[str, str]]:
    """Return name and text of every file with one of ``suffixes``; of every text file where none is given."""
    found = []
    for file in project_files():
        if suffixes and file.suffix not in suffixes:
            continue
        try:
            found.append((str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")))
        except UnicodeDecodeError:  # a picture or a compressed file
            continue
    return found
