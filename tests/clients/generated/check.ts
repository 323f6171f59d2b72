// Uses clients that were generated from the documents. A call that fails, or an answer that lacks what its type promises,
// ends the program with an error.
import createClient from "openapi-fetch";
import assert from "node:assert/strict";
import type { paths as Agents } from "./agents.js";
import type { paths as Interviews } from "./interviews.js";
import type { paths as VoiceRooms } from "./voice-rooms.js";
import * as fetched from "./fetch-interviews/index.js";

const baseUrl = process.env.URL ?? "";
const key = process.env.KEY ?? "";
const headers = { Authorization: `Bearer ${key}` };

/** The data of a successful answer. */
function data<T>(answer: { data?: T; error?: unknown; response: Response }): T {
    assert.ok(answer.response.ok, `${answer.response.status}: ${JSON.stringify(answer.error)}`);
    return answer.data as T;
}

async function interviews() {
    const client = createClient<Interviews>({ baseUrl, headers });
    const project = data(await client.POST("/projects/create", { body: { name: "From TypeScript" } }));
    const body = { project_id: project.id, count: 1, max_duration_minutes: 30, expires_in_days: 7 };
    const [room] = data(await client.POST("/api/interviews/rooms", { body })).rooms;
    assert.equal(room?.status, "pending");
    const path = { access_token: room!.access_token };
    const stranger = createClient<Interviews>({ baseUrl });
    const joining = { params: { path }, body: { email: "anna@example.org" } };
    const joined = data(await stranger.POST("/api/interviews/join/{access_token}", joining));
    assert.ok(joined.token.length > 0);
    data(await stranger.POST("/api/interviews/join/{access_token}/leave", { params: { path } }));
    const found = data(
        await client.GET("/api/interviews/rooms/{room_id}", { params: { path: { room_id: room!.id } } }),
    );
    assert.equal(found.status, "completed");
    assert.equal(found.end_reason, "respondent_left");
}

async function voiceRooms() {
    const client = createClient<VoiceRooms>({ baseUrl, headers });
    const character = data(await client.POST("/characters", { body: { name: "Mira" } }));
    const room = data(await client.POST("/v1/rooms", { body: { name: "Square", mode: "freeform" } }));
    const path = { roomId: room.id };
    data(
        await client.POST("/v1/rooms/{roomId}/participants", {
            params: { path },
            body: { characterId: character.id },
        }),
    );
    const read = data(await client.GET("/v1/rooms/{roomId}", { params: { path } }));
    assert.equal(read.participants[0]?.characterId, character.id);
    data(await client.POST("/v1/rooms/{roomId}/end", { params: { path } }));
}

async function agents() {
    const client = createClient<Agents>({ baseUrl, headers: { "X-API-KEY": key } });
    const agent = data(await client.POST("/api/agents", { body: { name: "Ada" } })).data;
    const path = { agentId: agent.id };
    const room = data(await client.POST("/api/agents/{agentId}/rooms", { params: { path }, body: { name: "Lounge" } }));
    const inRoom = { ...path, roomId: room.data.id };
    const memory = { content: { text: "Hello" }, entityId: agent.id };
    data(await client.POST("/api/agents/{agentId}/rooms/{roomId}/memories", { params: { path: inRoom }, body: memory }));
    const read = data(
        await client.GET("/api/agents/{agentId}/rooms/{roomId}/memories", { params: { path: inRoom } }),
    );
    assert.match(JSON.stringify(read), /Hello/);
    const listed = data(
        await client.GET("/api/messaging/channels/{channelId}/messages", {
            params: { path: { channelId: room.data.id } },
        }),
    );
    assert.equal(listed.data.messages[0]?.content, "Hello");
}

/** The same interview through the client of openapi-generator. */
async function generated() {
    const configuration = new fetched.Configuration({ basePath: baseUrl, accessToken: key });
    const projects = new fetched.ProjectsApi(configuration);
    const rooms = new fetched.InterviewsApi(configuration);
    const project = await projects.createProjectProjectsCreatePost({
        createProjectRequest: { name: "From openapi-generator" },
    });
    const created = await rooms.createRoomsApiInterviewsRoomsPost({
        createRoomsRequest: { projectId: project.id },
    });
    const accessToken = created.rooms[0]!.accessToken;
    await rooms.joinRoomApiInterviewsJoinAccessTokenPost({
        accessToken,
        joinRoomRequest: { email: "anna@example.org" },
    });
    await rooms.participantLeaveApiInterviewsJoinAccessTokenLeavePost({ accessToken });
    const found = await rooms.getRoomApiInterviewsRoomsRoomIdGet({ roomId: created.rooms[0]!.id });
    assert.equal(found.status, "completed");
}

await interviews();
await voiceRooms();
await agents();
await generated();
