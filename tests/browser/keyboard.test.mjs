// A complete interview with the keyboard alone.
import assert from "node:assert/strict";
import { ANNA, LONG, conversation, field, heading, turn } from "./support/respondent.mjs";
import { scene } from "./support/scene.mjs";
import { QUESTIONS } from "./support/service.mjs";

const focused = (locator) => locator.evaluate((element) => element === document.activeElement);

/** Presses Tab until this element has the focus, and checks that the focus is visible. */
async function tabTo(page, locator) {
  for (let step = 0; step < 40 && !(await focused(locator)); step++) await page.keyboard.press("Tab");
  assert.ok(await focused(locator), `Tab reaches ${locator}`);
  const outline = await locator.evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.notEqual(outline, "none", `the focus is visible on ${locator}`);
}

scene("with the keyboard alone, an interview is held from start to finish", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  const { page } = anna;
  await page.goto(room.url);
  await tabTo(page, page.getByRole("link", { name: "Skip to the content" }));
  await tabTo(page, page.getByLabel("Your e-mail address"));
  await page.keyboard.type(ANNA);
  await tabTo(page, page.getByRole("checkbox"));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Start the interview" }));
  await page.keyboard.press("Enter");
  await conversation(page).waitFor();

  await tabTo(page, field(page));
  await page.keyboard.type("First line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type(LONG);
  await page.keyboard.press("Enter");
  await turn(anna, 3, QUESTIONS[1]);
  assert.equal((await service.turns(room))[1].text, `First line\n${LONG}`);
  assert.ok(await focused(field(page)), "the focus stays where the next answer is written");
  await page.keyboard.type(LONG);
  await tabTo(page, page.getByRole("button", { name: "Send" }));
  await page.keyboard.press("Enter");
  await turn(anna, 5, "That was my last question.");

  await tabTo(page, page.getByRole("link", { name: "Finish" }).first());
  await page.keyboard.press("Enter");
  await heading(anna, "Finish the interview?");
  await tabTo(page, page.getByRole("button", { name: "Yes, finish" }));
  await page.keyboard.press("Enter");
  await heading(anna, "Thank you!");
  await tabTo(page, page.getByRole("link", { name: "Continue" }));
});
