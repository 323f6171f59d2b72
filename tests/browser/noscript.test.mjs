// The same pages without JavaScript: only forms and links.
import assert from "node:assert/strict";
import { ANNA, LONG, answer, comeBack, field, heading, start, turn, turnsOn } from "./support/respondent.mjs";
import { scene } from "./support/scene.mjs";
import { QUESTIONS } from "./support/service.mjs";

const plain = { javaScriptEnabled: false };

scene("without JavaScript, a complete interview can be held, finished and withdrawn", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor(plain);
  const { page } = anna;
  await start(anna, room);
  await turn(anna, 1, QUESTIONS[0]);
  await answer(anna, "I get up.");
  await turn(anna, 3, "What comes before that?");
  await page.reload();
  await answer(anna, LONG);
  await turn(anna, 5, QUESTIONS[1]);
  await answer(anna, LONG);
  await turn(anna, 7, "That was my last question.");
  assert.deepEqual(await turnsOn(anna), (await service.turns(room)).map(({ number, text }) => ({ number, text })));
  await page.getByRole("link", { name: "Finish" }).first().click();
  await page.getByRole("button", { name: "Yes, finish" }).click();
  await heading(anna, "Thank you!");
  assert.equal((await service.room(room)).status, "completed");
  await page.getByRole("link", { name: "Continue" }).waitFor();
  await page.getByRole("link", { name: "Withdraw" }).click();
  await page.getByRole("button", { name: "Yes, erase everything" }).click();
  await heading(anna, "Your answers have been erased");
});

scene("without JavaScript, times are shown in UTC", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor(plain);
  await anna.page.goto(room.url);
  const until = anna.page.locator("time");
  assert.match(await until.innerText(), / UTC$/);
  assert.equal(Date.parse(await until.getAttribute("datetime")), Date.parse(room.expires_at));
});

scene("without JavaScript, invalid fields show their error and keep their input", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor(plain);
  anna.expects(/status of 422/);
  await anna.page.goto(room.url);
  await anna.page.getByLabel("Your e-mail address").fill(ANNA);
  await anna.page.getByRole("button", { name: "Start the interview" }).click();
  await anna.page.getByText("The interview cannot start without your consent.").waitFor();
  assert.equal(await anna.page.getByLabel("Your e-mail address").inputValue(), ANNA);
});

scene("without JavaScript, an answer after the session has ended is not lost", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor(plain);
  anna.expects(/status of 401/);
  await start(anna, room);
  await anna.context.clearCookies();
  await answer(anna, LONG);
  await heading(anna, "Your interview is under way");
  assert.equal(await anna.page.getByLabel("Your last answer was not sent.").inputValue(), LONG);
  await comeBack(anna, room);
});

scene("without JavaScript, the page shows the warning, and the next step shows the end", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor(plain);
  await start(anna, room);
  await service.setRemainingTime(100, room);
  await anna.page.reload();
  await anna.page.getByText("Less than two minutes are left.").waitFor();
  await service.setRemainingTime(-10, room);
  await field(anna.page).fill(LONG);
  await anna.page.getByRole("button", { name: "Send" }).click();
  await heading(anna, "Thank you!");
});
