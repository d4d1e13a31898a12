"""The process at the door: the issuer's keys, the one OpenAPI document, the front page. It proxies nothing."""
