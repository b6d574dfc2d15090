"""Open data: closed months and all public reports as files with stable addresses, a dictionary and a licence."""
