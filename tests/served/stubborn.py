"""A server that does not want to end: ignores SIGTERM, has a child, and a daemon in a session of its own.

Arguments: the port. Prints the pids of all three in one line when it listens.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

signal.signal(signal.SIGTERM, signal.SIG_IGN)
endless = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: signal.pause()",
]
child = subprocess.Popen(endless)
read, write = os.pipe()
if os.fork() == 0:
    daemon = subprocess.Popen(endless, start_new_session=True)
    os.write(write, str(daemon.pid).encode())
    os._exit(0)
os.wait()
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    print("pids", os.getpid(), child.pid, os.read(read, 20).decode(), flush=True)
    while True:
        signal.pause()
