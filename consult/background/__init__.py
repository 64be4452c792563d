"""Work outside a request: the queue, what runs each minute or night, mail, logs."""
