"""Work outside with a telephone: the walk from report to report, with or without a network."""
