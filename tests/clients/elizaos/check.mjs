// Calls our agents dialect with ElizaOS's own client library: every method of the library's agents, memory and messaging
// services that the dialect serves. Reads the address and the keys from standard input, and prints the results as JSON, by
// method and case; the test that runs it compares them.

import { text } from "node:stream/consumers";
import { ApiError, ElizaClient } from "@elizaos/api-client";

const { url, key, wrongKey } = JSON.parse(await text(process.stdin));
const { agents, memory, messaging } = ElizaClient.create({ baseUrl: url, apiKey: key });
const found = {};

const NIL = "00000000-0000-0000-0000-000000000000"; // The message server that always exists.
const UNKNOWN = "99999999-9999-4999-8999-999999999999";
const ANNA = "aaaaaaaa-0000-4000-8000-00000000000a";
const BEN = "bbbbbbbb-0000-4000-8000-00000000000b";

// The result of a call, or the library's error if the service refused it. Any other error is a fault of this script.
const outcome = (call) =>
  call.then(
    (answer) => answer ?? null,
    (error) => {
      if (!(error instanceof ApiError)) throw error;
      const { code, status, message, details } = error;
      return { failed: { code, status, message, details } };
    },
  );
// The same, with what can be read afterwards, which shows whether the call had its effect.
const after = async (call, read) => ({ answer: await outcome(call), after: await read() });

// Sends what the library cannot send: a memory, and a message that names its author.
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
  agent: await outcome(agents.createAgent({ agent: character("Probe") })),
  character: await outcome(agents.createAgent({ characterJson: character("Spare") })),
  nothing: await outcome(agents.createAgent({})),
};
const agent = found.createAgent.agent.id;
const spare = found.createAgent.character.id;
// The real server serves rooms and memories of started agents only. The call is of the JSON type but has no body.
found.startAgent = await outcome(agents.startAgent(agent));
found.listAgents = {
  rightKey: await outcome(agents.listAgents()),
  wrongKey: await outcome(ElizaClient.create({ baseUrl: url, apiKey: wrongKey }).agents.listAgents()),
  noKey: await outcome(ElizaClient.create({ baseUrl: url }).agents.listAgents()),
};
found.getAgent = {
  there: await outcome(agents.getAgent(agent)),
  unknown: await outcome(agents.getAgent(UNKNOWN)),
  noUuid: await outcome(agents.getAgent("probe")),
};
found.updateAgent = {
  there: await outcome(agents.updateAgent(spare, { name: "Changed", bio: ["A new line."] })),
  unknown: await outcome(agents.updateAgent(UNKNOWN, { name: "Changed" })),
};

// Rooms: each gets a world of its own.
found.createRoom = {
  first: await outcome(memory.createRoom(agent, { name: "First", type: "GROUP", metadata: { k: 1 } })),
  second: await outcome(memory.createRoom(agent, { name: "Second" })),
  nameless: await outcome(memory.createRoom(agent, { type: "GROUP" })),
  unknownAgent: await outcome(memory.createRoom(UNKNOWN, { name: "First" })),
  noUuid: await outcome(memory.createRoom("probe", { name: "First" })),
};
const { first, second } = found.createRoom;
found.listAgentRooms = await outcome(memory.listAgentRooms(agent));
found.getRoom = {
  there: await outcome(memory.getRoom(agent, first.id)),
  unknown: await outcome(memory.getRoom(agent, UNKNOWN)),
  noUuid: await outcome(memory.getRoom(agent, "first")),
};

