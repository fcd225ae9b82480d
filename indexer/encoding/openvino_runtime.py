"""OpenVINO without its telemetry, and without its converter until a model is converted.

``openvino.tools.ovc`` reports every conversion over the network unless a user has opted out. Where the package
``openvino_telemetry`` cannot be imported it uses a stub that sends nothing, so the import is barred first.

OpenVINO imports its converter with itself, for a third of the time that takes, but does without where it cannot.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

_CONVERTER = "openvino.tools.ovc"
_IMPORTING = threading.Lock()


def openvino() -> Any:  # noqa: ANN401 - a module without types
    """Import OpenVINO to run models.

    Raises:
        ImportError: it is not installed.
    """
    with _IMPORTING:
        barred = "openvino" not in sys.modules
        if barred:
            sys.modules[_CONVERTER] = None  # type: ignore[assignment]
        try:
            import openvino as module  # noqa: PLC0415 - must follow the lines above
        finally:
            if barred:
                del sys.modules[_CONVERTER]
    return module


def convert_model(model: object, **options: object) -> Any:  # noqa: ANN401 - OpenVINO has no types
    """Convert a model, with the options of OpenVINO's own function of this name.

    Raises:
        ImportError: OpenVINO is not installed.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    from openvino.tools import ovc  # noqa: PLC0415 - must follow the line above

    return ovc.convert_model(model, **options)
