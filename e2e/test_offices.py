"""Who holds an office, as an operator says it to a house that is serving already."""

import re
import subprocess

import httpx

from conftest import DEADLINE, binary, wait_for
from test_mail import URL, ask, cookie, post, saar, serve  # noqa: F401 (fixtures)

HARMELEN = {"type": "Polygon", "coordinates": [
    [[4.955, 52.088], [4.965, 52.088], [4.965, 52.094], [4.955, 52.094], [4.955, 52.088]]]}


def signed_in(saar, post, address):
    asked = ask(saar, address)
    assert asked.status_code == 303
    code = re.search(r"^(\d{6})$", post.letters()[-1].get_content(), re.MULTILINE)[1]
    done = httpx.post(f"{saar.plain}/sign-in/code", data={"code": code}, timeout=DEADLINE,
                      headers={"Cookie": cookie(asked, "__Host-saar-attempt"), "Origin": URL})
    assert done.status_code == 303, done.text
    return httpx.Client(base_url=saar.plain, timeout=DEADLINE, headers={
        "Cookie": cookie(done, "__Host-saar-session"), "Origin": URL})


def test_an_official_that_was_just_named_confirms_a_group(saar, post, tmp_path):  # noqa: F811
    def office(*arguments, status=0):
        done = subprocess.run(
            [str(binary()), "office", *arguments, "--database", f"sqlite:{tmp_path}/saar.sqlite"],
            capture_output=True, text=True, timeout=DEADLINE)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    nora = ("--email", "Nora@Woerden.example", "--as", "municipality", "--territory")
    assert "no municipality" in office("grant", *nora, "Woerdam", status=1)
    assert office("list") == ""
    founder = signed_in(saar, post, "anna@example.org")
    group = founder.post("/api/v1/groups", json={"name": "Harmelen Dorp", "country": "NL", "area": HARMELEN}).json()
    assert group["standing"] == "proposed" and group["municipality"] == "0632", group

    official = signed_in(saar, post, "nora@woerden.example")
    confirmation = f"/api/v1/groups/{group['id']}/confirmation"
    assert official.get("/registry").status_code == 403
    assert "now holds" in office("grant", *nora, "woerden")
    assert "already" in office("grant", *nora, "0632")
    assert office("list") == "municipality\tWoerden (0632)\tnora@woerden.example\n"
    assert official.get("/registry").status_code == 200
    wait_for("the group that waits", lambda: "Harmelen Dorp" in official.get("/registry").text)
    assert official.post(confirmation, json={}).status_code == 204
    wait_for("its confirmation", lambda: founder.get(f"/api/v1/groups/{group['slug']}").json()["standing"] == "listed")

    assert "no longer holds" in office("revoke", *nora, "Woerden")
    assert "did not hold" in office("revoke", *nora, "Woerden")
    assert official.get("/registry").status_code == 403 and office("list") == ""
