"""The ontology: the one place where entity types, event types, roles, offices and relations are named.

The decision hidden here is *what a dated event does to relations*. Each event type lists its roles
(who may fill them) and its effects: which relation between which two roles it opens, closes, ends,
marks or changes. Stints, checks, CLI choices, wording in both languages, graph labels, JSON Schemas
and docs are generated from these tables. The tables check themselves when this module is imported.

Adding an event type is adding a row to ``EVENT_TYPES``.
"""

from typing import NamedTuple, TypeAlias

Types: TypeAlias = tuple[str, ...]


MEMBER = "member"
"""The umbrella of the membership relations: an effect on it means the one that the office names."""
STAFF, OFFICE, DIRECTOR, OBSERVER, ON_LEAVE = "staff", "office", "director", "observer", "on-leave"
FOUNDER, LITIGATES, PRESIDES = "founder", "litigates", "presides"
CASE, COURT, PERSON = "case", "court", "person"
"""Names that other modules mean by these constants."""


LANGS = ("en", "ja")


class Label(NamedTuple):
    """A word in English and Japanese."""

    en: str
    ja: str

    def say(self, lang: str) -> str:
        """Return the word in that language."""
        return self.ja if lang == "ja" else self.en


class Relation(NamedTuple):
    """A kind of relation between two entities.

    ``membership``: it makes its subject a member of its object, so that losing the last one is leaving.
    ``instant``: it marks a deed and does not last. ``symmetric``: it has no direction.
    ``house``: the types of subjects that are parts whose members count as members of its object.
    ``scope``: the role that tells apart several such relations between the same two. ``noun``: what its
    subject is. ``family``: what it is drawn like.
    """

    id: str
    label: Label
    inverse: Label
    subject: Types
    object: Types
    membership: bool = False
    instant: bool = False
    symmetric: bool = False
    house: Types = ()
    scope: str | None = None
    noun: Label | None = None
    family: str = "other"


class Office(NamedTuple):
    """An office that a person (or an organization, as observer) can hold.

    ``single``: one holder at a time, so that a new one ends the old one's term. ``relation``: the
    relation that holding it is. Rows are in order of rank, which tables sort by.
    """

    id: str
    label: Label
    single: bool = False
    relation: str = OFFICE


class Role(NamedTuple):
    """What a participant is in an event: the allowed entity types, whether needed, whether many."""

    id: str
    types: Types
    required: bool = False
    many: bool = True
    offices: bool = False


class Opens(NamedTuple):
    """The relation begins between two roles.

    ``plain``: the office that the event names is held elsewhere. ``if_absent``: nothing begins for a
    member. ``implied``: it begins on or after the event, by an event of its own that may be unknown.
    """

    relation: str
    subject: str
    object: str
    plain: bool = False
    if_absent: bool = False
    implied: bool = False


class Closes(NamedTuple):
    """The relation ends between two roles.

    ``if_open``: only if it holds. ``implied``: it ended on or before the event, by an event of its own
    that may be unknown.
    """

    relation: str
    subject: str
    object: str
    if_open: bool = False
    implied: bool = False


class Succeeds(NamedTuple):
    """The subject gives up, at the object, the office it names or else those that the successor takes."""

    relation: str
    subject: str
    object: str
    successor: str


class Changes(NamedTuple):
    """The subject's offices at the object end and the one named by the event begins; who is in stays in."""

    relation: str
    subject: str
    object: str


class EndsAll(NamedTuple):
    """Every lasting relation of the entity in this role ends."""

    role: str


class EndsAt(NamedTuple):
    """Every stint of the relation whose object is in this role ends."""

    relation: str
    object: str


class Marks(NamedTuple):
    """The relation is a deed of that day, without duration."""

    relation: str
    subject: str
    object: str


Effect: TypeAlias = Opens | Closes | Succeeds | Changes | EndsAll | EndsAt | Marks


class EventType(NamedTuple):
    """A kind of happening: its roles, the first of which is its subject, and its effects.

    ``public``: it happens in public, so that its day is the day on which it is known. ``foretells``: it
    speaks of what is to come, so that its sources may be older than what they tell.
    """

    id: str
    label: Label
    group: str
    doc: Label
    roles: tuple[Role, ...]
    effects: tuple[Effect, ...] = ()
    public: bool = False
    foretells: bool = False

    def role(self, role_id: str) -> Role | None:
        """Return the role of that id, the common roles included, or ``None``."""
        return next((r for r in (*self.roles, *COMMON_ROLES) if r.id == role_id), None)


# --- entity types --------------------------------------------------------------------------------

ENTITY_TYPES: dict[str, Label] = {
    "person": Label("person", "人物"),
    "company": Label("company", "企業"),
    "nonprofit": Label("nonprofit", "非営利団体"),
    "fund": Label("fund", "投資ファンド"),
    "government": Label("government body", "政府機関"),
    "court": Label("court", "裁判所"),
    "university": Label("university", "大学"),
    "team": Label("team", "チーム"),
    "publication": Label("publication", "媒体"),
    "product": Label("product", "製品"),
    "project": Label("project", "プロジェクト"),
    "document": Label("document", "文書"),
    "case": Label("case", "訴訟"),
    "facility": Label("facility", "施設"),
    "other": Label("other", "その他"),
}

