"""Every test of this room has the district's places."""

import pytest


@pytest.fixture(autouse=True)
def places(city: None) -> None:
    """Wards, streets, landmarks and hot spots are loaded."""
