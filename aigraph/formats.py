"""Formats: the forms of other tools that a saga can be written in and read from, once.

The decision hidden here is which forms there are. Choices on the command line, help, docs, READMEs and the
modules that do the work follow from ``FORMATS`` and ``INTAKES``.
"""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A form: the module that writes it, what it is, how it is opened, and the libraries that it needs.

    ``ending``: of its one file; a form without is a folder of files. ``extra``: the extra of this package that
    brings the libraries. A module of several forms sees on its outlet which one is asked for.
    """

    name: str
    module: str
    what: str
    opens: str
    ending: str = ""
    needs: tuple[str, ...] = ()
    extra: str = ""


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("csv", "package", "CSV files as a Frictionless data package", 'pandas.read_csv("OUT/events.csv"), or `frictionless validate OUT/datapackage.json`'),
        Format("parquet", "package", "Parquet files as a Frictionless data package", "duckdb.sql(\"SELECT * FROM 'OUT/events.parquet'\"), or pandas.read_parquet", "", ("pyarrow",), "parquet"),
        Format("sqlite", "sqlite", "a SQLite database, ready for Datasette", "`datasette OUT --metadata OUT.metadata.json`, or `sqlite3 OUT`", ".db"),
        Format("graphml", "graphs", "a graph in GraphML", 'networkx.read_graphml("OUT"), Gephi, yEd or Cytoscape', ".graphml"),
        Format("gexf", "graphs", "a dynamic graph in GEXF 1.3", "Gephi, whose timeline then shows the graph of a day", ".gexf"),
        Format("json", "nodelink", "a graph as node-link JSON, from which `aigraph import` makes the saga again", 'networkx.node_link_graph(json.load(open("OUT")), edges="edges")', ".json"),
        Format("cypher", "cypher", "a Cypher script for Neo4j", "`cypher-shell -f OUT`; what else speaks openCypher takes all but the constraints and indexes", ".cypher"),
        Format("neo4j", "cypher", "CSV files for the bulk import of Neo4j", "`sh OUT/import.sh`, which calls `neo4j-admin database import`"),
        Format("ladybug", "cypher", "CSV files and a schema for LadybugDB", "`cat schema.cypher load.cypher | lbug saga.lbug`, from within OUT"),
        Format("ttl", "rdf", "RDF in Turtle: schema.org, PROV-O and Wikidata's statements, each with its references", 'rdflib.Graph().parse("OUT", format="turtle"), or any store of triples; `pyshacl -s OUT.shapes.ttl OUT` holds it against its shapes', ".ttl"),
        Format("jsonld", "rdf", "the same RDF in JSON-LD", 'rdflib.Dataset().parse("OUT", format="json-ld")', ".jsonld"),
        Format("nq", "rdf", "the same RDF in N-Quads, a graph for each event", 'rdflib.Dataset().parse("OUT", format="nquads")', ".nq"),
        Format("ftm", "ftm", "FollowTheMoney entities and statements as lines of JSON", "`ftm validate -i OUT/entities.ftm.json`"),
        Format("timelinejs", "timelinejs", "slides for TimelineJS", 'new TL.Timeline("timeline", "OUT", {language: "en"})', ".json"),
        Format("ics", "ics", "a calendar (iCalendar)", "any calendar: import the file, best as a calendar of its own", ".ics"),
        Format("mermaid", "mermaid", "a Mermaid flowchart of who leads, owns, pays and sues whom on the day", "https://mermaid.live, or a ```mermaid block on a page of GitHub", ".mmd"),
        Format("markdown", "markdown", "the timeline as a Markdown document with its sources", "any editor", ".md"),
    )
}  # fmt: skip
"""What a view of a saga can be exported to, by name."""


class Intake(NamedTuple):
    """A form that is read: the module that reads it, and what it is. ``candidates``: what comes out is for a curator to judge."""

    name: str
    module: str
    what: str
    candidates: bool = False


INTAKES: dict[str, Intake] = {
    i.name: i
    for i in (
        Intake("package", "package", "a Frictionless data package that `aigraph export csv` or `parquet` wrote"),
        Intake("json", "nodelink", "node-link JSON that `aigraph export json` wrote"),
        Intake("wikidata", "wikidata", "a Wikidata JSON dump of entities, as one array, lines, or an answer of wbgetentities", True),
        Intake("ftm", "ftm", "FollowTheMoney entities or statements as lines of JSON", True),
    )
}
"""What can be imported, by name."""
