// The form of the data files, as aigraph/site/build.py writes it.

/** Text, earliest day, latest day, whether the source doubts; the days are left out where the text is the day. */
export type RawDate = [string] | [string, string | null, string | null] | [string, string | null, string | null, boolean];

export interface RawParticipant { role: string; entity: string; office?: string; position?: string; interim?: boolean }
export interface RawCitation { id: string; says: string }
export interface RawEvent {
  id: string; date: RawDate; type: string; status: string; participants: RawParticipant[];
  amounts: { kind: string; value: number; currency?: string; of?: string; note?: string }[];
  metrics: { subject: string; metric: string; value: number | string; unit?: string; note?: string }[];
  links: [string, string][]; threads: string[]; quote: { text: string; lang: string; speaker: string | null } | null;
  sources: RawCitation[]; accounts: { voice: string; sources: string[] }[]; disputed: boolean;
}
export interface RawStint {
  relation: string; subject: string; object: string; counts_for: string; office?: string; position?: string; interim?: boolean;
  start: RawDate; end?: RawDate; began: boolean; doubtful?: boolean; manner?: string; destination?: string;
  opened_by?: string; closed_by?: string; case?: string; bounds: [number, number, number, number];
}
export interface Source {
  id: string; url: string | null; publisher: string; title: string | null; published: string | null; lang: string; kind: string;
  voice: string | null; copy_of: string | null;
}
export interface CaseRow {
  case: string; plaintiffs: string[]; defendants: string[]; courts: string[]; judges: string[]; filed: RawDate | null; open: string; docket: string[];
}
export interface FlowRow { from: string; to: string; moves: [string, RawDate | null, number, number, string | null, string | null][] }
/** From which day on, how many are there at least and at most. */
export type Level = [number, number, number];
export type MoneyRow = [RawDate, string, number, string | null, string, (number | string)[], boolean];

export interface Facts {
  format: number; as_of: string; version: string; license: string | null; threads: string[];
  ontology: { groups: Record<string, string>; offices: string[]; instant: string[]; posts: string[]; shown: string[]; tenure: string; doubtful: string[]; career: string[]; families: Record<string, string> };
  houses: Record<string, string>; teams: string[];
  entities: Record<string, { type: string; aliases: string[]; wikidata: string | null }>;
  sources: Record<string, Source>; events: RawEvent[]; stints: RawStint[]; tenures: RawStint[]; answers: Record<string, unknown>;
}
export type Table = { headings: string[]; rows: string[][]; events?: (string | null)[] };
export interface Texts {
  format: number; lang: Lang; title: string; threads: Record<string, string>; names: Record<string, string>; notes: Record<string, string>;
  events: [string, string, Record<string, string>?, string[]?, string[][]?][]; stints: [string, string, string][]; tenures: [string, string][];
  words: Record<string, Record<string, string>>; tables: Record<string, Table>;
}
export type Lang = "en" | "ja";
export type Verdict = "certain" | "possible" | "no";
