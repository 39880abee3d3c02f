"""Speed, as ratios: `python -m bench` prints every figure anew, none is written down here."""
