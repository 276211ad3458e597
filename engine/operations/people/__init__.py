"""People, machines and units, and what administration does to them."""
