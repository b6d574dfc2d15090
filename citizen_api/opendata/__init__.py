"""Open data: the figures of closed months as files with stable addresses, with a dictionary and a licence."""
