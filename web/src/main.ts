// The page: one frame, the view that the address names, the card of an event, and search from anywhere.
import { eventCard } from "./card";
import { casesView } from "./cases";
import * as days from "./days";
import { disputesView } from "./disputes";
import { h } from "./dom";
import { Model } from "./model";
import { moneyView } from "./money";
import { movesView } from "./moves";
import { networkView } from "./network";
import type { Page, View } from "./page";
import * as questions from "./questions";
import { retentionView } from "./retention";
import { type State, DEFAULTS, readState, writeState } from "./state";
import { timelineView } from "./timeline";
import type { Facts, Lang, Texts } from "./types";
import { whoView } from "./who";
import { type Word, sayer } from "./words";

type Given = Record<string, string | undefined> & { explorer?: unknown };
const given: Given = ((window as unknown as { aigraph: Given }).aigraph ??= {} as Given);

const VIEWS = {
  timeline: timelineView, network: networkView, who: whoView, moves: movesView, retention: retentionView, money: moneyView, cases: casesView, disputes: disputesView,
} satisfies Record<string, (page: Page) => View>;
type ViewName = keyof typeof VIEWS;

const facts = JSON.parse(given.data!) as Facts;
const models = new Map<Lang, Model>();
const loading = new Map<Lang, Promise<Model>>();

/** The saga in a language; its texts come with the page or from a file beside it. */
function modelIn(lang: Lang): Promise<Model> {
  let promise = loading.get(lang);
  if (!promise) loading.set(lang, (promise = textsOf(lang).then((text) => { const made = new Model(facts, JSON.parse(text) as Texts); models.set(lang, made); return made; })));
  return promise;
}

function textsOf(lang: Lang): Promise<string> {
  const key = `texts.${lang}`;
  if (given[key] !== undefined) return Promise.resolve(given[key]!);
  return new Promise((done, fail) => {
    const script = h("script", { src: `${key}.js`, onload: () => (given[key] !== undefined ? done(given[key]!) : fail(new Error(`${key}.js is not what it should be`))), onerror: () => fail(new Error(`${key}.js is missing`)) });
    document.head.append(script);
  });
}

let state: State = readState(location.hash);
let view: View | null = null;
let shownIn: Lang | null = null;
const langOf = (s: State): Lang => (s.lang === "ja" || s.lang === "en" ? s.lang : navigator.language.startsWith("ja") ? "ja" : "en");

const main = h("main", { id: "content", tabindex: -1 });
const aside = h("aside", { "aria-live": "polite" });
const header = h("header", { class: "top" });
const footer = h("footer", { class: "bottom" });
const names = h("datalist", { id: "names" });

function pageFor(model: Model): Page {
  const page: Page = {
    model, state, say: sayer(model.lang), other: () => models.get(model.lang === "en" ? "ja" : "en") ?? null,
    go(change, quietly) { go(change, quietly ?? false); },
  };
  return page;
}
let page: Page | null = null;

function go(change: Partial<State>, quietly: boolean): void {
  const before = state;
  const elsewhere = change.view !== undefined && change.view !== before.view;
  const fresh: Partial<State> = elsewhere ? { ...DEFAULTS, lang: before.lang, day: before.day } : {};
  state = { ...before, ...fresh, ...change };
  const address = writeState(state);
  if (address !== location.hash) history[quietly ? "replaceState" : "pushState"](null, "", address);
  void show(before).catch(complain);
}

/** Say that something failed where everybody sees it, and where a developer looks. */
function complain(error: unknown): void {
  console.error(error);
  main.replaceChildren(h("p", { role: "alert" }, String(error)));
}

async function show(before: State | null): Promise<void> {
  const lang = langOf(state);
  const model = models.get(lang) ?? (await modelIn(lang));
  const changed = before ? (Object.keys(DEFAULTS) as (keyof State)[]).filter((k) => before[k] !== state[k]) : [];
  if (before && page && shownIn === lang) {
    page.state = state;
    if (!changed.length) return;
    if (view?.follow?.(changed)) { if (changed.includes("event")) drawCard(page); return; }
  }
  page = pageFor(model);
  if (shownIn !== lang) { shownIn = lang; drawFrame(page); }
  drawTabs(page);
  view?.gone?.();
  const name: ViewName = Object.hasOwn(VIEWS, state.view) ? (state.view as ViewName) : "timeline";
  view = VIEWS[name](page);
  main.replaceChildren(h("h1", { class: "hidden" }, page.say(name)), view.element);
  view.shown?.();
  if (changed.includes("view") || changed.includes("sel")) scrollTo(0, 0);
  drawCard(page);
  document.title = `${page.say(name)} · ${model.texts.title}`;
}

