"""What it costs: `make bench` prints one JSON object a line. Compare ratios within one run: machines are noisy."""
