"""The program in a process of its own, watched from outside. Linux only (/proc tells)."""

import asyncio
import os
import re
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
# Seconds that something may take before it counts as hanging.
PATIENCE = 300.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Running:
    """The program, watched from outside."""

    def __init__(self, http: httpx.AsyncClient, pid: int) -> None:
        self.http = http
        self._pid = pid

    @property
    def cpu(self) -> float:
        """Processor seconds until now."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident(self, what: str = "VmRSS") -> int:
        """Bytes in memory now, or with VmHWM at most since `forget_peak`."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        found = re.search(rf"{what}:\s+(\d+) kB", status)
        return 1024 * int(found[1]) if found else 0

    def forget_peak(self) -> None:
        """VmHWM begins anew."""
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")

    async def get(self, path: str) -> tuple[float, httpx.Response]:
        """Milliseconds, and the answer. Raises HTTPStatusError."""
        begun = time.perf_counter()
        answer = await self.http.get(path)
        took = 1000 * (time.perf_counter() - begun)
        return took, answer.raise_for_status()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    """The bot over `folder`/data/preview.db, ended afterwards."""
    own = {"LISTEN": "127.0.0.1:0", "KNOWLEDGE_DIR": str(ROOT / "knowledge")}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=folder, env={**kept, **own, "PYTHONPATH": str(ROOT)}, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout
        async with asyncio.timeout(PATIENCE):
            first = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", first)
        if found is None:
            raise RuntimeError(f"The bot did not start; it said {first!r}.")
        async with httpx.AsyncClient(base_url=found[0], timeout=PATIENCE) as http:
            yield Running(http, process.pid)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 10.0)
        except TimeoutError:
            process.kill()
            await process.wait()
