"""Ten times as many ask as the database can answer: most of its work goes on, no line to it is opened anew, whoever
cannot be served in time hears so at once and when to come again, and whoever reports is heard."""

import pytest

from overload import overload


@pytest.mark.alone
def test_ten_times_too_many():
    found = overload()
    assert not found.flaws(), found.words()
