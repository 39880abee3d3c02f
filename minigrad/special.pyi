# Stubs, written by `python -m docs.make_tables`.

from typing import Any

from minigrad.core.op import Op as Op
from minigrad.ops.special.bessel import airy as airy
from minigrad.ops.special.bessel import kn as kn
from minigrad.ops.special.bessel import yn as yn
from minigrad.ops.special.counting import comb as comb
from minigrad.ops.special.counting import factorial as factorial
from minigrad.ops.special.gamma_functions import multigammaln as multigammaln
from minigrad.ops.special.gamma_functions import polygamma as polygamma
from minigrad.ops.special.gamma_functions import zeta as zeta
from minigrad.ops.special.integrals import fresnel as fresnel
from minigrad.ops.special.integrals import shichi as shichi
from minigrad.ops.special.integrals import sici as sici
from minigrad.ops.special.transformations import exp10 as exp10
from minigrad.ops.special.transformations import expit as expit
from minigrad.ops.special.transformations import huber as huber
from minigrad.ops.special.transformations import log_expit as log_expit
from minigrad.ops.special.transformations import pseudo_huber as pseudo_huber

class _Beta(Op):
    def __call__(self, a: Any, b: Any) -> Any: ...

class _Betainc(Op):
    def __call__(self, a: Any, b: Any, x: Any) -> Any: ...

class _Betaincc(Op):
    def __call__(self, a: Any, b: Any, x: Any) -> Any: ...

class _Betaincinv(Op):
    def __call__(self, a: Any, b: Any, x: Any) -> Any: ...

class _Betaln(Op):
    def __call__(self, a: Any, b: Any) -> Any: ...

class _Binom(Op):
    def __call__(self, x: Any, y: Any) -> Any: ...

class _Boxcox(Op):
    def __call__(self, x: Any, lmbda: Any) -> Any: ...

class _Boxcox1P(Op):
    def __call__(self, x: Any, lmbda: Any) -> Any: ...

