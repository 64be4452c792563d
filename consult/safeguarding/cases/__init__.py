"""Cases: what may mean that a child is in danger."""
