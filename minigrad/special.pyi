# Stubs, written by `python -m docs.make_tables`.

from minigrad.core.op import Op
from minigrad.ops.shapes import Axis
from minigrad.support.annotations import Listed
from minigrad.support.annotations import Operand
from minigrad.support.annotations import Plain
from minigrad.tensors.handle import Tensor
from numpy.typing import NDArray
from typing import Any
from typing import overload

@overload
def airy(z: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Airy functions and their derivatives: Ai, Ai', Bi, Bi'.

    Examples
    --------
    >>> [round(y.item(), 6) for y in mg.special.airy(mg.tensor(0.0))]
    [0.355028, -0.258819, 0.614927, 0.448288]
    """
@overload
def airy(z: Operand) -> tuple[Any, Any, Any, Any]: ...

class _Beta(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand) -> Any: ...

beta: _Beta
r"""beta(a, b)

Beta function: :math:`\Gamma(a) \Gamma(b) / \Gamma(a + b)`.

Examples
--------
>>> mg.special.beta(mg.tensor(2.0), 3.0)
tensor(0.08333333)
"""

class _Betainc(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Operand) -> Any: ...

betainc: _Betainc
"""betainc(a, b, x)

Incomplete beta function, regularised: the beta distribution, with a derivative by x.

Examples
--------
>>> mg.special.betainc(2.0, 1.0, mg.tensor([0.5, 1.0]))
tensor([0.25, 1.  ])
"""

class _Betaincc(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Operand) -> Any: ...

betaincc: _Betaincc
"""betaincc(a, b, x)

Complement of `betainc`, with all its digits where it is small.

Examples
--------
>>> mg.special.betaincc(2.0, 1.0, mg.tensor([0.5, 1.0]))
tensor([0.75, 0.  ])
"""

class _Betaincinv(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Operand) -> Any: ...

betaincinv: _Betaincinv
"""betaincinv(a, b, x)

Inverse of `betainc` in x.

Examples
--------
>>> mg.special.betaincinv(2.0, 1.0, mg.tensor([0.25, 1.0]))
tensor([0.5, 1. ])
"""

class _Betaln(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand) -> Any: ...

betaln: _Betaln
"""betaln(a, b)

Logarithm of the beta function's size.

Examples
--------
>>> mg.special.betaln(mg.tensor(200.0), 300.0)
tensor(-337.98011307)
"""

class _Binom(Op):
    @overload
    def __call__(self, x: Tensor, y: Operand) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, y: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, y: Operand) -> Any: ...

binom: _Binom
"""binom(x, y)

Binomial coefficient ``x`` over ``y``, of any numbers.

Examples
--------
>>> mg.special.binom(mg.tensor([4.0, 4.5]), 2.0)
tensor([6.   , 7.875])
"""

class _Boxcox(Op):
    @overload
    def __call__(self, x: Tensor, lmbda: Operand) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, lmbda: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, lmbda: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, lmbda: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, lmbda: Operand) -> Any: ...

boxcox: _Boxcox
r"""boxcox(x, lmbda)

Transformation of Box and Cox: :math:`(x^\lambda - 1) / \lambda`, the logarithm at 0.

Examples
--------
>>> exponent = mg.tensor([0.0, 2.0], requires_grad=True)
>>> mg.special.boxcox(3.0, exponent).sum().backward()
>>> exponent.grad
tensor([0.60347448, 2.9437553 ])
"""

class _Boxcox1P(Op):
    @overload
    def __call__(self, x: Tensor, lmbda: Operand) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, lmbda: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, lmbda: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, lmbda: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, lmbda: Operand) -> Any: ...

boxcox1p: _Boxcox1P
"""boxcox1p(x, lmbda)

Transformation of Box and Cox of ``1 + x``.

Examples
--------
>>> mg.special.boxcox1p(mg.tensor([1e-20, 2.0]), 2.0)
tensor([1.e-20, 4.e+00])
"""

class _Cbrt(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

cbrt: _Cbrt
"""cbrt(x, /)

Cube root, elementwise, of negative numbers too; the derivative at 0 is infinite.

Examples
--------
>>> mg.cbrt(mg.tensor([8.0, -27.0]))
tensor([ 2., -3.])
"""

@overload
def comb(N: Tensor, k: Any, *, exact: bool = False, repetition: bool = False) -> Tensor:
    """Number of ways to choose ``k`` of ``N`` things, 0 where there is none.

    Examples
    --------
    >>> mg.special.comb(mg.tensor([4.0, 4.0]), [2, 5])
    tensor([6., 0.])
    """
@overload
def comb(N: Operand, k: Tensor, *, exact: bool = False, repetition: bool = False) -> Tensor: ...
@overload
def comb(N: Operand, k: Any, *, exact: bool = False, repetition: bool = False) -> Any: ...

class _Dawsn(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

dawsn: _Dawsn
r"""dawsn(x)

Integral of Dawson: :math:`e^{-x^2} \int_0^x e^{s^2} ds`.

Examples
--------
>>> x = mg.tensor([0.0, 1e6], requires_grad=True)
>>> mg.special.dawsn(x).sum().backward()
>>> x.grad
tensor([ 1.e+00, -5.e-13])
"""

class _Digamma(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

digamma: _Digamma
r"""digamma(x)

Digamma function: :math:`\psi(x) = \Gamma'(x) / \Gamma(x)`.

Examples
--------
>>> mg.special.digamma(mg.tensor([1.0, 10.0]))
tensor([-0.57721566,  2.25175259])
"""

class _Ellipe(Op):
    @overload
    def __call__(self, m: Tensor) -> Tensor: ...
    @overload
    def __call__(self, m: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, m: Operand) -> Any: ...

ellipe: _Ellipe
r"""ellipe(m)

Complete elliptic integral of the second kind, of the parameter ``m``.

:math:`\int_0^{\pi/2} (1 - m \sin^2 t)^{1/2} dt`.

Examples
--------
>>> mg.special.ellipe(mg.tensor([0.0, 1.0]))
tensor([1.57079633, 1.        ])
"""

class _Ellipk(Op):
    @overload
    def __call__(self, m: Tensor) -> Tensor: ...
    @overload
    def __call__(self, m: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, m: Operand) -> Any: ...

ellipk: _Ellipk
r"""ellipk(m)

Complete elliptic integral of the first kind, of the parameter ``m``.

:math:`\int_0^{\pi/2} (1 - m \sin^2 t)^{-1/2} dt`.

Examples
--------
>>> m = mg.tensor([0.0, 0.5], requires_grad=True)
>>> mg.special.ellipk(m).sum().backward()
>>> m.grad
tensor([0.39269908, 0.84721308])
"""

class _Ellipkm1(Op):
    @overload
    def __call__(self, p: Tensor) -> Tensor: ...
    @overload
    def __call__(self, p: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, p: Operand) -> Any: ...

ellipkm1: _Ellipkm1
"""ellipkm1(p)

`ellipk` of ``1 - p``, with all digits where ``p`` is small.

Examples
--------
>>> mg.special.ellipkm1(mg.tensor([1e-20, 1.0]))
tensor([24.41214529,  1.57079633])
"""

class _Entr(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

entr: _Entr
r"""entr(x)

Entropy: :math:`-x \log x`, 0 at 0; the derivative there is infinite.

Examples
--------
>>> mg.special.entr(mg.tensor([0.0, 0.5, 1.0]))
tensor([ 0.        ,  0.34657359, -0.        ])
"""

class _Erf(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

erf: _Erf
r"""erf(x)

Error function: :math:`\frac{2}{\sqrt\pi} \int_0^x e^{-s^2} ds`, elementwise.

To double precision; float32 and float16 are rounded from it. Source: W. J. Cody (1969).

Examples
--------
>>> mg.erf(mg.tensor([0.0, 0.5, 1.0]))
tensor([0.        , 0.52049988, 0.84270079])
"""

class _Erfc(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

erfc: _Erfc
"""erfc(x)

Complementary error function: ``1 - erf(x)``, with all its digits for large ``x`` too.

Examples
--------
>>> mg.erfc(mg.tensor([0.0, 1.0, 10.0]))
tensor([1.00000000e+00, 1.57299207e-01, 2.08848758e-45])
"""

class _Erfcinv(Op):
    @overload
    def __call__(self, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, y: Operand) -> Any: ...

erfcinv: _Erfcinv
"""erfcinv(y)

Inverse of the complementary error function.

Examples
--------
>>> mg.special.erfcinv(mg.tensor([1.0, 1e-100]))
tensor([-0.       , 15.0655747])
"""

class _Erfcx(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

erfcx: _Erfcx
r"""erfcx(x)

Scaled complementary error function: :math:`e^{x^2} \mathrm{erfc}(x)`.

Examples
--------
>>> x = mg.tensor([0.0, 1e8], requires_grad=True)
>>> mg.special.erfcx(x).sum().backward()
>>> x.grad
tensor([-1.12837917e+00, -5.64189584e-17])
"""

class _Erfi(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

erfi: _Erfi
r"""erfi(x)

Imaginary error function: :math:`\frac{2}{\sqrt\pi} \int_0^x e^{s^2} ds`.

Examples
--------
>>> mg.special.erfi(mg.tensor([0.0, 1.0]))
tensor([0.        , 1.65042576])
"""

class _Erfinv(Op):
    @overload
    def __call__(self, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, y: Operand) -> Any: ...

erfinv: _Erfinv
"""erfinv(y)

Inverse of the error function.

Examples
--------
>>> mg.special.erfinv(mg.tensor([0.0, 0.5]))
tensor([0.        , 0.47693628])
"""

class _Exp1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

exp1: _Exp1
r"""exp1(x)

Exponential integral: :math:`\int_x^\infty \frac{e^{-t}}{t} dt`.

Examples
--------
>>> mg.special.exp1(mg.tensor([1.0, 100.0]))
tensor([2.19383934e-01, 3.68359776e-46])
"""

@overload
def exp10(x: Tensor) -> Tensor:
    """Power of ten: :math:`10^x`.

    Examples
    --------
    >>> mg.special.exp10(mg.tensor([-1.0, 2.0]))
    tensor([  0.1, 100. ])
    """
@overload
def exp10(x: Operand) -> Any: ...

class _Exp2(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

exp2: _Exp2
"""exp2(x, /)

Power of two: :math:`2^x`, elementwise.

Examples
--------
>>> mg.exp2(mg.tensor([0.0, 3.0]))
tensor([1., 8.])
"""

class _Expi(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

expi: _Expi
r"""expi(x)

Exponential integral: :math:`\int_{-\infty}^x \frac{e^t}{t} dt`.

Examples
--------
>>> mg.special.expi(mg.tensor([-1.0, 1.0]))
tensor([-0.21938393,  1.89511782])
"""

@overload
def expit(x: Tensor) -> Tensor:
    """Logistic function: `minigrad.sigmoid` by SciPy's name.

    Examples
    --------
    >>> mg.special.expit(mg.tensor([-1000.0, 0.0]))
    tensor([0. , 0.5])
    """
@overload
def expit(x: Operand) -> Any: ...

class _Expm1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

expm1: _Expm1
"""expm1(x)

Exponential less one: :math:`e^x - 1`, exact for small ``x`` too.

Examples
--------
>>> mg.expm1(mg.tensor([1e-10, 1.0]))
tensor([1.00000000e-10, 1.71828183e+00])
"""

class _Expn(Op):
    @overload
    def __call__(self, n: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, n: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, n: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, n: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, n: Operand, x: Operand) -> Any: ...

expn: _Expn
r"""expn(n, x)

Exponential integral of order n: :math:`\int_1^\infty \frac{e^{-xt}}{t^n} dt`.

Examples
--------
>>> x = mg.tensor([1.0, 2.0], requires_grad=True)
>>> mg.special.expn(1, x).sum().backward()  # the derivative is -expn(0, x)
>>> x.grad
tensor([-0.36787944, -0.06766764])
"""

class _Exprel(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

exprel: _Exprel
"""exprel(x)

Relative error exponential: :math:`(e^x - 1) / x`, 1 at 0.

Examples
--------
>>> x = mg.tensor([0.0, 1.0], requires_grad=True)
>>> mg.special.exprel(x).sum().backward()
>>> x.grad
tensor([0.5, 1. ])
"""

@overload
def factorial(n: Tensor, exact: bool = False) -> Tensor:
    r"""Factorial: :math:`\Gamma(n + 1)`, and 0 of negative numbers.

    Examples
    --------
    >>> mg.special.factorial(mg.tensor([0.0, 3.0, -1.0]))
    tensor([1., 6., 0.])
    """
@overload
def factorial(n: Operand, exact: bool = False) -> Any: ...

@overload
def fresnel(z: Tensor) -> tuple[Tensor, Tensor]:
    r"""Integrals of Fresnel, of the sine and of the cosine of :math:`\pi t^2 / 2`.

    Examples
    --------
    >>> mg.special.fresnel(mg.tensor(1.0))
    (tensor(0.43825915), tensor(0.7798934))
    """
@overload
def fresnel(z: Operand) -> tuple[Any, Any]: ...

class _Gamma(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

gamma: _Gamma
r"""gamma(x)

Gamma function: :math:`\Gamma(x) = \int_0^\infty t^{x - 1} e^{-t} dt`.

Examples
--------
>>> mg.special.gamma(mg.tensor([0.5, 5.0]))
tensor([ 1.77245385, 24.        ])
"""

class _Gammainc(Op):
    @overload
    def __call__(self, a: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, x: Operand) -> Any: ...

gammainc: _Gammainc
r"""gammainc(a, x)

Incomplete gamma function, regularised: the gamma distribution, with a derivative by x.

:math:`\frac{1}{\Gamma(a)} \int_0^x t^{a - 1} e^{-t} dt`.

Examples
--------
>>> mg.special.gammainc(2.0, mg.tensor([0.0, 1.0]))
tensor([0.        , 0.26424112])
"""

class _Gammaincc(Op):
    @overload
    def __call__(self, a: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, x: Operand) -> Any: ...

gammaincc: _Gammaincc
"""gammaincc(a, x)

Complement of `gammainc`, with all its digits where it is small.

Examples
--------
>>> mg.special.gammaincc(2.0, mg.tensor([0.0, 100.0]))
tensor([1.00000000e+00, 3.75727674e-42])
"""

class _Gammainccinv(Op):
    @overload
    def __call__(self, a: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, x: Operand) -> Any: ...

gammainccinv: _Gammainccinv
"""gammainccinv(a, x)

Inverse of `gammaincc` in x.

Examples
--------
>>> mg.special.gammainccinv(1.0, mg.tensor([0.5, 1e-100]))
tensor([  0.69314718, 230.2585093 ])
"""

class _Gammaincinv(Op):
    @overload
    def __call__(self, a: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, x: Operand) -> Any: ...

gammaincinv: _Gammaincinv
"""gammaincinv(a, x)

Inverse of `gammainc` in x.

Examples
--------
>>> mg.special.gammaincinv(1.0, mg.tensor([0.0, 0.5]))
tensor([0.        , 0.69314718])
"""

class _Gammaln(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

gammaln: _Gammaln
r"""gammaln(x)

Logarithm of the gamma function's size: :math:`\log |\Gamma(x)|`.

Examples
--------
>>> x = mg.tensor([1.0, 200.0], requires_grad=True)
>>> mg.special.gammaln(x).sum().backward()
>>> x.grad
tensor([-0.57721566,  5.29581528])
"""

class _Gammasgn(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

gammasgn: _Gammasgn
"""gammasgn(x)

Sign of the gamma function; the derivative is 0.

Examples
--------
>>> mg.special.gammasgn(mg.tensor([-0.5, 0.5]))
tensor([-1.,  1.])
"""

@overload
def huber(delta: Tensor, r: Any) -> Tensor:
    """Huber's function: :math:`r^2 / 2` up to ``delta``, then straight.

    Examples
    --------
    >>> mg.special.huber(1.0, mg.tensor([-0.5, 3.0]))
    tensor([0.125, 2.5  ])
    """
@overload
def huber(delta: Operand, r: Tensor) -> Tensor: ...
@overload
def huber(delta: Operand, r: Any) -> Any: ...

class _Hyp0F1(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

hyp0f1: _Hyp0F1
r"""hyp0f1(v, z)

Confluent hypergeometric limit function: :math:`\sum_k z^k / ((v)_k \, k!)`.

Examples
--------
>>> mg.special.hyp0f1(0.5, mg.tensor(-0.25))  # cos(1)
tensor(0.54030231)
"""

class _Hyp1F1(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Operand) -> Any: ...

hyp1f1: _Hyp1F1
r"""hyp1f1(a, b, x)

Confluent hypergeometric function of Kummer: :math:`\sum_k (a)_k x^k / ((b)_k \, k!)`.

Examples
--------
>>> mg.special.hyp1f1(1.0, 1.0, mg.tensor(1.0))  # exp(1)
tensor(2.71828183)
"""

class _Hyp2F1(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, c: Operand, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, c: Operand, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, c: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, c: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain, c: Plain, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed, c: Plain, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, c: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, c: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, c: Operand, z: Operand) -> Any: ...

hyp2f1: _Hyp2F1
r"""hyp2f1(a, b, c, z)

Hypergeometric function of Gauss: :math:`\sum_k (a)_k (b)_k z^k / ((c)_k \, k!)`.

Examples
--------
>>> mg.special.hyp2f1(1.0, 1.0, 2.0, mg.tensor(0.5))  # 2 log(2)
tensor(1.38629436)
"""

class _Hyperu(Op):
    @overload
    def __call__(self, a: Tensor, b: Operand, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, a: Listed, b: Plain, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Plain, b: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, a: Operand, b: Operand, x: Operand) -> Any: ...

hyperu: _Hyperu
"""hyperu(a, b, x)

Confluent hypergeometric function of Tricomi, which falls like :math:`x^{-a}`.

SciPy's has 10 digits for some ``x`` between 3 and 60.

Examples
--------
>>> mg.special.hyperu(1.0, 2.0, mg.tensor(4.0))  # 1 / x
tensor(0.25)
"""

class _I0(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

i0: _I0
"""i0(x)

Modified Bessel function of the first kind, of order 0.

Examples
--------
>>> mg.special.i0(mg.tensor([0.0, 1.0]))
tensor([1.        , 1.26606588])
"""

class _I0E(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

i0e: _I0E
"""i0e(x)

`i0` times :math:`e^{-|x|}`; the derivative at 0 is 0.

Examples
--------
>>> x = mg.tensor([0.0, 1e6], requires_grad=True)
>>> mg.special.i0e(x).sum().backward()
>>> x.grad
tensor([-0.00000000e+00, -1.99471215e-10])
"""

class _I1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

i1: _I1
"""i1(x)

Modified Bessel function of the first kind, of order 1.

Examples
--------
>>> mg.special.i1(mg.tensor([0.0, 1.0]))
tensor([0.       , 0.5651591])
"""

class _I1E(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

i1e: _I1E
"""i1e(x)

`i1` times :math:`e^{-|x|}`.

Examples
--------
>>> x = mg.tensor([0.0, 1e6], requires_grad=True)
>>> mg.special.i1e(x).sum().backward()
>>> x.grad
tensor([ 5.00000000e-01, -1.99470916e-10])
"""

class _Iv(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

iv: _Iv
"""iv(v, z)

Modified Bessel function of the first kind, of order ``v``.

Examples
--------
>>> mg.special.iv(0.5, mg.tensor([1.0, 2.0]))
tensor([0.93767489, 2.04623686])
"""

class _Ive(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

ive: _Ive
"""ive(v, z)

`iv` times :math:`e^{-|z|}`, of real numbers.

Examples
--------
>>> mg.special.ive(0.5, mg.tensor([1.0, 1000.0]))
tensor([0.34495131, 0.01261566])
"""

class _J0(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

j0: _J0
"""j0(x)

Bessel function of the first kind, of order 0.

Examples
--------
>>> mg.special.j0(mg.tensor([0.0, 1.0]))
tensor([1.        , 0.76519769])
"""

class _J1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

j1: _J1
"""j1(x)

Bessel function of the first kind, of order 1.

Examples
--------
>>> mg.special.j1(mg.tensor([0.0, 1.0]))
tensor([0.        , 0.44005059])
"""

jn: _Jv
"""jn(v, z)

Bessel function of the first kind, of order ``v``.

Examples
--------
>>> mg.special.jv(0.5, mg.tensor([1.0, 2.0]))
tensor([0.67139671, 0.51301614])
"""

class _Jv(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

jv: _Jv
"""jv(v, z)

Bessel function of the first kind, of order ``v``.

Examples
--------
>>> mg.special.jv(0.5, mg.tensor([1.0, 2.0]))
tensor([0.67139671, 0.51301614])
"""

class _K0(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

k0: _K0
"""k0(x)

Modified Bessel function of the second kind, of order 0.

Examples
--------
>>> mg.special.k0(mg.tensor([1.0, 100.0]))
tensor([4.21024438e-01, 4.65662823e-45])
"""

class _K0E(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

k0e: _K0E
"""k0e(x)

`k0` times :math:`e^x`.

Examples
--------
>>> x = mg.tensor([1.0, 1e6], requires_grad=True)
>>> mg.special.k0e(x).sum().backward()
>>> x.grad
tensor([-4.91690406e-01, -6.26656834e-10])
"""

class _K1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

k1: _K1
"""k1(x)

Modified Bessel function of the second kind, of order 1.

Examples
--------
>>> mg.special.k1(mg.tensor([1.0, 100.0]))
tensor([6.01907230e-01, 4.67985374e-45])
"""

class _K1E(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

k1e: _K1E
"""k1e(x)

`k1` times :math:`e^x`.

Examples
--------
>>> mg.special.k1e(mg.tensor([1.0, 1e6]))
tensor([1.63615349e+00, 1.25331461e-03])
"""

class _KlDiv(Op):
    @overload
    def __call__(self, x: Tensor, y: Operand) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, y: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, y: Operand) -> Any: ...

kl_div: _KlDiv
r"""kl_div(x, y)

Divergence of Kullback and Leibler, elementwise: :math:`x \log(x / y) - x + y`.

Examples
--------
>>> mg.special.kl_div(mg.tensor([0.0, 1.0]), [0.0, 0.5])
tensor([0.        , 0.19314718])
"""

@overload
def kn(n: Tensor, x: Any) -> Tensor:
    """Modified Bessel function of the second kind, of a whole order: `kv`.

    Examples
    --------
    >>> mg.special.kn(2, mg.tensor(1.0))
    tensor(1.6248389)
    """
@overload
def kn(n: Operand, x: Tensor) -> Tensor: ...
@overload
def kn(n: Operand, x: Any) -> Any: ...

class _Kv(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

kv: _Kv
"""kv(v, z)

Modified Bessel function of the second kind, of order ``v``.

Examples
--------
>>> mg.special.kv(0.5, mg.tensor([1.0, 2.0]))
tensor([0.4610685 , 0.11993777])
"""

class _Kve(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

kve: _Kve
"""kve(v, z)

`kv` times :math:`e^z`.

Examples
--------
>>> mg.special.kve(0.5, mg.tensor([1.0, 1000.0]))
tensor([1.25331414, 0.03963327])
"""

class _Lambertw(Op):
    @overload
    def __call__(self, z: Tensor, k: int = 0) -> Tensor: ...
    @overload
    def __call__(self, z: Listed, k: int = 0) -> NDArray[Any]: ...
    @overload
    def __call__(self, z: Operand, k: int = 0) -> Any: ...

lambertw: _Lambertw
"""lambertw(z, k=0)

Lambert's function: the complex ``w`` for which :math:`w e^w = z`, on its branch ``k``.

Examples
--------
>>> mg.special.lambertw(mg.tensor([0.0, 1.0])).numpy().real
array([0.        , 0.56714329])
"""

class _Log1P(Op):
    @overload
    def __call__(self, x: Tensor, /) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, /) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, /) -> Any: ...

log1p: _Log1P
r"""log1p(x, /)

Logarithm of one more: :math:`\log(1 + x)`, exact for small ``x`` too.

Examples
--------
>>> mg.log1p(mg.tensor([1e-10, 1.0]))
tensor([1.00000000e-10, 6.93147181e-01])
"""

@overload
def log_expit(x: Tensor) -> Tensor:
    r"""Logarithm of the logistic function: :math:`-\log(1 + e^{-x})`.

    Examples
    --------
    >>> mg.special.log_expit(mg.tensor([-1000.0, 0.0]))
    tensor([-1.00000000e+03, -6.93147181e-01])
    """
@overload
def log_expit(x: Operand) -> Any: ...

class _LogNdtr(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

log_ndtr: _LogNdtr
"""log_ndtr(x)

Logarithm of the normal distribution function, and its derivative, in the tail too.

Examples
--------
>>> x = mg.tensor([-1e6, 0.0], requires_grad=True)
>>> mg.special.log_ndtr(x).sum().backward()
>>> x.grad
tensor([1.00000000e+06, 7.97884561e-01])
"""

class _LogSoftmax(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = -1) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = -1) -> Any: ...

log_softmax: _LogSoftmax
r"""log_softmax(x, axis=-1)

Logarithm of softmax along ``axis``: :math:`x_k - \log \sum_i e^{x_i}`.

Examples
--------
>>> mg.log_softmax(mg.tensor([0.0, 0.0]))
tensor([-0.69314718, -0.69314718])
"""

class _Loggamma(Op):
    @overload
    def __call__(self, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, z: Operand) -> Any: ...

loggamma: _Loggamma
"""loggamma(z)

Logarithm of the gamma function, of complex numbers too; NaN where it is not real.

Examples
--------
>>> mg.special.loggamma(mg.tensor([0.5, 1j])).numpy().round(4)
array([ 0.5724+0.j    , -0.6509-1.8724j])
"""

class _Logit(Op):
    @overload
    def __call__(self, p: Tensor) -> Tensor: ...
    @overload
    def __call__(self, p: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, p: Operand) -> Any: ...

logit: _Logit
r"""logit(p)

Inverse of the logistic function: :math:`\log \frac{p}{1 - p}`.

Examples
--------
>>> mg.special.logit(mg.tensor([0.5, 0.75]))
tensor([0.        , 1.09861229])
"""

class _Logsumexp(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = None, keepdims: bool = False) -> Any: ...

logsumexp: _Logsumexp
r"""logsumexp(x, axis=None, keepdims=False)

:math:`\log \sum e^x` over an axis, several, or all, without overflow.

``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
stay, with length 1.
Where all are -inf, the gradient is 0.

Examples
--------
>>> mg.logsumexp(mg.tensor([1000.0, 1000.0]))
tensor(1000.69314718)
"""

class _Modstruve(Op):
    @overload
    def __call__(self, v: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, x: Operand) -> Any: ...

modstruve: _Modstruve
"""modstruve(v, x)

Modified Struve function, of order ``v``.

Examples
--------
>>> mg.special.modstruve(0.0, mg.tensor([1.0, 2.0]))
tensor([0.71024319, 1.93743376])
"""

@overload
def multigammaln(a: Tensor, d: int) -> Tensor:
    r"""Logarithm of the gamma function of ``d`` dimensions; NaN up to :math:`a = (d - 1) / 2`.

    :math:`\frac{d (d - 1)}{4} \log \pi + \sum_{j=0}^{d-1} \log \Gamma(a - j / 2)`.

    Examples
    --------
    >>> mg.special.multigammaln(mg.tensor(3.0), 2)
    tensor(1.55019499)
    """
@overload
def multigammaln(a: Operand, d: int) -> Any: ...

class _Ndtr(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

ndtr: _Ndtr
"""ndtr(x)

Distribution function of the normal distribution.

Examples
--------
>>> mg.special.ndtr(mg.tensor([-10.0, 0.0]))
tensor([7.61985302e-24, 5.00000000e-01])
"""

class _Ndtri(Op):
    @overload
    def __call__(self, p: Tensor) -> Tensor: ...
    @overload
    def __call__(self, p: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, p: Operand) -> Any: ...

ndtri: _Ndtri
"""ndtri(p)

Quantiles of the normal distribution, the inverse of `ndtr`.

Examples
--------
>>> mg.special.ndtri(mg.tensor([0.5, 0.975]))
tensor([0.        , 1.95996398])
"""

class _NdtriExp(Op):
    @overload
    def __call__(self, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, y: Operand) -> Any: ...

ndtri_exp: _NdtriExp
"""ndtri_exp(y)

Inverse of `log_ndtr`.

Examples
--------
>>> mg.special.ndtri_exp(mg.tensor([-1000.0, -1.0]))
tensor([-44.61574773,  -0.33747496])
"""

class _OwensT(Op):
    @overload
    def __call__(self, h: Tensor, a: Operand) -> Tensor: ...
    @overload
    def __call__(self, h: Operand, a: Tensor) -> Tensor: ...
    @overload
    def __call__(self, h: Listed, a: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, h: Plain, a: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, h: Operand, a: Operand) -> Any: ...

owens_t: _OwensT
"""owens_t(h, a)

Owen's T function: the chance of :math:`X > h` and :math:`0 < Y < a X`, both normal.

Examples
--------
>>> mg.special.owens_t(mg.tensor([0.0, 1.0]), 1.0)
tensor([0.125     , 0.06674188])
"""

class _Poch(Op):
    @overload
    def __call__(self, z: Tensor, m: Operand) -> Tensor: ...
    @overload
    def __call__(self, z: Operand, m: Tensor) -> Tensor: ...
    @overload
    def __call__(self, z: Listed, m: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, z: Plain, m: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, z: Operand, m: Operand) -> Any: ...

poch: _Poch
r"""poch(z, m)

Rising factorial, after Pochhammer: :math:`\Gamma(z + m) / \Gamma(z)`.

Examples
--------
>>> mg.special.poch(mg.tensor([1.0, 2.0]), 3.0)
tensor([ 6., 24.])
"""

@overload
def polygamma(n: Tensor, x: Any) -> Tensor:
    r"""Polygamma functions: the derivative of order ``n`` of :math:`\psi`, by ``x``.

    Examples
    --------
    >>> mg.special.polygamma(1, mg.tensor([1.0, 2.0]))
    tensor([1.64493407, 0.64493407])
    """
@overload
def polygamma(n: Operand, x: Tensor) -> Tensor: ...
@overload
def polygamma(n: Operand, x: Any) -> Any: ...

@overload
def pseudo_huber(delta: Tensor, r: Any) -> Tensor:
    r"""Smooth form of Huber's function: :math:`\delta^2 (\sqrt{1 + (r / \delta)^2} - 1)`.

    Examples
    --------
    >>> mg.special.pseudo_huber(1.0, mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.41421356])
    """
@overload
def pseudo_huber(delta: Operand, r: Tensor) -> Tensor: ...
@overload
def pseudo_huber(delta: Operand, r: Any) -> Any: ...

psi: _Digamma
r"""psi(x)

