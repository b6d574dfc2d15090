"""Libraries for the browser that come as Python packages, found like our own static files under ``vendor/``."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from xstatic.pkg import leaflet

_PREFIX = "vendor/leaflet"


class XStaticFinder(BaseFinder):
    """Finds ``vendor/leaflet/...`` in the package XStatic-Leaflet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._files = FileSystemStorage(location=leaflet.BASE_DIR)
        self._files.prefix = _PREFIX  # type: ignore[attr-defined]  # collectstatic asks each storage for it

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Return nothing: there is no setting that could be wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002, RUF100  # Django's
        """Return the file's absolute path (a list of it with ``find_all``); an empty list where it is not ours."""
        name = path.removeprefix(f"{_PREFIX}/")
        if name == path or not self._files.exists(name):
            return []
        found = self._files.path(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every file with the storage that holds it."""
        for name in get_files(self._files, list_of(ignore_patterns)):
            yield name, self._files


def list_of(patterns: Iterable[str] | None) -> list[str]:
    return list(patterns or ())
