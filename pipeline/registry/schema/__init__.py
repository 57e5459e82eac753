"""The declared output tables: the one source for headers, DDL, datapackage and docs/schema.md."""
