"""What the model costs: time, memory, start-up, each against a limit that knows the machine."""
