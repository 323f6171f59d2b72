// A test with visitors: each has a browser profile of its own, and is watched for what a page must never do.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { Service, artefacts } from "./service.mjs";

// Links and sessions stay out of reports: a failure says where it happened, not with which token.
const withoutSecrets = (text) => text.replace(/\/interview\/[\w-]+/g, "/interview/…");

/** How long a test waits for what must come, in milliseconds. Reached only when it fails. */
const PATIENCE = 20_000;

/** One service and one browser for all scenes of a file. */
const shared = {};
const need = async (name, make) => (shared[name] ??= await make());
after(async () => {
  await shared.browser?.close();
  await shared.service?.stop();
});

/** A test whose body gets the service and can invite visitors. */
export function scene(name, body) {
  test(name, { timeout: 15 * PATIENCE }, async () => {
    const [service, browser] = [await need("service", () => Service.start()), await need("browser", launch)];
    const visitors = [];
    const visitor = async (options) => {
      visitors.push(await Visitor.arrive(browser, service, options));
      return visitors.at(-1);
    };
    try {
      await body({ service, visitor });
      visitors.forEach((one) => one.assertCalm());
    } catch (error) {
      await Promise.all(visitors.map((one, index) => one.picture(`failed-${slug(name)}-${index}`).catch(() => {})));
      throw Object.assign(new Error(withoutSecrets(error.message)), { stack: withoutSecrets(error.stack) });
    } finally {
      await Promise.all(visitors.map((one) => one.context.close()));
    }
  });
}

const slug = (text) => text.toLowerCase().replace(/[^a-z]+/g, "-").slice(0, 60);

/** Somebody with a browser profile of their own. */
export class Visitor {
  static async arrive(browser, service, options = {}) {
    const context = await browser.newContext({
      viewport: DESKTOP,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    const visitor = new Visitor(context, service.url);
    visitor.page = await context.newPage();
    return visitor;
  }

  constructor(context, home) {
    this.context = context;
    this.troubles = [];
    this.awaited = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(`${home}/`)) this.troubles.push(`a request to ${new URL(request.url()).origin}`);
    });
    context.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      this.troubles.push(`${message.text()} (${withoutSecrets(new URL(message.location().url || home).pathname)})`);
    });
    context.on("weberror", (error) => this.troubles.push(String(error.error())));
  }

  /** Complaints of the browser that belong to the scene, such as being offline. */
  expects(pattern) {
    this.awaited.push(pattern);
  }

  /** The pages asked nobody else, broke no policy and threw nothing. */
  assertCalm() {
    const unforeseen = this.troubles.filter((text) => !this.awaited.some((pattern) => pattern.test(text)));
    assert.deepEqual(unforeseen, []);
  }

  /** A picture of what is in the window, or of the whole page. */
  async picture(name, options) {
    await mkdir(artefacts, { recursive: true });
    await this.page.screenshot({ path: join(artefacts, `${name}.png`), animations: "disabled", ...options });
  }
}
