"""Bytes in, clean upright pictures without metadata out. Knows nothing of Django."""
