"""Tests of people and their posts."""
