"""The whole set of a production's servers, killed, taken away and restarted under load."""
