"""What is no test here: the site's own code, which needs Sphinx, and programs that run at once."""

collect_ignore_glob = ["conf.py", "gallery/*.py", "site/*"]
