// A test with visitors: each has its own browser profile and is checked for what a page must never do.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { DESKTOP, launch } from "./browser.mjs";
import { Service, artefacts } from "./service.mjs";

// Tokens are removed from reports, so that a failure shows where it happened but no link or session.
const withoutSecrets = (text) => text.replace(/\/interview\/[\w-]+/g, "/interview/…");

/** The timeout of an expectation, in milliseconds. Reached only if a test fails. */
const PATIENCE = 20_000;

/** One service and one browser for all scenes of a file. */
const shared = {};
const need = async (name, make) => (shared[name] ??= await make());
after(async () => {
  await shared.browser?.close();
  await shared.service?.stop();
});

/** A test whose body gets the service and can open browsers for visitors. */
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
      visitors.forEach((one) => one.assertNoErrors());
    } catch (error) {
      await Promise.all(visitors.map((one, index) => one.picture(`failed-${slug(name)}-${index}`).catch(() => {})));
      throw Object.assign(new Error(withoutSecrets(error.message)), { stack: withoutSecrets(error.stack) });
    } finally {
      await Promise.all(visitors.map((one) => one.context.close()));
    }
  });
}

const slug = (text) => text.toLowerCase().replace(/[^a-z]+/g, "-").slice(0, 60);

/** A person with an own browser profile. */
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
    this.errors = [];
    this.expected = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(`${home}/`)) this.errors.push(`a request to ${new URL(request.url()).origin}`);
    });
    context.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      this.errors.push(`${message.text()} (${withoutSecrets(new URL(message.location().url || home).pathname)})`);
    });
    context.on("weberror", (error) => this.errors.push(String(error.error())));
  }

  /** Browser errors that the scene expects, such as being offline. */
  expects(pattern) {
    this.expected.push(pattern);
  }

  /** Asserts that the pages requested no other host, violated no policy and threw no error. */
  assertNoErrors() {
    const unexpected = this.errors.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, []);
  }

  /** A screenshot of the window or of the complete page. */
  async picture(name, options) {
    await mkdir(artefacts, { recursive: true });
    await this.page.screenshot({ path: join(artefacts, `${name}.png`), animations: "disabled", ...options });
  }
}
