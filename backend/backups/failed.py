"""Why a copy could not be made or brought back."""


class BackupFailed(Exception):
    """A line for whoever runs the machine, without anybody's data."""


class NotEmpty(BackupFailed):
    """The place a copy should come back into holds something already."""
