"""The leader's board of the programme."""
