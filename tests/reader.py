"""The reading child's work, done in the test's own process: the same code without its start and its lockdown."""

import warnings
from pathlib import Path

import msgspec

from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.child import answer_to
from satupeta.data.ingest.order import ANSWER_NAME, Answer, Order


def read_here(order: Order, _name: str) -> Answer:
    """What the reading child does, without its lockdown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = answer_to(order)
    if answer.refusal is not None:
        refusal = answer.refusal
        raise RefusedFile(refusal.code, refusal.message, refusal.advice, refusal.locator)
    Path(order.folder, ANSWER_NAME).write_bytes(msgspec.json.encode(answer))
    return answer
