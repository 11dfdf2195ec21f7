"""Trains on MNIST until at most 200 of the 10 000 test digits are wrong after an epoch: the work of benches/to_98.rs.

    python to_98.py PEER SEED FOLDER

prints one JSON object with the seconds of training and the number of epochs. PEER is pytorch or jax. Neither the counting is timed nor
what is compiled: an epoch with other weights comes first.
"""

import json
import os
import sys
import time

THREADS = os.environ.get("PEER_THREADS", str(os.cpu_count()))
os.environ.setdefault("OMP_NUM_THREADS", THREADS)
os.environ.setdefault("MKL_NUM_THREADS", THREADS)

import numpy as np  # noqa: E402: the number of threads is read when it is loaded

SIZES, BATCH, WRONG, MOST_EPOCHS = (784, 256, 128, 10), 128, 200, 40


def read(folder, part):
    images = np.fromfile(f"{folder}/{part}-images-idx3-ubyte", np.uint8)[16:].reshape(-1, 784)
    return images.astype(np.float32) / 255, np.fromfile(f"{folder}/{part}-labels-idx1-ubyte", np.uint8)[8:].astype(np.int64)


def pytorch(seed, x, y, test):
    import torch

    torch.set_num_threads(int(THREADS))
    x, y, test = torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(test)

    def start(seed):
        torch.manual_seed(seed)
        layers = []
        for n_in, n_out in zip(SIZES, SIZES[1:]):
            layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
            torch.nn.init.kaiming_normal_(layers[-2].weight, nonlinearity="relu")  # as the others start
            torch.nn.init.zeros_(layers[-2].bias)
        model = torch.nn.Sequential(*layers[:-1])
        return model, torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

    def epoch(state):
        model, adam = state
        for chosen in torch.randperm(len(x)).split(BATCH):
            adam.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(x[chosen]), y[chosen]).backward()
            adam.step()
        return state

    def answers(state):
        with torch.inference_mode():
            return state[0](test).argmax(1).numpy()

    epoch(start(seed + 1000))
    return start(seed), epoch, answers


def jax_peer(seed, x, y, test):
    import jax
    import jax.numpy as jnp

    x, y, test = jnp.asarray(x), jnp.asarray(y), jnp.asarray(test)
    tree = jax.tree_util.tree_map
    steps = len(x) // BATCH  # whole batches only: the last, smaller one would be compiled a second time

    def logits(theta, x):
        for k, (w, b) in enumerate(theta):
            x = x @ w + b
            x = jnp.maximum(x, 0) if k < len(theta) - 1 else x
        return x

    def loss(theta, x, y):
        return -jnp.mean(jax.nn.log_softmax(logits(theta, x))[jnp.arange(len(y)), y])

    @jax.jit
    def epoch(state):
        key, shuffled = jax.random.split(state[4])
        order = jax.random.permutation(shuffled, len(x))[: steps * BATCH].reshape(steps, BATCH)

        def step(state, chosen):
            theta, m, v, t, key = state
            g = jax.grad(loss)(theta, x[chosen], y[chosen])
            t = t + 1
            m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            theta = tree(
                lambda p, m, v: p - 1e-3 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), theta, m, v
            )
            return (theta, m, v, t, key), None

        return jax.lax.scan(step, (*state[:4], key), order)[0]

    def start(seed):
        random = np.random.default_rng(seed)
        theta = [
            (jnp.asarray(random.normal(0, (2 / a) ** 0.5, (a, b)), jnp.float32), jnp.zeros(b))
            for a, b in zip(SIZES, SIZES[1:])
        ]
        zeros = tree(jnp.zeros_like, theta)
        return theta, zeros, zeros, jnp.zeros(()), jax.random.PRNGKey(seed)

    jax.block_until_ready(epoch(start(seed + 1000)))
    return start(seed), lambda state: jax.block_until_ready(epoch(state)), lambda s: np.asarray(logits(s[0], test).argmax(1))


def main():
    peer, seed, folder = sys.argv[1:4]
    (x, y), (test, labels) = read(folder, "train"), read(folder, "t10k")
    state, epoch, answers = {"pytorch": pytorch, "jax": jax_peer}[peer](int(seed), x, y, test)
    seconds = 0.0
    for epochs in range(1, MOST_EPOCHS + 1):
        begin = time.perf_counter()
        state = epoch(state)
        seconds += time.perf_counter() - begin
        if (answers(state) != labels).sum() <= WRONG:
            print(json.dumps({"peer": peer, "seconds": seconds, "epochs": epochs}))
            return
    raise SystemExit(f"more than {WRONG} wrong after {MOST_EPOCHS} epochs")


if __name__ == "__main__":
    main()
