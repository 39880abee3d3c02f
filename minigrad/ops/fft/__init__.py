"""Discrete Fourier transforms; `minigrad.fft`."""
