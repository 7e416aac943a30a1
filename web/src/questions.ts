// The questions whose answer depends on a day or filter chosen in the page. Each is a query of the library
// said again; the tests hold both against the same goldens.
import { OPEN_END, OPEN_START, fallsIn, holdsOn } from "./days";
import { type Event, type Hit, type Model, type Stint, fold } from "./model";
import type { Verdict } from "./types";

export interface Answer<T> { row: T; verdict: Verdict }

const certainFirst = (v: Verdict): number => (v === "certain" ? 0 : 1);

export interface Filter {
  names: string[]; all: boolean; from: number; to: number; type: string; thread: string; status: string; office: string; text: string;
}
export const EVERYTHING: Filter = {
  names: [], all: false, from: OPEN_START, to: OPEN_END, type: "", thread: "", status: "", office: "", text: "",
};

/** Events in order that pass a filter, with how surely they lie in its days: `timeline`. */
export function timeline(model: Model, filter: Filter): Answer<Event>[] {
  const words = fold(filter.text).split(" ").filter(Boolean);
  const found: Answer<Event>[] = [];
  for (const event of model.events) {
    if (filter.type && event.type !== filter.type) continue;
    if (filter.thread && !event.threads.includes(filter.thread)) continue;
    if (filter.status && event.status !== filter.status) continue;
    if (filter.office && !event.participants.some((p) => p.office === filter.office)) continue;
    if (filter.names.length) {
      const there = (id: string): boolean => event.entities.includes(id);
      if (!(filter.all ? filter.names.every(there) : filter.names.some(there))) continue;
    }
    const verdict = fallsIn(event.span.lo, event.span.hi, filter.from, filter.to);
    if (verdict === "no") continue;
    if (words.length) {
      const haystack = model.haystackOf(event);
      if (!words.every((w) => haystack.includes(w))) continue;
    }
    found.push({ row: event, verdict });
  }
  return found;
}

/** Who held what at an organization at the end of a day: `roster`. */
export function roster(model: Model, organization: string, day: number, office = ""): Answer<Stint>[] {
  const home = model.home(organization);
  const { shown, tenure } = model.facts.ontology;
  const holding = (relation: string): Answer<Stint>[] =>
    (relation === tenure ? model.tenures : model.stints)
      .filter((s) => s.relation === relation && model.countsFor(s, home))
      .map((row) => ({ row, verdict: holdsOn(row.b, day) }))
      .filter((a) => a.verdict !== "no");
  let rows = shown.flatMap(holding);
  if (office) {
    rows = rows.filter((a) => a.row.office === office);
  } else {
    const officers = new Set(rows.filter((a) => a.row.relation !== "staff" && a.verdict === "certain").map((a) => a.row.subject));
    rows = rows.filter((a) => a.row.relation !== "staff" || !officers.has(a.row.subject));
    const sure = new Set(rows.filter((a) => a.verdict === "certain").map((a) => a.row.subject));
    rows.push(...holding(tenure).filter((a) => a.verdict === "certain" && !sure.has(a.row.subject)));
  }
  const key = (a: Answer<Stint>): [number, number, number, string] => [certainFirst(a.verdict), model.rank(a.row.office), a.row.b[0], a.row.subject];
  return rows.sort((a, b) => compare(key(a), key(b)));
}

/** Who left an organization: `who-left`. */
export function whoLeft(model: Model, organization: string, from = OPEN_START, to = OPEN_END): Answer<Stint>[] {
  return edges(model, organization, from, to, (s) => s.end !== undefined, (s) => [s.b[2], s.b[3]]);
}

/** Who joined an organization: `who-joined`. */
export function whoJoined(model: Model, organization: string, from = OPEN_START, to = OPEN_END): Answer<Stint>[] {
  return edges(model, organization, from, to, (s) => s.began, (s) => [s.b[0], s.b[1]]);
}

function edges(
  model: Model, organization: string, from: number, to: number, dated: (s: Stint) => boolean, bounds: (s: Stint) => [number, number],
): Answer<Stint>[] {
  const home = model.home(organization);
  return model.tenures
    .filter((s) => model.countsFor(s, home) && dated(s))
    .map((row) => ({ row, verdict: fallsIn(...bounds(row), from, to) }))
    .filter((a) => a.verdict !== "no")
    .sort((a, b) => compare(bounds(a.row), bounds(b.row)));
}

/** The relations that hold at the end of a day, with how surely: the edges of the network. */
export function holding(model: Model, day: number): Answer<Stint>[] {
  const found: Answer<Stint>[] = [];
  for (const row of model.stints) {
    const verdict = holdsOn(row.b, day);
    if (verdict !== "no") found.push({ row, verdict });
  }
  return found;
}

/** A shortest chain of relations that hold on a day between two entities; empty where there is none: `path`. */
export function path(model: Model, from: string, to: string, day: number): Answer<Stint>[] {
  const before = new Map<string, [string, Answer<Stint>] | null>([[from, null]]);
  let frontier = [from];
  while (frontier.length && !before.has(to)) {
    const next: string[] = [];
    for (const node of frontier) {
      for (const row of model.around.get(node) ?? []) {
        const other = row.subject === node ? row.object : row.subject;
        const verdict = holdsOn(row.b, day);
        if (verdict === "no" || before.has(other)) continue;
        before.set(other, [node, { row, verdict }]);
        next.push(other);
      }
    }
    frontier = next;
  }
  const chain: Answer<Stint>[] = [];
  for (let step = before.get(to); step; step = before.get(step[0])) chain.unshift(step[1]);
  return chain;
}

/** Entities and events that have all the words, in either language: `search`. */
export function search(model: Model, other: Model | null, text: string, limit: number): Hit[] {
  const words = fold(text).split(" ").filter(Boolean);
  if (!words.length) return [];
  const found: [number, Hit][] = [];
  for (const [id, entity] of Object.entries(model.facts.entities)) {
    const names = [id, model.name(id), other?.name(id) ?? "", ...entity.aliases].map(fold);
    const all = fold([...names, model.texts.notes[id] ?? "", other?.texts.notes[id] ?? ""].join("\n"));
    const score = names.includes(words.join(" ")) ? 0 : words.every((w) => names.join("\n").includes(w)) ? 1 : words.every((w) => all.includes(w)) ? 4 : null;
    if (score !== null) found.push([score, { kind: "entity", id, name: model.name(id), type: model.word("entities", entity.type), date: "" }]);
  }
  for (const event of model.events) {
    const twin = other?.events[event.index];
    const titles = fold([event.id, event.title, twin?.title ?? ""].join("\n"));
    const inTitle = words.every((w) => titles.includes(w));
    const texts = (): string => fold([titles, event.summary, twin?.summary ?? "", ...event.sources.map((s) => s.says)].join("\n"));
    if (inTitle || words.every(((all) => (w) => all.includes(w))(texts()))) {
      found.push([inTitle ? 2 : 4, { kind: "event", id: event.id, name: event.title, type: model.word("types", event.type), date: event.span.text }]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]).slice(0, limit).map(([, hit]) => hit);
}

export function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}
