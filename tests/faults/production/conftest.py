"""One production for all tests of this folder, and what residents were told by it so far."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import pytest

from tests import services
from tests.bench.live import sign_in
from tests.faults.ledger import Acknowledged, Ledger
from tests.production.stack import Stack, stack

pytest.register_assert_rewrite("tests.faults.production.whole")  # else what differs is not said
PASSWORD = "mot-cau-dai-de-nho"
WARD = "phuong-ngoc-lam"
MAKE_OFFICERS = f"""
from django.utils import timezone
from backend.demo.accounts import make_sample_staff
from backend.places.in_force import day_in_force
make_sample_staff('{PASSWORD}', on=[day_in_force(timezone.now())])
"""


@dataclass
class Town:
    """A production, and the one account of what it acknowledged: each test adds to it, and it holds after each."""

    made: Stack
    told: dict[UUID, Acknowledged] = field(default_factory=dict)
    decoded: set[str] = field(default_factory=set)  # files of pictures that were looked at, whole

    def ledger(self, *, telephones: int = 8, pause_s: float = 0.0) -> Ledger:
        return Ledger(self.made.address, telephones=telephones, pause_s=pause_s)

    def close(self, ledger: Ledger) -> None:
        """End the telephones of ``ledger`` and enter in the account what they were told."""
        ledger.end()
        self.told |= ledger.acknowledged

    def codes(self) -> list[str]:
        return sorted(one.code for one in self.told.values())


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    if why := services.absent("proxy"):
        pytest.fail(why) if services.REQUIRED else pytest.skip(why)
    with stack(tmp_path_factory.mktemp("production"), webs=2, workers=2) as made:
        made.run(MAKE_OFFICERS)
        yield Town(made)


@pytest.fixture(scope="package")
def officer(town: Town) -> Iterator[httpx.Client]:
    """Somebody of the ward that all reports are in, signed in."""
    with closing(httpx.Client(base_url=town.made.address, follow_redirects=True, timeout=30)) as client:
        sign_in(client, WARD, PASSWORD)
        yield client