_PERSON = (PERSON,)
_CASE = (CASE,)
_COURT = (COURT, "government")
_ORG = ("company", "nonprofit", "fund", "government", "court", "university", "team", "publication", "project", "other")
_AGENT = (*_PERSON, *_ORG)
_WORK = ("product", "project", "document", "publication", "facility")
_ANY = tuple(ENTITY_TYPES)

# --- relations -----------------------------------------------------------------------------------

RELATIONS: dict[str, Relation] = {
    r.id: r
    for r in (
        Relation(
            MEMBER,
            Label("member of", "所属"),
            Label("has member", "所属者"),
            _AGENT,
            _ORG,
            membership=True,
            noun=Label("member", "所属"),
            family="people",
        ),
        Relation(
            STAFF,
            Label("works at", "勤務"),
            Label("employs", "職員"),
            _PERSON,
            _ORG,
            membership=True,
            noun=Label("staff", "職員"),
            family="people",
        ),
        Relation(OFFICE, Label("holds office at", "役職"), Label("officer", "役職者"), _PERSON, _ORG, membership=True, family="people"),
        Relation(
            DIRECTOR,
            Label("sits on the board of", "取締役"),
            Label("has director", "取締役会"),
            _PERSON,
            _ORG,
            membership=True,
            noun=Label("director", "取締役"),
            family="people",
        ),
        Relation(
            OBSERVER,
            Label("observes the board of", "取締役会オブザーバー"),
            Label("has board observer", "オブザーバー"),
            _AGENT,
            _ORG,
            noun=Label("board observer", "取締役会オブザーバー"),
            family="people",
        ),
        Relation(
            "advises",
            Label("advises", "顧問"),
            Label("advised by", "顧問を置く"),
            _AGENT,
            _ORG,
            noun=Label("adviser", "顧問"),
            family="people",
        ),
        Relation(
            ON_LEAVE,
            Label("on leave from", "休職"),
            Label("has on leave", "休職者"),
            _PERSON,
            _ORG,
            noun=Label("on leave", "休職"),
            family="people",
        ),
        Relation(
            FOUNDER,
            Label("founded", "設立"),
            Label("founded by", "設立者"),
            _AGENT,
            _ORG,
            instant=True,
            noun=Label("founder", "設立者"),
            family="people",
        ),
        Relation(
            "backs",
            Label("backed the founding of", "設立支援"),
            Label("backed by", "設立支援者"),
            _AGENT,
            _ORG,
            instant=True,
            family="money",
        ),
        Relation("invested-in", Label("invested in", "出資"), Label("has investor", "出資者"), _AGENT, (*_ORG, "product"), family="money"),
        Relation("donated-to", Label("donated to", "寄付"), Label("has donor", "寄付者"), _AGENT, _ORG, instant=True, family="money"),
        Relation("lends-to", Label("lends to", "融資"), Label("borrows from", "借入先"), _AGENT, _ORG, family="money"),
        Relation("owns", Label("owns", "所有"), Label("owned by", "所有者"), _AGENT, (*_ORG, *_WORK), family="money"),
        Relation(
            "part-of", Label("part of", "傘下"), Label("includes", "傘下に持つ"), (*_ORG, *_WORK), _ORG, house=("team",), family="structure"
        ),
        Relation(
            "arm-of", Label("legal arm of", "同一組織の法人"), Label("acts through", "法人"), _ORG, _ORG, house=_ORG, family="structure"
        ),
        Relation("partner", Label("partner of", "提携"), Label("partner of", "提携"), _AGENT, _AGENT, symmetric=True),
        Relation("supplies", Label("supplies", "供給"), Label("supplied by", "供給元"), _AGENT, _AGENT),
        Relation(LITIGATES, Label("sues", "提訴"), Label("sued by", "被提訴"), _AGENT, (*_AGENT, "product"), scope=CASE, family="courts"),
        Relation(
            "investigates", Label("investigates", "調査"), Label("investigated by", "被調査"), _AGENT, (*_AGENT, *_WORK), family="courts"
        ),
        Relation("regulates", Label("acted on", "規制"), Label("acted on by", "被規制"), _AGENT, _ANY, instant=True, family="courts"),
        Relation(PRESIDES, Label("presides over", "担当判事"), Label("before judge", "担当判事"), _PERSON, _CASE, family="courts"),
        Relation("released", Label("released", "公開"), Label("released by", "公開元"), _AGENT, _WORK, instant=True),
        Relation("authored", Label("authored", "著者"), Label("authored by", "著者"), _AGENT, _WORK, instant=True),
    )
}

# --- offices, in order of rank -------------------------------------------------------------------

OFFICES: dict[str, Office] = {
    o.id: o
    for o in (
        Office("chair", Label("chair of the board", "会長"), single=True),
        Office("co-chair", Label("co-chair of the board", "共同会長")),
        Office("ceo", Label("chief executive", "CEO"), single=True),
        Office("president", Label("president", "社長"), single=True),
        Office("cto", Label("chief technology officer", "CTO"), single=True),
        Office("chief-scientist", Label("chief scientist", "チーフサイエンティスト"), single=True),
        Office("chief-research-officer", Label("chief research officer", "最高研究責任者"), single=True),
        Office("coo", Label("chief operating officer", "COO"), single=True),
        Office("cfo", Label("chief financial officer", "CFO"), single=True),
        Office("cpo", Label("chief product officer", "最高製品責任者"), single=True),
        Office("general-counsel", Label("general counsel", "法務責任者"), single=True),
        Office("chief-strategy-officer", Label("chief strategy officer", "最高戦略責任者"), single=True),
        Office("chief-people-officer", Label("chief people officer", "最高人事責任者"), single=True),
        Office("chief-revenue-officer", Label("chief revenue officer", "最高収益責任者"), single=True),
        Office("chief-communications-officer", Label("chief communications officer", "最高広報責任者"), single=True),
        Office("chief-marketing-officer", Label("chief marketing officer", "最高マーケティング責任者"), single=True),
        Office("ciso", Label("chief information security officer", "最高情報セキュリティ責任者"), single=True),
        Office("chief-accounting-officer", Label("chief accounting officer", "最高会計責任者"), single=True),
        Office("chief-economist", Label("chief economist", "チーフエコノミスト"), single=True),
        Office("chief-officer", Label("other chief officer", "その他の最高責任者")),
        Office("division-ceo", Label("chief executive of a division", "部門CEO")),
        Office("vice-president", Label("vice president", "副社長級")),
        Office("research-director", Label("research director", "研究ディレクター"), single=True),
        Office("head", Label("head of a unit", "部門責任者")),
        Office("lead", Label("team lead", "チームリード")),
        Office("secretary", Label("secretary", "秘書役"), single=True),
        Office("treasurer", Label("treasurer", "財務担当役員"), single=True),
        Office("partner", Label("partner", "パートナー")),
        Office("director", Label("director", "取締役"), relation=DIRECTOR),
        Office("observer", Label("board observer", "取締役会オブザーバー"), relation=OBSERVER),
        Office("adviser", Label("adviser", "顧問"), relation="advises"),
    )
}
OFFICE_RANK: dict[str | None, int] = {office: rank for rank, office in enumerate(OFFICES)}

# --- the wording of roles ------------------------------------------------------------------------

ROLES: dict[str, Label] = {
    "person": Label("person", "人物"),
    "organization": Label("organization", "組織"),
    "founder": Label("founder", "設立者"),
    "backer": Label("backer", "支援者"),
    "parent": Label("parent", "親組織"),
    "house": Label("house", "母体"),
    "advisor": Label("adviser", "顧問"),
    "predecessor": Label("predecessor", "前任"),
    "from": Label("former employer", "前職"),
    "destination": Label("destination", "移籍先"),
    "team": Label("team", "チーム"),
    "lead": Label("lead", "責任者"),
    "investor": Label("investor", "出資者"),
    "lead-investor": Label("lead investor", "主導出資者"),
    "recipient": Label("recipient", "受け手"),
    "donor": Label("donor", "寄付者"),
    "lender": Label("lender", "貸し手"),
    "borrower": Label("borrower", "借り手"),
    "pledger": Label("pledger", "拠出を約束した者"),
    "subject": Label("subject", "対象"),
    "acquirer": Label("acquirer", "買収者"),
    "seller": Label("seller", "売り手"),
    "target": Label("target", "対象"),
    "party": Label("party", "関係者"),
    "result": Label("result", "結果"),
    "bidder": Label("bidder", "提案者"),
    "supplier": Label("supplier", "供給者"),
    "customer": Label("customer", "顧客"),
    "product": Label("product", "製品"),
    "project": Label("project", "計画"),
    "author": Label("author", "著者"),
    "signatory": Label("signatory", "署名者"),
    "plaintiff": Label("plaintiff", "原告"),
    "defendant": Label("defendant", "被告"),
    "court": Label("court", "裁判所"),
    "judge": Label("judge", "判事"),
    "case": Label("case", "事件"),
    "counsel": Label("counsel", "代理人"),
    "witness": Label("witness", "証人"),
    "authority": Label("authority", "当局"),
    "speaker": Label("speaker", "発言者"),
    "participant": Label("participant", "参加者"),
    "about": Label("about", "言及先"),
    "publication": Label("publication", "媒体"),
    "announced-by": Label("announced by", "発表者"),
    "facility": Label("facility", "施設"),
}

COMMON_ROLES: tuple[Role, ...] = (
    Role("about", _ANY),
    Role("party", _AGENT),
    Role("publication", ("publication", "company", "nonprofit", "product", "document")),
    Role("announced-by", _AGENT),
)
"""Roles that any event may have; they never carry an effect outside the types that list them."""

# --- event types ---------------------------------------------------------------------------------

