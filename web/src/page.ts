// What every view is given: the saga, the state and ways to change it, and the pieces that views share.
import { isDay, ordinal, typedSpan } from "./days";
import { type Cell, type Child, type TableSpec, h, table } from "./dom";
import type { Event, Model, Stint } from "./model";
import type { Answer } from "./questions";
import type { State } from "./state";
import type { Verdict } from "./types";
import type { Word } from "./words";

export interface Page {
  model: Model; other: () => Model | null; state: State;
  /** Change the state: as a new entry of the history, or, while something is dragged or typed, in place. */
  go(change: Partial<State>, quietly?: boolean): void;
  say(word: Word, ...values: (string | number)[]): string;
}

/** A view: what it shows, and how it follows a change that it can follow without being made anew. */
export interface View {
  element: HTMLElement;
  /** Follow a change of state; false if the view has to be made anew. */
  follow?(changed: (keyof State)[]): boolean;
  /** Called when the view is in the page and has a size. */
  shown?(): void;
  gone?(): void;
}

export const event = (page: Page, id: string): void => page.go({ event: id });

export function entityLink(page: Page, id: string): HTMLElement {
  return h("button", { class: "link", onclick: () => page.go({ view: "who", sel: id, event: "" }) }, page.model.name(id));
}

export function entityCell(page: Page, id: string | undefined): Cell | string {
  return id ? { text: page.model.name(id), link: () => page.go({ view: "who", sel: id, event: "" }) } : "";
}

export function sureWords(page: Page, verdict: Verdict, doubtful: boolean): string {
  const word = (id: string): string => page.model.word("results", id);
  return [verdict === "certain" ? "" : word(verdict), doubtful ? word("doubtful") : ""].filter(Boolean).join(" ");
}

/** The rows of `timeline`. */
export function eventTable(page: Page, found: Answer<Event>[], focus: string[], caption: string, name: string): HTMLElement {
  const { model, say } = page;
  const spec: TableSpec = {
    name, caption,
    headings: [say("date"), say("event"), say("as"), say("type"), say("status"), say("sure")],
    rows: found.map(({ row, verdict }) => [
      row.span.text,
      { text: row.title, link: () => event(page, row.id), className: "strong" },
      rolesOf(page, row, focus),
      model.word("types", row.type),
      statusWords(page, row),
      { text: sureWords(page, verdict, row.span.doubtful), className: "doubt" },
    ]),
  };
  return table(spec, (n) => say("all", n));
}

function rolesOf(page: Page, event: Event, focus: string[]): string {
  const roles = event.participants.filter((p) => focus.includes(p.entity));
  const words = roles.map((p) => (focus.length === 1 ? "" : `${page.model.name(p.entity)}: `) + page.model.word("roles", p.role));
  return [...new Set(words)].join(", ");
}

function statusWords(page: Page, event: Event): string {
  if (page.model.facts.ontology.doubtful.includes(event.status)) return page.model.word("statuses", event.status);
  return event.disputed ? page.model.word("results", "differ") : "";
}

/** The rows of `roster`, `who-left`, `who-joined`: a table of stints. */
export function stintTable(page: Page, found: Answer<Stint>[], kind: "roster" | "left" | "joined", caption: string, name: string): HTMLElement {
  const { model, say } = page;
  const places = new Set(found.map((a) => a.row.object));
  const left = kind === "left";
  const doubt = (s: Stint): boolean => (kind === "roster" ? s.doubtful ?? false : model.edgeDoubt(left ? s.closed_by : s.opened_by));
  const spec: TableSpec = {
    name, caption,
    headings: [say("whoCol"), places.size > 1 ? say("where") : "", say("post"), say("from"), say("to"), left ? say("how") : "", left ? say("next") : "", say("sure")],
    rows: found.map(({ row, verdict }) => [
      entityCell(page, row.subject), places.size > 1 ? model.name(row.object) : "", kind === "joined" ? row.begun : row.post,
      edgeCell(page, row.began ? row.startSpan.text : model.word("results", "unknown"), row.opened_by), edgeCell(page, row.endSpan?.text ?? "", row.closed_by),
      model.word("manners", row.manner), entityCell(page, row.destination), { text: sureWords(page, verdict, doubt(row)), className: "doubt" },
    ]),
  };
  return table(spec, (n) => say("all", n));
}