class _Cbrt(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Dawsn(Op):
    def __call__(self, x: Any) -> Any: ...

class _Digamma(Op):
    def __call__(self, x: Any) -> Any: ...

class _Ellipe(Op):
    def __call__(self, m: Any) -> Any: ...

class _Ellipk(Op):
    def __call__(self, m: Any) -> Any: ...

class _Ellipkm1(Op):
    def __call__(self, p: Any) -> Any: ...

class _Entr(Op):
    def __call__(self, x: Any) -> Any: ...

class _Erf(Op):
    def __call__(self, x: Any) -> Any: ...

class _Erfc(Op):
    def __call__(self, x: Any) -> Any: ...

class _Erfcinv(Op):
    def __call__(self, y: Any) -> Any: ...

class _Erfcx(Op):
    def __call__(self, x: Any) -> Any: ...

class _Erfi(Op):
    def __call__(self, x: Any) -> Any: ...

class _Erfinv(Op):
    def __call__(self, y: Any) -> Any: ...

class _Exp1(Op):
    def __call__(self, x: Any) -> Any: ...

class _Exp2(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _Expi(Op):
    def __call__(self, x: Any) -> Any: ...

class _Expm1(Op):
    def __call__(self, x: Any) -> Any: ...

class _Expn(Op):
    def __call__(self, n: Any, x: Any) -> Any: ...

class _Exprel(Op):
    def __call__(self, x: Any) -> Any: ...

class _Gamma(Op):
    def __call__(self, x: Any) -> Any: ...

class _Gammainc(Op):
    def __call__(self, a: Any, x: Any) -> Any: ...

class _Gammaincc(Op):
    def __call__(self, a: Any, x: Any) -> Any: ...

class _Gammainccinv(Op):
    def __call__(self, a: Any, x: Any) -> Any: ...

class _Gammaincinv(Op):
    def __call__(self, a: Any, x: Any) -> Any: ...

class _Gammaln(Op):
    def __call__(self, x: Any) -> Any: ...

class _Gammasgn(Op):
    def __call__(self, x: Any) -> Any: ...

class _Hyp0F1(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

class _Hyp1F1(Op):
    def __call__(self, a: Any, b: Any, x: Any) -> Any: ...

class _Hyp2F1(Op):
    def __call__(self, a: Any, b: Any, c: Any, z: Any) -> Any: ...

class _Hyperu(Op):
    def __call__(self, a: Any, b: Any, x: Any) -> Any: ...

class _I0(Op):
    def __call__(self, x: Any) -> Any: ...

class _I0E(Op):
    def __call__(self, x: Any) -> Any: ...

class _I1(Op):
    def __call__(self, x: Any) -> Any: ...

class _I1E(Op):
    def __call__(self, x: Any) -> Any: ...

class _Iv(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

class _Ive(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

class _J0(Op):
    def __call__(self, x: Any) -> Any: ...

class _J1(Op):
    def __call__(self, x: Any) -> Any: ...

class _Jv(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

class _K0(Op):
    def __call__(self, x: Any) -> Any: ...

class _K0E(Op):
    def __call__(self, x: Any) -> Any: ...

class _K1(Op):
    def __call__(self, x: Any) -> Any: ...

class _K1E(Op):
    def __call__(self, x: Any) -> Any: ...

class _KlDiv(Op):
    def __call__(self, x: Any, y: Any) -> Any: ...

class _Kv(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

class _Kve(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

class _Lambertw(Op):
    def __call__(self, z: Any, k: float = ...) -> Any: ...

class _Log1P(Op):
    def __call__(self, x: Any, /) -> Any: ...

class _LogNdtr(Op):
    def __call__(self, x: Any) -> Any: ...

class _LogSoftmax(Op):
    def __call__(self, x: Any, axis: float = ...) -> Any: ...

class _Loggamma(Op):
    def __call__(self, z: Any) -> Any: ...

class _Logit(Op):
    def __call__(self, p: Any) -> Any: ...

class _Logsumexp(Op):
    def __call__(self, x: Any, axis: Any = ..., keepdims: bool = ...) -> Any: ...

class _Modstruve(Op):
    def __call__(self, v: Any, x: Any) -> Any: ...

class _Ndtr(Op):
    def __call__(self, x: Any) -> Any: ...

class _Ndtri(Op):
    def __call__(self, p: Any) -> Any: ...

class _NdtriExp(Op):
    def __call__(self, y: Any) -> Any: ...

class _OwensT(Op):
    def __call__(self, h: Any, a: Any) -> Any: ...

class _Poch(Op):
    def __call__(self, z: Any, m: Any) -> Any: ...

class _RelEntr(Op):
    def __call__(self, x: Any, y: Any) -> Any: ...

class _Rgamma(Op):
    def __call__(self, x: Any) -> Any: ...

class _Softmax(Op):
    def __call__(self, x: Any, axis: float = ...) -> Any: ...

class _Spence(Op):
    def __call__(self, z: Any) -> Any: ...

class _Struve(Op):
    def __call__(self, v: Any, x: Any) -> Any: ...

class _Xlog1Py(Op):
    def __call__(self, x: Any, y: Any) -> Any: ...

class _Xlogy(Op):
    def __call__(self, x: Any, y: Any) -> Any: ...

class _Y0(Op):
    def __call__(self, x: Any) -> Any: ...

class _Y1(Op):
    def __call__(self, x: Any) -> Any: ...

class _Yv(Op):
    def __call__(self, v: Any, z: Any) -> Any: ...

beta: _Beta
betainc: _Betainc
betaincc: _Betaincc
betaincinv: _Betaincinv
betaln: _Betaln
binom: _Binom
boxcox: _Boxcox
boxcox1p: _Boxcox1P
cbrt: _Cbrt
dawsn: _Dawsn
digamma: _Digamma
ellipe: _Ellipe
ellipk: _Ellipk
ellipkm1: _Ellipkm1
entr: _Entr
erf: _Erf
erfc: _Erfc
erfcinv: _Erfcinv
erfcx: _Erfcx
erfi: _Erfi
erfinv: _Erfinv
exp1: _Exp1
exp2: _Exp2
expi: _Expi
expm1: _Expm1
expn: _Expn
exprel: _Exprel
gamma: _Gamma
gammainc: _Gammainc
gammaincc: _Gammaincc
gammainccinv: _Gammainccinv
gammaincinv: _Gammaincinv
gammaln: _Gammaln
gammasgn: _Gammasgn
hyp0f1: _Hyp0F1
hyp1f1: _Hyp1F1
hyp2f1: _Hyp2F1
hyperu: _Hyperu
i0: _I0
i0e: _I0E
i1: _I1
i1e: _I1E
iv: _Iv
ive: _Ive
j0: _J0
j1: _J1
jn: _Jv
jv: _Jv
k0: _K0
k0e: _K0E
k1: _K1
k1e: _K1E
kl_div: _KlDiv
kv: _Kv
kve: _Kve
lambertw: _Lambertw
log1p: _Log1P
log_ndtr: _LogNdtr
log_softmax: _LogSoftmax
loggamma: _Loggamma
logit: _Logit
logsumexp: _Logsumexp
modstruve: _Modstruve
ndtr: _Ndtr
ndtri: _Ndtri
ndtri_exp: _NdtriExp
owens_t: _OwensT
poch: _Poch
psi: _Digamma
rel_entr: _RelEntr
rgamma: _Rgamma
softmax: _Softmax
spence: _Spence
struve: _Struve
xlog1py: _Xlog1Py
xlogy: _Xlogy
y0: _Y0
y1: _Y1
yv: _Yv
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
