"""The contract of the decision API, to hold what is sent and what stand-ins answer against."""

import json
from pathlib import Path

CONTRACT = Path(__file__).parents[2] / "decision-api/src/main/resources/io/hubmeter/api/openapi.yaml"

try:
    import jsonschema
    import yaml

    _DOCUMENT = yaml.safe_load(CONTRACT.read_text("utf-8"))
except ImportError:  # both come with Debian's jupyterhub
    _DOCUMENT = None


def check(schema, value):
    """Raises if the value is not what the contract calls by that name."""
    if _DOCUMENT is None:
        return
    resolver = jsonschema.RefResolver("", _DOCUMENT)
    reference = {"$ref": f"#/components/schemas/{schema}"}
    jsonschema.Draft202012Validator(reference, resolver=resolver).validate(json.loads(json.dumps(value)))
