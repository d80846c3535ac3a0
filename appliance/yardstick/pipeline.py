"""The stock pipeline on a telephone call, and what it tells of each turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.audio.utils import create_stream_resampler
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import Frame, InputAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import FunctionCallParams
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.workers.runner import WorkerRunner

from appliance.ports.media import CallMedia
from appliance.voice.transport import CallTransport
from appliance.yardstick.llama_server import LlamaServerLLMService
from appliance.yardstick.tools import GREETING, PROMPT, RESULTS, TOOL_PROMPT, TOOLS

HEARING_HZ = 16_000
"""What Whisper takes: the service does not resample."""
END_TIMEOUT_S = 5.0
MODEL_NAME = "local"


class Mode(StrEnum):
    PLAIN = "plain"
    """No tools are offered."""
    FREE = "free"
    """The model may call a tool."""
    FORCED = "forced"
    """The model must call the tool that the turn needs, and then answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockEngines:
    """Whisper's folder, Piper's voice file, and the address of the model's server."""

    whisper: Path
    voice: Path
    llm_url: str


class StockCalls:
    """The CallHandler of the line. `told` hears what happens, as objects for JSON.

    The services are made anew for each call, as the documentation's bots make them; `mode` and
    `expected` are for the call under way and the turn to come.
    """

    def __init__(self, engines: StockEngines, told: Callable[[Mapping[str, Any]], None]) -> None:
        self._engines = engines
        self._told = told
        self._context: LLMContext | None = None
        self.mode = Mode.PLAIN

    def expect(self, tool: str | None) -> None:
        """The tool that the next turn must call, in the forced mode."""
        if self._context is None or self.mode is not Mode.FORCED:
            return
        choice: Any = {"type": "function", "function": {"name": tool}} if tool else "none"
        self._context.set_tool_choice(choice)

    async def __call__(self, media: CallMedia) -> None:
        """Serve one call to its end."""
        gone = asyncio.Event()
        transport = CallTransport(media, None, gone.set)
        stt, llm, tts = await asyncio.to_thread(self._services)
        context = self._context = self._new_context(llm)
        pair = LLMContextAggregatorPair(
            context, user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        )
        worker = PipelineWorker(
            Pipeline(
                [
                    transport.input(),
                    Upsampled(),
                    stt,
                    pair.user(),
                    llm,
                    tts,
                    transport.output(),
                    pair.assistant(),
                ]
            ),
            params=PipelineParams(
                audio_in_sample_rate=HEARING_HZ, audio_out_sample_rate=media.sample_rate_hz
            ),
            idle_timeout_secs=None,
            cancel_timeout_secs=END_TIMEOUT_S,
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await media.answer()
        running = asyncio.create_task(runner.run())
        await worker.queue_frames([TTSSpeakFrame(GREETING)])
        ended = asyncio.create_task(gone.wait())
        try:
            await asyncio.wait([running, ended], return_when=asyncio.FIRST_COMPLETED)
            await media.hang_up()
        finally:
            ended.cancel()
            self._context = None
            await runner.cancel(reason="the call has ended")
            await asyncio.wait({running}, timeout=END_TIMEOUT_S)
            self._told({"ended": True})

    def _services(self) -> tuple[WhisperSTTService, OpenAILLMService, PiperTTSService]:
        engines = self._engines
        stt = WhisperSTTService(
            device="cpu",
            compute_type="int8",
            settings=WhisperSTTService.Settings(model=str(engines.whisper)),
        )
        llm = LlamaServerLLMService(
            api_key="none",
            base_url=engines.llm_url,
            settings=LlamaServerLLMService.Settings(model=MODEL_NAME),
        )
        tts = PiperTTSService(
            download_dir=engines.voice.parent,
            settings=PiperTTSService.Settings(voice=engines.voice.stem),
        )
        return stt, llm, tts

    def _new_context(self, llm: OpenAILLMService) -> LLMContext:
        if self.mode is Mode.PLAIN:
            return LLMContext([{"role": "system", "content": PROMPT}])
        for tool in TOOLS:
            llm.register_function(tool.name, self._call_tool)
        return LLMContext(
            [{"role": "system", "content": PROMPT + TOOL_PROMPT}],
            tools=ToolsSchema(standard_tools=list(TOOLS)),
            tool_choice="auto" if self.mode is Mode.FREE else "none",
        )

    async def _call_tool(self, params: FunctionCallParams) -> None:
        self._told({"tool": params.function_name, "at": time.monotonic()})
        if self.mode is Mode.FORCED:
            # Else the answer to the result would be the same call again.
            params.context.set_tool_choice("none")
        await params.result_callback(dict(RESULTS.get(params.function_name, {})))


class Upsampled(FrameProcessor):
    """Telephone audio at the rate of the services."""

    def __init__(self) -> None:
        super().__init__()
        self._resampler = create_stream_resampler()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, InputAudioRawFrame):
            await self.push_frame(frame, direction)
            return
        audio = await self._resampler.resample(frame.audio, frame.sample_rate, HEARING_HZ)
        if audio:
            await self.push_frame(
                InputAudioRawFrame(audio=audio, sample_rate=HEARING_HZ, num_channels=1), direction
            )
