"""The example portal: uploads, problems beside fields, rankings, a unit, two years; the same under load."""

import socket
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from ..installed_programs import chromium

pytest.importorskip("starlette", reason="starlette is not installed (the group tests has it)")
ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "examples/portal"


def portal():
    """Return the module of the portal, loaded once a process."""
    if "portal" not in sys.modules:
        specification = spec_from_file_location("portal", PORTAL / "portal.py")
        module = sys.modules["portal"] = module_from_spec(specification)
        specification.loader.exec_module(module)
    return sys.modules["portal"]


def browser():
    from starlette.testclient import TestClient

    return TestClient(portal().app, follow_redirects=False)


def table(year):
    return (ROOT / f"examples/pci-{year}.csv").read_bytes()


def upload(client, content, name="a.csv", *, year="2013", edition="pci-2013", lang="vi"):
    return client.post(f"/{edition}/upload?lang={lang}", data={"year": year}, files={"file": (name, content)})


@pytest.fixture
def client():
    portal().SCORED.clear()
    return browser()


def test_an_upload_leads_to_the_ranking_with_published_figures(client):
    sent = upload(client, table(2013))
    assert (sent.status_code, sent.headers["location"]) == (303, "/pci-2013/2013?lang=vi")
    page = client.get(sent.headers["location"]).text
    # PCI 2013 as VCCI published it: Đà Nẵng first with 66.45, Thừa Thiên - Huế second with 65.56
    assert page.index("Đà Nẵng") < page.index("66,45") < page.index("Thừa Thiên Huế") < page.index("65,56")
    assert "66.45" in client.get("/pci-2013/2013?lang=en").text


def test_faults_of_an_upload_are_shown_with_their_places_and_harm_nothing(client):
    content = table(2013).replace(b"\n01,", b"\n<script>01,")
    shown = upload(client, content, "<b>a.csv", lang="vi")
    assert shown.status_code == 422
    assert "&lt;b&gt;a.csv:2:1" in shown.text
    assert "<script>" not in shown.text
    assert "không có đơn vị" in shown.text
    assert "no unit" in upload(client, content, lang="en").text


def test_what_cannot_be_read_at_all_is_refused_in_words(client):
    assert upload(client, b"%PDF-1.7", "a.xlsx").status_code == 422
    assert upload(client, b"0" * (portal().LIMITS.max_bytes + 1)).status_code == 422
    assert upload(client, b"", year="13").status_code == 400


def test_problems_of_a_form_stand_beside_their_fields(client):
    sent = {"unit": "Bộ Nội vụ", "appraised": "71", "survey": "26,38"}
    shown = client.post("/par-ministry-2022/form?lang=vi", data=sent)
    assert shown.status_code == 422
    beside = shown.text.partition('id="appraised-told"')[2]
    assert "71 không nằm trong khoảng từ 0 đến 68,5" in beside[:300]
    assert 'id="survey-told"' not in shown.text
    scored = client.post("/par-ministry-2022/form?lang=vi", data=sent | {"appraised": "60,65"})
    assert "87,03" in scored.text  # 60.65 + 26.38


def test_a_form_that_is_half_filled_in_tells_the_points_so_far_and_what_is_open(client):
    sent = {"unit": "Bộ Nội vụ", "appraised": "60,65", "survey": ""}
    shown = " ".join(client.post("/par-ministry-2022/form?lang=vi", data=sent).text.split())
    assert "Bộ Nội vụ: đã có 60,65 điểm" in shown
    assert "Còn 1 chỉ tiêu chưa điền. Tổng điểm có thể đạt từ 60,65 đến 92,15." in shown  # 60.65 + 31.5
    assert '<a href="#survey">Điều tra xã hội học</a>' in shown
    nobody = client.post("/par-ministry-2022/form?lang=vi", data=sent | {"unit": "Bộ <i>"})
    assert nobody.status_code == 422
    assert '<a href="#unit">Đơn vị</a>: không có đơn vị &#39;Bộ &lt;i&gt;&#39;' in nobody.text
    assert 'value="60,65"' in nobody.text  # what was filled in stays


