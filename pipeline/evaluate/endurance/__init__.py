"""What no run may lose, tried on the program as a user starts it: kills, bad files, many pages."""