Digamma function: :math:`\psi(x) = \Gamma'(x) / \Gamma(x)`.

Examples
--------
>>> mg.special.digamma(mg.tensor([1.0, 10.0]))
tensor([-0.57721566,  2.25175259])
"""

class _RelEntr(Op):
    @overload
    def __call__(self, x: Tensor, y: Operand) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, y: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, y: Operand) -> Any: ...

rel_entr: _RelEntr
r"""rel_entr(x, y)

Relative entropy: :math:`x \log(x / y)`, 0 where ``x`` is 0.

Examples
--------
>>> mg.special.rel_entr(mg.tensor([0.0, 1.0]), [0.0, 0.5])
tensor([0.        , 0.69314718])
"""

class _Rgamma(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

rgamma: _Rgamma
r"""rgamma(x)

Reciprocal of the gamma function, smooth everywhere: :math:`1 / \Gamma(x)`.

Examples
--------
>>> x = mg.tensor([-1.0, 0.0, 3.0], requires_grad=True)
>>> y = mg.special.rgamma(x)
>>> y
tensor([0. , 0. , 0.5], op=rgamma)
>>> y.sum().backward()
>>> x.grad
tensor([-1.        ,  1.        , -0.46139217])
"""

@overload
def shichi(x: Tensor) -> tuple[Tensor, Tensor]:
    """Hyperbolic sine and cosine integrals.

    Examples
    --------
    >>> mg.special.shichi(mg.tensor(1.0))
    (tensor(1.05725088), tensor(0.83786694))
    """
@overload
def shichi(x: Operand) -> tuple[Any, Any]: ...

@overload
def sici(x: Tensor) -> tuple[Tensor, Tensor]:
    """Sine and cosine integrals.

    Examples
    --------
    >>> mg.special.sici(mg.tensor(1.0))
    (tensor(0.94608307), tensor(0.33740392))
    """
@overload
def sici(x: Operand) -> tuple[Any, Any]: ...

class _Softmax(Op):
    @overload
    def __call__(self, x: Tensor, axis: Axis = -1) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, axis: Axis = -1) -> Any: ...

softmax: _Softmax
r"""softmax(x, axis=-1)

