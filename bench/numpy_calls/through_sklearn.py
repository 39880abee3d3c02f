"""Functions and estimators of scikit-learn with its array API switch on, on Tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn import (
    config_context,
    covariance,
    decomposition,
    discriminant_analysis,
    linear_model,
    metrics,
    mixture,
    naive_bayes,
    preprocessing,
    utils,
)
from sklearn.metrics import pairwise

from bench.numpy_calls.calls import Call, Sample, positive, real

LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1])
WEIGHTS = np.array([1.0, 2.0, 0.5, 1.5])


def switched(function: Callable[..., Any], *inputs: Sample) -> Call:
    """A call of scikit-learn that dispatches to the array's namespace."""

    def dispatched(*arrays: Any) -> Any:
        with config_context(array_api_dispatch=True):
            return function(*arrays)

    return Call(dispatched, *inputs, reference=function)


def transformed(estimator: Any) -> Call:
    """What an estimator makes of the data that it was fitted to."""
    return switched(lambda x: estimator.fit_transform(x), real(6, 3))


def of_two(function: Callable[..., Any], sample: Callable[..., Sample] = real) -> Call:
    """A function of the rows of two matrices."""
    return switched(lambda x, y: function(x, y), sample(4, 3), sample(2, 3))


def of_targets(function: Callable[..., Any]) -> Call:
    """A measure of predictions."""
    return switched(lambda y, z: function(y, z), positive(4), positive(4))


PAIRWISE = {
    "pairwise.linear_kernel": of_two(pairwise.linear_kernel),
    "pairwise.polynomial_kernel": of_two(pairwise.polynomial_kernel),
    "pairwise.rbf_kernel": of_two(pairwise.rbf_kernel),
    "pairwise.sigmoid_kernel": of_two(pairwise.sigmoid_kernel),
    "pairwise.cosine_similarity": of_two(pairwise.cosine_similarity),
    "pairwise.cosine_distances": of_two(pairwise.cosine_distances),
    "pairwise.euclidean_distances": of_two(pairwise.euclidean_distances),
    "pairwise.laplacian_kernel": of_two(pairwise.laplacian_kernel),
    "pairwise.chi2_kernel": of_two(pairwise.chi2_kernel, positive),
    "pairwise.additive_chi2_kernel": of_two(pairwise.additive_chi2_kernel, positive),
    "pairwise.manhattan_distances": of_two(pairwise.manhattan_distances),
    "pairwise.paired_euclidean_distances": switched(
        lambda x, y: pairwise.paired_euclidean_distances(x, y), real(4, 3), real(4, 3)
    ),
    "pairwise.paired_cosine_distances": switched(
        lambda x, y: pairwise.paired_cosine_distances(x, y), real(4, 3), real(4, 3)
    ),
}

METRICS = {
    "metrics.mean_squared_error": of_targets(metrics.mean_squared_error),
    "metrics.root_mean_squared_error": of_targets(metrics.root_mean_squared_error),
    "metrics.mean_absolute_error": of_targets(metrics.mean_absolute_error),
    "metrics.mean_squared_log_error": of_targets(metrics.mean_squared_log_error),
    "metrics.mean_absolute_percentage_error": of_targets(metrics.mean_absolute_percentage_error),
    "metrics.mean_pinball_loss": of_targets(metrics.mean_pinball_loss),
    "metrics.mean_poisson_deviance": of_targets(metrics.mean_poisson_deviance),
    "metrics.mean_gamma_deviance": of_targets(metrics.mean_gamma_deviance),
    "metrics.mean_tweedie_deviance": of_targets(metrics.mean_tweedie_deviance),
    "metrics.r2_score": of_targets(metrics.r2_score),
    "metrics.d2_tweedie_score": of_targets(metrics.d2_tweedie_score),
    "metrics.explained_variance_score": of_targets(metrics.explained_variance_score),
    "metrics.max_error": of_targets(metrics.max_error),
    "metrics.mean_squared_error(raw)": switched(
        lambda y, z: metrics.mean_squared_error(y, z, multioutput="raw_values"),
        real(4, 2),
        real(4, 2),
    ),
    "metrics.mean_absolute_error(raw)": switched(
        lambda y, z: metrics.mean_absolute_error(y, z, multioutput="raw_values"),
        real(4, 2),
        real(4, 2),
    ),
}

ESTIMATORS = {
    "MinMaxScaler": transformed(preprocessing.MinMaxScaler()),
    "MaxAbsScaler": transformed(preprocessing.MaxAbsScaler()),
    "Normalizer": transformed(preprocessing.Normalizer()),
    "KernelCenterer": switched(
        lambda x: preprocessing.KernelCenterer().fit_transform(x @ x.T), real(4, 3)
    ),
    "PolynomialFeatures": transformed(preprocessing.PolynomialFeatures(2)),
    "PCA": transformed(decomposition.PCA(2, svd_solver="full")),
    "PCA(covariance)": transformed(decomposition.PCA(2, svd_solver="covariance_eigh")),
    "Ridge": switched(
        lambda x, y: linear_model.Ridge(1.0, solver="svd").fit(x, y).coef_, real(6, 3), positive(6)
    ),
    "LinearDiscriminantAnalysis": switched(
        lambda x: discriminant_analysis.LinearDiscriminantAnalysis().fit(x, LABELS).transform(x),
        real(8, 4),
    ),
    "GaussianNB": switched(
        lambda x: naive_bayes.GaussianNB().fit(x, LABELS).predict_joint_log_proba(x), real(8, 2)
    ),
    "GaussianMixture": switched(
        lambda x: (
            mixture.GaussianMixture(
                1, means_init=np.zeros((1, 2)), init_params="random", random_state=0, max_iter=1
            )
            .fit(x)
            .score_samples(x)
        ),
        real(8, 2),
    ),
    "EmpiricalCovariance": switched(lambda x: covariance.empirical_covariance(x), real(6, 2)),
    "normalize": switched(lambda x: preprocessing.normalize(x), real(4, 3)),
    "scale": switched(lambda x: preprocessing.scale(x), real(4, 3)),
    "check_array": switched(lambda x: utils.check_array(x), real(4, 3)),
}

SCIKIT_LEARN: dict[str, Call] = {**PAIRWISE, **METRICS, **ESTIMATORS}
