"""Runs cells in a kernel, as Jupyter does, and tells what it says.

usage: run_cells.py PROGRAM ARGUMENT…

The program is the kernel; {connection_file} among its arguments is the file that tells it where to
listen. Each line of standard input is a cell: an object of JSON with its "code" and, perhaps,
"interruptAt", a text: once the cell has shown it, it is interrupted. Each line of standard output is
what became of one: the kernel's "messages", their "type" and "content" in order, its "number", and
whether the kernel has "died" of it.
"""

import json
import queue
import subprocess
import sys
import uuid

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

START = 600
"""How long a kernel may take to start, in seconds."""

STARTS = 5
"""How often it is started at most."""

CELL = 600
"""How long it may be silent, in seconds."""


class Kernel(KernelManager):
    """A kernel that need not be installed."""

    @property
    def kernel_spec(self):
        return KernelSpec(argv=sys.argv[1:], display_name="Deno", language="typescript")


def message(kernel, client):
    """The next thing the kernel says; None if it never will say anything again."""
    for _ in range(CELL):
        try:
            return client.get_iopub_msg(timeout=1)
        except queue.Empty:
            if not kernel.is_alive():
                return None
    raise SystemExit("the kernel was silent for too long")


def run(kernel, client, code, interrupt_at=None):
    messages, number = [], None
    asked = client.execute(code)
    # What a cell printed may be told after its end, but never after what the next one prints.
    marker = "end of " + str(uuid.uuid4())
    follows = None
    while True:
        said = message(kernel, client)
        if said is None:
            return {"messages": messages, "number": number, "died": True}
        kind, content = said["msg_type"], said["content"]
        parent = said["parent_header"].get("msg_id")
        if kind == "status":
            if parent == asked and content["execution_state"] == "idle":
                follows = client.execute(f"console.log({json.dumps(marker)})", store_history=False)
        elif kind == "execute_input":
            if parent == asked:
                number = content["execution_count"]
        elif follows and marker in content.get("text", ""):
            return {"messages": messages, "number": number, "died": False}
        elif parent in (asked, follows):
            messages.append({"type": kind, "content": content})
            if interrupt_at and interrupt_at in json.dumps(content):
                interrupt_at = None
                kernel.interrupt_kernel()


def start():
    """A kernel that is ready, and its client.

    Its ports are free when they are chosen. Another program may have one of them by the time it listens:
    then it dies, and another is started.
    """
    for left in reversed(range(STARTS)):
        kernel = Kernel()
        kernel.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = kernel.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=START)
            return kernel, client
        except RuntimeError:
            has_died = not kernel.is_alive()
            client.stop_channels()
            kernel.shutdown_kernel(now=True)
            if not has_died or left == 0:
                raise


def main():
    kernel, client = start()
    try:
        for line in sys.stdin:
            cell = json.loads(line)
            done = run(kernel, client, cell["code"], cell.get("interruptAt"))
            print(json.dumps(done), flush=True)
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


main()
