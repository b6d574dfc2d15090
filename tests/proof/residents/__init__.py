"""The residents' pages in a real browser, at length: a weak line, an outbox, uploads, the map, notices."""
