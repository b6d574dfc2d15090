"""Every sample history could have been made by the lifecycle: played again through it, it comes out the same."""

from collections import Counter

import pytest

from backend.demo import fates, openings
from backend.photos.rendition import Rendition
from backend.reports import render
from backend.reports.models import Event, Kind, Report
from tests.demo.replay import Replay, lines, photos, row, shelves
from tests.demo.samples import made

NOT_YET_IN_SAMPLES = {
    Kind.REROUTED, Kind.HIDDEN, Kind.ASSIGNED, Kind.TRANSFERRED, Kind.TRANSFER_ACCEPTED, Kind.TRANSFER_RETURNED,
    Kind.HANDED_OVER, Kind.COOPERATION_ASKED, Kind.COOPERATION_ANSWERED, Kind.EXTENSION_ASKED, Kind.EXTENDED,
    Kind.EXTENSION_REFUSED, Kind.RECATEGORISED, Kind.MOVED, Kind.LEVEL_SET, Kind.SPLIT, Kind.LINKED, Kind.REDACTED,
    Kind.PROMISED, Kind.REMINDED, Kind.DUTY_TOLD, Kind.DUTY_CONFIRMED, Kind.UNDONE, Kind.FOLLOWED,
    Kind.PHOTOS_ADDED, Kind.CONTACT_CORRECTED, Kind.CONTACT_ERASED, Kind.WITHHELD, Kind.PROGRAM_SAID,
    Kind.SENT_ON, Kind.PARTNER_SAID,
}  # fmt: skip
OFTEN = {  # so that a few dozen reports meet with everything that may happen
    fates: {
        "_REJECTED": 0.12, "_REJECTED_LATER": 0.06, "_ASKED": 0.4, "_STARTED": 0.5, "_UNSATISFIED": 0.15,
        "_REOPENED_LATER": 0.15, "_REOPENED_BY_HEAD": 0.15, "_REJECTED_REOPENED": 0.5, "_UNMERGED": 0.4,
        "_NOTED": 0.2, "_CALLED": 0.3,
    },
    openings: {"_SPAM": 0.06, "_HELD": 0.1, "_REPEATED": 0.25},
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, shares in OFTEN.items():
        for name, share in shares.items():
            monkeypatch.setattr(module, name, share)


@pytest.fixture
def quick_renditions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the drawing of public pictures: only the rows count here."""
    monkeypatch.setattr(render, "rendition", lambda _clean, _edit: Rendition(b"public", b"thumb"))


@pytest.mark.database
@pytest.mark.usefixtures("often", "quick_renditions")
def test_a_history_played_again_through_the_domain_comes_out_the_same() -> None:
    made(80, months=3, photos=40)
    samples = list(Report.objects.order_by("created_at", "id").select_related("category", "contact"))
    seen = Counter(Event.objects.values_list("kind", flat=True))
    assert {kind.value for kind in Kind} - {kind.value for kind in NOT_YET_IN_SAMPLES} == set(seen)
    replay = Replay()
    for sample in samples:
        again = replay.play(sample)
        assert list(lines(again)) == list(lines(sample)), sample.code
        assert row(again) == row(sample), sample.code
        assert shelves(again) == shelves(sample), sample.code
        assert photos(again) == photos(sample), sample.code
        main = sample.merged_into_id
        assert again.merged_into_id == (replay.again[main].pk if main else None)
