"""Theme guides: chosen or written by a coordinator."""