def test_a_ranking_leads_to_what_changed_since_each_other_year(client):
    for year in (2013, 2014):
        assert "Thay đổi" not in upload(client, table(year), year=str(year)).text
    for year in (2013, 2014):
        assert 'href="/pci-2013/2013-2014?lang=vi"' in client.get(f"/pci-2013/{year}").text
    page = client.get("/pci-2013/2013-2014").text
    assert "xuống 4,5" in page  # halves of a place, where causes share it, with a decimal comma
    assert "down 4.5" in client.get("/pci-2013/2013-2014?lang=en").text
    assert "<title>Thay đổi 2013 → 2014, Chỉ số năng lực cạnh tranh cấp tỉnh 2013–2021 · Cổng chỉ số</title>" in page


def test_a_unit_and_two_years_have_pages(client):
    for year in (2013, 2014):
        upload(client, table(year), year=str(year))
    assert "61,59" in client.get("/pci-2013/2013/38").text  # Thanh Hóa, as published
    between = " ".join(client.get("/pci-2013/2013-2014").text.partition("Hà Nội")[2][:400].split())
    for figure in ("57,67", "58,89", "+1,22", "33 → 26"):  # totals and ranks as published, and their difference
        assert figure in between
    assert client.get("/pci-2013/2013/nobody").status_code == client.get("/pci-2013/2015").status_code == 404


def scored_alone(content):
    module = portal()
    return module.parindex.score(module.EDITIONS["pci-2013"], content, year=2013, limits=module.LIMITS).to_json()


@pytest.fixture
def served(client):
    """Give the address of the portal, served by a thread, with two years scored."""
    import uvicorn

    for year in (2013, 2014):
        upload(client, table(year), year=str(year))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(portal().app, log_level="error"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        serving.join()


PAGES = ("/", "/pci-2013/2013", "/pci-2013/2013/38", "/pci-2013/2013-2014?lang=en", "/qd766-2026/form", "/nothing")


def serious(page):
    """Return what axe finds that keeps somebody from reading or using a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return [one["id"] for one in axe.Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]


def test_pages_show_in_a_browser_which_finds_nothing_to_complain_of(served):
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 800})
        told = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        for path in PAGES:
            page.goto(served + path)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 360, path
        assert [text for text in told if "404" not in text] == []
        page.goto(f"{served}/par-ministry-2022/form")
        for name, text in (("unit", "Bộ Nội vụ"), ("appraised", "71"), ("survey", "26,38")):
            page.fill(f"#{name}", text)
        page.click(".evidence button")
        assert page.get_attribute("#appraised", "aria-invalid") == "true"
        assert page.get_attribute("#survey", "aria-invalid") is None
        assert "71" in page.evaluate("document.activeElement.textContent")  # the list of faults has the focus
        page.click(".told a")
        assert page.evaluate("document.activeElement.id") == "appraised"
        assert serious(page) == []
        page.fill("#appraised", "60,65")
        page.click(".evidence button")
        assert "87,03" in page.inner_text(".score")
        page.click("nav [lang=en]")
        assert "87.03" in page.inner_text(".score")  # what was filled in goes along into the other language
        page.press("#survey", "Enter")
        assert page.url.endswith("/par-ministry-2022/form?lang=en")
        page.emulate_media(color_scheme="dark")
        for path in PAGES[2:4]:
            page.goto(served + path)
            assert serious(page) == [], path


@pytest.mark.many
def test_threads_and_processes_give_equal_results():
    contents = [table(2013).replace(b"7.", b"7.%d" % at, 1) for at in range(32)]
    alone = list(map(scored_alone, contents))
    assert len({*alone}) == len(contents)
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(scored_alone, contents)) == alone
    with ProcessPoolExecutor(4) as processes:
        assert list(processes.map(scored_alone, contents)) == alone


@pytest.mark.many
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell the memory of a process")
def test_memory_stays_flat_over_many_uploads():
    told = subprocess.run(
        [sys.executable, "many_uploads.py", "400"], cwd=PORTAL, capture_output=True, text=True, check=True
    )
    memory = [int(line.split()[2].replace(",", "")) for line in told.stdout.splitlines()]
    assert len(memory) == 10
    assert memory[-1] - memory[4] < 2_000  # kB over the second half, of which one table alone has 100