_ORGANIZATION = Role("organization", _ORG, required=True)
_ANYONE = Role("person", _PERSON)
_MOVER = Role("person", _AGENT, required=True, offices=True)
_COURT_ROLES = (
    Role("plaintiff", _AGENT),
    Role("defendant", (*_AGENT, "product")),
    Role(COURT, _COURT),
    Role("judge", _PERSON),
    Role(CASE, _CASE),
    Role("counsel", _AGENT),
    Role("witness", _PERSON),
)
_TEXT_ROLES = (
    Role("author", _AGENT, required=True),
    Role("recipient", _AGENT),
    Role("signatory", _AGENT),
)

EVENT_TYPES: dict[str, EventType] = {
    t.id: t
    for t in (
        # people and organizations
        EventType(
            "founding",
            Label("founding", "設立"),
            "people",
            Label(
                "An organization is founded. Its founders and first officers are members from that day.",
                "組織の設立。設立者と最初の役員はこの日から所属する。",
            ),
            (
                Role("founder", _AGENT, offices=True),
                Role("organization", _ORG, required=True, many=False),
                Role("person", _PERSON, offices=True),
                Role("backer", _AGENT),
                Role("parent", _ORG),
                Role("house", _ORG),
                Role("advisor", _PERSON),
                Role("authority", _ORG),
            ),
            (
                Marks(FOUNDER, "founder", "organization"),
                Opens(MEMBER, "founder", "organization"),
                Opens(MEMBER, "person", "organization"),
                Marks("backs", "backer", "organization"),
                Opens("part-of", "organization", "parent"),
                Opens("arm-of", "organization", "house"),
                Opens("advises", "advisor", "organization"),
            ),
        ),
        EventType(
            "appointment",
            Label("appointment", "就任"),
            "people",
            Label(
                "Somebody joins, is promoted or takes a seat. With an office: that office begins; without: "
                "employment begins. A predecessor's same office ends.",
                "入社、昇進、着任。役職を書けばその役職が、書かなければ勤務が始まる。前任者の同じ役職は終わる。",
            ),
            (
                _MOVER,
                _ORGANIZATION,
                Role("predecessor", _AGENT, offices=True),
                Role("from", _ORG),
                Role("team", _ORG),
            ),
            (
                Opens(MEMBER, "person", "organization"),
                Opens(MEMBER, "person", "team", plain=True),
                Succeeds(MEMBER, "predecessor", "organization", "person"),
                Closes(MEMBER, "person", "from", implied=True),
            ),
        ),
        EventType(
            "reassignment",
            Label("reassignment", "異動"),
            "people",
            Label(
                "Somebody changes posts inside: the offices held there end (board seats do not), the named one begins.",
                "組織内の異動。それまでの役職（取締役を除く）が終わり、書かれた役職が始まる。",
            ),
            (_MOVER, _ORGANIZATION, Role("team", _ORG)),
            (Changes(MEMBER, "person", "organization"), Opens(MEMBER, "person", "team", plain=True)),
        ),
        EventType(
            "departure",
            Label("departure", "退任"),
            "people",
            Label(
                "Somebody leaves. With an office: only that office or seat ends; without: everything does.",
                "退任・退社。役職を書けばその役職だけが、書かなければすべてが終わる。",
            ),
            (_MOVER, _ORGANIZATION, Role("destination", _ORG)),
            (Closes(MEMBER, "person", "organization"), Opens(MEMBER, "person", "destination", implied=True)),
        ),
        EventType(
            "leave",
            Label("leave", "休職"),
            "people",
            Label("A leave of absence begins; nobody leaves.", "休職の開始。退職ではない。"),
            (_MOVER, _ORGANIZATION),
            (Opens(ON_LEAVE, "person", "organization"),),
        ),
        EventType(
            "return",
            Label("return", "復帰"),
            "people",
            Label(
                "Somebody comes back: from a leave, or, after a departure, as a member again.",
                "休職からの復帰、または退職後の再入社。",
            ),
            (_MOVER, _ORGANIZATION, Role("predecessor", _AGENT, offices=True), Role("from", _ORG)),
            (
                Opens(MEMBER, "person", "organization", if_absent=True),
                Closes(ON_LEAVE, "person", "organization", if_open=True),
                Succeeds(MEMBER, "predecessor", "organization", "person"),
                Closes(MEMBER, "person", "from", implied=True),
            ),
        ),
        EventType(
            "team-formed",
            Label("team formed", "チーム発足"),
            "people",
            Label("A team or committee is formed inside an organization.", "組織内にチームや委員会ができる。"),
            (
                Role("team", ("team", "project"), required=True, many=False),
                _ORGANIZATION,
                Role("lead", _PERSON, offices=True),
                Role("person", _PERSON, offices=True),
            ),
            (
                Opens("part-of", "team", "organization"),
                Opens(MEMBER, "lead", "team"),
                Opens(MEMBER, "person", "team"),
            ),
        ),
        EventType(
            "team-dissolved",
            Label("team dissolved", "チーム解散"),
            "people",
            Label("A team ends; its people stay with the organization.", "チームの解散。所属者は組織に残る。"),
            (
                Role("team", ("team", "project"), required=True, many=False),
                _ORGANIZATION,
                Role("lead", _PERSON),
                _ANYONE,
                Role("result", _ORG),
            ),
            (EndsAll("team"), Opens("part-of", "result", "organization")),
        ),
        EventType(
            "dissolution",
            Label("dissolution", "解散"),
            "people",
            Label("An organization ceases to exist; everything it was part of ends.", "組織の消滅。すべての関係が終わる。"),
            (Role("organization", _ORG, required=True), Role("result", _ORG)),
            (EndsAll("organization"),),
        ),
        EventType(
            "death",
            Label("death", "死去"),
            "people",
            Label("A person dies; every lasting relation ends.", "人物の死去。続いていた関係はすべて終わる。"),
            (Role("person", _PERSON, required=True), Role("organization", _ORG)),
            (EndsAll("person"),),
        ),
        # money and ownership
        EventType(
            "funding",
            Label("funding", "資金調達"),
            "money",
            Label("Equity is bought: a round or a tender offer.", "株式による出資。調達ラウンドや株式売り出し。"),
            (
                Role("recipient", (*_ORG, "product"), required=True),
                Role("investor", _AGENT),
                Role("lead-investor", _AGENT),
                Role("seller", _AGENT),
            ),
            (Opens("invested-in", "investor", "recipient"), Opens("invested-in", "lead-investor", "recipient")),
        ),
        EventType(
            "donation",
            Label("donation", "寄付"),
            "money",
            Label("Money or goods are given.", "資金や物品の寄付。"),
            (Role("recipient", _ORG, required=True), Role("donor", _AGENT, required=True), Role("product", _WORK)),
            (Marks("donated-to", "donor", "recipient"),),
        ),
        EventType(
            "pledge",
            Label("pledge", "拠出の約束"),
            "money",
            Label("Money is promised; no relation changes.", "拠出の約束。関係は変わらない。"),
            (Role("recipient", _ORG, required=True), Role("pledger", _AGENT, required=True)),
            foretells=True,
        ),
        EventType(
            "loan",
            Label("loan", "融資"),
            "money",
            Label("Money is lent.", "資金の貸し付け。"),
            (Role("borrower", _ORG, required=True), Role("lender", _AGENT)),
            (Opens("lends-to", "lender", "borrower"),),
        ),
        EventType(
            "valuation",
            Label("valuation", "評価額"),
            "money",
            Label("A value is put on an organization outside a round.", "調達以外で示された評価額。"),
            (Role("subject", _ANY, required=True),),
        ),
        EventType(
            "metric",
            Label("figure", "数値"),
            "money",
            Label("A dated figure is published: users, shares, results.", "利用者数・シェア・成績など日付のある数値。"),
            (Role("subject", _ANY, required=True),),
        ),
        EventType(
            "acquisition",
            Label("acquisition", "買収"),
            "money",
            Label("One organization buys another.", "買収。"),
            (Role("acquirer", _AGENT, required=True), Role("target", (*_ORG, *_WORK), required=True), Role("seller", _AGENT)),
            (Opens("owns", "acquirer", "target"), Closes("owns", "seller", "target")),
        ),
        EventType(
            "merger",
            Label("merger", "合併"),
            "money",
            Label("Organizations merge; the parties become part of the result.", "合併。当事者は結果の一部になる。"),
            (
                Role("party", _AGENT),
                Role("result", _ORG),
                Role("acquirer", _ORG),
                Role("target", _ORG),
            ),
            (
                Opens("part-of", "party", "result"),
                Opens("owns", "acquirer", "target"),
                Opens("part-of", "target", "acquirer"),
            ),
        ),
        EventType(
            "restructuring",
            Label("restructuring", "組織再編"),
            "money",
            Label(
                "An organization changes its legal form; the result is an arm of the same house.",
                "法人形態の変更。結果の法人は同じ組織に属する。",
            ),
            (_ORGANIZATION, Role("parent", _ORG), Role("result", _ORG), Role("investor", _AGENT)),
            (Opens("part-of", "result", "parent"), Opens("arm-of", "result", "organization")),
        ),
        EventType(
            "offer",
            Label("offer", "提案"),
            "money",
            Label("A bid or proposal is made; no relation changes.", "買収などの提案。関係は変わらない。"),
            (Role("bidder", _AGENT, required=True), Role("target", _ANY), Role("counsel", _AGENT)),
            foretells=True,
        ),
        EventType(
            "rejection",
            Label("rejection", "拒否"),
            "money",
            Label("A bid or proposal is turned down.", "提案の拒否。"),
            (
                Role("target", _AGENT),
                Role("bidder", _AGENT),
                Role("person", _PERSON),
                Role("counsel", _AGENT),
            ),
        ),
        EventType(
            "withdrawal",
            Label("withdrawal", "撤回"),
            "money",
            Label("A bid or proposal is taken back.", "提案の撤回。"),
            (Role("bidder", _AGENT), Role("target", _AGENT), Role("person", _PERSON), Role("organization", _ORG)),
        ),
        # business
        EventType(
            "partnership",
            Label("partnership", "提携"),
            "business",
            Label("Organizations become partners.", "提携の開始。"),
            (
                Role("party", _AGENT, required=True),
                Role("supplier", _AGENT),
                Role("customer", _AGENT),
                Role("product", _WORK),
            ),
            (Opens("partner", "party", "party"), Opens("supplies", "supplier", "customer")),
        ),
        EventType(
            "partnership-ended",
            Label("partnership ended", "提携終了"),
            "business",
            Label("A partnership ends.", "提携の終了。"),
            (Role("party", _AGENT, required=True),),
            (Closes("partner", "party", "party"),),
        ),
        EventType(
            "contract",
            Label("contract", "契約"),
            "business",
            Label("A supply contract is signed.", "供給契約の締結。"),
            (
                Role("customer", _AGENT),
                Role("supplier", _AGENT),
                Role("party", _AGENT),
                Role("product", _WORK),
                Role("project", _WORK),
            ),
            (Opens("supplies", "supplier", "customer"),),
        ),
        EventType(
            "contract-ended",
            Label("contract ended", "契約終了"),
            "business",
            Label("A supply contract ends.", "供給契約の終了。"),
            (Role("customer", _AGENT, required=True), Role("supplier", _AGENT, required=True)),
            (Closes("supplies", "supplier", "customer"),),
        ),
        EventType(
            "release",
            Label("release", "公開"),
            "business",
            Label("A model, product or paper is released.", "モデル・製品・論文の公開。"),
            (Role("product", _WORK), Role("organization", _ORG), Role("author", _AGENT)),
            (
                Marks("released", "organization", "product"),
                Marks("authored", "author", "product"),
            ),
            public=True,
        ),
        EventType(
            "announcement",
            Label("announcement", "発表"),
            "business",
            Label("Something is announced; the deed has an event of its own.", "発表。実行は別の出来事になる。"),
            (
                Role("organization", _ORG),
                Role("person", _PERSON),
                Role("project", (*_WORK, "company", "team")),
                Role("product", _WORK),
            ),
            public=True,
            foretells=True,
        ),
        EventType(
            "plan",
            Label("plan", "計画"),
            "business",
            Label("Something is planned, considered or proposed; no relation changes.", "計画・検討・提案。関係は変わらない。"),
            (Role("organization", _ORG), Role("person", _PERSON), Role("project", (*_WORK, "company", "team"))),
            foretells=True,
        ),
        EventType(
            "incident",
            Label("incident", "事件・事故"),
            "business",
            Label("Something goes wrong or happens to somebody.", "事件や事故。"),
            (Role("organization", _ORG), Role("person", _PERSON), Role("product", _WORK), Role("facility", ("facility", "project"))),
        ),
        # courts and regulators
        EventType(
            "lawsuit",
            Label("lawsuit filed", "提訴"),
            "courts",
            Label("A suit is filed; it runs until it is settled, dropped or decided.", "訴訟の提起。和解・取り下げ・判決まで続く。"),
            (
                Role("plaintiff", _AGENT, required=True),
                Role("defendant", (*_AGENT, "product"), required=True),
                *_COURT_ROLES[2:],
            ),
            (Opens(LITIGATES, "plaintiff", "defendant"), Opens(PRESIDES, "judge", "case")),
            public=True,
        ),
        EventType(
            "filing",
            Label("court filing", "書面提出"),
            "courts",
            Label("A paper is filed in a case or with an authority.", "裁判所や当局への書面提出。"),
            (Role("party", _AGENT), Role("person", _PERSON), Role("target", _ANY), Role("authority", _ORG), *_COURT_ROLES),
        ),
        EventType(
            "hearing",
            Label("hearing", "審理"),
            "courts",
            Label("A court sits.", "法廷での審理。"),
            (Role(CASE, _CASE), *(r for r in _COURT_ROLES if r.id != "case")),
            (Opens(PRESIDES, "judge", "case"),),
            public=True,
        ),
        EventType(
            "testimony",
            Label("testimony", "証言"),
            "courts",
            Label("A witness testifies, in court, deposition or parliament.", "法廷・証言録取・議会での証言。"),
            (Role("witness", _PERSON, required=True), Role("authority", _ORG), *_COURT_ROLES[:-1]),
            public=True,
        ),
        EventType(
            "ruling",
            Label("ruling", "決定"),
            "courts",
            Label("A court decides a question; the suit goes on.", "裁判所の決定。訴訟は続く。"),
            (Role(COURT, _COURT), *(r for r in _COURT_ROLES if r.id != "court")),
            (Opens(PRESIDES, "judge", "case"),),
            public=True,
        ),
        EventType(
            "verdict",
            Label("verdict", "評決"),
            "courts",
            Label("A jury or bench gives its verdict.", "評決。"),
            (Role(CASE, _CASE), *(r for r in _COURT_ROLES if r.id != "case")),
            public=True,
        ),
        EventType(
            "judgment",
            Label("judgment", "判決"),
            "courts",
            Label("A final judgment ends the suit in that court.", "その裁判所での訴訟を終える判決。"),
            _COURT_ROLES,
            (Closes(LITIGATES, "plaintiff", "defendant"), EndsAt(PRESIDES, CASE)),
            public=True,
        ),
        EventType(
            "appeal",
            Label("appeal", "上訴"),
            "courts",
            Label("A decision is appealed.", "上訴。"),
            (Role("party", _AGENT), *_COURT_ROLES),
        ),
        EventType(
            "settlement",
            Label("settlement", "和解"),
            "courts",
            Label("The parties settle; the suit ends.", "和解による訴訟の終了。"),
            _COURT_ROLES,
            (Closes(LITIGATES, "plaintiff", "defendant"), EndsAt(PRESIDES, CASE)),
        ),
        EventType(
            "dismissal",
            Label("suit dropped or dismissed", "取り下げ・却下"),
            "courts",
            Label("The suit ends: withdrawn by the plaintiff or thrown out whole.", "訴訟の取り下げ、または全部の却下。"),
            _COURT_ROLES,
            (Closes(LITIGATES, "plaintiff", "defendant"), EndsAt(PRESIDES, CASE)),
        ),
        EventType(
            "investigation",
            Label("investigation", "調査"),
            "courts",
            Label("An authority or board opens an inquiry.", "当局や取締役会による調査の開始。"),
            (Role("authority", _AGENT, required=True), Role("target", (*_AGENT, *_WORK)), Role("person", _PERSON)),
            (Opens("investigates", "authority", "target"),),
        ),
        EventType(
            "investigation-closed",
            Label("investigation closed", "調査終了"),
            "courts",
            Label("An inquiry ends.", "調査の終了。"),
            (Role("authority", _AGENT, required=True), Role("target", (*_AGENT, *_WORK), required=True)),
            (Closes("investigates", "authority", "target"),),
        ),
        EventType(
            "regulation",
            Label("act of an authority", "規制"),
            "courts",
            Label("A law, order, approval or fine.", "法律・命令・承認・制裁。"),
            (Role("authority", _AGENT, required=True), Role("target", _ANY)),
            (Marks("regulates", "authority", "target"),),
            public=True,
        ),
        # words
        EventType(
            "statement",
            Label("statement", "発言"),
            "words",
            Label("A post, interview, speech or op-ed.", "投稿・インタビュー・講演・寄稿。"),
            (Role("speaker", _AGENT, required=True),),
            public=True,
        ),
        EventType("memo", Label("memo", "社内文書"), "words", Label("A memo to a staff or board.", "社内文書。"), _TEXT_ROLES),
        EventType("letter", Label("letter", "書簡"), "words", Label("A letter, open or not.", "書簡・公開書簡。"), _TEXT_ROLES),
        EventType("email", Label("email", "メール"), "words", Label("An email or text message.", "メールやメッセージ。"), _TEXT_ROLES),
        EventType(
            "report",
            Label("report", "報道"),
            "words",
            Label("A press revelation that itself mattered.", "それ自体が影響を持った報道。"),
            (Role("publication", _AGENT), Role("author", _AGENT), Role("speaker", _AGENT)),
            public=True,
        ),
        EventType(
            "meeting",
            Label("meeting", "会合"),
            "words",
            Label("People meet.", "会合。"),
            (Role("participant", _AGENT, required=True), Role("organization", _ORG)),
        ),
    )
}

