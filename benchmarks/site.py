"""The explorer in Chromium: first view, slider steps and filter keystrokes, on the real data and a large saga.

The first view is compared, in the same run, with an empty page that parses the same data. Needs Chromium
and ``playwright``; everything is loaded from disk. Script time is what ``performance.now()`` says around
the step, the drawing that it asks for included.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import aigraph
from aigraph.site.build import pages, script_of

ROUNDS = 15
COPIES = 10_000
STEPS = """async steps => {
  const times = [];
  for (const step of steps) {
    const input = document.querySelector(step.where);
    input.value = step.value;
    const before = performance.now();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(requestAnimationFrame);
    const drawn = performance.now();
    await new Promise(r => setTimeout(r, 0));
    times.push([performance.now() - before, drawn - before]);
  }
  return times;
}"""
EMPTY = '<!doctype html><title>empty</title><body><script src="data.js"></script><script src="texts.en.js"></script><script src="parse.js"></script></body>'
PARSE = "JSON.parse(aigraph.data); JSON.parse(aigraph['texts.en']); performance.mark('drawn');"


def main() -> int:
    """Measure and print."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("needs Chromium: apt-get install chromium")
        return 1
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        real, large = Path(folder, "real"), Path(folder, "large")
        _write(real, pages(aigraph.load()))
        _write(large, _grown(real))
        print(f"Chromium {started.version}, median of {ROUNDS}")
        full, empty = _first(started, real / "index.html"), _first(started, real / "empty.html")
        print(f"first view          {full:7.1f} ms   empty page, same data parsed {empty:7.1f} ms   {full / empty:.1f} x")
        for name, where in (("real", real), (f"{COPIES:,} events", large)):
            for what, state, steps in _tasks():
                script, frame = _steps(started, where, state, steps)
                print(f"{what:20s} {name:14s} script: median {statistics.median(script):6.1f} ms, 95th {_p95(script):6.1f} ms; "
                      f"with the frame: median {statistics.median(frame):6.1f} ms")  # fmt: skip
        started.close()
    return 0


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, data in {**files, "empty.html": EMPTY.encode(), "parse.js": PARSE.encode()}.items():
        (folder / name).write_bytes(data)


def _grown(real: Path) -> dict[str, bytes]:
    """Return the site with its events told again until there are many, and its relations as often."""
    files = {p.name: p.read_bytes() for p in real.iterdir() if p.suffix != ".html" or p.name == "index.html"}
    data, texts = _read(files["data.js"]), {lang: _read(files[f"texts.{lang}.js"]) for lang in ("en", "ja")}
    n, times = len(data["events"]), -(-COPIES // len(data["events"]))
    data["events"] = [{**e, "id": f"{e['id']}-{k}", "links": []} for k in range(times) for e in data["events"]][:COPIES]
    for text in texts.values():
        text["events"] = (text["events"] * times)[:COPIES]
    data["stints"] = data["stints"] * times
    for text in texts.values():
        text["stints"] = text["stints"] * times
    assert n * times >= COPIES
    files["data.js"] = script_of("data", data)
    for lang, text in texts.items():
        files[f"texts.{lang}.js"] = script_of(f"texts.{lang}", text)
    return files


def _read(script: bytes) -> Any:
    text = script.decode()
    return json.loads(json.loads(text[text.index("] = ") + 4 :].rstrip(";\n")))


def _first(browser: Any, page: Path) -> float:
    """Return the milliseconds from navigation until the mark ``drawn``."""
    times = []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        tab = context.new_page()
        tab.goto(page.as_uri())
        for _ in range(200):
            marks = tab.evaluate("performance.getEntriesByName('drawn').map(m => m.startTime)")
            if marks:
                break
            tab.wait_for_timeout(10)
        times.append(float(marks[0]))
        context.close()
    return statistics.median(times)


def _tasks() -> list[tuple[str, str, list[dict[str, Any]]]]:
    slider = [{"where": ".slider input[type=range]", "value": 737_000 + 20 * i} for i in range(80)]
    text = "shallotpeat memo openai board altman "
    keys = [{"where": 'input[aria-label="Text"]', "value": text[: i + 1]} for i in range(len(text))] * 2
    return [
        ("slider, network", "#view=network&lang=en", slider),
        ("slider, roster", "#view=who&sel=openai&lang=en", slider),
        ("keystroke, timeline", "#lang=en", keys),
    ]


def _steps(browser: Any, site: Path, state: str, steps: list[dict[str, Any]]) -> tuple[list[float], list[float]]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    tab = context.new_page()
    tab.goto(f"{(site / 'index.html').as_uri()}{state}")
    tab.wait_for_selector(".view", state="attached")
    tab.wait_for_timeout(3000)
    scripted = tab.evaluate(
        STEPS.replace("await new Promise(requestAnimationFrame);", "").replace("await new Promise(r => setTimeout(r, 0));", ""), steps
    )
    framed = tab.evaluate(STEPS, steps)
    context.close()
    return [t for t, _ in scripted], [t for _, t in framed]


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
