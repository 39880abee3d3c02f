"""Programs: the articles' networks, on the command line."""
