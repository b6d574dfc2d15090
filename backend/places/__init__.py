"""Where: wards, streets, landmarks, hot spots, sites."""
