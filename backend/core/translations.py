"""Translations compiled without gettext: a machine that runs or tests the platform needs nothing beside Python."""

from collections.abc import Iterable
from pathlib import Path

import polib


def compile_translations(folders: Iterable[Path]) -> int:
    """Compile each .po file below ``folders`` that is newer than its .mo file; return how many were compiled."""
    written = [po for folder in folders for po in sorted(folder.glob("*/LC_MESSAGES/*.po"))]
    stale = [po for po in written if _is_stale(po)]
    for po in stale:
        compiled = po.with_suffix(".mo.new")
        polib.pofile(str(po), encoding="utf-8").save_as_mofile(str(compiled))
        compiled.replace(po.with_suffix(".mo"))  # two processes may compile at once; neither reads half a file
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime
