"""What a browser loads to show each page for the first time."""

import shutil
import statistics

from playwright.sync_api import sync_playwright

import browse
import pages
from conftest import Saar
from test_browser import LOADED

BAR = 100_000


def main():
    saar = Saar(["demo", "--json", "--port", "0"]).ready()
    try:
        street = pages.prepared_street(saar)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            weights = []
            for page in pages.PAGES:
                # A new context for each: nothing is in its cache.
                tab = pages.new_tab(browser, **pages.look())
                browse.visit(street, page, tab)
                browse.settle(tab)
                loaded = tab.evaluate(LOADED)
                weights.append((sum(size for _, size in loaded), len(loaded), page.name))
                tab.context.close()
            browser.close()
    finally:
        saar.kill()
    print(f"{'page':<26}{'bytes':>9}{'requests':>10}")
    for weight, requests, name in sorted(weights, reverse=True):
        print(f"{name:<26}{weight:>9,}{requests:>10}")
    heaviest = max(weights)[0]
    median = int(statistics.median(weight for weight, _, _ in weights))
    print(f"\n{len(weights)} pages: heaviest {heaviest:,}, median {median:,}; the bar is {BAR:,}.")
    return 0 if heaviest < BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