# --- closed vocabularies of records --------------------------------------------------------------

CONFIRMED, REPORTED, ALLEGED, DISPUTED = "confirmed", "reported", "alleged", "disputed"
STATUSES: dict[str, Label] = {
    CONFIRMED: Label("confirmed", "確認済み"),
    REPORTED: Label("reported", "報道"),
    ALLEGED: Label("alleged", "一方の主張"),
    DISPUTED: Label("disputed", "争いあり"),
}
DOUBTFUL_STATUSES = frozenset({ALLEGED, DISPUTED})
"""What rests on an event of these is doubtful."""

LINKS: dict[str, Label] = {
    "responds-to": Label("responds to", "への応答"),
    "caused-by": Label("caused by", "が原因"),
    "part-of": Label("part of", "の一部"),
    "follows": Label("follows", "に続く"),
    "amends": Label("amends", "を修正"),
    "ends": Label("ends", "を終わらせる"),
    "contradicts": Label("contradicts", "と食い違う"),
}
ORDERING_LINKS = ("follows", "responds-to", "caused-by")
"""Links that say that the linking event came later on the same day."""

SOURCE_KINDS: dict[str, Label] = {
    "first-party": Label("first party", "当事者"),
    "court": Label("court paper", "裁判資料"),
    "press": Label("press", "報道"),
    "analysis": Label("analysis", "分析"),
    "blog": Label("blog", "ブログ"),
    "reference": Label("reference", "資料"),
}
"""What sources are; those that stand nearer to the matter first."""
SOURCE_RANK = {kind: rank for rank, kind in enumerate(SOURCE_KINDS)}
CONFIRMING_KINDS = frozenset({"first-party", "court"})
"""Only these make an event confirmed."""

