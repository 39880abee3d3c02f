"""The compiler: a function of Tensors as one NumPy program.

`traced` writes down what is done to arrays, `tracer` runs a function on such arrays, `passes` and
`lowering` make the program shorter and its calls faster, `buffers` plans memory, `source` writes
Python, and `compiled` is what users call.
"""
