"""How large a photo may be, and how long and wide the worker may become over it."""

MAX_BYTES = 15_000_000
MAX_PIXELS = 50_000_000  # over all frames
TIMEOUT_S = 20.0  # for one picture: 12 megapixels take about a fifth of a second
ALARM_S = TIMEOUT_S + 10  # the worker's own end, should nobody be left to kill it
MEMORY_BYTES = 1_500_000_000  # address space: a picture of 50 megapixels takes about 600 MB at its widest
