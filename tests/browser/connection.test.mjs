// Broken connections, lost responses and a crashing service: no answer is lost and none is duplicated.
import assert from "node:assert/strict";
import { LONG, answer, start, turn, turnsOn } from "./support/respondent.mjs";
import { scene } from "./support/scene.mjs";
import { QUESTIONS } from "./support/service.mjs";

const BROKEN = /net::ERR_/;
const texts = (turns) => turns.map(({ text }) => text);

scene("an answer sent while offline arrives once after the network is back", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(BROKEN);
  await start(anna, room);
  await turn(anna, 1, QUESTIONS[0]);
  await anna.context.setOffline(true);
  await answer(anna, LONG);
  await anna.page.getByText("You are offline.").waitFor();
  await anna.page.getByText(LONG).waitFor();
  assert.equal((await service.turns(room)).length, 1, "nothing arrived yet");
  await anna.context.setOffline(false);
  await turn(anna, 3, QUESTIONS[1]);
  assert.deepEqual(texts(await turnsOn(anna)), texts(await service.turns(room)));
  assert.equal((await service.turns(room)).length, 3);
});

scene("an answer that waits for the network survives a reload", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(BROKEN);
  await start(anna, room);
  await anna.page.route("**/turns", (route) => route.abort("internetdisconnected"));
  await answer(anna, LONG);
  await anna.page.getByRole("button", { name: "Try now" }).waitFor();
  await anna.page.unroute("**/turns");
  await anna.page.reload();
  await turn(anna, 3, QUESTIONS[1]);
  assert.equal((await service.turns(room)).length, 3);
});

scene("an answer whose acknowledgement is lost is sent again and stored once", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(BROKEN);
  await start(anna, room);
  const attempts = [];
  await anna.page.route("**/turns", async (route) => {
    attempts.push(route.request().postDataJSON().id);
    if (attempts.length > 1) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  const acknowledged = anna.page.waitForResponse("**/turns");
  await answer(anna, LONG);
  assert.equal((await acknowledged).status(), 200);
  await turn(anna, 3, QUESTIONS[1]);
  assert.equal(new Set(attempts).size, 1, "under the same id");
  assert.equal(attempts.length, 2);
  assert.equal((await service.turns(room)).length, 3);
  assert.deepEqual(texts(await turnsOn(anna)), texts(await service.turns(room)));
});

scene("several waiting answers arrive in the order in which they were written", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(BROKEN);
  await start(anna, room);
  await anna.context.setOffline(true);
  const said = ["First of all.", "And then.", "In the end."];
  for (const text of said) await answer(anna, text);
  await anna.context.setOffline(false);
  await turn(anna, 7, "");
  const answers = (await service.turns(room)).filter(({ speaker }) => speaker === "respondent");
  assert.deepEqual(texts(answers), said);
  assert.deepEqual(texts(await turnsOn(anna)), texts(await service.turns(room)));
});

scene("turns missed while the stream was unavailable are delivered in order", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(/status of 502/);
  // The response of a proxy that cannot reach the service.
  await anna.page.route("**/stream?*", (route) => route.fulfill({ status: 502 }));
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 2, LONG);
  await answer(anna, "And one thing more.");
  await turn(anna, 4, "And one thing more.");
  await anna.page.unroute("**/stream?*");
  await turn(anna, 5, "That was my last question.");
  assert.deepEqual(texts(await turnsOn(anna)), texts(await service.turns(room)));
});

scene("after a crash of the service the page reconnects and the interview continues", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(BROKEN);
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  const before = await service.turns(room);

  await service.kill();
  await anna.page.getByText("Connecting again").waitFor();
  await answer(anna, LONG);
  await anna.page.getByText("Not sent yet.").waitFor();
  await service.run();
  await turn(anna, 5, "That was my last question.");

  const after = await service.turns(room);
  assert.deepEqual(after.slice(0, 3), before, "what was acknowledged is there");
  assert.deepEqual(after.map(({ number }) => number), [1, 2, 3, 4, 5]);
  assert.deepEqual(texts(await turnsOn(anna)), texts(after));
  await anna.page.getByText("Connecting again").waitFor({ state: "hidden" });
});

scene("a page that only listens reconnects after a crash", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const [phone, laptop] = [await visitor(), await visitor()];
  phone.expects(BROKEN);
  laptop.expects(BROKEN);
  await start(phone, room);
  await laptop.context.addCookies(await phone.context.cookies());
  await laptop.page.goto(room.url);
  await turn(laptop, 1, QUESTIONS[0]);
  await service.kill();
  await laptop.page.getByText("Connecting again").waitFor();
  await service.run();
  await answer(phone, LONG);
  await turn(laptop, 3, QUESTIONS[1]);
  assert.deepEqual(texts(await turnsOn(laptop)), texts(await service.turns(room)));
});
