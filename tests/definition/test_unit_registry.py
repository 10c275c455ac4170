"""Units are found by any official spelling, and a slip is never taken for another unit."""

import csv
import random
import unicodedata

import pytest

import parindex
from parindex.base.texts import Text, clean
from parindex.definition.reading.definition_text import load_text
from parindex.definition.unit_registry import REGISTRIES, Unit, conflicts, registry, registry_of, registry_periods

from ..sample import HEAD


@pytest.fixture
def variants(root):
    path = root.parent / "shared" / "facts" / "units" / "name_variants.csv"
    if not path.is_file():
        pytest.skip("the list of spellings is not beside the project (../shared/facts/units)")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def period(row):
    return registry("vn-provinces", {"63": 2008, "34": 2025}[row["registry"]])  # with Hà Tây, which the list of 63 has


def test_every_spelling_gives_its_code(variants):
    wrong = [row for row in variants if getattr(period(row).find(row["variant"]).unit, "id", None) != row["code"]]
    assert (len(variants), wrong) == (652, [])


def bare(text):
    """Fold a name as a reader would who cannot see marks, blanks or case; written apart from the code under test."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return "".join(sign for sign in text if sign.isascii() and sign.isalnum())


@pytest.mark.many
def test_a_hundred_thousand_near_misses_give_no_wrong_unit(variants):
    """A near-miss that is found must be, letter for letter, a spelling of the unit that is found."""
    chance = random.Random(20251124)
    spelled = {}
    for row in variants:
        spelled.setdefault(row["code"], set()).add(bare(row["variant"]))
    for unit in registry("vn-provinces", 2008).units:
        spelled.setdefault(unit.id, set()).update(map(bare, (unit.id, *unit.names())))
    lead = ("", "tinh", "thanhpho", "tp", "thudo")
    letters = "abcdefghiklmnopqrstuvxyđăâêôơưáàảãạ -."
    names = [row["variant"] for row in variants if row["registry"] == "63"]
    among, found = registry("vn-provinces", 2008), 0
    for _ in range(100_000):
        name, other = chance.choice(names), chance.choice(names)
        at = chance.randrange(len(name))
        name = chance.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + chance.choice(letters) + name[at:],
                name[:at] + chance.choice(letters) + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
                name[:at] + other[len(other) // 2 :],
                " ".join(name.split()[:-1]),
            )
        )
        for unit in among.matches(clean(name)):
            found += 1
            read = bare(name)
            tails = ("", "city", "province")
            legitimate = {f"{before}{word}{after}" for word in spelled[unit.id] for before in lead for after in tails}
            assert read in legitimate or read.lstrip("0") == unit.id.lstrip("0"), (name, unit.id)
    assert found > 1000  # blanks, points and marks left out are no slips


@pytest.mark.parametrize("id_", REGISTRIES)
def test_no_two_units_share_a_name(id_):
    for each in registry_periods(id_):
        assert conflicts(each.units) == []
        for unit in each.units:
            assert [each.find(name).unit for name in (unit.id, *unit.names())] == [unit] * (1 + len(unit.names()))


@pytest.mark.parametrize("year, count", [(2006, 64), (2008, 64), (2009, 63), (2024, 63), (2025, 34), (2026, 34)])
def test_the_year_picks_the_provinces(year, count):
    assert len(registry("vn-provinces", year).units) == count


@pytest.mark.parametrize(
    "year, label, hint",
    [
        (2025, "Bắc Kạn", "until 2025-06-30; then Thái Nguyên (19)"),
        (2025, "Hà Tây", "until 2008-07-31; then Hà Nội (01)"),
        (2024, "Hà Tây", "until 2008-07-31; then Hà Nội (01)"),
        (2025, "Thừa Thiên Huế", "until 2025-06-30; then Huế (46)"),
        (2024, "Hà Nàm", "did you mean 'Hà Nam'?"),
    ],
)
def test_a_name_of_another_period_says_what_became_of_it(year, label, hint):
    found = registry("vn-provinces", year).find(label)
    assert (found.unit, found.code, found.hint) == (None, "unknown-unit", hint)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
@pytest.mark.parametrize(
    "label, code",
    [
        ("Tỉnh Đồng Nai", "75"),
        ("Thành phố Đồng Nai", "75"),
        ("TP. Đồng Nai", "75"),
        ("Dong Nai City", "75"),
        ("thành phố Quảng Ninh", "22"),
        ("Tỉnh Quảng Ninh", "22"),
        ("TP Bắc Ninh", "24"),
        ("Tỉnh Bắc Ninh", "24"),
        ("H15", "66"),
        ("h01", "91"),
        ("UBND tỉnh Đắk Lắk", "66"),
        ("Ủy ban nhân dân TP. Hồ Chí Minh", "79"),
        ("UY BAN NHAN DAN TINH DAK LAK", "66"),
        ("People’s Committee of Dak Lak Province", "66"),
        ("Thành phố Thanh Hóa", None),
        ("Tỉnh Huế", None),
        ("H15.16", None),
        ("H15.16.3", None),
        ("H5", None),
        ("Sở Nội vụ tỉnh Đắk Lắk", None),
        ("UBND xã Đắk Lắk", None),
        ("UBND", None),
        ("UBND tỉnh", None),
    ],
)
def test_both_kinds_codes_of_the_portal_and_the_authority_are_understood(year, label, code):
    assert getattr(registry("vn-provinces", year).find(label).unit, "id", None) == code


@pytest.mark.parametrize(
    "year, label, hint",
    [
        (2024, "Thành phố Đồng Nai", "in this list it is Tỉnh Đồng Nai (75)"),
        (2024, "Thành phố Bắc Ninh", "in this list it is Tỉnh Bắc Ninh (27)"),
        (2026, "Tỉnh Huế", "in this list it is Thành phố Huế (46)"),
        (2026, "H15.16", "H15.16 is below Đắk Lắk (66), not that unit itself"),
        (2024, "H15", "a unit of vn-provinces from 2025-07-01"),
    ],
)
def test_a_name_of_another_kind_and_a_code_below_a_province_are_told(year, label, hint):
    found = registry("vn-provinces", year).find(label)
    assert (found.unit, found.code, found.hint) == (None, "unknown-unit", hint)


def test_dong_nai_is_a_city_from_2026():
    dong_nai, quang_ninh, hue = map(registry("vn-provinces", 2026)._codes.__getitem__, ("75", "22", "46"))
    assert [dong_nai.kind_in(year) for year in (2025, 2026, 2027)] == ["province", "municipality", "municipality"]
    assert (dong_nai.kind_since, quang_ninh.kind_since, hue.kind_since) == ("2026-04-30", "2026", "")
    assert [hue.kind_in(year) for year in (2025, 2026)] == ["municipality"] * 2


def facts(root, *names):
    path = root.parent.joinpath("shared", *names)
    if not path.is_file():
        pytest.skip(f"{'/'.join(names)} is not beside the project (../shared)")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_codes_of_the_portal_are_those_that_it_gives(root):
    rows = facts(root, "data", "qd766", "provinces_2026-10-10.csv")
    units = registry("vn-provinces", 2026).units
    assert sorted((row["unit"], row["portal_code"]) for row in rows) == [(unit.id, unit.portal_code) for unit in units]
    assert len({unit.portal_code for unit in units}) == len(units)
    assert not any(unit.portal_code for unit in registry("vn-provinces", 2024).units)


def test_regions_are_those_of_the_lists(root):
    now = {
        row["code"]: Text(row["region_vi"], row["region_en"]) for row in facts(root, "facts", "units", "regions_34.csv")
    }
    assert {unit.id: unit.region for unit in registry("vn-provinces", 2026).units} == now
    before = {row["code"]: row["region6_en"] for row in facts(root, "facts", "units", "provinces_63.csv")}
    assert {unit.id: unit.region.en for unit in registry("vn-provinces", 2008).units} == before
    assert [len({unit.region for unit in registry("vn-provinces", year).units}) for year in (2008, 2024, 2026)] == [
        6
    ] * 3


def test_codes_and_names_are_used_again_after_the_merger():
    then, now = registry("vn-provinces", 2024), registry("vn-provinces", 2025)
    assert (then.find("44").unit.title.vi, now.find("44").unit.title.vi) == ("Quảng Bình", "Quảng Trị")
    assert (then.find("Quảng Trị").unit.id, now.find("Quảng Trị").unit.id) == ("45", "44")


def test_seventeen_ministries_are_ranked_and_two_are_not():
    units = registry("vn-ministries", 2023).units
    assert (sum(unit.ranked for unit in units), [unit.id for unit in units if not unit.ranked]) == (17, ["CEMA", "GI"])
    assert registry("vn-ministries", 2023).find("bộ tư pháp").unit.id == "MOJ"
    assert registry("vn-ministries", 2023).find("Bộ Công an").hint == "Bộ Công an is not assessed"
    assert all(unit.ranked for unit in registry("vn-ministries", 2015).units)


def test_a_name_without_marks_that_two_units_share_is_ambiguous():
    found = registry_of([Unit("a", Text("Hà", "Hà")), Unit("b", Text("Há", "Há"))]).find("Ha")
    assert (found.unit, found.code) == (None, "ambiguous-unit")


def test_an_own_list_keeps_ward_and_commune_apart():
    among = registry_of([Unit("x", Text("Xã Tân An", None)), Unit("p", Text("Phường Tân An", None))])
    assert [getattr(among.find(name).unit, "id", None) for name in ("xã tân an", "Phường Tân An", "Tân An")] == [
        "x",
        "p",
        None,
    ]


def test_units_of_a_definition_that_collide_are_told():
    units = (Unit("a", Text("Sở Nội vụ")), Unit("A", None), Unit("c", Text("SỞ NỘI VỤ")))
    assert [at for at, *_ in conflicts(units)] == [1, 2]


ONE = '[[indicator]]\nid = "x"\nmax = 10\n'


def provinces(years):
    return load_text(
        HEAD.replace("years = [2020]", f"years = {years}") + f'combine = "sum"\nunits = "vn-provinces"\n{ONE}'
    )


def test_where_an_edition_spans_the_merger_the_first_period_that_knows_all_units_is_taken():
    spanning = provinces("[2022]")
    old = parindex.read_evidence(spanning, {"Bắc Kạn": {"x": 1}, "Quảng Trị": {"x": 1}})
    new = parindex.read_evidence(spanning, {"unit": ["44", "46"], "name": ["Quảng Trị", "Huế"], "x": [1, 2]})
    told = parindex.read_evidence(spanning, {"Quảng Trị": {"x": 1}}, year=2025)
    assert (old.units, new.units, told.units) == (("06", "45"), ("44", "46"), ("44",))
    assert new.registry.label == "vn-provinces from 2025-07-01"


def test_a_year_outside_the_edition_is_refused():
    with pytest.raises(ValueError, match="not of 2030"):
        parindex.read_evidence(provinces("[2022, 2023]"), {"01": {"x": 1}}, year=2030)


def test_two_spellings_of_one_unit_are_two_rows_of_it():
    found = parindex.validate(provinces("[2022, 2023]"), {"Hà Nội": {"x": 1}, "01": {"x": 2}})
    assert [problem.code for problem in found] == ["duplicate-unit"]


@pytest.mark.parametrize(
    "body, code",
    [
        ('units = "vn-provinzen"\n', "wrong-value"),
        ('units = "vn-provinces"\nunit = [{ id = "a" }]\n', "wrong-value"),
        ('unit = [{ id = "a", group = "g" }]\n', "wrong-value"),
        ('group = [{ id = "g" }]\n', "wrong-value"),
        ('group = [{ id = "g" }, { id = "g" }]\nunit = [{ id = "a", group = "g" }]\n', "duplicate-id"),
        ('unit = [{ id = "a", title = "Sở" }, { id = "b", title = "SỞ" }]\n', "duplicate-id"),
    ],
)
def test_faulty_units_of_a_definition_are_told(body, code):
    with pytest.raises(parindex.DefinitionError) as caught:
        load_text(f'{HEAD}combine = "sum"\n{body}{ONE}')
    assert [problem.code for problem in caught.value.problems] == [code]


def named(among, *labels):
    return [getattr(among.find(label).unit, "id", None) for label in labels]


def test_names_of_an_own_list_that_differ_by_a_mark_are_told_apart():
    among = registry_of([Unit("1", Text("Xã Tân Lập")), Unit("2", Text("Xã Tấn Lập")), Unit("3", Text("Xã Hoa An"))])
    assert named(among, "Xã Tân Lập", "xã tấn lập", "XA HOA AN", "Xã Hòa An") == ["1", "2", "3", None]
    assert among.find("Xa Tan Lap").code == "ambiguous-unit"
    assert named(registry_of([Unit("2", Text("Xã Tấn Lập"))]), "Xã Tân Lập") == [None]


@pytest.mark.parametrize(
    "label",
    [
        "Thành phố Thanh Hóa",
        "Vinh Long City",
        "TP. Hải Dương",
        "Tỉnh Hải Phòng",
        "Bộ Hà Nội",
        "Ministry of Hà Nội",
        "Thủ đô Cần Thơ",
    ],
)
def test_a_word_for_another_kind_of_unit_makes_another_name(label):
    assert registry("vn-provinces", 2024).find(label).unit is None


def test_a_code_of_another_period_says_what_became_of_it():
    assert registry("vn-provinces", 2025).find("02").hint == "until 2025-06-30; then Tuyên Quang (08)"
    assert registry("vn-ministries", 2023).find("Ministry of National Defence").hint == "Bộ Quốc phòng is not assessed"


def test_a_code_is_no_other_unit_s_name():
    units = (Unit("alpha", Text("Beta")), Unit("beta", Text("Alpha")))
    assert [at for at, *_ in conflicts(units)] == [1]
    assert conflicts((Unit("snv", Text("SNV")), Unit("x-1"), Unit("x1"))) == []


def test_codes_used_again_after_the_merger_need_the_year():
    spanning = provinces("[2024]")
    found = parindex.validate(spanning, {"44": {"x": 1}, "01": {"x": 2}})
    assert [(problem.code, problem.path[0]) for problem in found] == [("ambiguous-unit", "44")]
    assert "Quảng Bình (44)" in found[0].message
    assert "Quảng Trị (44)" in found[0].message
    for year, name in ((2024, "Quảng Bình"), (2025, "Quảng Trị")):
        assert parindex.read_evidence(spanning, {"44": {"x": 1}}, year=year).names == (name,)
    old = parindex.read_evidence(spanning, {"44": {"x": 1}, "06": {"x": 2}})  # only the old period knows Bắc Kạn
    assert (old.names, old.problems) == (("Quảng Bình", "Bắc Kạn"), ())


@pytest.mark.parametrize("to, faulty", [("01", False), ("zzz", True), ("Hà Nội", True)])
def test_a_unit_to_compare_with_is_one_of_the_registry_by_its_code(to, faulty):
    body = f'[[indicator]]\nid = "x"\nmax = 10\nrule = {{ kind = "relative", to = "{to}" }}\n'
    text = f'{HEAD}combine = "sum"\nunits = "vn-provinces"\n{body}'
    if faulty:
        with pytest.raises(parindex.DefinitionError, match="there is no unit"):
            load_text(text)
    else:
        load_text(text)


@pytest.mark.parametrize("columns", [{}, {"appraised": None, "survey": ""}])
def test_a_table_of_nothing_but_a_heading_is_refused(columns):
    definition = parindex.load("par-ministry-2022")
    data = [{"unit": "BẢNG ĐIỂM", **columns}]
    assert "empty-table" in [problem.code for problem in parindex.validate(definition, data)]
    with pytest.raises(parindex.EvidenceError):
        parindex.score(definition, data)
