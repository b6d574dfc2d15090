"""Libraries for the browser that come as Python packages, found like our own static files under ``vendor/``."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from xstatic.pkg import leaflet, leaflet_markercluster

# By prefix: the package's folder, and what of it is not served (its short form names a map of lines it does not bring).
_LIBRARIES = {
    "vendor/leaflet": (leaflet.BASE_DIR, ()),
    "vendor/markercluster": (leaflet_markercluster.BASE_DIR, ("leaflet.markercluster.js",)),
}


class XStaticFinder(BaseFinder):
    """Finds ``vendor/leaflet/...`` and ``vendor/markercluster/...`` in the packages of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._storages = {prefix: _storage(prefix, folder) for prefix, (folder, _left_out) in _LIBRARIES.items()}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Return nothing: there is no setting that could be wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002, RUF100  # Django's
        """Return the file's absolute path (a list of it with ``find_all``); an empty list where it is not ours."""
        prefix, name = "/".join(path.split("/")[:2]), "/".join(path.split("/")[2:])
        storage = self._storages.get(prefix)
        if storage is None or name in _LIBRARIES[prefix][1] or not name or not storage.exists(name):
            return []
        found = storage.path(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every file with the storage that holds it."""
        for prefix, storage in self._storages.items():
            for name in get_files(storage, [*(ignore_patterns or ()), *_LIBRARIES[prefix][1]]):
                yield name, storage


def _storage(prefix: str, folder: str) -> FileSystemStorage:
    storage = FileSystemStorage(location=folder)
    storage.prefix = prefix  # type: ignore[attr-defined]  # collectstatic asks each storage for it
    return storage
