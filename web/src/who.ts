// People and organizations: a list, and the card of the one chosen.
import { scaleUtc } from "d3-scale";
import { OPEN_END, OPEN_START, dateOf, isoOf } from "./days";
import { h, svg } from "./dom";
import { type Stint, drawnEnd, fold } from "./model";
import { daySlider } from "./network";
import { type Page, type View, dayOf, eventTable, madeTable, plotFrame, section, stintTable } from "./page";
import { EVERYTHING, compare, roster, timeline, whoJoined, whoLeft } from "./questions";
import { retentionPlot } from "./retention";

export function whoView(page: Page): View {
  const { model, say, state } = page;
  const list = h("ul", { class: "names" });
  const ids = Object.keys(model.facts.entities).sort((a, b) => (model.of.get(b)?.length ?? 0) - (model.of.get(a)?.length ?? 0));
  const fill = (): void => {
    const words = fold(input.value).split(" ").filter(Boolean);
    const fits = (id: string): boolean => {
      const text = fold([id, model.name(id), page.other()?.name(id) ?? "", ...model.facts.entities[id].aliases].join(" "));
      return words.every((w) => text.includes(w));
    };
    list.replaceChildren(...ids.filter(fits).map((id) => h("li", {},
      h("button", { class: "link", "aria-current": id === state.sel ? "true" : null, onclick: () => page.go({ sel: id }) }, model.name(id)),
      h("span", { class: "soft" }, model.word("entities", model.type(id))))));
  };
  const input = h("input", { type: "search", "aria-label": say("filterList"), placeholder: say("filterList"), oninput: fill });
  fill();
  const known = Object.hasOwn(model.facts.entities, state.sel);
  const card = known ? cardOf(page, state.sel) : { element: h("p", { class: "nothing" }, say("choose")), follow: () => {} };
  return {
    element: h("div", { class: `view who${known ? " chosen" : ""}` }, h("nav", { class: "side", "aria-label": say("who") }, input, list), card.element),
    follow(changed) {
      if (changed.every((k) => k === "event")) return true;
      if (!changed.every((k) => k === "day")) return false;
      card.follow();
      return true;
    },
  };
}

function cardOf(page: Page, id: string): { element: HTMLElement; follow: () => void } {
  const { model, say } = page;
  const entity = model.facts.entities[id];
  const person = entity.type === "person";
  const other = page.other()?.name(id);
  const facts = h("dl", { class: "facts" },
    h("dt", {}, say("kind")), h("dd", {}, model.word("entities", entity.type)),
    entity.aliases.length ? [h("dt", {}, say("also")), h("dd", {}, entity.aliases.join(", "))] : null,
    model.texts.notes[id] ? [h("dt", {}, say("note")), h("dd", {}, model.texts.notes[id])] : null);
  const element = h("article", { class: "card", "data-entity": id }, h("h1", {}, model.name(id), other && other !== model.name(id) ? h("span", { class: "soft" }, ` ${other}`) : null), facts);
  let follow = (): void => {};
  if (person) {
    const posts = (model.bySubject.get(id) ?? []).filter((s) => model.facts.ontology.career.includes(s.relation));
    if (posts.length) element.append(section(say("career"), bars(page, posts, (s) => `${model.name(s.object)} · ${s.post}`), madeTable(page, `career ${id}`, model.name(id))));
  } else {
    const tenures = model.tenures.filter((s) => model.countsFor(s, model.home(id)));
    const members = tenures.length ? tenures : model.stints.filter((s) => model.facts.ontology.posts.includes(s.relation) && model.countsFor(s, model.home(id)));
    if (members.length) {
      const slider = daySlider(page);
      const there = h("div");
      const draw = (): void => {
        const caption = say("roster", isoOf(dayOf(page)));
        const found = roster(model, id, dayOf(page));
        there.replaceChildren(h("h2", {}, caption), slider.element, found.length ? stintTable(page, found, "roster", caption, "roster") : h("p", { class: "nothing" }, say("nothing")));
      };
      draw();
      follow = () => { slider.follow(); draw(); };
      element.append(section(say("people"), bars(page, members, (s) => model.name(s.subject))), h("section", {}, there));
      const left = whoLeft(model, id), joined = whoJoined(model, id);
      if (left.length) element.append(section(say("left"), stintTable(page, left, "left", say("rows", left.length), "who-left")));
      if (joined.length) element.append(section(say("joined"), stintTable(page, joined, "joined", say("rows", joined.length), "who-joined")));
      if (model.facts.answers[`retention-founders ${id}`]) element.append(section(say("retention"), retentionPlot(page, `retention-founders ${id}`)));
    }
  }
  if (model.texts.tables[`money ${id}`]) element.append(section(say("money"), madeTable(page, `money ${id}`, say("money"))));
  if (model.texts.tables[`metrics ${id}`]) element.append(section(say("sums"), madeTable(page, `metrics ${id}`, say("sums"))));
  const cases = (model.facts.answers.cases as { case: string; plaintiffs: string[]; defendants: string[] }[]).filter((c) => [...c.plaintiffs, ...c.defendants, c.case].includes(id));
  if (cases.length) element.append(section(say("cases"), h("ul", {}, cases.map((c) => h("li", {}, h("button", { class: "link", onclick: () => page.go({ view: "cases", sel: c.case }) }, model.name(c.case)))))));
  const all = timeline(model, { ...EVERYTHING, names: [id] });
  const said = all.filter((a) => a.row.type === "statement" && a.row.participants.some((p) => p.entity === id && p.role === "speaker"));
  if (said.length) element.append(section(say("statements"), eventTable(page, said, [id], say("rows", said.length), "statements")));
  if (all.length) element.append(section(say("events"), eventTable(page, all, [id], say("rows", all.length), "timeline")));
  return { element, follow };
}

