"""One of several processes that write: `python -m tests.replicas.writer FOLDER SEED`, until FOLDER/over is there."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

import django

LATE_S = 60  # at most, between the moment that is told and the commit
OLD = 20  # reports that were filed before the ninety days that lists go back to
PREPARE = "prepare"


def main(folder: Path, word: str) -> None:
    """Prepare the district, or write until told that it is over; what was written is in FOLDER/ledger-SEED.jsonl."""
    django.setup()
    if word == PREPARE:
        _prepare()
        return
    from backend.http.failures import OUTAGES, is_outage  # noqa: PLC0415  # after django.setup
    from backend.photos.clean import NotAPhoto  # noqa: PLC0415  # after django.setup
    from backend.reports.uploads import PhotoRefused  # noqa: PLC0415  # after django.setup
    from tests.replicas.town import Town  # noqa: PLC0415  # after django.setup

    town = Town(Random(int(word)), late_s=LATE_S)  # noqa: S311  # no secrets
    with (folder / f"ledger-{word}.jsonl").open("a", encoding="utf-8") as ledger:
        while not (folder / "over").exists():
            try:
                events = town.happen()
            except (NotAPhoto, PhotoRefused) as slow:  # a machine so busy that a picture takes too long
                ledger.write(json.dumps({"away": repr(slow)[:200]}) + "\n")
            except OUTAGES as away:  # at a door it is 503, and the client comes again
                if not is_outage(away):
                    raise
                ledger.write(json.dumps({"away": repr(away)[:200]}) + "\n")
            else:
                ledger.writelines(json.dumps({"seq": one.seq, "kind": one.kind}) + "\n" for one in events)
            ledger.flush()


def _prepare() -> None:
    """Hire the heads of all units, and file what is old by the time the copies begin."""
    from django.utils import timezone  # noqa: PLC0415  # after django.setup

    from backend.routing.book import units_by_id  # noqa: PLC0415  # after django.setup
    from tests.replicas.town import Town  # noqa: PLC0415  # after django.setup

    town = Town(Random(0))  # noqa: S311  # no secrets
    for pk in units_by_id():
        town.officer_of(pk)
    long_ago = timezone.now() - timedelta(days=120)
    for number in range(OLD):
        town.file(long_ago + timedelta(minutes=number))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
