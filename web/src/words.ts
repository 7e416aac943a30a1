// The page's own words, in both languages; everything else is said by the data.
import type { Lang } from "./types";

const WORDS = {
  timeline: ["Timeline", "年表"], network: ["Network", "ネットワーク"], who: ["People & organizations", "人物と組織"], moves: ["Moves", "移籍"],
  retention: ["Retention", "定着"], money: ["Money", "資金"], cases: ["Cases", "訴訟"], disputes: ["Disputes", "異説"],
  search: ["Search", "検索"], searchHint: ["Search everything ( / )", "すべてを検索（/）"], nothing: ["Nothing found.", "該当なし。"],
  filter: ["Filter", "絞り込み"], light: ["Light", "明るい表示"], dark: ["Dark", "暗い表示"], language: ["日本語", "English"],
  skip: ["Skip to the content", "本文へ"], asOf: ["as of {0}", "{0}現在"], rows: ["{0} rows", "{0}件"], oneRow: ["1 row", "1件"], all: ["Show all {0}", "全{0}件を表示"],
  any: ["any", "すべて"], type: ["Type", "種類"], thread: ["Thread", "筋"], status: ["Status", "状態"], office: ["Office", "役職"], text: ["Text", "語句"],
  entity: ["Who", "人物・組織"], from: ["From", "開始"], to: ["To", "終了"], lanes: ["Lanes", "列"], threads: ["by thread", "筋ごと"], organizations: ["by organization", "組織ごと"],
  together: ["all of them together", "全員が関わるもの"], reset: ["Reset", "リセット"], zoomIn: ["Zoom in", "拡大"], zoomOut: ["Zoom out", "縮小"], whole: ["Everything", "全体"],
  earlier: ["Earlier", "前へ"], later: ["Later", "後へ"], november: ["November 2023", "2023年11月"],
  date: ["Date", "日付"], event: ["Event", "出来事"], as: ["As", "立場"], sure: ["Sure", "確度"], whoCol: ["Who", "人物"], where: ["Where", "組織"], post: ["As", "役職"],
  how: ["How", "経緯"], next: ["Next", "移籍先"], day: ["Day", "日"], play: ["Play", "再生"], pause: ["Pause", "停止"],
  close: ["Close", "閉じる"], summary: ["Summary", "概要"], participants: ["Who takes part", "関係者"], sources: ["Sources", "出典"], claims: ["says otherwise: {0}", "異なる記述：{0}"],
  accounts: ["Each side's account", "双方の言い分"], before: ["What led to it", "これに先立つもの"], after: ["What followed", "これに続くもの"], sums: ["Sums and figures", "金額と数値"], quote: ["Quote", "引用"],
  statusOf: ["Status", "状態"], focus: ["Focus on", "中心"], path: ["Path to", "経路の相手"], noPath: ["No chain of relations on that day.", "その日にはつながりがない。"],
  relations: ["Relations on that day", "その日の関係"], relation: ["Relation", "関係"], whom: ["Whom", "相手"], possible: ["dashed: only possibly", "破線：可能性のみ"],
  career: ["Career", "経歴"], people: ["People over time", "在籍者の推移"], roster: ["Who held what on {0}", "{0}の顔ぶれ"], left: ["Who left", "去った人"], joined: ["Who joined", "加わった人"],
  statements: ["Statements", "発言"], events: ["Events", "出来事"], choose: ["Choose somebody or something in the list.", "一覧から選ぶ。"], filterList: ["Filter the list", "一覧を絞り込む"],
  founders: ["founders only", "創業者のみ"], everyone: ["everyone", "全員"], organization: ["Organization", "組織"], there: ["there", "在籍"], kind: ["Kind", "種類"],
  log: ["logarithmic scale", "対数目盛"], moveEvents: ["Events of the move", "移籍の出来事"], docket: ["Docket", "記録"], plaintiffs: ["Plaintiffs", "原告"], defendants: ["Defendants", "被告"],
  court: ["Court", "裁判所"], judge: ["Judge", "裁判官"], fields: ["Fields on which sources differ", "出典により異なる項目"], note: ["Note", "説明"], also: ["Also", "別名"],
  copyOf: ["a copy of {0}", "{0}の転載"], published: ["published {0}", "{0}公表"], doubtful: ["the source itself is not sure of the date", "日付は出典でも不確か"],
  more: ["more", "詳細"], version: ["version {0} of the data", "データ第{0}版"], range: ["{0} to {1}", "{0}から{1}"], wrongDay: ["a day is written as 2023-11-18", "日付は2023-11-18の形"],
  scale: ["Scroll to zoom, drag to move; arrow keys and + − do the same.", "スクロールで拡大、ドラッグで移動。矢印キーと＋－でも操作できる。"],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof WORDS;

/** Return who says the page's words in a language. */
export function sayer(lang: Lang): (word: Word, ...values: (string | number)[]) => string {
  return (word, ...values) => WORDS[word][lang === "ja" ? 1 : 0].replace(/\{(\d)\}/g, (_, i) => String(values[+i]));
}
