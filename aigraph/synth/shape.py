"""The shape of the real saga, as counts, and how it grows with the number of events.

The decision hidden here is what synthetic sagas have in common with the one that comes with the package,
where the shares below were counted: how often which type of event, in which roles, filled by whom, dated
how vaguely, told by how many sources that differ how often. What they describe is an *industry*, so a
larger saga is a wider and longer one, not a denser one:

* One company for every 30 events, one fund or authority for every 80; persons come as events need them,
  about one for every five.
* Organizations are as popular as their rank, ``1 / (rank + q)`` with ``q`` growing with the square root
  of their number (Mandelbrot's form of Zipf's law): the largest takes part in some two hundred of a
  thousand events, in some four thousand of a hundred thousand.
* A thousand events take twelve years up to ``AS_OF``, a hundred thousand thirty, each year more than the
  one before.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

from aigraph.ontology import CONFIRMED, EVENT_TYPES, LITIGATES, MEMBER, ON_LEAVE, PERCENT, Closes

K = TypeVar("K")

AS_OF = dt.date(2025, 12, 31)
"""The day up to which every synthetic saga tells."""


def days_of(n: int) -> int:
    """Return how many days a saga of so many events takes."""
    return int(365.25 * 12 * (n / 1000) ** 0.2)


def thread_count(n: int) -> int:
    """Return how many threads a saga of so many events has."""
    return 3 + int(1.4 * math.sqrt(n))


def popular(n: int, chance: float) -> int:
    """Return which of so many organizations comes to mind, for a chance from 0 to 1: the first the likeliest."""
    q = 1 + math.sqrt(n) / 7
    return min(n - 1, int(q * ((n + q) / q) ** chance - q))


# --- events and their roles ----------------------------------------------------------------------


class Part(NamedTuple):
    """A role in a type of event: the share of events that fill it, and how many do so in the mean of all.

    ``new``: who fills it is somebody or something new.
    """

    share: float
    mean: float
    new: bool


class Shape(NamedTuple):
    """How often a type of event happens, in a thousand events, and how its roles are filled."""

    weight: float
    parts: dict[str, Part]


def _shapes(table: str) -> dict[str, Shape]:
    """Read rows of ``type weight role share role share/mean …``; a ``+`` marks a role that is filled anew."""
    shapes = {}
    for row in table.strip().splitlines():
        name, weight, *words = row.split()
        parts = {}
        for role, counts in zip(words[::2], words[1::2], strict=True):
            share, _, mean = counts.partition("/")
            parts[role.removeprefix("+")] = Part(float(share), float(mean or share), role.startswith("+"))
        shapes[name] = Shape(float(weight), parts)
    return shapes


SHAPES = _shapes("""
    founding 24.9 organization 1 founder .89/2.56 backer .19/.59 parent .11 authority .11 person .07/.11 advisor .07/.22
    appointment 144.8 person 1/1.13 organization 1 from .23 predecessor .11 about .16/.22 party .05/.08 announced-by .04
    reassignment 21.2 person 1/1.17 organization 1 about .35 party .17/.30
    departure 128.2 person 1/1.27 organization 1 destination .28 about .15 party .04/.06 publication .02
    leave 1.8 person 1 organization 1
    return 11.1 person 1/1.42 organization 1 from .58 predecessor .08 about .08
    team-formed 8.3 team 1 organization 1 lead .89/1.44 person .11/.78 party .22
    team-dissolved 5.5 team 1 organization 1 lead .9/1 party .17
    death .9 person 1 about 1
    funding 46.1 recipient 1 investor .78/2 lead-investor .42/.64 about .20/.28 party .16/.26 announced-by .04
    donation 8.3 recipient 1 donor 1/1.89 party .33/.44 about .22
    pledge 2.8 recipient 1 pledger 1/4 publication .33 announced-by .33/.67
    loan 1.8 borrower 1 lender .5 party .5 about .5
    valuation 1.8 subject 1
    metric 14.8 subject 1/1.62 about .62/1.38 publication .12
    acquisition 16.6 acquirer 1 target 1 seller .06 about .33/.50 party .11
    merger 3.7 +result .75 party .5/1 acquirer .25 target .25 about .75/1.5
    restructuring 4.6 organization 1 +result .8/1 parent .2 investor .2 about .8/1.2
    offer 5.5 bidder 1/2.33 target 1 party 1/1.83 counsel .17
    rejection 2.8 target 1 bidder .67 person .67 about .33 counsel .33/.67 party .33/.67
    withdrawal .9 bidder 1 target 1 about 1
    partnership 7.4 party 1/1.3 product .5/.62 customer .38 supplier .38 about .25
    partnership-ended .9 party 1/2 about 1
    contract 21.2 customer .91 supplier .91/1 party .35/.57 about .13 announced-by .09 project .09 product .09
    contract-ended .9 customer 1 supplier 1 party 1
    release 112.5 organization 1/1.06 +product .98/1.06 author .12/.28 party .07 announced-by .05 about .04/.08
    announcement 46.1 organization 1/1.24 person .48/.80 project .48 product .20 about .20/.38 party .18/.38 announced-by .06
    plan 15.7 organization 1/1.24 person .41/1.06 project .24 about .29/.47 party .24/.29 publication .06
    incident 12.9 organization .93/1 person .57/1 product .43 about .29/.43 party .29/.57 announced-by .07
    lawsuit 20.3 case 1 plaintiff 1/1.18 defendant 1/1.82 court 1 judge .32 counsel .23/.32 about .18/.27
    filing 36.9 case .57 plaintiff 1 defendant 1 court 1 party .50/.88 about .30/.60 target .17/.23 counsel .17/.23 authority .17 person .05/.20
    hearing 6.5 case 1 plaintiff 1 defendant 1 court 1 judge 1 counsel .57/1.14 witness .14
    testimony 12.9 witness 1/1.07 case .93 court 1 judge .85 about .64/1.14 counsel .29/.50
    ruling 22.1 case .96 court 1 judge .92 defendant .88 plaintiff .83 about .08/.12
    verdict 1.8 case 1 plaintiff 1 defendant 1 court 1 judge 1
    judgment .9 case 1 plaintiff 1 defendant 1 court 1 judge 1
    settlement 1.8 case 1 plaintiff 1 defendant 1 court 1
    dismissal 1.8 case 1 plaintiff 1 defendant 1 court 1 judge .5 about .5
    investigation 14.8 authority 1 target 1/1.5 person .19 party .06
    investigation-closed .9 authority 1 target 1 about 1 party 1/2
    regulation 31.4 authority 1/1.12 target .82/1.82 party .24/.29 about .09/.15
    statement 65.5 speaker 1/1.23 about .97/1.87 publication .14 party .10
    memo 13.8 author 1/1.07 recipient .73/.93 about .8/1.6
    letter 13.8 author 1/1.4 recipient .73/1.2 signatory .33/1.2 about .53/.87
    email 23.1 author 1/1.08 recipient .88/1.32 about .72/1.32 party .08
    report 41.5 about 1/2.76 publication .91 author .11/.16 speaker .04/.09 party .07
    meeting 15.7 participant 1/3.65 organization .41 about .12
