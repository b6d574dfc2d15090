"""Copies of what must not be lost, and the way back from them: the database, photos, keys."""
