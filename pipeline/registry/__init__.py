"""Documents assembled into tables, entities resolved, and every face written."""