MANNER = "manner"
"""The attribute of an event that says how somebody left."""
MANNERS: dict[str, Label] = {
    "resigned": Label("resigned", "辞任"),
    "fired": Label("fired", "解任"),
    "pushed-out": Label("pushed out", "退任を迫られた"),
    "stepped-down": Label("stepped down", "退任"),
    "laid-off": Label("laid off", "人員削減"),
    "retired": Label("retired", "引退"),
    "term-ended": Label("term ended", "任期満了"),
    "medical-leave": Label("medical leave", "病気休職"),
    "sabbatical": Label("sabbatical", "長期休暇"),
}

STAKE_PERCENT = "stake-percent"
"""The kind of amount that is no sum: it has no currency."""
PERCENT = "percent"
"""The unit of figures that are shares."""
AMOUNT_KINDS: dict[str, Label] = {
    "valuation": Label("valuation", "評価額"),
    "investment": Label("investment", "出資"),
    "debt": Label("debt", "債務"),
    "donation": Label("donation", "寄付"),
    "pledge": Label("pledge", "拠出約束"),
    "bid": Label("bid", "買収提案"),
    "price": Label("price", "価格"),
    "proceeds": Label("proceeds", "売却益"),
    "revenue": Label("revenue", "売上"),
    "loss": Label("loss", "損失"),
    "profit": Label("profit", "利益"),
    "cost": Label("cost", "費用"),
    "compute": Label("compute spending", "計算資源費"),
    "damages": Label("damages", "損害賠償"),
    "fine": Label("fine", "制裁金"),
    "salary": Label("salary", "報酬"),
    STAKE_PERCENT: Label("stake (percent)", "持ち分（%）"),
    "stake-value": Label("value of a stake", "持ち分の価値"),
    "planned-raise": Label("planned raise", "調達計画"),
}


