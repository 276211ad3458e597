"""Our own workers for job types, one file each; outside workers do the rest over the API."""

from engine.worker.connectors import cap_so, dong_bia, ky_so, thong_bao, vao_so
from engine.worker.connectors.registry import Connector, Connectors

CONNECTORS = Connectors([cap_so.CONNECTOR, dong_bia.CONNECTOR, ky_so.CONNECTOR, thong_bao.CONNECTOR, vao_so.CONNECTOR])

__all__ = ["CONNECTORS", "Connector", "Connectors"]
