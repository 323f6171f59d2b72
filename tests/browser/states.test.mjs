// The page of every state of a link: each says what to do next, and none reveals anything about the project.
import assert from "node:assert/strict";
import { LONG, answer, comeBack, heading, start, turn } from "./support/respondent.mjs";
import { scene } from "./support/scene.mjs";
import { QUESTIONS } from "./support/service.mjs";

const SECRETS = ["A project whose name", "bound@example.org", "Goals that nobody sees", QUESTIONS[0]];

const states = {
  expired: {
    make: (service, room) => service.expire(room),
    status: 200, title: "This link has expired", next: "ask the people who invited you for a new link",
  },
  cancelled: {
    make: (service, room) => service.cancel(room),
    status: 200, title: "This interview was cancelled", next: "please ask them",
  },
  replaced: {
    make: (service, room) => service.rotate(room),
    status: 410, title: "This link was replaced", next: "look for the latest invitation",
  },
  completed: {
    make: (service, room) => service.finish(room, "bound@example.org"),
    status: 200, title: "Thank you!", next: "page of the people who invited you",
  },
  running: {
    make: (service, room) => service.join(room, "bound@example.org"),
    status: 200, title: "Your interview is under way", next: "enter the e-mail address that you started with",
  },
  unknown: {
    make: (service, room) => { room.url = room.url.replace(/.{8}$/, "unknown-"); },
    status: 404, title: "We do not know this link", next: "open it once more from your invitation",
  },
};

for (const [state, { make, status, title, next }] of Object.entries(states)) {
  scene(`a link that is ${state} says so, and what to do`, async ({ service, visitor }) => {
    const room = await service.createRoom({ respondents: [{ email: "bound@example.org" }] });
    await service.change(room, { research_goals_override: "Goals that nobody sees" });
    await make(service, room);
    const anna = await visitor();
    if (status >= 400) anna.expects(new RegExp(`status of ${status}`));
    const response = await anna.page.goto(room.url);
    assert.equal(response.status(), status);
    await heading(anna, title);
    const text = await anna.page.getByRole("main").innerText();
    assert.ok(text.includes(next), text);
    const page = await anna.page.content();
    for (const secret of SECRETS) assert.ok(!page.includes(secret), secret);
  });
}

scene("the respondent sees immediately that the team has cancelled", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  await start(anna, room);
  await answer(anna, LONG);
  await turn(anna, 3, QUESTIONS[1]);
  await service.cancel(room);
  await heading(anna, "This interview was cancelled");
});

scene("the respondent sees immediately that the project was deleted", async ({ service, visitor }) => {
  const room = await service.createRoom({ project_id: await service.makeProject() });
  const anna = await visitor();
  await start(anna, room);
  await service.deleteProject(room);
  await heading(anna, "This interview was cancelled");
});

scene("the respondent sees immediately that the link was replaced", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const anna = await visitor();
  anna.expects(/status of 410/);
  await start(anna, room);
  await service.rotate(room);
  await heading(anna, "This link was replaced");
});

scene("finishing on one device shows the final page on the other", async ({ service, visitor }) => {
  const room = await service.createRoom();
  const [phone, laptop] = [await visitor(), await visitor()];
  await start(phone, room);
  await comeBack(laptop, room);
  await phone.page.getByRole("link", { name: "Finish" }).first().click();
  await phone.page.getByRole("button", { name: "Yes, finish" }).click();
  await heading(phone, "Thank you!");
  await heading(laptop, "Thank you!");
});
