"""Translations from Vietnamese, the language of the source, and how each language writes dates and numbers."""
