"""Tools that know nothing of graphs: files, locks, memory, pytrees, others' names."""
