"""What happened: reports, events, contacts, photos."""
