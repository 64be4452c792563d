"""What one passage is: its kind of statement, its stance, what it mentions."""
