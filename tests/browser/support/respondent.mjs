// The actions of a respondent, by accessible names and visible text.

export const ANNA = "anna@example.org";
/** Long enough to get no follow-up question. */
export const LONG = "I get up early, make coffee, and read what came in overnight before anybody else is awake.";

/** Opens the link and starts the interview. */
export async function start({ page }, room, email = ANNA) {
  await page.goto(room.url);
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Start the interview" }).click();
  await conversation(page).waitFor();
}

/** Returns to an active interview on another device. */
export async function comeBack({ page }, room, email = ANNA) {
  await page.goto(room.url);
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Continue the interview" }).click();
  await conversation(page).waitFor();
}

/** Writes an answer and sends it. */
export async function answer({ page }, text) {
  await field(page).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** Waits for the turn with this number and text. */
export const turn = ({ page }, number, text) =>
  page.locator(`[data-number="${number}"]`).filter({ hasText: text }).waitFor();

/** The turns on the page, in order. */
export const turnsOn = ({ page }) =>
  page.locator("#turns > li").evaluateAll((turns) =>
    turns.map((one) => ({ number: Number(one.dataset.number), text: one.querySelector(".said").textContent })));

/** Waits for a page with this heading. */
export const heading = ({ page }, name) => page.getByRole("heading", { level: 1, name }).waitFor();

export const conversation = (page) => page.getByRole("log");
export const field = (page) => page.getByRole("textbox", { name: "Your answer" });