Softmax: :math:`e^{x_k} / \sum_i e^{x_i}` along ``axis``, without overflow.

The maximum is subtracted first, which changes nothing but the size of the numbers
(article B4).

Examples
--------
>>> mg.softmax(mg.tensor([0.3, 2.9, 4.0]))
tensor([0.01821127, 0.24519181, 0.73659691])
"""

class _Spence(Op):
    @overload
    def __call__(self, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, z: Operand) -> Any: ...

spence: _Spence
r"""spence(z)

Spence's function, a dilogarithm: :math:`\int_1^z \frac{\log t}{1 - t} dt`.

Examples
--------
>>> z = mg.tensor([1.0, 2.0], requires_grad=True)
>>> mg.special.spence(z).sum().backward()
>>> z.grad
tensor([-1.        , -0.69314718])
"""

class _Struve(Op):
    @overload
    def __call__(self, v: Tensor, x: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, x: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, x: Operand) -> Any: ...

struve: _Struve
"""struve(v, x)

Struve function, of order ``v`` (derivative: NIST DLMF 11.4.23 and 11.4.25).

Examples
--------
>>> mg.special.struve(0.0, mg.tensor([1.0, 2.0]))
tensor([0.56865663, 0.79085885])
"""

class _Xlog1Py(Op):
    @overload
    def __call__(self, x: Tensor, y: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, y: Any) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, y: Any) -> Any: ...

xlog1py: _Xlog1Py
"""xlog1py(x, y)

