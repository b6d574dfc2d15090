"""Tests of the public API, through its door only."""
