"""The work of benches/tsne.rs, done by openTSNE: a map of the same samples, with its defaults but for the number of steps.

    python tsne_peer.py SAMPLES FEATURES MAP STEPS

reads the samples (8-byte numbers, one sample after the other) from a file, writes the map to another in the same way, and prints one JSON
object with the seconds that it took. PEER_THREADS says how many threads it takes.
"""

import json
import os
import sys
import time

import numpy
import openTSNE


def main():
    samples, features, places, steps = sys.argv[1:]
    x = numpy.fromfile(samples).reshape(-1, int(features))
    tsne = openTSNE.TSNE(
        n_iter=int(steps) - 250,
        early_exaggeration_iter=250,
        negative_gradient_method="fft",
        n_jobs=int(os.environ.get("PEER_THREADS", "1")),
        random_state=0,
    )
    start = time.perf_counter()
    affinities = openTSNE.affinity.PerplexityBasedNN(x, perplexity=tsne.perplexity, n_jobs=tsne.n_jobs, random_state=0)
    near = time.perf_counter() - start
    y = tsne.fit(X=x, affinities=affinities)
    seconds = time.perf_counter() - start
    numpy.asarray(y).tofile(places)
    print(json.dumps({"seconds": seconds, "affinities": near}))


if __name__ == "__main__":
    main()