""")
"""The types of events that there are in the real saga; one that is not there does not happen here either."""


def weights(text: str) -> dict[str, float]:
    """Read ``name weight name weight …``."""
    words = text.split()
    return dict(zip(words[::2], map(float, words[1::2]), strict=True))


class Draw(Generic[K]):
    """A draw of one of several things, each as often as its weight says."""

    __slots__ = ("_sums", "things")

    def __init__(self, weights: Mapping[K, float]) -> None:
        self.things, self._sums = list(weights), list(accumulate(weights.values()))

    def __call__(self, rng: Random) -> K:
        """Return the next one."""
        return self.things[bisect(self._sums, rng.random() * self._sums[-1])]


class Habit(NamedTuple):
    """What is common to a group of event types: how vague their dates are, and the shares of what they carry."""

    dates: Draw[str]
    amounts: float
    kinds: tuple[str, ...]
    metrics: float
    quotes: float
    accounts: float


def _habit(dates: str, amounts: float, kinds: str, metrics: float, quotes: float, accounts: float) -> Habit:
    return Habit(Draw(weights(dates)), amounts, tuple(kinds.split()), metrics, quotes, accounts)


HABITS: dict[str, Habit] = {
    "people": _habit(
        "day .354 interval .191 month .178 year .098 day~ .093 month~ .059 year~ .016 year? .005 month? .003 day? .003",
        .04, "salary stake-percent price", .05, .045, .045,
    ),
    "money": _habit("day .681 month .126 interval .092 year .042 month~ .034 day~ .025", .70, "investment valuation stake-percent", .20, .04, .08),
    "business": _habit("day .860 month .076 interval .025 day~ .017 month~ .013 year~ .004 year .004", .17, "compute price pledge cost", .25, .05, .06),
    "courts": _habit("day .848 interval .073 month .042 day~ .030 day? .006", .19, "damages loss donation fine", .16, .085, .17),
    "words": _habit(
        "day .644 month .144 interval .122 month? .027 day~ .027 year .016 year~ .011 month~ .005 day? .005",
        .24, "revenue loss valuation pledge", .13, .36, .15,
    ),
}  # fmt: skip
SUMS: dict[str, tuple[str, ...]] = {
    "acquisition": ("price", "valuation"),
    "donation": ("donation",),
    "loan": ("debt",),
    "offer": ("bid", "price"),
    "pledge": ("pledge",),
    "plan": ("planned-raise", "valuation"),
    "regulation": ("fine",),
    "valuation": ("valuation",),
}
"""The kinds of sums of types that differ in it from their group."""

CASTING: dict[str, Draw[str]] = {
    role: Draw(weights(types))
    for roles, types in {
        "person founder predecessor advisor judge witness signatory lead": "person 1",
        "organization": "company .76 nonprofit .15 fund .04 government .03 university .02",
        "about": "person .36 company .36 nonprofit .11 product .08 project .04 document .02 facility .02 other .01",
        "publication": "publication 1",
        "acquirer parent": "company .8 nonprofit .2",
        "target": "company .72 nonprofit .12 product .1 person .06",
        "party": "person .59 company .29 nonprofit .05 government .04 university .02 other .01",
        "result borrower house": "company 1",
        "investor lead-investor": "fund .5 company .42 person .08",
        "recipient": "company .42 person .35 nonprofit .2 government .03",
        "from destination": "company .87 nonprofit .08 fund .03 university .02",
        "backer donor pledger lender": "person .5 company .3 fund .1 nonprofit .1",
        "announced-by": "person .9 company .1",
        "participant": "person .84 fund .06 nonprofit .05 company .03 government .02",
        "bidder": "person .4 fund .3 company .3",
        "speaker author": "person .86 nonprofit .06 company .06 government .02",
        "authority": "government .9 university .1",
        "subject": "company .55 product .29 nonprofit .12 person .04",
        "product": "product .96 document .04",
        "customer": "company .6 nonprofit .2 government .2",
        "supplier": "company .9 nonprofit .1",
        "project": "project .5 product .33 document .1 facility .07",
        "plaintiff defendant": "person .4 company .45 nonprofit .1 other .05",
        "counsel": "person .71 company .29",
        "seller": "company 1",
        "court": "court 1",
        "team": "team 1",
        "case": "case 1",
        "facility": "facility 1",
    }.items()
    for role in roles.split()
}
"""Who fills a role: types of entities by share, of which an event type may admit some only."""
PER: dict[str, int] = {
    "company": 30, "fund": 80, "nonprofit": 100, "government": 80, "court": 150, "university": 300, "publication": 80,
    "product": 60, "project": 80, "document": 150, "facility": 300, "other": 300,
}  # fmt: skip
"""So many events have one more of that type, besides those that an event founds or releases."""

STATUS = Draw(weights("reported .731 confirmed .248 alleged .016 disputed .006"))
SOURCES = Draw({1: 0.191, 2: 0.359, 3: 0.261, 4: 0.119, 5: 0.038, 6: 0.018, 7: 0.006, 8: 0.004, 10: 0.004})
NEW_SOURCE = 0.4
"""The share of citations but an event's first that are of a source not cited before."""
SOURCE_KINDS = {
    CONFIRMED: Draw(weights("first-party .9 court .1")),
    "": Draw(weights("press .535 blog .40 analysis .035 reference .030")),
}
"""The kinds of an event's first source where it is confirmed, and of all others."""
LANGUAGES = Draw(weights("en .962 ja .012 zh .009 pt .005 it .004 es .003 de .003 fr .002"))
LINKS = Draw({0: 0.17, 1: 0.655, 2: 0.145, 3: 0.02, 4: 0.01})
RELS = Draw(weights("follows .77 responds-to .085 part-of .067 caused-by .043 amends .018 contradicts .012"))
ENDS = "ends"
"""The link of what ends something with what began it; the others are drawn."""
THREADS = Draw({1: 0.542, 2: 0.402, 3: 0.056})
CLAIMS = Draw(weights("date .38 summary .23 amounts 1 metrics .7 participants .07 attributes .8 title .01"))
"""What a source differs on, where the event has it: few have sums, figures or a manner of leaving."""
CLAIMING = 0.2
"""The share of events of several sources in which one of them differs."""
OFFICE_SHARES = Draw[str | None]({
    None: 0.20, "director": 0.085, "head": 0.053, "ceo": 0.045, "lead": 0.023, "vice-president": 0.019, "cfo": 0.017,
    "chief-scientist": 0.017, "cto": 0.015, "president": 0.015, "observer": 0.013, "chief-officer": 0.013, "chair": 0.011,
    "general-counsel": 0.011, **dict.fromkeys((
        "research-director", "secretary", "chief-people-officer", "partner", "co-chair", "treasurer", "coo", "adviser",
        "chief-research-officer", "division-ceo", "cpo", "chief-communications-officer", "chief-marketing-officer",
        "chief-revenue-officer", "chief-accounting-officer", "chief-strategy-officer", "ciso", "chief-economist",
    ), 0.0035),
})  # fmt: skip
MANNER_SHARES = Draw[str | None]({None: 0.54, "resigned": 0.33, "stepped-down": 0.065, "fired": 0.05, "pushed-out": 0.015})
ONLY_LEAVING = 0.22
"""The share of departures of people whose coming is not told."""
FOUNDED = Draw(weights("company .8 nonprofit .15 fund .05"))
"""The types of organizations that are founded."""
CURRENCIES = Draw(weights("USD .95 EUR .04 JPY .01"))
FIGURES = (
    ("weekly active users", "people"), ("parameters", "count"), ("context window", "tokens"), ("share of web traffic", PERCENT),
    ("retention of talent", PERCENT), ("benchmark score", PERCENT), ("capacity", "GW"), ("GPUs", "count"), ("staff", "people"),
)  # fmt: skip
POSITIONS = (
    "engineer",
    "senior researcher",
    "head of design",
    "adviser to the board",
    "member of technical staff",
    "manager",
    "spokesperson",
)
REASONS = ("differences over strategy", "personal reasons", "a new venture", "the end of a project")
RUNNING = {e.relation for t in EVENT_TYPES.values() for e in t.effects if isinstance(e, Closes)} - {MEMBER, ON_LEAVE, LITIGATES}
"""The relations between two that some type of event ends, kept in mind until then; posts and suits have a state of their own."""
