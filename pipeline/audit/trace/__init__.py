"""One value followed backwards: registry <- clean <- recogniser <- page and box."""
