"""What tests of indicators find where they ask for it: the district's own programme."""

import pytest

from backend.indicators.load import load_programme
from backend.indicators.models import Programme


@pytest.fixture
def programme(db: None) -> Programme:
    load_programme()
    return Programme.objects.get()
