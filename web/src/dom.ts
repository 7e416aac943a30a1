// Elements with text, never markup: whatever the data say is shown as it stands.

export type Child = Node | string | null | undefined | false | Child[];
type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** Make an element: attributes, `on…` listeners, children. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  apply(element, props);
  append(element, children);
  return element;
}

/** Make an SVG element. */
export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  apply(element, props);
  append(element, children);
  return element;
}

function apply(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child || child === "") element.append(child);
  }
}

export interface Cell { text: string; href?: string; link?: () => void; className?: string; title?: string }
export interface TableSpec { headings: string[]; rows: (string | Cell)[][]; caption: string; name: string; right?: number[] }

const FIRST = 200;

/** A table of text; the first rows, and the rest when asked for. Columns without a word are left out. */
export function table(spec: TableSpec, more: (n: number) => string): HTMLElement {
  const said = spec.headings.map((heading, i) => heading !== "" && spec.rows.some((row) => textOf(row[i]) !== ""));
  const kept = spec.rows.length ? said.flatMap((yes, i) => (yes ? [i] : [])) : [];
  const body = h("tbody");
  const draw = (upTo: number): void => {
    for (let i = body.children.length; i < Math.min(upTo, spec.rows.length); i++) body.append(rowOf(spec, kept, i));
  };
  draw(FIRST);
  const frame = h("div", { class: "table", "data-table": spec.name, role: "region", "aria-label": spec.caption, tabindex: 0 },
    h("table", {}, h("caption", {}, spec.caption), h("thead", {}, h("tr", {}, kept.map((i) => h("th", { scope: "col", class: spec.right?.includes(i) && "right" }, spec.headings[i])))), body));
  if (spec.rows.length > FIRST) {
    const button = h("button", { class: "more", onclick: () => { draw(spec.rows.length); button.remove(); } }, more(spec.rows.length));
    frame.append(button);
  }
  return frame;
}

function rowOf(spec: TableSpec, kept: number[], i: number): HTMLElement {
  return h("tr", {}, kept.map((c) => {
    const cell = spec.rows[i][c];
    const text = textOf(cell);
    const full = typeof cell === "string" ? {} as Cell : cell ?? ({} as Cell);
    const inner: Child = full.href ? h("a", { href: full.href, rel: "noopener noreferrer", target: "_blank" }, text)
      : full.link ? h("button", { class: "link", onclick: full.link }, text) : text;
    return h("td", { class: [full.className, spec.right?.includes(c) ? "right" : ""].filter(Boolean).join(" ") || null, title: full.title }, inner);
  }));
}

function textOf(cell: string | Cell | undefined): string {
  return cell === undefined ? "" : typeof cell === "string" ? cell : cell.text;
}
