"""The page image: upright, flat, evenly lit, stamps lifted, with the way back to the raw page."""
