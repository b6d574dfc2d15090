"""The staff's door: inbox, work on a report, staff API."""
