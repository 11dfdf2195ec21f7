"""The work of benches/csv.rs, done by other libraries: a CSV table to numbers, each in the way that it does by default.

    python csv_peers.py PEER FILE

prints one JSON object with the seconds that it took, the peak memory of the process in bytes and the rows. PEER is pandas or
polars; polars takes as many threads as POLARS_MAX_THREADS says. pandas' default reader of numbers is not exact to the last bit.
"""

import json
import resource
import sys
import time


def main():
    peer, path = sys.argv[1:]
    if peer == "pandas":
        from pandas import read_csv
    elif peer == "polars":
        from polars import read_csv
    else:
        raise SystemExit(f"no peer is called {peer}; there are pandas and polars")
    start = time.perf_counter()
    table = read_csv(path)
    seconds = time.perf_counter() - start
    numbers = sum(str(kind).lower() == "float64" for kind in table.dtypes)
    if numbers < table.shape[1] - 1:
        raise SystemExit(f"only {numbers} columns were read as numbers")
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"seconds": seconds, "peak": peak, "rows": table.shape[0]}))


if __name__ == "__main__":
    main()
