"""Tests of what happens to reports."""
