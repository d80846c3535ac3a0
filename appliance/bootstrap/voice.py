"""The voice process wired: engines, conversations, lines and the way to the records."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.bootstrap.keeping_pace import keep_memory, keep_pace, run_loop_first
from appliance.config import Settings
from appliance.domain.errors import ConfigurationError
from appliance.ports.conversation import OpenConversation

if TYPE_CHECKING:
    from appliance.bootstrap.engines import Engines
    from appliance.gateway.client import GatewayDesk
    from appliance.voice.host import Line, VoiceHost
    from appliance.voice.recording import DeliverRecording
    from appliance.voice.session import CallSessions

logger = logging.getLogger(__name__)

SPEAKING_WORKERS = 4
"""Speech, the closing of recordings and their delivery."""
LEFTOVERS = "recordings-tmp"


def build_sessions(
    settings: Settings,
    engines: Engines,
    open_conversation: OpenConversation,
    desk: GatewayDesk,
) -> tuple[CallSessions, ThreadPoolExecutor]:
    """The handler of every call, and the pool in which it may do other blocking work."""
    from appliance.bootstrap.conversation import standing_sentences
    from appliance.bootstrap.engines import heard_at_once
    from appliance.bootstrap.voices import Voices
    from appliance.voice.session import CallSessions, VoiceEngines
    from appliance.voice.work import give_way

    speaking = ThreadPoolExecutor(
        SPEAKING_WORKERS, thread_name_prefix="speaking", initializer=give_way
    )
    hearing = ThreadPoolExecutor(
        heard_at_once(settings), thread_name_prefix="hearing", initializer=give_way
    )
    sessions = CallSessions(
        open_conversation=open_conversation,
        engines=VoiceEngines(
            transcriber=engines.transcriber,
            synthesizer=engines.synthesizer,
            new_detector=engines.new_detector,
            hearing=hearing,
            speaking=speaking,
            voice_named=Voices(settings, engines.synthesizer).named,
        ),
        recordings=settings.data_dir / LEFTOVERS if settings.recordings.enabled else None,
        deliver_recording=build_delivery(desk),
        standing=standing_sentences(),
    )
    return sessions, speaking


def build_delivery(desk: GatewayDesk) -> DeliverRecording:
    """Recordings sent to the process that owns the records, which names them by their call."""

    def deliver(call_id: str, path: Path) -> str:
        desk.upload_recording(call_id, path)
        return f"{call_id}.wav"

    return deliver


def build_lines(settings: Settings) -> list[Line]:
    """The lines that are switched on; none is started. Raises ConfigurationError."""
    lines: list[Line] = []
    if settings.sip.enabled:
        from appliance.lines.sip import SipLine, SipSettings

        lines.append(
            SipLine(
                SipSettings(
                    host=settings.sip.listen_host,
                    port=settings.sip.voice_port,
                    rtp_first_port=settings.sip.rtp_first_port,
                    rtp_last_port=settings.sip.rtp_last_port,
                    max_calls=settings.sip.max_calls,
                )
            )
        )
    if settings.desk.enabled:
        from appliance.lines.desk import DeskLine, DeskLineSettings

        lines.append(
            DeskLine(
                DeskLineSettings(
                    control_socket=settings.run_dir / "desk.sock",
                    input_device=settings.desk.input_device,
                    output_device=settings.desk.output_device,
                    push_to_talk=settings.desk.push_to_talk,
                )
            )
        )
    return lines


def build_voice_process(settings: Settings) -> VoiceHost:
    """Load the engines and wire everything; some seconds. Raises ModelError, ConfigurationError."""
    from appliance.bootstrap.conversation import build_open_conversation, warm_language_model
    from appliance.bootstrap.engines import build_engines, build_first_opinion
    from appliance.bootstrap.records import build_gateway_desk
    from appliance.bootstrap.voices import build_speech
    from appliance.voice.logs import route_pipecat_logs

    route_pipecat_logs()
    from appliance.voice.host import VoiceHost
    from appliance.voice.recording import deliver_left_over, take_over
    from appliance.voice.work import give_way

    lines = build_lines(settings)
    if not lines:
        raise ConfigurationError(
            "No line is switched on.", "Set sip.enabled or desk.enabled in the settings."
        )
    desk = build_gateway_desk(settings)
    with ThreadPoolExecutor(1, initializer=give_way) as loading:
        # The engines' own threads are started by it, and compute as it does.
        engines = loading.submit(build_engines, settings).result()
        speech = build_speech(settings)
        spoken = {code for one in speech.voices if one.installed for code in one.languages}
        heard = spoken & set(speech.heard)
        loading.submit(warm_language_model, engines.language_model, heard).result()
    sessions, pool = build_sessions(
        settings,
        engines,
        build_open_conversation(
            settings,
            desk,
            engines.language_model,
            speech=speech,
            opinion=build_first_opinion(settings, engines.embedder),
        ),
        desk,
    )

    left_over = settings.data_dir / LEFTOVERS
    take_over(left_over)
    return VoiceHost(
        sessions=sessions,
        lines=lines,
        heartbeat=desk.heartbeat,
        executor=pool,
        chores=partial(deliver_left_over, left_over, build_delivery(desk)),
    )


def serve_voice(settings: Settings) -> None:
    """Serve the lines until SIGTERM or SIGINT; a second one ends the process at once.

    Raises ConfigurationError, ModelError or LineError with the reason why it does not serve.
    """
    host = build_voice_process(settings)
    keep_pace()
    keep_memory()
    run_loop_first()
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(_serve(host))
    finally:
        if any(not task.done() for task in asyncio.all_tasks(loop)):
            # Native threads may hold what is left; the process takes them with it.
            logger.warning("something did not end in time and is dropped")
            logging.shutdown()
            os._exit(1)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _serve(host: VoiceHost) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    await host.run(stop)
