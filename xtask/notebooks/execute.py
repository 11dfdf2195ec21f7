"""Runs a notebook with the Rust kernel from a fresh start: execute.py NOTEBOOK OUT [--go-on], in the notebook's folder.

Before each cell it prints its number, how many there are and its id; after each, the seconds that it took. It stops at the
first cell that fails, unless it shall go on.
"""

import pathlib
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

# Neither the start of the kernel nor a cell takes so many seconds; the first cell of all compiles every dependency.
LONGEST = 900

source, target = map(pathlib.Path, sys.argv[1:3])
notebook = nbformat.read(source, as_version=4)
started = 0.0


def begins(cell, cell_index):
    global started
    started = time.monotonic()
    if cell.cell_type == "code":
        print("begins", cell_index + 1, len(notebook.cells), cell.id, flush=True)


def ends(cell, cell_index, execute_reply):
    print("ended", f"{time.monotonic() - started:.2f}", flush=True)


client = NotebookClient(
    notebook,
    kernel_name="rust",
    timeout=LONGEST,
    allow_errors="--go-on" in sys.argv[3:],
    startup_timeout=LONGEST,
    resources={"metadata": {"path": "."}},
    on_cell_start=begins,
    on_cell_executed=ends,
)
try:
    client.execute()
except CellExecutionError:
    # What the cell said is among its outputs.
    pass
nbformat.write(notebook, target)
