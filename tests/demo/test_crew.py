"""Chapters written by other processes are those this process would write."""

import pytest

from backend.demo.crew import processes_for, written
from backend.demo.prepare import Plan, prepare
from tests.demo.samples import NOW, PASSWORD, order

pytestmark = pytest.mark.usefixtures("city")


def plan() -> Plan:
    return prepare(order(40), password=PASSWORD, now=NOW, all_routes=True)


def test_another_process_writes_the_same_pages() -> None:
    ready = plan()
    own = list(written(ready.script, ready.chapters, processes=0))
    others = list(written(ready.script, ready.chapters, processes=1))
    assert sum(len(pages.reports) for pages in own) == 40
    assert own == others


def test_few_reports_are_written_by_the_process_that_was_asked() -> None:
    assert processes_for(600) == 0
    assert processes_for(1_000_000) >= 1
