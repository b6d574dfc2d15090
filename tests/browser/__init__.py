"""Stories walked in a real browser, against a whole platform of its own."""
