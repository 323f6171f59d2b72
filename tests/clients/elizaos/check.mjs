// What ElizaOS's own client library makes of our agents dialect. Reads where and with which keys from standard input,
// calls every method of the library's agents, memory and messaging services that the dialect serves, and prints what
// each answered as JSON, by method and case; the test that runs it judges.

import { text } from "node:stream/consumers";
import { ApiError, ElizaClient } from "@elizaos/api-client";

const { url, key, wrongKey } = JSON.parse(await text(process.stdin));
const { agents, memory, messaging } = ElizaClient.create({ baseUrl: url, apiKey: key });
const found = {};

const NIL = "00000000-0000-0000-0000-000000000000"; // The message server that always exists.
const UNKNOWN = "99999999-9999-4999-8999-999999999999";
const ANNA = "aaaaaaaa-0000-4000-8000-00000000000a";
const BEN = "bbbbbbbb-0000-4000-8000-00000000000b";

// The answer of a call, or what the library made of the refusal. Any other error is a fault of this script.
const tell = (call) =>
  call.then(
    (answer) => answer ?? null,
    (error) => {
      if (!(error instanceof ApiError)) throw error;
      const { code, status, message, details } = error;
      return { failed: { code, status, message, details } };
    },
  );
// The same, with what a look afterwards shows: whether the call did what its answer says.
const after = async (call, look) => ({ answer: await tell(call), after: await look() });

// For the two things the library cannot send: a memory, and a message that names its author.
const post = async (path, body) => {
  const headers = { "Content-Type": "application/json", "X-API-KEY": key };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};
const remember = (room, words) =>
  post(`/api/agents/${agent}/rooms/${room}/memories`, { entityId: ANNA, content: { text: words } });
const say = (words) =>
  post(`/api/messaging/channels/${channel}/messages`, { author_id: ANNA, content: words, message_server_id: NIL });

// Agents. The real server wants a bio, and answers createAgent with the new agent's id and its character, although the
// library's types promise the agent itself.
const character = (name) => ({ name, bio: [`${name} takes part in a check.`] });
found.createAgent = {
  agent: await tell(agents.createAgent({ agent: character("Probe") })),
  character: await tell(agents.createAgent({ characterJson: character("Spare") })),
  nothing: await tell(agents.createAgent({})),
};
const agent = found.createAgent.agent.id;
const spare = found.createAgent.character.id;
// The real server serves rooms and memories of started agents only. The call is of the JSON type but has no body.
found.startAgent = await tell(agents.startAgent(agent));
found.listAgents = {
  rightKey: await tell(agents.listAgents()),
  wrongKey: await tell(ElizaClient.create({ baseUrl: url, apiKey: wrongKey }).agents.listAgents()),
  noKey: await tell(ElizaClient.create({ baseUrl: url }).agents.listAgents()),
};
found.getAgent = {
  there: await tell(agents.getAgent(agent)),
  unknown: await tell(agents.getAgent(UNKNOWN)),
  noUuid: await tell(agents.getAgent("probe")),
};

// Rooms: each gets a world of its own.
found.createRoom = {
  first: await tell(memory.createRoom(agent, { name: "First", type: "GROUP", metadata: { k: 1 } })),
  second: await tell(memory.createRoom(agent, { name: "Second" })),
  nameless: await tell(memory.createRoom(agent, { type: "GROUP" })),
  unknownAgent: await tell(memory.createRoom(UNKNOWN, { name: "First" })),
  noUuid: await tell(memory.createRoom("probe", { name: "First" })),
};
const { first, second } = found.createRoom;
found.listAgentRooms = await tell(memory.listAgentRooms(agent));
found.getRoom = {
  there: await tell(memory.getRoom(agent, first.id)),
  unknown: await tell(memory.getRoom(agent, UNKNOWN)),
  noUuid: await tell(memory.getRoom(agent, "first")),
};

