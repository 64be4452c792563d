"""Taking back what was sent."""
