"""Sphinx: the pages are Markdown, the reference comes from the docstrings of the installed package."""

import contextlib
import doctest
import html
import re
import shutil
import tempfile
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import parindex
from parindex import plot
from parindex.base import CODES, LANGUAGES, SEVERITIES, plain, translated
from parindex.comparison.key_levels import KEYS
from parindex.definition import Component, Definition

project = "parindex"
author = "parindex contributors"
copyright = "2026, parindex contributors"
release = version = installed("parindex")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
suppress_warnings = ["mystnb.unknown_mime_type"]  # beside its SVG, a picture carries its Vega-Lite JSON

napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"

#: The copy button leaves prompts out, and what is printed below them.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(?!parindex\b).*"),  # the build reads no inventory of another project
]

html_theme = "furo"
html_title = f"parindex {release}"
html_static_path = html_css_files = ["wide.css"]


def problem_codes() -> str:
    """Write every code of problems as a section of its own."""
    parts = []
    for about in dict.fromkeys(code.about for code in CODES.values()):
        heading = {"definition": "In a definition", "files": "Between files", "settings": "In settings of check"}
        parts.append(f"## {heading.get(about, f'In {about}')}")
        parts += [problem_code(name) for name, code in CODES.items() if code.about == about]
    return "\n\n".join(parts)


def problem_code(name: str) -> str:
    """Write one code under a heading that is also its anchor: what it means and how to mend it, in both languages."""
    code = CODES[name]
    said = {lang: translated(SEVERITIES[code.severity], lang).capitalize() for lang in LANGUAGES}
    return "\n\n".join(
        [
            f"### {name}",
            f"*{said['en']}.* {code.meaning.get('en')}",
            f"{code.mend.get('en')}",
            f"> *{said['vi']}.* {code.meaning.get('vi')}\n>\n> {code.mend.get('vi')}",
        ]
    )


def bundled_table() -> str:
    """Write the bundled definitions as a table."""
    rows = ["| id | years | units | structure | numbers |", "| --- | --- | --- | --- | --- |"]
    for entry in parindex.catalogue():
        definition = parindex.load(entry.id)
        cells = (
            f"[`{entry.id}`](#{entry.id})",
            definition.period,
            definition.units or "",
            structure(definition),
            entry.status or "",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def bundled_details() -> str:
    """Write one section a bundled definition: titles, notes and sources."""
    parts = []
    for entry in parindex.catalogue():
        definition = parindex.load(entry.id)
        title = dict.fromkeys((definition.title.get("en"), definition.title.get("vi")))
        lines = [f"### {entry.id}", " · ".join(title), f"Version {definition.version}. {structure(definition)}."]
        lines += [definition.note.get()] if definition.note else []
        lines.append("\n".join(f"- {source}" for source in sources(definition)))
        parts.append("\n\n".join(lines))
    return "\n\n".join(parts)


def levels_of_keys() -> str:
    """Write how far a change of each key reaches, from the table by which `parindex diff` decides."""
    rows = ["| in | key | kind | level of a change |", "| --- | --- | --- | --- |"]
    for cls, keys in KEYS.items():
        kind = getattr(cls, "kind", None)
        place = f"rule `{kind}`" if kind else PLACES[cls.__name__]
        for name, key in keys.items():
            if key.reach is not None:
                words = (key.reach.__doc__ or "").removeprefix("Return ").split("\n")[0]
                rows.append(f"| {place} | `{name}` | {key.kind} | {words[0].upper()}{words[1:]} |")
    return "\n".join(rows)


#: Where the tables of a definition file stand.
PLACES = {
    "Definition": "the index",
    "Component": "`[[component]]`",
    "Indicator": "`[[indicator]]`",
    "Input": "`inputs`",
    "Ranking": "`rank`",
    "Group": "`bands` of results",
    "Gate": "`requires` of `bands`",
    "BandCap": "`caps` of results",
    "Source": "`sources`",
    "Parameter": "`[[parameter]]`",
    "Attribute": "`attributes`",
    "UnitGroup": "`[[group]]`",
    "Unit": "`[[unit]]`",
    "Percentiles": "`anchors` of `rescale`",
    "Band": "a band of a rule",
    "RankBand": "`points` of `rank`",
}


def structure(definition: Definition) -> str:
    """Say how many components and indicators are combined, and up to what maximum."""
    components = sum(isinstance(node, Component) for node in definition.nodes) - 1
    below = f"{components} components, " if components else ""
    most = f", at most {plain(definition.max)}" if definition.max is not None else ""
    times = f" × {plain(definition.times)}" if definition.times is not None else ""
    return f"{below}{len(definition.leaves)} indicators, {definition.combine}{times}{most}"


def sources(definition: Definition) -> list[str]:
    """Write the sources of a definition."""
    out = []
    for source in definition.sources:
        title = source.title.get() if source.title else source.id
        text = f"[{title}]({source.url})" if source.url else title
        out.append(f"{text}: {source.note.get()}" if source.note else text)
    return out


#: What stands in a page as `<!-- name -->` is written at build time, so that page and package cannot differ.
GENERATED = {
    "problem codes": problem_codes,
    "bundled table": bundled_table,
    "bundled details": bundled_details,
    "levels of keys": levels_of_keys,
}


#: Where a picture goes in a page, and the code of the page that draws it, as `chart`, in the block before.
PICTURE = re.compile(r"(?ms)^```python\n(?P<code>.*?)^```$|^<!-- picture (?P<name>\w+) -->$")
#: The pictures of all pages, by name.
DRAWN: dict[str, Any] = {}


def pictures(text: str) -> dict[str, Any]:
    """Run the code of a page, and return what `chart` is at each mark."""
    charts: dict[str, Any] = {}
    namespace: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "examples").symlink_to(Path(__file__).resolve().parents[1] / "examples")
        with contextlib.chdir(folder):
            for match in PICTURE.finditer(text):
                if match["name"]:
                    charts[match["name"]] = namespace["chart"]
                else:
                    lines = (example.source for example in doctest.DocTestParser().get_examples(match["code"]))
                    exec("".join(lines), namespace)
    return charts


