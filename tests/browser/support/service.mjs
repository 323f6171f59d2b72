// The real program as a separate process on a fresh database, and the team's calls of its API.
import { execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR || here("../../../target");
const program = process.env.INTERVIEW_ROOMS_PROGRAM || join(target, "debug/interview-rooms");

/** The folder of the screenshots. */
export const artefacts = join(target, "browser");

/** A guide whose one follow-up is asked after a short answer. */
export const GUIDE = `# Working days
- How does your working day begin?
    What comes before that?
- What would you change about it?
`;

/** The questions of the guide, in order, as they are asked after long answers. */
export const QUESTIONS = ["How does your working day begin?", "What would you change about it?"];

const settings = {
  INTERVIEW_ROOMS_ROOMS__GRACE_SECONDS: "1",
  INTERVIEW_ROOMS_REAPER__LOOK_SECONDS: "1",
  INTERVIEW_ROOMS_LIMITS__REQUESTS_PER_SECOND: "0",
  INTERVIEW_ROOMS_LIMITS__JOINS_PER_MINUTE: "0",
  INTERVIEW_ROOMS_LIMITS__TURNS_PER_MINUTE: "0",
};

/** A running service. */
export class Service {
  /** Starts a service and creates a project with a guide and a redirect URL. */
  static async start() {
    const service = new Service();
    service.folder = await mkdtemp(join(tmpdir(), "interview-rooms-browser."));
    service.port = await freePort();
    service.url = `http://127.0.0.1:${service.port}`;
    const welcome = await service.run();
    service.key = /\bir_\w+/.exec(welcome)[0];
    service.project = await service.makeProject({ redirect_url: "https://example.org/thank-you" });
    return service;
  }

  /** Starts the process and returns its output up to the line with its address. */
  async run() {
    const foreign = Object.keys(process.env).filter((name) => name.startsWith("INTERVIEW_ROOMS_"));
    const own = Object.fromEntries(foreign.map((name) => [name, undefined]));
    const listen = { INTERVIEW_ROOMS_HTTP__LISTEN: `127.0.0.1:${this.port}` };
    this.process = spawn(program, [], {
      cwd: this.folder,
      env: { ...process.env, ...own, ...settings, ...listen },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.ended = new Promise((resolve) => this.process.once("close", resolve));
    this.process.stderr.pipe(createWriteStream(join(this.folder, "service.log"), { flags: "a" }));
    let said = "";
    for await (const line of createInterface({ input: this.process.stdout })) {
      if (line.startsWith("listening on ")) return said;
      said += `${line}\n`;
    }
    throw new Error(`the program ended before it listened: ${program}`);
  }

  /** Kills it with SIGKILL. */
  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  /** Stops it and removes its folder. */
  async stop() {
    await this.kill();
    await rm(this.folder, { recursive: true });
  }

  /** Calls the API as the team. */
  async api(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async makeProject(more) {
    const name = "A project whose name respondents never see";
    const { id } = await this.api("POST", "/projects/create", { name, interview_guide: GUIDE, ...more });
    return id;
  }

  deleteProject({ project_id: id }) {
    return this.api("DELETE", `/projects/${id}`);
  }

  /** Creates a room with these additions to the request. */
  async createRoom(more) {
    const request = { project_id: this.project, topics_for_respondent: "How you spend your working day", ...more };
    const { rooms } = await this.api("POST", "/api/interviews/rooms", request);
    return rooms[0];
  }

  /** The current room as the team sees it. */
  room({ id }) {
    return this.api("GET", `/api/interviews/rooms/${id}`);
  }

  change({ id }, change) {
    return this.api("PATCH", `/api/interviews/rooms/${id}`, change);
  }

  cancel({ id }) {
    return this.api("DELETE", `/api/interviews/rooms/${id}`);
  }

  rotate({ id }) {
    return this.api("POST", `/api/interviews/rooms/${id}/rotate`);
  }

  /** Joins by the link through the API. */
  join(room, email) {
    return this.api("POST", `/api/interviews/join/${room.access_token}`, { email });
  }

  leave(room) {
    return this.api("POST", `/api/interviews/join/${room.access_token}/leave`);
  }

  async finish(room, email) {
    await this.join(room, email);
    await this.leave(room);
  }

  /** Adds a new agent to a room and returns a function that posts as the agent. */
  async addAgent({ id }, name) {
    const { data: agent } = await this.api("POST", "/api/agents", { name });
    await this.api("POST", `/v1/rooms/${id}/participants`, { characterId: agent.id });
    const memories = `/api/agents/${agent.id}/rooms/${id}/memories`;
    return (text) => this.api("POST", memories, { content: { text } });
  }

  /** The turns of a room, in order, read from the database. */
  async turns({ id }) {
    return this.query("SELECT number, speaker, text FROM message WHERE room_id = ? ORDER BY number", bytes(id));
  }

  /** Makes the link expire. */
  async expire({ id }) {
    const past = moment(-1);
    await this.query("UPDATE interview SET expires_at = ? WHERE room_id = ?", past, bytes(id));
    await this.query("UPDATE room SET deadline_at = ? WHERE id = ?", past, bytes(id));
  }

  /** Moves the start of an active interview back so that only these seconds of its talk time remain. */
  async setRemainingTime(seconds, { id, max_duration_minutes: minutes }) {
    const times = [moment(seconds - minutes * 60), moment(seconds + 1)];
    await this.query("UPDATE room SET started_at = ?, deadline_at = ? WHERE id = ?", ...times, bytes(id));
  }

  /** Runs a statement on the service's database while the service is running. */
  async query(statement, ...values) {
    const request = { file: join(this.folder, "data/interview-rooms.db"), statement, values };
    const { stdout } = await promisify(execFile)("python3", [here("sql.py"), JSON.stringify(request)]);
    return JSON.parse(stdout);
  }
}

/** A free port outside the range of outgoing connections, so that it stays free while the service is down. */
async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const server = createServer();
    const free = await new Promise((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

const bytes = (id) => ({ bytes: id.replaceAll("-", "") });

/** A time, in seconds from now, in the format of SQLite rows. */
const moment = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace("Z", "000+00:00");
