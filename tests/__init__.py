"""Tests mirror the source; journeys go through the doors only."""
