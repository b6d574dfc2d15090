"""Tests of the sample reports."""
