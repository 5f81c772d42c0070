"""What people do with the model."""
