"""Networks as columns of neurons: a graph is read as a network, and drawn as textbooks do."""
