// What a browser adds to the pages: times in the reader's own zone, and an interview without reloading. Every page works
// without it. Nothing that was typed is lost: answers wait in the browser's store, each under an id that makes sending
// it twice harmless, until the service has them.
"use strict";

const STORE = "interview:";

const remember = (key, value) => {
  try {
    if (value) localStorage.setItem(STORE + key, value);
    else localStorage.removeItem(STORE + key);
  } catch { /* A browser that stores nothing still sends. */ }
};
const recall = (key) => {
  try {
    return localStorage.getItem(STORE + key);
  } catch {
    return null;
  }
};

function showLocalTimes(root) {
  const long = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  const short = { hour: "2-digit", minute: "2-digit" };
  const { lang } = document.documentElement;
  // The reader's own country decides how a date is written, as long as it is in the language of the page.
  const locale = navigator.languages.find((own) => own.split("-")[0] === lang) || lang;
  for (const time of root.querySelectorAll("time[data-local]")) {
    const form = new Intl.DateTimeFormat(locale, time.dataset.local === "long" ? long : short);
    time.textContent = form.format(new Date(time.dateTime));
  }
}

// `crypto.randomUUID` is missing where the page came by plain http.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const newBackoff = () => {
  let wait = 0;
  return { next: () => (wait = Math.min(wait * 2 || 1000, 30000)) * (0.75 + Math.random() / 2), reset: () => (wait = 0) };
};

