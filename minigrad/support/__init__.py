"""Tools that know nothing of graphs: files, locks, memory, optional packages, pytrees, names."""