CONNECTIONS: tuple[str, ...] = tuple(r for r in RELATIONS if r != MEMBER)
"""The relations that lead from one entity to another; a tenure only sums up the posts."""
GOES_TO: dict[str, str] = {t.id: e.object for t in EVENT_TYPES.values() for e in t.effects if isinstance(e, Opens) and e.implied}
"""Per event type, the role that says where somebody goes next."""


# --- self-check ----------------------------------------------------------------------------------


def roles_of_effect(effect: Effect) -> tuple[str, ...]:
    """Return the ids of the roles that an effect joins."""
    if isinstance(effect, EndsAll):
        return (effect.role,)
    if isinstance(effect, EndsAt):
        return (effect.object,)
    return (effect.subject, effect.object, *([effect.successor] if isinstance(effect, Succeeds) else []))


def _require(holds: object, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _self_check() -> None:
    """Raise ``ValueError`` naming the row where the tables contradict each other."""
    for office in OFFICES.values():
        _require(office.relation in RELATIONS, f"office {office.id}: no relation {office.relation!r}")
    for relation in RELATIONS.values():
        unknown = {*relation.subject, *relation.object, *relation.house} - set(ENTITY_TYPES)
        _require(not unknown, f"relation {relation.id}: no entity types {sorted(unknown)}")
    for role in (*COMMON_ROLES, *(r for t in EVENT_TYPES.values() for r in t.roles)):
        _require(role.id in ROLES, f"role {role.id!r} has no wording")
        _require(set(role.types) <= set(ENTITY_TYPES), f"role {role.id}: unknown entity types")
    for kind in EVENT_TYPES.values():
        ids = [r.id for r in kind.roles]
        _require(len(set(ids)) == len(ids), f"event type {kind.id}: a role is listed twice")
        for effect in kind.effects:
            missing = set(roles_of_effect(effect)) - set(ids)
            _require(not missing, f"event type {kind.id}: effect on unknown roles {sorted(missing)}")
            _check_relation(kind, effect)
    unused = set(ROLES) - {r.id for t in EVENT_TYPES.values() for r in t.roles} - {r.id for r in COMMON_ROLES}
    _require(not unused, f"roles without an event type: {sorted(unused)}")


def _check_relation(kind: EventType, effect: Effect) -> None:
    if isinstance(effect, EndsAll):
        return
    relation = RELATIONS.get(effect.relation)
    if relation is None:
        raise ValueError(f"event type {kind.id}: no relation {effect.relation!r}")
    _require(relation.instant == isinstance(effect, Marks), f"event type {kind.id}: {relation.id} is instant or it lasts")
    if isinstance(effect, EndsAt):
        return
    for role_id, types in ((effect.subject, relation.subject), (effect.object, relation.object)):
        role = kind.role(role_id)
        fits = role is not None and set(role.types) & set(types)
        _require(fits, f"event type {kind.id}: {role_id} cannot be in {relation.id}")
    alike = effect.subject == effect.object
    _require(alike <= relation.symmetric, f"event type {kind.id}: {relation.id} has a direction")


_self_check()
