"""The same district as the voice's tests."""

from tests.notifications.conftest import house, loaded_once

__all__ = ["house", "loaded_once"]
