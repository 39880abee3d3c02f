"""Functions of SciPy that take arrays of the standard, with SCIPY_ARRAY_API=1, on Tensors.

The switch is read when SciPy is imported, so that these calls have a process of their own.
"""

from __future__ import annotations

import numpy as np
from scipy import cluster, constants, differentiate, fft, integrate, signal, spatial, special, stats

from bench.numpy_calls.calls import Call, above, given, positive, real, unit

SKEWED = np.array([0.3, -1.0, 2.1, 0.5, 1.7, -0.3, 0.9, -0.2, 0.1])
QUARTER = np.array([0.1, 0.4, 0.3, 0.2])

SPECIAL = {
    "special.expit": Call(lambda x: special.expit(x), real(4)),
    "special.logit": Call(lambda x: special.logit(x / 4 + 0.5), unit(4)),
    "special.log_ndtr": Call(lambda x: special.log_ndtr(x), real(4)),
    "special.ndtr": Call(lambda x: special.ndtr(x), real(4)),
    "special.erf": Call(lambda x: special.erf(x), real(4)),
    "special.erfc": Call(lambda x: special.erfc(x), real(4)),
    "special.gammaln": Call(lambda x: special.gammaln(x), positive(4)),
    "special.digamma": Call(lambda x: special.digamma(x), positive(4)),
    "special.i0": Call(lambda x: special.i0(x), real(4)),
    "special.i0e": Call(lambda x: special.i0e(x), real(4)),
    "special.i1": Call(lambda x: special.i1(x), real(4)),
    "special.i1e": Call(lambda x: special.i1e(x), real(4)),
    "special.entr": Call(lambda x: special.entr(x), positive(4)),
    "special.rel_entr": Call(lambda x, y: special.rel_entr(x, y), positive(4), positive(4)),
    "special.kl_div": Call(lambda x, y: special.kl_div(x, y), positive(4), positive(4)),
    "special.xlogy": Call(lambda x, y: special.xlogy(x, y), positive(4), positive(4)),
    "special.xlog1py": Call(lambda x, y: special.xlog1py(x, y), real(4), positive(4)),
    "special.logsumexp": Call(lambda x: special.logsumexp(x, axis=0), real(4, 2)),
    "special.softmax": Call(lambda x: special.softmax(x, axis=-1), real(3, 2)),
    "special.log_softmax": Call(lambda x: special.log_softmax(x, axis=-1), real(3, 2)),
    "special.betaln": Call(lambda x, y: special.betaln(x, y), positive(3), positive(3)),
    "special.sinc": Call(lambda x: special.sinc(x), real(4)),
}

