// The time limit on the page.
import assert from "node:assert/strict";
import { LONG, answer, field, heading, start, turn } from "./support/respondent.mjs";
import { PHONE } from "./support/browser.mjs";
import { scene } from "./support/scene.mjs";
import { QUESTIONS } from "./support/service.mjs";

const WARNING = "Less than two minutes are left.";
const MINUTE = 60_000;

scene("the page counts down and warns once, two minutes before the end", async ({ service, visitor }) => {
  const room = await service.createRoom({ max_duration_minutes: 20 });
  const anna = await visitor();
  const { page } = anna;
  await page.clock.install();
  await start(anna, room);
  const timer = page.getByRole("timer");
  await timer.filter({ hasText: /^19:\d\d$/ }).waitFor();
  await page.clock.fastForward(17 * MINUTE);
  await timer.filter({ hasText: /^02:\d\d$/ }).waitFor();
  assert.equal(await page.getByText(WARNING).count(), 0);
  await field(page).fill("In the middle of a thought");
  await page.clock.fastForward(MINUTE);
  await page.getByText(WARNING).waitFor();
  assert.equal(await page.getByRole("status").filter({ hasText: WARNING }).count(), 1, "it is announced");
  assert.equal(await field(page).inputValue(), "In the middle of a thought");
  assert.ok(await field(page).evaluate((one) => one === document.activeElement), "it takes no focus");
  await page.clock.fastForward(2 * MINUTE);
  await page.getByText("The time is up.").waitFor();
  await timer.filter({ hasText: "00:00" }).waitFor();
});

scene("on a phone, the warning is visible above the answer field", async ({ service, visitor }) => {
  const room = await service.createRoom({ max_duration_minutes: 20 });
  const anna = await visitor({ viewport: PHONE, hasTouch: true, isMobile: true });
  const { page } = anna;
  await page.clock.install();
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  await page.clock.fastForward(18 * MINUTE);
  const warning = page.getByText(WARNING);
  await warning.waitFor();
  const [shown, composer] = [await warning.boundingBox(), await page.locator("#answer-form").boundingBox()];
  await anna.picture("warning-phone");
  assert.ok(shown.y >= 0 && shown.y + shown.height <= composer.y, JSON.stringify({ shown, composer }));
});

scene("at the time limit the page shows the thanks, and all sent answers are stored", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  const { page } = anna;
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  await service.setRemainingTime(100, room);
  await page.reload();
  await page.getByText(WARNING).waitFor();
  await service.setRemainingTime(3, room);
  await page.reload();
  await heading(anna, "Thank you!");
  assert.equal((await service.room(room)).status, "completed");
  assert.equal((await service.turns(room)).length, 3);
});

scene("a room that ends while the respondent is away shows the thanks", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  await start(anna, room);
  await anna.page.goto("about:blank");
  await service.setRemainingTime(-10, room);
  await anna.page.goto(room.url);
  await heading(anna, "Thank you!");
});
