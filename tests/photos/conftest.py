"""Where the decoder runs in tests of pictures: in a worker, as always, or here, where its coverage is counted."""

import warnings

import pytest

from backend.photos import clean as clean_module
from backend.photos import decode
from backend.photos.pool import Answer
from backend.photos.worker import CLEAN, edited


class Here:
    """Stands for the pool, without its bounds."""

    def ask(self, request: bytes) -> Answer:
        deed, raw = request[:1], request[1:]
        try:
            with warnings.catch_warnings(action="ignore"):
                facts, first, second = decode.cleaned(raw) if deed == CLEAN else ({}, *decode.rendered(*edited(raw)))
        except decode.Unfit as unfit:
            return Answer({"unfit": unfit.code}, b"", b"")
        return Answer(facts if not facts else facts | {"gps": _as_json(facts["gps"])}, first, second)


def _as_json(gps: object) -> object:
    return list(gps) if isinstance(gps, tuple) else gps


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode in this process: many small pictures, quickly."""
    monkeypatch.setattr(clean_module, "pool", Here())
