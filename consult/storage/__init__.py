"""The database, its append-only tables, sealing, and the order in its files."""
