from __future__ import annotations

from appliance.voice.logs import route_pipecat_logs

route_pipecat_logs()
