"""The worker's outermost step: the one place that catches whatever a piece of work may throw."""

import logging
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)


def taken(what: str, deed: Callable[[], T]) -> T | None:
    """Return what ``deed`` returns; None where it failed, which is logged with its traceback under ``what``.

    Whoever calls has counted the attempt before, and goes on with the next piece of work.
    """
    try:
        return deed()
    except Exception:  # logged below: the worker must outlive any one piece of its work
        log.exception("%s failed.", what)
        return None