// Memories: four in the first room, one in the second.
found.remember = [];
for (const words of ["one", "two", "three", "four"]) found.remember.push(await remember(first.id, words));
found.remember.push(await remember(second.id, "elsewhere"));
const [one, two, three] = found.remember.map((made) => made.body.data?.id);
// What the library's type of parameters allows, all at once. A Date goes out as its English words.
const every = { page: 1, limit: 2, offset: 0, type: "messages", search: "one", from: new Date(0), to: new Date() };
found.getRoomMemories = {
  all: await tell(memory.getRoomMemories(agent, first.id)),
  limited: await tell(memory.getRoomMemories(agent, first.id, { limit: 2 })),
  every: await tell(memory.getRoomMemories(agent, first.id, every)),
  unknownRoom: await tell(memory.getRoomMemories(agent, UNKNOWN)),
  unknownAgent: await tell(memory.getRoomMemories(UNKNOWN, first.id)),
};
found.getAgentInternalMemories = await tell(memory.getAgentInternalMemories(agent, first.id, true));
found.getAgentMemories = {
  all: await tell(memory.getAgentMemories(agent)),
  ofRoom: await tell(memory.getAgentMemories(agent, { roomId: second.id })),
};
const memoriesIn = async (room) => {
  const { memories, failed } = await tell(memory.getRoomMemories(agent, room));
  return memories?.map((memory) => memory.content.text) ?? failed;
};
const inFirst = () => memoriesIn(first.id);
const inSecond = () => memoriesIn(second.id);
const changed = (words) => ({ content: { text: words }, metadata: { type: "custom", tags: ["t"] } });
found.updateMemory = await after(memory.updateMemory(agent, two, changed("TWO")), inFirst);
found.updateAgentInternalMemory = await after(
  memory.updateAgentInternalMemory(agent, three, changed("THREE")),
  inFirst,
);
found.updateUnknownMemory = await tell(memory.updateMemory(agent, UNKNOWN, changed("none")));
found.deleteMemory = await after(memory.deleteMemory(agent, one), inFirst);
found.deleteAgentInternalMemory = await after(memory.deleteAgentInternalMemory(agent, two), inFirst);
found.deleteUnknownMemory = await tell(memory.deleteMemory(agent, UNKNOWN));
found.clearRoomMemories = await after(memory.clearRoomMemories(agent, first.id), inFirst);
found.clearRoomMemories.other = await inSecond();
found.deleteAllAgentInternalMemories = await after(memory.deleteAllAgentInternalMemories(agent, second.id), inSecond);
for (const room of [first, second]) await remember(room.id, "again");
found.clearAgentMemories = await after(memory.clearAgentMemories(agent), inFirst);

// Worlds.
found.getWorlds = await tell(agents.getWorlds());
found.addAgentToWorld = await tell(agents.addAgentToWorld(agent, first.worldId));
found.updateAgentWorldSettings = {
  there: await tell(agents.updateAgentWorldSettings(agent, first.worldId, { theme: "dark" })),
  unknown: await tell(agents.updateAgentWorldSettings(agent, UNKNOWN, { theme: "dark" })),
};

// Channels and who is in them. The library lifts the type and the message server out of the metadata, and its
// createChannel names no participants.
found.listMessageServers = await tell(messaging.listMessageServers());
found.getCurrentMessageServer = await tell(messaging.getCurrentMessageServer());
const metadata = { type: "GROUP", message_server_id: NIL, topic: "work" };
const panel = { name: "Panel", participantIds: [ANNA, agent], metadata };
found.createGroupChannel = await tell(messaging.createGroupChannel(panel));
const channel = found.createGroupChannel.id;
found.createChannel = await tell(messaging.createChannel({ name: "Empty", type: "GROUP" }));
found.getOrCreateDmChannel = {
  made: await tell(messaging.getOrCreateDmChannel({ participantIds: [ANNA, agent] })),
  turned: await tell(messaging.getOrCreateDmChannel({ participantIds: [agent, ANNA] })),
  oneself: await tell(messaging.getOrCreateDmChannel({ participantIds: [ANNA, ANNA] })),
};
found.getMessageServerChannels = await tell(messaging.getMessageServerChannels(NIL));
const details = (id) => tell(messaging.getChannelDetails(id));
found.getChannelDetails = { there: await details(channel), unknown: await details(UNKNOWN) };
const people = () => tell(messaging.getChannelParticipants(channel));
found.getChannelParticipants = await people();
found.addAgentToChannel = await after(messaging.addAgentToChannel(channel, spare), people);
found.addAgentToChannelAgain = await after(messaging.addAgentToChannel(channel, spare), people);
found.addAgentToUnknownChannel = await tell(messaging.addAgentToChannel(UNKNOWN, spare));
found.removeAgentFromChannel = await after(messaging.removeAgentFromChannel(channel, spare), people);
found.removeAgentFromChannelAgain = await tell(messaging.removeAgentFromChannel(channel, spare));

