"""OpenVINO without its telemetry.

``openvino.tools.ovc`` reports every conversion over the network unless a user has opted out. Where the package
``openvino_telemetry`` cannot be imported it uses a stub that sends nothing, so the import is barred first.
"""

from __future__ import annotations

import sys
from typing import Any


def openvino() -> Any:  # noqa: ANN401 - a module without types
    """Import OpenVINO.

    Raises:
        ImportError: it is not installed.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino as module  # noqa: PLC0415 - must follow the line above

    return module
