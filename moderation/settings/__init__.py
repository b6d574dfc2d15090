"""Settings: what people set for themselves, heads for their units, the administrator for everybody."""
