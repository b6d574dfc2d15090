"""What must hold of a production whatever died in it: nothing lost, nothing doubled, every picture, every letter."""

import hashlib
import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from tests.faults.ledger import shown_in
from tests.faults.mails import mails
from tests.faults.production.conftest import Town
from tests.production.bucket import BUCKET, client_of

# The retry clock is told: a letter whose worker was killed waits five minutes for the next.
SETTLE = """
import json
from datetime import timedelta
from io import StringIO
from django.core.management import call_command
from django.utils import timezone
from notifications.dispatch import LEASE, drain
from notifications.models import Letter
from notifications.unsent import given_up
def said(*words):
    call_command(*words, stdout=(out := StringIO()))
    return out.getvalue()
for turn in range(1, 20):
    drain(timezone.now() + 2 * turn * LEASE)
    if not Letter.objects.to_send().exists():
        break
print(json.dumps({
    "unsent": Letter.objects.to_send().count(),
    "given_up": given_up().count(),
    "history": said("verify_history"),
    "sweeps": [said("sweep_photos", "--grace-s", "0") for _turn in range(2)],
}))
"""
LETTERS = """
SELECT report.code, letter.id, letter.recipient, letter.sent_at IS NOT NULL
FROM notifications_letter letter
JOIN reports_event event ON event.seq = letter.event_id
JOIN reports_report report ON report.id = event.report_id
WHERE event.kind = 'received'
"""
LEFT = "SELECT count(*) FROM notifications_letter WHERE sent_at IS NULL AND gave_up_at IS NULL"
PHOTOS = """
SELECT report.code, photo.clean_name, photo.thumb_name
FROM reports_photo photo JOIN reports_report report ON report.id = photo.report_id
"""


@dataclass(frozen=True)
class Figures:
    """What was counted: letters that left twice, as a worker died between sending and noting it, are known by their
    name (Message-ID), by which a mail box shows them once."""

    reports: int
    photos: int
    orphans: int
    unit_notices: int
    letters: int
    repeated: int


def whole(town: Town, officer: httpx.Client) -> Figures:
    """Hold what the production has against what was acknowledged; AssertionError where they differ."""
    told = town.codes()
    assert [code for (code,) in rows(town, "SELECT code FROM reports_report ORDER BY code")] == told
    assert sorted(in_the_inbox(officer)) == told  # each of them once
    wait_for_rest(town)
    settled = json.loads(town.made.run(SETTLE))
    assert (settled["unsent"], settled["given_up"]) == (0, 0)
    assert "The history holds." in settled["history"]
    swept, again = (one.split("\n") for one in settled["sweeps"])  # at once, without the hour of grace
    assert (swept[1], again[:2]) == ("0 files missing.", ["0 files without a row removed.", "0 files missing."])
    photos = pictures_hold(town)
    notices, letters, repeated = letters_hold(town)
    return Figures(len(told), photos, int(swept[0].split()[0]), notices, letters, repeated)


def wait_for_rest(town: Town, *, within_s: float = 180) -> None:
    """Wait until the workers have sent what they can: what is left then was held by one that died.

    Else the told clock would take from their hands what they are just sending, letter after letter.
    """
    deadline, before = time.monotonic() + within_s, -1
    while (left := rows(town, LEFT)[0][0]) != before:
        assert time.monotonic() < deadline, f"{left} letters still leave"
        before = left
        time.sleep(6)  # the worker's clock rings every five seconds


def rows(town: Town, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(town.made.database.application) as session:
        return session.execute(sql).fetchall()


def in_the_inbox(officer: httpx.Client) -> Counter[str]:
    """Return how often the unit's inbox shows each report, read page by page."""
    found: Counter[str] = Counter()
    for tab in ("new", "unverified", "spam"):
        address: str | None = f"/api/v1/staff/inbox?tab={tab}"
        while address:
            page = officer.get(address).raise_for_status().json()
            found.update(row["code"] for row in page["results"])
            address = page["next"]
    return found


def pictures_hold(town: Town) -> int:
    """Fetch and decode every picture that has not been: it is whole, its report's own, and there is no other."""
    store = client_of(town.made.bucket.address)
    sent = {one.code: one.picture for one in town.told.values()}
    found = rows(town, PHOTOS)
    assert Counter(code for code, *_names in found) == Counter(sent.keys())
    wrong = []
    new = [(code, name) for code, *names in found for name in names if name not in town.decoded]
    for code, name in new:
        data = store.get_object(Bucket=BUCKET, Key=name)["Body"].read()
        is_named = hashlib.sha256(data).hexdigest() in name
        if not is_named or shown_in(data) != sent[code]:
            wrong.append(f"{code} {name}")
    assert wrong == []
    town.decoded |= {name for _code, name in new}  # from here on it is enough that they are there
    return len(found)


def letters_hold(town: Town) -> tuple[int, int, int]:
    """Return how many notices of units, letters at all, and repetitions left: of each report all that it owes."""
    letters = rows(town, LETTERS)
    assert all(is_sent for *_letter, is_sent in letters)
    reporters = sorted(code for code, _pk, recipient, _sent in letters if recipient == "reporter")
    units = {(code, recipient) for code, _pk, recipient, _sent in letters if recipient.startswith("unit:")}
    assert reporters == town.codes()
    assert sorted({code for code, _unit in units}) == town.codes()
    assert len(units) == sum(recipient.startswith("unit:") for _code, _pk, recipient, _sent in letters)
    left = Counter(str(one["Message-ID"]).partition("@")[0] for one in mails(town.made.folder / "mail"))
    assert {f"<letter-{pk}" for _code, pk, *_rest in letters} <= set(left)
    return len(units), len(letters), left.total() - len(left)
