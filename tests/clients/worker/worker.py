"""A worker as a team would run it, on the real LiveKit Agents, but without sound and without a model.

It registers at LiveKit and accepts the jobs that the service dispatches. For an interview it reads the agent config, holds
the interview in text with fixed sentences, and posts the session report. For a character it says a sentence and stores it
as the character's memory.
"""

import json
import os

import aiohttp
from livekit.agents import Agent, AgentServer, AgentSession, JobContext, JobExecutorType, cli, llm

ROOMS_URL = os.environ["ROOMS_URL"]
HEADERS = {"X-Agent-Secret": os.environ["AGENT_SECRET"]}

server = AgentServer(
    job_executor_type=JobExecutorType.THREAD,
    load_threshold=float("inf"),
    num_idle_processes=1,
    host="127.0.0.1",
    port=0,
)


class CannedModel(llm.LLM):
    """Always answers with the same sentence."""

    def chat(self, *, chat_ctx, tools=None, conn_options=llm.llm.DEFAULT_API_CONNECT_OPTIONS, **_):
        return CannedStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class CannedStream(llm.LLMStream):
    async def _run(self):
        words = llm.ChoiceDelta(role="assistant", content="What happened then?")
        self._event_ch.send_nowait(llm.ChatChunk(id="canned", delta=words))


def job(ctx: JobContext) -> dict:
    return json.loads(ctx.job.metadata)


def interview(ctx: JobContext) -> str:
    return job(ctx)["interview_room_id"]


async def report(ctx: JobContext) -> None:
    if "character_id" in job(ctx):
        return
    body = {"interview_room_id": interview(ctx), "report": ctx.make_session_report().to_dict()}
    async with aiohttp.ClientSession(headers=HEADERS) as http:
        async with http.post(f"{ROOMS_URL}/api/interviews/session-report", json=body) as answer:
            answer.raise_for_status()


@server.rtc_session(agent_name=os.environ["LIVEKIT_AGENT_NAME"], on_session_end=report)
async def hold(ctx: JobContext) -> None:
    if "character_id" in job(ctx):
        await speak(ctx)
        return
    async with aiohttp.ClientSession(headers=HEADERS, raise_for_status=True) as http:
        async with http.get(f"{ROOMS_URL}/api/interviews/agent-config/{interview(ctx)}") as answer:
            config = await answer.json()
    session = AgentSession(llm=CannedModel())
    # A real worker calls `await ctx.connect()` and gives the room to the session; this one has no sound.
    await session.start(agent=Agent(instructions=f"Find out: {config['research_goals']}"))
    await session.run(user_input="I planned my week on Sunday evening.")
    await session.run(user_input="Then I forgot the plan.")
    ctx.shutdown()


async def speak(ctx: JobContext) -> None:
    """Speaks as the character of the job."""
    character = job(ctx)
    memories = f"{ROOMS_URL}/api/agents/{character['agent_id']}/rooms/{character['interview_room_id']}/memories"
    said = {"content": {"text": f"I am {character['name']}."}}
    async with aiohttp.ClientSession(headers=HEADERS, raise_for_status=True) as http:
        async with http.post(memories, json=said):
            ctx.shutdown()


if __name__ == "__main__":
    cli.run_app(server)
