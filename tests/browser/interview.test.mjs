// A written interview, from the link to the final page.
import assert from "node:assert/strict";
import {
  ANNA, LONG, answer, comeBack, conversation, field, heading, start, turn, turnsOn,
} from "./support/respondent.mjs";
import { scene } from "./support/scene.mjs";
import { QUESTIONS, artefacts } from "./support/service.mjs";

scene("a complete interview ends with a page of thanks", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  const { page } = anna;
  await start(anna, room);
  await turn(anna, 1, QUESTIONS[0]);
  await answer(anna, "I get up.");
  await turn(anna, 3, "What comes before that?");
  await answer(anna, LONG);
  await turn(anna, 5, QUESTIONS[1]);
  await answer(anna, LONG);
  await page.getByText("That was the last question.").waitFor();
  assert.deepEqual(await turnsOn(anna), (await service.turns(room)).map(({ number, text }) => ({ number, text })));

  await page.getByRole("link", { name: "Finish" }).first().click();
  await heading(anna, "Finish the interview?");
  assert.equal((await service.room(room)).status, "active", "asking finishes nothing");
  await page.getByRole("button", { name: "Yes, finish" }).click();
  await heading(anna, "Thank you!");
  assert.equal((await service.room(room)).status, "completed");
  const next = page.getByRole("link", { name: "Continue" });
  assert.equal(await next.getAttribute("href"), "https://example.org/thank-you");
});

scene("a message of an agent appears on the page immediately, and after a reload, as a guest's", async ({
  service, visitor,
}) => {
  const room = await service.createRoom();
  const say = await service.addAgent(room, "Ada");
  const anna = await visitor();
  const { page } = anna;
  await start(anna, room);
  await turn(anna, 1, QUESTIONS[0]);
  await say("By which bike do you come?");
  await turn(anna, 2, "By which bike do you come?");
  const guest = page.locator("[data-number='2'] .who");
  assert.match(await guest.innerText(), /^Guest \(AI\)/);
  await answer(anna, LONG);
  await turn(anna, 4, QUESTIONS[1]);
  await page.screenshot({ path: `${artefacts}/guest.png`, fullPage: true });
  await page.reload();
  assert.match(await guest.innerText(), /^Guest \(AI\)/);
  assert.deepEqual(await turnsOn(anna), (await service.turns(room)).map(({ number, text }) => ({ number, text })));
});

scene("opening the link changes nothing", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const before = await service.room(room);
  const anna = await visitor();
  await anna.page.goto(room.url);
  await heading(anna, "Welcome to your interview");
  await anna.page.reload();
  await heading(anna, "Welcome to your interview");
  assert.deepEqual(await service.room(room), before);
  assert.equal(before.status, "pending");
});

scene("the welcome page says what will happen, in the reader's time zone", async ({ service, visitor }) => {
  const room = await service.createRoom({ max_duration_minutes: 20 });
  const anna = await visitor({ timezoneId: "Asia/Tokyo" });
  await anna.page.goto(room.url);
  const text = await anna.page.getByRole("main").innerText();
  const until = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo",
  }).format(new Date(room.expires_at));
  for (const words of ["artificial intelligence", "How you spend your working day", "up to 20 minutes", until]) {
    assert.ok(text.includes(words), `${words} in: ${text}`);
  }
});

scene("start needs an e-mail address and consent, and says so at the field", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  const { page } = anna;
  // The response to an invalid form is a page with status 422.
  anna.expects(/status of 422/);
  await page.goto(room.url);
  const email = page.getByLabel("Your e-mail address");
  await email.fill("anna");
  await page.getByRole("button", { name: "Start the interview" }).click();
  await page.getByText("This is not a complete e-mail address.").waitFor();
  await page.getByText("The interview cannot start without your consent.").waitFor();
  assert.equal(await email.inputValue(), "anna", "what was typed is kept");
  assert.equal(await email.getAttribute("aria-invalid"), "true");
  assert.ok(await email.evaluate((one) => one === document.activeElement), "the first invalid field has the focus");
  assert.equal((await service.room(room)).status, "pending");
  await email.fill(ANNA);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Start the interview" }).click();
  await conversation(page).waitFor();
});

scene("reloading in the middle loses neither turns nor the draft", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  const before = await turnsOn(anna);
  await field(anna.page).fill("Half a thought");
  await anna.page.reload();
  await turn(anna, 3, QUESTIONS[1]);
  assert.deepEqual(await turnsOn(anna), before);
  assert.equal(await field(anna.page).inputValue(), "Half a thought");
});

scene("going back from the confirmation of finishing resumes the interview", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  await anna.page.getByRole("link", { name: "Finish" }).first().click();
  await heading(anna, "Finish the interview?");
  await anna.page.goBack();
  await turn(anna, 3, QUESTIONS[1]);
  await answer(anna, LONG);
  await turn(anna, 5, "That was my last question.");
});

scene("closing the browser and returning on another device resumes the interview", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const phone = await visitor();
  await start(phone, room);
  await answer(phone, LONG);
  await turn(phone, 3, QUESTIONS[1]);
  const before = await turnsOn(phone);
  await phone.page.close();

  const laptop = await visitor();
  laptop.expects(/status of 403/);
  await laptop.page.goto(room.url);
  await heading(laptop, "Your interview is under way");
  await laptop.page.getByLabel("Your e-mail address").fill("somebody.else@example.org");
  await laptop.page.getByRole("button", { name: "Continue the interview" }).click();
  await laptop.page.getByText("This interview cannot be opened with this e-mail address.").waitFor();
  await comeBack(laptop, room, ANNA.toUpperCase());
  assert.deepEqual(await turnsOn(laptop), before);
  await answer(laptop, LONG);
  await turn(laptop, 5, "That was my last question.");
});

scene("two devices show the same conversation live", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const [phone, laptop] = [await visitor(), await visitor()];
  await start(phone, room);
  await comeBack(laptop, room);
  await answer(phone, LONG);
  await turn(laptop, 2, LONG);
  await turn(laptop, 3, QUESTIONS[1]);
  await answer(laptop, LONG);
  await turn(phone, 5, "That was my last question.");
  assert.deepEqual(await turnsOn(phone), await turnsOn(laptop));
});

scene("a finished interview can be withdrawn", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  const { page } = anna;
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  await page.getByRole("link", { name: "Finish" }).first().click();
  await page.getByRole("button", { name: "Yes, finish" }).click();
  await heading(anna, "Thank you!");
  await page.getByRole("link", { name: "Withdraw" }).click();
  await heading(anna, "Withdraw from the interview?");
  assert.equal((await service.turns(room)).length, 3, "asking erases nothing");
  await page.getByRole("button", { name: "Yes, erase everything" }).click();
  await heading(anna, "Your answers have been erased");
  assert.deepEqual(await service.turns(room), []);
});

scene("an active interview can be withdrawn", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  await start(anna, room);
  await anna.page.getByRole("link", { name: "Withdraw" }).click();
  await anna.page.getByRole("button", { name: "Yes, erase everything" }).click();
  await heading(anna, "Your answers have been erased");
  assert.deepEqual(await service.turns(room), []);
});
