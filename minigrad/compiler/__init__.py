"""The compiler: a function of Tensors as one NumPy program.

`traced` has arrays that record the operations on them, `tracer` runs a function on such arrays,
`passes` and `lowering` make the program shorter and its calls faster, `buffers` plans memory,
`source` writes Python, and `compiled` has the function that users call.
"""
