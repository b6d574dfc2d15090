"""The whole set of processes of a production on this machine, without containers."""
