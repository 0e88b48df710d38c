"""The short form of annotation: what is right becomes gold, what is wrong is named with its report."""

import pytest

from training.short_form import read_part

PART = '''
part = "x"
[[report]]
id = "x-1"
war = "Mali 2012-"
register = "wire"
title = "Raid"
source = "Bamako Dispatch"
published = "2022-06-20T15:00Z"
text = """
Gunmen stormed Diallassagou on Saturday, killing at least twelve people.

They burnt granaries.
"""
[[report.event]]
trigger = "stormed Diallassagou"
also = ["burnt granaries"]
kind = "assault"
time = "2022-06-18"
places = [{text = "Diallassagou", name = "Diallassagou", kind = "city", country = "ML", at = [13.75, -3.62], km = 40}]
actors = [{text = "Gunmen", id = "unknown-gunmen", role = "perpetrator", opt = true}]
casualties = [{text = "at least twelve people", outcome = "killed", min = 12, group = "civilian", side_ok = [""]}]
'''


def test_a_part_becomes_gold() -> None:
    (report,), faults = read_part(PART)
    assert faults == []
    (event,) = report["gold"]
    assert (event["category"], event["type"], event["core"], report["event_free"]) == ("attack", "assault", True, False)
    assert event["time"] == {"start": "2022-06-18T00:00:00Z", "end": "2022-06-19T00:00:00Z"}
    assert report["text"][slice(*event["evidence_at"])] == "stormed Diallassagou"
    (line,) = event["casualties"]
    assert (line["min"], line["max"], line["side"], line["side_ok"]) == (12, None, None, [None])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("stormed Diallassagou", "stormed Bankass", "the trigger stands 0 times in the text"),
        ('"burnt granaries"', '"burnt barns"', "also 'burnt barns' stands 0 times"),
        ('kind = "assault"', 'kind = "assail"', "kind 'assail' is not known"),
        ('kind = "assault"', 'kind = "assault"\ncore = false', "what is not core needs a why"),
        ('time = "2022-06-18"', 'time = "2022-13-18"', "time '2022-13-18'"),
        ('time = "2022-06-18"', 'time = "2022-06-18/2022-06-01"', "the end lies before the start"),
        ('role = "perpetrator"', 'role = "doer"', "role 'doer' is not known"),
        ("min = 12", "least = 12", "'least' is no key of a casualty"),
        ('register = "wire"', 'register = "wires"', "register 'wires' is not known"),
        ("at = [13.75, -3.62], km = 40", "km = 40", "at and km are missing"),
        ("2022-06-20T15:00Z", "yesterday", "published 'yesterday' is no time"),
    ],
)
def test_a_fault_is_named_with_its_report(old: str, new: str, fault: str) -> None:
    _, faults = read_part(PART.replace(old, new, 1))
    assert any(each.startswith("x-1: ") and fault in each for each in faults), faults


def test_what_is_no_toml_is_said() -> None:
    assert read_part("[[report]\n")[1] != []
