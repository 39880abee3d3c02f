"""Tables of calls by plain ``np.*`` on Tensors: `python -m bench support` counts what is right."""
