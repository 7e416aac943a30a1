// The page's own words, in both languages; everything else is said by the data.
import type { Lang } from "./types";

const WORDS = {
  timeline: ["Timeline", "年表"], network: ["Network", "ネットワーク"], who: ["People & organizations", "人物と組織"], moves: ["Moves", "移籍"],
  retention: ["Retention", "在籍の推移"], money: ["Money", "資金"], cases: ["Cases", "訴訟"], disputes: ["Disputes", "異説"],
  search: ["Search", "検索"], searchHint: ["Search ( / )", "すべてを検索（/）"], nothing: ["Nothing found.", "該当なし。"],
  filter: ["Filter", "絞り込み"], light: ["Light", "明るい表示"], dark: ["Dark", "暗い表示"], language: ["日本語", "English"],
  skip: ["Skip to the content", "本文へ"], asOf: ["as of {0}", "{0}現在"], rows: ["{0} rows", "{0}件"], oneRow: ["1 row", "1件"], all: ["Show all {0}", "全{0}件を表示"],
  any: ["any", "すべて"], type: ["Type", "種類"], thread: ["Thread", "テーマ"], status: ["Status", "状態"], office: ["Office", "役職"], text: ["Text", "語句"],
  entity: ["Who", "人物・組織"], from: ["From", "開始"], to: ["To", "終了"], lanes: ["Group by", "行の分け方"], threads: ["by thread", "テーマごと"], organizations: ["by organization", "組織ごと"],
  together: ["all of them together", "全員が関わるもの"], zoomIn: ["Zoom in", "拡大"], zoomOut: ["Zoom out", "縮小"], whole: ["Everything", "全体"],
  earlier: ["Earlier", "前へ"], later: ["Later", "後へ"], busiest: ["The week of {0}", "{0}の週"],
  date: ["Date", "日付"], event: ["Event", "出来事"], as: ["As", "立場"], sure: ["Sure", "確度"], whoCol: ["Who", "人物"], where: ["Where", "組織"], post: ["As", "役職"],
  how: ["How", "経緯"], next: ["Next", "移籍先"], day: ["Day", "日"], play: ["Play", "再生"], pause: ["Pause", "一時停止"],
  close: ["Close", "閉じる"], summary: ["Summary", "概要"], participants: ["Who takes part", "関係者"], sources: ["Sources", "出典"], claims: ["says otherwise: {0}", "異なる記述：{0}"],
  accounts: ["Each side's account", "双方の言い分"], before: ["What led to it", "これに先立つもの"], after: ["What followed", "これに続くもの"], sums: ["Sums and figures", "金額と数値"], quote: ["Quote", "引用"],
  focus: ["Focus on", "中心に置く人物・組織"], path: ["Path to", "経路の終点"], noPath: ["No chain of relations on that day.", "その日にはつながりがない。"],
  relations: ["Relations on that day", "その日の関係"], relation: ["Relation", "関係"], whom: ["Whom", "相手"], possible: ["dashed: only possibly", "破線：可能性のみ"],
  career: ["Career", "経歴"], people: ["People over time", "在籍者の推移"], roster: ["Who held what on {0}", "{0}の顔ぶれ"], left: ["Who left", "去った人"], joined: ["Who joined", "加わった人"],
  statements: ["Statements", "発言"], events: ["Events", "出来事"], choose: ["Choose somebody or something in the list.", "一覧から選ぶ。"], filterList: ["Filter the list", "一覧を絞り込む"],
  founders: ["founders only", "創業者のみ"], everyone: ["everyone", "全員"], organization: ["Organization", "組織"], there: ["there", "在籍"], kind: ["Kind", "種類"],
  log: ["logarithmic scale", "対数目盛"], moveEvents: ["Events of the move", "移籍の出来事"], docket: ["Docket", "審理の経過"], plaintiffs: ["Plaintiffs", "原告"], defendants: ["Defendants", "被告"],
  court: ["Court", "裁判所"], judge: ["Judge", "裁判官"], fields: ["Fields on which sources differ", "出典により異なる項目"], note: ["Note", "説明"], also: ["Also", "別名"],
  published: ["published {0}", "{0}公表"], doubtful: ["the source itself is not sure of the date", "日付は出典でも不確か"],
  more: ["more", "詳細"], version: ["version {0} of the data", "データ第{0}版"], range: ["{0} to {1}", "{0}から{1}"], wrongDay: ["A day is written as 2023-11-18 or 2023-11.", "日付は2023-11-18か2023-11の形で書く。"],
  toThis: ["({0} this)", "（この出来事{0}）"], nobody: ["Nobody and nothing is called {0}.", "「{0}」という名称はない。"], mainSums: ["main sums", "主な金額"], departure: ["Departure", "退社"], arrival: ["Arrival", "加入"],
  startFirst: ["Choose where to start: fill in “Focus on”.", "先に「中心に置く人物・組織」を選ぶ。"], bandsShown: ["the {0} largest of {1}", "{1}件のうち大きい{0}件"],
  scale: ["Drag to move, Ctrl and the wheel to zoom; the arrow keys, + and − do the same.", "ドラッグで移動、Ctrl＋ホイールで拡大。矢印キーと＋－でも操作できる。"],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof WORDS;

/** Return who says the page's words in a language. */
export function sayer(lang: Lang): (word: Word, ...values: (string | number)[]) => string {
  return (word, ...values) => filled(WORDS[word][lang === "ja" ? 1 : 0], values);
}

/** Return a text with values in the place of `{0}`, `{1}`, … */
export function filled(text: string, values: (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, i) => String(values[+i]));
}