STATS = {
    "stats.gmean": Call(lambda x: stats.gmean(x), positive(5)),
    "stats.hmean": Call(lambda x: stats.hmean(x), positive(5)),
    "stats.pmean": Call(lambda x: stats.pmean(x, 3), positive(5)),
    "stats.moment": Call(lambda x: stats.moment(x, 3), real(5)),
    "stats.skew": Call(lambda x: stats.skew(x), real(6)),
    "stats.kurtosis": Call(lambda x: stats.kurtosis(x), real(6)),
    "stats.kstat": Call(lambda x: stats.kstat(x, 3), real(6)),
    "stats.kstatvar": Call(lambda x: stats.kstatvar(x, 2), real(6)),
    "stats.variation": Call(lambda x: stats.variation(x), positive(5)),
    "stats.sem": Call(lambda x: stats.sem(x), real(5)),
    "stats.zscore": Call(lambda x: stats.zscore(x), real(5)),
    "stats.gzscore": Call(lambda x: stats.gzscore(x), positive(5)),
    "stats.zmap": Call(lambda x, y: stats.zmap(x, y), real(3), real(5)),
    "stats.tmean": Call(lambda x: stats.tmean(x, (-3.0, 3.0)), real(5)),
    "stats.tvar": Call(lambda x: stats.tvar(x, (-3.0, 3.0)), real(6)),
    "stats.tstd": Call(lambda x: stats.tstd(x, (-3.0, 3.0)), real(6)),
    "stats.tsem": Call(lambda x: stats.tsem(x, (-3.0, 3.0)), real(6)),
    "stats.tmin": Call(lambda x: stats.tmin(x, -1.5), real(6)),
    "stats.tmax": Call(lambda x: stats.tmax(x, 2.0), real(6)),
    "stats.describe": Call(lambda x: stats.describe(x)[2:], real(6)),
    "stats.lmoment": Call(lambda x: stats.lmoment(x), real(6)),
    "stats.iqr": Call(lambda x: stats.iqr(x), real(6)),
    "stats.quantile": Call(lambda x: stats.quantile(x, 0.3), real(6)),
    "stats.circmean": Call(lambda x: stats.circmean(x), positive(5)),
    "stats.circvar": Call(lambda x: stats.circvar(x), positive(5)),
    "stats.circstd": Call(lambda x: stats.circstd(x), positive(5)),
    "stats.directional_stats": Call(
        lambda x: stats.directional_stats(x).mean_direction, positive(4, 3)
    ),
    "stats.differential_entropy": Call(
        lambda x: stats.differential_entropy(x, method="vasicek"), real(9)
    ),
    "stats.entropy": Call(lambda x: stats.entropy(x), positive(4)),
    "stats.pearsonr": Call(lambda x, y: stats.pearsonr(x, y).statistic, real(6), real(6)),
    "stats.ttest_1samp": Call(lambda x: tuple(stats.ttest_1samp(x, 0.1)), real(6)),
    "stats.ttest_ind": Call(lambda x, y: stats.ttest_ind(x, y).statistic, real(6), real(5)),
    "stats.ttest_rel": Call(lambda x, y: stats.ttest_rel(x, y).statistic, real(6), positive(6)),
    "stats.skewtest": Call(lambda x: tuple(stats.skewtest(x)), given(SKEWED)),
    "stats.kurtosistest": Call(lambda x: stats.kurtosistest(x).statistic, real(21)),
    "stats.normaltest": Call(lambda x: stats.normaltest(x).statistic, real(21)),
    "stats.jarque_bera": Call(lambda x: stats.jarque_bera(x).statistic, real(9)),
    "stats.chisquare": Call(lambda x: stats.chisquare(x).statistic, positive(4)),
    "stats.power_divergence": Call(
        lambda x: stats.power_divergence(x, lambda_="log-likelihood").statistic, positive(4)
    ),
    "stats.bartlett": Call(lambda x, y: stats.bartlett(x, y).statistic, real(5), positive(5)),
    "stats.combine_pvalues": Call(
        lambda p: stats.combine_pvalues(p, method="pearson").statistic, given(QUARTER)
    ),
    "stats.linregress": Call(lambda x, y: tuple(stats.linregress(x, y))[:2], real(6), positive(6)),
}

SIGNAL = {
    "signal.convolve": Call(lambda x, y: signal.convolve(x, y, method="fft"), real(5), real(3)),
    "signal.fftconvolve": Call(lambda x, y: signal.fftconvolve(x, y), real(5), real(3)),
    "signal.correlate": Call(lambda x, y: signal.correlate(x, y, method="fft"), real(5), real(3)),
    "signal.detrend": Call(lambda x: signal.detrend(x), real(6)),
    "signal.hilbert": Call(lambda x: signal.hilbert(x), real(6)),
    "signal.periodogram": Call(lambda x: signal.periodogram(x)[1], real(8)),
    "signal.resample": Call(lambda x: signal.resample(x, 8), real(5)),
    "signal.gausspulse": Call(lambda x: signal.gausspulse(x, fc=2), unit(5)),
}

OTHERS = {
    "fft.fft": Call(lambda x: fft.fft(x), real(5)),
    "fft.irfft": Call(lambda x: fft.irfft(x), real(5)),
    "fft.rfftn": Call(lambda x: fft.rfftn(x), real(3, 4)),
    "fft.fftshift": Call(lambda x: fft.fftshift(x), real(5)),
    "integrate.trapezoid": Call(lambda y: integrate.trapezoid(y, dx=0.5), real(5)),
    "integrate.simpson": Call(lambda y: integrate.simpson(y, dx=0.5), real(5)),
    "integrate.cumulative_trapezoid": Call(
        lambda y: integrate.cumulative_trapezoid(y, dx=0.5), real(5)
    ),
    "integrate.cumulative_simpson": Call(
        lambda y: integrate.cumulative_simpson(y, dx=0.5), real(5)
    ),
    "integrate.romb": Call(lambda y: integrate.romb(y), real(5)),
    "cluster.vq.whiten": Call(lambda x: cluster.vq.whiten(x), real(5, 2)),
    "spatial.distance.cdist": Call(
        lambda x, y: spatial.distance.cdist(x, y), real(3, 2), positive(2, 2)
    ),
    "spatial.transform.Rotation": Call(
        lambda x: spatial.transform.Rotation.from_rotvec(x).as_matrix(), positive(3)
    ),
    "constants.convert_temperature": Call(
        lambda x: constants.convert_temperature(x, "Celsius", "Kelvin"), real(3)
    ),
    "differentiate.derivative": Call(
        lambda x: differentiate.derivative(lambda t: t**3, x).df, above(3)
    ),
}

SCIPY: dict[str, Call] = {**SPECIAL, **STATS, **SIGNAL, **OTHERS}
