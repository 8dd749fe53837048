"""shared/model/asyncapi.json is an AsyncAPI 3 document, by AsyncAPI's own schema."""

import copy
import json
import unittest
from pathlib import Path
from typing import Any

import jsonschema

from tests.support.mailsonde.program import ROOT
from tests.support.node_modules import node_modules

HERE = Path(__file__).parents[1] / "asyncapi"
DOCUMENT = json.loads((ROOT / "shared/model/asyncapi.json").read_text())


class AsyncapiTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = node_modules("asyncapi-schema", HERE) / "@asyncapi/specs/schemas"
        schema = json.loads((folder / "3.0.0.json").read_text())
        # Its parts name each other by addresses, which nobody has to ask.
        parts = {part.get("$id", name): part for name, part in schema["definitions"].items()}
        resolver = jsonschema.RefResolver.from_schema(schema, store=parts)
        self.judge = jsonschema.Draft7Validator(schema, resolver=resolver)

    def objections(self, document: dict[str, Any]) -> list[str]:
        return [one.message[:200] for one in self.judge.iter_errors(document)]

    def test_the_document_is_valid(self) -> None:
        self.assertEqual(DOCUMENT["asyncapi"], "3.0.0")
        self.assertEqual(self.objections(DOCUMENT), [])

    def test_what_is_wrong_is_seen(self) -> None:
        channel = next(iter(DOCUMENT["channels"]))
        operation = next(iter(DOCUMENT["operations"]))
        for path, value in ((("channels", channel, "bindings", "kafka", "partitions"), "many"),
                            (("operations", operation, "action"), "shout"),
                            (("components", "parameters", "prefix", "default"), 7),
                            (("asyncapi",), "2.6.0")):
            with self.subTest(path=path):
                document = copy.deepcopy(DOCUMENT)
                place = document
                for step in path[:-1]:
                    place = place[step]
                place[path[-1]] = value
                self.assertNotEqual(self.objections(document), [])


if __name__ == "__main__":
    unittest.main()
