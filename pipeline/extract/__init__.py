"""Raw bytes -> what is on the page: pages, tables, parts of a kind, records of readings."""
