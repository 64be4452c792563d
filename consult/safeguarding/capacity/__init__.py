"""Whether officers have the hours that a consultation needs."""
