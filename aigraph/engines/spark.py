"""The saga's tables on Apache Spark: the engine for a cluster.

The decision hidden here is how Spark (https://spark.apache.org) is asked: which session, and that rows go
through Python as Arrow batches (``mapInArrow``), sorted within partitions that hold whole groups. Workers need
this package and pyarrow; on one machine they find it where this process does, a cluster is told with
``--py-files``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aigraph.engines.store import Expr, Work, whole_groups

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

TRIAL = "local-cluster[2,1,2048]"
"""Two workers with a core and 2 GiB each, in processes of their own: a cluster on one machine, for trials."""
SUBMITTED = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS")
"""What the environment has where ``spark-submit``, or its arguments in there, say which master it is."""
LOOPBACK = "127.0.0.1"
EXPANSION = 20.0
"""How many times its size in Parquet a table has in memory, or Spark sends whole tables to every worker that do not fit there."""


def session_on(master: str | None = None, *, partitions: int | None = None, memory: str = "2g") -> SparkSession:
    """Return the session there is, else a new one on a master.

    ``master`` is ``local[2]``, ``TRIAL``, ``spark://host:7077``, …; without it, what ``spark-submit`` says, else
    the trial. On one machine all of it stays on the loopback. ``partitions`` of a shuffle are 4 there, else
    what the cluster has set.
    """
    from pyspark.sql import SparkSession

    build = SparkSession.builder.appName("aigraph").config("spark.sql.execution.arrow.pyspark.enabled", "true")
    build = build.config("spark.sql.sources.fileCompressionFactor", str(EXPANSION))
    if master is None and not any(name in os.environ for name in SUBMITTED):
        master = TRIAL
    if master is not None:
        build = build.master(master)
    settings = {} if partitions is None else {"spark.sql.shuffle.partitions": str(partitions)}
    if master is not None and master.startswith("local"):
        import aigraph

        # the workers on this machine know no other settings than these of the environment
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        settings = {
            "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
            "spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK, "spark.driver.memory": memory,
            "spark.sql.shuffle.partitions": "4", "spark.sql.adaptive.enabled": "false", "spark.buffer.pageSize": "2m",
            "spark.executorEnv.PYTHONPATH": str(Path(aigraph.__file__).parent.parent),
        } | settings  # fmt: skip
    for name, value in settings.items():
        build = build.config(name, value)
    made = build.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


class Spark:
    """A Spark session whose temporary views are the tables.

    ``folder`` is where what is derived is kept, as Parquet, a place that driver and workers share. On one machine that is
    a temporary folder unless another is given; on a cluster, without it, the memory and the disks of the workers.
    ``session`` is used and left running; else one is made and stopped.
    """

    def __init__(
        self, folder: str | None = None, *, session: SparkSession | None = None, master: str | None = None, partitions: int | None = None
    ) -> None:
        import ibis

        self._closing = ExitStack()
        if session is None:
            self.session = session_on(master, partitions=partitions)
            self._closing.callback(self.session.stop)
        else:
            self.session = session
        if folder is None and self.session.sparkContext.master.startswith("local"):
            folder = self._closing.enter_context(TemporaryDirectory(prefix="aigraph-"))
        self.folder = folder
        self.ibis = ibis.pyspark.connect(self.session)

    def read(self, folder: str, name: str) -> Expr:
        """Return the table in ``folder/name.parquet``."""
        return self._named(name, self.session.read.parquet(f"{folder}/{name}.parquet"))

    def put(self, name: str, rows: pyarrow.Table) -> Expr:
        """Return rows from here as a table there."""
        return self._named(name, self._cached(self.session.createDataFrame(rows)))

    def keep(self, name: str, expr: Expr, near: str) -> Expr:
        """Return what an expression yields as a table, computed once; rows of one ``near`` lie together."""
        return self._held(name, self._frame(expr).repartition(near).sortWithinPartitions(near))

    def through(self, name: str, expr: Expr, group: str, order: tuple[str, ...], work: Work, schema: pyarrow.Schema) -> Expr:
        """Return what a function makes of rows, sorted by ``group`` and ``order`` and given to it group by whole group."""
        from pyspark.sql.pandas.types import from_arrow_schema

        def worked(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            for portion in whole_groups(batches, group):
                yield from work(portion).to_batches()

        dealt = self._frame(expr).repartition(group).sortWithinPartitions(group, *order)
        return self._held(name, dealt.mapInArrow(worked, from_arrow_schema(schema)))

    def batches(self, expr: Expr) -> Iterator[pyarrow.RecordBatch]:
        """Yield what an expression yields, some thousand rows at once."""
        yield from self._frame(expr).toArrow().to_batches()

    def close(self) -> None:
        """Let go of what was kept."""
        self._closing.close()

    def _frame(self, expr: Expr) -> DataFrame:
        return self.session.sql(self.ibis.compile(expr))

    def _held(self, name: str, frame: DataFrame) -> Expr:
        """Return a frame as a table that is computed once.

        Plans start from its rows: with the whole of how they came about in it, a query that names it twice, or in a
        common table expression, would not find it among what is computed, and is long to plan besides. Where there is no
        folder, a worker that is lost takes its share along, which is computed anew.
        """
        if self.folder is not None:
            frame.write.mode("overwrite").parquet(f"{self.folder}/{name}.parquet")
            return self.read(self.folder, name)
        from pyspark.sql import DataFrame

        rows = self.session._jsparkSession.createDataFrame(frame._jdf.toJavaRDD(), frame._jdf.schema())
        return self._named(name, self._cached(DataFrame(rows, self.session)))

    def _cached(self, frame: DataFrame) -> DataFrame:
        """Have the rows of a frame stay with the workers once they are there."""
        from pyspark import StorageLevel

        cached = frame.persist(StorageLevel.MEMORY_AND_DISK)
        self._closing.callback(cached.unpersist)
        return cached

    def _named(self, name: str, frame: DataFrame) -> Expr:
        frame.createOrReplaceTempView(name)
        return self.ibis.table(name)