function drawCard(page: Page): void {
  const card = state.event ? eventCard(page, state.event) : null;
  aside.replaceChildren(...(card ? [card] : []));
  document.body.classList.toggle("with-event", card !== null);
  card?.focus({ preventScroll: true });
}

const tabs = h("nav", { class: "tabs" });
function drawTabs(page: Page): void {
  const current = Object.hasOwn(VIEWS, state.view) ? state.view : "timeline";
  tabs.replaceChildren(...(Object.keys(VIEWS) as ViewName[]).map((name) =>
    h("a", { href: writeState({ ...DEFAULTS, view: name, lang: state.lang, day: state.day }), "aria-current": name === current ? "page" : null,
      onclick: (e: MouseEvent) => { if (!e.metaKey && !e.ctrlKey) { e.preventDefault(); go({ view: name, sel: "", event: "" }, false); } } }, page.say(name as Word))));
}

function drawFrame(page: Page): void {
  const { model, say } = page;
  document.documentElement.lang = model.lang;
  const other: Lang = model.lang === "en" ? "ja" : "en";
  header.replaceChildren(h("a", { class: "skip", href: "#content", onclick: (e: Event) => { e.preventDefault(); main.focus(); } }, say("skip")),
    h("p", { class: "title" }, model.texts.title), tabs, searchBox(page),
    h("div", { class: "switches" },
      h("button", { lang: other, onclick: () => go({ lang: other }, false) }, say("language")),
      h("button", { class: "theme", onclick: turnTheme }, say(dark() ? "light" : "dark"))));
  tabs.setAttribute("aria-label", model.texts.title);
  footer.replaceChildren(h("p", {}, say("asOf", model.facts.as_of), " · ", say("version", model.facts.version), model.facts.license ? ` · ${model.facts.license}` : ""));
  names.replaceChildren(...Object.values(model.texts.names).map((n) => h("option", { value: n })));
  void modelIn(other).catch(() => null);
}

function dark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function turnTheme(): void {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  try { localStorage.setItem("aigraph-theme", document.documentElement.dataset.theme!); } catch { /* a page from a folder may have none */ }
  shownIn = null;
  void show(null).catch(complain);
}

function searchBox(page: Page): HTMLElement {
  const { say } = page;
  const list = h("ul", { class: "hits", role: "listbox", id: "hits", "aria-label": say("search") });
  list.hidden = true;
  let at = -1;
  const input = h("input", { type: "search", class: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "hits", "aria-autocomplete": "list", placeholder: say("searchHint"), "aria-label": say("search"), autocomplete: "off" });
  const close = (): void => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); at = -1; };
  const choose = (hit: { kind: string; id: string }): void => { close(); input.value = ""; go(hit.kind === "entity" ? { view: "who", sel: hit.id, event: "" } : { event: hit.id }, false); };
  input.addEventListener("input", () => {
    const hits = questions.search(page.model, page.other(), input.value, 30);
    at = -1;
    list.replaceChildren(...(hits.length ? hits.map((hit, i) => h("li", { role: "option", id: `hit-${i}`, "aria-selected": "false", onmousedown: (e: Event) => { e.preventDefault(); choose(hit); } }, h("span", { class: "soft" }, `${hit.type} ${hit.date}`.trim()), " ", hit.name)) : [h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("nothing"))]));
    list.hidden = input.value.trim() === "";
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.onkeydown = (e) => {
      if (e.key === "Escape") { close(); input.blur(); }
      if (e.key === "Enter" && hits.length) { e.preventDefault(); choose(hits[Math.max(0, at)]); }
      if ((e.key === "ArrowDown" || e.key === "ArrowUp") && hits.length) {
        e.preventDefault();
        at = (at + (e.key === "ArrowDown" ? 1 : hits.length - 1) + (at < 0 && e.key === "ArrowUp" ? 1 : 0)) % hits.length;
        [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
        input.setAttribute("aria-activedescendant", `hit-${at}`);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    };
  });
  input.addEventListener("blur", close);
  return h("div", { class: "searching", role: "search" }, input, list);
}

addEventListener("keydown", (e) => {
  const typing = e.target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
  if (e.key === "/" && !typing) { e.preventDefault(); document.querySelector<HTMLInputElement>("input.search")?.focus(); }
});
addEventListener("popstate", () => { const before = state; state = readState(location.hash); void show(before).catch(complain); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { shownIn = null; void show(null).catch(complain); });

try { const theme = localStorage.getItem("aigraph-theme"); if (theme) document.documentElement.dataset.theme = theme; } catch { /* none */ }
document.body.append(header, main, aside, footer, names);
given.explorer = { questions, days, modelIn, go, state: () => state };
show(null).then(() => performance.mark("drawn")).catch(complain);