// Messages. The library's postMessage names neither the author nor the message server.
found.postMessage = await tell(messaging.postMessage(channel, "unsigned", { source: "check" }));
found.say = [];
for (const words of ["hello", "there", "friend"]) found.say.push(await say(words));
const [hello, there] = found.say.map((said) => said.body.userMessage?.id);
found.getChannelMessages = {
  all: await tell(messaging.getChannelMessages(channel)),
  limited: await tell(messaging.getChannelMessages(channel, { limit: 2 })),
  beforeAll: await tell(messaging.getChannelMessages(channel, { before: "1" })),
  unknown: await tell(messaging.getChannelMessages(UNKNOWN)),
};
found.channelAsRoom = await memoriesIn(channel);
const messages = async () => {
  const { messages, failed } = await tell(messaging.getChannelMessages(channel));
  return messages?.map((message) => message.content) ?? failed;
};
found.deleteGroupMemory = await after(memory.deleteGroupMemory(channel, hello), messages);
found.deleteMessage = await after(messaging.deleteMessage(channel, there), messages);
found.clearGroupChat = await after(memory.clearGroupChat(channel), messages);
await say("back");
found.clearChannelHistory = await after(messaging.clearChannelHistory(channel), messages);
found.getMessage = await tell(messaging.getMessage(hello));
found.updateMessage = await tell(messaging.updateMessage(hello, "hi"));
found.searchMessages = await tell(messaging.searchMessages({ query: "hello" }));

// Changes of a channel. The three that add or remove people read who is there from the channel's metadata and send the
// whole list back, so without participantCentralUserIds in the metadata they drop everybody else.
const update = { name: "Renamed", participantCentralUserIds: [ANNA, agent], metadata: { topic: "play" } };
found.updateChannel = await after(messaging.updateChannel(channel, update), people);
found.addUserToChannel = await after(messaging.addUserToChannel(channel, BEN), people);
found.addUsersToChannel = await after(messaging.addUsersToChannel(channel, [ANNA, BEN]), people);
found.removeUserFromChannel = await after(messaging.removeUserFromChannel(channel, BEN), people);
found.deleteChannel = await after(messaging.deleteChannel(channel), () => details(channel));

// Groups. The library's type of a new one has no agents, which the route asks for; but what it is given, it sends.
const group = { messageServerId: NIL, name: "Grouped" };
const whole = { ...group, worldId: first.worldId, source: "client", agentIds: [agent] };
found.createWorldFromMessageServer = {
  typed: await tell(memory.createWorldFromMessageServer(NIL, group)),
  whole: await tell(memory.createWorldFromMessageServer(NIL, whole)),
};
await remember(second.id, "in the world");
found.clearWorldMemories = await after(memory.clearWorldMemories(second.worldId), inSecond);
found.deleteWorld = await after(memory.deleteWorld(second.worldId), () => tell(memory.getRoom(agent, second.id)));
found.deleteAgent = await after(agents.deleteAgent(spare), () => tell(agents.getAgent(spare)));

process.stdout.write(JSON.stringify(found));
