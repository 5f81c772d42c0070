"""From observed figures to what the model may believe."""
