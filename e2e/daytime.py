"""A server at whose clock it is daytime in the Netherlands, whenever the tests run: what may be done by day alone is tried at
night, too. The clock of this machine is left alone; the server's own is put some hours beside it."""

import os
import shutil
import subprocess
from datetime import datetime
from zoneinfo import ZoneInfo

# Noon is far from both ends of the day; what is signed for twelve hours stays good when the clock is put ahead by less.
NOON = 12

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    const char *hours = getenv("SAAR_TEST_HOURS");
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    if (!result && clock == CLOCK_REALTIME && hours) time->tv_sec += atol(hours) * 3600;
    return result;
}
"""


def beside(at_night=False):
    """By how many hours the clock is put ahead, or back where that is nearer, so that it is about noon, or midnight."""
    now = datetime.now(ZoneInfo("Europe/Amsterdam")).hour
    wanted = 0 if at_night else NOON
    return (wanted - now + 12) % 24 - 12


def environment(folder, at_night=False):
    """What such a server is started with."""
    source, shim = folder / "clock.c", folder / "clock.so"
    source.write_text(SHIM)
    compiler = shutil.which("cc") or shutil.which("clang")
    assert compiler, "no C compiler, of which Swift itself needs one"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True, timeout=60)
    before = os.environ.get("LD_PRELOAD")
    return {"LD_PRELOAD": f"{shim}:{before}" if before else str(shim), "SAAR_TEST_HOURS": str(beside(at_night))}
