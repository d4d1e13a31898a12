"""The servers of the tests, used as the conftest uses them."""

import asyncpg
import redis

from tests import servers


def test_every_caller_of_a_run_gets_the_same_servers() -> None:
    assert servers.addresses() == servers.addresses()


async def test_the_database_answers(server_urls: servers.Urls) -> None:
    connection = await asyncpg.connect(server_urls.database.replace("+asyncpg", ""))
    assert await connection.fetchval("SELECT lower('ĐƯỜNG')") == "đường"
    await connection.close()


def test_the_queue_answers(server_urls: servers.Urls) -> None:
    with redis.Redis.from_url(server_urls.redis) as client:
        assert client.ping()
