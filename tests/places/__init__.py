"""Tests of the places: wards, streets, landmarks, hot spots."""
