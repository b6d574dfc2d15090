"""What both doors need and neither owns: problem documents, cursor pages, strict fields, limits, language, outages."""
