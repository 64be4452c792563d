"""Where the blocks of a run are worked on: this process, several, or several machines."""
