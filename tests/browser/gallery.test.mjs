// Every page, in light and dark, from left to right and from right to left, on a phone and at a desk: accessible by
// axe-core's rules for WCAG 2.2 AA, never wider than the window, and saved as a screenshot.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { ANNA } from "./support/respondent.mjs";
import { DESKTOP, PHONE } from "./support/browser.mjs";
import { scene } from "./support/scene.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** A window of 1280 by 1024 at a zoom of 400 %. */
const ZOOMED = { width: 320, height: 256 };

const texts = {
  en: {
    topics: "How you spend your working day",
    guide: "How does your working day begin?\nWhat would you change about it?",
    answer: "I get up early, make coffee, and read what came in overnight before anybody else is awake.",
  },
  ar: {
    topics: "كيف تقضون يوم عملكم",
    guide: "كيف يبدأ يوم عملكم؟\nما الذي تودون تغييره؟",
    answer: "أستيقظ باكرًا وأشرب القهوة وأقرأ ما وصل في الليل قبل أن يستيقظ أحد غيري في البيت.",
  },
};

/** Visits all pages, and yields each with its visitor and its name. */
async function* allPages(service, visitor, language) {
  const { topics, guide, answer } = texts[language];
  const project = await service.makeProject({ interview_guide: guide, redirect_url: "https://example.org/thank-you" });
  const create = () => service.createRoom({ project_id: project, language, topics_for_respondent: topics });
  const anna = await visitor({ locale: language });
  // Pages with an error have an error status.
  anna.expects(/status of 4(04|10|22) .*\(\/interview\//);
  const { page } = anna;
  const submit = () => page.locator("main button[type=submit], form.composer button[type=submit]").first().click();
  const goto = (path) => page.goto(room.url + path);
  let room = await create();

  await goto("");
  yield [anna, "welcome"];
  await submit();
  await page.locator("[aria-invalid]").first().waitFor();
  yield [anna, "welcome-problem"];
  await page.locator("input[type=email]").fill(ANNA);
  await page.getByRole("checkbox").check();
  await submit();
  await page.getByRole("log").waitFor();
  yield [anna, "interview-begin"];
  await submit();
  await page.locator("#answer[aria-invalid]").waitFor();
  yield [anna, "interview-problem"];
  await page.getByRole("textbox").fill(answer);
  await submit();
  await page.locator('[data-number="3"]').waitFor();
  yield [anna, "interview-middle"];
  await page.getByRole("textbox").fill(answer);
  await submit();
  await page.locator('[data-number="5"]').waitFor();
  await service.setRemainingTime(100, room);
  await page.reload();
  await page.locator("#warning").filter({ hasText: /./ }).waitFor();
  yield [anna, "interview-end"];
  await goto("/finish");
  yield [anna, "finish"];
  await goto("/withdraw");
  yield [anna, "withdraw"];

  const other = await visitor({ locale: language });
  other.expects(/status of 422/);
  await other.page.goto(room.url);
  yield [other, "running"];
  await other.page.locator("main button[type=submit]").click();
  await other.page.locator("[aria-invalid]").waitFor();
  yield [other, "running-problem"];

  await service.leave(room);
  await goto("");
  await page.locator('a[href$="/withdraw"]').waitFor();
  yield [anna, "completed"];
  await goto("/withdraw");
  await submit();
  await page.locator("h1").waitFor();
  yield [anna, "withdrawn"];

  room = await create();
  await service.expire(room);
  await goto("");
  yield [anna, "expired"];
  room = await create();
  await service.cancel(room);
  await goto("");
  yield [anna, "cancelled"];
  room = await create();
  await service.rotate(room);
  await goto("");
  yield [anna, "replaced"];
  await page.goto(`${service.url}/interview/${"x".repeat(32)}`);
  yield [anna, "unknown"];
}

/** The faults of the page in the window, one line each. */
async function violations(page, where) {
  await page.evaluate(axe);
  const run = (values) => axe.run({ runOnly: { type: "tag", values } });
  const { passes, violations } = await page.evaluate(run, RULES);
  // axe-core takes Arabic letters, which change their form next to one another, for icons and skips them; the colours are
  // the same in all languages.
  const proof = where.startsWith("ar-") ? "html-has-lang" : "color-contrast";
  assert.ok(passes.some(({ id }) => id === proof), `${where}: the rules were not applied`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

async function examine(visitor, name) {
  const { page } = visitor;
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      const where = `${name}-${size}-${colorScheme}`;
      found.push(...(await violations(page, where)).map((what) => `${where}: ${what}`));
      await visitor.picture(where, { fullPage: !name.includes("interview") });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(ZOOMED);
  await visitor.picture(`${name}-zoomed-light`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > ZOOMED.width) found.push(`${name}: ${width} pixels wide in a window of ${ZOOMED.width}`);
  await page.setViewportSize(DESKTOP);
  return found;
}

for (const language of Object.keys(texts)) {
  scene(`every page is accessible and fits every window: ${language}`, async ({ service, visitor }) => {
    const found = [];
    for await (const [viewer, place] of allPages(service, visitor, language)) {
      found.push(...(await examine(viewer, `${language}-${place}`)));
    }
    assert.deepEqual(found, []);
  });
}
