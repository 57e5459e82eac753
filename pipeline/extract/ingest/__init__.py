"""Source files recognised by their bytes, and their pages as pixels or text layers."""
