"""The pages of the safeguarding desk."""