/** Those whose beginning is known come first, by it; the others by the day before which it was. */
function sortKey(s: Stint): [number, number, number] {
  const open = s.b[0] <= OPEN_START;
  return [open ? 1 : 0, open ? s.b[1] : s.b[0], s.b[1]];
}

/** Bars over time, one line for each label; vague ends fade from the earliest to the latest day. */
export function bars(page: Page, stints: Stint[], label: (s: Stint) => string): HTMLElement {
  const { model } = page;
  const lines = new Map<string, Stint[]>();
  for (const s of [...stints].sort((a, b) => compare([...sortKey(a)], [...sortKey(b)]))) {
    if (!s.lasting && stints.some((t) => t !== s && t.lasting && t.object === s.object && t.subject === s.subject)) continue;
    const key = label(s);
    lines.set(key, [...(lines.get(key) ?? []), s]);
  }
  const rows = [...lines];
  const known = rows.flatMap(([, list]) => list.flatMap((s) => [s.b[0], s.b[1], s.b[2]])).filter((d) => d > OPEN_START && d < OPEN_END);
  const first = Math.min(...known), last = Math.max(model.asOf, ...known), width = 860, left = 250, height = 20;
  const x = scaleUtc([dateOf(first - 20), dateOf(last + 20)], [left, width - 6]);
  const at = (day: number): number => x(dateOf(Math.min(last + 20, Math.max(first - 20, day))));
  const ticks = x.ticks(7);
  const plot = svg("svg", { viewBox: `0 0 ${width} ${rows.length * height + 24}`, role: "img", "aria-label": rows.map(([name]) => name).join("; "), class: "bars" },
    ...ticks.map((t) => svg("g", {}, svg("line", { x1: x(t), x2: x(t), y1: 18, y2: rows.length * height + 22, class: "rule" }), svg("text", { x: x(t), y: 12, class: "tick" }, t.toISOString().slice(0, 4)))),
    ...rows.map(([name, list], i) => {
      const y = 22 + i * height;
      return svg("g", {}, svg("text", { x: left - 8, y: y + 13, class: "label" }, svg("title", {}, name), short(name)), ...list.flatMap((s) => bar(page, s, at, y)));
    }));
  return plotFrame(model.name(stints[0].subject === stints[stints.length - 1].subject ? stints[0].subject : stints[0].counts_for), plot);
}

function short(name: string): string {
  const wide = [...name].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
  if (wide <= 34) return name;
  let room = 32, cut = "";
  for (const c of name) { room -= c.charCodeAt(0) > 0x2e7f ? 2 : 1; if (room < 0) break; cut += c; }
  return `${cut}…`;
}

function bar(page: Page, s: Stint, at: (day: number) => number, y: number): SVGElement[] {
  const [sLo, sHi] = s.b;
  const [eLo, eHi, open] = drawnEnd(page.model, s);
  const kind = s.relation === "on-leave" ? "leave" : s.relation === "director" || s.relation === "observer" ? "seat" : "post";
  const title = `${page.model.name(s.subject)} · ${page.model.name(s.object)} · ${s.post}: ${s.began ? s.startSpan.text : "?"} – ${s.endSpan?.text ?? ""}`;
  const parts: SVGElement[] = [];
  const rect = (a: number, b: number, name: string): void => {
    const x0 = at(a), x1 = Math.max(at(b), at(a) + 2);
    parts.push(svg("rect", { x: x0, y: y + 4, width: x1 - x0, height: 12, class: `${kind} ${name}` }, svg("title", {}, title)));
  };
  if (sHi < eLo) {
    if (sLo < sHi) rect(Math.max(sLo, sHi - 400), sHi, "vague");
    rect(sHi, eLo, open ? "open" : "sure");
    if (eLo < eHi && !open) rect(eLo, eHi, "vague");
  } else rect(sLo, Math.min(eHi, page.model.asOf), "vague");
  return parts;
}