// Memories: four in the first room, one in the second.
found.remember = [];
for (const words of ["one", "two", "three", "four"]) found.remember.push(await remember(first.id, words));
found.remember.push(await remember(second.id, "elsewhere"));
const [one, two, three] = found.remember.map((made) => made.body.data?.id);
// Every parameter that the library has a type for. A Date is sent as English text.
const every = { page: 1, limit: 2, offset: 0, type: "messages", search: "one", from: new Date(0), to: new Date() };
found.getRoomMemories = {
  all: await outcome(memory.getRoomMemories(agent, first.id)),
  limited: await outcome(memory.getRoomMemories(agent, first.id, { limit: 2 })),
  every: await outcome(memory.getRoomMemories(agent, first.id, every)),
  unknownRoom: await outcome(memory.getRoomMemories(agent, UNKNOWN)),
  unknownAgent: await outcome(memory.getRoomMemories(UNKNOWN, first.id)),
};
found.getAgentInternalMemories = await outcome(memory.getAgentInternalMemories(agent, first.id, true));
found.getAgentMemories = {
  all: await outcome(memory.getAgentMemories(agent)),
  ofRoom: await outcome(memory.getAgentMemories(agent, { roomId: second.id })),
};
const memoriesIn = async (room) => {
  const { memories, failed } = await outcome(memory.getRoomMemories(agent, room));
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
found.updateUnknownMemory = await outcome(memory.updateMemory(agent, UNKNOWN, changed("none")));
found.deleteMemory = await after(memory.deleteMemory(agent, one), inFirst);
found.deleteAgentInternalMemory = await after(memory.deleteAgentInternalMemory(agent, two), inFirst);
found.deleteUnknownMemory = await outcome(memory.deleteMemory(agent, UNKNOWN));
found.clearRoomMemories = await after(memory.clearRoomMemories(agent, first.id), inFirst);
found.clearRoomMemories.other = await inSecond();
found.deleteAllAgentInternalMemories = await after(memory.deleteAllAgentInternalMemories(agent, second.id), inSecond);
for (const room of [first, second]) await remember(room.id, "again");
found.clearAgentMemories = await after(memory.clearAgentMemories(agent), inFirst);

// Worlds.
found.getWorlds = await outcome(agents.getWorlds());
found.addAgentToWorld = await outcome(agents.addAgentToWorld(agent, first.worldId));
found.updateAgentWorldSettings = {
  there: await outcome(agents.updateAgentWorldSettings(agent, first.worldId, { theme: "dark" })),
  unknown: await outcome(agents.updateAgentWorldSettings(agent, UNKNOWN, { theme: "dark" })),
};

// Channels and their participants. The library takes the type and the message server from the metadata, and its
// createChannel names no participants.
found.listMessageServers = await outcome(messaging.listMessageServers());
found.getCurrentMessageServer = await outcome(messaging.getCurrentMessageServer());
const metadata = { type: "GROUP", message_server_id: NIL, topic: "work" };
const panel = { name: "Panel", participantIds: [ANNA, agent], metadata };
found.createGroupChannel = await outcome(messaging.createGroupChannel(panel));
const channel = found.createGroupChannel.id;
found.createChannel = await outcome(messaging.createChannel({ name: "Empty", type: "GROUP" }));
found.getOrCreateDmChannel = {
  made: await outcome(messaging.getOrCreateDmChannel({ participantIds: [ANNA, agent] })),
  turned: await outcome(messaging.getOrCreateDmChannel({ participantIds: [agent, ANNA] })),
  oneself: await outcome(messaging.getOrCreateDmChannel({ participantIds: [ANNA, ANNA] })),
};
found.getMessageServerChannels = await outcome(messaging.getMessageServerChannels(NIL));
const details = (id) => outcome(messaging.getChannelDetails(id));
found.getChannelDetails = { there: await details(channel), unknown: await details(UNKNOWN) };
const people = () => outcome(messaging.getChannelParticipants(channel));
found.getChannelParticipants = await people();
found.addAgentToChannel = await after(messaging.addAgentToChannel(channel, spare), people);
found.addAgentToChannelAgain = await after(messaging.addAgentToChannel(channel, spare), people);
found.addAgentToUnknownChannel = await outcome(messaging.addAgentToChannel(UNKNOWN, spare));
found.removeAgentFromChannel = await after(messaging.removeAgentFromChannel(channel, spare), people);
found.removeAgentFromChannelAgain = await outcome(messaging.removeAgentFromChannel(channel, spare));

// Messages. The library's postMessage names neither the author nor the message server.
found.postMessage = await outcome(messaging.postMessage(channel, "unsigned", { source: "check" }));
found.say = [];
for (const words of ["hello", "there", "friend"]) found.say.push(await say(words));
const [hello, there] = found.say.map((said) => said.body.userMessage?.id);
found.getChannelMessages = {
  all: await outcome(messaging.getChannelMessages(channel)),
  limited: await outcome(messaging.getChannelMessages(channel, { limit: 2 })),
  beforeAll: await outcome(messaging.getChannelMessages(channel, { before: "1" })),
  unknown: await outcome(messaging.getChannelMessages(UNKNOWN)),
};
found.channelAsRoom = await memoriesIn(channel);
const messages = async () => {
  const { messages, failed } = await outcome(messaging.getChannelMessages(channel));
  return messages?.map((message) => message.content) ?? failed;
};
found.deleteGroupMemory = await after(memory.deleteGroupMemory(channel, hello), messages);
found.deleteMessage = await after(messaging.deleteMessage(channel, there), messages);
found.clearGroupChat = await after(memory.clearGroupChat(channel), messages);
await say("back");
found.clearChannelHistory = await after(messaging.clearChannelHistory(channel), messages);
found.getMessage = await outcome(messaging.getMessage(hello));
found.updateMessage = await outcome(messaging.updateMessage(hello, "hi"));
found.searchMessages = await outcome(messaging.searchMessages({ query: "hello" }));

// Changes of a channel. The three that add or remove people read the participants from the channel's metadata and send
// the whole list back, so without participantCentralUserIds in the metadata they would remove everybody else.
const update = { name: "Renamed", participantCentralUserIds: [ANNA, agent], metadata: { topic: "play" } };
found.updateChannel = await after(messaging.updateChannel(channel, update), people);
found.addUserToChannel = await after(messaging.addUserToChannel(channel, BEN), people);
found.addUsersToChannel = await after(messaging.addUsersToChannel(channel, [ANNA, BEN]), people);
found.removeUserFromChannel = await after(messaging.removeUserFromChannel(channel, BEN), people);
found.deleteChannel = await after(messaging.deleteChannel(channel), () => details(channel));

// Groups. The library's type of a new group has no agents, although the route needs them; additional fields are sent.
const group = { messageServerId: NIL, name: "Grouped" };
const whole = { ...group, worldId: first.worldId, source: "client", agentIds: [agent] };
found.createWorldFromMessageServer = {
  typed: await outcome(memory.createWorldFromMessageServer(NIL, group)),
  whole: await outcome(memory.createWorldFromMessageServer(NIL, whole)),
};
await remember(second.id, "in the world");
found.clearWorldMemories = await after(memory.clearWorldMemories(second.worldId), inSecond);
found.deleteWorld = await after(memory.deleteWorld(second.worldId), () => outcome(memory.getRoom(agent, second.id)));
found.deleteAgent = await after(agents.deleteAgent(spare), () => outcome(agents.getAgent(spare)));

process.stdout.write(JSON.stringify(found));
