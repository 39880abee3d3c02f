"""Recording and differentiating, without a single operation."""