Product ``x * log1p(y)``, which is 0 where ``x`` is; see `xlogy`.

Examples
--------
>>> mg.special.xlog1py(mg.tensor([0.0, 2.0]), [-1.0, 1e-20])
tensor([0.e+00, 2.e-20])
"""

class _Xlogy(Op):
    @overload
    def __call__(self, x: Tensor, y: Any) -> Tensor: ...
    @overload
    def __call__(self, x: Operand, y: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed, y: Any) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Plain, y: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand, y: Any) -> Any: ...

xlogy: _Xlogy
"""xlogy(x, y)

Product ``x * log(y)``, which is 0 where ``x`` is, whatever ``y`` is.

So are the derivatives where ``x`` is 0: by ``y``, and by ``x`` where ``y`` is not positive.

Examples
--------
>>> x, y = (mg.tensor([0.0, 2.0], requires_grad=True) for _ in range(2))
>>> mg.special.xlogy(x, y).sum().backward()
>>> x.grad, y.grad
(tensor([0.        , 0.69314718]), tensor([0., 1.]))
"""

class _Y0(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

y0: _Y0
"""y0(x)

Bessel function of the second kind, of order 0.

Examples
--------
>>> mg.special.y0(mg.tensor(1.0))
tensor(0.08825696)
"""

class _Y1(Op):
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, x: Operand) -> Any: ...

y1: _Y1
"""y1(x)

