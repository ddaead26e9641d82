"""An installed copy, run from an empty directory; wrong settings; the command line."""

import os
import shutil
import sqlite3
import subprocess

import httpx
import pytest

from conftest import ROOT, Saar, binary, report


def run(*arguments, **environment):
    return subprocess.run(
        [str(binary()), *arguments], capture_output=True, text=True, env={**os.environ, **environment}, timeout=60)


def test_an_installed_copy_runs_from_an_empty_directory(tmp_path):
    prefix, empty = tmp_path / "usr", tmp_path / "empty"
    (prefix / "bin").mkdir(parents=True)
    empty.mkdir()
    shutil.copy(binary(), prefix / "bin/saar")
    shutil.copytree(ROOT / "Sources/WatchWeb/Resources/share", prefix / "share/saar")
    saar = Saar(["demo", "--json", "--port", "0"], cwd=empty, program=prefix / "bin/saar").ready()
    try:
        page = httpx.get(saar.url + "/", headers={"Accept-Language": "nl"})
        assert page.status_code == 200 and "Saar" in page.text
        assert httpx.get(saar.url + "/openapi.json").json()["openapi"].startswith("3.1")
        assert list(empty.iterdir()) == []
    finally:
        saar.stop()


@pytest.mark.parametrize(
    "arguments, environment, name",
    [
        (["serve"], {}, "database"),
        (["serve", "--database", "oracle:x"], {}, "database"),
        (["serve", "--database", "sqlite:/nowhere/at/all/x.sqlite"], {}, "database"),
        (["demo", "--port", "70000"], {}, "port"),
        (["demo"], {"SAAR_PORT": "eighty"}, "port"),
        (["demo", "--url", "http://saar.example.org"], {}, "url"),
        (["demo", "--share", "/nowhere"], {}, "share"),
        (["demo", "--config", "/nowhere.json"], {}, "config"),
        (["demo"], {"SAAR_LOG_LEVEL": "loud"}, "log-level"),
        (["demo"], {"SAAR_BUS": "redis://127.0.0.1:6379"}, "bus"),
        (["demo", "--bus", "nats://saar:geheim@127.0.0.1:0"], {}, "bus"),
        (["demo"], {"SAAR_BUS": "tls://127.0.0.1:4222?ca=/nowhere/ca.pem"}, "bus"),
        (["demo", "--drain", "1000"], {}, "drain"),
    ])
def test_wrong_settings_are_refused_by_name_with_the_fix(arguments, environment, name):
    outcome = run(*arguments, **environment)
    assert outcome.returncode != 0
    assert f"setting '{name}'" in outcome.stderr and "Try:" in outcome.stderr


def test_an_old_database_is_refused_until_it_is_migrated(tmp_path):
    database = f"sqlite:{tmp_path}/saar.sqlite"
    refused = run("serve", "--database", database, "--port", "0")
    assert refused.returncode != 0 and "saar migrate" in refused.stderr
    assert run("migrate", "--database", database).returncode == 0
    assert "up to date" in run("migrate", "--database", database).stdout


def test_a_token_for_somebody(demo, tmp_path):
    database = f"sqlite:{tmp_path}/saar.sqlite"
    saar = demo("--database", database)
    me = saar.person().get("/me").json()
    token = run("token", "--database", database, "--person", me["id"]).stdout.strip()
    answer = httpx.get(saar.url + "/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer.json()["id"] == me["id"]
    with sqlite3.connect(f"{tmp_path}/saar.sqlite") as file:
        assert not [row for row in file.execute("SELECT * FROM tokens") if token.encode() in map(bytes, map(str.encode, map(str, row)))]
    assert run("token", "--database", database, "--person", "nobody").returncode != 0


def test_a_broken_register_is_named(demo, tmp_path):
    database = f"sqlite:{tmp_path}/saar.sqlite"
    saar = demo("--database", database)
    for _ in range(3):
        assert saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).status_code == 201
    saar.stop()
    assert "The register is whole" in run("register", "verify", "--database", database).stdout
    with sqlite3.connect(f"{tmp_path}/saar.sqlite") as file:
        file.execute("UPDATE register_entries SET at = at - 60000 WHERE position = 2")
    broken = run("register", "verify", "--database", database)
    assert broken.returncode == 1 and "broken: entry 2" in broken.stdout
