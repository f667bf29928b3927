# SPDX-License-Identifier: Apache-2.0
"""terminal.py COMMAND...: run it on a terminal of its own, print what it shows, end as it does."""

import os
import pty
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    try:
        said = os.read(terminal, 65536)
    except OSError:  # Linux: nobody has the other end any more
        break
    if not said:
        break
    sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