function interview(root) {
  const { page, longest, ...words } = root.dataset;
  const find = (id) => document.getElementById(id);
  const [turns, form, answer, state, retry, problem, thinking, warning, marks, clock] =
    ["turns", "answer-form", "answer", "state", "retry", "answer-problem", "thinking", "warning", "marks", "clock"].map(find);
  const outbox = JSON.parse(recall(page) || "[]");
  let over = false;

  const follow = () => scrollTo({ top: document.documentElement.scrollHeight });
  const atTheEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;
  // What comes below is followed, unless the reader is looking at something further up.
  const keepingPlace = (change) => {
    const stay = !atTheEnd();
    change();
    if (!stay) follow();
  };
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };
  // To the page that knows the next step; not in a circle, should that be this one again.
  const leave = () => {
    const last = Number(recall(`${page}/left`));
    if (Date.now() - last < 10000) {
      setTimeout(leave, 10000);
      return;
    }
    remember(`${page}/left`, String(Date.now()));
    over = true;
    location.reload();
  };

  // The conversation.
  const numbered = () => [...turns.querySelectorAll("[data-number]")].map((turn) => Number(turn.dataset.number));
  const lastNumber = () => Math.max(0, ...numbered());
  const withNumber = (number) => turns.querySelector(`[data-number="${number}"]`);
  // The last turn up to which none is missing: an answer gets its number before what was said meanwhile is heard of.
  const lastSeen = () => {
    let number = 0;
    while (withNumber(number + 1)) number += 1;
    return number;
  };

  function turnElement(speaker, text) {
    const turn = document.createElement("li");
    const [who, said, time] = ["p", "p", "time"].map((name) => document.createElement(name));
    turn.className = `turn ${speaker}`;
    who.className = "who";
    said.className = "said";
    said.dir = "auto";
    who.append(`${{ respondent: words.you, interviewer: words.interviewer }[speaker] || words.guest} `, time);
    said.textContent = text;
    turn.append(who, said);
    return turn;
  }

  function showTime(turn, at) {
    const time = turn.querySelector("time");
    time.dateTime = at;
    time.dataset.local = "short";
    showLocalTimes(turn);
  }

  function showTurn({ number, speaker, text, at, closing }) {
    const unsent = speaker === "respondent" && outbox.find((one) => one.text === text && one.element && !one.element.dataset.number);
    const shown = withNumber(number) || (unsent && unsent.element);
    const turn = shown || turnElement(speaker, text);
    showTime(turn, at);
    turn.dataset.number = number;
    turn.classList.remove("unsent");
    keepingPlace(() => {
      if (!shown) turns.insertBefore(turn, firstAfter(number));
      if (closing) find("closing").hidden = false;
      // What a guest says is no answer.
      if (number === lastNumber() && speaker !== "agent") think(speaker === "respondent");
    });
  }

  const firstAfter = (number) =>
    [...turns.children].find(({ dataset }) => !dataset.number || Number(dataset.number) > number) || null;

  // After the last question nobody writes any more.
  const think = (thinks) => { thinking.hidden = !thinks || !find("closing").hidden; };

  function showUnsent(one) {
    if (one.element) return;
    one.element = turnElement("respondent", one.text);
    one.element.classList.add("unsent");
    turns.append(one.element);
  }

  // Sending: one after the other, in order, again and again until it is through.
  let sending = false;
  let timer = 0;
  const patience = newBackoff();
  const keep = () => remember(page, outbox.length ? JSON.stringify(outbox.map(({ id, text }) => ({ id, text }))) : "");

  function submit() {
    const text = answer.value.trim();
    const wrong = !text ? words.empty : [...text].length > Number(longest) ? words.tooLong : "";
    refuse(wrong);
    if (wrong) return;
    outbox.push({ id: newId(), text });
    keep();
    answer.value = "";
    remember(`${page}/draft`, "");
    answer.focus();
    send();
    follow();
  }

  function refuse(text) {
    problem.textContent = text;
    problem.hidden = !text;
    if (text) {
      answer.setAttribute("aria-invalid", "true");
      answer.setAttribute("aria-describedby", "answer-problem answer-hint state");
      answer.focus();
    } else {
      answer.removeAttribute("aria-invalid");
    }
  }

  async function send() {
    outbox.forEach(showUnsent);
    const [one] = outbox;
    if (!one || sending || over) return;
    clearTimeout(timer);
    sending = true;
    retry.hidden = true;
    say(words.sending);
    let reply;
    try {
      reply = await fetch(`${page}/turns`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ id: one.id, text: one.text }),
        signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
      });
    } catch { /* No connection, or no answer in time. */ }
    sending = false;
    await settle(one, reply);
  }

  async function settle(one, reply) {
    const status = reply ? reply.status : 0;
    if (status === 200) {
      const { number } = await reply.json().catch(() => ({}));
      acknowledge(one, number);
    } else if ([401, 403, 404, 409, 410].includes(status)) {
      // Over, or somebody has to say who they are: the page knows the next step, and the answer stays in the store.
      leave();
    } else if (status === 429 || status === 0 || status === 408 || status >= 500) {
      later(Number(reply?.headers.get("Retry-After")) * 1000);
    } else {
      giveBack(one, (await reply.json().catch(() => ({}))).error || words.failed);
    }
  }

  function acknowledge(one, number) {
    patience.reset();
    outbox.shift();
    keep();
    say("");
    if (numbered().includes(number) && one.element.dataset.number !== String(number)) {
      one.element.remove();
    } else if (number) {
      one.element.dataset.number = number;
      one.element.classList.remove("unsent");
      think(number === lastNumber());
    }
    send();
  }

  function later(wait) {
    say(navigator.onLine ? words.failed : words.offline);
    retry.hidden = false;
    timer = setTimeout(send, wait || patience.next());
  }

  // The service will never take it as it is: back to whoever wrote it.
  function giveBack(one, why) {
    outbox.shift();
    keep();
    one.element.remove();
    answer.value = answer.value ? `${one.text}\n${answer.value}` : one.text;
    say("");
    refuse(why);
  }

  // Receiving.
  const reconnect = newBackoff();
  function listen() {
    const stream = new EventSource(`${page}/stream?after=${lastSeen()}`);
    stream.addEventListener("open", () => {
      reconnect.reset();
      if (state.textContent === words.lost) say("");
    });
    stream.addEventListener("turn", (event) => showTurn(JSON.parse(event.data)));
    stream.addEventListener("ended", () => {
      stream.close();
      leave();
    });
    stream.addEventListener("error", () => {
      if (over) return;
      if (!sending && !outbox.length) say(navigator.onLine ? words.lost : words.offline);
      // The browser connects again by itself, unless the service has refused.
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => refused(stream), reconnect.next());
    });
  }

  async function refused() {
    const reply = await fetch(`${page}/stream?after=0`, { method: "HEAD" }).catch(() => null);
    if (reply && reply.status < 500 && reply.status !== 429 && !reply.ok) leave();
    else listen();
  }

  // The clock. It goes by the service's time, whatever the device believes.
  const ends = Date.parse(words.ends) + Date.now() - Date.parse(words.now);
  const announced = new Map(words.marks.split("|").map((mark) => {
    const [minutes, text] = mark.split("=");
    return [minutes * 60, text];
  }));
  let before = Infinity;

  function tick() {
    const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    const digits = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map((n) => String(n).padStart(2, "0"));
    clock.textContent = (digits[0] === "00" ? digits.slice(1) : digits).join(":");
    for (const [mark, text] of announced) if (left <= mark && before > mark && before < Infinity) marks.textContent = text;
    if (left === 0) warn(words.timeUp);
    else if (left <= 120) warn(find("time-warning").content.textContent);
    before = left;
  }

  function warn(text) {
    if (warning.textContent !== text) keepingPlace(() => { warning.textContent = text; });
  }

  // Putting it together.
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  answer.addEventListener("input", () => remember(`${page}/draft`, answer.value));
  answer.addEventListener("keydown", (event) => {
    // A key that ends the composition of a character sends nothing, and on a touch keyboard there is no Shift + Enter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches && !event.ctrlKey) return;
    event.preventDefault();
    submit();
  });
  retry.addEventListener("click", () => {
    answer.focus();
    send();
  });
  addEventListener("offline", () => say(words.offline));
  addEventListener("online", () => {
    say(words.online);
    send();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (!answer.value) answer.value = recall(`${page}/draft`) || "";
  root.classList.add("lively");
  find("answer-hint").hidden = false;
  tick();
  setInterval(tick, 1000);
  listen();
  send();
  follow();
}

// An interview that is over leaves nothing in the browser.
function forget() {
  try {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(STORE + location.pathname));
    own.forEach((key) => localStorage.removeItem(key));
  } catch { /* Nothing was stored. */ }
}

showLocalTimes(document);
const root = document.querySelector("[data-interview]");
if (root) interview(root);
if ("over" in document.body.dataset) forget();
