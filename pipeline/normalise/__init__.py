"""What was written -> typed values: regions, types, amounts, dates, contacts."""
