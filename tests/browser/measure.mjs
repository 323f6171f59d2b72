// Measures the size of the pages and the time until they work; prints the tables of bench/README.md.
import { start } from "./support/respondent.mjs";
import { DESKTOP, launch } from "./support/browser.mjs";
import { Service } from "./support/service.mjs";

const ROUNDS = 5;

/** Runs a function in a fresh profile and returns the kind and the transferred bytes of each request, including headers. */
async function transferred(browser, visit) {
  const context = await browser.newContext({ viewport: DESKTOP });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const kinds = new Map();
  const sizes = [];
  network.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength: bytes }) =>
    sizes.push({ kind: kinds.get(requestId), bytes }));
  await network.send("Network.enable");
  await visit({ page });
  await page.waitForLoadState("load");
  await context.close();
  return sizes;
}

/** The times of one load of a page without a cache, in milliseconds from the start of the navigation. */
async function times(page, url, ready) {
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator(ready).waitFor();
  // It may work before it is first painted.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return {
      paint: paint.startTime,
      interactive: navigation.domInteractive,
      works: window.worksSince ?? navigation.domContentLoadedEventEnd,
    };
  });
}

/** Records when the script takes over the answer field, which then works without reloading. */
const noteWhenLive = () => {
  const note = () => { if (document.querySelector(".lively")) window.worksSince ??= performance.now(); };
  new MutationObserver(note).observe(document, { attributes: true, childList: true, subtree: true });
};

async function loads(browser, rooms, prepare, ready) {
  const rounds = [];
  for (const room of rooms) {
    const context = await browser.newContext({ viewport: DESKTOP });
    await context.addInitScript(noteWhenLive);
    const page = await context.newPage();
    await prepare({ page }, room);
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    await network.send("Network.setCacheDisabled", { cacheDisabled: true });
    rounds.push(await times(page, room.url, ready));
    await context.close();
  }
  return rounds;
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const total = (sizes, kind) => sizes.filter((one) => !kind || one.kind === kind).reduce((sum, { bytes }) => sum + bytes, 0);
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

const [service, browser] = [await Service.start(), await launch()];
try {
  const room = await service.createRoom();
  const welcome = await transferred(browser, ({ page }) => page.goto(room.url));
  const both = await transferred(browser, (visitor) => start(visitor, room));
  console.log("| transferred, kB | all | pages | style | script |\n| --- | ---: | ---: | ---: | ---: |");
  for (const [name, sizes] of [["welcome", welcome], ["welcome, start, interview", both]]) {
    const parts = [undefined, "Document", "Stylesheet", "Script"].map((kind) => kilobytes(total(sizes, kind)));
    console.log(`| ${name} | ${parts.join(" | ")} |`);
  }

  const rooms = await Promise.all(Array.from({ length: ROUNDS }, () => service.createRoom()));
  console.log(`\n| ms, median of ${ROUNDS} | first paint | interactive | works |\n| --- | ---: | ---: | ---: |`);
  for (const [name, prepare, ready] of [["welcome", () => {}, "h1"], ["interview", start, ".lively"]]) {
    const rounds = await loads(browser, rooms, prepare, ready);
    const medians = ["paint", "interactive", "works"].map((kind) => median(rounds.map((one) => one[kind])).toFixed(0));
    console.log(`| ${name} | ${medians.join(" | ")} |`);
  }
} finally {
  await browser.close();
  await service.stop();
}
