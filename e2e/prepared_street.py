"""The street that every page is looked at in: what happens in it before anybody looks, once for all looks."""

import httpx

from conftest import Saar, now, report
from pages import ASKED, Street


def prepared_street(saar: Saar) -> Street:
    """Makes, by the API: three alerts that are over, one that is open with much said in it, somebody who waits, and a group that does."""
    street = Street(saar)
    # The gazetteer is read when it is first asked for, which takes a program built for tests its time.
    assert httpx.get(f"{saar.url}/api/v1/statistics", timeout=120).status_code == 200
    anna, bram, carla, wouter = (street.person(who) for who in ("resident", "neighbour", "coordinator", "police"))
    emine, fleur, john = (saar.person("resident", 0, number) for number in (2, 3, 4))

    def done(answer):
        assert answer.status_code < 300, f"{answer.request.method} {answer.request.url}: {answer.text}"
        return answer.json() if answer.content else None

    def share(who, kind, behaviour, place, group=0, **more):
        observation = {"behaviour": behaviour, **more.pop("observation", {})}
        location = {"description": place, **more.pop("location", {})}
        call = {"number": saar_number(group), "calledAt": now(-60), "by": "self"}
        return done(who.post(f"/groups/{saar.group(group)['id']}/alerts", report(
            kind=kind, observation=observation, location=location, emergencyCall=call, **more)))["id"]

    def say(who, alert, kind, text=None):
        return done(who.post(f"/alerts/{alert}/reactions", {"kind": kind, **({"text": text} if text else {})}))["id"]

    def close(who, alert, outcome, text):
        done(who.post(f"/alerts/{alert}/closure", {"outcome": outcome, "text": text}))

    def hear(*people):
        # Everybody's device says that it has shown the newest event.
        for person in people:
            newest = done(person.get(f"/groups/{saar.group()['id']}/events", params={"after": 0}))["events"]
            shared = [event for event in newest if event["event"] == "alert-shared"][-1]
            done(person.post(f"/events/{shared['eventId']}/receipts"))

    past = share(anna, "theft", "Twee mensen tillen een bakfiets in een busje", "Vermeerstraat 8",
                 observation={"vehicle": "Witte bestelbus zonder opschrift", "direction": "west"})
    hear(bram, carla, emine, fleur)
    say(bram, past, "sighting", "Busje staat stil bij de rotonde")
    say(wouter, past, "police-on-scene")
    street.over = street.linked_path(past)
    close(wouter, past, "caught", "Twee mensen aangehouden, de bakfiets is terug. Dank voor het meekijken.")
    street.past.append(past)
    past = share(bram, "doorstep-scam", "Belt aan en zegt dat de bankpas meteen mee moet", "Jan Steenlaan")
    say(fleur, past, "information", "Bij ons ook. Niet opengedaan.")
    close(bram, past, "gone", "Weggelopen toen er werd doorgevraagd.")
    street.past.append(past)
    past = share(emine, "other", "Het alarm van de school gaat af", "Basisschool De Regenboog")
    close(carla, past, "false-alarm", "De schoonmaker heeft een verkeerde code ingetoetst.")
    street.past.append(past)
    past = share(street.person("visitor"), "vandalism", "Trapt de spiegels van auto's af", "Thorbeckelaan", group=1)
    close(saar.person("coordinator", 1), past, "gone", "Schade is opgenomen.")

    street.alert = share(
        anna, "suspicious-person", "Gaat de geparkeerde auto’s langs en voelt aan elke deur",
        "Rembrandtlaan bij de brug",
        observation={"appearance": "Grijze trui met capuchon, donkere rugzak, ongeveer 1,80 m",
                     "direction": "north-east", "vehicle": "Oude damesfiets met een krat voorop"},
        location={"latitude": 52.0890, "longitude": 4.8750},
        policeOnly={"licencePlate": "GH-482-X", "text": "Stapte eerder uit een auto die verderop staat."})
    street.message = done(anna.get(f"/alerts/{street.alert}"))["messageId"]
    hear(bram, carla, emine, fleur, john, wouter)
    # Too far from the neighbours to go on to them by itself.
    street.kept = share(bram, "suspicious-vehicle", "Staat al een uur met draaiende motor", "Achter de sporthal",
                        location={"latitude": 52.0890, "longitude": 4.8705})
    say(emine, street.alert, "on-the-lookout")
    say(bram, street.alert, "sighting", "Loopt nu richting het station, aan de kant van het water")
    rude = say(fleur, street.alert, "information", "Dat is vast die jongen van nummer 14")
    done(bram.post(f"/messages/{rude}/flags"))
    done(carla.post(f"/messages/{rude}/retraction"))
    doubtful = say(fleur, street.alert, "information", "Ik heb gisteren ook al iemand bij de garages gezien")
    done(bram.post(f"/messages/{doubtful}/flags"))
    done(emine.post(f"/messages/{doubtful}/flags"))
    done(anna.post(f"/alerts/{street.alert}/corrections", {"text": "De trui is groen, niet grijs."}))
    say(john, street.alert, "sighting", "He just passed our house, walking fast")
    say(wouter, street.alert, "police-on-scene", "Wij zijn er. Blijf binnen en kijk mee vanachter het raam.")

    # A browser that may be woken, of somebody to whom nothing is sent: any point on the curve is a key to this end.
    key = done(street.person("elsewhere").get("/push-key"))["publicKey"]
    done(street.person("elsewhere").post("/me/subscriptions", {
        "endpoint": "https://push.example.org/of-nobody", "keys": {"p256dh": key, "auth": "AAECAwQFBgcICQoLDA0ODw"},
        "device": "Firefox · Android"}))

    # A group that waits for the municipality.
    corners = [[4.860, 52.068], [4.868, 52.068], [4.868, 52.072], [4.860, 52.072], [4.860, 52.068]]
    done(street.person("elsewhere").post("/groups", {
        "name": "Molenvliet Woerden", "country": "NL", "area": {"type": "Polygon", "coordinates": [corners]}}))
    done(street.person("elsewhere").post("/groups", {
        "name": "Groenestraat", "country": "BE", "coCoordinator": "noor@example.org", "area": {
            "type": "Polygon", "coordinates": [[[5.50, 50.97], [5.51, 50.97], [5.51, 50.98], [5.50, 50.97]]]}}))
    street.sign_in_by_letter(ASKED, "noor@example.org")
    done(street.person("applicant").post(
        f"/groups/{saar.group()['id']}/members", {"note": "Ik woon boven de bakker, op nummer 31"}))
    return street


def saar_number(group):
    """The number to call where a demo group lives: the third is Belgian."""
    return "101" if group == 2 else "112"