function edgeCell(page: Page, text: string, id: string | undefined): Cell | string {
  return id && text ? { text, link: () => event(page, id) } : text;
}

/** A table that the library has made. */
export function madeTable(page: Page, name: string, caption: string, keep: (i: number) => boolean = () => true): HTMLElement {
  const made = page.model.texts.tables[name];
  if (!made) return h("p", { class: "nothing" }, page.say("nothing"));
  const rows = made.rows.flatMap((row, i): (string | Cell)[][] => {
    if (!keep(i)) return [];
    const id = made.events?.[i];
    const title = id ? page.model.byId.get(id)?.title : undefined;
    return [row.map((text): string | Cell => (id && text === title ? { text, link: () => event(page, id), className: "strong" } : text))];
  });
  return table({ name, caption, headings: made.headings, rows }, (n) => page.say("all", n));
}

/** The day that the page is about: the one chosen, or that on which the data are closed. */
export function dayOf(page: Page): number {
  return isDay(page.state.day) ? ordinal(page.state.day) : page.model.asOf;
}

export function field(label: string, control: HTMLElement): HTMLElement {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

export function select(value: string, options: [string, string][], onchange: (value: string) => void): HTMLSelectElement {
  const element = h("select", { onchange: () => onchange(element.value) }, options.map(([id, text]) => h("option", { value: id, selected: id === value }, text)));
  return element;
}

export function button(text: string, onclick: () => void, props: Record<string, string | boolean | null> = {}): HTMLButtonElement {
  return h("button", { type: "button", onclick, ...props }, text);
}

/** An input for a name, with the names of the data offered. */
export function nameInput(page: Page, value: string, label: string, onname: (id: string) => void): HTMLInputElement {
  const input = h("input", { type: "search", list: "names", value: value ? page.model.name(value) : "", "aria-label": label, autocomplete: "off" });
  input.addEventListener("change", () => {
    const id = input.value === "" ? "" : idOf(page, input.value);
    if (accepted(input, id !== null, page.say("nobody", input.value))) onname(id ?? "");
  });
  return input;
}

/** Say beside an input what is wrong with it; nothing changes until it is right. */
export function accepted(input: HTMLInputElement, right: boolean, complaint: string): boolean {
  input.toggleAttribute("aria-invalid", !right);
  input.setCustomValidity(right ? "" : complaint);
  if (!right) input.reportValidity();
  return right;
}

/** An input for a day, month or year. */
export function dayInput(page: Page, value: string, example: string, onday: (text: string) => void): HTMLInputElement {
  const input = h("input", { type: "text", class: "day", placeholder: example, value });
  input.addEventListener("change", () => {
    const text = input.value.trim();
    if (accepted(input, text === "" || typedSpan(text) !== null, page.say("wrongDay"))) onday(text);
  });
  return input;
}

/** The id of who goes by a name in either language. */
export function idOf(page: Page, name: string): string | null {
  const { facts } = page.model;
  if (facts.entities[name]) return name;
  const other = page.other();
  const wanted = name.trim().toLowerCase();
  const ids = Object.keys(facts.entities).filter((id) =>
    [page.model.name(id), other?.name(id) ?? "", ...facts.entities[id].aliases].some((n) => n.toLowerCase() === wanted));
  return ids.length ? ids[0] : null;
}

/** What a drawing stands in; it can be scrolled by keyboard where it is wider than the screen. */
export function plotFrame(label: string, ...children: Child[]): HTMLElement {
  return h("div", { class: "plot", tabindex: 0, role: "group", "aria-label": label }, ...children);
}

export function section(heading: string, ...children: Child[]): HTMLElement {
  return h("section", {}, h("h2", {}, heading), ...children);
}

/** Returns the context of a canvas, emptied and of so many CSS pixels, drawn at the screen's own resolution. */
export function blank(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const g = canvas.getContext("2d")!;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return g;
}

/** How an event's group is coloured; the colours are in the style sheet. */
export function colour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--${name}`).trim() || "#888";
}
