// The six languages, and reading from right to left.
import assert from "node:assert/strict";
import { ANNA } from "./support/respondent.mjs";
import { PHONE } from "./support/browser.mjs";
import { scene } from "./support/scene.mjs";

const WELCOMES = {
  en: "Welcome to your interview",
  de: "Willkommen",
  es: "Le damos la bienvenida",
  fr: "Bienvenue",
  ru: "Добро пожаловать",
  ar: "مرحبًا",
};

for (const [language, welcome] of Object.entries(WELCOMES)) {
  scene(`the welcome page speaks the room's language: ${language}`, async ({ service, visitor }) => {
    const room = await service.createRoom({ language });
    const anna = await visitor({ viewport: PHONE });
    const { page } = anna;
    await page.goto(room.url);
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    assert.equal(await page.locator("html").evaluate((html) => getComputedStyle(html).direction), direction(language));
    assert.ok((await page.getByRole("heading", { level: 1 }).innerText()).includes(welcome));
    await anna.picture(`welcome-${language}-phone`, { fullPage: true });
  });
}

scene("without a language of the room, the page speaks the browser's", async ({ service, visitor }) => {
  const room = await service.createRoom();
  for (const [locale, language] of [["fr-CA", "fr"], ["ar-EG", "ar"], ["sv-SE", "en"]]) {
    const anna = await visitor({ locale });
    await anna.page.goto(room.url);
    assert.equal(await anna.page.locator("html").getAttribute("lang"), language, locale);
  }
});

scene("an interview in Arabic is held from right to left", async ({ service, visitor }) => {
  const topics = "كيف تقضون يوم عملكم";
  const room = await service.createRoom({ language: "ar", topics_for_respondent: topics });
  await service.change(room, { interview_guide_override: "كيف يبدأ يوم عملكم؟\nما الذي تودون تغييره؟" });
  const anna = await visitor();
  const { page } = anna;
  await page.goto(room.url);
  await page.locator("input[type=email]").fill(ANNA);
  await page.getByRole("checkbox").check();
  await page.locator("main button[type=submit]").click();
  const [question, mine] = [page.locator('[data-number="1"]'), page.locator('[data-number="2"]')];
  await question.filter({ hasText: "كيف يبدأ يوم عملكم؟" }).waitFor();
  await page.getByRole("textbox").fill("أستيقظ باكرًا وأشرب القهوة وأقرأ ما وصل في الليل قبل أن يستيقظ أحد.");
  await page.getByRole("textbox").press("Enter");
  await page.locator('[data-number="3"]').filter({ hasText: "ما الذي تودون تغييره؟" }).waitFor();

  const [right, left] = [await question.boundingBox(), await mine.boundingBox()];
  assert.ok(right.x + right.width > left.x + left.width, "the interviewer speaks from the right");
  assert.ok(left.x < right.x, "the respondent answers from the left");
  const said = mine.locator(".said");
  assert.equal(await said.evaluate((one) => getComputedStyle(one).direction), "rtl");

  await page.locator('a[href$="/finish"]').first().click();
  await page.locator('form[action$="/finish"] button').first().click();
  await page.locator('a[href="https://example.org/thank-you"]').waitFor();
  assert.equal((await service.room(room)).status, "completed");
});

const direction = (language) => (language === "ar" ? "rtl" : "ltr");
