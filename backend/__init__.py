"""The house: what is true about places, units, reports and figures, whoever rings."""
