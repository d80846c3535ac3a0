"""What the appliance is measured against: a stock Pipecat pipeline, as the documentation has it.

Whisper, Smart Turn, an OpenAI-compatible server and Piper, with the same weights and on the same
telephone line as the appliance's own conversations. It answers nobody but the measurement.
"""
