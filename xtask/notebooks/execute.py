"""Runs a notebook with the Rust kernel from a fresh start: execute.py NAME NOTEBOOK OUT [--go-on], in the notebook's folder.

It stops at the first cell that fails, unless it shall go on. On a terminal it says which cell is running, and in the end
how long the whole took and which cells were the slowest.
"""

import pathlib
import queue
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbclient.util import ensure_async

# Neither the start of the kernel nor a cell takes so many seconds; the first cell of all compiles every dependency.
LONGEST = 900
# What a cell prints last may arrive after the kernel has said that the cell is done, by less than so many seconds.
LATEST = 0.1

name, source, target = sys.argv[1], *map(pathlib.Path, sys.argv[2:4])
notebook = nbformat.read(source, as_version=4)
started = time.monotonic()
seconds = {}


def begins(cell, cell_index):
    seconds[cell.id] = -time.monotonic()
    if sys.stdout.isatty():
        print(f"\r{name}  cell {cell_index + 1} of {len(notebook.cells)}  {cell.id}\033[K", end="\r", flush=True)


def ends(cell, cell_index, execute_reply):
    seconds[cell.id] += time.monotonic()


class PatientClient(NotebookClient):
    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        while True:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=LATEST))
            except queue.Empty:
                return
            if message["parent_header"].get("msg_id") == parent_msg_id:
                self.process_message(message, cell, cell_index)


client = PatientClient(
    notebook,
    kernel_name="rust",
    timeout=LONGEST,
    allow_errors="--go-on" in sys.argv[4:],
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
# A cell that failed has not ended.
ran = sorted(((took, id) for id, took in seconds.items() if took >= 0), reverse=True)
slowest = ", ".join(f"{id} {took:.1f}" for took, id in ran[:4])
print(f"{name}  {len(ran)} cells ran  {time.monotonic() - started:.1f} s; slowest: {slowest}")