Bessel function of the second kind, of order 1.

Examples
--------
>>> mg.special.y1(mg.tensor(1.0))
tensor(-0.78121282)
"""

@overload
def yn(n: Tensor, x: Any) -> Tensor:
    """Bessel function of the second kind, of a whole order: `yv`.

    Examples
    --------
    >>> mg.special.yn(2, mg.tensor(1.0))
    tensor(-1.65068261)
    """
@overload
def yn(n: Operand, x: Tensor) -> Tensor: ...
@overload
def yn(n: Operand, x: Any) -> Any: ...

class _Yv(Op):
    @overload
    def __call__(self, v: Tensor, z: Operand) -> Tensor: ...
    @overload
    def __call__(self, v: Operand, z: Tensor) -> Tensor: ...
    @overload
    def __call__(self, v: Listed, z: Plain) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Plain, z: Listed) -> NDArray[Any]: ...
    @overload
    def __call__(self, v: Operand, z: Operand) -> Any: ...

yv: _Yv
"""yv(v, z)

Bessel function of the second kind, of order ``v``.

Examples
--------
>>> mg.special.yv(0.5, mg.tensor([1.0, 2.0]))
tensor([-0.43109887,  0.23478571])
"""

@overload
def zeta(x: Tensor, q: Any = None) -> Tensor:
    r"""Zeta function of Hurwitz, :math:`\sum_k (k + q)^{-x}`, or of Riemann, without ``q``.

    There is a derivative by ``q`` only.

    Examples
    --------
    >>> q = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.special.zeta(2, q).sum().backward()
    >>> q.grad
    tensor([-2.40411381, -0.40411381])
    """
@overload
def zeta(x: Operand, q: Any = None) -> Any: ...

__all__ = [
    "airy",
    "beta",
    "betainc",
    "betaincc",
    "betaincinv",
    "betaln",
    "binom",
    "boxcox",
    "boxcox1p",
    "cbrt",
    "comb",
    "dawsn",
    "digamma",
    "ellipe",
    "ellipk",
    "ellipkm1",
    "entr",
    "erf",
    "erfc",
    "erfcinv",
    "erfcx",
    "erfi",
    "erfinv",
    "exp1",
    "exp10",
    "exp2",
    "expi",
    "expit",
    "expm1",
    "expn",
    "exprel",
    "factorial",
    "fresnel",
    "gamma",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "gammaln",
    "gammasgn",
    "huber",
    "hyp0f1",
    "hyp1f1",
    "hyp2f1",
    "hyperu",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "iv",
    "ive",
    "j0",
    "j1",
    "jn",
    "jv",
    "k0",
    "k0e",
    "k1",
    "k1e",
    "kl_div",
    "kn",
    "kv",
    "kve",
    "lambertw",
    "log1p",
    "log_expit",
    "log_ndtr",
    "log_softmax",
    "loggamma",
    "logit",
    "logsumexp",
    "modstruve",
    "multigammaln",
    "ndtr",
    "ndtri",
    "ndtri_exp",
    "owens_t",
    "poch",
    "polygamma",
    "pseudo_huber",
    "psi",
    "rel_entr",
    "rgamma",
    "shichi",
    "sici",
    "softmax",
    "spence",
    "struve",
    "xlog1py",
    "xlogy",
    "y0",
    "y1",
    "yn",
    "yv",
    "zeta",
]
