"""What has nothing to do with graphs: files, locks, memory, pytrees, others' names."""
