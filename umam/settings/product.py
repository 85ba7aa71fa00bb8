"""What the product is made of: its kinds of jobs, its engines and its models, as lists that can be read.

`manage.py check` looks whether each path leads somewhere.
"""

from __future__ import annotations

from umam.settings import env

UMAM_JOB_HANDLERS: list[str] = [
    "storybible.handlers.ExportBible",
    "storybible.handlers.ImportBible",
    "storybible.handlers.DuplicateBible",
    "agents.kinds.narrative.Narrative",
    "agents.kinds.spatial.Spatial",
    "agents.kinds.consistency.Consistency",
    "agents.kinds.video_strategy.VideoStrategy",
    "agents.kinds.memory.Memory",
    "agents.kinds.scribe.Scribe",
    "agents.kinds.critic.Critic",
    "media_pipeline.pipelines.music_video.MusicVideo",
    "media_pipeline.pipelines.sound.Transcribe",
    "media_pipeline.pipelines.sound.Analyse",
    "media_pipeline.pipelines.plan.PlanScenes",
    "media_pipeline.pipelines.scene.VisualPrompt",
    "media_pipeline.pipelines.scene.Still",
    "media_pipeline.pipelines.takes.ChooseTake",
    "media_pipeline.pipelines.clip.Clip",
    "media_pipeline.pipelines.scene.Encode",
    "media_pipeline.pipelines.assemble.Assemble",
]
UMAM_ENGINE_CLASSES: list[str] = [
    "media_pipeline.engines.transcribe.faster_whisper.FasterWhisper",
    "media_pipeline.engines.image.procedural.ProceduralImage",
    "media_pipeline.engines.clip.procedural.ProceduralClip",
]
UMAM_ENGINES = env.pairs("UMAM_ENGINES")
# How a service key is tried, by its service.
UMAM_KEY_CHECKS = {
    "anthropic": "agents.llm.checking.check_llm_key",
    "openai": "agents.llm.checking.check_llm_key",
}
UMAM_ON_INGEST: list[str] = []
UMAM_ASSET_USAGES: list[str] = ["umam.studio.usages.films", "storybible.usages.elements"]
UMAM_WHISPER_MODEL = env.text("UMAM_WHISPER_MODEL", "base")
UMAM_WHISPER_DEVICE = env.text("UMAM_WHISPER_DEVICE", "auto")
UMAM_MEDIA_THREADS = env.integer("UMAM_MEDIA_THREADS", 0)
FFMPEG_BIN = env.text("FFMPEG_BIN")
UMAM_LLM = {
    "provider": env.text("UMAM_LLM_PROVIDER", "auto"),
    "anthropic_api_key": env.secret("ANTHROPIC_API_KEY"),
    "anthropic_base_url": env.text("ANTHROPIC_BASE_URL"),
    "anthropic_model": env.text("UMAM_ANTHROPIC_MODEL", "claude-haiku-4-5"),
    "openai_base_url": env.text("UMAM_LLM_BASE_URL"),
    "openai_api_key": env.secret("UMAM_LLM_API_KEY"),
    "openai_model": env.text("UMAM_LLM_MODEL"),
    "timeout": env.number("UMAM_LLM_TIMEOUT", 60.0),
}
# The model of each agent (`narrative=claude-sonnet-5-5,scribe=openai:qwen3`, `*` for the rest), and providers
# to ask where the first is away.
UMAM_AGENT_MODELS = env.pairs("UMAM_AGENT_MODELS")
UMAM_LLM_FALLBACK = env.words("UMAM_LLM_FALLBACK")
UMAM_LOCAL_LLM_URL = env.text("UMAM_LOCAL_LLM_URL")
UMAM_LLM_THREADS = env.integer("UMAM_LLM_THREADS", 1, least=1)
