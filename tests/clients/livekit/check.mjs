// Checks our tokens, the double's calls and its webhooks with LiveKit's official library. Reads addresses and keys from
// standard input and prints its findings as JSON; the test that runs it compares them.

import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { ParticipantInfo_Kind, Room, WebhookEvent as ProtoWebhookEvent } from "@livekit/protocol";
import {
  AccessToken,
  AgentDispatchClient,
  RoomServiceClient,
  TokenVerifier,
  WebhookReceiver,
} from "livekit-server-sdk";

const { url, key, secret, agent, token, webhook } = JSON.parse(await text(process.stdin));
const found = {};

const verifier = new TokenVerifier(key, secret);
found.token = await verifier.verify(token);
found.tampered = await new TokenVerifier(key, "another").verify(token).then(() => "accepted", () => "refused");

const event = await new WebhookReceiver(key, secret).receive(webhook.body, webhook.authorization);
found.webhook = { event: event.event, participant: event.participant.identity };

const rooms = new RoomServiceClient(url, key, secret);
const dispatch = new AgentDispatchClient(url, key, secret);
const made = await rooms.createRoom({
  name: "checked",
  departureTimeout: 45,
  agents: [{ agentName: agent, metadata: "job" }],
});
found.departureTimeout = made.departureTimeout;
found.rooms = (await rooms.listRooms()).map((room) => room.name).sort();
const participants = await rooms.listParticipants("announced");
found.participants = participants.map((person) => `${ParticipantInfo_Kind[person.kind]} ${person.identity}`);
const second = await dispatch.createDispatch("checked", agent, { metadata: "again" });
found.dispatches = (await dispatch.listDispatch("checked")).map((one) => one.agentName);
await dispatch.deleteDispatch(second.id, "checked");
found.dispatchesAfter = (await dispatch.listDispatch("checked")).length;
await rooms.deleteRoom("checked");
found.deletedTwice = await rooms.deleteRoom("checked").then(() => 200, (error) => error.status);
found.wrongKey = await new RoomServiceClient(url, key, "another").listRooms().then(() => 200, (error) => error.status);

const body = new ProtoWebhookEvent({
  event: "room_finished",
  id: "EV_check",
  createdAt: 1n,
  room: new Room({ name: "checked", sid: made.sid }),
}).toJsonString();
const signer = new AccessToken(key, secret, { ttl: 300 });
signer.sha256 = createHash("sha256").update(body).digest("base64");
found.made = { body, authorization: await signer.toJwt() };

process.stdout.write(JSON.stringify(found));
