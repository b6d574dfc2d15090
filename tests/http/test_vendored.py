"""Leaflet is served by ourselves."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from backend.http.vendored import XStaticFinder


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css", "leaflet-src.esm.js", "images/marker-icon.png"])
def test_its_files_are_found_where_the_pages_look_for_them(name: str) -> None:
    found = finders.find(f"vendor/leaflet/{name}")
    assert found is not None
    assert Path(str(found)).is_file()
    assert finders.find(f"vendor/leaflet/{name}", find_all=True) == [found]


def test_nothing_else_is_found() -> None:
    finder = XStaticFinder()
    assert finder.find("leaflet.js") == []
    assert finder.find("vendor/leaflet/none.js") == []
    assert finder.find("vendor/leaflet") == []
    assert finder.find("vendor/markercluster/leaflet.markercluster.js") == []
    assert finder.check() == []


def test_they_are_collected_with_their_pictures() -> None:
    listed = dict(XStaticFinder().list(None))
    assert {"leaflet.js", "leaflet.css", "images/layers.png"} <= set(listed)
    prefixes = {getattr(storage, "prefix", "") for storage in listed.values()}
    assert prefixes == {"vendor/leaflet", "vendor/markercluster"}
    assert "leaflet.markercluster.js" not in listed  # it names a map of its lines that is not there
    assert "leaflet.css" not in dict(XStaticFinder().list(["*.css"]))
