"""Publishing a report, and taking out what is withdrawn."""
