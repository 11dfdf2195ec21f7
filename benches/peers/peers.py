"""The work of benches/throughput.rs, done by other libraries, each in the way that suits it best.

    python peers.py PEER WORKLOAD [SECONDS]

prints one JSON object with the median, smallest and largest number of samples a second over rounds. PEER is pytorch,
pytorch-compiled, jax or scikit-learn. WORKLOAD is a name as benches/throughput.rs prints it, without the part about threads.
Adam, softmax cross-entropy, ReLU, batches drawn anew every epoch; after a warm-up.
"""

import json
import os
import statistics
import sys
import time

THREADS = int(os.environ.get("PEER_THREADS", "2"))
os.environ.setdefault("OMP_NUM_THREADS", str(THREADS))
os.environ.setdefault("MKL_NUM_THREADS", str(THREADS))
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(THREADS))

import numpy as np  # noqa: E402: the number of threads is read when it is loaded

MNIST = (784, 256, 128, 10)
#            samples  layer sizes            batch  keep  number type
TRAININGS = {
    "wine-f32": (178, (13, 16, 8, 3), 32, 1.0, "float32"),
    "digits-f32": (1797, (64, 64, 32, 10), 64, 1.0, "float32"),
    "mnist-f32": (20_000, MNIST, 128, 1.0, "float32"),
    "mnist-dropout-f32": (20_000, MNIST, 128, 0.8, "float32"),
    "large-f32": (10_000, (784, 1024, 1024, 10), 256, 1.0, "float32"),
    "mnist-f64": (20_000, MNIST, 128, 1.0, "float64"),
}
PREDICTIONS = {"predict-1-f32": 1, "predict-1000-f32": 1000}


def data(sizes, m, dtype):
    """Samples in rows, and their classes."""
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, (m, sizes[0])).astype(dtype)
    return x, random.integers(0, sizes[-1], m)


def pytorch(sizes, m, batch, keep, dtype, compiled=False):
    import torch

    torch.set_num_threads(THREADS)
    dtype = getattr(torch, dtype)
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(n_in, n_out, dtype=dtype), torch.nn.ReLU()]
        if keep < 1:
            layers.append(torch.nn.Dropout(1 - keep))
    model = torch.nn.Sequential(*layers[: -2 if keep < 1 else -1])
    x, y = data(sizes, m, str(dtype).split(".")[1])
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    if batch is None:
        model.eval()
        run = torch.compile(model) if compiled else model

        def predict():
            with torch.inference_mode():
                run(x).softmax(1)

        return predict, m
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    cross_entropy = torch.nn.CrossEntropyLoss()
    model.train()

    def loss(x, y):
        return cross_entropy(model(x), y)

    if compiled:
        loss = torch.compile(loss)

    def epoch():
        order = torch.randperm(m)
        for start in range(0, m, batch):
            chosen = order[start : start + batch]
            adam.zero_grad(set_to_none=True)
            loss(x[chosen], y[chosen]).backward()
            adam.step()

    return epoch, m


def jax_peer(sizes, m, batch, keep, dtype):
    import jax
    import jax.numpy as jnp

    if dtype == "float64":
        jax.config.update("jax_enable_x64", True)
    x, y = data(sizes, m, dtype)
    random = np.random.default_rng(1)
    theta = [
        (jnp.asarray(random.normal(0, (2 / a) ** 0.5, (a, b)).astype(dtype)), jnp.zeros(b, dtype))
        for a, b in zip(sizes, sizes[1:])
    ]
    x, y = jnp.asarray(x), jnp.asarray(y)

    def logits(theta, x, key):
        for k, (w, b) in enumerate(theta):
            x = x @ w + b
            if k < len(theta) - 1:
                x = jnp.maximum(x, 0)
                if keep < 1:
                    key, coin = jax.random.split(key)
                    x = jnp.where(jax.random.bernoulli(coin, keep, x.shape), x / keep, 0)
        return x

    if batch is None:
        answer = jax.jit(lambda x: jax.nn.softmax(logits(theta, x, None)))
        return (lambda: answer(x).block_until_ready()), m

    def loss(theta, x, y, key):
        return -jnp.mean(jax.nn.log_softmax(logits(theta, x, key))[jnp.arange(len(y)), y])

    tree = jax.tree_util.tree_map
    steps = m // batch  # whole batches only: the last, smaller one would be compiled a second time

    @jax.jit
    def epoch(theta, v, s, t, key):
        key, shuffled = jax.random.split(key)
        order = jax.random.permutation(shuffled, m)[: steps * batch].reshape(steps, batch)

        def step(state, chosen):
            theta, v, s, t, key = state
            key, coins = jax.random.split(key)
            g = jax.grad(loss)(theta, x[chosen], y[chosen], coins)
            t = t + 1
            v = tree(lambda v, g: 0.9 * v + 0.1 * g, v, g)
            s = tree(lambda s, g: 0.999 * s + 0.001 * g * g, s, g)
            theta = tree(
                lambda p, v, s: p - 1e-3 * (v / (1 - 0.9**t)) / (jnp.sqrt(s / (1 - 0.999**t)) + 1e-8), theta, v, s
            )
            return (theta, v, s, t, key), None

        return jax.lax.scan(step, (theta, v, s, t, key), order)[0]

    zeros = tree(jnp.zeros_like, theta)
    state = [(theta, zeros, zeros, jnp.zeros((), dtype), jax.random.PRNGKey(0))]

    def run():
        state[0] = epoch(*state[0])
        jax.block_until_ready(state[0])

    return run, steps * batch


def scikit_learn(sizes, m, batch, keep, dtype):
    from sklearn.neural_network import MLPClassifier

    if keep < 1:
        raise SystemExit("scikit-learn has no dropout")
    x, y = data(sizes, m, dtype)
    epochs = 1 if batch is None or m > 5000 else 20
    model = MLPClassifier(
        sizes[1:-1], batch_size=min(batch or m, m), max_iter=epochs, tol=0, n_iter_no_change=10**9, alpha=0.0
    )
    import warnings

    warnings.simplefilter("ignore")
    if batch is None:
        # A fit needs all classes; what is predicted afterwards may be a single sample.
        many, classes = data(sizes, 100, dtype)
        classes[: sizes[-1]] = np.arange(sizes[-1])
        model.set_params(batch_size=100).fit(many, classes)
        return (lambda: model.predict_proba(x)), m
    y[: sizes[-1]] = np.arange(sizes[-1])
    return (lambda: model.fit(x, y)), m * epochs


def measure(work, samples, seconds):
    work()
    work()
    rates, begin = [], time.perf_counter()
    while len(rates) < 5 or time.perf_counter() - begin < seconds:
        start, times = time.perf_counter(), 0
        while times == 0 or time.perf_counter() - start < seconds / 10:
            work()
            times += 1
        rates.append(samples * times / (time.perf_counter() - start))
    return {"median": statistics.median(rates), "min": min(rates), "max": max(rates)}


def main():
    peer, workload = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 1.5
    if workload in PREDICTIONS:
        setting = (MNIST, PREDICTIONS[workload], None, 1.0, "float32")
    else:
        m, sizes, batch, keep, dtype = TRAININGS[workload]
        setting = (sizes, m, batch, keep, dtype)
    make = {
        "pytorch": pytorch,
        "pytorch-compiled": lambda *setting: pytorch(*setting, compiled=True),
        "jax": jax_peer,
        "scikit-learn": scikit_learn,
    }[peer]
    work, samples = make(*setting)
    print(json.dumps({"peer": peer, "name": workload, **measure(work, samples, seconds)}))


if __name__ == "__main__":
    main()
