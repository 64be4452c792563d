"""Statistical disclosure control: which counts are suppressed."""
