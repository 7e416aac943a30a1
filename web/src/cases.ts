// Cases: all lawsuits, and the docket of the one chosen.
import { h, table } from "./dom";
import { type Page, type View, entityLink, eventTable, section } from "./page";
import type { CaseRow } from "./types";

export function casesView(page: Page): View {
  const { model, say, state } = page;
  const cases = model.facts.answers.cases as CaseRow[];
  const made = model.texts.tables.cases;
  const chosen = cases.find((c) => c.case === state.sel);
  const list = table({
    name: "cases", caption: say("rows", cases.length), headings: made?.headings ?? [],
    rows: cases.map((c, i) => made.rows[i].map((text, n) => (n === 1 ? { text, link: () => page.go({ sel: c.case }), className: "strong" } : text))), right: [5],
  }, (n) => say("all", n));
  const docket = chosen && section(model.name(chosen.case),
    h("dl", { class: "facts" }, ([["plaintiffs", chosen.plaintiffs], ["defendants", chosen.defendants], ["court", chosen.courts], ["judge", chosen.judges]] as const)
      .flatMap(([word, ids]) => (ids.length ? [h("dt", {}, say(word)), h("dd", {}, ids.map((id) => h("span", { class: "item" }, entityLink(page, id))))] : []))),
    eventTable(page, chosen.docket.map((id) => ({ row: model.byId.get(id)!, verdict: "certain" as const })), [], `${say("docket")}: ${say("rows", chosen.docket.length)}`, "case"));
  return { element: h("div", { class: "view" }, docket ?? null, cases.length ? list : h("p", { class: "nothing" }, say("nothing"))), follow: (changed) => changed.every((k) => k === "event") };
}
