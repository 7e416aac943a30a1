// The saga in memory: facts and texts put together, with the indexes that views ask.
import { type Bounds, OPEN_END, OPEN_START, type Span, ordinal, span } from "./days";
import type { Facts, Lang, RawCitation, RawEvent, RawStint, Source, Texts } from "./types";
import { filled } from "./words";

const FORMAT = 1;

export interface Event extends RawEvent {
  index: number; span: Span; title: string; summary: string; attributes: Record<string, string>; tells: string[]; differs: string[][];
  entities: string[]; group: string; doubtful: boolean; haystack: string | null;
}
export interface Stint extends RawStint {
  post: string; words: string; inverse: string; begun: string; startSpan: Span; endSpan: Span | null; b: Bounds; lasting: boolean;
}
export interface Hit { kind: "entity" | "event"; id: string; name: string; type: string; date: string }

export class Model {
  readonly lang: Lang;
  readonly events: Event[];
  readonly byId = new Map<string, Event>();
  readonly of = new Map<string, Event[]>();
  readonly linkedFrom = new Map<string, [string, string][]>();
  readonly stints: Stint[];
  readonly tenures: Stint[];
  readonly bySubject = new Map<string, Stint[]>();
  readonly around = new Map<string, Stint[]>();
  readonly asOf: number;
  readonly first: number;
  /** The day before which only one event in twenty lies: where a first look begins. */
  readonly spread: number;
  private readonly instant: Set<string>;
  private readonly teams: Set<string>;

  constructor(readonly facts: Facts, readonly texts: Texts) {
    if (facts.format !== FORMAT || texts.format !== FORMAT) throw new Error("the data are of another version than the page: build the site anew");
    this.lang = texts.lang;
    this.asOf = ordinal(facts.as_of);
    this.instant = new Set(facts.ontology.instant);
    this.teams = new Set(facts.teams);
    this.events = facts.events.map((raw, i) => this.event(raw, i));
    this.stints = facts.stints.map((raw, i) => this.stint(raw, texts.stints[i]));
    this.tenures = facts.tenures.map((raw, i) => this.stint(raw, [texts.tenures[i][0], "", "", texts.tenures[i][1]]));
    for (const s of this.stints) {
      push(this.around, s.subject, s);
      push(this.around, s.object, s);
    }
    for (const s of [...this.stints, ...this.tenures]) push(this.bySubject, s.subject, s);
    const days = this.events.filter((e) => e.span.lo > OPEN_START).map((e) => e.span.lo);
    this.first = days.length ? Math.min(...days) : this.asOf - 365;
    this.spread = days.length ? days.sort((a, b) => a - b)[Math.floor(days.length / 20)] : this.first;
  }

  private event(raw: RawEvent, index: number): Event {
    const [title, summary, attributes, tells, differs] = this.texts.events[index];
    const event: Event = {
      ...raw, index, title, summary, attributes: attributes ?? {}, tells: tells ?? [], differs: differs ?? [], span: span(raw.date),
      entities: [...new Set(raw.participants.map((p) => p.entity))], group: this.facts.ontology.groups[raw.type],
      doubtful: this.facts.ontology.doubtful.includes(raw.status) || raw.date.length === 4, haystack: null,
    };
    this.byId.set(event.id, event);
    for (const id of event.entities) push(this.of, id, event);
    for (const [rel, other] of event.links) push(this.linkedFrom, other, [rel, event.id]);
    return event;
  }

  private stint(raw: RawStint, [post, words, inverse, begun]: string[]): Stint {
    return {
      ...raw, post, words, inverse, begun: begun ?? post, b: raw.bounds, startSpan: span(raw.start),
      endSpan: raw.end ? span(raw.end) : null, lasting: !this.instant.has(raw.relation),
    };
  }

  name(id: string | null | undefined): string {
    return id ? this.texts.names[id] ?? id : "";
  }

  names(ids: Iterable<string>): string {
    return [...ids].map((id) => this.name(id)).join(this.lang === "ja" ? "、" : ", ");
  }

  word(vocabulary: string, id: string | null | undefined): string {
    return id ? this.texts.words[vocabulary]?.[id] ?? id : "";
  }

  type(id: string): string {
    return this.facts.entities[id].type;
  }

  /** Where members of an entity are counted: a legal arm is its house, a team is itself. */
  home(id: string): string {
    return this.teams.has(id) ? id : this.facts.houses[id] ?? id;
  }

  /** Whether a post counts for an organization or team. */
  countsFor(stint: Stint, organization: string): boolean {
    return this.home(stint.object) === organization || stint.counts_for === organization;
  }

  /** The citations of an event with their sources and on what these differ, those nearest to the matter first. */
  cited(event: Event): [RawCitation, Source, string[]][] {
    const kinds = Object.keys(this.texts.words.kinds);
    const cited = event.sources.map((c, n): [RawCitation, Source, string[]] => [c, this.facts.sources[c.id], event.differs[n] ?? []]);
    return cited.sort(([, a], [, b]) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  }

  /** Whose text a source is, and where it was read if that is a copy. */
  outlet(source: Source): string {
    return source.copy_of ? filled(this.word("results", "via"), [source.copy_of, source.publisher]) : source.publisher;
  }

  /** Whether what an event says of the beginning or end of a stint is in doubt. */
  edgeDoubt(id: string | undefined): boolean {
    return id !== undefined && (this.byId.get(id)?.doubtful ?? false);
  }

  rank(office: string | undefined): number {
    const place = office ? this.facts.ontology.offices.indexOf(office) : -1;
    return place < 0 ? this.facts.ontology.offices.length : place;
  }

  /** What the filter by text looks through: id, title, summary, names of those who take part, what sources say. */
  haystackOf(event: Event): string {
    event.haystack ??= fold([event.id, event.title, event.summary, ...event.entities.map((id) => this.name(id)), ...event.sources.map((s) => s.says)].join("\n"));
    return event.haystack;
  }
}

export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Fold a text for comparison: case, width and middle dots do not matter. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/・/g, " ").replace(/’/g, "'").replace(/\s+/g, " ").trim();
}

/** The end of a stint for drawing: open ends reach to the day the data are closed. */
export function drawnEnd(model: Model, stint: Stint): [number, number, boolean] {
  const [, , eLo, eHi] = stint.b;
  return stint.endSpan ? [eLo, Math.min(eHi, model.asOf), false] : [model.asOf, model.asOf, eHi >= OPEN_END];
}
