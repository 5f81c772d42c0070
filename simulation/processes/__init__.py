"""What happens in a school year, one file a mechanism; the order is told in simulation.model."""