def shown(name: str, chart: Any) -> str:
    """Write a picture into a page, with the Vega-Lite JSON beside it."""
    said = html.escape(chart.to_dict(validate=False)["description"])
    image = f'<img src="_static/pictures/{name}.svg" alt="{said}">'
    return f'```{{raw}} html\n<p>{image}</p><p><a href="_static/pictures/{name}.json">Vega-Lite JSON</a></p>\n```'


def draw(app: Any, failure: Exception | None) -> None:
    """Write the pictures of the pages beside them."""
    folder = Path(app.outdir, "_static", "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in DRAWN.items():
        Path(folder, f"{name}.svg").write_text(plot.to_svg(chart), encoding="utf-8")
        Path(folder, f"{name}.json").write_text(plot.to_json(chart), encoding="utf-8")


def copy_notebooks(app: Any, config: object) -> None:
    """Lay the notebooks, and the tables that they read, where the build finds them; it runs them."""
    examples, folder = Path(app.confdir).parent / "examples", Path(app.confdir, "notebooks")
    folder.mkdir(exist_ok=True)
    for path in (path for kind in ("*.ipynb", "*.csv", "*.xlsx") for path in examples.glob(kind)):
        shutil.copyfile(path, folder / path.name)


#: A fence that names a file, as the tests read it: ```` ```toml my-index.toml ````.
NAMED_FENCE = re.compile(r"(?m)^(?P<fence>`{3,})(?P<language>\w+) (?P<file>\S+)$")


#: An example ends with an empty line, which tells doctest where its output ends; a page shows none.
LAST_EMPTY_LINES = re.compile(r"(?ms)^(```python\n.*?)\n+^```$")


def fill(app: object, page: str, source: list[str]) -> None:
    """Put what is generated into a page, and the name of a file above what is in it."""
    for name, write in GENERATED.items():
        if (mark := f"<!-- {name} -->") in source[0]:
            source[0] = source[0].replace(mark, write())
    if "<!-- picture " in source[0]:
        DRAWN.update(pictures(source[0]))
        source[0] = re.sub(r"(?m)^<!-- picture (\w+) -->$", lambda mark: shown(mark[1], DRAWN[mark[1]]), source[0])
    source[0] = LAST_EMPTY_LINES.sub(r"\1\n```", source[0])
    source[0] = NAMED_FENCE.sub(r"\g<fence>{code-block} \g<language>\n:caption: \g<file>\n", source[0])


def setup(app: object) -> None:
    """Register the above with Sphinx."""
    app.connect("config-inited", copy_notebooks)  # type: ignore[attr-defined]
    app.connect("source-read", fill)  # type: ignore[attr-defined]
    app.connect("build-finished", draw)  # type: ignore[attr-defined]
