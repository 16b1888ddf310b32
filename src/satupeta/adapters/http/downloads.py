"""Whole datasets as files."""

from typing import cast, get_args

from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request
from satupeta.core.access import unknown_thing
from satupeta.core.ogc.common import Parameters
from satupeta.service.download_dataset import DownloadFormat, DownloadSpec, download_dataset
from satupeta.service.reply import Reply


def get_download(request: Request, node: Node) -> Reply:
    """A dataset as GeoPackage, GeoJSON or CSV.

    Raises:
        UnknownThing: Unknown, closed, another name than the dataset's, or a format that is not offered.
    """
    Parameters(request.query).refuse_unknown(("lang",))
    slug, kind = request.parts["slug"], request.parts["format"]
    if request.parts["name"] != slug or kind not in get_args(DownloadFormat):
        raise unknown_thing()
    return download_dataset(DownloadSpec(slug, cast(DownloadFormat, kind)), node.context(request))
