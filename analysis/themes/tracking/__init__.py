"""From one run to the next: what stays, what changes, what is taken over."""
