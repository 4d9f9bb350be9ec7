"""What could point to a person is found; what only looks like it is left alone."""

import pytest

from content import identifiers

# Made-up numbers that pass the check digit; no real person's.
PLANTED = [
    ("Her card is 1234 567 897.", "health-card"),
    ("Card 1234-567-897-AB was read out.", "health-card"),
    ("It said 1234567897 on the form.", "health-card"),
    ("RAMQ: TREM 7852 1415", "health-card"),
    ("He gave us 046 454 286 by phone.", None),  # a number that starts with 0 is nobody's
    ("SIN 130 692 544 stood in the letter.", "sin"),
    ("Le NAS 130-692-544 figurait dans la lettre.", "sin"),
    ("They live at P0L 1C0.", "postal-code"),
    ("They live at M5V3L9 now.", "postal-code"),
    ("Call her at 705-555-0134.", "phone"),
    ("Call her at (705) 555-0134.", "phone"),
    ("Reach him on +1 416 555 0199.", "phone"),
    ("Call 7055550134 after five.", "phone"),
    ("Write to sandra.k@example.org.", "email"),
    ("She was born on March 3, 1999.", "birth"),
    ("DOB: 1999-03-03", "birth"),
    ("Date of birth: 03/03/1999", "birth"),
    ("Elle est née le 3 mars 1999.", "birth"),
    ("Date de naissance : 1999-03-03".replace(" :", ":"), "birth"),
    ("MRN 00482913 was mixed up.", "record"),
    ("Medical record number: A482913", "record"),
    ("The chart no. 482913 was missing.", "record"),
    ("Patient ID 4829131 waited.", "record"),
    ("Dossier no 482913 a été perdu.", "record"),
    ("OHIP number is 4829130011.", "record"),
    ("We told Mrs. Tremblay on the phone.", "name"),
    ("Mme Tremblay nous a dit.", "name"),
    ("A client named Sandra told us.", "name"),
    ("A 24-year-old from Moosonee came on March 3.", "together"),
    ("Une femme âgée de 24 ans est venue le 3 mars.", "together"),
]
HARMLESS = [
    "From 22.1% to 15.3% of 1,234 appointments.",
    "204/318 is 64.2%, and 53/247 is 21.5%.",
    "The aim was 15% by December 2026.",
    "14094 appointments before and 14852 after.",
    "By June 1, 2017, 90 percent of clients aged 12 or older agree.",
    "People aged 65 or older, counted from May 15, 2018.",
    "doi 10.1136/bmjoq-2024-002908",
    "See ISBN 978-3-16-148410-0.",
    "Call 1-800-668-6868 or 9-8-8 at any hour.",
    "Room 4-112 on ward B2.",
    "We used form H1-2024 and policy 12345.",
    "Version 1.2.3 of the chart, 12 weeks.",
    "The chart shows 24 points.",
    "Patient safety huddles at 9:15 each day.",
    "Mean weekly incidents: 2.5 to 2.0.",
    "The file has 12000 rows.",
    "We met on March 3 and again on April 14.",
    "A tool called Safewards helped.",
    "87 days to 18 days; 28 weeks to below 12 weeks.",
    "Budget: $1 234 567 over 3 years.",
]


@pytest.mark.parametrize(("text", "kind"), [pair for pair in PLANTED if pair[1]])
def test_what_could_point_to_a_person_is_found(text, kind):
    assert kind in [finding.kind for finding in identifiers.find(text)]


@pytest.mark.parametrize("text", [*HARMLESS, *[text for text, kind in PLANTED if kind is None]])
def test_what_only_looks_like_it_is_left_alone(text):
    assert identifiers.find(text) == []


def test_a_finding_shows_its_sentence():
    text = "We changed the letter. Mrs. Tremblay called us at 705-555-0134 about it! Then we stopped."

    findings = identifiers.find(text)

    assert [finding.words(text) for finding in findings] == ["Mrs. Tremblay", "705-555-0134"]
    assert findings[1].sentence(text) == "Mrs. Tremblay called us at 705-555-0134 about it!"


@pytest.mark.parametrize(
    ("piece", "kind"), [("1 ", ""), ("a@", ""), ("1-", ""), ("Mrs. ", ""), ("born on ", ""), ("(705) ", ""), ("Mrs. Roy! ", "name")]
)
def test_a_long_hostile_text_is_read_to_its_end(piece, kind):
    text = piece * 20_000 + ". M5V 3L9"

    kinds = [finding.kind for finding in identifiers.find(text)]

    assert kinds[-1] == "postal-code"
    assert set(kinds) <= {kind, "name", "postal-code"}
