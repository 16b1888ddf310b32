import csv
import re
from pathlib import Path

import msgspec
import pytest

from satupeta.core.filters.check import checked
from satupeta.core.slugs import is_slug
from satupeta.core.style.json import checked_style, decode_style, encode_style
from satupeta.demo.city.datasets import CityDataset
from satupeta.demo.city.districts import CHARACTERS
from satupeta.demo.city.entries import ENTRIES, MAP_LAYERS, MAP_OFFICE, MAP_RECORD, Entry
from satupeta.demo.city.places import CATEGORIES
from satupeta.demo.city.rdtr import BY_CODE, ZONES
from satupeta.demo.tangerang import OFFICES


@pytest.mark.parametrize("record", [*(entry.record for entry in ENTRIES), MAP_RECORD], ids=lambda one: one.title.id)
def test_every_record_says_that_it_is_synthetic(record: msgspec.Struct) -> None:
    texts = msgspec.to_builtins(record)
    assert "(sintetis)" in texts["title"]["id"]
    assert "(sintetis)" in texts["abstract"]["id"]
    assert "(synthetic)" in texts["title"]["en"]
    assert texts["theme"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_styles_speak_of_fields_that_are_there(entry: Entry, datasets: dict[str, CityDataset]) -> None:
    schema = datasets[entry.slug].batch.schema
    for style in entry.styles:
        assert decode_style(encode_style(checked_style(style))) == style
        for rule in style.rules:
            if rule.filter is not None:
                checked(rule.filter, schema)


def test_names_can_be_addresses_and_offices_exist() -> None:
    assert all(is_slug(entry.slug) for entry in ENTRIES)
    assert {entry.office for entry in ENTRIES} | {MAP_OFFICE} <= set(OFFICES)


def test_the_map_holds_each_dataset_in_a_style_of_its_own() -> None:
    styles = {entry.slug: {style.name for style in entry.styles} for entry in ENTRIES}
    assert {slug for slug, _ in MAP_LAYERS} == set(styles)
    assert all(style in styles[slug] for slug, style in MAP_LAYERS)


def test_zones_have_codes_and_colours_of_their_own() -> None:
    assert len({zone.code for zone in ZONES}) == len({zone.color for zone in ZONES}) == len(ZONES)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", zone.color) for zone in ZONES)
    assert all(re.fullmatch(r"[A-Z]{1,3}(-[1-8])?", zone.code) for zone in ZONES)


def test_every_zone_of_a_quarter_can_be_parcelled() -> None:
    codes = {code for character in CHARACTERS for code in (*character.zones, *character.front)}
    assert all(BY_CODE[code].parcel_m2 > 0 and BY_CODE[code].footprint_m2 > 0 for code in codes)


def test_places_stand_in_zones_that_exist() -> None:
    kinds = {zone.code.split("-")[0] for zone in ZONES}
    assert {kind for category in CATEGORIES for kind in category.weights} <= kinds


@pytest.mark.shared
def test_colours_are_those_of_published_plans(shared: Path) -> None:
    with (shared / "data/styles/rdtr_pola_ruang_colours.csv").open(encoding="utf-8") as file:
        found = {row["namobj"]: row["rgb"].split(",") for row in csv.DictReader(file)}
    ours = {zone.name.id: zone.color for zone in ZONES}
    known = set(found) & set(ours)
    assert len(known) >= 26
    assert {name: ours[name] for name in known} == {
        name: "#" + "".join(f"{int(part):02x}" for part in found[name]) for name in known
    }
