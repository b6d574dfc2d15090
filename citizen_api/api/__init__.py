"""The residents' door for programs: reports, photos, categories, places, as the contract names them."""
