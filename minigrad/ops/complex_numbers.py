r"""Complex numbers: parts, conjugates.

Rules pair bilinearly: of an output :math:`u + iv` the gradient that arrives in a rule is
:math:`\partial L/\partial u - i\,\partial L/\partial v`, so that a holomorphic function's rule
is that of real numbers. The sweep conjugates at its ends, and gives a real input the real part.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import elementwise

_NOT_HOLOMORPHIC = Domain(analytic=False, complex=True)


def is_complex(x: Any) -> bool:
    """True of an array of complex numbers; a symbol stands for a real one."""
    return getattr(getattr(x, "dtype", None), "kind", "f") == "c"


def refuse_complex(x: Any, name: str) -> None:
    """Refuse a gradient where complex numbers would have to be ordered."""
    if is_complex(x):
        raise TypeError(
            f"{name}: complex numbers have no order, so there is no gradient; "
            "take real(x), imag(x) or absolute(x) first"
        )


conj: Op = elementwise(
    "conj",
    np.conj,
    lambda g, y, x: conj(g),
    numpy=np.conj,
    aliases=("conjugate",),
    domain=_NOT_HOLOMORPHIC,
    doc=r"""Complex conjugate: :math:`u - iv` of :math:`u + iv`; a real number is its own.

    Examples
    --------
    >>> mg.conj(mg.tensor([1 + 2j, 3.0]))
    tensor([1.-2.j, 3.-0.j], dtype=complex128)
    """,
)
real: Op = elementwise(
    "real",
    lambda x: np.real(x),
    lambda g, y, x: g,
    numpy=np.real,
    domain=_NOT_HOLOMORPHIC,
    doc=r"""Real part: :math:`u` of :math:`u + iv`.

    Examples
    --------
    >>> z = mg.tensor([1 + 2j, 3j], requires_grad=True)
    >>> (mg.real(z) ** 2).sum().backward()
    >>> z.grad
    tensor([2.-0.j, 0.-0.j], dtype=complex128)
    """,
)
imag: Op = elementwise(
    "imag",
    lambda x: np.imag(x),
    lambda g, y, x: g * -1j,
    numpy=np.imag,
    domain=_NOT_HOLOMORPHIC,
    doc=r"""Imaginary part: :math:`v` of :math:`u + iv`, 0 of a real number.

    Examples
    --------
    >>> z = mg.tensor([1 + 2j, 3j], requires_grad=True)
    >>> (mg.imag(z) ** 2).sum().backward()
    >>> z.grad
    tensor([0.+4.j, 0.+6.j], dtype=complex128)
    """,
)


def conjugated(x: Any) -> Any:
    """The conjugate in a rule: a real number stays itself, and is not recorded again."""
    return conj(x) if is_complex(x) else x
