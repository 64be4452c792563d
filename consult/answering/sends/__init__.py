"""What a child sends: the posted form, the stored response, sends that wait."""
