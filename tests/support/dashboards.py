"""The dashboards of compose/observability: what they ask."""

import json
import re
from pathlib import Path

DASHBOARDS = Path(__file__).resolve().parents[2] / "compose/observability/dashboards"
_METRIC = re.compile(r"\b(?:mailsonde|process)_[a-z_]+\b")


def queries_of(file: Path) -> list[tuple[str, str]]:
    """Title of the panel and query."""
    return [(panel["title"], target["expr"]) for panel in json.loads(file.read_text())["panels"]
            for target in panel["targets"]]


def metrics_in(query: str) -> set[str]:
    """Of ours; a histogram's series count for it."""
    return {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in _METRIC.findall(query)}
