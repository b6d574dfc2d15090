"""Open311 GeoReport v2: the same reports and the same intake, by the standard other cities' programs speak."""
