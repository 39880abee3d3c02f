"""Operations on integers and bits, and neighbours of floating-point numbers: no gradient flows."""

from __future__ import annotations

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import elementwise

_INTEGERS = Domain(shapes=(), constants=lambda options: (np.array([1, 6, 9]), np.array([2, 3, 1])))
_INTEGER = _INTEGERS._replace(constants=lambda options: (np.array([1, 6, 9]),))

left_shift: Op = elementwise(
    "left_shift",
    np.left_shift,
    numpy=np.left_shift,
    aliases=("bitwise_left_shift",),
    domain=_INTEGERS,
    symbol="<<",
    doc=r"""Bits moved to the left: :math:`x_1 2^{x_2}` of integers, elementwise.

    Examples
    --------
    >>> mg.left_shift(mg.tensor([1, 3]), 2)
    tensor([ 4, 12])
    """,
)
right_shift: Op = elementwise(
    "right_shift",
    np.right_shift,
    numpy=np.right_shift,
    aliases=("bitwise_right_shift",),
    domain=_INTEGERS,
    symbol=">>",
    doc=r"""Bits moved to the right: :math:`\lfloor x_1 / 2^{x_2} \rfloor` of integers, elementwise.

    Examples
    --------
    >>> mg.right_shift(mg.tensor([4, 13]), 2)
    tensor([1, 3])
    """,
)
gcd: Op = elementwise(
    "gcd",
    np.gcd,
    numpy=np.gcd,
    domain=_INTEGERS,
    doc="""Greatest common divisor of integers, elementwise.

    Examples
    --------
    >>> mg.gcd(mg.tensor([12, 7]), 8)
    tensor([4, 1])
    """,
)
lcm: Op = elementwise(
    "lcm",
    np.lcm,
    numpy=np.lcm,
    domain=_INTEGERS,
    doc="""Least common multiple of integers, elementwise.

    Examples
    --------
    >>> mg.lcm(mg.tensor([12, 7]), 8)
    tensor([24, 56])
    """,
)
bitwise_count: Op = elementwise(
    "bitwise_count",
    np.bitwise_count,
    numpy=np.bitwise_count,
    domain=_INTEGER,
    doc="""Number of bits that are 1 in the size of integers, elementwise.

    Examples
    --------
    >>> mg.bitwise_count(mg.tensor([7, 8]))
    tensor([3, 1], dtype=uint8)
    """,
)
nextafter: Op = elementwise(
    "nextafter",
    np.nextafter,
    numpy=np.nextafter,
    doc="""The next number of the dtype after ``x1`` towards ``x2``, elementwise.

    Examples
    --------
    >>> mg.nextafter(mg.tensor(1.0), 2.0) - 1
    tensor(2.22044605e-16)
    """,
)
spacing: Op = elementwise(
    "spacing",
    np.spacing,
    numpy=np.spacing,
    doc="""The distance to the next number of the dtype, elementwise.

    Examples
    --------
    >>> mg.spacing(mg.tensor(1.0))
    tensor(2.22044605e-16)
    """,
)
