"""The most literal path has an address, whichever route was written first."""

from __future__ import annotations

import pytest
from starlette.routing import compile_path

from shared.kit.web import precedence, routes
from tests.shared.kit import small

PATHS = ("/v1/{thing}/{part}", "/v1/things/{part}", "/v1/{thing}/parts", "/v1/things/parts", "/v1/things/{part}/more")
BEFORE = precedence.of(PATHS)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/v1/things/parts", "/v1/things/parts"),
        ("/v1/things/x", "/v1/things/{part}"),
        ("/v1/x/parts", "/v1/{thing}/parts"),
        ("/v1/x/y", "/v1/{thing}/{part}"),
        ("/v1/things/parts/more", "/v1/things/{part}/more"),
    ],
)
def test_an_address_belongs_to_one_path(address: str, path: str) -> None:
    matching = [one for one in PATHS if compile_path(one)[0].match(address)]
    assert [one for one in matching if not precedence.yields(BEFORE, one, address)] == [path]


def test_the_first_different_segment_decides() -> None:
    before = precedence.of(["/v1/{thing}/parts", "/v1/things/{part}"])
    assert precedence.yields(before, "/v1/{thing}/parts", "/v1/things/parts")
    assert not precedence.yields(before, "/v1/things/{part}", "/v1/things/parts")


async def test_the_order_of_the_routes_says_nothing() -> None:
    router = routes.router()

    @router.get("/v1/things/{thing}", operation_id="get_thing")
    async def get_thing(thing: str) -> dict[str, str]:
        return {"thing": thing}

    @router.post("/v1/things/import", operation_id="import_things")
    async def import_things() -> dict[str, str]:
        return {}

    async with small.calling(small.application(router, ["get_thing", "import_things"])) as http:
        assert (await http.get("/v1/things/x")).json() == {"thing": "x"}
        refused = await http.get("/v1/things/import")
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        refused = await http.delete("/v1/things/x")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
