"""Wordfish of the table in wordfish_test.go by SciPy: the mode by BFGS over all parameters
from eight starts, standard errors of theta from the whole matrix of second derivatives
(complex steps) on the directions that the constraints leave. Python 3.11, NumPy 1.24, SciPy 1.10."""
import numpy as np
from scipy.optimize import minimize

Y = np.array([[20, 15, 10, 8, 5, 3, 2, 1, 12, 11], [16, 14, 11, 9, 6, 5, 3, 2, 10, 13], [11, 12, 10, 10, 9, 8, 6, 5, 12, 10],
              [7, 9, 9, 11, 11, 10, 9, 8, 11, 12], [4, 6, 8, 10, 12, 14, 12, 11, 10, 11], [2, 3, 6, 9, 13, 17, 16, 15, 13, 10]])
n, m = Y.shape


def split(x):
    return x[:n], x[n:2 * n], x[2 * n:2 * n + m], x[2 * n + m:]


def value(x, sigma):
    a, t, p, b = split(x)
    eta = a[:, None] + p[None, :] + np.outer(t, b)
    v = np.sum((t - t.sum() / n) ** 2) / (n - 1)
    return np.sum(Y * eta - np.exp(eta)) - v * np.sum(b ** 2) / (2 * sigma ** 2)


def gradient(x, sigma):
    a, t, p, b = split(x)
    eta = a[:, None] + p[None, :] + np.outer(t, b)
    r = Y - np.exp(eta)
    c = t - t.sum() / n
    v = np.sum(c ** 2) / (n - 1)
    return np.concatenate([r.sum(1), r @ b - c / (n - 1) * np.sum(b ** 2) / sigma ** 2, r.sum(0), t @ r - v * b / sigma ** 2])


def standard(x):
    a, t, p, b = (z.copy() for z in split(x))
    mean, sd = t.mean(), t.std(ddof=1)
    p, b, t = p + b * mean, b * sd, (t - mean) / sd
    a, b = a + b.mean() * t, b - b.mean()
    p, a = p + a[0], a - a[0]
    if t[0] > t[-1]:
        t, b = -t, -b
    return np.concatenate([a, t, p, b])


for sigma in (np.inf, 3.0, 0.5):
    best = None
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x = np.concatenate([np.log(Y.sum(1)), rng.normal(size=n), np.log(Y.sum(0) / Y.sum()), .1 * rng.normal(size=m)])
        for _ in range(20):
            x = standard(minimize(lambda z: -value(z, sigma), x, jac=lambda z: -gradient(z, sigma), method="BFGS", options={"gtol": 1e-10, "maxiter": 5000}).x)
        if best is None or value(x, sigma) > value(best, sigma):
            best = x
    a, t, p, b = split(best)
    h = 1e-30
    J = -np.array([np.imag(gradient(best + 1j * h * e, sigma)) / h for e in np.eye(len(best))])
    zero = np.zeros
    constraints = np.array([np.r_[zero(n), np.ones(n), zero(2 * m)], np.r_[zero(n), t, zero(2 * m)], np.r_[1, zero(2 * n + 2 * m - 1)],
                            np.r_[zero(2 * n + m), np.ones(m)]])
    Z = np.linalg.svd(constraints)[2][4:].T
    cov = Z @ np.linalg.inv(Z.T @ J @ Z) @ Z.T
    eta = a[:, None] + p[None, :] + np.outer(t, b)
    print("sigma", sigma, "gradient", np.abs(gradient(best, sigma)).max())
    print("theta", np.array2string(t, precision=12))
    print("se", np.array2string(np.sqrt(np.diag(cov)[n:2 * n]), precision=12))
    print("beta", np.array2string(b, precision=12))
    print("loglik %.10f objective %.10f" % (np.sum(Y * eta - np.exp(eta)), value(best, sigma)))
    lam = np.exp(eta)
    big = lam >= 1
    print("dispersion %.12f" % (np.sum((Y - lam)[big] ** 2 / lam[big]) / (big.sum() * (n * m - 2 * (n + m) + 4) / (n * m))))
