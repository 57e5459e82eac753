"""The local web station where a person settles what is in doubt."""
