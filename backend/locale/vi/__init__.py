"""Vietnamese: the language of the source, so that only formats are kept here."""
