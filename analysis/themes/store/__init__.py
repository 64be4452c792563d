"""What a run leaves on disk, so that the next one can go on."""
