// The real program, as a process of its own on a fresh database, and the team that uses it through the API.
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

/** Where the tests leave their pictures. */
export const artefacts = join(target, "browser");

/** A guide whose one follow-up is asked after a short answer. */
export const GUIDE = `# Working days
- How does your working day begin?
    What comes before that?
- What would you change about it?
`;

/** The questions of the guide, in order, as they are asked of whoever answers at length. */
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
  /** Starts one and makes a project with a guide and somewhere to go on afterwards. */
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

  /** Starts the process and answers what it printed until it listened. */
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

  /** Kills it as a power cut would. */
  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it and removes what it left. */
  async stop() {
    await this.kill();
    await rm(this.folder, { recursive: true });
  }

  /** What the API answers the team. */
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

  /** The room as its team sees it now. */
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

  /** Joins by the link, as a respondent's program does. */
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

  /** Lets a new agent into a room, and answers with what makes it speak there. */
  async letIn({ id }, name) {
    const { data: agent } = await this.api("POST", "/api/agents", { name });
    await this.api("POST", `/v1/rooms/${id}/participants`, { characterId: agent.id });
    const memories = `/api/agents/${agent.id}/rooms/${id}/memories`;
    return (text) => this.api("POST", memories, { content: { text } });
  }

  /** What was said in a room, in order, from the rows themselves. */
  async turns({ id }) {
    return this.query("SELECT number, speaker, text FROM message WHERE room_id = ? ORDER BY number", bytes(id));
  }

  /** Lets the time to start be over. */
  async letExpire({ id }) {
    const past = moment(-1);
    await this.query("UPDATE interview SET expires_at = ? WHERE room_id = ?", past, bytes(id));
    await this.query("UPDATE room SET deadline_at = ? WHERE id = ?", past, bytes(id));
  }

  /** Sets a running interview of so many minutes back, so that only these seconds of its talk time are left. */
  async leaveOnly(seconds, { id, max_duration_minutes: minutes }) {
    const times = [moment(seconds - minutes * 60), moment(seconds + 1)];
    await this.query("UPDATE room SET started_at = ?, deadline_at = ? WHERE id = ?", ...times, bytes(id));
  }

  /** Runs a statement on the service's database, beside the service. */
  async query(statement, ...values) {
    const request = { file: join(this.folder, "data/interview-rooms.db"), statement, values };
    const { stdout } = await promisify(execFile)("python3", [here("sql.py"), JSON.stringify(request)]);
    return JSON.parse(stdout);
  }
}

/** A port that is free now and that no outgoing connection takes while a killed service is away. */
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

/** A moment, in seconds from now, as SQLite's rows hold it. */
const moment = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace("Z", "000+00:00");
